"""A PostgreSQL with watched recordings -> what watching them costs, by a hub and by polling, and what an outage does.

python -m benchmarks.hub                 about a minute
python -m benchmarks.hub --away 5        a shorter outage
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from benchmarks.gates import Gate
from benchmarks.library import QUERY
from benchmarks.outage import LIFE, Outage, fill, outage, served
from benchmarks.tables import gate_table, put
from session_status import StatusHub

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
TICK = 0.5


@dataclass
class Cost:
    """What one way of watching asked of database and process, counted while it runs."""

    ticks: int = 0
    statements: int = 0
    checkouts: int = 0
    out: int = 0
    most: int = 0
    late: int = 0
    waits: list[float] = field(default_factory=list[float])


@dataclass(frozen=True, slots=True)
class Watched:
    """What one way of watching costs.

    Attributes:
        way: Its name.
        watchers: How many there were.
        ids: How many rows they watched.
        ticks: How often the hub read; 0 where there is none.
        statements: How many statements were sent.
        checkouts: How often a connection was taken from the pool.
        seconds: How long it was measured.
        cpu: Milliseconds of this process's CPU a second.
        most: Connections that were out at once.
        idle: The part of the time in which no connection was out.
        wait: Milliseconds that the median caller waited for a connection; 0 where nobody asks for one.
        late: How often the pool gave up.
    """

    way: str
    watchers: int
    ids: int
    ticks: int
    statements: int
    checkouts: int
    seconds: float
    cpu: float
    most: int
    idle: float
    wait: float
    late: int


def report(watched: Sequence[Watched], away: Outage) -> str:
    """Write the tables.

    Args:
        watched: The ways; the first is the hub with most watchers.
        away: What the outage did.
    """
    machine = (
        f"Python {platform.python_version()} on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} in the last "
        f"minute; SQLAlchemy {version('SQLAlchemy')}, asyncpg {version('asyncpg')}; a pool of 5 connections, a "
        f"tick of {TICK} s."
    )
    heading = (
        "| way | watchers | ids | statements a second | client CPU a second, ms | connections at most | none out "
        "| median wait for one, ms | timeouts |\n|---|---|---|---|---|---|---|---|---|"
    )
    rows = [
        f"| {row.way} | {row.watchers:,} | {row.ids:,} | {row.statements / row.seconds:.1f} | {row.cpu:.1f} | {row.most} "
        f"| {row.idle:.0%} of the time | {row.wait:.1f} | {row.late} |"
        for row in watched
    ]
    told = (
        f"The server was away for {away.away:.1f} s, in which {away.failures} reads failed. Of {away.watchers:,} "
        f"watchers {away.lost} were lost; the last one saw the change {away.late:.1f} s after it was written."
    )
    return "\n\n".join([machine, gate_table(gates(watched[0], away)), "\n".join([heading, *rows]), told])


def gates(hub: Watched, away: Outage) -> list[Gate]:
    """Judge a run.

    Args:
        hub: What the hub with most watchers costs.
        away: What the outage did.
    """
    name = f"5. {hub.watchers:,} watchers on {hub.ids:,} ids"
    return [
        Gate(
            f"{name}: 1 statement a tick",
            f"{hub.statements} in {hub.ticks} ticks",
            hub.statements == hub.ticks > 0,
        ),
        Gate(f"{name}: at most 1 connection out", f"{hub.most}", hub.most <= 1),
        Gate(
            f"{name}: no connection out between ticks",
            f"{hub.checkouts} taken in {hub.ticks} ticks, none out {hub.idle:.0%} of the time",
            hub.checkouts == hub.ticks and hub.idle > 0,
        ),
        Gate(f"5. a server away for {away.away:.0f} s loses no watcher", f"{away.lost} lost", away.lost == 0),
    ]


async def cost_of_watching(url: str, watchers: int, ids: int, clients: int, seconds: float) -> list[Watched]:
    """Measure a hub with many watchers, one with as many as poll, and polling.

    Args:
        url: An empty database.
        watchers: How many the hub serves.
        ids: How many rows they watch.
        clients: How many poll, each with a statement of its own every tick.
        seconds: How long each way is measured.
    """
    engine = create_async_engine(url, pool_size=5, max_overflow=0, pool_timeout=5)
    await fill(engine, ids)
    cost = _listen(engine)
    found = [
        await _timed("hub", _hub, engine, cost, [number % ids for number in range(watchers)], seconds),
        await _timed("hub", _hub, engine, cost, [number % ids for number in range(clients)], seconds),
        await _timed("polling", _polling, engine, cost, [number % ids for number in range(clients)], seconds),
    ]
    await engine.dispose()
    return found


def _listen(engine: AsyncEngine) -> Cost:
    cost = Cost()

    def statement(*_: Any) -> None:
        cost.statements += 1

    def checkout(*_: Any) -> None:
        cost.out += 1
        cost.checkouts += 1
        cost.most = max(cost.most, cost.out)

    def checkin(*_: Any) -> None:
        cost.out -= 1

    event.listen(engine.sync_engine, "before_cursor_execute", statement)
    event.listen(engine.sync_engine, "checkout", checkout)
    event.listen(engine.sync_engine, "checkin", checkin)
    return cost


Way = Callable[[AsyncEngine, Cost, Sequence[int]], Awaitable[object]]


async def _timed(name: str, way: Way, engine: AsyncEngine, cost: Cost, keys: Sequence[int], seconds: float) -> Watched:
    """Let one way watch for a while after it has begun, then stop it."""
    task = asyncio.ensure_future(way(engine, cost, keys))
    await asyncio.sleep(TICK * 2)
    cost.ticks, cost.statements, cost.checkouts, cost.most, cost.late, cost.waits = 0, 0, 0, cost.out, 0, []
    samples: list[bool] = []
    started, burnt = time.perf_counter(), time.process_time()
    while time.perf_counter() - started < seconds:
        await asyncio.sleep(TICK / 50)
        samples.append(cost.out == 0)
    wall, cpu = time.perf_counter() - started, time.process_time() - burnt
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    waits = sorted(cost.waits) or [0.0]
    return Watched(
        name,
        len(keys),
        len(set(keys)),
        cost.ticks,
        cost.statements,
        cost.checkouts,
        wall,
        cpu / wall * 1000,
        cost.most,
        sum(samples) / len(samples),
        waits[len(waits) // 2] * 1000,
        cost.late,
    )


async def _hub(engine: AsyncEngine, cost: Cost, keys: Sequence[int]) -> None:
    factory = async_sessionmaker(engine)

    def made() -> AsyncSession:
        cost.ticks += 1  # one session is made for each read
        return factory()

    async with StatusHub(made, QUERY, LIFE, interval=TICK) as hub:

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


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and put the tables into the page.

    Args:
        arguments: What follows the command's name; the process's own by default.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--watchers", type=int, default=10_000)
    parser.add_argument("--ids", type=int, default=5_000)
    parser.add_argument("--clients", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=6.0, help="how long each way is measured")
    parser.add_argument("--away", type=float, default=30.0, help="seconds that the server is stopped")
    parser.add_argument("--keep-page", action="store_true", help="print only; leave docs/benchmarks.md as it is")
    asked = parser.parse_args(arguments)
    with served() as server:
        watched = asyncio.run(cost_of_watching(server.url, asked.watchers, asked.ids, asked.clients, asked.seconds))
        away = asyncio.run(outage(server, asked.watchers, asked.ids, asked.away))
    text = report(watched, away)
    print(text)
    if not asked.keep_page:
        put(PAGE, "hub", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
