"""Code that `dead-no-result-handler` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import mapped, models

from lint_rules import Bad, Good

_JOBS = models(
    mapped("Job", "name: Mapped[str]"),
    imports="""\
import logging

import sqlalchemy as sa
from fastapi import HTTPException
from sqlalchemy import select
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, exc as orm_exc, mapped_column

logger = logging.getLogger(__name__)
""",
)

CASES = (
    Bad(
        _JOBS
        + """\
def name(db: Session, key: int) -> str:
    try:
        job = db.query(Job).filter(Job.id == key).first()  # <- reported: `.first()` never raises NoResultFound: it returns None
    except NoResultFound:
        raise KeyError(key) from None
    return job.name

def by_key(db: Session, key: str):
    try:
        logger.info("looking for %s", key.strip())
        job = db.get(Job, int(key))  # <- reported: `.get()` never raises NoResultFound
        job.name = job.name.lower()
        db.add(job)
        db.commit()
    except orm_exc.NoResultFound as error:
        raise HTTPException(404) from error
    return job

def rows(db: Session):
    try:
        return db.scalars(select(Job).where(Job.name.in_(["x"])).order_by(Job.id)).all()  # <- reported: it returns an empty list
    except sa.exc.NoResultFound:
        return []

def one_of_several(db: Session):
    try:
        return db.query(Job).first()  # <- reported: never raises MultipleResultsFound: it takes what comes first
    except MultipleResultsFound:
        return None

def several_of_all(db: Session):
    try:
        return db.query(Job).all()  # <- reported: never raises MultipleResultsFound: it returns every row
    except MultipleResultsFound:
        return None

def none_of_all(db: Session):
    try:
        return db.query(Job).all()  # <- reported: never runs; test what it returned
    except NoResultFound:
        return None

def both(db: Session):
    try:
        return db.scalars(select(Job)).first()  # <- reported
    except (NoResultFound, MultipleResultsFound):
        return None
"""
    ),
    Bad(
        _JOBS
        + """\
def f(db: Session, key: int):
    try:
        return db.query(Job).filter(Job.id == key).one_or_none()  # <- reported: use `.one()`
    except NoResultFound:
        raise HTTPException(404) from None

async def g(db: AsyncSession, key: int):
    try:
        result = await db.execute(select(Job).where(Job.id == key))
        job = result.scalar_one_or_none()  # <- reported
        return Job(name=job.name)
    except NoResultFound:
        raise HTTPException(404) from None
""",
        fixed=_JOBS
        + """\
def f(db: Session, key: int):
    try:
        return db.query(Job).filter(Job.id == key).one()
    except NoResultFound:
        raise HTTPException(404) from None

async def g(db: AsyncSession, key: int):
    try:
        result = await db.execute(select(Job).where(Job.id == key))
        job = result.scalar_one()
        return Job(name=job.name)
    except NoResultFound:
        raise HTTPException(404) from None
""",
    ),
    Good(
        models(
            mapped(
                "Order", "name: Mapped[str]\n\n    @property\n    def owner(self) -> str:\n        return helper(self)"
            ),
            imports="from helpers import helper, locked, parts_of\nfrom sqlalchemy.exc import NoResultFound, SQLAlchemyError\n"
            "from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column\n",
        )
        + """\
def by_property(db: Session):
    try:
        order = db.query(Order).first()
        return order.owner
    except NoResultFound:
        return None

def within(db: Session, lock):
    try:
        with lock:
            return db.query(Order).first()
    except NoResultFound:
        return None

def along(db: Session, parts):
    try:
        for _ in parts:
            pass
        return db.query(Order).first()
    except NoResultFound:
        return None

def wider(db: Session):
    try:
        return db.query(Order).first()
    except (NoResultFound, SQLAlchemyError):
        return None

def by_key(db: Session, keys):
    try:
        return db.get(Order, keys["a"])
    except NoResultFound:
        return None
""",
        why="code of the project's may run there without being called",
    ),
    Good(
        _JOBS
        + """\
def f(db: Session, key: int):
    try:
        return db.query(Job).filter(Job.id == key).one()
    except NoResultFound:
        return None

def several(db: Session, key: int):
    try:
        return db.query(Job).filter(Job.id == key).one_or_none()
    except MultipleResultsFound:
        return None

def scalar(db: Session):
    try:
        return db.query(Job.name).scalar()
    except (NoResultFound, MultipleResultsFound):
        return None

def mixed(db: Session, key: int):
    try:
        job = db.query(Job).filter(Job.id == key).first()
        other = db.execute(select(Job)).scalar_one()
    except NoResultFound:
        return None
    return job, other

def got(db: Session, key: int):
    try:
        return db.query(Job).first(), db.get_one(Job, key)
    except NoResultFound:
        return None
""",
        why="something in the `try` raises it",
    ),
    Good(
        _JOBS
        + """\
def owner_of(job, db: Session):
    return db.query(Job).filter(Job.id == job.id).one()

def f(db: Session, repository, check):
    try:
        job = db.query(Job).first()
        owner_of(job, db)
    except NoResultFound:
        return None
    try:
        job = db.query(Job).first()
        repository.load(job)
    except NoResultFound:
        return None
    try:
        job = db.query(Job).first()
        if job is None:
            raise NoResultFound
    except NoResultFound:
        return None
    try:
        job = db.query(Job).first()
    except KeyError:
        return None
    try:
        check(db)
    except NoResultFound:
        return None
    try:
        text = "none"
    except NoResultFound:
        return text
    return job

def transaction(db: Session):
    try:
        yield db.query(Job).first()
    except NoResultFound:
        raise HTTPException(404) from None
""",
        why="a function that is called, a `raise`, or what is done at a `yield` may raise it",
    ),
)
