"""An empty database -> a user with clients, coaching sessions up to today and transcripts in every status, some moving."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as DatabaseSession

from coaching.domain.segment import Segment
from coaching.domain.status import LIFE, SessionStatus
from coaching.infrastructure.database import Sessions
from coaching.infrastructure.models import Client, CoachingSession, TranscriptSegment, User
from coaching.infrastructure.models import Session as TranscriptionSession
from coaching.infrastructure.tokens import digest, new_token

S = SessionStatus
CLIENTS = ("Ada Lovelace", "Blaise Pascal", "Chien-Shiung Wu", "Dorothy Vaughan", "Emmy Noether", "Grace Hopper")
STATUSES = (S.COMPLETED, S.PENDING, None, S.COMPLETED, S.FAILED, S.COMPLETED, S.PENDING, S.CANCELLED, S.COMPLETED)
SESSIONS = 63
NAME = "Sample"
_LINES = ("Where were we last time?", "I had promised myself an answer.", "And what is it today?")


def add_user(db: DatabaseSession, name: str) -> tuple[User, str]:
    """Add a user.

    Args:
        db: The database session.
        name: What they are called.

    Returns:
        The user, and the token, which is stored nowhere.
    """
    token = new_token()
    user = User(name=name, token_hash=digest(token))
    db.add(user)
    db.flush()
    return user, token


def fill(factory: Sessions) -> str:
    """Add the sample's user, with a new token each time, and their rows where there are none yet.

    Args:
        factory: The database.

    Returns:
        The user's token.
    """
    with factory.begin() as db:
        user = db.scalar(select(User).where(User.name == NAME))
        if user is not None:
            token = new_token()
            user.token_hash = digest(token)
            return token
        user, token = add_user(db, NAME)
        clients = [Client(user_id=user.id, name=name) for name in CLIENTS]
        db.add_all(clients)
        db.flush()
        for number in range(SESSIONS):
            _add_session(db, clients[number % len(clients)], number)
        return token


def send_recording(factory: Sessions) -> bool:
    """Let one more transcription wait where none of the sample's waits or runs, so that something is always moving.

    Args:
        factory: The database, filled.

    Returns:
        Whether there was nothing under way.
    """
    with factory.begin() as db:
        user: User = db.scalars(select(User).where(User.name == NAME)).one()
        own = TranscriptionSession.user_id == user.id
        if db.scalar(select(TranscriptionSession.id).where(own, TranscriptionSession.status.in_(LIFE.active)).limit(1)):
            return False
        free = select(CoachingSession).where(
            CoachingSession.user_id == user.id, CoachingSession.transcription_session_id.is_(None)
        )
        session = db.scalars(free.order_by(CoachingSession.held_on.desc()).limit(1)).first() or _new_session(
            db, user.id
        )
        client: Client = db.get_one(Client, session.client_id)
        title = f"{client.name}, {session.held_on}"
        session.transcription_session_id = _transcription(db, client, title, S.PENDING)
        return True


def _new_session(db: DatabaseSession, user: UUID) -> CoachingSession:
    client: Client = db.scalars(select(Client).where(Client.user_id == user).order_by(Client.name).limit(1)).one()
    session = CoachingSession(
        user_id=user, client_id=client.id, held_on=_today(), minutes=60, fee_cents=12_000, currency="EUR"
    )
    db.add(session)
    return session


def _today() -> date:
    return datetime.now().astimezone().date()


def _add_session(db: DatabaseSession, client: Client, number: int) -> None:
    held_on = _today() - timedelta(days=2 * number)
    coaching = CoachingSession(
        user_id=client.user_id,
        client_id=client.id,
        held_on=held_on,
        minutes=(45, 60, 90)[number % 3],
        fee_cents=(9_000, 12_000, 18_000)[number % 3],
        currency=("EUR", "EUR", "USD", "CHF")[number % 4],
    )
    status = STATUSES[number % len(STATUSES)]
    if status is not None:
        coaching.transcription_session_id = _transcription(db, client, f"{client.name}, {held_on}", status)
    db.add(coaching)


def _transcription(db: DatabaseSession, client: Client, title: str, status: SessionStatus) -> UUID:
    expected = 40 + len(title)
    row = TranscriptionSession(
        user_id=client.user_id, title=title, status=status, segments_expected=expected, queued=time.time_ns()
    )
    db.add(row)
    db.flush()
    if status is S.COMPLETED:
        said = [
            Segment(turn * 4_000, turn * 4_000 + 3_500, None, _LINES[turn % len(_LINES)]) for turn in range(expected)
        ]
        db.add_all(
            TranscriptSegment(session_id=row.id, number=turn, start_ms=one.start_ms, end_ms=one.end_ms, text=one.text)
            for turn, one in enumerate(said)
        )
    return row.id
