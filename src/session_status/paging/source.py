"""A consumer's select, checked -> the statements of its pages: keys are chosen first, then read with their summaries."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import Dialect, Integer, and_, bindparam, func, select
from sqlalchemy.sql.selectable import Subquery

from session_status.errors import ColumnError
from session_status.execution.route import has_columns_only
from session_status.loading.selection import Selection
from session_status.paging.checks.joins import keys_chosen
from session_status.paging.checks.nullability import may_be_null
from session_status.paging.checks.options import (
    check_criteria_of_loaders,
    has_criteria,
    options_of,
    with_options_last,
    without_options,
)
from session_status.paging.checks.selects import check_loading, check_own_order, check_select, read_tables
from session_status.paging.order.keyset import rows_behind
from session_status.paging.order.shallow import reads_one_table, rows_around
from session_status.paging.order.sort_values import sort_value
from session_status.paging.order.sorting import Sort, check_kind, check_sorts, order_of
from session_status.paging.page_rows import Tail
from session_status.paging.totals.estimate import explained
from session_status.rows.children import check_reference, primary_key_of
from session_status.rows.functions import own_nodes
from session_status.rows.nodes import is_mapped, plain_column, same_column
from session_status.rows.schema.owner import as_columns, is_key, names_of, owner_of
from session_status.rows.schema.tables import Reading, tables_read
from session_status.rows.schema.unique import found_once
from session_status.statuses.spelling import column_name

Counts = Literal["all", "capped"]
"""How far rows are counted: to the end, or to a number that is given when the statement is sent."""


class Form(NamedTuple):
    """What decides which statement a page needs.

    Attributes:
        dialect: The name of the database.
        skips: Whether rows are skipped.
        counts: How far rows are counted; None where the statement does not count them.
        backwards: Whether the page lies before a place, and is chosen from there.
        nulls: Which values of that place are NULL; None where the page begins at an end.
    """

    dialect: str
    skips: bool
    counts: Counts | None
    backwards: bool
    nulls: tuple[bool, ...] | None


class PageSource:
    """What pages are made of.

    Args:
        statement: The consumer's select.
        selection: What is selected for a summary.
        on: The column that refers to the sessions, or their own key; a tuple where the key has several.
        order_by: The order; empty where the select has its own.

    Raises:
        ArgumentError: `statement` is no select.
        ColumnError: The select's pages could not be told to equal it: see `SummaryQuery.pages`.
    """

    def __init__(self, statement: Any, selection: Selection[Any], on: Any, order_by: Any) -> None:
        check_select(statement)
        check_sorts(order_by)
        self.has_cursors = len(order_by) > 0
        check_own_order(statement, ordered=self.has_cursors)
        self.on = as_columns("on", on)
        self._check_reference(selection)
        self.selection = selection
        own: Sequence[Any] = order_by or statement._order_by_clauses  # noqa: SLF001 -- it has no public name
        check_sorts(own)
        self.bare = bare(statement)
        self._prunes = not has_criteria(statement)
        self._options = options_of(statement)
        reading = read_tables(self.bare)
        check_loading(with_options_last(statement), reading)
        self.keys = self._keys(reading)
        self._check_tables(reading, own)
        self.order = order_of(own, self.keys, lambda column: may_be_null(column, reading))
        for sort in self.order if self.has_cursors else ():
            check_kind(sort)
        self.joins_others = len(reading.leaves) > 1
        self.columns_only = has_columns_only(statement)
        self.shown = [described["expr"] for described in statement.column_descriptions]
        self._reads_itself = self._reads(selection.owner.entity) and all(map(_is_key, self.on, selection.owner.keys))

    def _check_reference(self, selection: Selection[Any]) -> None:
        keys = selection.owner.keys
        if len(self.on) != len(keys):
            raise ColumnError(f"on={names_of(self.on)}: {selection.owner.name} has {len(keys)} columns, give as many")
        for column, key in zip(self.on, keys, strict=True):
            check_reference("on", column, key)

    def _keys(self, reading: Reading) -> tuple[Any, ...]:
        """Find the key of the rows, and prove that no row of it comes twice, or is not there."""
        name, owner = names_of(self.on), owner_of(self.on[0])
        keys = primary_key_of(self.on[0])
        if owner is None or not keys or any(owner_of(column) is not owner for column in self.on):
            raise ColumnError(f"on={name}: it must be a column of a class or table with a primary key")
        if not is_key(keys):
            raise ColumnError(f"on={name}: nothing says that each of its rows is there once; select from its table")
        places = frozenset[int]().union(*(tables_read(key) for key in keys))
        for place in places:
            if place not in reading.leaves:
                raise ColumnError(f"on={name}: the select reads no such table; join it there")
            if reading.leaves[place].optional:
                raise ColumnError(f"on={name}: the select joins its table by an outer join, so that a row may lack it")
        self._check_joins(reading, places)
        if not self._reads(owner):
            # A class that the select does not read itself would bring the criteria of its own.
            self.on, keys = tuple(map(plain_column, self.on)), tuple(map(plain_column, keys))
        return keys

    def _reads(self, entity: Any) -> bool:
        """Tell whether the select shows something of a class or table, as such."""
        return not is_mapped(entity) or any(_is_of(column, entity) for column in self.bare._raw_columns)  # noqa: SLF001 -- it has no public name

    def _check_joins(self, reading: Reading, places: frozenset[int]) -> None:
        several = reading.leaves.keys() - found_once(reading, places)
        if several:
            name = str(getattr(reading.leaves[next(iter(several))].table, "name", "%"))
            raise ColumnError(
                f"the select has several rows for one row of the table of {names_of(self.on)}: nothing says that "
                f"{'a subquery' if '%' in name else name} has one at most; join it by a unique key, or filter by "
                "`exists` or `in_` of a subquery instead"
            )

    def _check_tables(self, reading: Reading, order: Sequence[Any]) -> None:
        """Refuse columns of tables that the select does not read: it would give every row with every other."""
        sorts = [("order_by", sort.column) for sort in order_of(order, ())]
        for option, column in [*(("on", column) for column in self.on), *sorts]:
            if tables_read(column) - reading.leaves.keys():
                raise ColumnError(f"{option}={column_name(column)}: the select reads no such table; join it there")

    def tail(self, dialect: Dialect) -> Tail:
        """Say what a page reads behind the summaries: values for cursors, and keys where a row could come twice."""
        sorts = [sort_value(sort, dialect).read for sort in self.order] if self.has_cursors else []
        own = self.shown if self.columns_only else []
        return Tail(own, sorts, self.keys if self.joins_others else ())

    def kinds(self, dialect: Dialect) -> list[tuple[type, ...]]:
        """Name the Python types of the sort values."""
        return [sort_value(sort, dialect).kinds for sort in self.order]

    def page(self, form: Form, dialect: Dialect) -> Any:
        """Build the statement of a page.

        Args:
            form: What decides which it is.
            dialect: The database.

        Raises:
            ArgumentError: How the database sorts is not known.
            ColumnError: SQLAlchemy cannot load what the select's options ask for beside a type that it may not cache.
        """
        for sort in self.order:
            sort.check_words(dialect)
        statement = self._page(form, dialect)
        check_criteria_of_loaders(self._options, statement)
        return statement

    def _page(self, form: Form, dialect: Dialect) -> Any:
        order = [sort.backwards() for sort in self.order] if form.backwards else self.order
        behind = () if form.nulls is None else (rows_behind(order, form.nulls, dialect),)
        total = () if form.counts is None else (self.count(form.counts).scalar_subquery().label("page_total"),)
        tail = self.tail(dialect)
        if self._is_shallow(tail) and not form.skips:
            return self._rows_around(order, behind, tail, total)
        return self._around(_limited(self._chosen().where(*behind), order), (*total, *tail.columns))

    def chosen_rows(self) -> Any:
        """Select the keys of all rows in order: what tells this query from others."""
        return _sorted(self._chosen(), self.order)

    def count(self, counts: "Counts") -> Any:
        """Count the rows of the bare filter: what the page shows of them costs nothing here.

        Args:
            counts: All of them, or one more than a number at most.
        """
        keys = self._counted()
        rows = keys if counts == "all" else keys.limit(bindparam("page_cap", type_=Integer))
        return _as_orm(select(func.count()).select_from(rows.subquery()).correlate(None), self)

    def plan(self) -> Any:
        """Ask the planner about how many rows there are."""
        return _as_orm(explained(self._counted()), self)

    def _counted(self) -> Any:
        return keys_chosen(self.bare, self.keys, prunes=self._prunes)

    def _is_shallow(self, tail: Tail) -> bool:
        read = [*self.shown, *self.on, *(sort.column for sort in self.order)]
        refers = self.columns_only and not self._reads_itself
        return refers and tail.is_plain and reads_one_table(self.bare, read)

    def _rows_around(self, order: Sequence[Sort], behind: Any, tail: Tail, total: Any) -> Any:
        join = (self.on, self.selection.sessions, (*self.selection.through, *total))
        rows = rows_around(
            self.bare.where(*behind), lambda page: _limited(page, order), self.shown, join, self.order, tail.columns
        )
        return _as_orm(rows, self)

    def _chosen(self) -> Any:
        """Choose the keys of the page's rows, before anything else is read of them."""
        labelled = [key.label(f"key_{number}") for number, key in enumerate(self.keys)]
        return keys_chosen(self.bare, labelled, [sort.column for sort in self.order], prunes=self._prunes)

    def _around(self, chosen: Any, more: Sequence[Any]) -> Any:
        """Read the rows of the chosen keys, each with its summary and the total, in the same order."""
        page, owner = chosen.subquery(), owner_of(self.on[0])
        joined = and_(*(key == page.c[f"key_{number}"] for number, key in enumerate(self.keys)))
        statement, selected = self._with_summaries(self.bare.join_from(owner, page, joined), owner)
        return _as_orm(_sorted(statement.add_columns(*selected, *more), self.order), self)

    def _with_summaries(self, statement: Any, owner: Any) -> tuple[Any, tuple[Any, ...]]:
        if self._reads_itself:
            return statement, self.selection.selected
        sessions = self.selection.sessions
        return statement.outerjoin_from(owner, sessions, _met(self.on, sessions)), self.selection.through


