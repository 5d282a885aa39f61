"""A select with outer joins -> the keys of the same rows, without the joins that neither add nor take any."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Join, inspect
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.sql import visitors

from session_status.paging.checks.options import has_criteria
from session_status.rows.nodes import is_kind
from session_status.rows.schema.tables import Condition, conjuncts
from session_status.rows.schema.unique import everything_read, finds_one


def keys_chosen(statement: Any, keys: Sequence[Any], order: Sequence[Any] = (), *, prunes: bool = True) -> Any:
    """Select the keys of the rows, and join no more than decides which rows there are, and their order.

    A LEFT JOIN that finds at most one row by a unique key, and whose columns nothing else reads, changes neither.
    PostgreSQL and MariaDB see that by themselves; SQLite reads the table for every row that is counted. An inner join
    is kept, also along a foreign key: SQLite and others do not always enforce those.

    Args:
        statement: The select of the rows.
        keys: Columns of the primary key.
        order: What the rows will be sorted by.
        prunes: Whether joins may be left out: not where criteria, which may read anything, are added to the select.
    """
    idle = _idle_tables(statement, [*keys, *order]) if prunes and not has_criteria(statement) else ()
    if not idle:
        return statement.with_only_columns(*keys, maintain_column_froms=True)
    kept = statement._generate()  # noqa: SLF001 -- joins cannot be taken back by any public method
    kept._setup_joins = tuple(join for join in _joins(statement) if hash(_selectable(join[0])) not in idle)  # noqa: SLF001
    tables = [table for table in statement.columns_clause_froms if hash(table) not in idle]
    return kept.select_from(*tables).with_only_columns(*keys)


def _joins(statement: Any) -> Sequence[Any]:
    """List what `join` and `outerjoin` were called with: target, condition, left side and flags."""
    joins: Sequence[Any] = getattr(statement, "_setup_joins", ())
    return joins


def _selectable(target: Any) -> Any:
    """Give the table or alias that a join was asked for by name, or by a relationship."""
    return inspect(_entity(target)).selectable if is_kind(target, QueryableAttribute) else target


def _entity(relationship: Any) -> Any:
    return relationship.comparator.entity


def _idle_tables(statement: Any, used: Iterable[Any]) -> frozenset[int]:
    """Find the outer joins that change nothing, from the last one on: each is read by those behind it only."""
    asked = {hash(_selectable(target)) for target, _, _, flags in _joins(statement) if flags["isouter"]}
    read = [*used, *([] if statement.whereclause is None else [statement.whereclause])]
    asked -= _tables_in(read)
    if not asked:
        return frozenset()
    seen, idle = _tables_in(read), set[int]()
    for join in _resolved(statement):
        table = hash(join.right)
        if table in asked - seen and not join.full and _finds_one(join):
            idle.add(table)
        else:
            seen |= _tables_in([join.right, join.onclause])
    return frozenset(idle)


def _resolved(statement: Any) -> Iterator[Any]:
    """Give the joins with their conditions written out, the last one first."""
    for found in statement.get_final_froms():
        part = found
        while is_kind(part, Join):
            yield part
            part = part.left


def _tables_in(expressions: Iterable[Any]) -> set[int]:
    """Collect the hashes of whatever expressions read, within their subqueries, too."""
    nodes = [
        node for expression in expressions for node in visitors.iterate(getattr(expression, "expression", expression))
    ]
    return {hash(node) for node in nodes if _is_from(node)} | {hash(getattr(node, "table", None)) for node in nodes}


def _finds_one(join: Any) -> bool:
    """Tell whether a join's condition holds for one row of its right side at most, whatever the others are."""
    place = hash(join.right)
    conditions = [Condition(clause, frozenset([place])) for clause in conjuncts(join.onclause)]
    others = everything_read(join.onclause) - {place}
    return finds_one(join.right, conditions, others)


def _is_from(node: object) -> bool:
    return is_kind(node, FromClause) and not is_kind(node, ColumnElement)
