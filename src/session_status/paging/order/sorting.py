"""Sort expressions -> each taken apart: its column, its direction, where NULLs stand, and the same turned round."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Dialect, SQLColumnExpression, Tuple, UnaryExpression
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.types import NullType

from session_status.errors import ArgumentError, ColumnError
from session_status.execution.dialects import NULLS_ARE_LARGEST, NULLS_ARE_SMALLEST, WITHOUT_NULLS_FIRST
from session_status.rows.fields import is_nullable
from session_status.rows.functions import faults_of
from session_status.rows.nodes import is_kind, same_column
from session_status.rows.schema.unique import everything_read
from session_status.statuses.spelling import check_column, column_name, type_of


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort expression, taken apart.

    Attributes:
        column: The expression without its direction.
        sorted: The expression as it stands in ORDER BY.
        descends: Whether larger values come first.
        nulls_first: Where NULLs were asked to be; None for the dialect's own place.
        may_be_null: Whether NULLs must be reckoned with.
    """

    column: Any
    sorted: Any
    descends: bool
    nulls_first: bool | None
    may_be_null: bool

    def of(self, column: Any) -> Any:
        """Sort by another column in the same way."""
        turned = column.desc() if self.descends else column
        if self.nulls_first is None:
            return turned
        return turned.nulls_first() if self.nulls_first else turned.nulls_last()

    def backwards(self) -> "Sort":
        """Sort the other way round: NULLs, too, come to stand at the other end."""
        nulls_first = None if self.nulls_first is None else not self.nulls_first
        turned = Sort(self.column, self.sorted, not self.descends, nulls_first, self.may_be_null)
        return Sort(self.column, turned.of(self.column), turned.descends, nulls_first, self.may_be_null)

    def begins_with_nulls(self, dialect: Dialect) -> bool:
        """Tell whether NULLs come before values on this database.

        Raises:
            ArgumentError: The database is none that is known to say.
        """
        if self.nulls_first is not None:
            return self.nulls_first
        if dialect.name not in NULLS_ARE_LARGEST | NULLS_ARE_SMALLEST:
            raise ArgumentError(
                f"order_by={column_name(self.column)} may be NULL, and where {dialect.name} sorts NULL is not known: "
                "say .nulls_first() or .nulls_last()"
            )
        return (dialect.name in NULLS_ARE_LARGEST) == self.descends

    def check_words(self, dialect: Dialect) -> None:
        """Refuse what the database has no words for.

        Raises:
            ArgumentError: It cannot say where NULLs stand.
        """
        if self.nulls_first is not None and dialect.name in WITHOUT_NULLS_FIRST:
            raise ArgumentError(
                f"order_by={column_name(self.column)}: {dialect.name} has no NULLS FIRST and NULLS LAST: "
                "sort by column.is_(None) before it"
            )


_NULLS = frozenset({operators.nulls_first_op, operators.nulls_last_op})
_MODIFIERS = _NULLS | {operators.desc_op, operators.asc_op}


def sort_of(expression: Any, may_be_null: Callable[[Any], bool] = is_nullable) -> Sort:
    """Take a sort expression apart.

    Args:
        expression: A column, or `.asc()`, `.desc()`, `.nulls_first()`, `.nulls_last()` of one.
        may_be_null: Tells whether a column may be NULL in the select.
    """
    element, modifiers = _apart(expression)
    descends = operators.desc_op in modifiers
    nulls_first = next((modifier is operators.nulls_first_op for modifier in modifiers if modifier in _NULLS), None)
    sort = Sort(element, expression, descends, nulls_first, may_be_null(element))
    return sort if element is expression else Sort(element, sort.of(element), descends, nulls_first, sort.may_be_null)


