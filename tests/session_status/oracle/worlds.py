"""The pool's classes -> worlds: rows that are paged, the sessions they refer to, and ready-made queries for their summaries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from tests.session_status.oracle import tables
from tests.session_status.oracle.types import State

WORDS = {State.DRAFT: "draft", State.CUT: "cut", State.DONE: "done"}


@dataclass(frozen=True, slots=True)
class World:
    """One application.

    Attributes:
        name: What it is called in a report.
        row: The class that is paged.
        snack: Its children.
        work: The class of the sessions; `row` itself where a page shows sessions.
        piece: Their children.
        keys: The primary key of `row`, by attribute.
        on: The attribute of `row` that refers to the sessions.
        joined: A subclass of `row` with a table of its own.
        single: A subclass of `row` in its table.
        tenants: Whether the tables are in a schema that each statement names anew.
        unknown: Whether a status may be stored that the program does not know.
    """

    name: str
    row: Any
    snack: Any
    work: Any
    piece: Any
    keys: tuple[str, ...] = ("id",)
    on: str = "work_id"
    joined: Any = None
    single: Any = None
    tenants: bool = False
    unknown: bool = False

    def key(self, kind: Any, i: int) -> dict[str, Any]:
        """Make the key of the row at a place."""
        if kind is tables.Part:
            return {"site": i % 2, "no": f"n{i // 2}"}
        if kind is tables.Job:
            return {"id": UUID(int=(i * 7919 + 5) % 1009 << 100 | i)}
        return {"id": i + 1}

    def __repr__(self) -> str:
        """Name it."""
        return self.name


WORLDS = (
    World("tickets", tables.Ticket, tables.TicketSnack, tables.Film, tables.Scene),
    World(
        "vehicles",
        tables.Vehicle,
        tables.VehicleSnack,
        tables.Film,
        tables.Scene,
        joined=tables.Car,
        single=tables.Bike,
    ),
    World("parts", tables.Part, tables.PartSnack, tables.Job, tables.Step, keys=("site", "no"), unknown=True),
    World("lots", tables.Lot, tables.LotSnack, tables.Work, tables.Piece, tenants=True),
    World(
        "films",
        tables.Film,
        tables.Scene,
        tables.Film,
        tables.Scene,
        on="id",
        joined=tables.Animation,
        single=tables.Trailer,
    ),
)


def _of(child: Any, work: Any, what: Any) -> Any:
    return select(what).where(child.owner_id == work.id).correlate(work).scalar_subquery()


TITLES: dict[str, Callable[[Any, Any], Any]] = {
    "column": lambda work, _: work.name,
    "hybrid": lambda work, _: work.label,
    "expression": lambda work, _: func.lower(work.name) + "!",
    "property": lambda work, _: work.snack_total,
    "computed property": lambda work, _: work.thrice,
    "correlated": lambda work, child: _of(child, work, func.max(child.size)),
}
"""What a summary may show as its title."""
COUNTS: dict[str, Callable[[Any, Any], Any]] = {
    "segments": lambda work, child: _of(child, work, func.count()),
    "counter": lambda work, _: work.counted,
    "property": lambda work, _: work.snack_total,
    "correlated": lambda work, child: _of(child, work, func.count()),
}
"""What a summary may show as its number of children; all but the first are a `counter`."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the summaries of one example show.

    Attributes:
        world: Whose sessions.
        title: One of TITLES.
        count: One of COUNTS.
    """

    world: World
    title: str = "column"
    count: str = "segments"

    def columns(self) -> tuple[Any, Any, Any, Any]:
        """Give key, status, title and number of children, as expressions over the sessions."""
        return _columns(self)


@cache
def _columns(shown: Shown) -> tuple[Any, Any, Any, Any]:
    work, piece = shown.world.work, shown.world.piece
    return work.id, work.state, TITLES[shown.title](work, piece), COUNTS[shown.count](work, piece)
