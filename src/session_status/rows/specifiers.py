"""A column, or the children of a row -> a field of a SummaryRow, typed as the values that it will have."""

from collections.abc import Callable
from typing import Any, Literal, cast, overload

from sqlalchemy import ColumnElement, SQLColumnExpression

from session_status.errors import UnknownStoredStatusError
from session_status.rows.fields import ColumnField, CountField, LatestField, StatusField, TotalField, is_nullable
from session_status.statuses.spelling import Stored
from session_status.statuses.unrecognized import Unrecognized
from session_status.statuses.words import Words
from session_status.type_variables import E, T

Col = SQLColumnExpression
References = Col[Any] | tuple[Col[Any], ...]
"""The child's column that refers to the key; for a key of several columns a tuple, in the key's order."""
Hook = Callable[[UnknownStoredStatusError], None]


def column_of(column: Col[T], /, *, through: References | None = None) -> T:
    """Declare a field that is a column, or an expression over the row.

    Args:
        column: The column. The field's annotation is its type: `str | None` where it is nullable.
        through: For a column of another table: the row's column that refers to that table's primary key.

    Example:
        >>> from session_status import SummaryRow, column_of
        >>> class CoachingRow(SummaryRow):
        ...     client: str = column_of(CoachingSession.client)
        ...     talk: str | None = column_of(TranscriptionSession.title, through=CoachingSession.transcription_session_id)
        >>> SummaryQuery(CoachingRow, key=CoachingSession.id).get(db, 1)
        CoachingRow(client='Ada', talk='First talk')
    """
    return cast("T", ColumnField(column, through))


@overload
def status_of(
    column: Col[E] | Col[str] | Col[int],
    mapping: Words[E, str],
    /,
    *,
    stored: Stored | None = ...,
    on_unknown: Literal["raise"] = ...,
) -> E: ...
@overload
def status_of(
    column: Col[E] | Col[str] | Col[int],
    mapping: Words[E, str],
    /,
    *,
    stored: Stored | None = ...,
    on_unknown: Literal["row"],
    hook: Hook | None = ...,
) -> E | Unrecognized: ...
@overload
def status_of(
    column: Col[E | None] | Col[str | None] | Col[int | None],
    mapping: Words[E, str],
    /,
    *,
    stored: Stored | None = ...,
    on_unknown: Literal["raise"] = ...,
) -> E | None: ...
@overload
def status_of(
    column: Col[E | None] | Col[str | None] | Col[int | None],
    mapping: Words[E, str],
    /,
    *,
    stored: Stored | None = ...,
    on_unknown: Literal["row"],
    hook: Hook | None = ...,
) -> E | Unrecognized | None: ...
def status_of(
    column: Col[Any],
    mapping: Words[Any, str],
    /,
    *,
    stored: Stored | None = None,
    on_unknown: Literal["raise", "row"] = "raise",
    hook: Hook | None = None,
) -> Any:
    """Declare a field that is a status: the member of its Enum, None where a nullable column holds NULL.

    Args:
        column: The status column: an Enum, a native enum, text, or whole numbers.
        mapping: The statuses and their words.
        stored: How a text column spells a status, "value" (the default) or "name".
        on_unknown: What a stored value that the mapping does not know does to an answer: "raise", or "row", which
            puts Unrecognized into that row alone.
        hook: Called for each such row, with the error that was not raised.

    Example:
        >>> from session_status import SummaryRow, status_of
        >>> class StatusRow(SummaryRow):
        ...     status: SessionStatus = status_of(TranscriptionSession.status, STATUS)
        >>> SummaryQuery(StatusRow, key=TranscriptionSession.id).get(db, key).as_json()
        {'status': 'completed'}
    """
    return StatusField(column, mapping, stored, on_unknown, hook, nullable=is_nullable(column))


def count_of(references: References, /, *, where: ColumnElement[bool] | None = None) -> int:
    """Declare a field that counts the row's children; they are never loaded.

    Args:
        references: The child's column that refers to the key; for a key of several columns a tuple, in its order.
        where: Which of the children count; all of them without it.

    Example:
        >>> from session_status import SummaryRow, count_of
        >>> class CountRow(SummaryRow):
        ...     segments: int = count_of(TranscriptSegment.session_id)
        ...     later: int = count_of(TranscriptSegment.session_id, where=TranscriptSegment.id > 1)
        >>> SummaryQuery(CountRow, key=TranscriptionSession.id).get(db, key)
        CountRow(segments=2, later=1)
    """
    return cast("int", CountField(references, where))


def total_of(column: Col[T], /, *, of: References, where: ColumnElement[bool] | None = None) -> T | None:
    """Declare a field that is the sum of a column over the row's children: None without any.

    Args:
        column: A column of numbers; the sum is of its type on every database. A type of your own that makes its values of
            what is stored is refused: the database adds up what is stored. `type_coerce(column, Integer)` says that this is
            meant.
        of: The child's column that refers to the key; for a key of several columns a tuple, in its order.
        where: Which of the children are summed; all of them without it.

    Example:
        >>> from session_status import SummaryRow, total_of
        >>> class TotalRow(SummaryRow):
        ...     numbers: int | None = total_of(TranscriptSegment.id, of=TranscriptSegment.session_id)
        >>> SummaryQuery(TotalRow, key=TranscriptionSession.id).get(db, key)
        TotalRow(numbers=3)
    """
    return cast("T | None", TotalField(column, of, where))


def latest_of(column: Col[T], /, *, of: References, by: Col[Any], where: ColumnElement[bool] | None = None) -> T | None:
    """Declare a field that is a column of the row's latest child: None without any.

    Args:
        column: The column.
        of: The child's column that refers to the key; for a key of several columns a tuple, in its order.
        by: What the latest child has most of, as the database sorts it. NULL is least; between equals the child's primary key decides.
        where: Which of the children are looked at; all of them without it.

    Example:
        >>> from session_status import SummaryRow, latest_of
        >>> class LatestRow(SummaryRow):
        ...     last: int | None = latest_of(
        ...         TranscriptSegment.id, of=TranscriptSegment.session_id, by=TranscriptSegment.id
        ...     )
        >>> SummaryQuery(LatestRow, key=TranscriptionSession.id).get(db, key)
        LatestRow(last=2)
    """
    return cast("T | None", LatestField(column, of, by, where))
