"""A row of three counts, a total and a latest child, and counts by status -> what they cost beside the same SQL by hand.

Both say whether a page follows: by hand, too, one row more is read than is shown. Cursors, sealed to the query and its
values, are what the page has beside; "without cursors" has none.

python -m benchmarks.any_row [--turns 100] [--jobs 20000]
"""

from __future__ import annotations

import argparse
import enum
import json
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from statistics import median
from typing import Any

from sqlalchemy import (
    Engine,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    bindparam,
    create_engine,
    event,
    insert,
    select,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from tests.session_status.mariadb import mariadb

from benchmarks.backends import postgres, sqlite, with_driver
from session_status import (
    PageQuery,
    StatusMapping,
    SummaryQuery,
    SummaryRow,
    column_of,
    count_of,
    latest_of,
    status_of,
    total_of,
)

SIZE, EACH = 50, 4
"""Rows of a page, and children of each kind that a row has."""
ROW = """
SELECT job.id, job.status, job.name,
  (SELECT count(*) FROM attempt WHERE attempt.job_id = job.id AND attempt.failed = {true}) AS retries,
  (SELECT count(*) FROM attempt WHERE attempt.job_id = job.id) AS attempts,
  (SELECT count(*) FROM comment WHERE comment.job_id = job.id) AS comments,
  (SELECT sum(cost.amount) FROM cost WHERE cost.job_id = job.id) AS spent,
  (SELECT attempt.error FROM attempt WHERE attempt.job_id = job.id
   ORDER BY attempt.begun DESC, attempt.id DESC LIMIT 1) AS last_error
FROM job WHERE """
PAGE = """job.id IN (SELECT id FROM (SELECT id FROM job WHERE id > :least ORDER BY id LIMIT :size) AS page)
ORDER BY job.id"""
KEYS = {
    "sqlite": "job.id IN (SELECT value FROM json_each(:ids))",
    "postgresql": "job.id = ANY(:ids)",
    "mariadb": "job.id IN (SELECT id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id INTEGER PATH '$')) AS given)",
}
"""How each database is asked by hand for many keys with one parameter."""
COUNTED_BY_HAND = "SELECT status, count(*) FROM job WHERE id > :least GROUP BY status"


class Status(enum.Enum):
    """Where a job is."""

    NEW = "new"
    RUNNING = "running"
    DONE = "done"


class Base(DeclarativeBase):
    """Its own tables."""


class Job(Base):
    """What is counted for."""

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[Status]
    name: Mapped[str] = mapped_column(String(50))


class Attempt(Base):
    """A child that fails or not."""

    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey(Job.id))
    failed: Mapped[bool]
    error: Mapped[str | None] = mapped_column(String(50))
    begun: Mapped[int]


