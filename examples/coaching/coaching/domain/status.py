"""A transcription's status -> its word on the wire, and the statuses that may follow it."""

from __future__ import annotations

from enum import Enum
from typing import Literal, assert_never

from session_status import Lifecycle, StatusMapping


class SessionStatus(Enum):
    """How far a transcription is."""

    UPLOADING = "uploading"
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


Wire = Literal["uploading", "pending", "processing", "completed", "failed", "cancelled"]


def to_wire(status: SessionStatus) -> Wire:
    """Spell a status for clients; a member without a case is an error of the type checker.

    Args:
        status: The status.
    """
    match status:
        case SessionStatus.UPLOADING:
            return "uploading"
        case SessionStatus.PENDING:
            return "pending"
        case SessionStatus.PROCESSING:
            return "processing"
        case SessionStatus.COMPLETED:
            return "completed"
        case SessionStatus.FAILED:
            return "failed"
        case SessionStatus.CANCELLED:
            return "cancelled"
        case _:
            assert_never(status)


STATUS = StatusMapping.proved(SessionStatus, to_wire)

LIFE = Lifecycle(
    SessionStatus,
    {
        # A recording waits for a worker; a transcript that somebody brings along is complete as soon as it is there.
        SessionStatus.UPLOADING: [
            SessionStatus.PENDING,
            SessionStatus.COMPLETED,
            SessionStatus.FAILED,
            SessionStatus.CANCELLED,
        ],
        SessionStatus.PENDING: [SessionStatus.PROCESSING, SessionStatus.CANCELLED],
        SessionStatus.PROCESSING: [SessionStatus.COMPLETED, SessionStatus.FAILED, SessionStatus.CANCELLED],
    },
    initial=[SessionStatus.UPLOADING],
)
