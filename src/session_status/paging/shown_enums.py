"""What a select shows itself -> its rows, or an error that names its Enum column and the stored value that is none of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Enum, inspect

from session_status.errors import UnknownStatusError
from session_status.execution.plan import Answer
from session_status.rows.nodes import is_kind, is_mapped
from session_status.statuses.spelling import column_name, type_of

Enums = dict[str, Sequence[str]]
"""What each Enum column may hold, by the column's name."""


def shown_enums(shown: Iterable[Any]) -> Enums:
    """Find the Enum columns that a select reads as members, other than by the summary.

    Args:
        shown: What it shows: classes and columns.
    """
    columns = [column for part in shown for column in _columns(part)]
    types: list[tuple[str, Any]] = [(column_name(column), type_of(column)) for column in columns]
    return {name: type_.enums for name, type_ in types if is_kind(type_, Enum)}


def _columns(shown: Any) -> Iterable[Any]:
    if is_kind(shown, type) or (is_mapped(shown) and hasattr(inspect(shown, raiseerr=False), "mapper")):
        columns: Iterable[Any] = inspect(shown).mapper.columns
        return columns
    return [shown] if getattr(shown, "type", None) is not None else []


def fetched(answer: Answer, enums: Enums) -> Sequence[Any]:
    """Read all rows.

    Args:
        answer: What the database gave.
        enums: The Enum columns that the select shows.

    Raises:
        UnknownStatusError: One of them holds what SQLAlchemy's Enum does not know.
    """
    try:
        return answer.all()
    except LookupError as error:
        if type(error) is not LookupError or not enums:
            raise
        value = error.__cause__.args[0] if error.__cause__ is not None else str(error)
        column = next((name for name, known in enums.items() if value not in known), next(iter(enums)))
        where = f"{column}, which the select shows beside the summary and its Enum cannot read: show other columns, or defer() it"
        raise UnknownStatusError(value, tuple(enums[column]), where) from error
