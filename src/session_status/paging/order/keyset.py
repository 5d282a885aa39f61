"""A sort order and the values of a page's last row -> the condition for the rows behind it, right with NULLs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, and_, false, or_

from session_status.paging.order.sort_values import sort_value
from session_status.paging.order.sorting import Sort
from session_status.rows.nodes import plain_column


def rows_behind(order: Sequence[Sort], nulls: Sequence[bool], dialect: Dialect) -> ColumnElement[bool]:
    """Make the condition for the rows behind one row.

    Args:
        order: The sort expressions; together they tell every row from every other.
        nulls: Which of that row's values are NULL.
        dialect: The database, which decides where NULLs stand.

    Returns:
        A condition with the parameters `place_0`, `place_1` and so on for the values that are not NULL.

    Raises:
        ArgumentError: How the database sorts is not known.
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
    column: Any = plain_column(sort.column)
    if null:
        first = sort.begins_with_nulls(dialect)
        behind = column.is_not(None) if first else false()
        return column.is_(None), behind, or_(column.is_(None), behind) if first else column.is_(None)
    value = sort_value(sort, dialect)
    held, given = value.compared, value.parameter(f"place_{number}")
    behind, bound = (held < given, held <= given) if sort.descends else (held > given, held >= given)
    if sort.may_be_null and not sort.begins_with_nulls(dialect):
        behind, bound = or_(behind, column.is_(None)), or_(bound, column.is_(None))
    return held == given, behind, bound
