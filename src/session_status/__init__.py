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
    UndeclaredWordError,
    UnknownStatusError,
    UnknownStoredStatusError,
)
from session_status.loading.checks import Finding
from session_status.loading.rows import Summary
from session_status.paging.counts import StatusCounts
from session_status.paging.pages import PageQuery
from session_status.paging.reader import Page
from session_status.paging.totals.kinds import Capped, Estimated, Exact
from session_status.rows.row import SummaryRow
from session_status.rows.specifiers import column_of, count_of, latest_of, status_of, total_of
from session_status.statuses.claims.claim import Claim, Lease
from session_status.statuses.lifecycle import Lifecycle
from session_status.statuses.mapping import MergedMapping, StatusMapping
from session_status.statuses.moves.transition import Transition
from session_status.statuses.storage.declaration import stored_by
from session_status.statuses.unrecognized import Unrecognized
from session_status.summary import SummaryQuery
from session_status.watching.hub import StatusHub
from session_status.watching.merged import Ended

__all__ = [
    "ArgumentError",
    "Capped",
    "Claim",
    "ColumnError",
    "CursorError",
    "Ended",
    "Estimated",
    "Exact",
    "Finding",
    "HubError",
    "Lease",
    "Lifecycle",
    "LifecycleError",
    "MappingError",
    "MergedMapping",
    "Page",
    "PageQuery",
    "SessionStatusError",
    "StatusCounts",
    "StatusHub",
    "StatusMapping",
    "Summary",
    "SummaryQuery",
    "SummaryRow",
    "Transition",
    "TransitionError",
    "UndeclaredWordError",
    "UnknownStatusError",
    "UnknownStoredStatusError",
    "Unrecognized",
    "column_of",
    "count_of",
    "latest_of",
    "status_of",
    "stored_by",
    "total_of",
]
