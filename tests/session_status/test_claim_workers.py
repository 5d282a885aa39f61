"""Workers that claim jobs all at once and are killed at random: every job is done once, and none by two at a time."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Double,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from tests.session_status.jobs import LIFE, J, Job, JobBase, Tenant
from tests.session_status.test_lifecycle_walks import DATABASES

from session_status import Lease

LOGS = MetaData()
CLAIMED = Table(
    "claim_log",
    LOGS,
    Column("seq", Integer, primary_key=True),
    Column("job", Integer),
    Column("worker", String(40)),
    Column[float]("now", Double[float]()),
    Column[float]("until", Double[float]()),
)
ENDED = Table(
    "ended_log",
    LOGS,
    Column("seq", Integer, primary_key=True),
    Column("job", Integer),
    Column("worker", String(40)),
    Column[float]("now", Double[float]()),
    Column("done", Boolean),
)
SECONDS = 0.15
"""How long a lease is: a worker that was killed is soon believed to be dead."""


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Give each database in turn, with a connection for every worker."""
    match request.param:
        case "sqlite":
            made = create_engine(f"sqlite:///{tmp_path}/jobs.db", pool_size=20, connect_args={"timeout": 120})
            event.listen(made, "connect", _hurry)
        case "postgres":
            url: str = request.getfixturevalue("postgres_url")
            made = create_engine(url.replace("postgresql", "postgresql+psycopg"), pool_size=20)
        case _:
            address: str = request.getfixturevalue("mariadb_address")
            made = create_engine(f"mariadb+pymysql{address}", pool_size=20, isolation_level="READ COMMITTED")
    for metadata in (JobBase.metadata, LOGS):
        metadata.drop_all(made)
        metadata.create_all(made)
    yield made
    for metadata in (LOGS, JobBase.metadata):
        metadata.drop_all(made)
    made.dispose()


def _hurry(connection: Any, _: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


class KilledError(Exception):
    """A worker ends here, as a process does that gets SIGKILL: nothing of it is tidied up."""


@dataclass
class Worker:
    """Claims jobs and ends them until none is left; after it was killed, another one begins under a new name."""

    engine: Engine
    draw: random.Random
    killed: int = 0

    def work(self) -> int:
        """Return how often a worker was killed."""
        while True:
            name = f"{self.draw.getrandbits(60):x}"
            try:
                while self._left():
                    self._once(name)
            except KilledError:
                self.killed += 1
            except OperationalError as error:  # two waited for each other, and the server gave one of them up
                if "eadlock" not in str(error):
                    raise
            else:
                return self.killed

    def _left(self) -> bool:
        with Session(self.engine) as db:
            return db.scalar(select(Job.id).where(Job.status != J.DONE).limit(1)) is not None

    def _once(self, name: str) -> None:
        with Session(self.engine) as db:
            now = time.monotonic()
            lease = Lease(Job.lease_until, now=now, until=now + SECONDS, holder={Job.worker: name})
            limit = self.draw.randint(1, 3)
            claims = LIFE.claim(db, Job.status, J.RUNNING, order_by=Job.queued, limit=limit, lease=lease)
            for claim in claims:
                db.execute(insert(CLAIMED).values(job=claim.key, worker=name, now=now, until=now + SECONDS))
            self._perhaps_die(db)
            db.commit()
            self._perhaps_die(db)
            for claim in claims:
                self._end(db, claim.key, name)
                self._perhaps_die(db)
        if not claims:
            time.sleep(SECONDS / 5)

    def _end(self, db: Session, key: int, name: str) -> None:
        target = self.draw.choice([J.DONE, J.DONE, J.FAILED])  # one that failed is claimed once more
        freed = LIFE.advance(Job.status, target, Job.id == key, Job.worker == name)
        changed = db.execute(freed.values(worker=None, lease_until=None)).rowcount  # type: ignore[attr-defined]
        if changed:
            done = target is J.DONE
            db.execute(insert(ENDED).values(job=key, worker=name, now=time.monotonic(), done=done))
        self._perhaps_die(db)
        db.commit()

    def _perhaps_die(self, db: Session) -> None:
        if self.draw.random() < 0.08:
            db.connection().invalidate()  # the server sees the connection end
            raise KilledError


def run(engine: Engine, *, jobs: int, workers: int, seed: str) -> None:
    """Fill a queue, let workers empty it, and judge what they wrote down."""
    with Session(engine) as db, db.begin():
        db.add(Tenant(id=1, country="fr"))
        db.flush()
        db.add_all(Job(id=n, status=J.WAITING, queued=n, tenant_id=1) for n in range(jobs))
    with ThreadPoolExecutor(workers) as pool:
        begun = [pool.submit(Worker(engine, random.Random(f"{seed}:{n}")).work) for n in range(workers)]  # noqa: S311 -- drawn, not secret
        killed = sum(worker.result() for worker in begun)
    with Session(engine) as db:
        ended = db.execute(select(ENDED)).all()
        claimed = db.execute(select(CLAIMED).order_by(CLAIMED.c.job, CLAIMED.c.seq)).all()
    assert sorted(row.job for row in ended if row.done) == list(range(jobs)), "each job is done once"
    for earlier, later in pairwise(claimed):
        free = any((row.job, row.worker) == (earlier.job, earlier.worker) and row.now >= earlier.now for row in ended)
        over = free or earlier.until < later.now
        assert earlier.job != later.job or over, "no job is another worker's while a lease holds"
    assert killed > 0


def test_each_job_is_done_once_though_workers_are_killed(engine: Engine) -> None:
    run(engine, jobs=30, workers=6, seed="few")


@pytest.mark.slow
def test_each_job_is_done_once_though_many_workers_are_killed_for_long(engine: Engine) -> None:
    run(engine, jobs=150, workers=12, seed="many")
