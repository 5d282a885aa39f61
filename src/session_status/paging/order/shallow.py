"""A select of one table's plain columns -> the first page behind a place, of rows that are read once, with all they show."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Table, and_, select

from session_status.paging.order.sorting import Sort
from session_status.rows.nodes import plain_column


def reads_one_table(statement: Any, columns: Sequence[Any]) -> bool:
    """Tell whether a select could hand its rows on as they are: nothing of it has to be worked out for them alone.

    A page that skips rows had better choose by keys, which an index may hold; one that skips none reads each row of
    its table a second time for nothing.

    Args:
        statement: The select.
        columns: What it shows, sorts by, and joins the sessions on.
    """
    tables = statement.get_final_froms()
    if len(tables) != 1 or not isinstance(tables[0], Table) or any(getattr(statement, part) for part in _PARTS):
        return False
    return all(_is_plain(column, tables[0]) for column in columns)


_PARTS = ("_hints", "_statement_hints", "_prefixes", "_suffixes", "_independent_ctes")
"""What belongs to a statement as a whole, and would have to be moved."""


def _is_plain(column: Any, table: Any) -> bool:
    expression = getattr(column, "expression", column)
    return isinstance(expression, Column) and hash(expression.table) == hash(table)


def rows_around(
    statement: Any,
    limited: Callable[[Any], Any],
    columns: Sequence[Any],
    join: tuple[Sequence[Any], Any, Sequence[Any]],
    order: Sequence[Sort],
    tail: Sequence[Any],
) -> Any:
    """Choose rows with their columns, and join the sessions to them.

    Args:
        statement: The select, with the condition of the page's place.
        limited: Sorts it, and takes the page of it.
        columns: What the select shows.
        join: The columns that refer to the sessions, the subquery of those, and what is read of them.
        order: The sort expressions.
        tail: What is read behind the summaries, labelled.
    """
    on, sessions, selected = join
    held = [*columns, *on, *(plain_column(sort.column) for sort in order), *(label.element for label in tail)]
    labelled = [column.label(f"held_{number}") for number, column in enumerate(held)]
    page = limited(statement.with_only_columns(*labelled, maintain_column_froms=True)).subquery()
    found: Iterator[Any] = iter(page.c)
    own, keys = [next(found) for _ in columns], [next(found) for _ in on]
    sorts = [sort.of(next(found)) for sort in order]
    behind = [next(found).label(label.name) for label in tail]
    met = and_(*(key == sessions.c[f"key_{number}"] for number, key in enumerate(keys)))
    return select(*own, *selected, *behind).outerjoin_from(page, sessions, met).order_by(*sorts)
