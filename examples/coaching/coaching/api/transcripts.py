"""Transcripts -> brought along as a file, or read as one when they are complete."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request, Response
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
from coaching.api.schemas import CoachingSessionOut, Invalid
from coaching.domain.status import SessionStatus
from coaching.infrastructure.attaching import bring_along, check_free, repeats, segments_of
from coaching.infrastructure.database import Sessions
from coaching.infrastructure.transcripts import (
    DownloadFormat,
    TranscriptError,
    UploadFormat,
    compose,
    parse,
)

LARGEST_TRANSCRIPT = 5 * 1024 * 1024
FORMATS: dict[str, UploadFormat] = {"text/vtt": "vtt", "application/x-subrip": "srt", "application/json": "json"}
MEDIA_TYPES: dict[DownloadFormat, str] = {
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "txt": "text/plain",
    "json": "application/json",
}
_JSON_SCHEMA: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["start_ms", "end_ms", "text"],
        "additionalProperties": False,
        "properties": {
            "start_ms": {"type": "integer", "minimum": 0},
            "end_ms": {"type": "integer", "minimum": 1, "description": "Larger than start_ms."},
            "speaker": {"type": ["string", "null"], "maxLength": 200},
            "text": {"type": "string", "minLength": 1, "maxLength": 100_000},
        },
    },
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "text/vtt": {"schema": {"type": "string"}},
            "application/x-subrip": {"schema": {"type": "string"}},
            "application/json": {"schema": _JSON_SCHEMA},
        },
    }
}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The transcript.",
        "content": {
            "text/vtt": {"schema": {"type": "string"}},
            "application/x-subrip": {"schema": {"type": "string"}},
            "text/plain": {"schema": {"type": "string"}},
            "application/json": {"schema": _JSON_SCHEMA},
        },
    }
}
_UNREADABLE: dict[int | str, dict[str, Any]] = {
    422: {"model": Invalid, "description": "Not a transcript of this type."}
}

router = APIRouter(tags=["transcripts"], responses=EVERYWHERE | NOT_FOUND | CONFLICT, route_class=BoundedRoute)


@router.post(
    "/coaching-sessions/{key}/transcript",
    status_code=201,
    responses=TOO_LARGE | OTHER_TYPE | _UNREADABLE,
    openapi_extra=_BODY,
)
async def upload_transcript(
    key: UUID, user: UserId, factory: SessionFactory, request: Request, idempotency_key: IdempotencyKey = None
) -> CoachingSessionOut:
    """Bring a transcript along: WebVTT, SubRip or JSON, in UTF-8; all of it is taken, or none."""
    form = FORMATS.get(content_type(request))
    if form is None:
        raise HTTPException(415, f"One of these content types is needed: {', '.join(FORMATS)}.")
    # One with a key may be the one that is there already, which is known once it has been received.
    await run_in_threadpool(_check_free if idempotency_key is None else _check_found, factory, user, key)
    body = bytearray()
    async for chunk in chunks(request, limit=LARGEST_TRANSCRIPT):
        body += chunk
    mark = upload_key("transcript", idempotency_key, bytes(body))
    return await run_in_threadpool(_stored, factory, user, key, bytes(body), form, mark)


def _check_free(factory: Sessions, user: UUID, key: UUID) -> None:
    """Refuse before anything is received, let alone read: that is what costs."""
    with occupied_is_conflict(factory, user, key), factory() as db:
        check_free(found(db, user, key))


def _check_found(factory: Sessions, user: UUID, key: UUID) -> None:
    with factory() as db:
        found(db, user, key)


def _stored(
    factory: Sessions, user: UUID, key: UUID, body: bytes, form: UploadFormat, mark: str | None
) -> CoachingSessionOut:
    with occupied_is_conflict(factory, user, key), factory() as db:
        row = found(db, user, key)
        if repeats(db, row, mark):
            return CoachingSessionOut.of(row)
        check_free(row)
    try:
        segments = parse(body, form)
    except TranscriptError as error:
        fault = {"type": "transcript", "loc": ["body"], "msg": str(error)}
        raise HTTPException(422, [fault]) from error
    with occupied_is_conflict(factory, user, key):
        complete = bring_along(factory, row, segments, lease=UPLOAD_LEASE, upload_key=mark)
    with factory() as db:
        row = found(db, user, key)
    if not complete:
        raise ConflictError("The upload was cancelled.", row)
    return CoachingSessionOut.of(row)


@router.get("/coaching-sessions/{key}/transcript", responses=_FILES, response_class=Response)
def download_transcript(
    db: Database, user: UserId, key: UUID, form: Annotated[DownloadFormat, Query(alias="format")] = "vtt"
) -> Response:
    """Give the transcript as a file, when it is complete."""
    row = found(db, user, key)
    if row.recorded is None or row.recorded.status is not SessionStatus.COMPLETED:
        raise ConflictError("There is no complete transcript.", row)
    text = compose(segments_of(db, row.recorded.id), form)
    # The name is made of what no user chose.
    named = {"Content-Disposition": f'attachment; filename="transcript-{key}.{form}"'}
    return Response(text, media_type=MEDIA_TYPES[form], headers=named)
