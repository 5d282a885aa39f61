"""The same list page in one statement, with the status that the database holds."""

from __future__ import annotations

from typing import Literal, assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session as DatabaseSession

from coachdesk.models import CoachingSession, TranscriptSegment
from coachdesk.models.session import Session as TranscriptionSession
from coachdesk.models.session import SessionStatus
from session_status import StatusMapping, SummaryQuery

Wire = Literal["uploading", "pending", "processing", "completed", "failed", "cancelled"]


def to_wire(status: SessionStatus) -> Wire:
    """Spell a status for the browser; a member without a case is an error of the type checker."""
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
RECORDINGS = SummaryQuery(
    STATUS,
    id=TranscriptionSession.id,
    status=TranscriptionSession.status,
    title=TranscriptionSession.title,
    segments=TranscriptSegment.session_id,
)


def list_page(db: DatabaseSession) -> list[tuple[str, str, int]]:
    """Return client, status and number of segments of every coaching session."""
    meetings = (
        select(CoachingSession.client, RECORDINGS.optional)
        .outerjoin(TranscriptionSession, CoachingSession.transcription_session_id == TranscriptionSession.id)
        .order_by(CoachingSession.held_on)
    )
    return [
        (client, "not recorded", 0) if recording is None else (client, recording.wire, recording.segments_count)
        for client, recording in db.execute(meetings)
    ]
