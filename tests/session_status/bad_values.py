"""An application's models, and one value of every kind that comes where another was meant."""

from __future__ import annotations

import enum
import sys
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Integer,
    Numeric,
    bindparam,
    create_engine,
    desc,
    func,
    insert,
    join,
    literal,
    literal_column,
    null,
    select,
    text,
    union,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column, relationship, sessionmaker

from session_status import (
    Capped,
    Exact,
    Lease,
    Lifecycle,
    MergedMapping,
    StatusMapping,
    SummaryQuery,
    SummaryRow,
    column_of,
    count_of,
    status_of,
)


class St(enum.Enum):
    NEW = "new"
    RUN = "run"
    DONE = "done"


class Other(enum.Enum):
    NEW = "new"
    OLD = "old"


class Number(enum.IntEnum):
    ONE = 1


class Base(DeclarativeBase):
    pass


class Attempt(Base):
    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    error: Mapped[str | None]
    at: Mapped[int]
    cost: Mapped[Decimal] = mapped_column(Numeric(10, 2))


class Job(Base):
    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[St]
    word: Mapped[str]
    name: Mapped[str | None]
    lease: Mapped[int | None]
    worker: Mapped[str | None]
    attempts: Mapped[list[Attempt]] = relationship()


class Unmapped:
    """A class of an application's own."""


MAP = StatusMapping(St, {St.NEW: "waiting", St.RUN: "working", St.DONE: "finished"})
MERGED = MergedMapping(St, {St.NEW: "waiting", St.RUN: "waiting", St.DONE: "finished"})
LIFE = Lifecycle(St, {St.NEW: [St.RUN], St.RUN: [St.DONE]}, initial=[St.NEW])


class JobRow(SummaryRow):
    id: int = column_of(Job.id)
    status: St = status_of(Job.status, MAP)
    attempts: int = count_of(Attempt.job_id)


JOBS = SummaryQuery(JobRow, key=Job.id)


def last(_: Any, row: Any) -> Any:
    return row


ANY: Any = SummaryQuery.__parameters__[0]  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] -- a type variable fits any field
ROW: Any = type(SummaryRow)


def wrong_values() -> dict[str, Any]:
    """Make one value of every kind that comes where another was meant."""
    other: Any = aliased(Job)
    return {
        **{str(value): value for value in (None, True, 0, -1, 10**30, 1.5, float("nan"), float("inf"), Decimal("NaN"))},
        **{f"text {text!r:.20}": text for text in ("", "x", "status", "\ud800", "\0", "x" * 10_000)},
        "bytes": b"x",
        "list": [],
        "tuple": (),
        "dict": {},
        "set": set[Any](),
        "list of None": [None],
        "list of text": ["x"],
        "nested list": [[1]],
        "many numbers": (1, 2, 3, 4, 5),
        "dict of None": {None: None},
        "dict of text": {"least": 1},
        "range": range(3),
        "iterator": iter(()),
        "object": object(),
        "class": Unmapped,
        "object of a class": Unmapped(),
        "model": Job,
        "object of a model": Job(id=9),
        "another Enum": Other,
        "another Enum's member": Other.NEW,
        "member": St.NEW,
        "Enum": St,
        "IntEnum": Number,
        "mapping": MAP,
        "lifecycle": LIFE,
        "class of rows": JobRow,
        "row": ROW.__call__(JobRow, 1, St.NEW, 0),
        "query": JOBS,
        "specifier": column_of(Job.id),
        "lease": Lease(Job.lease, now=1, until=2),
        "class of totals": Exact,
        "total": Exact(),
        "class of capped totals": Capped,
        "key": Job.id,
        "status column": Job.status,
        "another class's column": Attempt.job_id,
        "alias": other,
        "alias's column": other.id,
        "relationship": Job.attempts,
        "table": Job.__table__,
        "table's column": Job.__table__.c.id,
        "condition": Job.id == 1,
        "another class's condition": Attempt.id == 1,
        "order": Job.id.desc(),
        "order by a name": desc("x"),
        "text clause": text("1"),
        "literal": literal(1),
        "literal column": literal_column("1"),
        "parameter without a value": bindparam("b"),
        "NULL": null(),
        "select": select(Job),
        "select of a column": select(Job.id),
        "subquery": select(Job).subquery(),
        "scalar subquery": select(func.count()).scalar_subquery(),
        "join": join(Job, Attempt),
        "union": union(select(Job.id), select(Job.id)),
        "insert": insert(Job),
        "type": Integer(),
        "class of sessions": Session,
        "factory": sessionmaker(),
        "engine": create_engine("sqlite://"),
        "function": lambda: None,
        "int": int,
        "type of types": type,
        "time": datetime.now(UTC),
        "UUID": UUID(int=1),
        "error": ValueError("x"),
        "module": sys,
        "ellipsis": ...,
    }
