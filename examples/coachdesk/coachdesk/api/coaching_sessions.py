"""The list page as it was: two classes called `Session`, a placeholder, and two statements for every row."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coachdesk.models import CoachingSession, TranscriptSegment
from coachdesk.models.session import Session, SessionStatus
from coachdesk.services.recordings import recording


def list_page(db: Session) -> list[tuple[str, str, int]]:
    """Return client, status and number of segments of every coaching session."""
    meetings = db.scalars(select(CoachingSession).order_by(CoachingSession.held_on)).all()
    return [(meeting.client, *_summary(db, meeting.transcription_session_id)) for meeting in meetings]


def failed_titles(db: Session) -> list[str]:
    """Return the titles of failed recordings: this query means the model, and gets it."""
    return [found.title for found in db.query(Session).filter(Session.status == SessionStatus.FAILED)]


def _summary(db: Session, wanted: int | None) -> tuple[str, int]:
    found = recording(db, wanted)
    heard = db.scalar(select(func.count()).where(TranscriptSegment.session_id == wanted))
    return (found.status.value if found else "checking"), heard or 0
