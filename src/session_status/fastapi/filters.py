"""A mapping and a status column -> a dependency that reads words from a query parameter into a condition."""

import inspect
import operator
from collections.abc import Callable, Coroutine
from typing import Any, Literal, cast, overload

from fastapi import Query
from sqlalchemy import ColumnElement, SQLColumnExpression, true

from session_status.arguments import shown
from session_status.errors import ArgumentError
from session_status.statuses.spelling import Stored, check_column
from session_status.statuses.words import TotalMapping, check_mapping
from session_status.type_variables import E, IntE, W

Filter = Callable[..., Coroutine[Any, Any, ColumnElement[bool]]]
"""A dependency whose value is a condition."""


@overload
def status_filter(
    mapping: TotalMapping[E, W],
    column: SQLColumnExpression[E | None] | SQLColumnExpression[str | None],
    *,
    alias: str = "status",
    stored: Stored | None = None,
) -> Filter: ...
@overload
def status_filter(
    mapping: TotalMapping[IntE, W],
    column: SQLColumnExpression[int | None],
    *,
    alias: str = "status",
    stored: Stored | None = None,
) -> Filter: ...
def status_filter(
    mapping: TotalMapping[Any, W], column: Any, *, alias: str = "status", stored: Stored | None = None
) -> Filter:
    """Make a dependency that reads words from a query parameter, which may be repeated, into a condition on a column.

    FastAPI refuses any other word with its usual 422, which lists the known ones, and documents them in OpenAPI.

    Args:
        mapping: The statuses and their words. Of a MergedMapping, a word stands for all statuses that share it.
        column: The status column.
        alias: The parameter's name.
        stored: How a text column spells a status, "value" (the default) or "name".

    Returns:
        A dependency whose value is a condition for `select(...).where(...)`: that a row's status has one of the words
        given, or, where none was given, one that is true of every row.

    Raises:
        ArgumentError: `mapping` is none, or `alias` is no name.
        ColumnError: The column's type does not fit the mapping's Enum.

    Example:
        >>> from typing import Annotated
        >>> from fastapi import Depends, FastAPI
        >>> from sqlalchemy import ColumnElement
        >>> app = FastAPI()
        >>> in_status = status_filter(STATUS, TranscriptionSession.status)
        >>> @app.get("/sessions")
        ... def listed(chosen: Annotated[ColumnElement[bool], Depends(in_status)]):
        ...     return len(db.scalars(select(TranscriptionSession).where(chosen)).all())
        >>> app.openapi()["paths"]["/sessions"]["get"]["parameters"][0]["schema"]["items"]["enum"]
        ['uploading', 'waiting', 'working', 'completed', 'failed', 'cancelled']
    """
    check_mapping(mapping)
    check_column(column, "column")
    mapping.stored(column, spelled=stored)
    if type(alias) is not str or not alias:
        raise ArgumentError(f"alias={shown(alias)}: the name of a query parameter is needed")

    async def chosen(given: list[W]) -> ColumnElement[bool]:  # a plain function would cost each request a thread's turn
        words = tuple(dict.fromkeys(given))
        return mapping.where(column, words[0], *words[1:], stored=stored) if words else true()

    cast("Any", chosen).__signature__ = inspect.Signature([_parameter(mapping, alias)])
    return chosen


def _parameter(mapping: TotalMapping[Any, Any], alias: str) -> inspect.Parameter:
    """Describe the parameter to FastAPI, which reads signatures: its type is a list of just these words."""
    words = (*mapping.known, *(() if mapping.unrecognized is None else (mapping.unrecognized,)))
    kind = cast("Any", list)[operator.getitem(cast("Any", Literal), words)]
    query = Query(default_factory=list, alias=alias, description="Only rows with one of these statuses.")
    return inspect.Parameter("given", inspect.Parameter.KEYWORD_ONLY, default=query, annotation=kind)
