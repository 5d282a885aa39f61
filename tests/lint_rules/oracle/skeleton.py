"""What every project has beside its own files: models, a database, a file that imports the framework's session."""

SKELETON: dict[str, str] = {
    "base.py": """
        from sqlalchemy.orm import DeclarativeBase


        class Base(DeclarativeBase):
            pass
        """,
    "models.py": """
        from sqlalchemy import ForeignKey
        from sqlalchemy.orm import Mapped, mapped_column, relationship

        from $P.base import Base


        class $K(Base):
            __tablename__ = "session"
            id: Mapped[int] = mapped_column(primary_key=True)
            title: Mapped[str] = mapped_column(default="t")


        class Note(Base):
            __tablename__ = "note"
            id: Mapped[int] = mapped_column(primary_key=True)
            text: Mapped[str] = mapped_column(default="n")
            session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
            session: Mapped["$K | None"] = relationship()


        class Extra(Base):
            __tablename__ = "extra"
            id: Mapped[int] = mapped_column(primary_key=True)
        """,
    "database.py": """
        from contextlib import contextmanager

        from sqlalchemy import create_engine, orm

        from $P.base import Base
        from $P import models


        def filled():
            engine = create_engine("sqlite://", poolclass=None)
            Base.metadata.create_all(engine)
            db = orm.Session(engine)
            db.add(models.$K(id=1, title="t"))
            db.add(models.Note(id=1, text="n", session_id=1))
            db.flush()
            return db


        @contextmanager
        def memory():
            db = filled()
            yield db
            db.close()
        """,
    "domain.py": """
        from dataclasses import dataclass


        @dataclass
        class Note:
            id: int
            text: str = "d"
        """,
    "statuses.py": """
        from dataclasses import dataclass
        from enum import Enum


        class JobStatus(Enum):
            OPEN = "open"
            WAITING = "waiting"
            DONE = "done"


        @dataclass
        class Job:
            status: JobStatus
        """,
    "store.py": """
        from $F import $K


        def close(db: $K) -> None:
            db.close()
        """,
    "peer_one.py": """
        from $F import $K as SQL$K


        def stop(db: SQL$K) -> None:
            db.close()
        """,
    "peer_two.py": """
        from $F import $K as SQL$K


        def halt(db: SQL$K) -> None:
            db.close()
        """,
}