def _apart(expression: Any) -> tuple[Any, list[Any]]:
    """Give what is sorted by, and what is said of its direction and its NULLs, the outermost first."""
    element, modifiers = _bare(expression), list[Any]()
    while is_kind(element, UnaryExpression) and element.modifier in _MODIFIERS:
        modifiers.append(element.modifier)
        element = _bare(element.element)
    return element, modifiers


def _bare(element: Any) -> Any:
    """Look through a label and through what SQLAlchemy puts around one: in another select it may name nothing."""
    while getattr(element, "__visit_name__", "") in {"label_reference", "label"}:
        element = element.element
    return element


def check_sorts(expressions: Any, option: str = "order_by") -> None:
    """Refuse what no page can be sorted by.

    Args:
        expressions: What is sorted by.
        option: What they were given for, as messages name it.

    Raises:
        ColumnError: It is no list of columns, a column is only named, or it is not worked out of one row.
    """
    if not is_sequence(expressions):
        raise ColumnError(
            f"order_by is a list of columns, as in order_by=[Meeting.id.desc()], not a {type(expressions).__name__}"
        )
    for expression in expressions:
        if _is_text(expression):
            raise ColumnError(f"{option}={str(expression)!r} only names a column: give the column itself")
        check_column(expression, option)
        column = sort_of(expression).column
        if _is_text(column):
            raise ColumnError(f"{option}={str(column)!r} only names a column: give the column itself")
        fault = next(faults_of(column), None)
        if fault is not None:
            raise ColumnError(f"{option}={column_name(column)} is {fault}: sort by what one row has of its own")
        _check_directions(expression, option, column)
        if is_kind(column, Tuple):
            raise ColumnError(f"{option}={column!s} is a tuple: give its columns one by one")
        if not everything_read(column):
            raise ColumnError(
                f"{option}={column!s} reads no column: it is the same for every row, or SQL takes it for a place"
            )


def _check_directions(expression: Any, option: str, column: Any) -> None:
    """Refuse two directions, and one that stands behind the place of NULLs: no database takes them."""
    said = [modifier in _NULLS for modifier in _apart(expression)[1]]
    if said not in ([], [False], [True], [True, False]):
        raise ColumnError(
            f"{option}={column_name(column)} has more than one direction: say it once, and NULLs behind it, as in "
            "column.desc().nulls_last()"
        )


def _is_text(element: Any) -> bool:
    """Tell whether this is SQL text, or the name of a column or label."""
    if is_kind(element, UnaryExpression):
        return _is_text(element.element)
    return is_kind(element, TextClause) or element.__class__.__name__ == "_textual_label_reference"


def check_kind(sort: Sort) -> None:
    """Refuse to make cursors of values that no cursor can hold.

    Raises:
        ColumnError: The type of the expression is unknown, or a JSON document.
    """
    name, kind = column_name(sort.column), type_of(sort.column)
    if is_kind(kind, NullType):
        raise ColumnError(f"order_by={name}: its type is unknown, so no cursor can hold it; add a cast")
    if is_kind(kind, JSON):
        raise ColumnError(f"order_by={name} is a JSON document, which has no order: sort by one of its values, cast")


def order_of(
    expressions: Sequence[SQLColumnExpression[Any]],
    keys: Sequence[Any],
    may_be_null: Callable[[Any], bool] = is_nullable,
) -> list[Sort]:
    """Take an order apart, and let the primary key break ties, as far as the order does not hold it already.

    Args:
        expressions: What is sorted by.
        keys: The columns of the primary key.
        may_be_null: Tells whether a column may be NULL in the select.
    """
    order = [sort_of(expression, may_be_null) for expression in expressions]
    rest = [key for key in keys if not any(same_column(key, sort.column) for sort in order)]
    return [*order, *(Sort(key, key, descends=False, nulls_first=None, may_be_null=False) for key in rest)]


def is_sequence(expressions: object) -> bool:
    """Tell whether this is a list or tuple; a single column or text is none."""
    return is_kind(expressions, Sequence) and not is_kind(expressions, str)
