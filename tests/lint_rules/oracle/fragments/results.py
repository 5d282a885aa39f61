"""Functions that take or return rows without saying so, or say what the query contradicts: `Note` is the row."""

RESULTS: dict[str, str] = {
    "variable": """
        from $P.database import memory
        from $P.models import Note

        def run_variable_result():
            with memory() as db:
                note = db.query(Note).first()
                notes = db.query(Note).all()
                return note.text, len(notes)
        """,
    "variable of a hidden class": """
        from typing import TYPE_CHECKING
        from $P.database import memory
        from $P import models

        if TYPE_CHECKING:
            from $P.models import Note

        def run_hidden_result():
            with memory() as db:
                note = db.query(models.Note).first()
                return note.text
        """,
    "module's variable of a hidden class": """
        from typing import TYPE_CHECKING
        from $P.database import filled
        from $P import models

        if TYPE_CHECKING:
            from $P.models import Note

        HIDDEN = filled().query(models.Note).all()

        def run_module_hidden():
            return len(HIDDEN)
        """,
    "global variable": """
        from $P.database import memory
        from $P.models import Note

        LAST = None

        def run_global_result():
            global LAST
            with memory() as db:
                LAST = db.query(Note).first()
                return LAST.text
        """,
    "nonlocal variable": """
        from $P.database import memory
        from $P.models import Note

        def run_nonlocal_result():
            held = None
            def load(db):
                nonlocal held
                held = db.query(Note).first()
            with memory() as db:
                load(db)
                return held.text
        """,
    "both branches": """
        from $P.database import memory
        from $P.models import Note

        def run_branches():
            with memory() as db:
                if db.is_active:
                    row = db.query(Note).first()
                else:
                    row = db.query(Note).one()
                return row.text
        """,
    "module's variable": """
        from $P.database import filled
        from $P.models import Note

        NOTES = filled().query(Note).all()
        NOTE = filled().query(Note).first()

        def run_module_variable():
            return len(NOTES), NOTE.text
        """,
    "quoted annotation": """
        from $P.database import memory
        from $P.models import Note

        def noted(db, key: int) -> "Note":
            return db.get(Note, key)

        def run_noted():
            with memory() as db:
                return noted(db, 1).text
        """,
    "annotation by alias": """
        from typing import Annotated
        from $P.database import memory
        from $P.models import Note

        Row = Note
        Quoted = "Note"
        Marked = Annotated[Note, "row"]

        def by_name(db) -> Row:
            return db.query(Note).first()

        def by_text(db) -> Quoted:
            return db.query(Note).first()

        def by_mark(db) -> Marked:
            return db.query(Note).first()

        def run_by_alias():
            with memory() as db:
                return by_name(db).text, by_text(db).text, by_mark(db).text
        """,
    "annotation under a future": """
        from __future__ import annotations
        from typing import TYPE_CHECKING
        from $P import models
        from $P.database import memory

        if TYPE_CHECKING:
            from $P.models import Note

        def future(db) -> Note:
            return db.query(models.Note).first()

        def run_future():
            with memory() as db:
                note: Note = db.query(models.Note).first()
                return future(db).text, note.text
        """,
    "plain annotation": """
        from $P.database import memory
        from $P.models import Note

        def first(db) -> Note:
            found: Note = db.query(Note).first()
            return found

        def scalar(db) -> int:
            return db.query(Note.id).scalar()

        def run_plain():
            with memory() as db:
                return first(db).text, scalar(db)
        """,
    "annotation read by a route": """
        from fastapi import APIRouter
        from pydantic import BaseModel, ConfigDict
        from $P.models import Note

        class NoteOut(BaseModel):
            model_config = ConfigDict(from_attributes=True)
            text: str

        def shown(key: int) -> NoteOut:
            return NoteOut(text="t")

        def title(key: int) -> {{str||str | None}}:
            from $P.database import filled
            return filled().query(Note.text).scalar()

        router = APIRouter()
        router.add_api_route("/title", title)
        router.get("/shown")(shown)
        """,
    "annotation read by a decorator": """
        from typing import get_type_hints
        from $P.database import filled
        from $P.models import Note

        LOADERS = {}

        def loader(function):
            LOADERS[get_type_hints(function)["return"]] = function
            return function

        @loader
        def decorated(key: int) -> {{Note||Note | None}}:
            return filled().get(Note, key)

        def run_loaders():
            return LOADERS[Note](1).text
        """,
    "variable before its class": """
        from $P.database import filled

        FIRST_NOTE = filled().get(__import__("$P.models").models.Note, 1)

        def early():
            from $P.models import Note

            notes = filled().query(Note).all()
            return len(notes)

        from $P.models import Note

        def run_early():
            return early(), FIRST_NOTE.text
        """,
    "annotation read at run time": """
        from typing import get_type_hints
        from $P.database import filled
        from $P.models import Note

        def load(key: int) -> {{Note||Note | None}}:
            return filled().get(Note, key)

        KINDS = {get_type_hints(load)["return"]: load}

        def run_kinds():
            return KINDS[Note](1).text
        """,
    "annotation that validates": """
        from pydantic import ConfigDict, validate_call
        from $P.database import filled
        from $P.models import Note

        def loaded(key: int) -> {{Note||Note | None}}:
            return filled().get(Note, key)

        checked = validate_call(config=ConfigDict(arbitrary_types_allowed=True), validate_return=True)(loaded)

        def run_validated():
            try:
                return checked(7)
            except ValueError as error:
                return type(error).__name__
        """,
    "annotation of a member": """
        from $P.database import filled
        from $P.models import Note

        class Notes:
            newest: Note

            def load(self) -> Note:
                self.newest = filled().query(Note).first()
                row: Note = filled().query(Note).first()
                return row

        def run_member():
            return Notes().load().text
        """,
    "list for a row": """
        from $P.database import filled
        from $P.models import Note

        def only() -> {{list[Note]||Note | None}}:
            return filled().query(Note).first()

        def run_only():
            return only().text
        """,
    "sequence": """
        from sqlalchemy import select
        from $P.database import filled
        from $P.models import Note

        def many():
            rows = filled().scalars(select(Note)).all()
            return rows

        def run_many():
            return len(many())
        """,
    "sequence, untyped": """
        from sqlalchemy import select
        from $P.models import Note

        def listed(db):
            found = db.scalars(select(Note)).all()
            return [note.text for note in found]

        def paired(db):
            return db.execute(select(Note.id, Note.text)).all()

        def run_listed():
            from $P.database import filled
            return listed(filled()), len(paired(filled()))
        """,
    "loop": """
        from $P.database import filled
        from $P.models import Note

        def run_loop():
            texts = []
            for key in (1, 2):
                note = filled().get(Note, key)
                texts.append(note.text if note else None)
            return texts
        """,
    "with comment": """
        from $P.database import filled
        # Notes are read below.
        from $P.models import Note  # noqa: E402

        def run_with_comment():
            note = (  # the first
                filled().query(Note).first()
            )
            other = filled().query(
                Note,
            ).one()  # the only one
            return note.text, other.text
        """,
    "alias of another class": """
        from $P.database import filled
        from $P.models import Note as Remark

        def run_remark():
            remark = filled().query(Remark).first()
            return remark.text

        def remarked(db) -> Remark:
            return db.query(Remark).first()

        #: $P/remarks.py
        from $P.base import Base
        from sqlalchemy.orm import Mapped, mapped_column

        class Remark(Base):
            __tablename__ = "remark"
            id: Mapped[int] = mapped_column(primary_key=True)
        """,
}
