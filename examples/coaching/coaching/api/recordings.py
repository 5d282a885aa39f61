"""Recordings -> received as they come, then put into the queue of the workers; and whatever is under way cancelled."""

from __future__ import annotations

import time
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool

from coaching.api.access import Database, SessionFactory, UserId
from coaching.api.answers import (
    CONFLICT,
    EVERYWHERE,
    NOT_FOUND,
    OTHER_TYPE,
    TOO_LARGE,
    ConflictError,
    found,
    occupied_is_conflict,
)
from coaching.api.receiving import UPLOAD_LEASE, BoundedRoute, IdempotencyKey, chunks, content_type, upload_key
from coaching.api.schemas import CoachingSessionOut
from coaching.infrastructure import queue
from coaching.infrastructure.attaching import begin_upload, repeats
from coaching.infrastructure.database import Sessions

LARGEST_RECORDING = 512 * 1024 * 1024
BYTES_PER_SEGMENT = 16_384
MOST_SEGMENTS = 1_000
_SOUND = {"schema": {"type": "string", "format": "binary"}}
_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": _SOUND, "audio/*": _SOUND}}}

router = APIRouter(tags=["recordings"], responses=EVERYWHERE | NOT_FOUND | CONFLICT, route_class=BoundedRoute)


@router.post(
    "/coaching-sessions/{key}/recording", status_code=202, responses=TOO_LARGE | OTHER_TYPE, openapi_extra=_BODY
)
async def upload_recording(
    key: UUID, user: UserId, factory: SessionFactory, request: Request, idempotency_key: IdempotencyKey = None
) -> CoachingSessionOut:
    """Send a recording to be transcribed. The simulated recogniser listens to its length only, so nothing is kept."""
    if not content_type(request).startswith(("audio/", "application/octet-stream")):
        raise HTTPException(415, "The content type must be application/octet-stream, or begin with audio/.")
    uploader = uuid4().hex
    mark = upload_key("recording", idempotency_key, request.headers.get("content-length", "").encode())
    session = await run_in_threadpool(_begun, factory, user, key, uploader, mark)
    if isinstance(session, CoachingSessionOut):
        return session
    try:
        size = await _received(request, factory, session, uploader)
    except BaseException:  # the client went away, or the server stops: what did not arrive whole has failed
        await run_in_threadpool(_failed, factory, session, uploader)
        raise
    return await run_in_threadpool(_queued, factory, user, key, session, uploader, size)


@router.post("/coaching-sessions/{key}/transcription/cancel")
def cancel_transcription(db: Database, user: UserId, key: UUID) -> CoachingSessionOut:
    """Cancel a transcription that has not ended."""
    row = found(db, user, key)
    if row.recorded is None or not queue.cancel(db, row.recorded.id):
        raise ConflictError("There is nothing to cancel.", found(db, user, key))
    return CoachingSessionOut.of(found(db, user, key))


def _begun(factory: Sessions, user: UUID, key: UUID, uploader: str, mark: str | None) -> UUID | CoachingSessionOut:
    """Begin an upload; where the same one has arrived already, give what came of it."""
    with occupied_is_conflict(factory, user, key), factory.begin() as db:
        row = found(db, user, key)
        if repeats(db, row, mark):
            return CoachingSessionOut.of(row)
        return begin_upload(db, row, uploader, lease=UPLOAD_LEASE, upload_key=mark)


async def _received(request: Request, factory: Sessions, session: UUID, uploader: str) -> int:
    size, renewed = 0, time.monotonic()
    async for chunk in chunks(request, limit=LARGEST_RECORDING):
        size += len(chunk)
        if time.monotonic() - renewed > UPLOAD_LEASE / 4:
            await run_in_threadpool(_renewed, factory, session, uploader)
            renewed = time.monotonic()
    if size == 0:
        raise HTTPException(422, [{"type": "recording", "loc": ["body"], "msg": "the recording is empty"}])
    return size


def _renewed(factory: Sessions, session: UUID, uploader: str) -> None:
    with factory.begin() as db:
        queue.renew(db, session, uploader, lease=UPLOAD_LEASE)


def _failed(factory: Sessions, session: UUID, uploader: str) -> None:
    with factory.begin() as db:
        queue.fail(db, session, uploader)


def _queued(factory: Sessions, user: UUID, key: UUID, session: UUID, uploader: str, size: int) -> CoachingSessionOut:
    expected = min(max(size // BYTES_PER_SEGMENT, 1), MOST_SEGMENTS)
    with factory.begin() as db:
        arrived = queue.queue(db, session, uploader, expected=expected)
        row = found(db, user, key)
        if not arrived:
            raise ConflictError("The upload was cancelled.", row)
        return CoachingSessionOut.of(row)
