"""A queue of jobs as the tests of claims imagine it, and a shadow of it in plain Python that says what a claim takes."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Double, ForeignKey, Index, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from session_status import Lifecycle


class JobStatus(enum.Enum):
    NEW = "new"
    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"
    DONE = "done"


J = JobStatus
LIFE = Lifecycle(
    JobStatus,
    {
        J.NEW: [J.WAITING],
        J.WAITING: [J.RUNNING],
        J.RUNNING: [J.RUNNING, J.DONE, J.FAILED],
        J.FAILED: [J.RUNNING],
    },
    initial=[J.NEW],
    self_steps=True,
)


class JobBase(DeclarativeBase):
    pass


class Tenant(JobBase):
    __tablename__ = "tenant"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    country: Mapped[str] = mapped_column(String(9))


class Job(JobBase):
    __tablename__ = "claimed_job"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(9))
    status: Mapped[JobStatus] = mapped_column()
    queued: Mapped[int] = mapped_column()
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    lease_until: Mapped[float | None] = mapped_column(Double)
    worker: Mapped[str | None] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    tenant: Mapped[Tenant] = relationship()

    __table_args__ = (Index("ix_claimed_job_queue", status, queued),)
    __mapper_args__ = {  # noqa: RUF012 -- SQLAlchemy's own way
        "polymorphic_on": kind,
        "polymorphic_identity": "job",
        "version_id_col": version,
    }


class Letter(Job):
    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(ForeignKey("claimed_job.id"), primary_key=True, autoincrement=False)
    pages: Mapped[int] = mapped_column()
    printed: Mapped[JobStatus | None] = mapped_column()

    __mapper_args__ = {"polymorphic_identity": "letter"}  # noqa: RUF012


def rows() -> Iterator[Any]:
    """Jobs 1 to 6, the last of them queued first, letters and others in turn; 3 has failed, 5 is not to be run yet."""
    yield Tenant(id=1, country="fr")
    yield Tenant(id=2, country="jp")
    status = {3: J.FAILED, 5: J.NEW}
    for key in range(1, 7):
        values = {"id": key, "status": status.get(key, J.WAITING), "queued": -key, "tenant_id": 1 + key % 2}
        yield Job(**values) if key % 2 else Letter(**values, pages=key, printed=J.WAITING)


@dataclass
class Held:
    """A job as the shadow has it."""

    status: JobStatus
    queued: int
    until: float | None = None
    worker: str | None = None
    version: int = 1


@dataclass
class Shadow:
    """What a queue does, said without SQL."""

    jobs: dict[int, Held] = field(default_factory=dict[int, Held])

    def claim(self, worker: str, *, limit: int, now: float, until: float) -> list[tuple[int, JobStatus]]:
        """Claim jobs: first those whose lease ended first, then those that wait or have failed in their order."""
        lapsed = [key for key, job in self.jobs.items() if job.status is J.RUNNING and _ended(job, now)]
        free = [key for key, job in self.jobs.items() if job.status in {J.WAITING, J.FAILED}]
        chosen = [*sorted(lapsed, key=self._ended_first), *self._queued(free)][:limit]
        taken = [(key, self.jobs[key].status) for key in chosen]
        for key in chosen:
            job = self.jobs[key]
            job.status, job.until, job.worker, job.version = J.RUNNING, until, worker, job.version + 1
        return taken

    def end(self, key: int, status: JobStatus) -> None:
        """Let a job end, or fail."""
        job = self.jobs[key]
        job.status, job.until, job.worker, job.version = status, None, None, job.version + 1

    def _ended_first(self, key: int) -> tuple[float, int]:
        return self.jobs[key].until or 0.0, self.jobs[key].queued

    def _queued(self, keys: list[int]) -> list[int]:
        return sorted(keys, key=lambda key: self.jobs[key].queued)


def _ended(job: Held, now: float) -> bool:
    return job.until is not None and job.until < now
