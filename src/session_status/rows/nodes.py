"""Parts of statements -> what kind they are, and whether two are one column; a type checker would narrow what is erased."""

from typing import Any

from sqlalchemy import ColumnClause, FromClause, inspect
from sqlalchemy.sql.elements import TypeCoerce


def is_kind(node: object, *kinds: Any) -> bool:
    """Tell whether something is of one of these classes.

    Args:
        node: A part of a statement, or a value of unknown type.
        kinds: The classes.
    """
    return isinstance(node, kinds)


def is_mapped(owner: Any) -> bool:
    """Tell whether this is a mapped class or an alias of one, no table."""
    return not isinstance(owner, FromClause) and inspect(owner, raiseerr=False) is not None


def plain_column(column: Any) -> Any:
    """Give a column without the class that it was asked of: of a subclass's, SQLAlchemy would add a criterion.

    Args:
        column: A mapped attribute, a column, or any expression.
    """
    element: Any = getattr(column, "expression", column)
    return element._deannotate() if is_kind(element, ColumnClause) else element  # noqa: SLF001 -- it has no public name


def same_column(one: Any, other: Any) -> bool:
    """Tell whether two expressions are the same column of the same table or alias, or that read as the same type.

    SQLAlchemy's own comparison fails on subqueries of different classes.

    Args:
        one: A column, or any expression; a mapped attribute stands for its column.
        other: Likewise.
    """
    first: Any = getattr(one, "expression", one)
    second: Any = getattr(other, "expression", other)
    if is_kind(first, TypeCoerce) and is_kind(second, TypeCoerce):
        return type(first.type) is type(second.type) and same_column(first.clause, second.clause)
    if not is_kind(first, ColumnClause) or not is_kind(second, ColumnClause):
        return first is second
    return first is second or (
        first.table is not None and hash(first.table) == hash(second.table) and bool(first.key == second.key)
    )
