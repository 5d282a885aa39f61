"""What is selected of a row -> the same read through a subquery of its own, for a statement that may read its table."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, ColumnClause, FunctionElement, select
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import ScalarSelect
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.sql.visitors import replacement_traverse

from session_status.errors import ColumnError
from session_status.rows.nodes import is_kind, plain_column
from session_status.rows.schema.owner import Owner
from session_status.rows.schema.tables import tables_read


def through_subquery(owner: Owner, selected: Sequence[Any]) -> tuple[Any, tuple[Any, ...]]:
    """Read expressions through a subquery of the columns that they are made of.

    A subquery has a scope of its own: what the application adds to every select of the class (a tenant's criterion,
    the criterion of single-table inheritance) is added there by SQLAlchemy itself. An alias would go without.

    Args:
        owner: What the expressions are over.
        selected: The expressions, labelled.

    Returns:
        The subquery, and the expressions over it.

    Raises:
        ColumnError: One of them reads something else.
    """
    keys = [key.label(f"key_{number}") for number, key in enumerate(owner.keys)]
    read = [column.label(f"read_{number}") for number, column in enumerate(_columns_in(selected, owner))]
    subquery = select(*keys, *read).select_from(owner.entity).subquery()
    adapter = ClauseAdapter(subquery)
    adapted = tuple(adapter.traverse(element) for element in selected)
    for element, original in zip(adapted, selected, strict=True):
        if tables_read(element) - {hash(subquery)}:
            raise ColumnError(f"{original} cannot be read through a subquery of {owner.name}: give a scalar subquery")
    return subquery, adapted


def _columns_in(expressions: Sequence[Any], owner: Owner) -> list[Any]:
    """Find the columns of the owner that expressions read, each once; those of the key are read anyway."""
    found: dict[int, Any] = {}
    for expression in expressions:
        nodes: list[Any] = list(visitors.iterate(expression))
        for node in nodes:
            if is_kind(node, ColumnClause) and hash(node.table) in owner.tables:
                found.setdefault(hash(node), node)
    for key in owner.keys:
        found.pop(hash(getattr(key, "expression", key)), None)
    return [_plain(column) for column in found.values()]


def _plain(column: Any) -> Any:
    """Read a table's own column, not the copy that an expression may hold of it."""
    table = column.table
    return table.c[column.key] if is_kind(column, Column) and column.key in table.c else column


def pinned(expression: Any, owner: Owner) -> Any:
    """Correlate the subqueries of an expression with its owner, whatever select it comes to stand in.

    SQLAlchemy correlates a subquery with every table that the select around it reads: one that joins the children
    would count its own row.

    Args:
        expression: A column expression over the owner.
        owner: What it is over.
    """
    element = getattr(expression, "expression", expression)

    def fixed(node: Any, **_: Any) -> Any:
        if _is_annotated_function(node):
            # A hybrid's function is annotated, and its copies go on to name the tables of the one that they are of.
            return pinned(node._deannotate(), owner)  # noqa: SLF001 -- it has no public name
        if not is_kind(node, ScalarSelect) or not _correlates_by_itself(node.element):
            return None
        inner: Any = node.element
        return type(node)(inner.correlate(owner.entity))

    traversed: Callable[..., Any] = replacement_traverse
    return plain_column(traversed(element, {}, fixed))


def _is_annotated_function(node: Any) -> bool:
    return is_kind(node, FunctionElement) and bool(node._annotations)  # noqa: SLF001 -- it has no public name


def _correlates_by_itself(statement: Any) -> bool:
    return bool(
        getattr(statement, "_auto_correlate", False)
        and not statement._correlate  # noqa: SLF001 -- they have no public name
        and statement._correlate_except is None  # noqa: SLF001 -- likewise
    )
