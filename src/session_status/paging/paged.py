"""A selection and a consumer's select -> pages and counts, each answer one statement, for both kinds of session."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import SQLColumnExpression
from sqlalchemy.sql.selectable import GenerativeSelect

from session_status.execution.plan import Plan, Planned
from session_status.execution.route import DialectFor
from session_status.loading.reader import RowReader
from session_status.loading.selection import Selection
from session_status.paging.calls import CalledPages
from session_status.paging.counts import CalledCounts, StatusCounts
from session_status.paging.pages import PageQuery, check_request
from session_status.paging.reader import Page
from session_status.paging.totals.kinds import Total
from session_status.rows.nodes import is_kind
from session_status.type_variables import K, R, R_co

Col = SQLColumnExpression


class PagedReader(RowReader[K, R_co]):
    """Reads pages of selects, and counts their rows; SummaryQuery says what the summaries are.

    Args:
        selection: What is selected for a summary.
    """

    def __init__(self, selection: Selection[R_co]) -> None:
        super().__init__(selection)
        self._called = CalledPages(selection)
        self._counts = CalledCounts(selection)

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
        return self._counts.plan(_ask, statement, by)

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
        total: bool | Total = False,
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
            total: Count all rows, too: True or `Exact()`; `Capped(10_000)` counts no further, `Estimated()` asks the planner.

        Returns:
            A Page of tuples: the select's own columns, and last the summary, or None where there is none.

        Raises:
            ArgumentError: A limit or offset that cannot be right, a cursor without an order, two places at once.
            CursorError: The cursor was truncated, altered, or made by another query or with other values.
            ColumnError: As for `pages`.
            UnknownStoredStatusError: A stored status is none of its mapping's.
            UnknownStatusError: An Enum column that the select shows itself holds a value that is none of its Enum's.
        """
        request = check_request(
            limit=limit, offset=offset, after=after, before=before, total=total, has_cursors=_is_ordered(order_by)
        )
        return self._called.plan(_ask, statement, on, order_by, request)


def _is_ordered(order_by: Any) -> bool:
    """Tell whether there is an order; what is no list of columns is refused later."""
    return not is_kind(order_by, list, tuple) or len(order_by) > 0
