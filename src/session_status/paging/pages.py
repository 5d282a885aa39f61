"""A consumer's select and a SummaryQuery -> pages of its rows with their summaries, prepared once and read often."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic

from sqlalchemy import BindParameter, Dialect, SQLColumnExpression
from sqlalchemy.sql.selectable import GenerativeSelect

from session_status.arguments import LARGEST_NUMBER, check_whole, pairs
from session_status.errors import ArgumentError
from session_status.execution.plan import Plan, Planned
from session_status.execution.route import DialectFor, bind_of
from session_status.loading.selection import Selection
from session_status.paging.checks.options import options_of
from session_status.paging.checks.selects import nodes_of, parameters_of
from session_status.paging.page_rows import maker_of
from session_status.paging.reader import Page, Request
from session_status.paging.seals import seal_of
from session_status.paging.source import PageSource
from session_status.paging.statements import PageStatements, Sending
from session_status.paging.totals.kinds import Total, kind_of_total
from session_status.rows.nodes import is_kind
from session_status.rows.schema.owner import names_of
from session_status.type_variables import R

LARGEST_LIMIT = 10_000
"""Rows of one page; more is a mistake or an attack, and `many` serves known keys."""
LARGEST_OFFSET = LARGEST_NUMBER - 1


def check_request(
    *, limit: int, offset: int, after: str | None, before: str | None, total: bool | Total, has_cursors: bool
) -> Request:
    """Check what a call asks of a page.

    Args:
        limit: Rows of the page, 1 to 10 000.
        offset: Rows to skip.
        after: The cursor that it follows.
        before: The cursor that it precedes.
        total: What is asked of the number of all rows.
        has_cursors: Whether the query has an order for cursors.

    Raises:
        ArgumentError: A number that cannot be right, a cursor without an order, or two places at once.
    """
    check_whole("limit", limit, 1, LARGEST_LIMIT)
    check_whole("offset", offset, 0, LARGEST_OFFSET)
    cursor = after if before is None else before
    if cursor is not None:
        _check_place(after=after, before=before, offset=offset, has_cursors=has_cursors)
    return Request(limit, offset, cursor, before is not None, kind_of_total(total))


def _check_place(*, after: str | None, before: str | None, offset: int, has_cursors: bool) -> None:
    places = {"after": after, "before": before, "offset": offset or None}
    named = [name for name, place in places.items() if place is not None]
    if len(named) > 1:
        raise ArgumentError(f"{' and '.join(named)}: give one of them")
    if not has_cursors:
        raise ArgumentError(
            f"{named[0]}=...: give order_by when the query is made, so that rows have an order to follow"
        )


class PageQuery(Generic[R]):
    """Reads pages of a select, each row with its summary; its statements are built once and reused.

    Made by `SummaryQuery.pages`, where its arguments are described.

    Example:
        >>> from typing import NamedTuple
        >>> from session_status import Summary
        >>> class Row(NamedTuple):
        ...     client: str
        ...     session: Summary | None
        >>> PAGES = sessions.pages(
        ...     select(CoachingSession.client),
        ...     on=CoachingSession.transcription_session_id,
        ...     order_by=[CoachingSession.client],
        ...     into=Row,
        ... )
        >>> first = PAGES.fetch(db, limit=1)
        >>> first.items[0].session.segments_count
        2
        >>> PAGES.fetch(db, limit=1, after=first.next).items
        [Row(client='Grace', session=None)]
    """

    def __init__(
        self,
        statement: GenerativeSelect,
        *,
        selection: Selection[Any],
        on: Any,
        order_by: Sequence[SQLColumnExpression[Any]],
        into: Callable[..., R],
    ) -> None:
        self._source = PageSource(statement, selection, on, order_by)
        self._make = maker_of(into)
        given: Any = statement
        nodes = nodes_of(given)
        self._parameters = parameters_of(given, nodes)
        self._values = _values_of([*nodes, *(node for sort in self._source.order for node in nodes_of(sort.sorted))])
        self._sending = Sending(bind_of(given), options_of(given), given.get_execution_options())
        self._bind = bind_of(given)
        self._statements: dict[str, PageStatements[R]] = {}
        self._seals: dict[bytes, bytes] = {}

    def __repr__(self) -> str:
        """Name the pages by the column that leads from a row to its session."""
        return f"PageQuery(on={names_of(self._source.on)})"

    @Planned
    def fetch(
        self,
        _ask: DialectFor,
        *,
        limit: int,
        offset: int = 0,
        after: str | None = None,
        before: str | None = None,
        total: bool | Total = False,
        parameters: Mapping[str, object] | None = None,
    ) -> Plan[Page[R]]:
        """Read one page in one statement, its total included: both are of one moment.

        A page that has no row has none that could carry the total, so that a second statement counts.

        Args:
            limit: Rows of the page, 1 to 10 000.
            offset: Rows to skip; every skipped row is read by the database.
            after: The `next` of the page before: skips nothing, so that deep pages are as fast as the first.
            before: The `previous` of the page behind, likewise.
            total: Count all rows, too: True or `Exact()`; `Capped(10_000)` counts no further, `Estimated()` asks the planner.
            parameters: Values for the select's own `bindparam`s.

        Raises:
            ArgumentError: A limit or offset that cannot be right, a cursor without an order, two places at once, a
                parameter that the select lacks or needs, an order that this database is not known to have.
            CursorError: The cursor was truncated, altered, or made by another query or with other values.
            ColumnError: A row came twice, because the database lacks a constraint that the program declares.
            UnknownStoredStatusError: A stored status is none of its mapping's.
        """
        request = check_request(
            limit=limit,
            offset=offset,
            after=after,
            before=before,
            total=total,
            has_cursors=self._source.has_cursors,
        )
        given = {} if parameters is None else dict(pairs("parameters", parameters))
        self._parameters.check(given)
        statements = self._for_dialect(_ask(self._bind))
        seal = self._seal(statements, given) if statements.has_cursors else b""
        return statements.plan(request, seal, given, lambda build: (build(self._source), True), self._sending)

    def _seal(self, statements: PageStatements[R], given: Mapping[str, object]) -> bytes:
        """Bind cursors to the select's values, which are the same at each call, and to those of this one."""
        fixed = self._seals.get(statements.shape)
        if fixed is None:
            fixed = self._seals[statements.shape] = seal_of(statements.shape, self._values)
        return seal_of(fixed, [given]) if given else fixed

    def _for_dialect(self, dialect: Dialect) -> PageStatements[R]:
        if dialect.name not in self._statements:
            self._statements[dialect.name] = PageStatements(self._source, dialect, self._make)
        return self._statements[dialect.name]


def _values_of(nodes: Sequence[Any]) -> list[Any]:
    """List the values that a select was made with; what is worked out at each call is none of them."""
    return [node.value for node in nodes if is_kind(node, BindParameter) and node.callable is None]
