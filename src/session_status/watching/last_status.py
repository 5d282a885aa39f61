"""A query, a lifecycle and a status column -> whether a row has come to its end."""

from collections.abc import Callable
from typing import Any

from session_status.errors import ArgumentError
from session_status.loading.reader import selection_of_query
from session_status.statuses.lifecycle import Lifecycle
from session_status.summary import SummaryQuery


def last_status(sessions: SummaryQuery[Any, Any], life: Lifecycle[Any], by: Any) -> Callable[[Any], bool]:
    """Tell rows that never change again from others; one whose status is NULL or unknown may change.

    Args:
        sessions: The query.
        life: The lifecycle.
        by: The status column that decides; None where the row has one only.

    Raises:
        ArgumentError: The lifecycle is of another Enum, or `by` is missing.
        ColumnError: `by` is none of the row's statuses.
    """
    name, field = selection_of_query(sessions).status(by)
    if field.mapping.domain is not life.domain:
        raise ArgumentError(
            f"{life!r} is no lifecycle of the query's {name}, a {field.mapping.domain.__name__}: its watches would never end"
        )
    return lambda row: getattr(row, name) in life.terminal
