"""A consumer's select -> its tables and parameters, or an error that says why it has no pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, FromClause, SQLColumnExpression, inspect
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import ForUpdateArg, GenerativeSelect

from session_status.errors import ArgumentError, ColumnError
from session_status.loading.columns import adds_tables, owner_of
from session_status.paging.keyset import Sort
from session_status.statuses.members import typed
from session_status.statuses.spelling import column_name

OWN = ("page_limit", "page_offset", "after_")
"""How the parameters that a page adds begin."""


def check_select(statement: Any, *, ordered: bool) -> None:
    """Refuse what paging itself would contradict.

    Args:
        statement: What should be a select of rows.
        ordered: Whether the page has an order of its own.

    Raises:
        ArgumentError: It is no select.
        ColumnError: It groups, locks or limits rows, makes them distinct, or has an order beside the page's.
    """
    if not isinstance(statement, GenerativeSelect) or not hasattr(statement, "with_only_columns"):
        raise ArgumentError(f"a select(...) is needed, not a {typed(statement)}")
    if not statement.compare(statement.limit(None).offset(None)):
        raise ColumnError("the select has a limit or offset of its own: leave them to the page")
    if ordered and not statement.compare(statement.order_by(None)):
        raise ColumnError(
            "the select has an order_by of its own: give the order to the page only, or to the select only"
        )
    for fault, remedy in _merging(statement):
        raise ColumnError(f"the select {fault}, but each row of a page is one row of a table: {remedy}")


def _merging(statement: Any) -> list[tuple[str, str]]:
    """Name what makes one row of several, or keeps them for writing."""
    subquery = "filter by a subquery instead"
    faults = [
        ("is distinct", subquery, statement.compare(statement.distinct())),
        ("has a group_by", subquery, not statement.compare(statement.group_by(None))),
        (
            "locks its rows",
            "lock those that will be written, by their keys",
            any(isinstance(child, ForUpdateArg) for child in statement.get_children()),
        ),
    ]
    return [(fault, remedy) for fault, remedy, found in faults if found]


def check_tables(statement: Any, on: SQLColumnExpression[Any], order: Sequence[Sort]) -> None:
    """Refuse columns of tables that the select does not read: it would give every row with every other.

    Args:
        statement: The select.
        on: The column that refers to the sessions.
        order: The sort expressions.

    Raises:
        ColumnError: Names the first such column.
    """
    columns = [("on", on), *(("order_by", sort.column) for sort in order)]
    selected = {hash(_table_of(found["expr"])) for found in statement.column_descriptions}
    if all(_has_table(column) and hash(_table_of(column)) in selected for _, column in columns):
        return  # the usual case; to ask for the tables of a select costs as much as to send it
    for option, column in columns:
        if adds_tables(statement, column):
            raise ColumnError(f"{option}={column_name(column)}: the select reads no such table; join it there")


def _table_of(column: Any) -> Any:
    """Find what a column, or a class, is read from; a table in a select is a copy with its hash."""
    expression = getattr(column, "expression", column)
    return inspect(column).selectable if _is_entity(column) else getattr(expression, "table", None)


def _has_table(column: Any) -> bool:
    return _table_of(column) is not None


def _is_entity(column: Any) -> bool:
    return not isinstance(column, SQLColumnExpression)


def nodes_of(statement: Any) -> list[Any]:
    """List everything that a select is made of, subqueries included.

    Args:
        statement: The select.
    """
    return list(visitors.iterate(statement))


def may_repeat(nodes: Sequence[Any], on: SQLColumnExpression[Any]) -> bool:
    """Tell whether a row of the table that `on` belongs to may come twice: the select reads others, too.

    Args:
        nodes: What the select is made of.
        on: The column that refers to the sessions.
    """
    owner = owner_of(on)
    selectable = owner if owner is getattr(on, "table", None) else inspect(owner).selectable
    own = {hash(part) for part in visitors.iterate(selectable)}
    return any(hash(node) not in own for node in nodes if _is_table(node))


def _is_table(node: object) -> bool:
    return isinstance(node, FromClause) and not isinstance(node, ColumnElement)


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
        missing = self.needed.difference(given)
        if missing:
            raise ArgumentError(f"parameters: no value for {', '.join(sorted(missing))}")
        strange = frozenset[str]() if self.known is None else given.keys() - self.known
        if strange:
            known = ", ".join(sorted(self.known or ())) or "none"
            raise ArgumentError(f"parameters: the select has no {', '.join(sorted(strange))}; it has {known}")


def _is_parameter(node: object) -> bool:
    return isinstance(node, BindParameter)


def parameters_of(statement: Any, nodes: Sequence[Any]) -> Parameters:
    """Find the parameters that a consumer gave names.

    Args:
        statement: The select.
        nodes: What it is made of.

    Raises:
        ColumnError: One has a name that the page gives to a parameter of its own.
    """
    named = [node for node in nodes if _is_parameter(node) and not node.unique]
    names = frozenset(node.key for node in named)
    taken = sorted(name for name in names if name.startswith(OWN))
    if taken:
        raise ColumnError(f"the select calls a parameter {taken[0]!r}, which is a name of the page's own: rename it")
    optional = bool(statement._with_options)  # noqa: SLF001 -- it has no public name
    return Parameters(None if optional else names, frozenset(node.key for node in named if node.required))
