"""Uses of the library that its signatures take, and that its calls refuse when they run."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple
from session_status import StatusMapping, SummaryQuery, SummaryRow, column_of, count_of, latest_of, status_of, total_of
from sqlalchemy import Column, ForeignKey, Integer, String, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column
class State(Enum):
    OPEN = "open"
class Base(DeclarativeBase): ...
class Job(Base):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    note: Mapped[str | None]
    state: Mapped[State]
    old = Column(String, nullable=False)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
class Attempt(Base):
    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
STATES = StatusMapping.by_value(State)
OTHER = aliased(Job)
class Wrong(SummaryRow):
    id: int | None = column_of(Job.id)
    # mypy: error: "id" is annotated as what may be None, which it never is; the query refuses that  [assignment]
    title: str | int = column_of(Job.title)
    # mypy: error: "title" is annotated as what may be "int", which it never is; the query refuses that  [assignment]
    any: object = column_of(Job.title)
    # mypy: error: "any" is annotated as what may be "object", which it never is; the query refuses that  [assignment]
    old: str | None = column_of(Job.old)
    # mypy: error: "old" is annotated as what may be None, which it never is; the query refuses that  [assignment]
    number: int | None = count_of(Attempt.job_id)
    # mypy: error: "number" is annotated as what may be None, which it never is; the query refuses that  [assignment]
    rate: float = count_of(Attempt.job_id)
    # mypy: error: "rate" is annotated as what may be "float", which it never is; the query refuses that  [assignment]
class WrongTable(SummaryRow):
    id: int = column_of(Job.id)
    other: str | None = column_of(Job.title, through=Job.other_id)
    # mypy: error: "Job" is the class of the rows themselves; take this from an alias, aliased(Job): the query refuses it  [arg-type]
    number: int = count_of(Job.other_id)
    # mypy: error: "Job" is the class of the rows themselves; take this from an alias, aliased(Job): the query refuses it  [arg-type]
    numbers: int = count_of((Job.other_id,))
    # mypy: error: "Job" is the class of the rows themselves; take this from an alias, aliased(Job): the query refuses it  [arg-type]
    total: int | None = total_of(Job.id, of=Job.other_id)
    # mypy: error: "Job" is the class of the rows themselves; take this from an alias, aliased(Job): the query refuses it  [arg-type]
    last: str | None = latest_of(Job.title, of=Job.other_id, by=Job.id)
    # mypy: error: "Job" is the class of the rows themselves; take this from an alias, aliased(Job): the query refuses it  [arg-type]
class Right(SummaryRow):
    id: int = column_of(Job.id)
    note: str | None = column_of(Job.note)
    state: State = status_of(Job.state, STATES)
    upper: str | None = column_of(func.upper(Job.title))
    other: str | None = column_of(OTHER.title, through=Job.other_id)
    number: int = count_of(Attempt.job_id)
    last: int | None = latest_of(Attempt.id, of=Attempt.job_id, by=Attempt.id)
    children: int = count_of(OTHER.other_id)
    sum: int | None = total_of(OTHER.id, of=OTHER.other_id)
class Unsure(SummaryRow):
    title: str = column_of(OTHER.title)
    number: int = count_of(Job.other_id)
class NoRow:
    id: int | None = column_of(Job.id)
JOBS = SummaryQuery(Right, key=Job.id)
class Two(NamedTuple):
    title: str
    job: Right | None
@dataclass
class Three:
    title: str
    note: str | None
    job: Right | None
    more: int = 3
class Strict(NamedTuple):
    title: str
    job: Right
def named(title: str, *, job: Right) -> str: return title
def loose(*values: object) -> int: return 3
def any_of(title: Any, job: Any) -> int: return 3
def wrong() -> None:
    JOBS.pages(select(Job.title, Job.note), on=Job.id, into=Two)
    # mypy: error: "Two" takes 2 values, and a row has 3: the columns of the select, and last the summary or None  [arg-type]
    JOBS.pages(select(Job.title), on=Job.id, into=Three)
    # mypy: error: "Three" takes 3 to 4 values, and a row has 2: the columns of the select, and last the summary or None  [arg-type]
    JOBS.pages(select(Job.id), on=Job.id, into=Two)
    # mypy: error: "Two" takes "str" as value 1, and a row has "int" there  [arg-type]
    JOBS.pages(select(Job.title), on=Job.id, into=Strict)
    # mypy: error: "Strict" takes "library.Right" as value 2, and a row has "library.Right | None" there  [arg-type]
    JOBS.pages(select(Job.title), on=Job.id, into=named)
    # mypy: error: "named" takes 1 value, and a row has 2: the columns of the select, and last the summary or None  [arg-type]
    JOBS.pages(select(Job.title), on=Job.id, into=lambda title: title)
    # mypy: error: into= takes 1 value, and a row has 2: the columns of the select, and last the summary or None  [arg-type]
    JOBS.pages(select(Job), on=Job.id, into=Two)
    # mypy: error: "Two" takes "str" as value 1, and a row has "library.Job" there  [arg-type]
def right(maker: Any) -> None:
    JOBS.pages(select(Job.title), on=Job.id, into=Two)
    JOBS.pages(select(Job.title, Job.note), on=Job.id, into=Three)
    JOBS.pages(select(Job.title), on=Job.id, into=loose)
    JOBS.pages(select(Job.id), on=Job.id, into=any_of)
    JOBS.pages(select(Job.title), on=Job.id, into=lambda title, job: job)
    JOBS.pages(select(Job.title), on=Job.id, into=maker)
