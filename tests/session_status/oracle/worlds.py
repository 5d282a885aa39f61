"""The pool's classes -> worlds: rows that are paged, the sessions they refer to, and ready-made queries for their summaries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import String, func, type_coerce
from tests.session_status.oracle import tables
from tests.session_status.oracle.fields import FIELDS, Parents


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
        on: The attributes of `row` that refer to the sessions.
        work_keys: The primary key of the sessions, by attribute.
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
    on: tuple[str, ...] = ("work_id",)
    work_keys: tuple[str, ...] = ("id",)
    joined: Any = None
    single: Any = None
    tenants: bool = False
    unknown: bool = False

    def key(self, kind: Any, i: int) -> dict[str, Any]:
        """Make the key of the row at a place."""
        if kind in {tables.Part, tables.Unit}:
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
    World(
        "shelves",
        tables.Shelf,
        tables.ShelfSnack,
        tables.Unit,
        tables.UnitPiece,
        on=("work_site", "work_no"),
        work_keys=("site", "no"),
    ),
    World("lots", tables.Lot, tables.LotSnack, tables.Work, tables.Piece, tenants=True),
    World(
        "films",
        tables.Film,
        tables.Scene,
        tables.Film,
        tables.Scene,
        on=("id",),
        joined=tables.Animation,
        single=tables.Trailer,
    ),
)


TITLES: dict[str, Callable[[Parents], Any]] = {
    "column": lambda of: of.work.name,
    "hybrid": lambda of: of.work.label,
    "expression": lambda of: func.lower(of.work.name) + "!",
    "property": lambda of: of.work.snack_total,
    "computed property": lambda of: of.work.thrice,
    "correlated": lambda of: of.child(func.max(of.piece.size)),
}
"""What a summary may show as its title."""
COUNTS: dict[str, Callable[[Parents], Any]] = {
    "segments": lambda of: of.child(func.count()),
    "counter": lambda of: of.work.counted,
    "property": lambda of: of.work.snack_total,
    "correlated": lambda of: of.child(func.count()),
}
"""What a summary may show as its number of children; all but the first are a `counter`."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the summaries of one example show: four columns, or a row of fields.

    Attributes:
        world: Whose sessions.
        title: One of TITLES.
        count: One of COUNTS.
        fields: Of FIELDS; the row's fields behind its key. Without any it is the short form.
    """

    world: World
    title: str = "column"
    count: str = "segments"
    fields: tuple[str, ...] = ()

    @property
    def parents(self) -> Parents:
        """The sessions."""
        return Parents(self.world.work, self.world.piece, self.world.work_keys)

    def columns(self) -> tuple[Any, ...]:
        """Give the key, and whatever else is shown, as the simplest expressions over the sessions."""
        of = self.parents
        if self.fields:
            return (*of.key, *(FIELDS[name].plain(of) for name in self.fields))
        return (*of.key, type_coerce(of.work.state, String), TITLES[self.title](of), COUNTS[self.count](of))
