"""The columns of a child that refer to a row -> a subquery over its children, correlated with the row alone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import SQLColumnExpression, Table, TextClause, and_, select
from sqlalchemy.orm import InstrumentedAttribute, Mapper, QueryableAttribute

from session_status.arguments import shown as cut
from session_status.errors import ColumnError
from session_status.rows.functions import check_value
from session_status.rows.nodes import is_kind
from session_status.rows.schema.owner import Owner, as_columns, names_of, owner_of
from session_status.rows.schema.tables import tables_read
from session_status.statuses.spelling import column_name, python_type_of


def children_of(option: str, references: Any, owner: Owner, shown: Sequence[Any], where: Any) -> Any:
    """Select from the children of one row.

    Args:
        option: What the references were given for, as messages name it.
        references: The child's column that refers to the key, or a tuple of them in the key's order.
        owner: What the rows are of.
        shown: What is selected of the children.
        where: A condition on them, or None.

    Raises:
        ColumnError: The references do not fit the key, or something is not of the children.
    """
    columns = as_columns(option, references)
    if where is not None:
        _check_condition(where)
    child = _child_of(option, columns, owner)
    tables = frozenset[int]().union(*(tables_read(column) for column in columns))
    for name, expression in [(option, element) for element in shown] + ([] if where is None else [("where", where)]):
        if tables_read(expression) - tables:
            raise ColumnError(f"{name}={column_name(expression)} is not of the table of {names_of(columns)}")
    pairs = zip(columns, owner.keys, strict=True)
    rows = select(*shown).select_from(child).where(and_(*(reference == key for reference, key in pairs)))
    return (rows if where is None else rows.where(where)).correlate_except(child)


def _check_condition(where: Any) -> None:
    if not is_kind(where, SQLColumnExpression, TextClause):
        raise ColumnError(f"where={cut(where)} is no condition: compare a column, as in Attempt.failed.is_(True)")
    check_value("where", where)


def _child_of(option: str, columns: tuple[Any, ...], owner: Owner) -> Any:
    child = owner_of(columns[0])
    if child is None or any(owner_of(column) is not child for column in columns):
        raise ColumnError(f"{option}={names_of(columns)} is not a column of a table")
    if len(columns) != len(owner.keys):
        raise ColumnError(f"{option}={names_of(columns)}: {owner.name} has {len(owner.keys)} columns, give as many")
    owner.check_apart(option, columns)
    for column, key in zip(columns, owner.keys, strict=True):
        check_reference(option, column, key)
    return child


def check_reference(option: str, column: Any, key: Any) -> None:
    """Check that a column can refer to a key: by its foreign key where it has one, and by its type.

    Args:
        option: What the column was given for, as the message names it.
        column: What should refer to the key.
        key: The key.

    Raises:
        ColumnError: It refers to another table, or holds values of another type.
    """
    targets = {foreign.target_fullname.rpartition(".")[0] for foreign in column.foreign_keys}
    tables, name = _tables(key), f"{option}={column_name(column)}"
    if targets and tables and not targets & tables:
        raise ColumnError(f"{name} refers to {', '.join(sorted(targets))}, not to {', '.join(sorted(tables))}")
    held, wanted = python_type_of(column), python_type_of(key)
    if held and wanted and held is not wanted:
        raise ColumnError(f"{name} holds {held.__name__}, but {column_name(key)} holds {wanted.__name__}")


def _tables(column: Any) -> set[str]:
    """Name the tables whose key this may be: a class in joined inheritance has several."""
    if is_kind(column, InstrumentedAttribute) and is_kind(column.parent, Mapper):
        return {table.fullname for table in column.parent.tables if is_kind(table, Table)}
    table: Any = getattr(column, "table", None)
    return {table.fullname} if is_kind(table, Table) else set()


def primary_key_of(column: Any) -> tuple[Any, ...]:
    """Give the primary key of the rows that a column belongs to; empty where there is none.

    Args:
        column: A column of a class, an alias or a table.
    """
    if is_kind(column, QueryableAttribute):
        mapper: Any = column.parent.mapper
        entity = column.parent.entity
        return tuple(getattr(entity, mapper.get_property_by_column(key).key) for key in mapper.primary_key)
    return tuple(getattr(getattr(column, "table", None), "primary_key", ()))
