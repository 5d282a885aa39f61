"""A number of sessions -> the reference application's database of that size, with two coaches who look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, insert, literal, select
from sqlalchemy.orm import Session as DatabaseSession

from coaching.domain.status import SessionStatus
from coaching.infrastructure.database import open_engine, sessions_on
from coaching.infrastructure.migrating import migrate
from coaching.infrastructure.models import Client, CoachingSession, TranscriptSegment
from coaching.infrastructure.models import Session as TranscriptionSession
from coaching.sample import add_user

FEW = 1_000
"""Sessions of the coach who has few."""
CLIENTS = 40
SEGMENTS = 5
WITHOUT_TRANSCRIPT = 10
"""Every tenth session was not recorded."""
BATCH = 5_000
STATUSES = list(SessionStatus)
LAST_DAY = date(2025, 9, 17)


@dataclass(frozen=True)
class Coach:
    """Somebody who looks at the list.

    Attributes:
        name: As the report calls them.
        token: What they send.
        pending: Their latest sessions that are pending, for watchers.
    """

    name: str
    token: str = field(repr=False)
    pending: list[UUID]


def fill(address: str, sessions: int) -> list[Coach]:
    """Make the tables and fill them.

    Args:
        address: The database.
        sessions: How many coaching sessions the first coach has; the second one has a thousand, or fewer.

    Returns:
        The two coaches.
    """
    engine = open_engine(address)
    migrate(engine)
    numbers = dict.fromkeys([sessions, min(FEW, sessions)])
    coaches = [_filled(engine, number) for number in numbers]
    with engine.begin() as connection:
        _add_segments(connection)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")  # what the server does by itself after a while
    engine.dispose()
    return coaches


def _filled(engine: Engine, sessions: int) -> Coach:
    with sessions_on(engine).begin() as db:
        user, token = add_user(db, "Load")
        clients = [_client(db, user.id, f"Client {number:02d}") for number in range(CLIENTS)]
        owner = user.id
    pending: list[UUID] = []
    for recorded, held in _batches(owner, clients, sessions):
        with engine.begin() as connection:
            connection.execute(insert(TranscriptionSession), recorded)
            connection.execute(insert(CoachingSession), held)
        waiting = {row["id"] for row in recorded if row["status"] is SessionStatus.PENDING}
        pending += [row["id"] for row in held if row["transcription_session_id"] in waiting]
    return Coach(f"{sessions:,}", token, pending[:10])


def _client(db: DatabaseSession, user: UUID, name: str) -> UUID:
    client = Client(user_id=user, name=name)
    db.add(client)
    db.flush()
    return client.id


def _batches(
    user: UUID, clients: list[UUID], sessions: int
) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    for begin in range(0, sessions, BATCH):
        recorded: list[dict[str, Any]] = []
        held: list[dict[str, Any]] = []
        for number in range(begin, min(begin + BATCH, sessions)):
            key = None if number % WITHOUT_TRANSCRIPT == WITHOUT_TRANSCRIPT - 1 else uuid4()
            if key is not None:
                status = STATUSES[number % len(STATUSES)]
                recorded.append({"id": key, "user_id": user, "title": "A talk", "status": status, "queued": number})
            held.append(
                {
                    "id": uuid4(),
                    "user_id": user,
                    "client_id": clients[number % len(clients)],
                    "held_on": LAST_DAY - timedelta(days=number % 3_000),
                    "minutes": 60,
                    "fee_cents": 9_000,
                    "currency": "EUR",
                    "transcription_session_id": key,
                }
            )
        yield recorded, held


def _add_segments(connection: Connection) -> None:
    """Give each transcription its segments; the database makes them, for they are by far the most rows."""
    segment = TranscriptSegment
    for turn in range(SEGMENTS):
        values = [TranscriptionSession.id, *map(literal, (turn, turn, turn + 1, "Yes."))]
        columns = [segment.session_id, segment.number, segment.start_ms, segment.end_ms, segment.text]
        connection.execute(insert(segment).from_select([column.key for column in columns], select(*values)))
