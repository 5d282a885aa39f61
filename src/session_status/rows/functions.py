"""An expression -> whether it has one value for each row, or is made of several rows, or makes several of one."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BindParameter, FunctionElement, Over, TableClause, UnaryExpression
from sqlalchemy.sql.elements import FunctionFilter, WithinGroup
from sqlalchemy.sql.operators import asc_op, desc_op, distinct_op, nulls_first_op, nulls_last_op
from sqlalchemy.sql.selectable import ScalarSelect, SelectBase

from session_status.arguments import shown
from session_status.errors import ColumnError
from session_status.rows.nodes import is_kind
from session_status.rows.sql_text import VOLATILE, calls_of, function_fault, sql_text, text_fault

_ORDERS = frozenset({asc_op, desc_op, nulls_first_op, nulls_last_op})


def is_scalar(expression: Any) -> bool:
    """Tell whether an expression has one value for each row, worked out of that row alone."""
    return next(faults_of(expression), None) is None


def faults_of(expression: Any) -> Iterator[str]:
    """Name what in an expression is not worked out of one row for one row; subqueries are their own matter.

    Args:
        expression: A column expression, or whatever else a select shows.
    """
    for node in own_nodes(expression):
        fault = None if is_kind(node, TableClause) else _fault(node)
        if fault is not None:
            yield fault


def check_value(option: str, expression: Any) -> None:
    """Refuse what has no value for each row of a kept query: what `faults_of` names, an order, a parameter without a value.

    Args:
        option: What it was given for, as messages name it.
        expression: A column expression or a condition.

    Raises:
        ColumnError: Says what it is.
    """
    fault = next(faults_of(expression), None) or next(filter(None, map(_kept_fault, own_nodes(expression))), None)
    if fault is not None:
        raise ColumnError(
            f"{option}={shown(str(expression))} is or holds {fault}, so that it is not a value of one row"
        )


def _kept_fault(node: Any) -> str | None:
    if is_kind(node, UnaryExpression) and node.modifier in _ORDERS:
        return "an order"
    if is_kind(node, BindParameter) and node.required:
        return f"the parameter {node.key} without a value"
    return None


def own_nodes(expression: Any) -> Iterator[Any]:
    """Walk through what an expression is made of, but for its subqueries and the columns of its tables.

    Args:
        expression: A column expression, or whatever else a select shows.
    """
    pending = [getattr(expression, "expression", expression)]
    while pending:
        node: Any = pending.pop()
        if is_kind(node, ScalarSelect, SelectBase):
            continue
        yield node
        if not is_kind(node, TableClause):
            pending += node.get_children()


def volatile_of(node: Any) -> str | None:
    """Name what gives another value each time that a statement is carried out.

    Args:
        node: A part of a statement, SQL text included.
    """
    written = sql_text(node)
    names = [str(getattr(node, "name", "")).lower()] if is_kind(node, FunctionElement) else calls_of(written or "")
    return next((f"{name}()" for name in names if name in VOLATILE), None)


def _fault(node: Any) -> str | None:
    written = sql_text(node)
    if written is not None:
        return text_fault(written)
    if is_kind(node, UnaryExpression) and distinct_op in {node.operator, node.modifier}:
        return "DISTINCT, which is about all rows"
    if is_kind(node, Over):
        return "a window function"
    if is_kind(node, FunctionFilter, WithinGroup):
        return "an aggregate"
    return (
        function_fault(str(getattr(node, "name", "")).lower(), len(node.clauses))
        if is_kind(node, FunctionElement)
        else None
    )
