"""A select that is new in every call -> what its page costs beside a prepared one and beside other libraries.

python -m benchmarks.per_call [--turns 200] [--sessions 10000]
python -m benchmarks.per_call --crowd

SQLAlchemy keeps the cache key of a statement, so a loop over one select proves nothing: each is made anew, before the
clock is read. Ways take turns, call by call, and the median of their ratios is given: whatever else the machine does, it
does to all of them. The raw driver, with SQL by hand, is what no library can beat.
"""

from __future__ import annotations

import argparse
import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from statistics import median
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.backends import postgres, sqlite, with_driver
from benchmarks.desk import QUERY, SESSIONS_OF_A_COACH, Coaching, fill
from benchmarks.meter import Request, Way, awaited
from benchmarks.ours import OF_A_COACH, ORDER
from benchmarks.peers import advanced_alchemy_way, fastapi_pagination_way, fastcrud_way
from benchmarks.raw import asyncpg_way, sqlite_way
from session_status.paging.calls import CAPACITY

SIZE = 50
SELECTS, THREADS, COACHES = 10_000, 64, 40
Ask = Callable[[int], Callable[[], Any]]
"""Takes the number of a call, and gives what is timed of it."""
Times = dict[str, list[tuple[float, float]]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print.

    Args:
        arguments: What follows the command's name; the process's own by default.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument(
        "--crowd", action="store_true", help="10 000 different selects by 64 threads instead; takes minutes"
    )
    asked = parser.parse_args(arguments)
    if asked.crowd:
        with sqlite() as address:
            fill(create_engine(address), asked.sessions)
            print(crowd(address))
        return
    print(
        "| database | way | median wall ms | median CPU ms | wall, to prepared | CPU, to prepared |\n|---|---|---|---|---|---|"
    )
    coaches = asked.sessions // SESSIONS_OF_A_COACH
    with sqlite() as address:
        fill(create_engine(address), asked.sessions)
        asyncio.run(_sqlite(address, asked.turns, coaches))
    with postgres() as address:
        fill(create_engine(with_driver(address, "psycopg")), asked.sessions)
        asyncio.run(_postgres(address, asked.turns, coaches))


async def _sqlite(address: str, turns: int, coaches: int) -> None:
    waiting = create_async_engine(with_driver(address, "aiosqlite"))
    raw = sqlite_way(address.removeprefix("sqlite:///"))
    async with AsyncSession(waiting) as adb:
        with Session(create_engine(address)) as db:
            peers = [make(db, _nothing, waits=False) for make in (fastapi_pagination_way, advanced_alchemy_way)]
            ways = {**_own(db, coaches), **_asks([raw, *peers, fastcrud_way(adb, _nothing)], coaches)}
            _print("SQLite", await _taken(ways, turns))
    await waiting.dispose()


async def _postgres(address: str, turns: int, coaches: int) -> None:
    engine = create_async_engine(with_driver(address, "asyncpg"))
    connection = await import_module("asyncpg").connect(address)
    async with AsyncSession(engine) as db:
        peers = [make(db, _nothing, waits=True) for make in (fastapi_pagination_way, advanced_alchemy_way)]
        ways = {**_own(db, coaches), **_asks([asyncpg_way(connection), *peers, fastcrud_way(db, _nothing)], coaches)}
        _print("PostgreSQL, asyncpg", await _taken(ways, turns))
    await connection.close()
    await engine.dispose()


def _nothing() -> int:
    return 0


def _own(db: Any, coaches: int) -> dict[str, Ask]:
    """Ask of coaches that have sessions: an empty page costs what is left when there is nothing to read."""
    page: Any = QUERY.page

    def prepared(number: int) -> Callable[[], Any]:
        return lambda: OF_A_COACH.fetch(db, limit=SIZE, total=True, parameters={"coach": number % coaches})

    def called(number: int) -> Callable[[], Any]:
        rows = select(Coaching.id, Coaching.client).where(Coaching.coach_id == number % coaches)
        return lambda: page(db, rows, on=Coaching.recording_id, order_by=ORDER, limit=SIZE, total=True)

    return {"session_status, prepared": prepared, "session_status, a new select": called}


def _asks(ways: Sequence[Way], coaches: int) -> dict[str, Ask]:
    def ask(way: Way) -> Ask:
        return lambda number: lambda: way.ask(Request(SIZE, coach=number % coaches, total=True))

    return {way.name: ask(way) for way in ways}


async def _taken(ways: dict[str, Ask], turns: int) -> Times:
    times: Times = {name: [] for name in ways}
    names = list(ways)
    for number in range(-3, turns):
        first = number % len(names)  # so that none always follows the same one, and what that left behind
        for name in names[first:] + names[:first]:
            ask = ways[name]
            call = ask(abs(number))
            wall, cpu = time.perf_counter(), time.process_time()
            await awaited(call())
            if number >= 0:
                times[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return times


def _print(database: str, times: Times) -> None:
    base = next(iter(times.values()))
    for name, taken in times.items():
        walls, cpus = ([pair[kind] for pair in taken] for kind in (0, 1))
        ratios = [median(one[kind] / other[kind] for one, other in zip(taken, base, strict=True)) for kind in (0, 1)]
        shown = f"{median(walls) * 1000:.2f} | {median(cpus) * 1000:.2f} | {ratios[0]:.2f} | {ratios[1]:.2f}"
        print(f"| {database} | {name} | {shown} |")


def crowd(address: str) -> str:
    """Ask for pages of selects of 10 000 kinds by 64 threads, each page compared with the plain select.

    Args:
        address: A filled SQLite database.

    Returns:
        What was seen: pages, wrong ones, and how many kinds are kept.
    """
    make, lock, wrong, numbers = (
        sessionmaker(create_engine(address, pool_size=THREADS)),
        threading.Lock(),
        [0],
        iter(range(SELECTS)),
    )

    def ask() -> None:
        with make() as db:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                rows = different(number)
                page = QUERY.page(db, rows, on=Coaching.recording_id, order_by=[Coaching.id], limit=5)
                plain = db.execute(rows.order_by(Coaching.id).limit(5)).all()
                if [row[:-1] for row in page.items] != [tuple(row) for row in plain]:
                    wrong[0] += 1

    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        for worker in [pool.submit(ask) for _ in range(THREADS)]:
            worker.result()
    kept = len(QUERY._called._known)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] -- the bound is what is shown
    return f"\n{SELECTS} selects by {THREADS} threads in {time.perf_counter() - began:.0f} s: {wrong[0]} wrong; {kept} kinds kept, of at most {CAPACITY * 3 // 2}\n"


def different(number: int) -> Any:
    """Make a select that is like no other.

    Args:
        number: Its number.
    """
    bits = [position for position in range(14) if number >> position & 1]
    rows = select(Coaching.id, Coaching.client).where(Coaching.coach_id == number % COACHES)
    for position in range(14):
        rows = rows.where(Coaching.id > position) if position in bits else rows.where(Coaching.id != -position)
    return rows


if __name__ == "__main__":
    main()
