"""A select with outer joins -> which of its tables may lack a row, and the same rows without the joins that add none."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Alias,
    BinaryExpression,
    BooleanClauseList,
    Column,
    ColumnElement,
    FromClause,
    Join,
    Table,
    TypeDecorator,
    UniqueConstraint,
    inspect,
)
from sqlalchemy.orm import LoaderCriteriaOption, QueryableAttribute
from sqlalchemy.sql import operators, visitors

from session_status.statuses.spelling import python_type_of, type_of


def optional_tables(statement: Any, nodes: Iterable[Any]) -> frozenset[int]:
    """Find the tables that a row of the select may have nothing of, so that all their columns are NULL.

    Args:
        statement: The select.
        nodes: What it is made of.

    Returns:
        The tables' hashes: within a select, a table is a copy that has the original's hash.
    """
    sides = [
        part for node in nodes if _is_outer(node) for part in ([node.left, node.right] if node.full else [node.right])
    ]
    for target, _, _, flags in _joins(statement):
        if flags["full"]:
            sides += statement.get_final_froms()
        elif flags["isouter"]:
            sides.append(_selectable(target))
    return frozenset(hash(part) for side in sides for part in visitors.iterate(side) if _is_from(part))


def keys_chosen(statement: Any, keys: Sequence[Any], order: Sequence[Any] = ()) -> Any:
    """Select the keys of the rows, and join no more than decides which rows there are, and their order.

    A LEFT JOIN that finds at most one row by a unique key, and whose columns nothing else reads, changes neither.
    PostgreSQL and MariaDB see that by themselves; SQLite reads the table for every row that is counted. An inner join
    is kept, also along a foreign key: SQLite and others do not always enforce those.

    Args:
        statement: The select of the rows.
        keys: Columns of the primary key.
        order: What the rows will be sorted by.
    """
    idle = _idle_tables(statement, [*keys, *order])
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
    return inspect(_entity(target)).selectable if isinstance(target, QueryableAttribute) else target


def _entity(relationship: Any) -> Any:
    return relationship.comparator.entity


def _idle_tables(statement: Any, used: Iterable[Any]) -> frozenset[int]:
    """Find the outer joins that change nothing, from the last one on: each is read by those behind it only."""
    asked = {hash(_selectable(target)) for target, _, _, flags in _joins(statement) if flags["isouter"]}
    read = [*used, *([] if statement.whereclause is None else [statement.whereclause])]
    asked -= _tables_in(read)
    options = statement._with_options  # noqa: SLF001 -- it has no public name
    if not asked or any(isinstance(option, LoaderCriteriaOption) for option in options):
        return frozenset()  # criteria of an option become part of the statement later, and may read anything
    seen, idle = _tables_in(read), set[int]()
    for join in _resolved(statement):
        table = hash(join.right)
        if table in asked - seen and not join.full and _finds_one(join.right, join.onclause):
            idle.add(table)
        else:
            seen |= _tables_in([join.right, join.onclause])
    return frozenset(idle)


def _resolved(statement: Any) -> Iterator[Any]:
    """Give the joins with their conditions written out, the last one first."""
    for found in statement.get_final_froms():
        part = found
        while isinstance(part, Join):
            yield part
            part = part.left


def _tables_in(expressions: Iterable[Any]) -> set[int]:
    """Collect the hashes of whatever expressions read, within their subqueries, too."""
    nodes = [
        node for expression in expressions for node in visitors.iterate(getattr(expression, "expression", expression))
    ]
    return {hash(node) for node in nodes if _is_from(node)} | {hash(getattr(node, "table", None)) for node in nodes}


def _finds_one(table: Any, condition: Any) -> bool:
    """Tell whether a condition holds for one row of a table at most: it gives every column of a unique key a value."""
    given = {column.name for column in _compared(condition, table)}
    return any(key <= given for key in _unique_keys(table.element if _is_alias(table) else table))


def _compared(condition: Any, table: Any) -> Iterator[Any]:
    if isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
        for clause in condition.clauses:
            yield from _compared(clause, table)
    elif isinstance(condition, BinaryExpression) and condition.operator is operators.eq:
        for own, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if _is_of(own, table) and hash(table) not in _tables_in([other]) and _alike(own, other):
                yield own


def _alike(one: Any, other: Any) -> bool:
    """MySQL and SQLite compare a text with a number as numbers, and many texts are one number."""
    kinds = [type_of(column) for column in (one, other)]
    same = isinstance(kinds[0], TypeDecorator) and type(kinds[0]) is type(kinds[1])
    return same or python_type_of(one) is python_type_of(other) is not None


def _unique_keys(table: Any) -> Iterator[set[str]]:
    """List the sets of columns that a table can have one row of."""
    if not isinstance(table, Table):
        return
    # An index with an option may hold for some rows only, or for the beginning of a text.
    indexes: list[Any] = [index.expressions for index in table.indexes if index.unique and not index.dialect_kwargs]
    constraints = [list(key.columns) for key in table.constraints if isinstance(key, UniqueConstraint)]
    for parts in [list(table.primary_key.columns), *constraints, *indexes]:
        if parts and all(isinstance(part, Column) for part in parts):
            yield {part.name for part in parts}


def _is_alias(table: object) -> bool:
    return isinstance(table, Alias)


def _is_of(column: object, table: Any) -> bool:
    return isinstance(column, Column) and hash(column.table) == hash(table)


def _is_from(node: object) -> bool:
    return isinstance(node, FromClause) and not isinstance(node, ColumnElement)


def _is_outer(node: object) -> bool:
    return isinstance(node, Join) and node.isouter
