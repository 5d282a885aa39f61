"""A database row (id, stored status, title, count) -> one Summary, or an error that names the row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Generic, cast

from sqlalchemy.orm import Bundle

from session_status.errors import ArgumentError, UnknownStoredStatusError
from session_status.statuses.unrecognized import Unrecognized
from session_status.type_variables import K, R, S, T, W


@dataclass(slots=True)
class Summary(Generic[K, S, W, T]):
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

    id: K
    status: S
    wire: W = field(repr=False, compare=False)  # it follows from the status
    title: T
    segments_count: int

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Refuse to give a word where there is none: the status is Unrecognized, and no word was declared."""
            if name == "wire" and isinstance(self.status, Unrecognized):
                found, remedy = self.status, "has no word: declare one with unrecognized=... in the mapping"
                raise UnknownStoredStatusError(found.raw, found.known, found.column, self.id, remedy)
            raise AttributeError(f"a Summary has no {name!r}")


Unknown = Callable[[UnknownStoredStatusError], Unrecognized]
"""What to put in a row whose status is unknown; it may raise the error it is given."""


def unknown_of(on_unknown: str, hook: Callable[[UnknownStoredStatusError], None] | None) -> Unknown:
    """Choose what becomes of a row whose stored status is unknown.

    Args:
        on_unknown: "raise", or "row" for a row with an Unrecognized status.
        hook: Told of every such row.

    Raises:
        ArgumentError: It is neither, or "raise" with a hook, which would never be told.
    """
    if on_unknown == "raise" and hook is None:
        return _refused
    if on_unknown != "row":
        raise ArgumentError(f"on_unknown={on_unknown!r}: it is 'raise', or 'row', which alone takes a hook")

    def kept(error: UnknownStoredStatusError) -> Unrecognized:
        if hook is not None:
            hook(error)
        return Unrecognized(error.value, error.known, error.column, error.row_id)

    return kept


def _refused(error: UnknownStoredStatusError) -> Unrecognized:
    raise error


class Decoder(Generic[K, S, W, T]):
    """Makes Summaries of raw rows.

    Args:
        known: The status and its word for every text that the column may hold.
        column: The status column's name, for messages.
        unknown: Decides about a row whose status is unknown.
        word: The word for such a row; None where it has none.
    """

    __slots__ = ("_column", "_statuses", "_unknown", "_word", "_words")

    def __init__(self, known: Mapping[str, tuple[S, W]], *, column: str, unknown: Unknown, word: W | None) -> None:
        # Two dictionaries: two look-ups cost a row less than to unpack a pair into a call.
        self._statuses = {text: status for text, (status, _) in known.items()}
        self._words = {text: wire for text, (_, wire) in known.items()}
        self._column = column
        self._unknown = unknown
        self._word = word

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that the column may hold, in the order of the Enum."""
        return tuple(self._statuses)

    def one(self, row_id: K, stored: Any, title: T, segments_count: int) -> Summary[K, S, W, T]:
        """Decode one row.

        Raises:
            UnknownStoredStatusError: The stored status is none that the mapping knows, or NULL, and `unknown` says so.
        """
        try:
            return Summary(row_id, self._statuses[stored], self._words[stored], title, segments_count)
        except KeyError:
            return self._other(row_id, stored, title, segments_count)

    def _other(self, row_id: K, stored: Any, title: T, segments_count: int) -> Summary[K, S, W, T]:
        """Make a row whose status is unknown; without a word for it, reading the word is an error."""
        status: Any = self._unknown(UnknownStoredStatusError(stored, self.texts, self._column, row_id))
        word: Any = self._word
        row: Summary[K, S, W, T] = Summary(row_id, status, word, title, segments_count)
        if word is None:
            del row.wire
        return row

    def every(self, rows: Iterable[Sequence[Any]]) -> list[Summary[K, S, W, T]]:
        """Decode many rows, in their order.

        Raises:
            UnknownStoredStatusError: As for `one`; the first such row is named.
        """
        statuses, words = self._statuses, self._words
        try:
            return [
                Summary(row_id, statuses[stored], words[stored], title, segments)
                for row_id, stored, title, segments in rows
            ]
        except KeyError:
            return [self.one(*row) for row in rows]

    def every_or_none(
        self, ids: Sequence[K | None], stored: Sequence[Any], titles: Sequence[T], counts: Sequence[int]
    ) -> list[Summary[K, S, W, T] | None]:
        """Decode the columns of an outer join, row by row: None where there is no session, for a key is never NULL.

        Raises:
            UnknownStoredStatusError: As for `one`; the first such row is named.
        """
        statuses, words = self._statuses, self._words
        try:
            if None not in ids:  # without a line of Python for each row, a tenth less
                known, worded = map(statuses.__getitem__, stored), map(words.__getitem__, stored)
                return [*map(Summary, cast("Sequence[K]", ids), known, worded, titles, counts)]
            return [
                None if row_id is None else Summary(row_id, statuses[text], words[text], title, segments)
                for row_id, text, title, segments in zip(ids, stored, titles, counts, strict=True)
            ]
        except KeyError:
            return [
                None if row_id is None else self.one(row_id, text, title, segments)
                for row_id, text, title, segments in zip(ids, stored, titles, counts, strict=True)
            ]


_NUMBERS = count(1)


class SummaryBundle(Bundle[R]):
    """The four columns as one element of a select, read as one value.

    Its name is its own: SQLAlchemy's statement cache tells two bundles of the same columns apart by name alone, and
    would read the rows of the second with the first one's decoder.
    """

    def __init__(self, read: Callable[[Any, Any, Any, Any], R], *columns: Any) -> None:
        super().__init__(f"summary_{next(_NUMBERS)}", *columns)
        self._read = read

    def create_row_processor(self, query: Any, procs: Sequence[Any], labels: Sequence[str]) -> Callable[[Any], R]:  # noqa: ARG002 -- SQLAlchemy's signature
        """Give SQLAlchemy the function that reads the bundle's columns from a row."""
        read = self._read
        row_id, stored, title, segments = procs
        return lambda row: read(row_id(row), stored(row), title(row), segments(row))
