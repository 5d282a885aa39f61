"""A mapping and the columns of the short form -> the fields of a Summary: key, status, word, title and count."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypedDict

from session_status.errors import ArgumentError, ColumnError, UnknownStoredStatusError
from session_status.rows.fields import ColumnField, CountField, Field, StatusField, is_nullable
from session_status.statuses.spelling import Stored, check_column
from session_status.statuses.words import check_mapping

NEEDED = frozenset({"id", "status", "title"})


class Options(TypedDict, total=False):
    """What may be said of any query of the short form; see SummaryQuery."""

    unique: bool
    stored: Stored | None


class RowOptions(Options, total=False):
    """What may be said of one that puts what is unknown into its row."""

    hook: Callable[[UnknownStoredStatusError], None] | None


def short_form(
    mapping: Any,
    columns: Mapping[str, Any],
    key: Any,
    *,
    stored: Stored | None,
    on_unknown: Literal["raise", "row"],
    hook: Callable[[UnknownStoredStatusError], None] | None,
) -> dict[str, Field]:
    """Make the fields of a Summary.

    Args:
        mapping: The statuses and their words.
        columns: `id`, `status`, `title`, and either `segments` or `counter`.
        key: What was given as a row's key, which a mapping's query has not.
        stored: How a text column spells a status.
        on_unknown: "raise" or "row".
        hook: Told of each row whose status is unknown.

    Raises:
        ArgumentError: `mapping` is none, or there is a `key`.
        ColumnError: Something is no column, or not exactly one of `segments` and `counter` is given.
    """
    check_mapping(mapping)
    if key is not None:
        raise ArgumentError("key=...: a mapping's query says its key by id=; key= is that of a SummaryRow")
    for option, column in columns.items():
        if column is not None or option in NEEDED:
            check_column(column, option)
    segments, counter = columns["segments"], columns["counter"]
    if (segments is None) == (counter is None):
        raise ColumnError("give either segments=, the children's column to count by, or counter=, a stored number")
    nullable = is_nullable(columns["status"])
    status = StatusField(columns["status"], mapping, stored, on_unknown, hook, nullable)
    return {
        "id": ColumnField(columns["id"], option="id"),
        "status": status,
        "wire": StatusField(columns["status"], mapping, stored, on_unknown, nullable=nullable, as_word=True),
        "title": ColumnField(columns["title"], option="title"),
        "segments_count": ColumnField(counter, option="counter")
        if segments is None
        else CountField(segments, option="segments"),
    }
