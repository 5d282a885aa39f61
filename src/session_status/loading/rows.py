"""The row of the short form, and the element of a select that reads any row: key, status, word, title and count -> Summary."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Generic, dataclass_transform

from sqlalchemy.orm import Bundle

from session_status.errors import UndeclaredWordError
from session_status.rows.json import json_value
from session_status.statuses.unrecognized import Unrecognized
from session_status.type_variables import K_co, R, S_co, T_co, V, W_co


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def _slotted(cls: type[V]) -> type[V]:
    """Make a value with slots; type checkers take it for frozen, which makes its covariant parameters sound."""
    return dataclass(slots=True)(cls)


@_slotted
class Summary(Generic[K_co, S_co, W_co, T_co]):
    """What a list shows of one session. It is a value of its own: no session, no lazy loading, never stale.

    Attributes:
        id: The session's key.
        status: The member of the Enum.
        wire: The word that stands for the status outside the program.
        title: The title, of the column's own type.
        segments_count: How many child rows the session has, 0 or more.

    Example:
        >>> summary = sessions.get(db, key)
        >>> summary.wire, summary.title, summary.segments_count
        ('completed', 'First talk', 2)
    """

    id: K_co
    status: S_co
    wire: W_co = field(repr=False, compare=False)  # it follows from the status
    title: T_co
    segments_count: int

    def as_json(self) -> dict[str, Any]:
        """Give the fields as JSON has them: the word for the status, texts for keys, dates and decimals.

        Raises:
            UnknownStoredStatusError: The status is Unrecognized, and its mapping declares no word for that.
        """
        values = {"id": self.id, "status": self.wire, "title": self.title, "segments_count": self.segments_count}
        return {name: json_value(value) for name, value in values.items()}

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Refuse to give a word where there is none: the status is Unrecognized, and no word was declared."""
            if name == "wire" and isinstance(self.status, Unrecognized):
                found, remedy = self.status, "has no word: declare one with unrecognized=... in the mapping"
                raise UndeclaredWordError(found.raw, found.known, found.column, self.id, remedy)
            raise AttributeError(f"a Summary has no {name!r}")


_NUMBERS = count(1)


class SummaryBundle(Bundle[R]):
    """The columns of a row as one element of a select, read as one value.

    Its name is its own: SQLAlchemy's statement cache tells two bundles of the same columns apart by name alone, and
    would read the rows of the second with the first one's decoder.
    """

    def __init__(self, read: Callable[..., R], *columns: Any) -> None:
        super().__init__(f"summary_{next(_NUMBERS)}", *columns)
        self._read = read

    def create_row_processor(self, query: Any, procs: Sequence[Any], labels: Sequence[str]) -> Callable[[Any], R]:  # noqa: ARG002 -- SQLAlchemy's signature
        """Give SQLAlchemy the function that reads the bundle's columns from a row."""
        read = self._read
        return lambda row: read(*[value(row) for value in procs])
