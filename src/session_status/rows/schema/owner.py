"""The key columns of a row -> the class or table that has it, if they tell its rows apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Alias, Subquery, Table, select
from sqlalchemy.orm import QueryableAttribute

from session_status.arguments import check_flag
from session_status.errors import ColumnError
from session_status.rows.nodes import is_kind
from session_status.rows.schema.tables import froms_of, tables_of, tables_read
from session_status.rows.schema.unique import unique_keys
from session_status.statuses.spelling import check_column, column_name

WIDEST_KEY = 4
"""Columns that a key may have."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The class, alias or table that rows are of.

    Attributes:
        keys: Its key: one to four columns.
        entity: The mapped class or alias, or the table.
        tables: Hashes of its tables: a class in joined inheritance has several.
    """

    keys: tuple[Any, ...]
    entity: Any
    tables: frozenset[int]

    @property
    def name(self) -> str:
        """The key, for messages."""
        return names_of(self.keys)

    def check_apart(self, option: str, columns: tuple[Any, ...]) -> None:
        """Refuse a class that shares a table with the rows: a subquery of it would take theirs for its own.

        Args:
            option: What the columns were given for, as messages name it.
            columns: Columns of the class, or of a table.

        Raises:
            ColumnError: Names the columns and the key.
        """
        entity = owner_of(columns[0])
        if tables_of(froms_of(select(entity))) & self.tables:
            raise ColumnError(
                f"{option}={names_of(columns)} is of a table of the rows themselves, whose key is {self.name}: "
                f"take it from an alias, as in {_alias_of(entity)}"
            )

    def check_own(self, option: str, column: Any) -> None:
        """Refuse an expression that reads another table: it would give every row with every other.

        Args:
            option: What the column was given for, as the message names it.
            column: The expression.

        Raises:
            ColumnError: Names the column and the key.
        """
        strange = tables_read(column) - self.tables
        if strange:
            raise ColumnError(
                f"{option}={column_name(column)} is of another table than {self.name}: "
                "say through=, the column that leads there, or give a scalar subquery"
            )


def _alias_of(entity: Any) -> str:
    """Write how an alias of a class is made: one in joined inheritance is flat, for all of its tables."""
    if is_kind(entity, type):
        several = len(froms_of(select(entity))[0]._from_objects) > 1  # noqa: SLF001 -- it has no public name
        return f"aliased({entity.__name__}, flat=True)" if several else f"aliased({entity.__name__})"
    return f"{getattr(entity, 'name', 'table')}.alias()"


def names_of(columns: Sequence[Any]) -> str:
    """Name columns for a message."""
    names = [column_name(column) for column in columns]
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def as_columns(option: str, columns: Any) -> tuple[Any, ...]:
    """Give one column, or several in a tuple, as a tuple.

    Args:
        option: What they were given for, as messages name it.
        columns: A column, or a tuple of columns.

    Raises:
        ColumnError: Something is no column.
    """
    given: tuple[Any, ...] = columns if is_kind(columns, tuple) else (columns,)
    if not 1 <= len(given) <= WIDEST_KEY:
        raise ColumnError(f"{option} has one to {WIDEST_KEY} columns, not {len(given)}")
    for column in given:
        check_column(column, option)
    return given


def owner_of(column: Any) -> Any:
    """Find the mapped class, alias or table that a column belongs to; None for an expression.

    Args:
        column: Any column expression.
    """
    if is_kind(column, QueryableAttribute):
        return column.parent.entity
    return getattr(column, "table", None)


def make_owner(option: str, keys: tuple[Any, ...], *, unique: bool) -> Owner:
    """Find what a key belongs to.

    Args:
        option: What the key was given for, as messages name it.
        keys: Its columns.
        unique: Whether the caller vouches for it.

    Raises:
        ArgumentError: `unique` is neither True nor False.
        ColumnError: The columns are of several tables, or nothing says that no two rows have one key, and that each
            has one.
    """
    check_flag("unique", unique)
    entity = owner_of(keys[0])
    if entity is None:
        raise ColumnError(f"{option}={names_of(keys)} is an expression: a key is a column of a class or table")
    for key in keys[1:]:
        if owner_of(key) is not entity:
            raise ColumnError(f"{option}={names_of(keys)}: the columns of a key are of one class or table")
    if not unique and not is_key(keys):
        raise ColumnError(
            f"{option}={names_of(keys)} is not known to be unique: a key is the primary key, or NOT NULL columns with a "
            "unique constraint or index; where the database has one that the program does not know, say unique=True"
        )
    return Owner(keys, entity, tables_of(froms_of(select(*keys))))


def is_key(keys: Sequence[Any]) -> bool:
    """Tell whether columns of one table are known to tell its rows apart, and are never NULL.

    Args:
        keys: The columns.
    """
    columns = [getattr(key, "expression", key) for key in keys]
    tables = {hash(getattr(column, "table", None)): getattr(column, "table", None) for column in columns}
    if len(tables) != 1 or not all(map(_is_present, columns)):
        return False
    (table,) = tables.values()
    names = {column.key for column in columns}
    return any(key <= names for key in unique_keys(table))


def _is_present(column: Any) -> bool:
    """Tell whether a column is never NULL: the table's own says so; of a subquery's, only a primary key is believed."""
    table = column.table
    while is_kind(table, Alias):
        table = table.element
    if is_kind(table, Table):
        return not column.nullable
    return is_kind(table, Subquery) and bool(column.primary_key)
