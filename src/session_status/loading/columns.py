"""The consumer's columns -> the four expressions that a summary selects, checked against each other."""

from dataclasses import dataclass
from typing import Any, Generic

from sqlalchemy import Column, ColumnElement, SQLColumnExpression, String, Table, func, inspect, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Mapper, QueryableAttribute, aliased
from sqlalchemy.sql.visitors import replacement_traverse

from session_status.errors import ColumnError
from session_status.statuses.spelling import check_column, column_name, python_type_of
from session_status.type_variables import K


@dataclass(frozen=True, slots=True)
class Columns(Generic[K]):
    """What a summary selects, in the order in which rows are decoded.

    Attributes:
        id: The key itself, for conditions.
        status: The status column itself.
        child: The children's column that refers to the key; None where a counter is stored.
        selected: Key, stored status, title and count, labelled.
    """

    id: SQLColumnExpression[K]
    status: SQLColumnExpression[Any]
    child: SQLColumnExpression[Any] | None
    selected: tuple[ColumnElement[Any], ...]


def columns_of(
    *,
    id: SQLColumnExpression[K],  # noqa: A002 -- the public option's name
    status: SQLColumnExpression[Any],
    title: SQLColumnExpression[Any],
    segments: SQLColumnExpression[Any] | None,
    counter: SQLColumnExpression[Any] | None,
) -> Columns[K]:
    """Make the expressions that a summary selects.

    Args:
        id: The key of the sessions.
        status: Their status column; it is read as the database spells it.
        title: Any expression over them.
        segments: The child's column that refers to `id`; the children are counted.
        counter: A column of the sessions that holds their number, instead.

    Raises:
        ColumnError: Something is no column, `status`, `title` or `counter` belongs to another table, `segments` does
            not refer to the table of `id`, or not exactly one of `segments` and `counter` is given.
    """
    given = {"id": id, "status": status, "title": title, "segments": segments, "counter": counter}
    for option, column in given.items():
        if column is not None or option in {"id", "status", "title"}:
            check_column(column, option)
    if owner_of(id) is not None and not _same_owner(id, status):
        raise ColumnError(f"{column_name(status)} and {column_name(id)} are of different tables")
    if (segments is None) == (counter is None):
        raise ColumnError("give either segments=, the children's column to count by, or counter=, a stored number")
    for option, column in (("title", title), ("counter", counter)):
        if column is not None and adds_tables(select(_element(id)), column):
            raise ColumnError(f"{option}={column_name(column)} is of another table than {column_name(id)}")
    return Columns(
        id=id,
        status=status,
        child=segments,
        selected=(
            _element(id).label("id"),
            # As plain text: SQLAlchemy's Enum raises for a whole page when one row holds a value it does not know.
            type_coerce(_element(status), String).label("status"),
            _element(title).label("title"),
            (_count(segments, id) if segments is not None else _element(counter)).label("segments_count"),
        ),
    )


def aliased_columns(columns: Columns[Any]) -> tuple[Any, tuple[Any, ...]]:
    """Read the same columns from an alias, for a statement that may name their table already.

    Args:
        columns: What a summary selects.

    Returns:
        What to join, and the expressions over it.
    """
    owner: Any = owner_of(columns.id)
    mapped = _is_class(owner)
    if not mapped and not _is_table(owner):
        return owner, columns.selected
    target: Any = aliased(owner) if mapped else owner.alias()
    source: Any = inspect(target).selectable if mapped else target

    def moved(element: Any, **_: Any) -> Any:
        return source.corresponding_column(element) if _is_column(element) else None

    return target, tuple(replacement_traverse(element, {}, moved) for element in columns.selected)


# Asked by functions: a type checker would narrow what is erased on purpose.
def _is_column(element: object) -> bool:
    return isinstance(element, Column)


def _is_class(owner: object) -> bool:
    return isinstance(owner, type)


def _is_table(owner: object) -> bool:
    return isinstance(owner, Table)


