"""A value that a parameter works out at each call is the one that is sent, whatever statement was compiled before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Integer, bindparam, create_engine, literal, select
from sqlalchemy.orm import Session, with_loader_criteria
from sqlalchemy.pool import StaticPool
from tests.session_status.jobs import LIFE, J, Job, JobBase, JobStatus, rows

from session_status import Capped, Page, StatusMapping, SummaryQuery, SummaryRow, column_of, status_of

STATUS = StatusMapping.by_value(JobStatus)


class JobRow(SummaryRow):
    id: int = column_of(Job.id)
    status: JobStatus = status_of(Job.status, STATUS)


JOBS = SummaryQuery(JobRow, key=Job.id)


def shown(page: Page[Any]) -> tuple[Any, ...]:
    """Give a page without its cursors, in which a value that is worked out has no part."""
    return page.items, page.total


CALLS: dict[str, Callable[[Session, Any], Any]] = {
    "a page": lambda db, least: shown(
        JOBS.page(db, select(Job.id).where(Job.id >= least), on=Job.id, order_by=[Job.id], limit=2, total=True)
    ),
    "a page of an option": lambda db, least: shown(
        JOBS.page(
            db,
            select(Job.id).options(with_loader_criteria(Job, Job.id >= least)),
            on=Job.id,
            order_by=[Job.id],
            limit=2,
            total=True,
        )
    ),
    "a prepared page": lambda db, least: shown(
        JOBS.pages(select(Job.id).where(Job.id >= least), on=Job.id, order_by=[Job.id], into=lambda *row: row).fetch(
            db, limit=2, total=Capped(9)
        )
    ),
    "the total of a page behind the last": lambda db, least: JOBS.page(
        db, select(Job.id).where(Job.id >= least), on=Job.id, order_by=[Job.id], limit=2, offset=99, total=True
    ),
    "counts": lambda db, least: dict(JOBS.counts(db, select(Job).where(Job.id >= least))),
    "moves": lambda db, least: LIFE.move(db, Job.status, J.RUNNING, Job.id >= least),
    "an UPDATE": lambda db, least: db.execute(LIFE.advance(Job.status, J.RUNNING, Job.id >= least)).rowcount,  # type: ignore[attr-defined]
    "moves that are told": lambda db, least: sorted(
        step.key for step in LIFE.move_returning(db, Job.status, J.RUNNING, Job.id >= least)
    ),
    "claims": lambda db, least: [
        claim.key for claim in LIFE.claim(db, Job.status, J.RUNNING, Job.id >= least, order_by=Job.id, limit=2)
    ],
    "claims in an order": lambda db, least: [
        claim.key for claim in LIFE.claim(db, Job.status, J.RUNNING, order_by=(Job.id < least, Job.id), limit=2)
    ],
}


@pytest.fixture
def db() -> Iterator[Session]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    JobBase.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(rows())
        session.commit()
        yield session
    engine.dispose()


def worked_out(value: int) -> Any:
    return bindparam(None, callable_=lambda: value, type_=Integer)


@pytest.mark.parametrize("call", CALLS)
def test_a_value_that_is_worked_out_is_sent_though_an_alike_statement_had_a_plain_one(db: Session, call: str) -> None:
    answers: list[Any] = []
    for least in (literal(1, Integer), literal(4, Integer), worked_out(1), worked_out(4)):
        answers.append(CALLS[call](db, least))
        db.rollback()
    assert answers[0] != answers[1]
    assert answers[2:] == answers[:2]


def test_a_column_of_a_row_that_is_worked_out_is_that_of_each_call(db: Session) -> None:
    factor = [1]

    class Plain(SummaryRow):
        id: int = column_of(Job.id)
        times: int = column_of(Job.id * literal(1, Integer))

    class WorkedOut(SummaryRow):
        id: int = column_of(Job.id)
        times: int = column_of(Job.id * bindparam(None, callable_=lambda: factor[0], type_=Integer))

    SummaryQuery(Plain, key=Job.id).get(db, 2)
    query, found = SummaryQuery(WorkedOut, key=Job.id), list[int]()
    for number in (1, 5):
        factor[0] = number
        alone = query.get(db, 2)
        assert alone is not None
        found += [alone.times, query.many(db, [2])[2].times]
    assert found == [2, 2, 10, 10]
