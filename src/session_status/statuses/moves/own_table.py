"""A status column -> the table that it stands in, the class that it was taken from, and the keys of their rows."""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Integer, SQLColumnExpression, Table, inspect, select
from sqlalchemy.orm import Mapper, QueryableAttribute

from session_status.errors import ColumnError
from session_status.statuses.spelling import check_column, column_name
from session_status.statuses.storage.json_key import JsonKey, json_key_of


@dataclass(frozen=True, slots=True)
class OwnTable:
    """Where a status column stands.

    Attributes:
        column: The status in the table itself, whatever class or subclass it was taken from.
        table: The table.
        target: What an UPDATE names: the class that the table belongs to, or the table.
        source: What criteria are about: the class that the column was taken from, or the table.
        mapper: The mapper of `source`; None for a table.
    """

    column: SQLColumnExpression[Any]
    table: Table
    target: Any
    source: Any
    mapper: Mapper[Any] | None

    @property
    def keys(self) -> tuple[Column[Any], ...]:
        """The primary key of the table.

        Raises:
            ColumnError: It has none.
        """
        keys = tuple(self.table.primary_key)
        if not keys:
            raise ColumnError(
                f"{self.table.name} has no primary key: a row that takes a step cannot be told from others"
            )
        return keys

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that hold a row of `source`: several in joined inheritance."""
        mapped: Any = () if self.mapper is None else self.mapper.tables
        return tuple(table for table in mapped if _is_table(table)) or (self.table,)

    @property
    def joins(self) -> tuple[ColumnElement[bool], ...]:
        """How the table is joined to those of the classes above `target`."""
        if self.target is self.table:
            return ()
        lineage: Any = inspect(self.target).iterate_to_root()
        return tuple(mapper.inherit_condition for mapper in lineage if mapper.inherit_condition is not None)


def own_table_of(column: SQLColumnExpression[Any]) -> OwnTable:
    """Find where a status column stands.

    Args:
        column: An attribute of a mapped class, a table's column, or one key of a JSON column of either.

    Raises:
        ColumnError: It is an expression, or belongs to an alias: there is nothing to set.
    """
    check_column(column, "column")
    key = json_key_of(column)
    element: Any = column if key is None else key.column
    expression: Any = getattr(element, "expression", element)
    base: Any = next(iter(getattr(expression, "base_columns", ())), None)
    if not _is_table(getattr(base, "table", None)):
        raise ColumnError(f"{column_name(column)} is no column of a table: it cannot be set")
    source = _entity_of(element)
    mapper = _mapper_of(source, expression, column_name(column))
    return OwnTable(
        column=base if key is None else _key_in(base, key, column),
        table=base.table,
        target=_target(mapper, base.table),
        source=base.table if mapper is None else source,
        mapper=mapper,
    )


def _entity_of(element: Any) -> Any:
    """Name the class that an attribute, or the column in an expression over one, was taken from; None for a table's."""
    if isinstance(element, QueryableAttribute):
        return element.parent.entity
    return select(element).column_descriptions[0].get("entity")


def _mapper_of(entity: Any, expression: Any, name: str) -> Mapper[Any] | None:
    found: Any = None if entity is None else inspect(entity)
    if (found is None and not _is_table(expression.table)) or getattr(found, "is_aliased_class", False):
        raise ColumnError(f"{name} is a column of an alias: an UPDATE sets the column of the class or table itself")
    return None if found is None else cast("Mapper[Any]", found.mapper)


# Asked by a function: a type checker would narrow what is erased on purpose.
def _is_table(found: object) -> bool:
    return isinstance(found, Table)


def _target(mapper: Mapper[Any] | None, table: Table) -> Any:
    lineage = () if mapper is None else mapper.iterate_to_root()
    return next((found.class_ for found in lineage if found.local_table is table), table)


def _key_in(base: Column[Any], key: JsonKey, column: SQLColumnExpression[Any]) -> Any:
    read: Any = base[key.path[0] if len(key.path) == 1 else key.path]
    return read.as_integer() if isinstance(cast("Any", column).type, Integer) else read.as_string()