class Comment(Base):
    """A child that is counted."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey(Job.id))


class Cost(Base):
    """A child that is summed."""

    __tablename__ = "cost"
    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey(Job.id))
    amount: Mapped[Decimal] = mapped_column(Numeric(10, 2))


INDEXES = [Index(f"{model.__tablename__}_job", model.job_id) for model in (Attempt, Comment, Cost)]


class JobRow(SummaryRow):
    """The row."""

    id: int = column_of(Job.id)
    status: Status = status_of(Job.status, StatusMapping.by_value(Status))
    name: str = column_of(Job.name)
    retries: int = count_of(Attempt.job_id, where=Attempt.failed.is_(True))
    attempts: int = count_of(Attempt.job_id)
    comments: int = count_of(Comment.job_id)
    spent: Decimal | None = total_of(Cost.amount, of=Cost.job_id)
    last_error: str | None = latest_of(Attempt.error, of=Attempt.job_id, by=Attempt.begun)


JOBS = SummaryQuery(JobRow, key=Job.id)


def _second(_: int, row: JobRow) -> JobRow:
    return row


CHOSEN = select(Job.id).where(Job.id > bindparam("least", type_=Integer))
PAGES: PageQuery[JobRow] = JOBS.pages(CHOSEN, on=Job.id, order_by=[Job.id], into=_second)
WITHOUT_CURSORS: PageQuery[JobRow] = JOBS.pages(CHOSEN.order_by(Job.id), on=Job.id, into=_second)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print.

    Args:
        arguments: What follows the command's name; the process's own by default.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=20_000)
    asked = parser.parse_args(arguments)
    print(
        "| database | question | by hand, wall ms | wall, ratio | CPU, ratio | statements |\n|---|---|---|---|---|---|"
    )
    with sqlite() as address:
        _measure(create_engine(address), asked)
    with postgres() as address:
        _measure(create_engine(with_driver(address, "psycopg")), asked)
    with mariadb() as address:
        _measure(create_engine(f"mariadb+pymysql{address}"), asked)


def _measure(engine: Engine, asked: Any) -> None:
    fill(engine, asked.jobs)
    with Session(engine) as db:
        for name, (ours, by_hand) in _questions(db, asked.jobs).items():
            ratios, wall = _compared(ours, by_hand, asked.turns)
            print(
                f"| {engine.dialect.name} | {name} | {wall:.2f} | {ratios[0]:.2f} | {ratios[1]:.2f} | {_sent(engine, ours)} |"
            )
    engine.dispose()


def _questions(db: Session, jobs: int) -> dict[str, tuple[Callable[[int], Any], Callable[[int], Any]]]:
    true = "1" if db.get_bind().dialect.name == "sqlite" else "true"
    by_hand, keyed = (
        text((ROW + PAGE).format(true=true)),
        text((ROW + KEYS[db.get_bind().dialect.name]).format(true=true)),
    )
    counted = text(COUNTED_BY_HAND)
    as_array = db.get_bind().dialect.name == "postgresql"

    def least(number: int) -> int:
        return number * 97 % (jobs - SIZE)

    def page(number: int) -> Any:
        page = PAGES.fetch(db, limit=SIZE, parameters={"least": least(number)})
        return page.items, page.next is not None

    def page_by_hand(number: int) -> Any:
        found = db.execute(by_hand, {"least": least(number), "size": SIZE + 1}).all()
        return [_row(row) for row in found[:SIZE]], len(found) > SIZE

    def plain(number: int) -> Any:
        return WITHOUT_CURSORS.fetch(db, limit=SIZE, parameters={"least": least(number)}).items

    def plain_by_hand(number: int) -> Any:
        return page_by_hand(number)[0]

    def many(number: int) -> Any:
        return JOBS.many(db, range(least(number) + 1, least(number) + 1 + SIZE))

    def many_by_hand(number: int) -> Any:
        keys = list(range(least(number) + 1, least(number) + 1 + SIZE))
        return {row[0]: _row(row) for row in db.execute(keyed, {"ids": keys if as_array else json.dumps(keys)})}

    selects = [select(Job).where(Job.id > least(number)) for number in range(1_000)]

    def counts(number: int) -> Any:
        return dict(JOBS.counts(db, selects[number]))

    def counts_by_hand(number: int) -> Any:
        return {Status[status]: found for status, found in db.execute(counted, {"least": least(number)}).all()}

    return {
        f"{SIZE} rows by key": (many, many_by_hand),
        f"a page of {SIZE}": (page, page_by_hand),
        "without cursors": (plain, plain_by_hand),
        "counts": (counts, counts_by_hand),
    }


def _row(row: Any) -> Any:
    """Make the row that an application would make of its own SQL."""
    spent = None if row[6] is None else Decimal(row[6]).quantize(Decimal("0.01"))
    return JobRow(row[0], Status[row[1]], row[2], row[3], row[4], row[5], spent, row[7])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue] -- at run time its fields are positional, which costs less


def _compared(ours: Callable[[int], Any], by_hand: Callable[[int], Any], turns: int) -> tuple[list[float], float]:
    taken: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for number in range(turns + 3):
        if ours(number) != by_hand(number):
            raise AssertionError(f"{ours(number)} is not {by_hand(number)}")
        both = [_timed(way, number) for way in ((ours, by_hand) if number % 2 else (by_hand, ours))]
        taken.append((both[0], both[1]) if number % 2 else (both[1], both[0]))
    ratios = [median(one[kind] / other[kind] for one, other in taken[3:]) for kind in (0, 1)]
    return ratios, median(other[0] for _, other in taken[3:]) * 1000


def _timed(way: Callable[[int], Any], number: int) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    way(number)
    return time.perf_counter() - wall, time.process_time() - cpu


def _sent(engine: Engine, ask: Callable[[int], Any]) -> int:
    sent: list[str] = []

    def count(*arguments: Any) -> None:
        sent.append(arguments[2])

    event.listen(engine, "before_cursor_execute", count)
    ask(1)
    event.remove(engine, "before_cursor_execute", count)
    return len(sent)


def fill(engine: Engine, jobs: int, *, each: int = EACH) -> None:
    """Make the tables anew.

    Args:
        engine: The database.
        jobs: How many rows.
        each: Children of each kind that a row has.
    """
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    statuses, numbers = list(Status), range(1, jobs + 1)
    children = [(number * each + place, number) for number in numbers for place in range(each)]
    with engine.begin() as connection:
        connection.execute(insert(Job), [{"id": n, "status": statuses[n % 3], "name": f"job {n}"} for n in numbers])
        connection.execute(
            insert(Attempt),
            [
                {"id": key, "job_id": job, "failed": key % 2 == 0, "error": f"e{key}", "begun": key // 2}
                for key, job in children
            ],
        )
        connection.execute(insert(Comment), [{"id": key, "job_id": job} for key, job in children])
        connection.execute(
            insert(Cost), [{"id": key, "job_id": job, "amount": Decimal(key % 99)} for key, job in children]
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        tables = ", ".join(Base.metadata.tables)
        words = {"postgresql": "ANALYZE", "sqlite": "ANALYZE"}
        connection.execute(text(words.get(engine.dialect.name, f"ANALYZE TABLE {tables}")))


if __name__ == "__main__":
    main()
