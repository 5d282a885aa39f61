"""A guarded attribute takes a status only by a step of its lifecycle."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ForeignKey, String, create_engine, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column, relationship, synonym

from session_status import ColumnError, Lifecycle, TransitionError, UnknownStatusError, stored_by


class State(enum.Enum):
    DRAFT = "draft"
    CUT = "cut"
    DONE = "done"
    NEWER = "newer"


class Priority(enum.IntEnum):
    LOW = 1
    HIGH = 5


S = State
LIFE = Lifecycle(S, {S.DRAFT: [S.CUT], S.CUT: [S.DONE]}, initial=[S.DRAFT], reserved=[S.NEWER])
URGENCY = Lifecycle(Priority, {Priority.LOW: [Priority.HIGH]}, initial=[Priority.LOW])


class Base(DeclarativeBase):
    pass


class Film(Base):
    __tablename__ = "film"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="film")
    state: Mapped[S | None]
    named: Mapped[str] = mapped_column(String, default="DRAFT", info=stored_by("name"))
    priority: Mapped[int] = mapped_column(default=1)
    free: Mapped[S | None]
    part_of: Mapped[int | None] = mapped_column(ForeignKey("film.id"))
    whole: Mapped[Film | None] = relationship()
    other_name: Mapped[S | None] = synonym("free")

    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "film"}  # noqa: RUF012 -- SQLAlchemy's own way


class Trailer(Film):
    __mapper_args__ = {"polymorphic_identity": "trailer"}  # noqa: RUF012


LIFE.guard(Film.state)
LIFE.guard(Film.named)
URGENCY.guard(Film.priority)


@pytest.fixture
def db() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def film(db: Session, state: State | None = S.DRAFT) -> Film:
    """Give a film that is in the database in any status, which an object could not begin with."""
    db.execute(insert(Film.__table__).values(id=1, kind="film", state=state, named="DRAFT", priority=1))  # type: ignore[arg-type]
    db.commit()
    return db.get_one(Film, 1)


def test_a_step_of_the_lifecycle_is_taken(db: Session) -> None:
    found = film(db)
    found.state = S.CUT
    found.named = "CUT"
    found.priority = Priority.HIGH
    db.commit()
    assert (found.state, found.named, found.priority) == (S.CUT, "CUT", 5)
    found.state = S.DONE
    db.flush()


REFUSED: dict[str, tuple[str, Any, str]] = {
    "a step that there is not": (
        "state",
        S.DONE,
        r"^Film\.state: no step leads from State\.DRAFT to State\.DONE; what follows it is State\.CUT$",
    ),
    "a reserved status": ("state", S.NEWER, r"^Film\.state: no step leads from State\.DRAFT to State\.NEWER"),
    "no status": ("state", None, r"^Film\.state: no step leads from State\.DRAFT to no status at all$"),
    "a word": ("state", "CUT", r"^Film\.state: 'CUT' is no status; it is one of <State\.DRAFT: 'draft'>, "),
    "an expression": ("state", func.lower("x"), r"^Film\.state: .* is no status"),
    "a name that is no step": ("named", "DONE", r"^Film\.named: no step leads from State\.DRAFT to State\.DONE"),
    "a value instead of a name": ("named", "cut", r"^Film\.named: 'cut' is no status; it is one of 'DRAFT', 'CUT'"),
    "a member instead of a name": ("named", S.CUT, r"^Film\.named: .* is no status"),
    "a number that is none": ("priority", 7, r"^Film\.priority: 7 is no status; it is one of 1, 5$"),
    "a truth": ("priority", True, r"^Film\.priority: True is no status"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_step_is_refused_and_changes_nothing(db: Session, name: str) -> None:
    attribute, value, message = REFUSED[name]
    found = film(db)
    before = getattr(found, attribute)
    with pytest.raises(TransitionError, match=message):
        setattr(found, attribute, value)
    assert getattr(found, attribute) == before
    assert found not in db.dirty


def test_an_end_is_not_left(db: Session) -> None:
    found = film(db, S.DONE)
    with pytest.raises(TransitionError, match="what follows it is nothing: it is an end"):
        found.state = S.CUT


def test_the_same_status_again_is_no_step(db: Session) -> None:
    found = film(db, S.DONE)
    found.state = S.DONE
    found.named = "DRAFT"


def test_a_row_begins_where_the_lifecycle_begins(db: Session) -> None:
    db.add_all([Film(state=S.DRAFT), Film(state=None), Film(), Trailer(state=S.DRAFT)])
    db.flush()
    for kind in (Film, Trailer):
        with pytest.raises(
            TransitionError, match=rf"^{kind.__name__}\.state: a row does not begin as State\.CUT, but as"
        ):
            kind(state=S.CUT)


def test_a_row_without_a_status_begins_one(db: Session) -> None:
    found = film(db, None)
    with pytest.raises(TransitionError, match=r"a row does not begin as State\.CUT, but as State\.DRAFT"):
        found.state = S.CUT
    found.state = S.DRAFT


def test_the_status_of_a_row_that_was_not_read_is_read_before_it_is_left(db: Session) -> None:
    found = film(db, S.CUT)
    db.expire(found)
    with pytest.raises(TransitionError, match=r"no step leads from State\.CUT to State\.DRAFT"):
        found.state = S.DRAFT
    db.expire(found)
    found.state = S.DONE
    db.flush()


def test_an_object_whose_status_cannot_be_read_is_refused_with_what_to_do(db: Session) -> None:
    found = film(db, S.CUT)
    db.expire(found)
    db.expunge(found)
    with pytest.raises(TransitionError, match="is not loaded, so no step can be told: refresh it before, or take the"):
        found.state = S.DONE


def test_a_session_that_waits_is_told_to_refresh_first(tmp_path: Path) -> None:
    async def assign() -> None:
        engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/film.db")
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with AsyncSession(engine) as db:
            found = Film(id=1, state=S.DRAFT)
            db.add(found)
            await db.commit()  # which makes it forget what it holds
            with pytest.raises(TransitionError, match=r"^Film\.state: the status of this object is not loaded"):
                found.state = S.CUT
            await db.refresh(found)
            found.state = S.CUT
            await db.commit()
        await engine.dispose()

    asyncio.run(assign())


def test_reading_a_row_is_no_assignment(db: Session) -> None:
    film(db, S.DONE)
    db.expunge_all()
    assert db.scalars(select(Film)).one().state is S.DONE


def test_an_attribute_that_is_not_guarded_takes_anything(db: Session) -> None:
    found = film(db)
    found.free = S.DONE
    db.flush()


unchecked: Any = LIFE
NOT_GUARDED: dict[str, Any] = {
    "a column of a table": lambda: unchecked.guard(Film.__table__.c.state),
    "an attribute of an alias": lambda: unchecked.guard(aliased(Film).state),
    "a relationship": lambda: unchecked.guard(Film.whole),
    "a class": lambda: unchecked.guard(Film),
    "a text that holds something else": lambda: unchecked.guard(Film.part_of),
}


@pytest.mark.parametrize("name", NOT_GUARDED)
def test_what_cannot_be_guarded_is_refused(name: str) -> None:
    with pytest.raises(ColumnError):
        NOT_GUARDED[name]()


def test_a_refusal_is_no_unknown_word_of_a_client() -> None:
    assert not issubclass(TransitionError, UnknownStatusError)
