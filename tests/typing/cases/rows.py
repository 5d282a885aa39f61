"""Rows of any shape: what their fields and their query are to a type checker, and which fields it refuses."""
# ruff: noqa: B018, F841

import enum
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal, assert_type
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, cast, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from session_status import (
    Lifecycle,
    Page,
    StatusCounts,
    StatusHub,
    StatusMapping,
    Summary,
    SummaryQuery,
    SummaryRow,
    Unrecognized,
    column_of,
    count_of,
    latest_of,
    status_of,
    total_of,
)
from session_status.fastapi import sse, sse_all
from session_status.watching.watch import Watch


class State(enum.Enum):
    OPEN = "open"
    DONE = "done"


class Payment(enum.Enum):
    DUE = "due"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


Word = Literal["open", "done"]
STATES: StatusMapping[State, Word] = StatusMapping(State, {State.OPEN: "open", State.DONE: "done"})
PAYMENTS = StatusMapping.by_value(Payment)
LEVELS: StatusMapping[Level, str] = StatusMapping(Level, {Level.LOW: "low", Level.HIGH: "high"})
LIFE = Lifecycle(State, {State.OPEN: [State.DONE]}, initial=[State.OPEN])
PAID = Lifecycle(Payment, {}, initial=[Payment.DUE])


class Base(DeclarativeBase):
    pass


class Client(Base):
    __tablename__ = "client"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Job(Base):
    __tablename__ = "job"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[State]
    payment: Mapped[Payment | None]
    text_state: Mapped[str]
    level: Mapped[int]
    next_level: Mapped[int | None]
    name: Mapped[str | None]
    title: Mapped[str]
    client_id: Mapped[int] = mapped_column(ForeignKey(Client.id))


class Part(Base):
    __tablename__ = "part"
    studio: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[State]


class Attempt(Base):
    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey(Job.id))
    studio: Mapped[int]
    code: Mapped[str]
    failed: Mapped[bool]
    cost: Mapped[Decimal]
    error: Mapped[str | None]
    at: Mapped[int]


class JobRow(SummaryRow):
    id: UUID = column_of(Job.id)
    state: State = status_of(Job.state, STATES)
    spelled: State = status_of(Job.text_state, STATES, stored="name")
    payment: Payment | Unrecognized | None = status_of(Job.payment, PAYMENTS, on_unknown="row", hook=print)
    name: str | None = column_of(Job.name)
    upper: str = column_of(func.upper(Job.title))
    client: str = column_of(Client.name, through=Job.client_id)
    failures: int = count_of(Attempt.job_id, where=Attempt.failed.is_(True))
    cost: Decimal | None = total_of(Attempt.cost, of=Attempt.job_id)
    error: str | None = latest_of(Attempt.error, of=Attempt.job_id, by=Attempt.at)


class PartRow(SummaryRow):
    code: str = column_of(Part.code)
    attempts: int = count_of((Attempt.studio, Attempt.code))


class StoredRow(SummaryRow):
    stored: int | None = total_of(type_coerce(Attempt.cost, Integer), of=Attempt.job_id)
    shown: str | None = latest_of(cast(Attempt.cost, String), of=Attempt.job_id, by=Attempt.at)


class WrongRow(SummaryRow):
    id: int = column_of(Job.id)  # refused
    name: str = column_of(Job.name)  # refused
    state: Payment = status_of(Job.state, STATES)  # refused
    payment: Payment = status_of(Job.payment, PAYMENTS)  # refused
    open: State = status_of(Job.state, STATES, on_unknown="row")  # refused
    count: str = count_of(Attempt.job_id)  # refused
    cost: Decimal = total_of(Attempt.cost, of=Attempt.job_id)  # refused
    error: str = latest_of(Attempt.error, of=Attempt.job_id, by=Attempt.at)  # refused
    stored: str | None = total_of(type_coerce(Attempt.cost, Integer), of=Attempt.job_id)  # refused


JOBS = SummaryQuery(JobRow, key=Job.id)
PARTS = SummaryQuery(PartRow, key=(Part.studio, Part.code))
assert_type(JOBS, SummaryQuery[UUID, JobRow])
assert_type(PARTS, SummaryQuery[tuple[int, str], PartRow])


