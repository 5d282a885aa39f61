"""A row type and its key -> rows of true statuses, each answer one statement, for both kinds of session."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Literal, overload

from sqlalchemy import Connection, Engine, SQLColumnExpression, and_, bindparam, select
from sqlalchemy.sql.selectable import GenerativeSelect

from session_status.errors import ArgumentError, ColumnError, UnknownStoredStatusError
from session_status.execution.plan import Answer, Plan, Planned, Step
from session_status.execution.route import DialectFor, bind_of
from session_status.loading.checks import Finding, findings
from session_status.loading.idsets import KeySet, check_answered, key_set
from session_status.loading.keys import check_keys
from session_status.loading.rows import Summary, SummaryBundle
from session_status.loading.selection import Selection, selection_of
from session_status.loading.short_form import short_form
from session_status.paging.calls import CalledPages
from session_status.paging.counts import StatusCounts, plan_counts
from session_status.paging.pages import PageQuery, check_request
from session_status.paging.reader import Page
from session_status.rows.annotations import check_annotations
from session_status.rows.fields import Field
from session_status.rows.nodes import is_kind
from session_status.rows.owner import as_columns, make_owner
from session_status.rows.row import RowType
from session_status.statuses.spelling import Stored, column_name, type_of
from session_status.statuses.unrecognized import Unrecognized
from session_status.statuses.words import Words
from session_status.type_variables import (
    K,
    OtherA,
    OtherB,
    OtherC,
    OtherD,
    OtherK,
    OtherR,
    OtherS,
    OtherT,
    OtherW,
    R,
    R_co,
)

Col = SQLColumnExpression
Hook = Callable[[UnknownStoredStatusError], None]


class SummaryQuery(Generic[K, R_co]):
    """Reads rows by their keys, for lists and pages: statuses, columns, counts and the like, each answer one statement.

    Build it once, at import: its statements are built then and reused. Every method takes a Session, and returns
    the answer, or an AsyncSession, and returns an awaitable of it.

    It has two forms. `SummaryQuery(JobRow, key=Job.id)` reads rows of a SummaryRow; its key is one column, or a tuple
    of two to four. `SummaryQuery(STATUS, id=..., status=..., title=..., segments=...)` reads a Summary of four fields.

    Args:
        row: A SummaryRow, or a mapping: the statuses and their words.
        key: The rows' key: the primary key, or NOT NULL columns with a unique constraint; a tuple of up to four.
        unique: Say True where the database keeps a key unique that the program does not know to be so.
        id: The sessions' key, in the short form.
        status: Their status column: an Enum (stored by name or by value), a native enum, text, or whole numbers.
        title: A column, or any expression over them.
        segments: The child's column that refers to `id`; children are counted, never loaded.
        counter: Instead of `segments`: a column of the sessions that holds the number.
        stored: How a text column spells a status, "value" (the default) or "name". An Enum column says it itself.
        on_unknown: What a stored status that the mapping does not know does to an answer: "raise", or "row", which
            puts Unrecognized into that row alone.
        hook: Called for each such row, with the error that was not raised; for a log or a counter.

    Raises:
        ColumnError: The columns do not fit the mapping or each other, or the key is not known to be unique.
        ArgumentError: `row` is neither, an annotation is wider than its column, or `on_unknown` and `hook` contradict
            each other.

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

    summary: SummaryBundle[R_co]
    """An element for `select` where the row exists: an inner join."""
    optional: SummaryBundle[R_co | None]
    """An element for `select` where it may be absent: an outer join."""
    _selection: Selection[R_co]

    @overload
    def __init__(self, row: type[R_co], /, *, key: Col[K], unique: bool = False) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[tuple[OtherA, OtherB], OtherR]",
        row: type[OtherR],
        /,
        *,
        key: tuple[Col[OtherA], Col[OtherB]],
        unique: bool = False,
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[tuple[OtherA, OtherB, OtherC], OtherR]",
        row: type[OtherR],
        /,
        *,
        key: tuple[Col[OtherA], Col[OtherB], Col[OtherC]],
        unique: bool = False,
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[tuple[OtherA, OtherB, OtherC, OtherD], OtherR]",
        row: type[OtherR],
        /,
        *,
        key: tuple[Col[OtherA], Col[OtherB], Col[OtherC], Col[OtherD]],
        unique: bool = False,
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, OtherS, OtherW, OtherT]]",
        mapping: Words[OtherS, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[OtherS | None] | Col[str | None],
        title: Col[OtherT],
        segments: Col[OtherK | None],
        counter: None = None,
        unique: bool = False,
        stored: Stored | None = None,
        on_unknown: Literal["raise"] = "raise",
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, OtherS, OtherW, OtherT]]",
        mapping: Words[OtherS, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[OtherS | None] | Col[str | None],
        title: Col[OtherT],
        segments: None = None,
        counter: Col[int],
        unique: bool = False,
        stored: Stored | None = None,
        on_unknown: Literal["raise"] = "raise",
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, OtherS | Unrecognized, OtherW, OtherT]]",
        mapping: Words[OtherS, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[OtherS | None] | Col[str | None],
        title: Col[OtherT],
        segments: Col[OtherK | None],
        counter: None = None,
        unique: bool = False,
        stored: Stored | None = None,
        on_unknown: Literal["row"],
        hook: Hook | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, OtherS | Unrecognized, OtherW, OtherT]]",
        mapping: Words[OtherS, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[OtherS | None] | Col[str | None],
        title: Col[OtherT],
        segments: None = None,
        counter: Col[int],
        unique: bool = False,
        stored: Stored | None = None,
        on_unknown: Literal["row"],
        hook: Hook | None = None,
    ) -> None: ...
    def __init__(  # noqa: PLR0913 -- keyword-only: what a row is made of, and what may be chosen
        self,
        row: Any,
        /,
        *,
        key: Any = None,
        unique: bool = False,
        id: Any = None,  # noqa: A002 -- the field's name, as in the rows
        status: Any = None,
        title: Any = None,
        segments: Any = None,
        counter: Any = None,
        stored: Stored | None = None,
        on_unknown: Literal["raise", "row"] = "raise",
        hook: Hook | None = None,
    ) -> None:
        make: Any = row
        fields: dict[str, Field]
        if isinstance(row, RowType):
            given = {"id": id, "status": status, "title": title, "segments": segments, "counter": counter}
            option, fields = "key", _fields_of(row, key, given)
        else:
            option, key, make = "id", id, Summary
            columns = {"id": id, "status": status, "title": title, "segments": segments, "counter": counter}
            fields = short_form(row, columns, stored=stored, on_unknown=on_unknown, hook=hook)
        owner = make_owner(option, as_columns(option, key), unique=unique)
        self._name = f"{row.__name__ if isinstance(row, RowType) else repr(row)}, {option}={owner.name}"
        self._selection = selection_of(owner, fields, make)
        self._rows = select(*self._selection.selected)
        values = [bindparam(f"key_{number}", type_=type_of(column)) for number, column in enumerate(owner.keys)]
        self._by_key = self._rows.where(
            and_(*(column == value for column, value in zip(owner.keys, values, strict=True)))
        )
        self._bind = bind_of(self._rows)
        self._sets: dict[str, KeySet] = {}
        self._called = CalledPages(self._selection)
        decoder = self._selection.decoder
        self.summary = SummaryBundle(decoder.one, *self._selection.selected)
        self.optional = SummaryBundle(decoder.one_or_none, *self._selection.selected)

    def __repr__(self) -> str:
        """Name the query by what it reads and its key."""
        return f"SummaryQuery({self._name})"

    @Planned
    def get(self, _: DialectFor, key: K, /) -> Plan[R_co | None]:
        """Read one row.

        Args:
            key: Its key; a tuple where the key has several columns.

        Returns:
            The row, or None where there is none.

        Raises:
            UnknownStoredStatusError: A stored status is none of its mapping's.
            ArgumentError: The key's type is not the column's.
        """
        keys = self._selection.owner.keys
        check_keys(keys, (key,))
        whole: Any = key
        values = {"key_0": key} if len(keys) == 1 else {f"key_{n}": value for n, value in enumerate(whole)}
        step = Step(self._by_key, values, self._bind)
        return Plan((step,), lambda answers: next(iter(self._selection.decoder.every(answers[0].all())), None))

    @Planned
    def many(self, _ask: DialectFor, keys: Iterable[K], /) -> Plan[dict[K, R_co]]:
        """Read any number of rows.

        Args:
            keys: Their keys. On PostgreSQL, SQLite, MySQL and MariaDB they are one parameter of one statement.

        Returns:
            The row for every key that exists, under the key that was asked for, in no particular order: a collation
            may take several spellings for one key, and CHAR columns are padded.

        Raises:
            UnknownStoredStatusError: A stored status is none of its mapping's.
            ArgumentError: A key's type is not the column's.
        """
        given = check_keys(self._selection.owner.keys, keys)
        asked = self._set_for(_ask)
        batches = list(asked.batches(given)) if given else []
        steps = [Step(asked.statement, values, self._bind) for _, values in batches]
        names = [names for names, _ in batches]
        return Plan(steps, lambda answers: self._by_asked(answers, names, has_places=asked.has_places))

    def _by_asked(
        self, answers: Sequence[Answer], batches: Sequence[Sequence[K]], *, has_places: bool
    ) -> dict[K, R_co]:
        """Give rows under the keys that were asked for."""
        found: dict[K, R_co] = {}
        decoder = self._selection.decoder
        for answer, batch in zip(answers, batches, strict=True):
            selected: list[Sequence[Any]] = list(zip(*answer.all(), strict=True))
            if not selected:
                continue
            keys: Sequence[Any] = [batch[place] for place in selected.pop()] if has_places else decoder.ids(selected)
            if not has_places:
                check_answered(keys, batch)
            found.update(zip(keys, decoder.columns(selected, keys), strict=True))
        return found

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
        return findings(bind, self._selection)

    @Planned
    def counts(
        self, _ask: DialectFor, statement: GenerativeSelect, /, *, by: Col[Any] | None = None
    ) -> Plan[StatusCounts[Any]]:
        """Count the rows of a select by status, in one statement: for tabs and badges.

        Args:
            statement: A select of these rows, such as `select(Job).where(...)`.
            by: The status column, where a row has several.

        Returns:
            A mapping of every status to its number of rows, zero included. Rows whose status is NULL or unknown are
            counted beside: the numbers add up to its `total`.

        Raises:
            ArgumentError: `statement` is no select, or `by` is missing where a row has several statuses.
            ColumnError: As for `pages`; `by` is none of the row's statuses.
        """
        return plan_counts(statement, self._selection, self._status(by))

    def _status(self, by: Any) -> Any:
        """Find the status that rows are counted by."""
        fields = self._selection.statuses
        names = ", ".join(column_name(field.column) for field in fields.values()) or "none"
        if by is None:
            if len(fields) != 1:
                raise ArgumentError(f"by=...: say which status; the row has {names}")
            return next(iter(fields.values()))
        for field in fields.values():
            if field.column is by or column_name(field.column) == column_name(by):
                return field
        raise ColumnError(f"by={column_name(by)} is no status of the row; it has {names}")

    def pages(
        self,
        statement: GenerativeSelect,
        *,
        on: Col[K | None] | tuple[Col[Any], ...],
        order_by: Sequence[Col[Any]] = (),
        into: Callable[..., R],
    ) -> PageQuery[R]:
        """Prepare pages of a select, for reading them often: its statements are built once.

        Args:
            statement: The consumer's own select: its columns, joins, filters, and its order where `order_by` is
                empty. Each row is one row of the table that `on` belongs to: what it joins has one row at most, by a
                unique key.
            on: The column that refers to the rows, or their own key; a tuple where the key has several columns.
            order_by: The order, as in `select.order_by`; the primary key is added, so that no two rows tie. Only
                with it has a page a cursor.
            into: Makes a row of a page of the select's own columns and, last, the summary or None: a NamedTuple,
                a dataclass, any callable. It gives pages their type.

        Raises:
            ArgumentError: `statement` is no select, or `into` cannot be called.
            ColumnError: `on` belongs to no table with a primary key, or does not refer to the rows; nothing says that
                what the select joins has one row at most; the select has a limit, groups, locks, is distinct, works
                something out of several rows, loads a collection by a join, or has an order beside `order_by`; a sort
                expression is of a table that the select does not read, or its type cannot stand in a cursor.

        Example:
            class CoachingRow(NamedTuple):
                coaching: CoachingSession
                session: Summary[UUID, SessionStatus, Wire, str] | None

            PAGES = sessions.pages(select(CoachingSession), on=CoachingSession.session_id, into=CoachingRow)
            PAGES.fetch(db, limit=50, total=True).items[0].coaching
        """
        return PageQuery(statement, selection=self._selection, on=on, order_by=order_by, into=into)

    @Planned
    def page(  # noqa: PLR0913 -- keyword-only: a page's size, where it lies, and what else is asked of it
        self,
        _ask: DialectFor,
        statement: GenerativeSelect,
        /,
        *,
        on: Col[K | None] | tuple[Col[Any], ...],
        order_by: Sequence[Col[Any]] = (),
        limit: int,
        offset: int = 0,
        after: str | None = None,
        before: str | None = None,
        total: bool = False,
    ) -> Plan[Page[tuple[Any, ...]]]:
        """Read one page of a select that was made for this call.

        What is built for a select serves every later one that is alike but for its values; `pages` is typed.

        Args:
            statement: As for `pages`.
            on: As for `pages`.
            order_by: As for `pages`.
            limit: Rows of the page, 1 to 10 000.
            offset: Rows to skip.
            after: The `next` of the page before.
            before: The `previous` of the page behind.
            total: Count all rows, too.

        Returns:
            A Page of tuples: the select's own columns, and last the summary, or None where there is none.

        Raises:
            ArgumentError: A limit or offset that cannot be right, a cursor without an order, two places at once.
            CursorError: The cursor was truncated, altered, or made by another query or with other values.
            ColumnError: As for `pages`.
            UnknownStoredStatusError: A stored status is none of its mapping's.
        """
        request = check_request(
            limit=limit, offset=offset, after=after, before=before, total=total, has_cursors=_is_ordered(order_by)
        )
        return self._called.plan(_ask, statement, on, order_by, request)

    def _set_for(self, dialect_for: DialectFor) -> KeySet:
        """Build the statement for many keys once for each dialect."""
        dialect = dialect_for(self._bind)
        if dialect.name not in self._sets:
            self._sets[dialect.name] = key_set(self._rows, self._selection.owner.keys, dialect)
        return self._sets[dialect.name]


def _is_ordered(order_by: Any) -> bool:
    """Tell whether there is an order; what is no list of columns is refused later."""
    return not is_kind(order_by, list, tuple) or len(order_by) > 0


def _fields_of(row: Any, key: Any, others: dict[str, Any]) -> dict[str, Field]:
    """Check a class of rows, and what came with it."""
    beside = [name for name, value in others.items() if value is not None]
    if beside:
        raise ArgumentError(f"{', '.join(beside)}: a SummaryRow says its columns itself; give key= only")
    if key is None:
        raise ArgumentError(f"key=...: say which column is the key of {row.__name__}, or which columns")
    if not row.row_fields:
        raise ArgumentError(f"{row.__name__} has no fields: give it some, as in id: int = column_of(Job.id)")
    check_annotations(row)
    return dict(row.row_fields)
