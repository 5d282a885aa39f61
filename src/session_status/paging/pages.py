"""A consumer's select and a SummaryQuery -> one page of its rows with their summaries, chosen before it is counted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, NamedTuple

from sqlalchemy import Integer, SQLColumnExpression, and_, bindparam, func, select
from sqlalchemy.orm import LoaderCriteriaOption
from sqlalchemy.sql.selectable import GenerativeSelect

from session_status.errors import ArgumentError, ColumnError
from session_status.execution.plan import Plan, Planned, Step
from session_status.execution.route import DialectFor, bind_of, has_columns_only
from session_status.loading.columns import Columns, aliased_columns, check_reference, keys_of, owner_of
from session_status.paging.cursors import CursorCodec
from session_status.paging.joins import keys_chosen, optional_tables
from session_status.paging.keyset import Sort, is_sequence, order_of, rows_behind
from session_status.paging.page_rows import Tail, maker_of
from session_status.paging.selects import check_select, check_tables, may_repeat, nodes_of, parameters_of
from session_status.paging.shallow import reads_one_table, rows_around
from session_status.statuses.spelling import check_column, column_name
from session_status.type_variables import R

LARGEST_LIMIT = 10_000
"""Rows of one page; more is a mistake or an attack, and `many` serves known keys."""
LARGEST_OFFSET = 2**63 - 1

Read = Callable[..., Sequence[Any]]
"""Takes the columns that a summary selects, each for all rows, and gives a summary for each row."""


@dataclass(slots=True)
class Page(Generic[R]):
    """One page of rows.

    Attributes:
        items: The rows, in order.
        total: How many rows there are on all pages; None where it was not asked for.
        next: The cursor for `after`, where rows follow and `order_by` was given; else None.

    Example:
        >>> page = sessions.page(
        ...     db, select(CoachingSession.client), on=CoachingSession.transcription_session_id, limit=1, total=True
        ... )
        >>> page.total, [(client, session and session.wire) for client, session in page.items]
        (2, [('Ada', 'completed')])
    """

    items: list[R]
    total: int | None
    next: str | None


class _Layout(NamedTuple):
    """Where the parts of a page's row stand, from its beginning on.

    Attributes:
        own: The select's own columns.
        summary: What its summary is made of.
        total: How many rows there are on all pages, where that was asked for.
    """

    own: slice
    summary: slice
    total: int

    @classmethod
    def of(cls, own: int, summary: int) -> "_Layout":
        """Lay out so many columns of the select, and so many of the summary behind them."""
        return cls(slice(own), slice(own, own + summary), own + summary)


class _Form(NamedTuple):
    """What decides which statement a page needs, besides where it begins."""

    skips: bool
    counts: bool


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
        columns: Columns[Any],
        read: Read,
        on: SQLColumnExpression[Any],
        order_by: Sequence[SQLColumnExpression[Any]],
        into: Callable[..., R],
    ) -> None:
        check_select(statement, ordered=_is_ordered(order_by))
        check_column(on, "on")
        check_reference("on", on, columns.id)
        self._statement: Any = statement
        self._read, self._make, self._on, self._columns = read, maker_of(into), on, columns
        nodes = nodes_of(self._statement)
        self._parameters = parameters_of(self._statement, nodes)
        self._keys = keys_of(on)
        self._order = order_of(order_by, self._keys, optional_tables(self._statement, nodes))
        check_tables(self._statement, on, self._order)
        self._bind = bind_of(self._statement)
        self._columns_only = has_columns_only(self._statement)
        self._prepare_tail(ordered=_is_ordered(order_by), repeats=may_repeat(nodes, on))
        self._built: dict[Any, Any] = {}

    def __repr__(self) -> str:
        """Name the pages by the column that leads from a row to its session."""
        return f"PageQuery(on={column_name(self._on)})"

    def _prepare_tail(self, *, ordered: bool, repeats: bool) -> None:
        self._codec = CursorCodec([sort.kind for sort in self._order], _named(self._order)) if ordered else None
        described = self._statement.column_descriptions
        own = [found["expr"] for found in described] if self._columns_only else None
        self._layout = _Layout.of(len(described), len(self._columns.selected))
        self._tail = Tail(own, self._order if ordered else (), self._keys if repeats else ())
        self._own, read = own or [], [self._on, *(sort.column for sort in self._order)]
        refers = own is not None and self._on is not self._columns.id
        self._is_shallow = refers and reads_one_table(self._statement, [*self._own, *read])

    @Planned
    def fetch(
        self,
        _ask: DialectFor,
        *,
        limit: int,
        offset: int = 0,
        after: str | None = None,
        total: bool = False,
        parameters: Mapping[str, object] | None = None,
    ) -> Plan[Page[R]]:
        """Read one page in one statement, its total included: both are of one moment.

        A page behind the last row has none that could carry the total, so that a second statement counts.

        Args:
            limit: Rows of the page, 1 to 10 000.
            offset: Rows to skip; every skipped row is read by the database.
            after: The `next` of the page before: skips nothing, so that deep pages are as fast as the first.
            total: Count all rows, too.
            parameters: Values for the select's own `bindparam`s.

        Raises:
            ArgumentError: A limit or offset that cannot be right, `after` without an order, or beside an offset, a
                parameter that the select lacks or needs.
            CursorError: `after` was truncated, altered, or made by another query.
            ColumnError: A row came twice, because the select joins a table that has several rows for it.
            UnknownStoredStatusError: A stored status is none of the mapping's.
        """
        _check_range("limit", limit, 1, LARGEST_LIMIT)
        _check_range("offset", offset, 0, LARGEST_OFFSET)
        given: dict[str, object] = dict(parameters or {})
        self._parameters.check(given)
        values = self._values_after(after, offset)
        form = _Form(skips=offset > 0, counts=total)
        step = self._page_step(_ask, form, values, given | {"page_limit": limit + 1, "page_offset": offset})
        is_first = not (offset or after)
        return Plan(
            (step,),
            lambda answers: self._page(answers[0].all(), limit, form, is_first=is_first),
            (lambda page: self._total_alone(page, given)) if total and not is_first else None,
        )

    def _values_after(self, after: str | None, offset: int) -> list[Any] | None:
        if after is None:
            return None
        if self._codec is None:
            raise ArgumentError("after=...: give order_by when the query is made, so that rows have an order to follow")
        if offset:
            raise ArgumentError("after and offset: give one of them")
        return self._codec.read(after)

    def _page_step(self, ask: DialectFor, form: _Form, values: list[Any] | None, given: dict[str, object]) -> Step:
        asked = self._bind if self._columns_only else None
        if values is None:
            return Step(self._once(form, lambda: self._rows(form)), given, asked)
        nulls = tuple(value is None for value in values)
        dialect = ask(self._bind)
        given |= {f"after_{number}": value for number, value in enumerate(values) if value is not None}
        return Step(
            self._once(
                (form, dialect.name, nulls),
                lambda: self._rows(form, rows_behind(self._order, nulls, dialect)),
            ),
            given,
            asked,
        )

    def _once(self, name: Any, build: Callable[[], Any]) -> Any:
        if name not in self._built:
            self._built[name] = build()
        return self._built[name]

    def _sorted(self, statement: Any) -> Any:
        return statement.order_by(*(sort.sorted for sort in self._order))

    def _rows(self, form: _Form, *behind: Any) -> Any:
        total = (self._count().scalar_subquery().label("page_total"),) if form.counts else ()
        if self._is_shallow and not form.skips:
            target, selected = aliased_columns(self._columns)
            rows, join = self._statement.where(*behind), (self._on, target, (*selected, *total))
            return rows_around(rows, self._limited, self._own, join, self._order, self._tail.columns)
        return self._around(self._limited(self._chosen().where(*behind)), total)

    def _limited(self, rows: Any) -> Any:
        limit, offset = bindparam("page_limit", type_=Integer), bindparam("page_offset", type_=Integer)
        return self._sorted(rows).limit(limit).offset(offset)

    def _chosen(self) -> Any:
        """Choose the keys of the page's rows, before anything else is read of them."""
        labelled = [key.label(f"key_{number}") for number, key in enumerate(self._keys)]
        return keys_chosen(self._statement, labelled, [sort.column for sort in self._order])

    def _around(self, chosen: Any, total: Sequence[Any]) -> Any:
        """Read the rows of the chosen keys, each with its summary and the total, in the same order."""
        page, owner = chosen.subquery("page"), owner_of(self._on)
        joined = and_(*(key == page.c[f"key_{number}"] for number, key in enumerate(self._keys)))
        statement, selected = self._with_summaries(self._statement.join_from(owner, page, joined), owner)
        return self._sorted(statement.add_columns(*selected, *total, *self._tail.columns))

    def _with_summaries(self, statement: Any, owner: Any) -> tuple[Any, tuple[Any, ...]]:
        """Join the sessions: an alias of theirs, for the select may have joined them already to filter by status."""
        on: Any = self._on
        if on is self._columns.id:
            return statement, self._columns.selected
        target, selected = aliased_columns(self._columns)
        return statement.outerjoin_from(owner, target, on == selected[0].element), selected

    def _count(self) -> Any:
        """Count the rows of the bare filter: what the page shows of them costs nothing here."""
        keys = keys_chosen(self._statement, self._keys).order_by(None)
        return select(func.count()).select_from(keys.subquery("counted")).correlate(None)

    def _count_alone(self) -> Any:
        # SQLAlchemy applies the criteria of options to whole statements, never to a subquery that brings its own.
        given = self._statement._with_options  # noqa: SLF001 -- it has no public name
        criteria = [option for option in given if isinstance(option, LoaderCriteriaOption)]
        return self._count().options(*criteria)

    def _total_alone(self, page: Page[R], given: Mapping[str, object]) -> Plan[Page[R]] | None:
        """Ask for the total of a page that has no row to carry it."""
        if page.total is not None:
            return None
        step = Step(self._once("total", self._count_alone), given, self._bind)
        return Plan((step,), lambda answers: replace(page, total=answers[0].all()[0][0]))

    def _page(self, found: Sequence[Any], limit: int, form: _Form, *, is_first: bool) -> Page[R]:
        if self._tail.repeats(found):
            raise ColumnError(
                f"the select has several rows for one row of the table of {column_name(self._on)}: it joins a table "
                "that has several; filter by `exists` or `in_` of a subquery instead"
            )
        total = (found[0][self._layout.total] if found else 0 if is_first else None) if form.counts else None
        more = self._codec is not None and len(found) > limit
        following = self._codec.write(self._tail.values(found[limit - 1])) if more and self._codec else None
        return Page(self._items(found[:limit]), total, following)

    def _items(self, rows: Sequence[Any]) -> list[R]:
        """Turn rows into columns and back: cheaper than to slice each row."""
        if not rows:
            return []
        columns = list(zip(*rows, strict=True))
        return self._make([*columns[self._layout.own], self._read(*columns[self._layout.summary])])


def _is_ordered(order_by: Any) -> bool:
    """Tell whether there is an order; what is no list of columns is none that could be empty."""
    return not is_sequence(order_by) or len(order_by) > 0


def _named(order: Sequence[Sort]) -> str:
    return ", ".join(str(sort.sorted) for sort in order)


def _check_range(name: str, value: object, least: int, most: int) -> None:
    if type(value) is not int or not least <= value <= most:
        raise ArgumentError(f"{name}={value!r}: a whole number from {least} to {most} is needed")
