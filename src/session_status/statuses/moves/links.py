"""Criteria of a step -> whether they are about the table alone, or about others that something joins to it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    ColumnClause,
    Join,
    SelectBase,
    SQLColumnExpression,
    TextClause,
    UnaryExpression,
)
from sqlalchemy.sql.operators import and_, asc_op, desc_op, eq, nulls_first_op, nulls_last_op
from sqlalchemy.sql.visitors import iterate

from session_status.arguments import shown
from session_status.errors import ArgumentError
from session_status.statuses.moves.own_table import OwnTable

_ORDERS = frozenset({asc_op, desc_op, nulls_first_op, nulls_last_op})


def check_criteria(criteria: Sequence[Any], place: str) -> None:
    """Refuse what is no condition on rows.

    Args:
        criteria: What should be conditions.
        place: The call, as messages name it.

    Raises:
        ArgumentError: There is none, or one is no SQL expression.
    """
    if not criteria:
        raise ArgumentError(f"{place}: say which rows; without a criterion it would be all of them")
    for criterion in criteria:
        if criterion is True or criterion is False:
            raise ArgumentError(
                f"{place}: a criterion compares a column, such as Meeting.id == 7; "
                "True or False is what Python made of a comparison of values"
            )
        if not isinstance(criterion, SQLColumnExpression | TextClause):
            raise ArgumentError(
                f"{place}: a criterion compares a column, such as Meeting.id == 7, not {shown(criterion)}"
            )
        check_condition(criterion, place)


def check_condition(criterion: Any, place: str) -> None:
    """Refuse an order, which stands in no condition and is no value.

    Args:
        criterion: A SQL expression.
        place: The call, as messages name it.

    Raises:
        ArgumentError: It is an order.
    """
    order: Any = criterion
    if isinstance(criterion, UnaryExpression) and order.modifier in _ORDERS:
        raise ArgumentError(f"{place}: {shown(order)} is an order: give a condition or a value, such as a column")


def check_parameters(criteria: Sequence[Any], place: str) -> None:
    """Refuse criteria with a parameter that has no value: a call that sends its statement itself takes none.

    Args:
        criteria: Conditions on rows.
        place: The call, as messages name it.

    Raises:
        ArgumentError: Names the parameter.
    """
    for node in (node for criterion in criteria for node in iterate(getattr(criterion, "expression", criterion))):
        if isinstance(node, BindParameter) and node.required:
            raise ArgumentError(f"{place}: no value for {node.key}: compare with the value itself")


def reads_own_table_only(own: OwnTable, criteria: Sequence[Any]) -> bool:
    """Tell whether criteria, and the class itself, need no other table.

    Args:
        own: Where the status stands.
        criteria: Conditions on rows.
    """
    whole = own.source is own.target and set(own.tables) == {own.table}
    return whole and tables_of(criteria) <= {own.table}


def check_links(own: OwnTable, criteria: Sequence[Any], place: str) -> None:
    """Refuse criteria on a table that nothing joins to the rows: they would hold for every row, or for none.

    Args:
        own: Where the status stands.
        criteria: Conditions on rows.
        place: The call, as messages name it.

    Raises:
        ArgumentError: A table is not joined by an equality of its column and another table's.
    """
    joined = set(_parts(own.table if own.mapper is None else own.mapper.selectable))
    edges = [pair for criterion in criteria for pair in _edges(criterion)]
    for _ in edges:  # as far as a chain of them can lead
        joined |= {table for pair in edges if pair & joined for table in pair}
    others = tables_of(criteria) - joined
    if others:
        names = ", ".join(sorted(map(table_name, others)))
        raise ArgumentError(
            f"{place}: the criterion reads {names}, which nothing joins to {own.table.name}: it would hold for every row "
            "or for none. Join it by an equality of columns, ask by exists() or a relationship's any() or has(), or "
            "take the status from the class that has both"
        )


def table_name(table: Any) -> str:
    """Name a table for messages; SQLAlchemy finds a name for an alias only when a statement is compiled.

    Args:
        table: A table, an alias or a subquery.
    """
    below = getattr(table, "element", table)
    return str(getattr(table, "name", table)) if below is table else f"an alias of {table_name(below)}"


def tables_of(criteria: Sequence[Any]) -> set[Any]:
    """Name the tables, aliases and subqueries whose columns criteria read, but for those inside their subqueries.

    Args:
        criteria: Conditions on rows, or what they are sorted by.
    """
    found: set[Any] = set()
    ahead: list[Any] = [getattr(criterion, "expression", criterion) for criterion in criteria]
    while ahead:
        element = ahead.pop()
        if _is_column(element):
            found.add(element.table)
        elif not _is_select(element):
            ahead.extend(element.get_children())
    return found


# Asked by functions: a type checker would narrow what is erased on purpose.
def _is_column(element: Any) -> bool:
    return isinstance(element, ColumnClause) and element.table is not None


def _is_select(element: Any) -> bool:
    return isinstance(element, SelectBase)


def _parts(found: Any) -> Iterator[Any]:
    if isinstance(found, Join):
        yield from _parts(found.left)
        yield from _parts(found.right)
    else:
        yield found


def _edges(criterion: Any) -> Iterable[set[Any]]:
    """Name the pairs of tables that hold together because a column of one must equal a column of the other."""
    if isinstance(criterion, BooleanClauseList) and criterion.operator is and_:
        for part in criterion.clauses:
            yield from _edges(part)
    elif isinstance(criterion, BinaryExpression) and criterion.operator is eq:
        tables = [getattr(side, "table", None) for side in (criterion.left, criterion.right)]
        if None not in tables:
            yield set(tables)
