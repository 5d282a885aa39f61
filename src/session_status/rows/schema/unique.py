"""Tables and the conditions between them -> which columns tell their rows apart, and which joins find one row at most."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import (
    CTE,
    Alias,
    BinaryExpression,
    Column,
    ColumnClause,
    CompoundSelect,
    Label,
    Select,
    String,
    Subquery,
    Table,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.selectable import GenerativeSelect

from session_status.rows.functions import is_scalar
from session_status.rows.nodes import is_kind, same_column
from session_status.rows.schema.tables import Condition, Reading, reading_of, tables_read
from session_status.statuses.spelling import python_type_of, type_of


def unique_keys(table: Any) -> list[frozenset[str]]:
    """List the sets of columns, by key, of which a table has one row at most where none of them is NULL.

    A partial or functional unique index, and a constraint that is checked at commit only, are none.

    Args:
        table: A table, an alias of one, a subquery or a common table expression; anything else has none.
    """
    if is_kind(table, Table):
        return list(_declared_keys(table))
    if is_kind(table, Alias):
        return unique_keys(table.element)
    if is_kind(table, Subquery, CTE):
        return _selected_keys(table.element)
    return []


def _declared_keys(table: Table) -> Iterator[frozenset[str]]:
    # An index with an option may hold for some rows only, or for the beginning of a text.
    indexes: list[Any] = [index.expressions for index in table.indexes if index.unique and not index.dialect_kwargs]
    constraints: list[Any] = [
        list(key.columns) for key in _constraints(table) if is_kind(key, UniqueConstraint) and not key.deferrable
    ]
    for parts in [list(table.primary_key.columns), *constraints, *indexes]:
        if parts and all(is_kind(part, Column) for part in parts):
            yield frozenset(part.key for part in parts)


def _constraints(table: Any) -> list[Any]:
    return list(table.constraints)


def _selected_keys(statement: Any) -> list[frozenset[str]]:
    """Find what tells the rows of a subquery apart."""
    if is_kind(statement, CompoundSelect):
        whole = frozenset(statement.selected_columns.keys())
        return [whole] if statement.keyword.name == "UNION" else []
    if not is_kind(statement, Select):
        return []
    columns = dict(statement.selected_columns.items())
    if not all(map(is_scalar, columns.values())):
        return []
    if statement._distinct and not statement._distinct_on:  # noqa: SLF001 -- they have no public name
        return [frozenset(columns)]
    groups = list(statement._group_by_clauses)  # noqa: SLF001 -- likewise
    if groups:
        names = [_named(columns, group) for group in groups]
        return [frozenset(name for name in names if name)] if all(names) else []
    return _keys_of_rows(statement, columns)


def _keys_of_rows(statement: Any, columns: dict[str, Any]) -> list[frozenset[str]]:
    """Take the keys of each table of which a row of the select has one row, and of all other tables one at most."""
    reading = reading_of(statement)
    found: list[frozenset[str]] = []
    for place, leaf in reading.leaves.items():
        if leaf.optional or found_once(reading, [place]) != reading.leaves.keys():
            continue
        own = {_key_in(column): name for name, column in columns.items() if tables_read(column) == frozenset([place])}
        found += [frozenset(own[part] for part in key) for key in unique_keys(leaf.table) if key <= own.keys()]
    return found


def _key_in(column: Any) -> Any:
    element = _unlabelled(column)
    return element.key if is_kind(element, ColumnClause) else None


def _unlabelled(column: Any) -> Any:
    element = getattr(column, "expression", column)
    while is_kind(element, Label) or getattr(element, "__visit_name__", "") == "label_reference":
        element = element.element
    return element


def _named(columns: dict[str, Any], group: Any) -> str | None:
    wanted = _unlabelled(group)
    return next((name for name, column in columns.items() if same_column(_unlabelled(column), wanted)), None)


def found_once(reading: Reading, start: Iterable[int]) -> set[int]:
    """Find the tables of which each row of the select has one row at most, given one of each table to start with.

    Args:
        reading: What the select reads.
        start: Hashes of the tables to start with.

    Returns:
        Their hashes, those of the start included.
    """
    known = set(start)
    while True:
        more = {
            place
            for place, leaf in reading.leaves.items()
            if place not in known and finds_one(leaf.table, reading.conditions, known)
        }
        if not more:
            return known
        known |= more


def finds_one(table: Any, conditions: Iterable[Condition], known: set[int]) -> bool:
    """Tell whether conditions give every column of a unique key of a table a value: one of the row's, or a fixed one.

    Args:
        table: What is joined.
        conditions: What holds for every row.
        known: Hashes of the tables of which the row has one row at most.
    """
    place = hash(table)
    given = {
        key
        for condition in conditions
        if condition.bound is None or place in condition.bound
        for key in _given(condition.clause, place, known)
    }
    return any(key <= given for key in unique_keys(table))


def _given(clause: Any, place: int, known: set[int]) -> Iterator[str]:
    if is_kind(clause, BinaryExpression) and clause.operator is operators.eq:
        for own, other in ((clause.left, clause.right), (clause.right, clause.left)):
            if _is_of(own, place) and everything_read(other) <= known and alike(own, other):
                yield str(own.key)


def everything_read(expression: Any) -> set[int]:
    """Give the hashes of whatever an expression reads, within its subqueries, too."""
    nodes = visitors.iterate(getattr(expression, "expression", expression))
    return {hash(table) for node in nodes if (table := getattr(node, "table", None)) is not None}


def _is_of(column: Any, place: int) -> bool:
    return is_kind(column, ColumnClause) and hash(column.table) == place


def alike(one: Any, other: Any) -> bool:
    """Tell whether equal values of one column are one value of the other.

    MySQL and SQLite compare a text with a number as numbers, and many texts are one number; a comparison of texts
    follows the collation of one side.

    Args:
        one: A column expression.
        other: Another.
    """
    kinds: list[Any] = [type_of(column) for column in (one, other)]
    if is_kind(kinds[0], TypeDecorator):
        return type(kinds[0]) is type(kinds[1])
    first, second = kinds
    if is_kind(first, String) and is_kind(second, String):
        return bool(first.collation == second.collation)
    return type(first) is type(second) or python_type_of(one) is python_type_of(other) is not None


def is_select(statement: object) -> bool:
    """Tell whether this is a select that can be changed, not a union of several."""
    return is_kind(statement, GenerativeSelect) and hasattr(statement, "with_only_columns")
