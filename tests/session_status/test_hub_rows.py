"""StatusHub over rows of any shape: which status ends a watch, and under which key a row's state is told."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Engine, NullPool, String, create_engine, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from session_status import (
    ArgumentError,
    ColumnError,
    Ended,
    Lifecycle,
    StatusHub,
    StatusMapping,
    SummaryQuery,
    SummaryRow,
    UnknownStoredStatusError,
    Unrecognized,
    column_of,
    status_of,
)
from session_status.execution import dialects
from session_status.fastapi import as_json

R = TypeVar("R")
TICK = 0.02


class State(enum.Enum):
    OPEN = "open"
    DONE = "done"


class Payment(enum.Enum):
    DUE = "due"
    PAID = "paid"


STATES = StatusMapping.by_value(State)
PAYMENTS = StatusMapping.by_value(Payment)
LIFE = Lifecycle(State, {State.OPEN: [State.DONE]}, initial=[State.OPEN])
PAID = Lifecycle(Payment, {Payment.DUE: [Payment.PAID]}, initial=[Payment.DUE])


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "job"
    code: Mapped[str] = mapped_column(String(20, collation="NOCASE"), primary_key=True)
    state: Mapped[State | None]
    payment: Mapped[Payment]
    parts: Mapped[int] = mapped_column(default=0)


class JobRow(SummaryRow):
    code: str = column_of(Job.code)
    state: State | None = status_of(Job.state, STATES)
    payment: Payment = status_of(Job.payment, PAYMENTS)


class PaymentRow(SummaryRow):
    payment: Payment = status_of(Job.payment, PAYMENTS)


class OpenRow(SummaryRow):
    payment: Payment | Unrecognized = status_of(Job.payment, PAYMENTS, on_unknown="row")


JOBS = SummaryQuery(JobRow, key=Job.code)
PAYING = SummaryQuery(PaymentRow, key=Job.code)
SHORT = SummaryQuery(STATES, id=Job.code, status=Job.state, title=Job.code, counter=Job.parts)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path / 'jobs.db'}", poolclass=NullPool)
    Base.metadata.create_all(made)
    with Session(made) as db, db.begin():
        db.add_all(Job(code=code, state=None, payment=Payment.DUE) for code in ("Ab", "Cd", "Ef"))
    yield made
    made.dispose()


def played(scene: Callable[[], Awaitable[R]]) -> R:
    async def whole() -> R:
        async with asyncio.timeout(30):
            return await scene()

    return asyncio.run(whole())


def put(engine: Engine, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(update(Job).values(**values))


def short_hub(make: sessionmaker[Session]) -> Any:
    return StatusHub(make, SHORT, LIFE, interval=TICK)


def row_hub(make: sessionmaker[Session]) -> Any:
    return StatusHub(make, JOBS, LIFE, by=Job.state, interval=TICK)


def state_of(row: Any) -> State | None:
    found: State | None = getattr(row, "state" if isinstance(row, JobRow) else "status")
    return found


@pytest.mark.parametrize("hub_of", [short_hub, row_hub])
def test_a_status_that_is_null_is_told_as_none_and_ends_no_watch(
    engine: Engine, hub_of: Callable[[sessionmaker[Session]], Any]
) -> None:
    async def scene() -> list[State | None]:
        async with hub_of(sessionmaker(engine)) as hub:
            seen: list[State | None] = []
            async for row in hub.watch("Ab"):
                seen.append(state_of(row))
                put(engine, state=State.OPEN if seen[-1] is None else State.DONE)
            return seen

    assert played(scene) == [None, State.OPEN, State.DONE]


def test_the_status_that_is_named_ends_a_watch_and_no_other_does(engine: Engine) -> None:
    put(engine, state=State.DONE)

    async def scene() -> list[Payment]:
        async with StatusHub(sessionmaker(engine), JOBS, PAID, by=Job.payment, interval=TICK) as hub:
            seen: list[Payment] = []
            async for row in hub.watch("Ab"):
                seen.append(row.payment)
                put(engine, payment=Payment.PAID)
            return seen

    assert played(scene) == [Payment.DUE, Payment.PAID]


def test_the_status_of_a_row_that_has_one_only_need_not_be_named(engine: Engine) -> None:
    put(engine, payment=Payment.PAID)

    async def scene() -> list[PaymentRow]:
        async with StatusHub(sessionmaker(engine), PAYING, PAID, interval=TICK) as hub:
            return [row async for row in hub.watch("Ab")]

    assert played(scene) == [PaymentRow(payment=Payment.PAID)]


def test_a_row_with_two_statuses_needs_to_be_told_which_one_ends_a_watch() -> None:
    with pytest.raises(ArgumentError, match=r"by=\.\.\.: say which status; the row has job\.state, job\.payment"):
        StatusHub(sessionmaker(), JOBS, LIFE)
    with pytest.raises(ColumnError, match=r"by=job\.parts is no status of the row; it has job\.state, job\.payment"):
        StatusHub(sessionmaker(), JOBS, LIFE, by=Job.parts)
    no_column: Any = "state"
    with pytest.raises(ColumnError, match="by='state' is no column"):
        StatusHub(sessionmaker(), JOBS, LIFE, by=no_column)
    with pytest.raises(ArgumentError, match=r"Lifecycle\(State\) is no lifecycle of the query's payment, a Payment"):
        StatusHub(sessionmaker(), PAYING, LIFE)


def unknown(engine: Engine, code: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET payment = 'NEWER' WHERE code = :code"), {"code": code})


def test_a_row_that_cannot_be_read_is_told_under_each_key_that_was_asked_for(engine: Engine) -> None:
    unknown(engine, "Ab")
    put_others_last(engine, "Ab")

    async def scene() -> dict[str, Any]:
        async with StatusHub(sessionmaker(engine), PAYING, PAID, interval=TICK) as hub:
            told = [change async for change in hub.watch_all(["AB", "ab", "cd", "absent"])]
            return {change.key: change.reason for change in told if isinstance(change, Ended)}

    assert played(scene) == {"AB": "failed", "ab": "failed", "absent": "deleted"}


def put_others_last(engine: Engine, code: str) -> None:
    with engine.begin() as connection:
        connection.execute(update(Job).where(Job.code != code).values(payment=Payment.PAID))


def test_a_row_that_cannot_be_read_ends_no_other_where_keys_take_several_statements(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(dialects.LARGEST_DOCUMENT, dialects.SQLITE, 10)
    unknown(engine, "Ef")
    put_others_last(engine, "Ef")

    async def scene() -> dict[str, Any]:
        async with StatusHub(sessionmaker(engine), PAYING, PAID, interval=TICK) as hub:
            told: dict[str, Any] = {}
            for key in ("ab", "CD", "ef"):
                told[key] = asyncio.ensure_future(anext(hub.watch(key)))
            await asyncio.gather(*told.values(), return_exceptions=True)
            return told

    told = played(scene)
    assert [told[key].result() for key in ("ab", "CD")] == [PaymentRow(payment=Payment.PAID)] * 2
    with pytest.raises(UnknownStoredStatusError, match=r"job\.payment of row 'ef'"):
        told["ef"].result()


def test_a_status_that_is_unrecognized_ends_no_watch(engine: Engine) -> None:
    unknown(engine, "Ab")

    async def scene() -> list[Payment | Unrecognized]:
        query = SummaryQuery(OpenRow, key=Job.code)
        async with StatusHub(sessionmaker(engine), query, PAID, interval=TICK) as hub:
            seen: list[Payment | Unrecognized] = []
            async for row in hub.watch("Ab"):
                seen.append(row.payment)
                put(engine, payment=Payment.PAID)
            return seen

    first, last = played(scene)
    assert isinstance(first, Unrecognized)
    assert last is Payment.PAID


def test_an_event_has_the_fields_of_any_row(engine: Engine) -> None:
    with Session(engine) as db:
        (row,) = JOBS.many(db, ["ab"]).values()
    assert as_json(row) == '{"code":"Ab","state":null,"payment":"due"}'
