"""A mapping and four columns -> the true state of sessions, each answer one statement, for both kinds of session."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Literal, overload

from sqlalchemy import Connection, Engine, SQLColumnExpression, bindparam, select
from sqlalchemy.sql.selectable import GenerativeSelect

from session_status.errors import UnknownStoredStatusError
from session_status.execution.plan import Answer, Plan, Planned, Step
from session_status.execution.route import DialectFor, bind_of
from session_status.loading.checks import Finding, findings
from session_status.loading.columns import Columns, columns_of
from session_status.loading.idsets import IdSet, id_set
from session_status.loading.keys import check_keys
from session_status.loading.rows import Decoder, Summary, SummaryBundle, unknown_of
from session_status.paging.page_rows import as_tuple
from session_status.paging.pages import Page, PageQuery
from session_status.statuses.spelling import Stored, column_name, type_of
from session_status.statuses.unrecognized import Unrecognized
from session_status.statuses.words import Words, check_mapping
from session_status.type_variables import K, OtherK, OtherS, OtherT, OtherW, R, S, T, W

# The second way to construct a query adds Unrecognized to the status, so it has variables of its own.


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
        counter: Instead of `segments`: a column of the sessions that holds the number.
        stored: How a text column spells a status, "value" (the default) or "name". An Enum column says it itself.
        on_unknown: What a stored status that the mapping does not know does to an answer: "raise", or "row", which
            puts Unrecognized into that row alone.
        hook: Called for each such row, with the error that was not raised; for a log or a counter.

    Raises:
        ColumnError: The columns do not fit the mapping or each other.
        ArgumentError: `mapping` is none, or `on_unknown` and `hook` contradict each other.

    Example:
        >>> sessions = SummaryQuery(
        ...     STATUS,
        ...     id=TranscriptionSession.id,
        ...     status=TranscriptionSession.status,
        ...     title=TranscriptionSession.title,
        ...     segments=TranscriptSegment.session_id,
        ... )
        >>> sessions.get(db, key).wire  # with an AsyncSession: (await sessions.get(db, key)).wire
        'completed'
        >>> len(sessions.many(db, [key]))
        1
        >>> rows = select(CoachingSession.client, sessions.optional).outerjoin(TranscriptionSession)
        >>> [(client, summary and summary.wire) for client, summary in db.execute(rows)]
        [('Ada', 'completed'), ('Grace', None)]
    """

    summary: SummaryBundle[Summary[K, S, W, T]]
    """An element for `select` where the session exists: an inner join."""
    optional: SummaryBundle[Summary[K, S, W, T] | None]
    """An element for `select` where it may be absent: an outer join."""
    _mapping: object
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
        counter: None = None,
        stored: Stored | None = None,
        on_unknown: Literal["raise"] = "raise",
    ) -> None: ...
    @overload
    def __init__(
        self,
        mapping: Words[S, W],
        *,
        id: SQLColumnExpression[K],
        status: SQLColumnExpression[S | None] | SQLColumnExpression[str | None],
        title: SQLColumnExpression[T],
        segments: None = None,
        counter: SQLColumnExpression[int],
        stored: Stored | None = None,
        on_unknown: Literal["raise"] = "raise",
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, OtherS | Unrecognized, OtherW, OtherT]",
        mapping: Words[OtherS, OtherW],
        *,
        id: SQLColumnExpression[OtherK],
        status: SQLColumnExpression[OtherS | None] | SQLColumnExpression[str | None],
        title: SQLColumnExpression[OtherT],
        segments: SQLColumnExpression[OtherK | None],
        counter: None = None,
        stored: Stored | None = None,
        on_unknown: Literal["row"],
        hook: Callable[[UnknownStoredStatusError], None] | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, OtherS | Unrecognized, OtherW, OtherT]",
        mapping: Words[OtherS, OtherW],
        *,
        id: SQLColumnExpression[OtherK],
        status: SQLColumnExpression[OtherS | None] | SQLColumnExpression[str | None],
        title: SQLColumnExpression[OtherT],
        segments: None = None,
        counter: SQLColumnExpression[int],
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
        segments: SQLColumnExpression[Any] | None = None,
        counter: SQLColumnExpression[int] | None = None,
        stored: Stored | None = None,
        on_unknown: Literal["raise", "row"] = "raise",
        hook: Callable[[UnknownStoredStatusError], None] | None = None,
    ) -> None:
        check_mapping(mapping)
        self._mapping = mapping
        self._columns = columns_of(id=id, status=status, title=title, segments=segments, counter=counter)
        self._decoder = Decoder(
            mapping.stored(status, spelled=stored),
            column=column_name(status),
            unknown=unknown_of(on_unknown, hook),
            word=mapping.unrecognized,
        )
        self._rows = select(*self._columns.selected)
        self._by_id = self._rows.where(id == bindparam("id", type_=type_of(id)))
        self._bind = bind_of(self._rows)
        self._sets: dict[str, tuple[IdSet, Any]] = {}
        self.summary = SummaryBundle(self._decoder.one, *self._columns.selected)
        self.optional = SummaryBundle(self._one_or_none, *self._columns.selected)

    def __repr__(self) -> str:
        """Name the query by its key and its mapping."""
        return f"SummaryQuery({self._mapping!r}, id={column_name(self._columns.id)})"

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
        step = Step(self._by_id, {"id": key}, self._bind)
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
        steps = [Step(statement, {"ids": value}, self._bind) for value in found.values(given)] if given else []
        return Plan(steps, self._by_key)

    def check(self, bind: Engine | Connection) -> list[Finding]:
        """Compare the query with a database: run it at deployment, or in a test.

        Args:
            bind: Where the tables are. With an AsyncEngine, `await connection.run_sync(sessions.check)`.

        Returns:
            What is the matter, each with the SQL that mends it: no index that counting needs, a status column that
            cannot hold every status. Empty where all is well.

        Raises:
            ArgumentError: `bind` is neither an Engine nor a Connection.
        """
        return findings(bind, self._columns, self._decoder.texts)

    def pages(
        self,
        statement: GenerativeSelect,
        *,
        on: SQLColumnExpression[K | None],
        order_by: Sequence[SQLColumnExpression[Any]] = (),
        into: Callable[..., R],
    ) -> PageQuery[R]:
        """Prepare pages of a select, for reading them often: its statements are built once.

        Args:
            statement: The consumer's own select: its columns, joins, filters, and its order where `order_by` is
                empty. Each row is one row of the table that `on` belongs to.
            on: The column that refers to the sessions, or their own key.
            order_by: The order, as in `select.order_by`; the primary key is added, so that no two rows tie. Only
                with it has a page a cursor.
            into: Makes a row of a page of the select's own columns and, last, the Summary or None: a NamedTuple,
                a dataclass, any callable. It gives pages their type.

        Raises:
            ArgumentError: `statement` is no select, or `into` cannot be called.
            ColumnError: `on` belongs to no table with a primary key, or does not refer to the sessions; the select
                has a limit, groups, locks, is distinct, or has an order beside `order_by`; a sort expression is of a
                table that the select does not read, or its type cannot stand in a cursor.

        Example:
            class CoachingRow(NamedTuple):
                coaching: CoachingSession
                session: Summary[UUID, SessionStatus, Wire, str] | None

            PAGES = sessions.pages(select(CoachingSession), on=CoachingSession.session_id, into=CoachingRow)
            PAGES.fetch(db, limit=50, total=True).items[0].coaching
        """
        return PageQuery(
            statement, columns=self._columns, read=self._decoder.every_or_none, on=on, order_by=order_by, into=into
        )

    @Planned
    def page(
        self,
        _ask: DialectFor,
        statement: GenerativeSelect,
        /,
        *,
        on: SQLColumnExpression[K | None],
        order_by: Sequence[SQLColumnExpression[Any]] = (),
        limit: int,
        offset: int = 0,
        after: str | None = None,
        total: bool = False,
    ) -> Plan[Page[tuple[Any, ...]]]:
        """Read one page of a select that was made for this call; `pages` is faster and typed for one made before.

        Args:
            statement: As for `pages`.
            on: As for `pages`.
            order_by: As for `pages`.
            limit: Rows of the page, 1 to 10 000.
            offset: Rows to skip.
            after: The `next` of the page before.
            total: Count all rows, too.

        Returns:
            A Page of tuples: the select's own columns, and last the Summary, or None where there is no session.

        Raises:
            ArgumentError: A limit or offset that cannot be right, `after` without an order, or beside an offset.
            CursorError: `after` was truncated, altered, or made by another query.
            ColumnError: As for `pages`.
            UnknownStoredStatusError: A stored status is none of the mapping's.
        """
        pages = self.pages(statement, on=on, order_by=order_by, into=as_tuple)
        return pages.fetch.plan(_ask, limit=limit, offset=offset, after=after, total=total)

    def _by_key(self, answers: Sequence[Answer]) -> dict[K, Summary[K, S, W, T]]:
        return {row.id: row for answer in answers for row in self._decoder.every(answer.all())}

    def _set_for(self, dialect_for: DialectFor) -> tuple[IdSet, Any]:
        """Build the statement for many keys once for each dialect."""
        dialect = dialect_for(self._bind)
        if dialect.name not in self._sets:
            found = id_set(self._columns.id, dialect)
            self._sets[dialect.name] = found, self._rows.where(found.criterion)
        return self._sets[dialect.name]
