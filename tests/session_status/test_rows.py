"""Rows of any shape: fields, keys of several columns, children, and what is refused when a row or its query is made."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator
from decimal import Decimal
from types import new_class
from typing import Any

import pytest
from sqlalchemy import CHAR, Enum, ForeignKey, Index, Numeric, String, bindparam, create_engine, func, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import StaticPool
from syrupy.assertion import SnapshotAssertion
from tests.session_status.models import SessionStatus

from session_status import (
    ArgumentError,
    ColumnError,
    MergedMapping,
    StatusMapping,
    SummaryQuery,
    SummaryRow,
    Unrecognized,
    column_of,
    count_of,
    latest_of,
    status_of,
    total_of,
)

STATUS = StatusMapping.by_value(SessionStatus)
ENDS = (SessionStatus.COMPLETED, SessionStatus.FAILED)


class Base(DeclarativeBase):
    pass


class Client(Base):
    __tablename__ = "client"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Job(Base):
    __tablename__ = "job"
    studio: Mapped[int] = mapped_column(primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[SessionStatus] = mapped_column(Enum(SessionStatus, native_enum=False, length=20))
    payment: Mapped[SessionStatus | None] = mapped_column(Enum(SessionStatus, native_enum=False, length=20))
    name: Mapped[str]
    note: Mapped[str | None]
    client_id: Mapped[int | None] = mapped_column(ForeignKey(Client.id))
    slug: Mapped[str] = mapped_column(String)
    __table_args__ = (Index("few", "slug", unique=True, sqlite_where=text("no > 1")),)


class Attempt(Base):
    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    studio: Mapped[int]
    job: Mapped[int]
    failed: Mapped[bool]
    cost: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    at: Mapped[int | None]
    error: Mapped[str | None]


class Task(Base):
    __tablename__ = "task"
    id: Mapped[int] = mapped_column(primary_key=True)
    studio: Mapped[int | None]
    job: Mapped[int | None]


class Tag(Base):
    __tablename__ = "tag"
    code: Mapped[str] = mapped_column(CHAR(5, collation="NOCASE"), primary_key=True)
    status: Mapped[str]


OF = (Attempt.studio, Attempt.job)
KEY = (Job.studio, Job.no)


class JobRow(SummaryRow):
    name: str = column_of(Job.name)
    status: SessionStatus | Unrecognized = status_of(Job.status, STATUS, on_unknown="row")
    payment: SessionStatus | None = status_of(Job.payment, STATUS)
    client: str | None = column_of(Client.name, through=Job.client_id)
    attempts: int = count_of(OF)
    failures: int = count_of(OF, where=Attempt.failed.is_(True))
    cost: Decimal | None = total_of(Attempt.cost, of=OF)
    last_error: str | None = latest_of(Attempt.error, of=OF, by=Attempt.at)


JOBS = SummaryQuery(JobRow, key=KEY)
FIRST = JobRow(
    name="a",
    status=SessionStatus.PENDING,
    payment=None,
    client="Ada",
    attempts=3,
    failures=2,
    cost=Decimal("6.60"),
    last_error="tie, the later key",
)
SECOND = JobRow(
    name="b",
    status=SessionStatus.FAILED,
    payment=SessionStatus.COMPLETED,
    client=None,
    attempts=0,
    failures=0,
    cost=None,
    last_error=None,
)


@pytest.fixture
def db() -> Iterator[Session]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        opened.add(Client(id=7, name="Ada"))
        opened.flush()
        pending, failed, paid = SessionStatus.PENDING, SessionStatus.FAILED, SessionStatus.COMPLETED
        opened.add(Job(studio=1, no=1, status=pending, name="a", client_id=7, slug="x"))
        opened.add(Job(studio=2, no=1, status=failed, payment=paid, name="b", slug="x"))
        attempts = [("NULL is least", None, True), ("tie", 5, True), ("tie, the later key", 5, False)]
        for number, (error, at, is_failed) in enumerate(attempts, start=1):
            one = {"studio": 1, "job": 1, "cost": Decimal("2.20"), "error": error, "at": at, "failed": is_failed}
            opened.add(Attempt(id=number, **one))
        opened.add_all([Task(id=1, studio=1, job=1), Task(id=2, studio=2), Task(id=3, studio=2, job=1)])
        opened.add(Tag(code="Abc", status="pending"))
        opened.flush()
        yield opened
    engine.dispose()


def test_a_row_has_what_its_fields_say(db: Session) -> None:
    assert JOBS.get(db, (1, 1)) == FIRST
    assert JOBS.many(db, [(2, 1), (1, 1), (3, 3)]) == {(1, 1): FIRST, (2, 1): SECOND}


def test_a_page_and_a_join_read_the_same_rows(db: Session) -> None:
    page = JOBS.page(db, select(Task.id), on=(Task.studio, Task.job), order_by=[Task.id], limit=5, total=True)
    assert (page.items, page.total) == ([(1, FIRST), (2, None), (3, SECOND)], 3)
    page = JOBS.page(db, select(Job.name), on=KEY, order_by=[Job.name], limit=5)
    assert page.items == [("a", FIRST), ("b", SECOND)]
    rows = select(Task.id, JOBS.optional).outerjoin(Job, (Job.studio == Task.studio) & (Job.no == Task.job))
    assert [tuple(row) for row in db.execute(rows.order_by(Task.id))] == [(1, FIRST), (2, None), (3, SECOND)]


def test_rows_are_counted_by_each_status(db: Session) -> None:
    db.execute(text("UPDATE job SET status = 'NEWER' WHERE studio = 2"))
    counts = JOBS.counts(db, select(Job), by=Job.status)
    assert (counts[SessionStatus.PENDING], counts[SessionStatus.FAILED], counts.total) == (1, 0, 2)
    assert (list(counts), counts.null, counts.unrecognized) == (list(SessionStatus), 0, {"NEWER": 1})
    paid = JOBS.counts(db, select(Job).where(Job.no == 1), by=Job.payment)
    assert (paid[SessionStatus.COMPLETED], paid.null, paid.total) == (1, 1, 2)
    assert paid.as_json()["completed"] == 1


@pytest.mark.parametrize("merged", [False, True])
def test_a_count_says_how_many_rows_a_filter_by_its_word_finds(db: Session, *, merged: bool) -> None:
    words = {status: "over" if status in ENDS and merged else status.value for status in SessionStatus}
    kind: Any = MergedMapping if merged else StatusMapping
    mapping = kind(SessionStatus, words, unrecognized="odd")
    db.execute(text("UPDATE job SET payment = CASE studio WHEN 2 THEN 'NEWER' ELSE payment END"))
    field = status_of(Job.payment, mapping, on_unknown="row")
    paid = SummaryQuery(row_of(a=(SessionStatus | Unrecognized | None, field)), key=KEY)
    counts = paid.counts(db, select(Job)).as_json()
    assert counts["odd"] == 1
    assert sum(counts.values()) < paid.counts(db, select(Job)).total
    for word, number in counts.items():
        assert db.scalar(select(func.count()).select_from(Job).where(mapping.where(Job.payment, word))) == number


def test_an_unknown_status_leaves_the_other_rows(db: Session) -> None:
    db.execute(text("UPDATE job SET status = 'NEWER' WHERE studio = 2"))
    rows = JOBS.many(db, [(1, 1), (2, 1)])
    assert (rows[1, 1].status, rows[2, 1].status) == (SessionStatus.PENDING, Unrecognized("NEWER"))


def test_a_row_is_a_slotted_value_that_is_copied_pickled_and_written_as_json() -> None:
    assert copy.copy(FIRST) == copy.deepcopy(FIRST) == pickle.loads(pickle.dumps(FIRST)) == FIRST  # noqa: S301 -- its own
    assert not hasattr(FIRST, "__dict__")
    assert FIRST != SECOND
    assert FIRST.as_json() == {
        "name": "a",
        "status": "pending",
        "payment": None,
        "client": "Ada",
        "attempts": 3,
        "failures": 2,
        "cost": "6.60",
        "last_error": "tie, the later key",
    }


class Named(SummaryRow, abstract=True):
    name: str = column_of(Job.name)


class Noted(SummaryRow, abstract=True):
    note: str | None = column_of(Job.note)


class Numbered(SummaryRow):
    no: int = column_of(Job.no)


class Whole(Numbered, Named, Noted):
    attempts: int = count_of(OF)


def test_rows_inherit_the_fields_of_rows(db: Session) -> None:
    row = SummaryQuery(Whole, key=KEY).get(db, (1, 1))
    assert row == Whole(no=1, name="a", note=None, attempts=3)
    assert isinstance(row, Named)


def test_a_subquery_counts_its_own_rows_whatever_the_select_joins(db: Session) -> None:
    class Costs(SummaryRow):
        cost: Decimal | None = column_of(
            select(func.max(Attempt.cost)).where(Attempt.studio == Job.studio, Attempt.job == Job.no).scalar_subquery()
        )

    joined = select(Task.id).outerjoin(Attempt, Attempt.id == Task.id)
    page = SummaryQuery(Costs, key=KEY).page(db, joined, on=(Task.studio, Task.job), order_by=[Task.id], limit=5)
    assert [row and row.cost for _, row in page.items] == [Decimal("2.20"), None, None]


def test_an_answer_comes_under_the_key_that_was_asked_for(db: Session) -> None:
    class TagRow(SummaryRow):
        code: str = column_of(Tag.code)
        status: SessionStatus = status_of(Tag.status, STATUS)

    tags = SummaryQuery(TagRow, key=Tag.code)
    rows = tags.many(db, ["ABC", "abc", "abd"])
    assert {key: row.code for key, row in rows.items()} == {"ABC": "Abc", "abc": "Abc"}


def row_of(**fields: Any) -> Any:
    """Make a class of rows whose fields have no annotation that could be wrong."""
    annotations = {name: kind for name, (kind, _) in fields.items()}
    body = {
        "__annotations__": annotations,
        "__module__": __name__,
        **{name: field for name, (_, field) in fields.items()},
    }
    return new_class("Row", (SummaryRow,), {}, lambda namespace: namespace.update(body))


def unannotated() -> Any:
    """Make a class of rows whose field no type checker sees."""
    return new_class("Row", (SummaryRow,), {}, lambda namespace: namespace.update(a=column_of(Job.name)))


REFUSED: dict[str, Callable[[], Any]] = {
    "half of a key": lambda: SummaryQuery(JobRow, key=Job.no),
    "an index that is unique for some rows": lambda: SummaryQuery(JobRow, key=Job.slug),
    "a key of two tables": lambda: SummaryQuery(JobRow, key=(Job.studio, Client.id)),
    "no key": lambda: SummaryQuery(JobRow),  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    "a column of another table": lambda: SummaryQuery(row_of(a=(str, column_of(Client.name))), key=KEY),
    "a path that leads elsewhere": lambda: SummaryQuery(
        row_of(a=(str | None, column_of(Attempt.error, through=Job.client_id))), key=Client.id
    ),
    "an aggregate": lambda: SummaryQuery(row_of(a=(int, column_of(func.count(Job.no)))), key=KEY),
    "a window": lambda: SummaryQuery(row_of(a=(int, column_of(func.row_number().over()))), key=KEY),
    "children by half of a key": lambda: SummaryQuery(row_of(a=(int, count_of(Attempt.job))), key=KEY),
    "rows that are their own children": lambda: SummaryQuery(row_of(a=(int, count_of(KEY))), key=KEY),
    "a condition on something else": lambda: SummaryQuery(row_of(a=(int, count_of(OF, where=Client.id == 1))), key=KEY),
    "a sum of texts": lambda: SummaryQuery(row_of(a=(str | None, total_of(Attempt.error, of=OF))), key=KEY),
    "an annotation that allows None": lambda: SummaryQuery(row_of(a=(str | None, column_of(Job.name))), key=KEY),
    "an annotation that forgets None": lambda: SummaryQuery(row_of(a=(str, column_of(Job.note))), key=KEY),
    "an annotation of another type": lambda: SummaryQuery(row_of(a=(int, column_of(Job.name))), key=KEY),
    "an annotation that says nothing": lambda: SummaryQuery(row_of(a=(Any, column_of(Job.name))), key=KEY),
    "no annotation": lambda: SummaryQuery(unannotated(), key=KEY),
    "a field without a specifier": lambda: row_of(a=(int, 3)),
    "no fields": lambda: SummaryQuery(SummaryRow, key=KEY),
    "two rows with a layout": lambda: new_class("Row", (Numbered, JobRow)),
    "which status to count by": lambda: JOBS.counts.plan(lambda _: create_engine("sqlite://").dialect, select(Job)),
    "no status to count by": lambda: JOBS.counts.plan(
        lambda _: create_engine("sqlite://").dialect, select(Job), by=Job.name
    ),
    "a part of a key": lambda: JOBS.get.plan(lambda _: create_engine("sqlite://").dialect, 1),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_an_error_when_it_is_given(name: str, snapshot: SnapshotAssertion) -> None:
    with pytest.raises((ArgumentError, ColumnError)) as caught:
        REFUSED[name]()
    assert str(caught.value) == snapshot


def test_a_select_keeps_the_values_that_it_was_given_for_its_parameters(db: Session) -> None:
    numbers: list[Any] = [bindparam("number"), bindparam("number", 99)]
    for number in numbers:
        names = select(Job.name).where(Job.no == number)
        for value, expected in ((1, ["a", "b"]), (99, [])):
            given = names.params(number=value)
            assert [row[0] for row in db.execute(given.order_by(Job.name))] == expected
            page = JOBS.page(db, given, on=KEY, order_by=[Job.name], limit=5, total=True)
            assert ([item[0] for item in page.items], page.total) == (expected, len(expected))
            jobs = select(Job).where(Job.no == number).params(number=value)
            assert JOBS.counts(db, jobs, by=Job.status).total == len(expected)
