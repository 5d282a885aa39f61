"""A filled database -> the reference application in a process of its own, and beside it the page as per-row queries.

python -m benchmarks.application_server ADDRESS PORT
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session as DatabaseSession

from coaching.api.access import Database, UserId
from coaching.api.app import create_app
from coaching.api.schemas import ClientOut, CoachingSessionOut, PageOut, TranscriptionOut
from coaching.domain.status import STATUS
from coaching.infrastructure.database import open_engine
from coaching.infrastructure.models import Client, CoachingSession, TranscriptSegment
from coaching.infrastructure.models import Session as TranscriptionSession

ROOT = Path(__file__).parents[1]
PER_ROW = "/per-row"
STATEMENTS = "/statements"
PATIENCE = 60.0


@contextmanager
def serving(address: str) -> Generator[str]:
    """Serve in a process of its own.

    Args:
        address: The database.

    Yields:
        Where it answers.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.application_server", address, str(port)]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        _await(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the application does not start")


def served_app(engine: Engine) -> FastAPI:
    """Make the application, with the page as it would be without this library, and a count of all statements.

    Args:
        engine: The database.
    """
    app, sent = create_app(engine, streams=1_000), [0]  # all who watch are one user there

    def count(*_: object) -> None:
        sent[0] += 1

    event.listen(engine, "before_cursor_execute", count)

    @app.get(PER_ROW)
    def per_row(db: Database, user: UserId, page_size: int = 50) -> PageOut:
        return _per_row(db, user, page_size)

    @app.get(STATEMENTS)
    async def statements() -> int:
        return sent[0]

    return app


def _per_row(db: DatabaseSession, user: UUID, size: int) -> PageOut:
    """Read the same page as the application's: the rows, and for each of them its client, transcript and count."""
    own = select(CoachingSession).where(CoachingSession.user_id == user)
    total = db.scalar(select(func.count()).select_from(CoachingSession).where(CoachingSession.user_id == user))
    rows = db.scalars(own.order_by(CoachingSession.held_on.desc(), CoachingSession.id).limit(size))
    return PageOut(items=[_row(db, row) for row in rows], total=total or 0, next=None)


def _row(db: DatabaseSession, row: CoachingSession) -> CoachingSessionOut:
    client = db.get_one(Client, row.client_id)
    return CoachingSessionOut(
        id=row.id,
        client=ClientOut(id=client.id, name=client.name),
        held_on=row.held_on,
        minutes=row.minutes,
        fee_cents=row.fee_cents,
        currency=row.currency,
        transcription_session=None
        if row.transcription_session_id is None
        else _transcription(db, row.transcription_session_id),
    )


def _transcription(db: DatabaseSession, key: UUID) -> TranscriptionOut:
    session = db.get_one(TranscriptionSession, key)
    count = db.scalar(select(func.count()).select_from(TranscriptSegment).where(TranscriptSegment.session_id == key))
    shown = {"id": session.id, "status": STATUS[session.status], "title": session.title, "segments_count": count}
    return TranscriptionOut.model_validate({**shown, "segments_expected": session.segments_expected})


if __name__ == "__main__":
    application = served_app(open_engine(sys.argv[1]))
    uvicorn.run(application, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", timeout_graceful_shutdown=3)
