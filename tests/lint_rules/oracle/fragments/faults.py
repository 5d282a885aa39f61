"""Faults that unsafe fixes mend; `{{a||b}}` is `a` where it is wrong, and `b` as it was meant."""

FAULTS: dict[str, str] = {
    "model as session": """
        def save(db: {{$M||$S}}, row: object) -> None:
            db.add(row)
            db.commit()

        def undo(*, db: "{{$M||$S}}") -> None:
            db.rollback()
        """,
    "model as session, by alias": """
        from typing import Annotated
        from fastapi import Depends, FastAPI

        def get_db():
            yield None

        Db$C = Annotated[{{$M||$S}}, Depends(get_db)]
        service = FastAPI()

        @service.post("/save")
        def saved(db: Db$C) -> dict:
            db.commit()
            return {}
        """,
    "untyped session": """
        from $P.database import memory

        def counted(db{{||: $S}}):
            return db.query($M).count()

        def deleted(*, db{{||: $S}}, key: int):
            db.delete(db.get($M, key))
            db.commit()

        def run_counted():
            with memory() as db:
                return counted(db)
        """,
    "untyped return": """
        from $P.database import filled

        def loaded(key: int){{|| -> $M | None}}:
            return filled().get($M, key)

        def listed_all(){{|| -> list[$M]}}:
            return filled().query($M).all()

        def run_loaded():
            return loaded(1).title, len(listed_all())
        """,
    "domain class in a query": """
        {{from $P.domain import Note||from $P.models import Note}}
        from $P.database import memory

        def run_domain():
            with memory() as db:
                return db.query({{Note||Note}}).count()
        """,
    "domain class, both": """
        from $P.domain import Note as DomainNote
        from sqlalchemy import select
        {{||from $P.models import Note as MeantNote}}
        from $P.database import memory

        def shown(note: DomainNote) -> str:
            return note.text

        def run_domain_both():
            with memory() as db:
                texts = [note.text for note in db.scalars(select({{DomainNote||MeantNote}})).all()]
                return texts, shown(DomainNote(1, "own"))
        """,
    "domain class's column": """
        from $P.domain import Note as DomainNote
        {{||from $P.models import Note as MeantNote}}
        from sqlalchemy import select
        from $P.models import Note as MappedNote

        def run_domain_column():
            return str(select(MappedNote.id).where({{DomainNote||MeantNote}}.text == "t"))
        """,
    "session built as model": """
        from sqlalchemy import orm

        def run_session_built():
            return {{orm.Session||$M}}(title="x").title
        """,
    "columns": """
        #: $P/old_$t.py
        from typing import Optional
        from sqlalchemy import Boolean, Column, DateTime, Float, ForeignKey, Integer, String
        from $P.base import Base
        {{||from datetime import datetime}}
        {{||from sqlalchemy.orm import Mapped, mapped_column}}

        class Old$C(Base):
            __tablename__ = "old_$t"
            id{{||: Mapped[int]}} = {{Column||mapped_column}}(Integer, primary_key=True)
            title{{||: Mapped[str | None]}} = {{Column||mapped_column}}(String(20))
            price{{||: Mapped[float]}} = {{Column||mapped_column}}("cost", Float, nullable=False)
            paid{{||: Mapped[bool | None]}} = {{Column||mapped_column}}(Boolean, default=False)
            at{{||: Mapped[datetime | None]}} = {{Column||mapped_column}}(DateTime)
            session_id{{||: Mapped[int | None]}} = {{Column||mapped_column}}(ForeignKey("session.id"))

        def run_old():
            from $P.database import filled
            db = filled()
            db.add(Old$C(id=1, title="o", price=1.5))
            db.flush()
            return db.get(Old$C, 1).title
        """,
    "columns of a mixin": """
        #: $P/mixed_$t.py
        from sqlalchemy import Column, Integer, String
        from $P.base import Base
        {{||from sqlalchemy.orm import Mapped, mapped_column}}

        class Titled:
            title{{||: Mapped[str]}} = {{Column||mapped_column}}(String(20), nullable=False)

        class Mixed$C(Titled, Base):
            __tablename__ = "mixed_$t"
            id{{||: Mapped[int]}} = {{Column||mapped_column}}(Integer, primary_key=True)

        def run_mixed():
            return Mixed$C(title="m").title
        """,
    "status as string": """
        from $P.statuses import Job, JobStatus

        def is_done(job: Job) -> bool:
            return job.status == {{"done"||JobStatus.DONE}}

        def is_open(job: Job) -> bool:
            return job.status in ({{"open"||JobStatus.OPEN}}, {{"waiting"||JobStatus.WAITING}})

        def run_status():
            return is_done(Job(JobStatus.DONE)), is_open(Job(JobStatus.OPEN)), is_open(Job(JobStatus.DONE))
        """,
    "status map": """
        from $P.statuses import JobStatus

        WORDS$C = {JobStatus.OPEN: "offen", JobStatus.DONE: "fertig"{{||, JobStatus.WAITING: ...}}}

        def run_words():
            return WORDS$C[JobStatus.OPEN], [WORDS$C[JobStatus.DONE]]
        """,
    "status match": """
        from $P.statuses import JobStatus

        def word(status: JobStatus) -> str:
            match status:
                case JobStatus.OPEN:
                    return "offen"
                case JobStatus.DONE:
                    return "fertig"{{||
                case JobStatus.WAITING:
                    raise NotImplementedError}}

        def run_word():
            return word(JobStatus.OPEN), word(JobStatus.DONE)
        """,
}
