"""A sort order and the values of a page's last row -> the condition for the rows behind it, right with NULLs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Dialect,
    Enum,
    Integer,
    SQLColumnExpression,
    TypeDecorator,
    UnaryExpression,
    and_,
    bindparam,
    false,
    func,
    or_,
    type_coerce,
)
from sqlalchemy.sql import operators

from session_status.errors import ColumnError
from session_status.statuses.spelling import check_column, column_name, type_of

NULLS_ARE_LARGEST = frozenset({"postgresql", "oracle", "cockroachdb", "redshift", "snowflake"})
"""Dialects that sort NULL behind every value unless told otherwise; all others sort it before."""


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort expression, taken apart.

    Attributes:
        column: The expression without its direction.
        sorted: The expression as it stands in ORDER BY.
        descends: Whether larger values come first.
        nulls_first: Where NULLs were asked to be; None for the dialect's own place.
        optional: Whether its table may have no row, and so no value whatever the column says: an outer join.
    """

    column: Any
    sorted: Any
    descends: bool
    nulls_first: bool | None
    optional: bool = False

    @property
    def may_be_null(self) -> bool:
        """Tell whether NULLs must be reckoned with: not where a column is NOT NULL, and its row always there."""
        expression = getattr(self.column, "expression", self.column)
        return self.optional or bool(getattr(expression, "nullable", True))

    @property
    def kind(self) -> type:
        """The Python type of the values.

        Raises:
            ColumnError: The expression's SQL type does not tell.
        """
        try:
            kind = type_of(self.column).python_type
        except NotImplementedError:
            kind = object  # what SQLAlchemy 2.1 says itself
        if kind is object:
            name = column_name(self.column)
            raise ColumnError(f"order_by={name}: its type is unknown, so no cursor can hold it; add a cast")
        return kind

    def of(self, column: Any) -> Any:
        """Sort by another column in the same way."""
        turned = column.desc() if self.descends else column
        if self.nulls_first is None:
            return turned
        return turned.nulls_first() if self.nulls_first else turned.nulls_last()

    def begins_with_nulls(self, dialect: Dialect) -> bool:
        """Tell whether NULLs come before values on this database."""
        if self.nulls_first is not None:
            return self.nulls_first
        return (dialect.name in NULLS_ARE_LARGEST) == self.descends


def sort_of(expression: SQLColumnExpression[Any], optional: Collection[int] = ()) -> Sort:
    """Take a sort expression apart.

    Args:
        expression: A column, or `.asc()`, `.desc()`, `.nulls_first()`, `.nulls_last()` of one.
        optional: Hashes of the tables that may have no row.
    """
    element: Any = expression
    descends, nulls_first = False, None
    while isinstance(element, UnaryExpression) and element.modifier in _MODIFIERS:
        descends = descends or element.modifier is operators.desc_op
        if element.modifier in {operators.nulls_first_op, operators.nulls_last_op}:
            nulls_first = element.modifier is operators.nulls_first_op
        element = element.element
    return Sort(element, expression, descends, nulls_first, optional=_is_in(element, optional))


def _is_in(column: Any, tables: Collection[int]) -> bool:
    """Tell whether a column is of one of some tables; an expression may be NULL anyway."""
    return hash(getattr(getattr(column, "expression", column), "table", None)) in tables


def order_of(
    expressions: Sequence[SQLColumnExpression[Any]], keys: Sequence[Any], optional: Collection[int] = ()
) -> list[Sort]:
    """Take an order apart, and let the primary key break ties, as far as the order does not hold it already.

    Args:
        expressions: What is sorted by.
        keys: The columns of the primary key.
        optional: Hashes of the tables that may have no row.

    Raises:
        ColumnError: `expressions` is no list of columns.
    """
    if not is_sequence(expressions):
        raise ColumnError(
            f"order_by is a list of columns, as in order_by=[Meeting.id.desc()], not a {type(expressions).__name__}"
        )
    for expression in expressions:
        check_column(expression, "order_by")
    order = [sort_of(expression, optional) for expression in expressions]
    return [*order, *(sort_of(key) for key in keys if not any(same_column(key, sort.column) for sort in order))]


def is_sequence(expressions: object) -> bool:
    """Tell whether this is a list or tuple; a single column or text is none."""
    return isinstance(expressions, Sequence) and not isinstance(expressions, str)


def same_column(one: Any, other: Any) -> bool:
    """Tell whether two expressions are the same column of the same table or alias.

    Args:
        one: A column, or any expression; a mapped attribute stands for its column.
        other: Likewise.
    """
    found, wanted = (getattr(column, "expression", column) for column in (one, other))
    return isinstance(found, ColumnClause) and bool(found.compare(wanted))


_MODIFIERS = frozenset({operators.desc_op, operators.asc_op, operators.nulls_first_op, operators.nulls_last_op})


def rows_behind(order: Sequence[Sort], nulls: Sequence[bool], dialect: Dialect) -> ColumnElement[bool]:
    """Make the condition for the rows behind one row.

    Args:
        order: The sort expressions; together they tell every row from every other.
        nulls: Which of that row's values are NULL.
        dialect: The database, which decides where NULLs stand.

    Returns:
        A condition with the parameters `after_0`, `after_1` and so on for the values that are not NULL.
    """
    places = [
        _place(sort, number, null=null, dialect=dialect)
        for number, (sort, null) in enumerate(zip(order, nulls, strict=True))
    ]
    ways = [and_(*(equal for equal, _, _ in places[:number]), behind) for number, (_, behind, _) in enumerate(places)]
    # The first expression alone bounds the rows: an index on it is entered at the right place.
    return and_(places[0][2], or_(*ways))


def _place(sort: Sort, number: int, *, null: bool, dialect: Dialect) -> tuple[Any, Any, Any]:
    """Make three conditions on one expression: equal to the row's value, behind it, and not before it."""
    column, first = sort.column, sort.begins_with_nulls(dialect)
    if null:
        behind = column.is_not(None) if first else false()
        return column.is_(None), behind, or_(column.is_(None), behind) if first else column.is_(None)
    value = bindparam(f"after_{number}", type_=type_of(column))
    held, given = _sortable(column, value, dialect)
    behind, bound = (held < given, held <= given) if sort.descends else (held > given, held >= given)
    if sort.may_be_null and not first:
        behind, bound = or_(behind, column.is_(None)), or_(bound, column.is_(None))
    return column == value, behind, bound


def _sortable(column: Any, value: Any, dialect: Dialect) -> tuple[Any, Any]:
    """Compare as ORDER BY does: MySQL and MariaDB sort an ENUM by its place in the declaration, but compare its text."""
    type_: Any = type_of(column).dialect_impl(dialect)
    kind = type_.impl_instance if isinstance(type_, TypeDecorator) else type_
    if dialect.name not in {"mysql", "mariadb"} or not (isinstance(kind, Enum) and kind.native_enum):
        return column, value
    return type_coerce(column, Integer) + 0, func.field(value, *kind.enums)
