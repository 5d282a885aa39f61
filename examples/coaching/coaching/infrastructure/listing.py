"""What a user asks to see -> their coaching sessions, a page at a time, each with the true status of its transcript."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, bindparam, func, select
from sqlalchemy.orm import Session as DatabaseSession

from coaching.domain.status import SessionStatus, Wire
from coaching.infrastructure.models import Client, CoachingSession
from coaching.infrastructure.models import Session as TranscriptionSession
from coaching.infrastructure.summaries import SESSIONS
from session_status import Page, PageQuery, StatusCounts, Summary

Sort = Literal["held_on", "-held_on", "client", "-client", "fee", "-fee", "minutes", "-minutes"]
Recorded = Summary[UUID, SessionStatus, Wire, str]

_ORDERS: dict[Sort, SQLColumnExpression[Any]] = {
    "held_on": CoachingSession.held_on.asc(),
    "-held_on": CoachingSession.held_on.desc(),
    "client": Client.name.asc(),
    "-client": Client.name.desc(),
    "fee": CoachingSession.fee_cents.asc(),
    "-fee": CoachingSession.fee_cents.desc(),
    "minutes": CoachingSession.minutes.asc(),
    "-minutes": CoachingSession.minutes.desc(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which coaching sessions are asked for; what is None or empty asks for all.

    Attributes:
        since: Held on this day or later.
        until: Held on this day or earlier.
        client_id: Of this client.
        currency: Paid in this currency.
        statuses: With one of these statuses of the transcript.
        without_transcript: Without one.
    """

    since: date | None = None
    until: date | None = None
    client_id: UUID | None = None
    currency: str | None = None
    statuses: tuple[SessionStatus, ...] = ()
    without_transcript: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many coaching sessions there are of each kind.

    Attributes:
        total: All of them.
        without_transcript: Those that have none.
        statuses: The others, by the status of their transcripts.
    """

    total: int
    without_transcript: int
    statuses: StatusCounts[SessionStatus]


class Row(NamedTuple):
    """A coaching session, and whatever is shown beside it: columns, for nobody waits for a page to be made of objects."""

    id: UUID
    user_id: UUID
    client_id: UUID
    held_on: date
    minutes: int
    fee_cents: int
    currency: str
    client: str
    expected: int | None
    """How many segments the transcript will have."""
    recorded: Recorded | None


# A client is always there. Yet it is joined by a LEFT JOIN, so that rows are chosen and counted without it.
_LISTED = (
    select(
        CoachingSession.id,
        CoachingSession.user_id,
        CoachingSession.client_id,
        CoachingSession.held_on,
        CoachingSession.minutes,
        CoachingSession.fee_cents,
        CoachingSession.currency,
        Client.name,
        TranscriptionSession.segments_expected,
    )
    .outerjoin(Client, CoachingSession.client_id == Client.id)
    .outerjoin(TranscriptionSession, CoachingSession.transcription_session_id == TranscriptionSession.id)
    .where(CoachingSession.user_id == bindparam("user_id"))
)
_ONE = _LISTED.where(CoachingSession.id == bindparam("key")).add_columns(SESSIONS.optional)
_CRITERIA: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "since": lambda given: CoachingSession.held_on >= given,
    "until": lambda given: CoachingSession.held_on <= given,
    "client_id": lambda given: CoachingSession.client_id == given,
    "currency": lambda given: CoachingSession.currency == given,
    "statuses": TranscriptionSession.status.in_,
    "without_transcript": lambda _: CoachingSession.transcription_session_id.is_(None),
}
_BY_STATUS = ("statuses", "without_transcript")
"""Criteria that counts by status leave aside."""


def page_of(
    db: DatabaseSession, user_id: UUID, filters: Filters, *, sort: Sort, size: int, number: int = 1, after: str | None
) -> Page[Row]:
    """Read one page and its total in one statement.

    Args:
        db: The database session.
        user_id: Whose coaching sessions.
        filters: Which of them.
        sort: In which order.
        size: Rows of a page.
        number: The page's number, from 1.
        after: Instead of a number: the `next` of the page before.

    Raises:
        CursorError: `after` is none that a page of this order gave.
    """
    given = {name: value for name, value in asdict(filters).items() if value}
    offset = 0 if after else (number - 1) * size
    pages = _pages(sort, frozenset(given))
    values = {name: value for name, value in given.items() if value is not True}  # what is only on has no value
    return pages.fetch(
        db, limit=size, offset=offset, after=after, total=True, parameters={"user_id": user_id, **values}
    )


def counts_of(db: DatabaseSession, user_id: UUID, filters: Filters) -> Counts:
    """Count the coaching sessions that filters leave, whatever their status, by the status of their transcripts.

    Args:
        db: The database session.
        user_id: Whose coaching sessions.
        filters: Which of them; what they say of the transcript is left aside.
    """
    given = {name: value for name, value in asdict(filters).items() if value and name not in _BY_STATUS}
    criteria = [CoachingSession.user_id == user_id, *(_CRITERIA[name](value) for name, value in given.items())]
    recorded = CoachingSession.transcription_session_id == TranscriptionSession.id
    transcripts = select(TranscriptionSession).join(CoachingSession, recorded).where(*criteria)
    place = CoachingSession.transcription_session_id
    total, with_transcript = db.execute(select(func.count(), func.count(place)).where(*criteria)).one()
    return Counts(total, total - with_transcript, SESSIONS.counts(db, transcripts))


def one_of(db: DatabaseSession, user_id: UUID, key: UUID) -> Row | None:
    """Read one coaching session; None where the user has none of that key.

    Args:
        db: The database session.
        user_id: Whose it must be.
        key: Its key.
    """
    found = db.execute(_ONE, {"user_id": user_id, "key": key}).one_or_none()
    return None if found is None else Row(*found)


@cache
def _pages(sort: Sort, used: frozenset[str]) -> PageQuery[Row]:
    """Build the statements once for each order and each set of filters: building costs more than asking."""
    statement = _LISTED.where(
        *(_CRITERIA[name](bindparam(name, expanding=name == "statuses")) for name in sorted(used))
    )
    on = CoachingSession.transcription_session_id
    return SESSIONS.pages(statement, on=on, order_by=[_ORDERS[sort]], into=Row)
