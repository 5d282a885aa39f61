"""Coaching sessions -> a list of them, one of them, a new one, a changed one, one fewer."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session as DatabaseSession

from coaching.api.access import Database, UserId
from coaching.api.answers import BODY, CHANGED, EVERYWHERE, NOT_FOUND, found
from coaching.api.receiving import BoundedRoute
from coaching.api.schemas import (
    ClientIn,
    ClientOut,
    CoachingSessionChange,
    CoachingSessionIn,
    CoachingSessionOut,
    CountsOut,
    Currency,
    PageOut,
)
from coaching.api.versions import IfMatch, changed_meanwhile, check_match, etag_of
from coaching.domain.status import STATUS, SessionStatus
from coaching.infrastructure import attaching
from coaching.infrastructure.amendment import amend
from coaching.infrastructure.listing import Filters, Row, Sort, counts_of, page_of
from coaching.infrastructure.models import Client, CoachingSession

DEEPEST_PAGE = 100_000
CURSOR_LENGTH = 4096

router = APIRouter(tags=["coaching sessions"], responses=EVERYWHERE, route_class=BoundedRoute)


async def _filters(  # async, though it never waits: a plain function costs a thread's turn
    since: Annotated[date | None, Query(alias="from", description="Held on this day or later.")] = None,
    until: Annotated[date | None, Query(alias="to", description="Held on this day or earlier.")] = None,
    client_id: UUID | None = None,
    currency: Currency | None = None,
    *,
    statuses: Annotated[
        list[Annotated[SessionStatus, STATUS]],
        Query(default_factory=list, alias="status", description="Only rows with one of these statuses."),
    ],
    without_transcript: Annotated[bool, Query(description="Only rows that have no transcript.")] = False,
) -> Filters:
    return Filters(
        since=since,
        until=until,
        client_id=client_id,
        currency=currency,
        statuses=tuple(statuses),
        without_transcript=without_transcript,
    )


@router.get("/coaching-sessions")
def list_coaching_sessions(
    db: Database,
    user: UserId,
    filters: Annotated[Filters, Depends(_filters)],
    sort: Sort = "-held_on",
    page: Annotated[int, Query(ge=1, le=DEEPEST_PAGE)] = 1,
    page_size: Annotated[int, Query(ge=1, le=200)] = 20,
    after: Annotated[str | None, Query(max_length=CURSOR_LENGTH, description="`next` of the page before.")] = None,
) -> PageOut:
    """List the user's coaching sessions; `after` takes precedence over `page`."""
    shown = page_of(db, user, filters, sort=sort, size=page_size, number=page, after=after)
    items = [CoachingSessionOut.of(row) for row in shown.items]
    return PageOut(items=items, total=shown.total or 0, next=shown.next)


@router.post("/coaching-sessions", status_code=201, responses=NOT_FOUND | BODY)
def create_coaching_session(
    db: Database, user: UserId, given: CoachingSessionIn, request: Request, response: Response
) -> CoachingSessionOut:
    """Note a coaching session."""
    _check_client(db, user, given.client_id)
    coaching = CoachingSession(user_id=user, **given.model_dump())
    db.add(coaching)
    db.flush()
    response.headers["Location"] = f"{request.scope['root_path']}/api/v1/coaching-sessions/{coaching.id}"
    return _shown(found(db, user, coaching.id), response)


@router.get("/coaching-sessions/{key}", responses=NOT_FOUND)
def get_coaching_session(db: Database, user: UserId, key: UUID, response: Response) -> CoachingSessionOut:
    """Show one coaching session; its ETag stands for what a change may change, not for the transcript's progress."""
    return _shown(found(db, user, key), response)


@router.patch("/coaching-sessions/{key}", responses=NOT_FOUND | CHANGED | BODY)
def change_coaching_session(
    db: Database, user: UserId, key: UUID, given: CoachingSessionChange, response: Response, if_match: IfMatch = None
) -> CoachingSessionOut:
    """Change a coaching session; with If-Match, only what the client saw."""
    row = found(db, user, key)
    check_match(row, if_match)
    if given.client_id is not None:
        _check_client(db, user, given.client_id)
    if not amend(db, row, given.model_dump(exclude_none=True), seen=if_match is not None):
        raise changed_meanwhile()
    return _shown(found(db, user, key), response)


@router.delete("/coaching-sessions/{key}", status_code=204, responses=NOT_FOUND | CHANGED)
def delete_coaching_session(db: Database, user: UserId, key: UUID, if_match: IfMatch = None) -> None:
    """Delete a coaching session, its transcription and its transcript; with If-Match, only what the client saw."""
    row = found(db, user, key)
    check_match(row, if_match)
    if not attaching.remove(db, row, seen=if_match is not None):
        raise changed_meanwhile()


@router.get("/coaching-session-counts")
def count_coaching_sessions(db: Database, user: UserId, filters: Annotated[Filters, Depends(_filters)]) -> CountsOut:
    """Count the user's coaching sessions by their transcripts' status; filters by status, or by none, are left aside."""
    counts = counts_of(db, user, filters)
    return CountsOut(
        total=counts.total, without_transcript=counts.without_transcript, statuses=counts.statuses.as_json()
    )


@router.get("/clients", tags=["clients"])
def list_clients(db: Database, user: UserId) -> list[ClientOut]:
    """List the user's clients by name."""
    clients = db.scalars(select(Client).where(Client.user_id == user).order_by(Client.name, Client.id))
    return [ClientOut(id=client.id, name=client.name) for client in clients]


@router.post("/clients", tags=["clients"], status_code=201, responses=BODY)
def create_client(db: Database, user: UserId, given: ClientIn) -> ClientOut:
    """Note a client."""
    client = Client(user_id=user, name=given.name)
    db.add(client)
    db.flush()
    return ClientOut(id=client.id, name=client.name)


def _shown(row: Row, response: Response) -> CoachingSessionOut:
    response.headers["ETag"] = etag_of(row)
    return CoachingSessionOut.of(row)


def _check_client(db: DatabaseSession, user: UUID, key: UUID) -> None:
    if db.scalar(select(Client.id).where(Client.id == key, Client.user_id == user)) is None:
        raise HTTPException(404, "There is no such client.")
