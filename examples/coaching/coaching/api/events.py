"""Statuses: which there are, and every change of them as it happens."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from sqlalchemy import select
from starlette.responses import Response

from coaching.api.access import CallerIn, SessionFactory, UserId
from coaching.api.answers import CONFLICT, EVERYWHERE, NOT_FOUND, TOO_MANY, UNAVAILABLE, ConflictError, found
from coaching.api.receiving import BoundedRoute
from coaching.api.schemas import StatusOut
from coaching.api.streams import GuardedStream
from coaching.domain.status import LIFE, STATUS
from coaching.infrastructure.listing import Recorded
from coaching.infrastructure.models import CoachingSession
from session_status import StatusHub
from session_status.fastapi import sse, sse_all

Hub = StatusHub[UUID, Recorded]
MOST_ROWS = 200
_STREAM = {
    200: {"description": "A stream of events.", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}

router = APIRouter(tags=["statuses"], route_class=BoundedRoute)


@router.get("/statuses", responses=UNAVAILABLE)
def list_statuses() -> list[StatusOut]:
    """List the statuses that a transcript may have."""
    return [
        StatusOut(status=status, terminal=status in LIFE.terminal, after=[*LIFE.after(status)]) for status in STATUS
    ]


async def hub(request: Request) -> Hub:
    """Give the application's hub.

    Args:
        request: Any request to it.
    """
    watching: Hub = request.app.state.hub
    return watching


def transcription(user: UserId, factory: SessionFactory, key: UUID) -> UUID:
    """Find the transcription of a coaching session; the connection is given back before anything is sent.

    Args:
        user: Who asks.
        factory: The application's database.
        key: The coaching session.

    Raises:
        ConflictError: There is none to watch.
    """
    with factory() as db:
        row = found(db, user, key)
    if row.recorded is None:
        raise ConflictError("There is no transcript to watch.", row)
    return row.recorded.id


def transcriptions(
    user: UserId,
    factory: SessionFactory,
    keys: Annotated[list[UUID], Query(alias="id", min_length=1, max_length=MOST_ROWS)],
) -> list[UUID]:
    """Find the transcriptions of several coaching sessions, as far as they have one.

    Args:
        user: Who asks.
        factory: The application's database.
        keys: The coaching sessions.

    Raises:
        HTTPException: 404, where one of them is not the user's.
    """
    own = (CoachingSession.user_id == user) & CoachingSession.id.in_(keys)
    with factory() as db:
        rows = db.execute(select(CoachingSession.id, CoachingSession.transcription_session_id).where(own)).all()
    if len(rows) < len(set(keys)):
        raise HTTPException(404, "There is no such coaching session.")
    return [session for _, session in rows if session is not None]


@router.get("/coaching-sessions/{key}/events", responses=_STREAM | EVERYWHERE | NOT_FOUND | CONFLICT | TOO_MANY)
async def watch_one(
    known: CallerIn,
    request: Request,
    key: Annotated[UUID, Depends(transcription)],
    watching: Annotated[Hub, Depends(hub)],
) -> Response:
    """Tell the state of one transcription, then each change of it."""
    return GuardedStream(request.app.state.streams, known, sse(watching, key))


@router.get("/coaching-session-events", responses=_STREAM | EVERYWHERE | NOT_FOUND | TOO_MANY)
async def watch_many(
    known: CallerIn,
    request: Request,
    keys: Annotated[list[UUID], Depends(transcriptions)],
    watching: Annotated[Hub, Depends(hub)],
) -> Response:
    """Tell the states of several transcriptions, then each change of them: one connection for a whole page."""
    return GuardedStream(request.app.state.streams, known, sse_all(watching, keys))
