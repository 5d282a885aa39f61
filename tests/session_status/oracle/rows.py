"""A few whole numbers -> the rows of every table of a world: ties, NULLs, values that sort badly, references to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zlib import crc32

from sqlalchemy import Connection, String, Table, column, insert, table
from tests.session_status.oracle.tables import EAST, TENANT, WEST, Buyer
from tests.session_status.oracle.types import Mood
from tests.session_status.oracle.worlds import World

LARGEST = 4095
"""A row is made of one number up to this one; 0 gives the first value of every pool."""
LONG = "x" * 4000

POOLS: dict[str, Sequence[Any]] = {
    "seat": ["a", "b", None, "B", "", "a ", "ä", "%", "a"],
    "note": ["n", "m", None, "n", LONG, "o"],
    "price": [Decimal("1.50"), Decimal("0.10"), None, Decimal(1) / 3, Decimal(2) / 3, Decimal("0.33"), Decimal(-2)],
    "cost": [0.0, 1.0, 0.125, 1 / 3, 0.333, 2 / 3],
    "ratio": [0.5, 0.1, 1 / 3, None, 0.1 + 0.2, 0.3, -0.1, 1e-9],
    "weight": [0.5, 0.1, 1 / 3, 0.2, 16777217.0, -0.7],
    "double": [0.5, 0.1, 1 / 3, None, 0.1 + 0.2, 0.3],
    "sold": [datetime(2026, 1, 2, 3, 4, 5), datetime(2026, 1, 2), None, datetime(2025, 5, 5, 5, 5, 5, 120), datetime(2026, 1, 2)],  # noqa: DTZ001 -- the column holds naive moments
    "day": [date(2026, 1, 2), date(2026, 1, 1), date(1999, 12, 31)],
    "span": [timedelta(hours=1), timedelta(minutes=90), None, timedelta(days=3), timedelta(0)],
    "vip": [True, False, None],
    "mood": [Mood.WARM, Mood.COLD, None, Mood.ARID],
    "moment": [datetime(2026, 1, 2, tzinfo=UTC), datetime(2025, 1, 2, 3, tzinfo=UTC), None],
    "negated": [1, 2, None, 3, -1],
    "data": [b"a", b"", None, b"\x00a", b"\xff"],
    "secret": ["s", "t", None],
    "padded": ["a", "b ", None, "ab", "A", ""],
    "large": [2**62, -(2**62), None, 2**53 + 1, 2**53, 0],
    "wide": [Decimal(2**62), Decimal(2**62 + 1), None, Decimal("0.0000000001"), Decimal(-1) / 3],
    "clock": [time(1), time(23, 59, 59, 999999), None, time(1, 0, 0, 1), time(0)],
    "tenant": [1, 2, 1, 3],
    "name": ["n", "m", None, "N", ""],
    "studio": [1, 2, 1],
    "counted": [0, 3, 7],
    "level": [1, 2, 3],
    "size": [1, 2, 3, 2],
    "shifted": [1, 5, None, 0],
    "extra": [4, None, 5, 6],
    "special": ["p", None, "q"],
    "state": ["DRAFT", "CUT", "DONE"],
}  # fmt: skip
UNKNOWN = "NEWER"
"""A status that a newer program stored."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the rows of one example are made of: one number for each row of each kind.

    Attributes:
        works: The sessions.
        pieces: Their children.
        buyers: What many rows may refer to.
        rows: The rows that are paged.
        snacks: Their children.
    """

    works: tuple[int, ...] = ()
    pieces: tuple[int, ...] = ()
    buyers: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()
    snacks: tuple[int, ...] = ()

    def turned(self) -> Numbers:
        """Give other rows of the same number, for another tenant."""
        return Numbers(*(tuple(number ^ 0x2A5 for number in numbers) for numbers in self.each()))

    def each(self) -> tuple[tuple[int, ...], ...]:
        """List all five."""
        return (self.works, self.pieces, self.buyers, self.rows, self.snacks)


def fill(connection: Connection, world: World, numbers: Numbers) -> None:
    """Insert the rows, the last one first: a table's own order is then no order that a page could be right by.

    Args:
        connection: Where to; its transaction is rolled back after the example.
        world: Which tables.
        numbers: What the rows are made of.
    """
    schemas = ((EAST, numbers), (WEST, numbers.turned())) if world.tenants else ((None, numbers),)
    for schema, drawn in schemas:
        made = list(_tables(world, drawn, buyers=schema != WEST))
        for target, rows in made:
            if rows:
                connection.execute(_insert(target, schema, raw=world.unknown), list(reversed(rows)))


def pick(number: int, name: str, pool: Sequence[Any]) -> Any:
    """Choose a value by a row's number and a column's name.

    Args:
        number: The row's.
        name: The column's.
        pool: What to choose from.
    """
    return pool[(number * (crc32(name.encode()) | 1) >> 9) % len(pool)]


def _insert(target: Table, schema: str | None, *, raw: bool) -> Any:
    columns: list[Any] = [
        column(own.name, String() if raw and own.name == "state" else own.type) for own in target.columns
    ]
    place = schema if target.schema == TENANT else None
    return insert(table(target.name, *columns, schema=place))


def _tables(world: World, numbers: Numbers, *, buyers: bool) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    if buyers:
        yield _table(Buyer), [{"id": i + 1, **_cells(Buyer, number)} for i, number in enumerate(numbers.buyers)]
    works = [world.key(world.work, i) for i in range(len(numbers.works))]
    found = [works, [world.key(world.row, i) for i in range(len(numbers.rows))]]
    if world.row is not world.work:
        yield from _family(world, world.work, numbers.works, found)
        yield _table(world.piece), _children(world.piece, works, numbers.pieces)
    else:
        found[1] = works
    drawn = numbers.works if world.row is world.work else numbers.rows
    yield from _family(world, world.row, drawn, found)
    yield _table(world.snack), _children(world.snack, found[1], numbers.snacks)


def _family(
    world: World, kind: Any, numbers: Sequence[int], found: Sequence[Sequence[dict[str, Any]]]
) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Make the rows of a class, and of the tables of its subclasses."""
    subclasses: Any = sorted(kind.__mapper__.self_and_descendants, key=lambda mapper: len(mapper.tables))
    names: list[Any] = [mapper.polymorphic_identity for mapper in subclasses]
    rows = [_row(world, kind, i, number, found, names) for i, number in enumerate(numbers)]
    yield _table(kind), rows
    for mapper in subclasses:
        if len(mapper.tables) > 1:
            own = mapper.local_table
            yield (
                own,
                [
                    {"id": row["id"], **_cells(own, number)}
                    for row, number in zip(rows, numbers, strict=True)
                    if row["kind"] == mapper.polymorphic_identity
                ],
            )


