"""An Enum of statuses, a few columns -> true statuses in one statement, proved at start-up and by the type checker."""

from session_status.checks import Finding
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
from session_status.hub import StatusHub
from session_status.lifecycle import Lifecycle
from session_status.mapping import MergedMapping, StatusMapping
from session_status.pages import Page, PageQuery
from session_status.rows import Summary
from session_status.summary import SummaryQuery
from session_status.unrecognized import Unrecognized

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
