"""An Enum of statuses, a few columns -> true statuses in one statement, proved at start-up and by the type checker."""

from session_status.errors import (
    ArgumentError,
    ColumnError,
    CursorError,
    HubError,
    LifecycleError,
    MappingError,
    SessionStatusError,
    TransitionError,
    UnknownStatusError,
    UnknownStoredStatusError,
)
from session_status.loading.checks import Finding
from session_status.loading.rows import Summary
from session_status.paging.pages import Page, PageQuery
from session_status.statuses.lifecycle import Lifecycle
from session_status.statuses.mapping import MergedMapping, StatusMapping
from session_status.statuses.unrecognized import Unrecognized
from session_status.summary import SummaryQuery
from session_status.watching.hub import StatusHub

__all__ = [
    "ArgumentError",
    "ColumnError",
    "CursorError",
    "Finding",
    "HubError",
    "Lifecycle",
    "LifecycleError",
    "MappingError",
    "MergedMapping",
    "Page",
    "PageQuery",
    "SessionStatusError",
    "StatusHub",
    "StatusMapping",
    "Summary",
    "SummaryQuery",
    "TransitionError",
    "UnknownStatusError",
    "UnknownStoredStatusError",
    "Unrecognized",
]
