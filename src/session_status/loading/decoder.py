"""The selected columns of many rows -> rows, column by column; or an error that names the row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, Generic

from session_status.rows.readers import ABSENT, Read
from session_status.type_variables import R


@dataclass(frozen=True, slots=True)
class Part:
    """Where a field stands among the selected columns, and how its values are read.

    Attributes:
        name: The field.
        place: The column.
        read: Reads its values; None where they are the field's own.
        may_lack: Whether a row may have no value: a word that nothing declares for an unknown status.
    """

    name: str
    place: int
    read: Read | None
    may_lack: bool = False


class Decoder(Generic[R]):
    """Makes rows of the columns that were selected for them.

    Args:
        make: Makes a row of its fields' values, in order.
        parts: The fields.
        keys: How many columns the key has; they come first.
    """

    __slots__ = ("_keys", "_make", "_parts", "_words")

    def __init__(self, make: Callable[..., R], parts: Sequence[Part], keys: int) -> None:
        self._make = make
        self._parts = tuple(parts)
        self._keys = keys
        self._words = tuple((number, part.name) for number, part in enumerate(parts) if part.may_lack)

    def columns(self, selected: Sequence[Sequence[Any]], ids: Sequence[Any] | None = None) -> list[R]:
        """Decode rows.

        Args:
            selected: A sequence of values for each selected column.
            ids: The rows' keys as messages name them; the key's own columns without it.

        Raises:
            UnknownStoredStatusError: A stored status is none that its mapping knows, and its field says so; the
                first such row is named.
        """
        named = self.ids(selected) if ids is None else ids
        values = [
            selected[part.place] if part.read is None else part.read(selected[part.place], named)
            for part in self._parts
        ]
        rows = list(map(self._make, *values))
        for number, name in self._words:
            if _holds(values[number], ABSENT):
                for row, value in zip(rows, values[number], strict=True):
                    if value is ABSENT:
                        delattr(row, name)
        return rows

    def columns_or_none(self, *selected: Sequence[Any]) -> list[R | None]:
        """Decode the columns of an outer join: None where there is no row, for a key is never NULL.

        Raises:
            UnknownStoredStatusError: As for `columns`.
        """
        ids = selected[0]
        if not _holds(ids, None):
            return [*self.columns(selected)]
        present = [key is not None for key in ids]
        rows = iter(self.columns([list(compress(column, present)) for column in selected]))
        return [next(rows) if there else None for there in present]

    def every(self, rows: Iterable[Sequence[Any]]) -> list[R]:
        """Decode rows that were read row by row, in their order.

        Raises:
            UnknownStoredStatusError: As for `columns`.
        """
        selected = list(zip(*rows, strict=True))
        return self.columns(selected) if selected else []

    def one(self, *values: Any) -> R:
        """Decode one row.

        Raises:
            UnknownStoredStatusError: As for `columns`.
        """
        return self.columns([(value,) for value in values])[0]

    def one_or_none(self, *values: Any) -> R | None:
        """Decode the side of an outer join that may be absent.

        Raises:
            UnknownStoredStatusError: As for `columns`.
        """
        return None if values[0] is None else self.one(*values)

    def ids(self, selected: Sequence[Sequence[Any]]) -> Sequence[Any]:
        """Give the keys of rows: values, or tuples of them where the key has several columns."""
        return selected[0] if self._keys == 1 else list(zip(*selected[: self._keys], strict=True))


def _holds(values: Sequence[Any], wanted: object) -> bool:
    """Tell whether something itself is among values; `in` would ask each whether it is equal, in Python code for a UUID."""
    for value in values:  # noqa: SIM110 -- any() of a generator takes three times as long
        if value is wanted:
            return True
    return False
