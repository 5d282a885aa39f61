"""Transcriptions that wait, and workers -> each taken by one worker at a time, each step compared and set.

A worker holds a transcription by a lease and renews it with every piece of work. A worker that dies renews nothing:
once the lease has ended, another one goes on with whatever was written. Every statement here names the worker that
it believes in, so one that was only slow finds that it has lost the work, and stops.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session as DatabaseSession

from coaching.domain.segment import Segment
from coaching.domain.status import LIFE, SessionStatus
from coaching.infrastructure.models import Session as TranscriptionSession
from coaching.infrastructure.models import TranscriptSegment
from session_status import Lease

S = SessionStatus


@dataclass(frozen=True, slots=True)
class Work:
    """A transcription that a worker holds.

    Attributes:
        key: The transcription.
        done: How many segments somebody recognised already.
        expected: How many there will be.
    """

    key: UUID
    done: int
    expected: int


def renew(db: DatabaseSession, key: UUID, worker: str, *, lease: float) -> bool:
    """Prolong a lease; False where the work was cancelled or taken over.

    Args:
        db: The database session.
        key: The transcription.
        worker: Who holds it.
        lease: Seconds from now.
    """
    held = _held(key, worker) & TranscriptionSession.status.in_(LIFE.active)
    statement = update(TranscriptionSession).where(held).values(lease_until=time.time() + lease)
    return _changed(db, statement)


def queue(db: DatabaseSession, key: UUID, uploader: str, *, expected: int) -> bool:
    """Let a transcription whose recording is here wait for a worker; False where it was cancelled or given up.

    Args:
        db: The database session.
        key: The transcription.
        uploader: Who received the recording.
        expected: How many segments it will have.
    """
    freed: dict[str, Any] = {"worker": None, "lease_until": None, "segments_expected": expected}
    statement = LIFE.advance(TranscriptionSession.status, S.PENDING, _held(key, uploader))
    return _changed(db, statement.values(queued=time.time_ns(), **freed))


def take(db: DatabaseSession, worker: str, *, lease: float) -> Work | None:
    """Take the transcription that waits longest, or one whose worker has died; None where there is nothing to do.

    Args:
        db: The database session, in no transaction.
        worker: Who takes it.
        lease: Seconds for which it is held without a further word.
    """
    now = time.time()
    held = Lease(
        TranscriptionSession.lease_until, now=now, until=now + lease, holder={TranscriptionSession.worker: worker}
    )
    status, oldest = TranscriptionSession.status, TranscriptionSession.queued
    claims = LIFE.claim(db, status, S.PROCESSING, order_by=oldest, lease=held)
    return _work(db, claims[0].key) if claims else None


def write(db: DatabaseSession, work: Work, worker: str, segments: Sequence[Segment], *, lease: float) -> bool:
    """Write the segments that follow those that are done, if the work is still this worker's.

    Args:
        db: The database session; renewing the lease and writing are one transaction.
        work: The transcription, and how much of it was done before.
        worker: Who holds it.
        segments: What was recognised.
        lease: Seconds for which it is held without a further word.
    """
    # The UPDATE comes first: it locks the row, so neither a cancellation nor another worker can come between.
    if not renew(db, work.key, worker, lease=lease):
        return False
    add_segments(db, work.key, segments, first=work.done)
    return True


def finish(db: DatabaseSession, key: UUID, worker: str) -> bool:
    """Complete a transcription whose segments are all here; False where it was cancelled or taken over.

    Args:
        db: The database session.
        key: The transcription.
        worker: Who holds it.
    """
    statement = LIFE.advance(TranscriptionSession.status, S.COMPLETED, _held(key, worker))
    return _changed(db, statement.values(worker=None, lease_until=None))


def fail(db: DatabaseSession, key: UUID, worker: str) -> bool:
    """Fail a transcription, and drop what was recognised of it.

    Args:
        db: The database session.
        key: The transcription.
        worker: Who holds it.
    """
    return _stop(db, key, S.FAILED, _held(key, worker))


def cancel(db: DatabaseSession, key: UUID) -> bool:
    """Cancel a transcription, whoever holds it, and drop what was recognised; False where it has ended already.

    Args:
        db: The database session.
        key: The transcription.
    """
    return _stop(db, key, S.CANCELLED, TranscriptionSession.id == key)


def fail_abandoned_uploads(db: DatabaseSession) -> int:
    """Fail the uploads whose receiver has died: nobody can go on with them.

    Args:
        db: The database session.

    Returns:
        How many there were.
    """
    statement = LIFE.advance(TranscriptionSession.status, S.FAILED, _abandoned(S.UPLOADING))
    return _count(db, statement.values(worker=None, lease_until=None))


def add_segments(db: DatabaseSession, key: UUID, segments: Sequence[Segment], *, first: int = 0) -> None:
    """Write segments of a transcript.

    Args:
        db: The database session.
        key: The transcription.
        segments: What was said.
        first: The number of the first of them.
    """
    rows = [{"session_id": key, "number": number, **asdict(segment)} for number, segment in enumerate(segments, first)]
    if rows:
        db.execute(insert(TranscriptSegment), rows)  # no objects: a transcript may have tens of thousands of rows


def _stop(db: DatabaseSession, key: UUID, status: SessionStatus, *criteria: ColumnElement[bool]) -> bool:
    statement = LIFE.advance(TranscriptionSession.status, status, *criteria)
    if not _changed(db, statement.values(worker=None, lease_until=None)):
        return False
    db.execute(delete(TranscriptSegment).where(TranscriptSegment.session_id == key))
    return True


def _held(key: UUID, worker: str) -> ColumnElement[bool]:
    return and_(TranscriptionSession.id == key, TranscriptionSession.worker == worker)


def _abandoned(status: SessionStatus) -> ColumnElement[bool]:
    ended = or_(TranscriptionSession.lease_until.is_(None), TranscriptionSession.lease_until < time.time())
    return and_(TranscriptionSession.status == status, ended)


def _work(db: DatabaseSession, key: UUID) -> Work:
    done = select(func.count()).where(TranscriptSegment.session_id == key).scalar_subquery()
    expected = select(TranscriptionSession.segments_expected, done).where(TranscriptionSession.id == key)
    found = db.execute(expected).one()
    return Work(key, done=found[1], expected=found[0] or 0)


def _changed(db: DatabaseSession, statement: Any) -> bool:
    return _count(db, statement) == 1


def _count(db: DatabaseSession, statement: Any) -> int:
    result: Any = db.execute(statement)
    changed: int = result.rowcount
    return changed
