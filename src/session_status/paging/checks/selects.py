"""A consumer's select -> what it reads, if each row of it is one row of one table; an error that says why not, else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Join, Select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Bundle
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import ForUpdateArg, TableSample, TableValuedAlias

from session_status.errors import ArgumentError, ColumnError
from session_status.paging.checks.options import criteria_of, options_of
from session_status.rows.functions import faults_of, volatile_of
from session_status.rows.nodes import is_kind
from session_status.rows.schema.tables import Reading, reading_of, tables_of
from session_status.statuses.members import typed

OWN = ("page_limit", "page_offset", "place_")
"""How the parameters that a page adds begin."""
HARMLESS = frozenset({"ALL", "HIGH_PRIORITY", "SQL_NO_CACHE", "SQL_SMALL_RESULT", "SQL_BIG_RESULT", "STRAIGHT_JOIN"})
"""Words behind SELECT that leave the rows as they are."""


def check_select(statement: Any) -> None:
    """Refuse a select whose rows are not one row of a table each, or that paging itself would contradict.

    Args:
        statement: What should be a select of rows.

    Raises:
        ArgumentError: It is no select.
        ColumnError: It groups, locks or limits rows, makes them distinct, or works something out of several rows.
    """
    if is_kind(statement, CompoundSelect):
        raise ArgumentError("a select(...) is needed, not a CompoundSelect: select from its subquery()")
    if not is_kind(statement, Select):
        raise ArgumentError(f"a select(...) is needed, not a {typed(statement)}")
    if any(part is not None for part in (statement._limit_clause, statement._offset_clause, statement._fetch_clause)):  # noqa: SLF001 -- they have no public name
        raise ColumnError("the select has a limit or offset of its own: leave them to the page")
    for fault, remedy in [*_merging(statement), *_shown(statement)]:
        raise ColumnError(f"the select {fault}, but each row of a page is one row of a table: {remedy}")
    changing = next(filter(None, map(volatile_of, _choosing(statement))), None)
    if changing is not None:
        raise ColumnError(
            f"the select chooses its rows by {changing}, which gives another value each time, so that no page would go on "
            "where the last one ended: choose the rows first, and filter by their keys"
        )


def _merging(statement: Any) -> list[tuple[str, str]]:
    """Name what makes one row of several, or keeps them for writing."""
    subquery = "filter by a subquery instead"
    words = [str(prefix).upper() for prefix, _ in (*statement._prefixes, *statement._suffixes)]  # noqa: SLF001 -- they have no public name
    strange = [word for word in words if word not in HARMLESS]
    faults = [
        ("is distinct", subquery, statement._distinct),  # noqa: SLF001 -- likewise
        ("has a group_by", subquery, statement._group_by_clauses),  # noqa: SLF001 -- likewise
        ("has a having", subquery, statement._having_criteria),  # noqa: SLF001 -- likewise
        (f"has the words {', '.join(strange)}", "leave them out", strange),
        ("locks its rows", "lock those that will be written, by their keys", _locks(statement)),
    ]
    return [(fault, remedy) for fault, remedy, found in faults if found]


def _choosing(statement: Any) -> Iterator[Any]:
    """Walk through what decides which rows there are: all but what is shown of them."""
    shown = {id(node) for column in statement._raw_columns for node in visitors.iterate(column)}  # noqa: SLF001 -- as above
    parts = [statement, *criteria_of(options_of(statement))]
    return (node for part in parts for node in visitors.iterate(part) if id(node) not in shown)


def _locks(statement: Any) -> bool:
    return any(is_kind(child, ForUpdateArg) for child in statement.get_children())


def _shown(statement: Any) -> list[tuple[str, str]]:
    """Name what the select shows that is not worked out of one row."""
    found: list[tuple[str, str]] = []
    for column in statement._raw_columns:  # noqa: SLF001 -- `column_descriptions` lacks what stands in no column
        found += [(f"shows {fault}", "give it as a scalar subquery") for fault in faults_of(column)]
    if found:
        return found  # of some of them SQLAlchemy can describe no columns
    bundles = [shown["name"] for shown in statement.column_descriptions if is_kind(shown["expr"], Bundle)]
    return [(f"shows the bundle {name!r}", "give its columns one by one") for name in bundles]


def check_own_order(statement: Any, *, ordered: bool) -> None:
    """Refuse two orders.

    Args:
        statement: The select.
        ordered: Whether the page has an order of its own.

    Raises:
        ColumnError: The select has one, too.
    """
    if ordered and statement._order_by_clauses:  # noqa: SLF001 -- it has no public name
        raise ColumnError(
            "the select has an order_by of its own: give the order to the page only, or to the select only"
        )


def check_loading(statement: Any, reading: Reading) -> None:
    """Refuse entities that bring several rows for one, or none: what is loaded by a join to many, or by an inner join.

    Args:
        statement: The select, its options included.
        reading: What it reads by itself.

    Raises:
        ColumnError: SQLAlchemy cannot compile the select, or it would join to it what changes its rows.
    """
    dialect = DefaultDialect()
    try:
        state = statement._compile_state_factory(statement, dialect.statement_compiler(dialect, None))  # noqa: SLF001 -- it has no public name
    except SQLAlchemyError as error:
        raise ColumnError(f"the select cannot be compiled: {error}") from error
    for join in getattr(state, "eager_joins", {}).values():
        _check_outer(join, reading)
    if getattr(state, "multi_row_eager_loaders", False):
        raise ColumnError(
            "the select loads a collection by a join, which gives several rows for one: load it by selectinload, "
            "or not at all, by options(lazyload(...))"
        )


def _check_outer(join: Any, reading: Reading) -> None:
    while is_kind(join, Join):
        if not join.isouter and not tables_of([join.right]) & reading.leaves.keys():
            raise ColumnError(
                "the select loads something beside its rows by an inner join, and a row without it is left out: say "
                "innerjoin=False, or load it by selectinload"
            )
        join = join.left


def read_tables(statement: Any) -> Reading:
    """Find what a select reads.

    Args:
        statement: The select.

    Raises:
        ColumnError: It reads what gives other rows each time, or what is no table, alias or subquery.
    """
    reading = reading_of(statement)
    for leaf in reading.leaves.values():
        if is_kind(leaf.table, TableSample, TableValuedAlias):
            raise ColumnError(
                f"the select reads {leaf.table.name}, which may give a row several rows, or others each time: "
                "filter by a subquery instead"
            )
    return reading


def nodes_of(statement: Any) -> list[Any]:
    """List everything that a select is made of, subqueries included.

    Args:
        statement: The select.
    """
    return list(visitors.iterate(statement))


@dataclass(frozen=True, slots=True)
class Parameters:
    """The names of the parameters of a select.

    Attributes:
        known: All names; None where there may be more, in an option that is only known when it is applied.
        needed: Those without a value of their own.
    """

    known: frozenset[str] | None
    needed: frozenset[str]

    def check(self, given: Mapping[str, object]) -> None:
        """Compare with the values given.

        Raises:
            ArgumentError: One is missing, or there is no such parameter.
        """
        if self.known is not None and self.known == frozenset(given):
            return
        missing = self.needed.difference(given)
        if missing:
            raise ArgumentError(f"parameters: no value for {', '.join(sorted(missing))}")
        strange = frozenset[str]() if self.known is None else given.keys() - self.known
        if strange:
            known = ", ".join(sorted(self.known or ())) or "none"
            raise ArgumentError(f"parameters: the select has no {', '.join(sorted(map(str, strange)))}; it has {known}")


def parameters_of(statement: Any, nodes: Sequence[Any]) -> Parameters:
    """Find the parameters that a consumer gave names.

    Args:
        statement: The select.
        nodes: What it is made of.

    Raises:
        ColumnError: One has a name that the page gives to a parameter of its own.
    """
    named = [node for node in nodes if is_kind(node, BindParameter) and not node.unique]
    names = frozenset(node.key for node in named)
    taken = sorted(name for name in names if name.startswith(OWN))
    if taken:
        raise ColumnError(f"the select calls a parameter {taken[0]!r}, which is a name of the page's own: rename it")
    optional = bool(options_of(statement))
    given: Mapping[str, object] = (
        getattr(statement, "_params", None) or {}
    )  # `select(…).params(…)`, which stays with what is made of it
    needed = frozenset(node.key for node in named if node.required and node.key not in given)
    return Parameters(None if optional else names, needed)