def _is_key(column: Any, key: Any) -> bool:
    return owner_of(column) is owner_of(key) and same_column(column, key)


def _is_of(column: Any, owner: Any) -> bool:
    """Tell whether an expression is made of something of a class; subqueries are their own matter."""
    entities = (getattr(node, "_annotations", {}).get("parententity") for node in own_nodes(column))
    return any(getattr(entity, "entity", None) is owner for entity in entities)


def bare(statement: Any) -> Any:
    """Give the select without its order, and without what is handed to SQLAlchemy anew at each call: its options."""
    stripped = without_options(statement.order_by(None))
    stripped._execution_options = type(stripped._execution_options)()  # noqa: SLF001 -- it has no public setter
    return stripped


def _met(on: Sequence[Any], sessions: Subquery) -> Any:
    return and_(*(column == sessions.c[f"key_{number}"] for number, column in enumerate(on)))


def _sorted(statement: Any, order: Sequence[Sort]) -> Any:
    return statement.order_by(*(sort.sorted for sort in order))


def _limited(rows: Any, order: Sequence[Sort]) -> Any:
    limit, offset = bindparam("page_limit", type_=Integer), bindparam("page_offset", type_=Integer)
    return _sorted(rows, order).limit(limit).offset(offset)


def _as_orm(statement: Any, source: PageSource) -> Any:
    """Have SQLAlchemy compile a statement as one of mapped classes, so that criteria of theirs reach its subqueries."""
    for subject in (*source.on, *source.selection.owner.keys):
        found = getattr(getattr(subject, "expression", subject), "_propagate_attrs", None)
        if found:
            return statement._set_propagate_attrs(found)  # noqa: SLF001 -- it has no public name
    return statement
