"""Code that `optional-result-used` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import mapped, models

from lint_rules import Bad, Good

_JOBS = models(
    mapped("Job", "name: Mapped[str]", "done: Mapped[bool]"),
    imports="""\
from typing import Optional
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
""",
)

CASES = (
    Bad(
        _JOBS
        + """\
def a(db: Session) -> str:
    return db.query(Job).first().name  # <- reported: `.first()` returns None when there is no such row, and `.name` is taken of it

def b(db: Session) -> str:
    return db.get(Job, 1).name  # <- reported: `.get()` returns None

def c(db: Session) -> None:
    db.query(Job).filter(Job.id == 1).one_or_none().done = True  # <- reported

def d(db: Session) -> int:
    return db.query(Job.id).first()[0]  # <- reported: an item is taken of it

async def e(db: AsyncSession) -> str:
    return (await db.scalars(select(Job))).first().name.lower()  # <- reported

async def f(db: AsyncSession) -> str:
    return (await db.get(Job, 1)).name  # <- reported: test it first, or use `.one()` or `.get_one(…)`
"""
    ),
    Bad(
        _JOBS
        + """\
def a(db: Session) -> str:
    return db.query(Job).first().name  # <- reported: `.name` is taken of it; test it first, or use `.one()`
""",
        settings={"sqlalchemy-version": "1.4"},
    ),
    Bad(
        _JOBS
        + """\
def a(db: Session, quiet: bool) -> str:
    job: Job | None = db.query(Job).first()
    if quiet:
        print("quiet")
    return job.name  # <- reported: `.name` is taken of `job` before anything has tested it

def b(db: Session, key: int) -> None:
    job: Job | None = db.get(Job, key)
    job.done = True  # <- reported
    job.name = "x"

def c(db: Session, key: int) -> str:
    with open("log") as log:
        job: Job | None = db.get(Job, key)
        log.write("x")
    return f"{job.name}, {job.done}"  # <- reported

def d(db: Session, key: int, flag: bool) -> str:
    job: Job | None = db.get(Job, key)
    if flag:
        return job.name  # <- reported
    return ""

def e(db: Session, key: int) -> str:
    job: Job | None = db.get(Job, key)
    if not job.done or not job.name:  # <- reported
        return ""
    return job.name

def f(db: Session, key: int) -> str:
    job: Job | None = db.get(Job, key)
    title = ""
    if job is not None:
        title = job.name
    return title + job.name  # <- reported
"""
    ),
    Bad(
        _JOBS
        + """\
def a(db: Session) -> Job:  # <- reported: `a()`, which returns it, is annotated `Job`; stop where it is None
    job: Job | None = db.query(Job).first()
    if job:
        job.name = "x"
    return job

def b(db: Session, key: int | None) -> Job:  # <- reported
    return db.query(Job).first() if key is None else db.get(Job, key)

def c(db: Session) -> tuple[Job, int]:  # <- reported
    return db.query(Job).first(), 1

def d(db: Session, job: Job | None) -> "Job":  # <- reported
    return job or db.query(Job).first()
"""
    ),
    Good(
        _JOBS
        + """\
def a(db: Session, key: int) -> str:
    job: Job | None = db.get(Job, key)
    if job is None:
        raise KeyError(key)
    return job.name

def b(db: Session, key: int) -> str:
    job: Job | None = db.get(Job, key)
    if not job:
        return ""
    return job.name

def c(db: Session, key: int) -> str:
    job: Job | None = db.get(Job, key)
    return job.name if job else ""

def d(db: Session, key: int, check) -> str:
    job: Job | None = db.get(Job, key)
    check(job)
    return job.name

def e(db: Session, key: int) -> Job:
    job: Job | None = db.get(Job, key)
    if job is None:
        job = Job(name="new")
    return job

def f(db: Session, key: int) -> str:
    job: Job | None = db.get(Job, key)
    assert job
    return job.name

def g(db: Session, key: int, abort) -> str:
    job: Job | None = db.get(Job, key)
    if job is None:
        abort(404)
    return job.name

def h(db: Session, key: int) -> str:
    job: Job | None = db.get(Job, key)
    is_there = job is not None
    if is_there:
        return job.name
    return ""

def i(db: Session, key: int) -> bool:
    job: Job | None = db.get(Job, key)
    return bool(job and job.done)

def j(db: Session, key: int) -> str:
    job: Job | None = db.get(Job, key)
    while job is not None:
        return job.name
    return ""
""",
        why="something has looked at the variable, or may have",
    ),
    Good(
        _JOBS
        + """\
def a(db: Session) -> str:
    try:
        return db.query(Job).first().name
    except AttributeError:
        return ""

def b(db: Session) -> int:
    total = func.count(Job.id)
    return db.query(func.count(Job.id)).first()[0] + db.query(total.label("n")).first().n

def c(db: Session) -> int:
    return db.execute(text("count")).fetchone()[0]

def d(db: Session) -> str:
    return db.query(Job).one().name + db.query(Job).all()[0].name

def e(db: Session) -> Job | None:
    return db.query(Job).first() if db else None

def f(db: Session) -> tuple[Job | None, Optional[Job]]:
    return db.query(Job).first(), db.get(Job, 1)

def g(cache, settings) -> str:
    return cache.get("key").name + settings.first().name
""",
        why="what is prepared for the error, always has a row, or is no query",
    ),
    Good(
        {
            "app/models.py": _JOBS,
            "tests/test_jobs.py": """\
from sqlalchemy.orm import Session
from app.models import Job

def test_name(db: Session) -> None:
    assert db.query(Job).first().name == "x"
""",
        },
        why="a test fails, which is its purpose",
    ),
    Bad(
        _JOBS
        + """\
import logging
logger = logging.getLogger(__name__)

def a(db: Session, key: int) -> str:
    job = db.query(Job).first()
    if not job:
        print("none", key)
    return job.name  # <- reported

def b(db: Session, key: int) -> Job:  # <- reported: annotated `Job`
    job = db.query(Job).first()
    if job is None:
        logger.warning("no job %s", key)
    return job

def c(db: Session) -> tuple[Job, int]:  # <- reported: annotated `tuple[Job, int]`
    job = db.query(Job).first()
    return job, 1

def d(db: Session) -> tuple[str, Job]:
    job = db.query(Job).first()
    return job.name, job  # <- reported: `.name` is taken of `job`
"""
    ),
    Good(
        _JOBS
        + """\
from flask import abort

def a(db: Session) -> str:
    job = db.query(Job).first()
    if not job:
        abort(404)
    return job.name

def b(db: Session) -> tuple[Job | None, int]:
    job = db.query(Job).first()
    return job, 1

def c(db: Session) -> tuple[Job, bool]:
    job = db.query(Job).first()
    if job is None:
        job = Job()
        db.add(job)
    return job, True

def d(db: Session) -> tuple[str | None, Job | None]:
    job = db.query(Job).first()
    return job and job.name, job
""",
        why="what may not come back, room for None, another object, a test within the tuple",
    ),
)