def keys_of(column: SQLColumnExpression[Any]) -> tuple[Any, ...]:
    """Find the primary key of the rows that a column belongs to.

    Args:
        column: A column of a mapped class or a table.

    Raises:
        ColumnError: It is an expression, or its table has no primary key.
    """
    if isinstance(column, QueryableAttribute):
        mapper: Any = column.parent.mapper
        owner = column.parent.entity
        return tuple(getattr(owner, mapper.get_property_by_column(key).key) for key in mapper.primary_key)
    keys: tuple[Any, ...] = tuple(getattr(getattr(column, "table", None), "primary_key", ()))
    if not keys:
        raise ColumnError(f"on={column_name(column)}: it must be a column of a class or table with a primary key")
    return keys


def _count(child: SQLColumnExpression[Any], parent: SQLColumnExpression[Any]) -> ColumnElement[int]:
    """Count the children of one parent, by a subquery that the page decides how often to run."""
    _check_child(child, parent)
    owner = owner_of(child)
    rows = select(func.count()).select_from(owner).where(_element(child) == _element(parent))
    return rows.correlate_except(owner).scalar_subquery()


def _check_child(child: SQLColumnExpression[Any], parent: SQLColumnExpression[Any]) -> None:
    if owner_of(child) is None:
        raise ColumnError(f"segments={column_name(child)} is not a column of a table")
    if _same_owner(child, parent):
        raise ColumnError(
            f"segments={column_name(child)} is a column of the sessions themselves, not of their children"
        )
    check_reference("segments", child, parent)


def check_reference(option: str, column: SQLColumnExpression[Any], parent: SQLColumnExpression[Any]) -> None:
    """Check that a column can refer to a key: by its foreign key where it has one, and by its type.

    Args:
        option: What the column was given for, as the message names it.
        column: What should refer to the key.
        parent: The key.

    Raises:
        ColumnError: It refers to another table, or holds values of another type.
    """
    targets = {key.target_fullname.rpartition(".")[0] for key in _element(column).foreign_keys}
    tables, name = _tables(parent), f"{option}={column_name(column)}"
    if targets and tables and not targets & tables:
        raise ColumnError(f"{name} refers to {', '.join(sorted(targets))}, not to {', '.join(sorted(tables))}")
    held, wanted = python_type_of(column), python_type_of(parent)
    if held and wanted and held is not wanted:
        raise ColumnError(f"{name} holds {held.__name__}, but {column_name(parent)} holds {wanted.__name__}")


def adds_tables(statement: Any, *columns: Any) -> bool:
    """Tell whether columns would bring tables into a select that it does not read yet: every row with every other.

    Args:
        statement: The select.
        columns: What would be added to it.
    """
    return len(statement.add_columns(*columns).get_final_froms()) > len(statement.get_final_froms())


def _element(column: SQLColumnExpression[Any] | None) -> Any:
    """Erase the node's type: what SQLAlchemy builds of it is the same for every kind of column."""
    return column


def owner_of(column: SQLColumnExpression[Any]) -> Any:
    """Find the mapped class, alias or table that a column belongs to; None for an expression.

    Args:
        column: Any column expression.
    """
    if isinstance(column, QueryableAttribute):
        return column.parent.entity
    return getattr(column, "table", None)


def _same_owner(one: SQLColumnExpression[Any], other: SQLColumnExpression[Any]) -> bool:
    first, second = owner_of(one), owner_of(other)
    if isinstance(first, type) and isinstance(second, type):
        return issubclass(first, second) or issubclass(second, first)
    return first is second


def _tables(column: SQLColumnExpression[Any]) -> set[str]:
    """Name the tables whose key this may be: a class in joined inheritance has several."""
    if isinstance(column, InstrumentedAttribute) and isinstance(column.parent, Mapper):
        return {table.fullname for table in column.parent.tables if isinstance(table, Table)}
    table = getattr(column, "table", None)
    return {table.fullname} if isinstance(table, Table) else set()
