"""The values of one selected column -> the values of a field: members for stored statuses, words, numbers of one type."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from session_status.arguments import check_callable, shown
from session_status.errors import ArgumentError, UnknownStoredStatusError
from session_status.statuses.unrecognized import Unrecognized

Unknown = Callable[[UnknownStoredStatusError], Unrecognized]
"""What to put in a row whose status is unknown; it may raise the error it is given."""

Read = Callable[[Sequence[Any], Sequence[Any]], Sequence[Any]]
"""Takes a column's values, and the key of each row for messages."""


class Absent:
    """Stands for a word that there is none of."""

    __slots__ = ()


ABSENT = Absent()


def unknown_of(on_unknown: str, hook: Callable[[UnknownStoredStatusError], None] | None) -> Unknown:
    """Choose what becomes of a row whose stored status is unknown.

    Args:
        on_unknown: "raise", or "row" for a row with an Unrecognized status.
        hook: Told of every such row.

    Raises:
        ArgumentError: It is neither, or "raise" with a hook, which would never be told.
    """
    if (
        type(on_unknown) is not str
        or on_unknown not in {"raise", "row"}
        or (on_unknown == "raise" and hook is not None)
    ):
        raise ArgumentError(f"on_unknown={shown(on_unknown)}: it is 'raise', or 'row', which alone takes a hook")
    if on_unknown == "raise":
        return _refused
    if hook is not None:
        check_callable("hook", hook)

    def accepted(error: UnknownStoredStatusError) -> Unrecognized:
        if hook is not None:
            hook(error)
        return Unrecognized(error.value, error.known, error.column, error.row_id)

    return accepted


def _refused(error: UnknownStoredStatusError) -> Unrecognized:
    raise error


def statuses(known: Mapping[Any, Any], column: str, unknown: Unknown, *, nullable: bool) -> Read:
    """Read stored statuses as members.

    Args:
        known: The member for every stored value.
        column: The column's name, for messages.
        unknown: Decides about a value that is none of them.
        nullable: Whether NULL is read as None, and is no unknown value.
    """
    members: dict[Any, Any] = {**known, **({None: None} if nullable else {})}

    def read(stored: Sequence[Any], ids: Sequence[Any]) -> Sequence[Any]:
        try:
            return list(map(members.__getitem__, stored))
        except KeyError:
            return [
                members[value]
                if value in members
                else unknown(UnknownStoredStatusError(value, tuple(map(str, known)), column, key))
                for value, key in zip(stored, ids, strict=True)
            ]

    return read


def words(known: Mapping[Any, str | None], unrecognized: str | None) -> Read:
    """Read stored statuses as words.

    Args:
        known: The word for every stored value; None for NULL, where that is None.
        unrecognized: The word for a value that is none of them; where there is none, ABSENT stands for it.
    """
    other: Any = ABSENT if unrecognized is None else unrecognized

    def read(stored: Sequence[Any], _: Sequence[Any]) -> Sequence[Any]:
        try:
            return list(map(known.__getitem__, stored))
        except KeyError:
            return [known.get(value, other) for value in stored]

    return read


def whole_numbers(values: Sequence[Any], _: Sequence[Any]) -> Sequence[Any]:
    """Read sums of whole numbers, which some databases give as decimals, as whole numbers."""
    return [int(value) if isinstance(value, Decimal) else value for value in values]