def waits_not(db: Session, key: UUID, cursor: str) -> None:
    row = JOBS.get(db, key)
    assert_type(row, JobRow | None)
    if row is not None:
        assert_type(row.payment, Payment | Unrecognized | None)
        row.state = State.DONE  # refused
    assert_type(JOBS.many(db, [key]), dict[UUID, JobRow])
    assert_type(PARTS.get(db, (1, "a")), PartRow | None)
    PARTS.get(db, ("a", 1))  # refused
    PARTS.many(db, [1])  # refused
    page = JOBS.page(db, select(Job), on=Job.id, order_by=[Job.title], limit=5, before=cursor)
    assert_type(page, Page[tuple[Any, ...]])
    assert_type(page.previous, str | None)
    assert_type(JOBS.counts(db, select(Job), by=Job.state), StatusCounts[Any])
    assert_type(JOBS.counts(db, select(Job)).total, int)
    JOBS.optional.name


async def waits(db: AsyncSession, key: UUID) -> None:
    assert_type(await JOBS.get(db, key), JobRow | None)
    assert_type(await PARTS.many(db, [(1, "a")]), dict[tuple[int, str], PartRow])


def made() -> JobRow:
    JobRow(id=UUID(int=1))  # refused
    return JobRow(
        id=UUID(int=1),
        state=State.OPEN,
        spelled=State.OPEN,
        payment=None,
        name=None,
        upper="A",
        client="b",
        failures=0,
        cost=None,
        error=None,
    )


def shown(rows: Sequence[Summary[UUID, State, str, str | None]]) -> list[str]:
    """Take rows of any words."""
    return [row.wire for row in rows]


short = SummaryQuery(STATES, id=Job.id, status=Job.state, title=Job.name, segments=Attempt.job_id)
assert_type(short, SummaryQuery[UUID, Summary[UUID, State, Word, str | None]])


def helped(db: Session, key: UUID) -> None:
    shown(list(short.many(db, [key]).values()))
    words: Summary[UUID, Payment, str, str | None] | None = short.get(db, key)  # refused


def wide(query: SummaryQuery[UUID, SummaryRow]) -> SummaryQuery[UUID, SummaryRow]:
    """Take queries of any rows."""
    return query


wide(JOBS)
wide(PARTS)  # refused
SummaryQuery(JobRow)  # refused


def watched(make: sessionmaker[Session], key: UUID) -> None:
    hub = StatusHub(make, JOBS, LIFE, by=Job.state)
    assert_type(hub, StatusHub[UUID, JobRow])
    assert_type(hub.watch(key), Watch[JobRow])
    sse(hub, key)
    sse_all(hub, [key], encode=lambda row: row.state.name)
    sse(hub, key, encode=lambda row: row.wire)  # refused
    StatusHub(make, JOBS, LIFE, by=Job.payment)  # refused
    StatusHub(make, JOBS, PAID, by=Job.payment)
    StatusHub(make, JOBS, LIFE, by=Job.text_state)
    assert_type(StatusHub(make, PARTS, LIFE), StatusHub[tuple[int, str], PartRow])
    StatusHub(make, short, LIFE, by=Job.state)  # refused


levels = SummaryQuery(LEVELS, id=Job.id, status=Job.level, title=Job.title, segments=Attempt.job_id)
assert_type(levels, SummaryQuery[UUID, Summary[UUID, Level, str, str]])
maybe = SummaryQuery(PAYMENTS, id=Job.id, status=Job.payment, title=Job.title, segments=Attempt.job_id)
assert_type(maybe, SummaryQuery[UUID, Summary[UUID, Payment | None, str | None, str]])
next_levels = SummaryQuery(
    LEVELS, id=Job.id, status=Job.next_level, title=Job.title, segments=Attempt.job_id, on_unknown="row"
)
assert_type(next_levels, SummaryQuery[UUID, Summary[UUID, Level | Unrecognized | None, str | None, str]])
SummaryQuery(LEVELS, id=Job.id, status=Job.state, title=Job.title, segments=Attempt.job_id)  # refused


def watched_where_null(make: sessionmaker[Session], key: UUID) -> None:
    hub = StatusHub(make, maybe, PAID)
    assert_type(hub.watch(key), Watch[Summary[UUID, Payment | None, str | None, str]])
    StatusHub(make, maybe, LIFE)  # refused
    sse(hub, key, encode=lambda row: row.wire or "none")
