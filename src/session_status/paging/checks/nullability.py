"""A column and what a select reads -> whether the column may be NULL there, by the path that leads to it."""

from typing import Any

from sqlalchemy import CTE, Alias, Column, ColumnClause, Select, Subquery, Table

from session_status.rows.nodes import is_kind
from session_status.rows.schema.tables import Reading, reading_of


def may_be_null(column: Any, reading: Reading) -> bool:
    """Tell whether a column may be NULL in a select; what is not known to be NOT NULL may.

    Args:
        column: A column, or any expression.
        reading: What the select reads.
    """
    element = getattr(column, "expression", column)
    if not is_kind(element, ColumnClause):
        return True
    leaf = reading.leaves.get(hash(element.table))
    return leaf is None or leaf.optional or _is_nullable(leaf.table, element)


def _is_nullable(table: Any, column: Any) -> bool:
    if is_kind(table, Alias):
        return _is_nullable(table.element, column)
    if is_kind(table, Table):
        found = table.c.get(column.key)
        return found is None or bool(found.nullable)
    if is_kind(table, Subquery, CTE) and is_kind(table.element, Select):
        inner = table.element.selected_columns.get(column.key)
        return not is_kind(inner, Column) or may_be_null(inner, reading_of(table.element))
    return True
