"""An address of a database -> the application on it, its users, and what they ask of it within this process."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine, make_url

from coaching.api.app import create_app
from coaching.domain.status import SessionStatus
from coaching.infrastructure.database import Sessions, open_engine, sessions_on
from coaching.infrastructure.migrating import migrate
from coaching.infrastructure.models import Client, CoachingSession, TranscriptSegment
from coaching.infrastructure.models import Session as TranscriptionSession
from coaching.sample import add_user

S = SessionStatus
DAY = date(2025, 9, 17)
HERE = "/api/v1/coaching-sessions"


def problem(status: int, detail: str, **more: object) -> dict[str, object]:
    """Give the whole body of an answer that refuses or regrets."""
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}


@dataclass(frozen=True)
class User:
    """Somebody with a token and one client."""

    key: UUID
    token: str = field(repr=False)
    client: UUID


@dataclass
class Desk:
    """The application in this process."""

    engine: Engine
    app: FastAPI
    coach: User
    stranger: User

    @property
    def sessions(self) -> Sessions:
        return sessions_on(self.engine)

    def ask(self, method: str, path: str, *, user: User | None = None, **options: Any) -> httpx.Response:
        """Send one request as the coach, or as somebody else; the transport is this process."""
        token = (user or self.coach).token
        headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}

        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://desk", timeout=20) as client:
                return await client.request(method, path, headers=headers, **options)

        return asyncio.run(sent())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)

    def add(
        self,
        status: SessionStatus | None = None,
        *,
        segments: int = 0,
        user: User | None = None,
        held_on: date = DAY,
        **columns: Any,
    ) -> UUID:
        """Put a coaching session into the database, with a transcription of this status where one is given."""
        whose = user or self.coach
        with self.sessions.begin() as db:
            recorded = None
            if status is not None:
                transcription = TranscriptionSession(
                    user_id=whose.key, title="Monday", status=status, segments_expected=max(segments, 12)
                )
                db.add(transcription)
                db.flush()
                recorded = transcription.id
                db.add_all(
                    TranscriptSegment(
                        session_id=recorded, number=n, start_ms=n * 1000, end_ms=n * 1000 + 900, text="Yes."
                    )
                    for n in range(segments)
                )
            values: dict[str, Any] = {"client_id": whose.client, "minutes": 60, "fee_cents": 12_000, "currency": "EUR"}
            coaching = CoachingSession(
                user_id=whose.key, held_on=held_on, transcription_session_id=recorded, **values | columns
            )
            db.add(coaching)
            db.flush()
            return coaching.id

    def status(self, key: UUID) -> str | None:
        """Read what a client is told of a transcript."""
        session = self.get(f"{HERE}/{key}").json()["transcription_session"]
        return None if session is None else session["status"]

    def transcription(self, key: UUID) -> UUID:
        """Find the transcription of a coaching session."""
        with self.sessions() as db:
            found = db.get_one(CoachingSession, key).transcription_session_id
        assert found is not None
        return found


def with_own_database(address: str) -> str:
    """Return the address of a new database on the same server: a server is started once for all tests, and others leave tables."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return address
    name = f"coaching_{uuid4().hex}"
    server = open_engine(address)
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    server.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def open_desk(address: str, **options: Any) -> Generator[Desk]:
    """Open an empty database, a new one where it is on a server, and serve it within this process."""
    _, _, file = address.partition("sqlite:///")
    if file:
        Path(file).write_bytes(_empty_sqlite())
    engine = open_engine(with_own_database(address))
    if not file:
        migrate(engine)
    coach, stranger = _user(engine, "Coach"), _user(engine, "Stranger")
    try:
        yield Desk(engine, create_app(engine, **options), coach, stranger)
    finally:
        engine.dispose()


@cache
def _empty_sqlite() -> bytes:
    """Migrate one file, which costs more than most tests do, for all tests to begin with a copy of it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "desk.db"
        engine = open_engine(f"sqlite:///{file}")
        migrate(engine)
        engine.dispose()
        return file.read_bytes()


def _user(engine: Engine, name: str) -> User:
    with sessions_on(engine).begin() as db:
        user, token = add_user(db, name)
        client = Client(user_id=user.id, name=f"{name}'s client")
        db.add(client)
        db.flush()
        return User(user.id, token, client.id)
