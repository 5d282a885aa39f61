"""The application that the tests of steps imagine: films of studios, in joined and single-table inheritance."""

from __future__ import annotations

import enum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from session_status import Lifecycle, stored_by


class State(enum.Enum):
    DRAFT = "draft"
    CUT = "cut"
    DONE = "done"


class Priority(enum.IntEnum):
    LOW = 1
    HIGH = 5


LIFE = Lifecycle(State, {State.DRAFT: [State.CUT], State.CUT: [State.DONE]}, initial=[State.DRAFT])
AGAIN = Lifecycle(
    State,
    {State.DRAFT: [State.CUT], State.CUT: [State.CUT, State.DONE], State.DONE: [State.DRAFT]},
    initial=[State.DRAFT],
    self_steps=True,
    endless=True,
)
URGENCY = Lifecycle(Priority, {Priority.LOW: [Priority.HIGH]}, initial=[Priority.LOW])


class FilmBase(DeclarativeBase):
    pass


class Studio(FilmBase):
    __tablename__ = "studio"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    country: Mapped[str] = mapped_column(String(20))


class Film(FilmBase):
    __tablename__ = "film"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[State]
    studio_id: Mapped[int] = mapped_column(ForeignKey("studio.id"))
    version: Mapped[int] = mapped_column(default=1)
    studio: Mapped[Studio] = relationship()

    __mapper_args__ = {  # noqa: RUF012 -- SQLAlchemy's own way
        "polymorphic_on": "kind",
        "polymorphic_identity": "film",
        "version_id_col": version,
    }


class Animation(Film):
    __tablename__ = "animation"

    id: Mapped[int] = mapped_column(ForeignKey("film.id"), primary_key=True, autoincrement=False)
    frames: Mapped[int]
    render: Mapped[State | None]

    __mapper_args__ = {"polymorphic_identity": "animation"}  # noqa: RUF012


class Trailer(Film):
    music: Mapped[str | None] = mapped_column(String(20))

    __mapper_args__ = {"polymorphic_identity": "trailer"}  # noqa: RUF012


class Print(FilmBase):
    """A row with a key of two columns, and statuses stored in other ways than by an Enum."""

    __tablename__ = "print"

    film_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    named: Mapped[str] = mapped_column(String(20), info=stored_by("name"))
    priority: Mapped[int]
    notes: Mapped[dict[str, Any]] = mapped_column(JSON)


def rows() -> list[Any]:
    """Films 1 to 4: one of each class in studio 1, and another animation in studio 2."""
    return [
        Studio(id=1, country="fr"),
        Studio(id=2, country="jp"),
        Film(id=1, state=State.CUT, studio_id=1),
        Animation(id=2, state=State.CUT, studio_id=1, frames=24, render=State.CUT),
        Trailer(id=3, state=State.CUT, studio_id=1),
        Animation(id=4, state=State.CUT, studio_id=2, frames=12, render=State.CUT),
    ]
