"""The consumer's columns -> the four expressions that a summary selects, checked against each other."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, SQLColumnExpression, String, Table, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Mapper, QueryableAttribute

from session_status.errors import ColumnError
from session_status.spelling import column_name

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Columns(Generic[K]):
    """What a summary selects, in the order in which rows are decoded.

    Attributes:
        id: The key itself, for conditions.
        selected: Key, stored status, title and count, labelled.
    """

    id: SQLColumnExpression[K]
    selected: tuple[ColumnElement[Any], ...]


def columns_of(
    *,
    id: SQLColumnExpression[K],  # noqa: A002 -- the public option's name
    status: SQLColumnExpression[Any],
    title: SQLColumnExpression[Any],
    segments: SQLColumnExpression[Any],
) -> Columns[K]:
    """Make the expressions that a summary selects.

    Args:
        id: The key of the sessions.
        status: Their status column; it is read as the database spells it.
        title: Any expression over them.
        segments: The child's column that refers to `id`.

    Raises:
        ColumnError: `status` belongs to another table, or `segments` does not refer to the table of `id`.
    """
    if _owner(id) is not None and not _same_owner(id, status):
        raise ColumnError(f"{column_name(status)} and {column_name(id)} are of different tables")
    return Columns(
        id=id,
        selected=(
            _element(id).label("id"),
            # As plain text: SQLAlchemy's Enum raises for a whole page when one row holds a value it does not know.
            type_coerce(_element(status), String).label("status"),
            _element(title).label("title"),
            _count(segments, id).label("segments_count"),
        ),
    )


def _count(child: SQLColumnExpression[Any], parent: SQLColumnExpression[Any]) -> ColumnElement[int]:
    """Count the children of one parent, by a subquery that the page decides how often to run."""
    _check_child(child, parent)
    owner = _owner(child)
    rows = select(func.count()).select_from(owner).where(_element(child) == _element(parent))
    return rows.correlate_except(owner).scalar_subquery()


def _check_child(child: SQLColumnExpression[Any], parent: SQLColumnExpression[Any]) -> None:
    if _owner(child) is None:
        raise ColumnError(f"segments={column_name(child)} is not a column of a table")
    if _same_owner(child, parent):
        raise ColumnError(
            f"segments={column_name(child)} is a column of the sessions themselves, not of their children"
        )
    targets = {key.target_fullname.rpartition(".")[0] for key in _element(child).foreign_keys}
    tables = _tables(parent)
    if targets and tables and not targets & tables:
        raise ColumnError(
            f"segments={column_name(child)} refers to {', '.join(sorted(targets))}, not to {', '.join(sorted(tables))}"
        )


def _element(column: SQLColumnExpression[Any]) -> Any:
    """Erase the node's type: what SQLAlchemy builds of it is the same for every kind of column."""
    return column


def _owner(column: SQLColumnExpression[Any]) -> Any:
    """Find the mapped class, alias or table that a column belongs to; None for an expression."""
    if isinstance(column, QueryableAttribute):
        return column.parent.entity
    return getattr(column, "table", None)


def _same_owner(one: SQLColumnExpression[Any], other: SQLColumnExpression[Any]) -> bool:
    first, second = _owner(one), _owner(other)
    if isinstance(first, type) and isinstance(second, type):
        return issubclass(first, second) or issubclass(second, first)
    return first is second


def _tables(column: SQLColumnExpression[Any]) -> set[str]:
    """Name the tables whose key this may be: a class in joined inheritance has several."""
    if isinstance(column, InstrumentedAttribute) and isinstance(column.parent, Mapper):
        return {table.fullname for table in column.parent.tables if isinstance(table, Table)}
    table = getattr(column, "table", None)
    return {table.fullname} if isinstance(table, Table) else set()
