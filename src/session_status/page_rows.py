"""The rows that a page read, column by column -> its items, the cursor's values, and whether a row came twice."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar, cast

from session_status.errors import ArgumentError
from session_status.keyset import Sort, same_column

R = TypeVar("R")

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
    made, width = partial(make, kind), len(kind._fields)
    return lambda columns: (
        list(map(made, zip(*columns, strict=True))) if len(columns) == width else list(map(into, *columns))
    )


def _is_named_tuple(into: object) -> bool:
    """Know a class made by NamedTuple or namedtuple itself: one that inherits from it may have its own __new__."""
    return isinstance(into, type) and into.__bases__ == (tuple,) and hasattr(into, "_field_defaults")


class Tail:
    """What a page reads behind the summaries: sort values for the cursor, and keys where a row could come twice.

    Args:
        own: The select's own columns; None where they are entities.
        order: The sort expressions; empty where the page has no cursor.
        keys: The primary key, where the select joins other tables; else empty.
    """

    def __init__(self, own: Sequence[Any] | None, order: Sequence[Sort], keys: Sequence[Any]) -> None:
        held = [_place(own or (), sort) for sort in order]
        unheld = [sort.column for sort, place in zip(order, held, strict=True) if place is None]
        self._keys = len(keys)
        self.columns = tuple(column.label(f"tail_{number}") for number, column in enumerate([*unheld, *keys]))
        # Negative places count from the end of a row, where the tail is.
        behind = iter(range(-len(self.columns), 0))
        self._places = [next(behind) if place is None else place for place in held]

    def values(self, row: Sequence[Any]) -> list[Any]:
        """Give the sort values of a row."""
        return [row[place] for place in self._places]

    def repeats(self, rows: Sequence[Sequence[Any]]) -> bool:
        """Tell whether two rows have one key."""
        return bool(self._keys) and len({tuple(row[-self._keys :]) for row in rows}) < len(rows)


def _place(own: Sequence[Any], sort: Sort) -> int | None:
    """Find a sort expression among the select's columns: what is read once need not be read again."""
    return next((place for place, column in enumerate(own) if same_column(column, sort.column)), None)
