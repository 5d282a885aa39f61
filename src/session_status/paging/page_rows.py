"""The rows that a page read, column by column -> its items, the cursor's values, and whether a row came twice."""

from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any, NamedTuple, cast

from sqlalchemy import Cast, ColumnClause
from sqlalchemy.sql.elements import TypeCoerce

from session_status.errors import ArgumentError
from session_status.rows.nodes import is_kind, same_column
from session_status.type_variables import R

Make = Callable[[Sequence[Sequence[Any]]], list[Any]]
"""Turns columns of equal length into rows."""


def as_tuple(*values: Any) -> tuple[Any, ...]:
    """Make a row of a page: the select's own columns, then the summary."""
    return values


def maker_of(into: Callable[..., R]) -> Make:
    """Choose how rows are made: a tuple's own constructor, where that is all that `into` would come to.

    Args:
        into: The consumer's callable.

    Raises:
        ArgumentError: It cannot be called.
    """
    if not callable(into):
        raise ArgumentError(f"into={into!r}: a callable that makes a row is needed, such as a NamedTuple's class")
    if into is as_tuple:
        return lambda columns: list(zip(*columns, strict=True))
    if not _is_named_tuple(into):
        return lambda columns: list(map(into, *columns))
    # The class's own __new__ is Python code that comes to the same, at twice the cost of the row.
    kind: Any = into
    make = cast("Any", tuple).__new__
    kinds, width = repeat(kind), len(kind._fields)
    return lambda columns: (
        list(map(make, kinds, zip(*columns, strict=True))) if len(columns) == width else list(map(into, *columns))
    )


def _is_named_tuple(into: Any) -> bool:
    """Know a class made by NamedTuple or namedtuple itself: one that inherits from it may have its own __new__."""
    return is_kind(into, type) and into.__bases__ == (tuple,) and hasattr(into, "_field_defaults")


class Tail:
    """What a page reads behind the summaries: sort values for cursors, and keys where a row could come twice.

    Args:
        own: The select's own columns, where it shows nothing else.
        sorts: What is read for cursors; empty where the page has none.
        keys: The primary key, where the select joins other tables; else empty.
    """

    def __init__(self, own: Sequence[Any], sorts: Sequence[Any], keys: Sequence[Any]) -> None:
        tail = list[Any]()
        for column in (*sorts, *keys):
            if not any(_are_one(column, read) for read in (*own, *tail)):
                tail.append(column)
        self.columns = tuple(column.label(f"tail_{number}") for number, column in enumerate(tail))
        self.places = TailPlaces(
            tuple(_place(own, tail, column) for column in sorts), tuple(_place(own, tail, key) for key in keys)
        )

    @property
    def is_plain(self) -> bool:
        """Tell whether each is a column, or one read as another type: no more than a name in another select."""
        return all(_is_plain(label.element) for label in self.columns)


class TailPlaces(NamedTuple):
    """Where a row of a page has them: from its beginning, or from its end.

    Attributes:
        sorts: The sort values.
        keys: The primary key.
    """

    sorts: tuple[int, ...]
    keys: tuple[int, ...]

    def values(self, row: Sequence[Any]) -> list[Any]:
        """Give the sort values of a row."""
        return [row[place] for place in self.sorts]

    def repeats(self, rows: Sequence[Sequence[Any]]) -> bool:
        """Tell whether two rows have one key."""
        return bool(self.keys) and len({tuple([row[place] for place in self.keys]) for row in rows}) < len(rows)


def _is_plain(element: Any) -> bool:
    column = element.clause if is_kind(element, TypeCoerce, Cast) else element
    return is_kind(getattr(column, "expression", column), ColumnClause)


def _are_one(one: Any, other: Any) -> bool:
    """Tell whether one expression need not be read where the other is."""
    return one is other or same_column(one, other)


def _place(own: Sequence[Any], tail: Sequence[Any], wanted: Any) -> int:
    """Tell where a row has an expression: from its beginning, or, where the tail is, from its end."""
    place = next(place for place, column in enumerate((*own, *tail)) if _are_one(column, wanted))
    return place if place < len(own) else place - len(own) - len(tail)
