"""A database and a hub on it -> what the tests of watching ask: rows to change, reads and connections counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Engine, delete, event, insert, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from tests.session_status.models import LIFE, SESSIONS, Base, SessionStatus, TranscriptionSession, Wire

from session_status import StatusHub, Summary
from session_status.watching.watch import Watch

Row = Summary[UUID, SessionStatus, Wire, str | None]
Hub = StatusHub[UUID, Row]
V = TypeVar("V")
TICK = 0.02


@dataclass
class Pool:
    """What an engine sent, and how many of its connections were out at once."""

    statements: list[str] = field(default_factory=list[str])
    checkouts: int = 0
    out: int = 0
    most: int = 0

    def listen(self, engine: Engine) -> None:
        event.listen(engine, "before_cursor_execute", lambda *args: self.statements.append(args[2]))
        event.listen(engine, "checkout", self._checkout)
        event.listen(engine, "checkin", self._checkin)

    def _checkout(self, *_: Any) -> None:
        self.checkouts += 1
        self.out += 1
        self.most = max(self.most, self.out)

    def _checkin(self, *_: Any) -> None:
        self.out -= 1


@dataclass
class Rig:
    """A database with the application's tables. Rows are changed on one engine, and the hub reads on another."""

    writer: AsyncEngine
    reader: AsyncEngine
    pool: Pool = field(default_factory=Pool)

    @property
    def sessions(self) -> async_sessionmaker[AsyncSession]:
        return async_sessionmaker(self.reader)

    def hub(self, *, interval: float = TICK) -> Hub:
        return StatusHub(self.sessions, SESSIONS, LIFE, interval=interval)

    async def add(self, count: int = 1, status: SessionStatus = SessionStatus.PENDING) -> list[UUID]:
        rows = [{"id": uuid4(), "status": status, "title": "a call"} for _ in range(count)]
        async with self.writer.begin() as db:
            await db.execute(insert(TranscriptionSession), rows)
        return [row["id"] for row in rows if isinstance(row["id"], UUID)]

    async def put(self, status: SessionStatus, *keys: UUID) -> None:
        chosen = [TranscriptionSession.id.in_(keys)] if keys else []
        async with self.writer.begin() as db:
            await db.execute(update(TranscriptionSession).where(*chosen).values(status=status))

    async def drop(self, key: UUID) -> None:
        async with self.writer.begin() as db:
            await db.execute(delete(TranscriptionSession).where(TranscriptionSession.id == key))


@asynccontextmanager
async def rig(url: str, **options: Any) -> AsyncGenerator[Rig]:
    """Open a database behind an asynchronous driver, with empty tables."""
    opened = Rig(create_async_engine(url), create_async_engine(url, **options))
    async with opened.writer.begin() as db:
        await db.run_sync(Base.metadata.drop_all)
        await db.run_sync(Base.metadata.create_all)
    opened.pool.listen(opened.reader.sync_engine)
    try:
        yield opened
    finally:
        await opened.writer.dispose()
        await opened.reader.dispose()


async def words(watch: Watch[Row], heard: list[str] | None = None) -> list[str]:
    """Read a watch to its end, into a list that others may look at meanwhile."""
    heard = [] if heard is None else heard
    async for change in watch:
        heard.append(change.wire)
    return heard


async def all_of(watches: Iterable[Watch[Row]]) -> Sequence[list[str]]:
    return await asyncio.gather(*map(words, watches))


async def soon(truth: Any, *, patience: float = 20.0) -> None:
    """Wait until something is true; fail where it never is."""
    async with asyncio.timeout(patience):
        while not truth():  # noqa: ASYNC110 -- what is waited for has no event to tell of it
            await asyncio.sleep(TICK / 4)


def idle() -> bool:
    """Tell whether no hub works on this event loop."""
    return not any(task.get_name() == "StatusHub" for task in asyncio.all_tasks())