def _row(world: World, kind: Any, i: int, number: int, found: Any, names: Sequence[Any]) -> dict[str, Any]:
    row = _cells(kind, number) | world.key(kind, i)
    columns = _table(kind).columns
    if world.unknown and "state" in columns:
        row["state"] = pick(number, "state", [*POOLS["state"], UNKNOWN])
    if "kind" in columns:
        row["kind"] = pick(number, "kind", names)
    if "code" in columns:
        row["code"] = UUID(int=(i * 7919 + 13) % 1009 << 100 | i)
    if kind is world.row and kind is not world.work:
        row |= _reference(world, number, found[0])
    if "buyer_id" in columns:
        row["buyer_id"] = pick(number, "buyer_id", [1, 2, None, 99])
    above: Any = pick(number, "above", [None, *found[1]])
    for name in [name for name in columns.keys() if name.startswith("above_")]:  # noqa: SIM118 -- a collection of columns
        row[name] = above and above[name.removeprefix("above_")]
    return row


def _reference(world: World, number: int, works: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Refer to a session, to none, or to half of one."""
    none = dict.fromkeys(world.work_keys)
    half = works[0] | {world.work_keys[-1]: None} if works else none
    chosen = pick(number, "work_id", [none, *works, half])
    return dict(zip(world.on, chosen.values(), strict=True))


def _children(kind: Any, owners: Sequence[dict[str, Any]], numbers: Sequence[int]) -> list[dict[str, Any]]:
    rows = list[dict[str, Any]]()
    for i, number in enumerate(numbers if owners else ()):
        owner = pick(number, "owner", owners)
        rows.append({"id": i + 1, **_cells(kind, number), **{f"owner_{name}": value for name, value in owner.items()}})
    return rows


def _cells(kind: Any, number: int) -> dict[str, Any]:
    names: list[str] = list(_table(kind).columns.keys())
    return {name: pick(number, name, POOLS[name]) for name in names if name in POOLS}


def _table(kind: Any) -> Any:
    return getattr(kind, "__table__", kind)
