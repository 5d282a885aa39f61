"""A coaching session and something recorded of it -> the one transcription it has, however many try at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session as DatabaseSession

from coaching.domain.segment import Segment
from coaching.domain.status import SessionStatus
from coaching.infrastructure import queue
from coaching.infrastructure.amendment import unchanged
from coaching.infrastructure.database import Sessions, give_way
from coaching.infrastructure.listing import Row
from coaching.infrastructure.models import CoachingSession, TranscriptSegment
from coaching.infrastructure.models import Session as TranscriptionSession
from coaching.infrastructure.queue import Work

PIECE = 250
"""Segments that are written by one statement: a hundredth of a second, a tenth where the machine is busy."""
HOLD = 0.05
"""Seconds after which a transaction writes no further piece: SQLite's other writers wait for its end."""
_REPLACEABLE = (SessionStatus.FAILED, SessionStatus.CANCELLED)
_UNFINISHED = (*_REPLACEABLE, SessionStatus.UPLOADING)


class OccupiedError(Exception):
    """The coaching session has a transcript already, or one on its way."""


def check_free(row: Row) -> None:
    """Refuse what is on its way to a coaching session that has something in its place, before any of it is received.

    Args:
        row: The coaching session.

    Raises:
        OccupiedError: There is a transcript already, or one on its way.
    """
    if row.recorded is not None and row.recorded.status not in _REPLACEABLE:
        raise OccupiedError


def repeats(db: DatabaseSession, row: Row, upload_key: str | None) -> bool:
    """Tell whether a coaching session has what this very upload brought, so that its first answer was lost.

    Args:
        db: The database session.
        row: The coaching session.
        upload_key: What tells the upload; None where it cannot be told.
    """
    if row.recorded is None or upload_key is None or row.recorded.status in _UNFINISHED:
        return False
    stored = select(TranscriptionSession.upload_key).where(TranscriptionSession.id == row.recorded.id)
    return db.scalar(stored) == upload_key


def begin_upload(
    db: DatabaseSession,
    row: Row,
    uploader: str,
    *,
    lease: float,
    expected: int | None = None,
    upload_key: str | None = None,
) -> UUID:
    """Give a coaching session a transcription whose recording, or transcript, is on its way.

    Args:
        db: The database session.
        row: What was recorded.
        uploader: Who receives it.
        lease: For how many seconds it is believed to live without a word from it.
        expected: How many segments it will have, where that is known.
        upload_key: What tells this upload when it is sent again.

    Raises:
        OccupiedError: There is a transcript already, or one on its way.
    """
    session = TranscriptionSession(
        user_id=row.user_id,
        title=_title(row),
        status=SessionStatus.UPLOADING,
        segments_expected=expected,
        upload_key=upload_key,
        worker=uploader,
        lease_until=time.time() + lease,
    )
    return _attach(db, row, session)


def bring_along(
    factory: Sessions, row: Row, segments: Sequence[Segment], *, lease: float, upload_key: str | None = None
) -> bool:
    """Give a coaching session a transcript that exists already.

    A long one takes several transactions, and after each of them other writers have their turn: SQLite has one writer at
    a time. Until the last one the transcription is still uploading, so nobody reads a part, and whoever finds it
    abandoned lets it fail.

    Args:
        factory: The database.
        row: What it is the transcript of.
        segments: All of it; at least one.
        lease: Seconds for which it is believed to live without a further piece.
        upload_key: What tells this upload when it is sent again.

    Returns:
        Whether it is complete; it is not where it was cancelled meanwhile.

    Raises:
        OccupiedError: There is a transcript already, or one on its way.
    """
    uploader = uuid4().hex
    with factory.begin() as db:
        key = begin_upload(db, row, uploader, lease=lease, expected=len(segments), upload_key=upload_key)
        queue.add_segments(db, key, segments[:PIECE])
        if len(segments) <= PIECE:
            return queue.finish(db, key, uploader)
    try:
        return _bring_rest(factory, key, uploader, segments, lease=lease)
    except BaseException:  # such as a database that went away: what is not whole has failed
        with factory.begin() as db:
            queue.fail(db, key, uploader)
        raise


def remove(db: DatabaseSession, row: Row, *, seen: bool = False) -> bool:
    """Delete a coaching session, and whatever was recorded of it.

    Args:
        db: The database session.
        row: The coaching session.
        seen: Whether it must still be what it was.

    Returns:
        Whether it was deleted, which it was not where somebody was faster.
    """
    gone: Any = db.execute(delete(CoachingSession).where(unchanged(row) if seen else CoachingSession.id == row.id))
    if gone.rowcount != 1:
        return False
    if row.recorded is not None:
        _remove_transcription(db, row.recorded.id)
    return True


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


def _bring_rest(factory: Sessions, key: UUID, uploader: str, segments: Sequence[Segment], *, lease: float) -> bool:
    work = Work(key, done=PIECE, expected=len(segments))
    while work.done < work.expected:
        give_way(factory)
        with factory.begin() as db:
            if not queue.renew(db, key, uploader, lease=lease):
                return False
            work = _write_for_a_while(db, work, segments)
    give_way(factory)
    with factory.begin() as db:
        return queue.finish(db, key, uploader)


def _write_for_a_while(db: DatabaseSession, work: Work, segments: Sequence[Segment]) -> Work:
    """Write at least one more piece; give what remains to be done."""
    until, done = monotonic() + HOLD, work.done
    while done < work.expected and (done == work.done or monotonic() < until):
        queue.add_segments(db, work.key, segments[done : done + PIECE], first=done)
        done += PIECE
    return replace(work, done=done)


def _title(row: Row) -> str:
    return f"{row.client[:180]}, {row.held_on:%Y-%m-%d}"


def _attach(db: DatabaseSession, row: Row, session: TranscriptionSession) -> UUID:
    """Put a transcription in the place of none, or of one that came to nothing; of several at once, one succeeds."""
    check_free(row)
    before = row.recorded
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
