"""A mapping and four columns -> the true state of sessions, each answer one statement, for both kinds of session."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Literal, TypeVar, overload

from sqlalchemy import SQLColumnExpression, bindparam, select

from session_status.columns import Columns, columns_of
from session_status.errors import ArgumentError, UnknownStoredStatusError
from session_status.idsets import IdSet, id_set
from session_status.keys import check_keys
from session_status.plan import Answer, DialectFor, Plan, Planned, Step
from session_status.rows import Decoder, Summary, SummaryBundle, Unknown
from session_status.spelling import Stored, column_name, type_of
from session_status.unrecognized import Unrecognized
from session_status.words import Words

K = TypeVar("K")
S = TypeVar("S")
W = TypeVar("W", bound=str)
T = TypeVar("T")
# The second way to construct a query adds Unrecognized to the status, so it has variables of its own.
_K = TypeVar("_K")
_S = TypeVar("_S")
_W = TypeVar("_W", bound=str)
_T = TypeVar("_T")


class SummaryQuery(Generic[K, S, W, T]):
    """Reads key, status, title and number of children of sessions.

    Build it once, at import: its statements are built then and reused. Every method takes a Session, and returns
    the answer, or an AsyncSession, and returns an awaitable of it.

    Args:
        mapping: The statuses and their words.
        id: The sessions' key.
        status: Their status column: an Enum (stored by name or by value), a native enum, or text.
        title: A column, or any expression over them.
        segments: The child's column that refers to `id`; children are counted, never loaded.
        stored: How a text column spells a status, "value" (the default) or "name". An Enum column says it itself.
        on_unknown: What a stored status that the mapping does not know does to an answer: "raise", or "row", which
            puts Unrecognized into that row alone.
        hook: Called for each such row, with the error that was not raised; for a log or a counter.

    Raises:
        ColumnError: The columns do not fit the mapping or each other.

    Example:
        sessions = SummaryQuery(
            STATUS,
            id=TranscriptionSession.id,
            status=TranscriptionSession.status,
            title=TranscriptionSession.title,
            segments=TranscriptSegment.session_id,
        )
        sessions.get(db, key)                      # Summary | None
        await sessions.many(async_db, keys)        # {key: Summary}
        select(CoachingSession, sessions.optional).outerjoin(TranscriptionSession)
    """

    summary: SummaryBundle[Summary[K, S, W, T]]
    """An element for `select` where the session exists: an inner join."""
    optional: SummaryBundle[Summary[K, S, W, T] | None]
    """An element for `select` where it may be absent: an outer join."""
    _columns: Columns[K]
    _decoder: Decoder[K, S, W, T]

    @overload
    def __init__(
        self,
        mapping: Words[S, W],
        *,
        id: SQLColumnExpression[K],
        status: SQLColumnExpression[S | None] | SQLColumnExpression[str | None],
        title: SQLColumnExpression[T],
        segments: SQLColumnExpression[K | None],
        stored: Stored | None = None,
        on_unknown: Literal["raise"] = "raise",
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[_K, _S | Unrecognized, _W, _T]",
        mapping: Words[_S, _W],
        *,
        id: SQLColumnExpression[_K],
        status: SQLColumnExpression[_S | None] | SQLColumnExpression[str | None],
        title: SQLColumnExpression[_T],
        segments: SQLColumnExpression[_K | None],
        stored: Stored | None = None,
        on_unknown: Literal["row"],
        hook: Callable[[UnknownStoredStatusError], None] | None = None,
    ) -> None: ...
    def __init__(  # noqa: PLR0913 -- keyword-only: what a summary is made of, and what may be chosen
        self,
        mapping: Words[Any, Any],
        *,
        id: SQLColumnExpression[Any],  # noqa: A002 -- the field's name, as in the rows
        status: SQLColumnExpression[Any],
        title: SQLColumnExpression[Any],
        segments: SQLColumnExpression[Any],
        stored: Stored | None = None,
        on_unknown: Literal["raise", "row"] = "raise",
        hook: Callable[[UnknownStoredStatusError], None] | None = None,
    ) -> None:
        self._columns = columns_of(id=id, status=status, title=title, segments=segments)
        self._decoder = Decoder(
            mapping.stored(status, spelled=stored),
            column=column_name(status),
            unknown=_unknown(on_unknown, hook),
            word=mapping.unrecognized,
        )
        self._rows = select(*self._columns.selected)
        self._by_id = self._rows.where(id == bindparam("id", type_=type_of(id)))
        self._sets: dict[str, tuple[IdSet, Any]] = {}
        self.summary = SummaryBundle(self._decoder.one, *self._columns.selected)
        self.optional = SummaryBundle(self._one_or_none, *self._columns.selected)

    def _one_or_none(self, row_id: K | None, stored: Any, title: T, segments: int) -> Summary[K, S, W, T] | None:
        """Read the side of an outer join that may be absent: a key is never NULL."""
        return None if row_id is None else self._decoder.one(row_id, stored, title, segments)

    @Planned
    def get(self, _: DialectFor, key: K, /) -> Plan[Summary[K, S, W, T] | None]:
        """Read one session.

        Args:
            key: Its key.

        Returns:
            The Summary, or None where no such session exists.

        Raises:
            UnknownStoredStatusError: Its stored status is none of the mapping's.
            ArgumentError: The key's type is not the column's.
        """
        check_keys(self._columns.id, (key,))
        step = Step(self._by_id, {"id": key})
        return Plan((step,), lambda answers: next(iter(self._decoder.every(answers[0].all())), None))

    @Planned
    def many(self, _ask: DialectFor, keys: Iterable[K], /) -> Plan[dict[K, Summary[K, S, W, T]]]:
        """Read any number of sessions.

        Args:
            keys: Their keys. On PostgreSQL, SQLite, MySQL and MariaDB they are one parameter of one statement.

        Returns:
            The Summary for every key that exists, in no particular order.

        Raises:
            UnknownStoredStatusError: A stored status is none of the mapping's.
            ArgumentError: A key's type is not the column's.
        """
        given = check_keys(self._columns.id, keys)
        found, statement = self._set_for(_ask)
        steps = [Step(statement, {"ids": value}) for value in found.values(given)] if given else []
        return Plan(steps, self._by_key)

    def _by_key(self, answers: Sequence[Answer]) -> dict[K, Summary[K, S, W, T]]:
        return {row.id: row for answer in answers for row in self._decoder.every(answer.all())}

    def _set_for(self, dialect_for: DialectFor) -> tuple[IdSet, Any]:
        """Build the statement for many keys once for each dialect."""
        dialect = dialect_for(self._rows)
        if dialect.name not in self._sets:
            found = id_set(self._columns.id, dialect)
            self._sets[dialect.name] = found, self._rows.where(found.criterion)
        return self._sets[dialect.name]


def _unknown(on_unknown: str, hook: Callable[[UnknownStoredStatusError], None] | None) -> Unknown:
    """Choose what becomes of a row whose stored status is unknown."""
    if on_unknown == "raise" and hook is None:
        return _refused
    if on_unknown != "row":
        raise ArgumentError(f"on_unknown={on_unknown!r}: it is 'raise', or 'row', which alone takes a hook")

    def kept(error: UnknownStoredStatusError) -> Unrecognized:
        if hook is not None:
            hook(error)
        return Unrecognized(error.value, error.known)

    return kept


def _refused(error: UnknownStoredStatusError) -> Unrecognized:
    raise error
