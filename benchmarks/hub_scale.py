"""A PostgreSQL with very many watched rows -> what watching them costs in one process and in four, with wake-ups and without.

python -m benchmarks.hub_scale                       200 000 rows in one process, 10 000 in each of four
python -m benchmarks.hub_scale --rows 50000 --seconds 10
"""

from __future__ import annotations

import argparse
import asyncio
import enum
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from benchmarks.backends import postgres, with_driver
from session_status import Lifecycle, StatusHub, StatusMapping, SummaryQuery, SummaryRow, column_of, status_of

CHANGES = 20
"""Rows that change in a second."""


class State(enum.Enum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class Base(DeclarativeBase):
    """What the table is declared by."""


class Job(Base):
    """What is watched."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[State]
    version: Mapped[int]


STATES = StatusMapping(State, {State.WAITING: "waiting", State.RUNNING: "running", State.DONE: "done"})
LIFE = Lifecycle(State, {State.WAITING: [State.RUNNING], State.RUNNING: [State.DONE]}, initial=[State.WAITING])


class JobRow(SummaryRow):
    """A job's summary."""

    id: int = column_of(Job.id)
    state: State = status_of(Job.state, STATES)
    version: int = column_of(Job.version)


JOBS = SummaryQuery(JobRow, key=Job.id)


async def watch(address: str, first: int, rows: int, seconds: float, *, wakes: bool) -> dict[str, Any]:
    """Watch rows for a while; tell what it cost this process, and how late answers were."""
    engine = create_async_engine(with_driver(address, "asyncpg"))
    sent = [0]
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *_: sent.__setitem__(0, sent[0] + 1))
    options: dict[str, Any] = {"sweep": 60.0} if wakes else {}
    hub: Any = StatusHub(async_sessionmaker(engine), JOBS, LIFE, interval=0.5, timeout=120, **options)
    begin, answered, changes, lags = time.monotonic(), list[float](), list[float](), list[float]()

    async def follow(key: int) -> None:
        first = True
        async for change in hub.watch(key):
            if first:
                answered.append(time.monotonic() - begin)
                first = False
            else:  # a version is the time of its change, in milliseconds of the machine's clock
                changes.append(time.monotonic() - change.version / 1000)

    async def beat() -> None:
        while True:
            at = time.monotonic()
            await asyncio.sleep(0.01)
            lags.append(time.monotonic() - at - 0.01)

    tasks = [asyncio.create_task(follow(key)) for key in range(first, first + rows)]
    beating = asyncio.create_task(beat())
    async with hub:
        following = await _followed(hub, address) if wakes else None
        async with asyncio.timeout(300):
            while len(answered) < rows:  # noqa: ASYNC110 -- what is waited for has no event to tell of it
                await asyncio.sleep(0.05)
        first_lag = max(lags)
        lags.clear()
        changes.clear()
        before, cpu, database = sent[0], time.process_time(), _server_cpu()
        await asyncio.sleep(seconds)
        told = {
            "first answer s": min(answered),
            "last answer s": max(answered),
            "loop lag at first s": first_lag,
            "loop lag s": max(lags),
            "statements/s": (sent[0] - before) / seconds,
            "CPU s/s": (time.process_time() - cpu) / seconds,
            "database CPU s/s": (_server_cpu() - database) / seconds,
            "changes seen": len(changes),
            "change to consumer, median s": sorted(changes)[len(changes) // 2] if changes else None,
            "memory MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        if following is not None:
            await following.__aexit__(None, None, None)
    beating.cancel()
    for task in tasks:
        task.cancel()
    await engine.dispose()
    return told


async def _followed(hub: Any, address: str) -> Any:
    from session_status.watching.wakeups.by_asyncpg import AsyncpgWakeUps  # noqa: PLC0415 -- an older tree lacks it
    from session_status.watching.wakeups.following import following  # noqa: PLC0415

    followed = following(hub, AsyncpgWakeUps(address, "job", int))
    await followed.__aenter__()
    return followed


def _server_cpu() -> float:
    """Sum the seconds that all processes of PostgreSQL have computed."""
    total, tick = 0.0, os.sysconf("SC_CLK_TCK")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            name = stat.with_name("comm").read_text().strip()
        except OSError:  # it has ended meanwhile
            continue
        if name == "postgres":
            total += (int(fields[11]) + int(fields[12])) / tick
    return total


def fill(address: str, rows: int) -> None:
    """Make the table."""
    engine = create_engine(with_driver(address, "psycopg"))
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        series = "INSERT INTO job SELECT n, 'RUNNING', 0 FROM generate_series(0, :last) n"
        connection.execute(text(series), {"last": rows - 1})
    engine.dispose()


def change(address: str, rows: int, seconds: float) -> None:
    """Change rows and notify, a few in a second."""
    engine = create_engine(with_driver(address, "psycopg"), isolation_level="AUTOCOMMIT")
    end = time.monotonic() + seconds
    with engine.connect() as connection:
        number = 0
        while time.monotonic() < end:
            number += 1
            key = number * 7919 % rows
            now = {"v": int(time.monotonic() * 1000), "k": key}
            connection.execute(text("UPDATE job SET version = :v WHERE id = :k"), now)
            connection.execute(text("SELECT pg_notify('job', :k)"), {"k": str(key)})
            time.sleep(1 / CHANGES)
    engine.dispose()


def scene(address: str, rows: int, processes: int, seconds: float, *, wakes: bool) -> None:
    """Watch in so many processes, and print one line."""
    fill(address, rows)
    each = rows // processes
    command = [
        sys.executable,
        "-m",
        "benchmarks.hub_scale",
        "--address",
        address,
        "--rows",
        str(each),
        "--seconds",
        str(seconds),
    ]
    started = [
        subprocess.Popen(
            [*command, "--first", str(number * each), *(["--wakes"] if wakes else [])],
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(processes)
    ]
    changing = subprocess.Popen([*command, "--change", str(rows)])
    told = [json.loads(process.communicate()[0]) for process in started]
    changing.kill()
    changing.wait()
    print(f"{rows} rows in {processes} processes, {'wake-ups' if wakes else 'sweeps alone'}")
    for name in told[0]:
        values = [one[name] for one in told]
        print(f"  {name:30} {'  '.join('-' if value is None else f'{value:.3f}' for value in values)}", flush=True)


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--without-wakes", action="store_true", help="for a tree that has none")
    for hidden in ("--address", "--first", "--change"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    parser.add_argument("--wakes", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.change:
        change(arguments.address, int(arguments.change), 600)
    elif arguments.address:
        seen = watch(arguments.address, int(arguments.first), arguments.rows, arguments.seconds, wakes=arguments.wakes)
        print(json.dumps(asyncio.run(seen)))
    else:
        with postgres() as address:
            for rows, processes in ((arguments.rows, 1), (40_000, 4)):
                for wakes in (False, *(() if arguments.without_wakes else (True,))):
                    scene(address, rows, processes, arguments.seconds, wakes=wakes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
