"""A coaching session and something recorded of it -> the one transcription it has, however many try at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session as DatabaseSession

from coaching.domain.segment import Segment
from coaching.domain.status import SessionStatus
from coaching.infrastructure import queue
from coaching.infrastructure.listing import Row
from coaching.infrastructure.models import CoachingSession, TranscriptSegment
from coaching.infrastructure.models import Session as TranscriptionSession

_REPLACEABLE = (SessionStatus.FAILED, SessionStatus.CANCELLED)


class OccupiedError(Exception):
    """The coaching session has a transcript already, or one on its way."""


def begin_upload(db: DatabaseSession, row: Row, uploader: str, *, lease: float) -> UUID:
    """Give a coaching session a transcription whose recording is on its way.

    Args:
        db: The database session.
        row: What was recorded.
        uploader: Who receives the recording.
        lease: For how many seconds it is believed to live without a word from it.

    Raises:
        OccupiedError: There is a transcript already, or one on its way.
    """
    session = TranscriptionSession(
        user_id=row.user_id,
        title=_title(row),
        status=SessionStatus.UPLOADING,
        worker=uploader,
        lease_until=time.time() + lease,
    )
    return _attach(db, row, session)


def bring_along(db: DatabaseSession, row: Row, segments: Sequence[Segment]) -> UUID:
    """Give a coaching session a transcript that exists already.

    Args:
        db: The database session.
        row: What it is the transcript of.
        segments: All of it.

    Raises:
        OccupiedError: There is a transcript already, or one on its way.
    """
    session = TranscriptionSession(
        user_id=row.user_id,
        title=_title(row),
        status=SessionStatus.COMPLETED,
        segments_expected=len(segments),
    )
    key = _attach(db, row, session)
    queue.add_segments(db, key, segments)
    return key


def remove(db: DatabaseSession, row: Row) -> None:
    """Delete a coaching session, and whatever was recorded of it.

    Args:
        db: The database session.
        row: The coaching session.
    """
    db.execute(delete(CoachingSession).where(CoachingSession.id == row.id))
    if row.recorded is not None:
        _remove_transcription(db, row.recorded.id)


def segments_of(db: DatabaseSession, key: UUID) -> list[Segment]:
    """Read a transcript.

    Args:
        db: The database session.
        key: The transcription.
    """
    spoken = TranscriptSegment
    statement = select(spoken.start_ms, spoken.end_ms, spoken.speaker, spoken.text)
    found = db.execute(statement.where(spoken.session_id == key).order_by(spoken.number))
    return [Segment(start, end, speaker, text) for start, end, speaker, text in found]


def _title(row: Row) -> str:
    return f"{row.client[:180]}, {row.held_on:%Y-%m-%d}"


def _attach(db: DatabaseSession, row: Row, session: TranscriptionSession) -> UUID:
    """Put a transcription in the place of none, or of one that came to nothing; of several at once, one succeeds."""
    before = row.recorded
    if before is not None and before.status not in _REPLACEABLE:
        raise OccupiedError
    db.add(session)
    db.flush()
    unchanged = CoachingSession.transcription_session_id == (before.id if before else None)
    place = update(CoachingSession).where(CoachingSession.id == row.id, unchanged)
    moved = db.execute(
        place.values(transcription_session_id=session.id), execution_options={"synchronize_session": False}
    )
    if getattr(moved, "rowcount", 0) != 1:
        raise OccupiedError
    if before is not None:
        _remove_transcription(db, before.id)
    return session.id


def _remove_transcription(db: DatabaseSession, key: UUID) -> None:
    queue.cancel(db, key)  # a worker that holds it finds that it has lost it, and writes no more
    db.execute(delete(TranscriptSegment).where(TranscriptSegment.session_id == key))
    db.execute(delete(TranscriptionSession).where(TranscriptionSession.id == key))
