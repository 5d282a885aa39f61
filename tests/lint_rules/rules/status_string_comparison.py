"""Code that `status-string-comparison` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import ORM_WITH_SESSION, enum, mapped, models

from lint_rules import Bad, Good

_MODELS = models(
    enum("JobStatus(Enum)", WAITING="waiting", RUNNING="running", DONE="done"),
    enum("Mode(str, Enum)", ON="on", OFF="off"),
    mapped(
        "Job",
        "status: Mapped[JobStatus]",
        "state: Mapped[Mode | None] = mapped_column(SQLEnum(Mode))",
        "old_status = Column(SQLEnum(JobStatus), nullable=False)",
        "word: Mapped[JobStatus] = mapped_column(String(20))",
        "mode: Mapped[Mode]",
    ),
    imports="from enum import Enum\nfrom sqlalchemy import Column, Enum as SQLEnum, String\n" + ORM_WITH_SESSION,
)


_PROJECT = {"app/__init__.py": "", "app/models.py": _MODELS}


CASES = (
    Bad(
        {
            **_PROJECT,
            "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Job, JobStatus

def f(db: Session, key: int, status: JobStatus, other: "JobStatus | None" = None):
    if status == "done":  # <- reported: `status` is annotated as a member of `app.models.JobStatus`, an Enum and no str: a member never equals 'done'; compare it with `JobStatus.DONE`, or annotate it with what it is given
        return 1
    job = db.get(Job, key)
    if job and job.status != "RUNNING":  # <- reported: compare it with `JobStatus.RUNNING`
        return 2
    for found in db.query(Job).filter(Job.id > key).all():
        if "waiting" == found.old_status:  # <- reported
            return 3
    if other in ("done", JobStatus.RUNNING):  # <- reported
        return 4
    return JobStatus(key).value == "Done"  # <- reported: no member of `app.models.JobStatus` has the value 'Done'
""",
        },
        fixed={
            **_PROJECT,
            "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Job, JobStatus

def f(db: Session, key: int, status: JobStatus, other: "JobStatus | None" = None):
    if status == JobStatus.DONE:
        return 1
    job = db.get(Job, key)
    if job and job.status != JobStatus.RUNNING:
        return 2
    for found in db.query(Job).filter(Job.id > key).all():
        if JobStatus.WAITING == found.old_status:
            return 3
    if other in (JobStatus.DONE, JobStatus.RUNNING):
        return 4
    return JobStatus(key).value == JobStatus.DONE.value
""",
        },
    ),
    Bad(
        {
            **_PROJECT,
            "app/api.py": """\
from sqlalchemy import select
from app import models
from app.models import Job

def f(job: Job, word):
    match job.status:
        case "waiting" | "running":  # <- reported
            return 1
    if job.status.name == "running":  # <- reported: has the name 'running'
        return 2
    return select(Job).where(Job.old_status.in_(["done"]))  # <- reported: stores members of
""",
        },
        fixed={
            **_PROJECT,
            "app/api.py": """\
from sqlalchemy import select
from app import models
from app.models import Job

def f(job: Job, word):
    match job.status:
        case models.JobStatus.WAITING | models.JobStatus.RUNNING:
            return 1
    if job.status.name == models.JobStatus.RUNNING.name:
        return 2
    return select(Job).where(Job.old_status.in_([models.JobStatus.DONE]))
""",
        },
    ),
    Bad(
        {
            **_PROJECT,
            "app/api.py": """\
from app.models import Job

class View:
    def __init__(self, job: Job):
        self.job = job

    def show(self):
        if self.job.state == "paused":  # <- reported: no member of `app.models.Mode` has the value 'paused'
            return 1
        Job.query.filter_by(id=1, status="finished")  # <- reported: none of them as 'finished'; its members are
        return Job.status == "finished"  # <- reported: its members are `WAITING`, `RUNNING`, `DONE`
""",
        }
    ),
    Bad(
        """\
import enum

class RunState(enum.StrEnum):
    ON = enum.auto()
    HALF_ON = enum.auto()

    @property
    def is_half(self) -> bool:
        return self == "half-on" or self.value == "HALF_ON"  # <- reported: has the value 'half-on'

def f(state: RunState) -> bool:
    return RunState["ON"] == "On"  # <- reported: compare it with `RunState.ON`
""",
        fixed="""\
import enum

class RunState(enum.StrEnum):
    ON = enum.auto()
    HALF_ON = enum.auto()

    @property
    def is_half(self) -> bool:
        return self == RunState.HALF_ON or self.value == RunState.HALF_ON.value

def f(state: RunState) -> bool:
    return RunState["ON"] == RunState.ON
""",
    ),
    Bad(
        {
            **_PROJECT,
            "app/api.py": """\
from __future__ import annotations
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from app.models import JobStatus

def f(status: JobStatus) -> bool:
    return status == "done"  # <- reported
""",
        }
    ),
    Bad(
        _MODELS
        + """\
class Plan(Base):
    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[JobStatus] = mapped_column(SQLEnum(JobStatus), default="waiting")  # <- reported: `Plan.status` stores members of `case.JobStatus`, none of them as 'waiting'; give it `JobStatus.WAITING`
    new_status = Column(SQLEnum(JobStatus), default=lambda: "done", onupdate="done")  # <- reported: give it `JobStatus.DONE`
""",
        fixed=_MODELS
        + """\
class Plan(Base):
    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[JobStatus] = mapped_column(SQLEnum(JobStatus), default=JobStatus.WAITING)
    new_status = Column(SQLEnum(JobStatus), default=lambda: "done", onupdate=JobStatus.DONE)
""",
    ),
    Bad(
        _MODELS
        + """\
class Plan(Base):
    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    state = Column(SQLEnum(Mode), server_default="on")  # <- reported: give it 'ON', the name that is stored
    old_status = Column(SQLEnum(JobStatus), server_default=JobStatus.DONE.value)  # <- reported
    next_status = Column(SQLEnum(JobStatus, values_callable=lambda e: [m.value for m in e]), default="gone")  # <- reported: its members are
"""
    ),
    Good(
        _MODELS
        + """\
class Plan(Base):
    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[JobStatus] = mapped_column(SQLEnum(JobStatus), default=JobStatus.DONE, server_default="DONE")
    state = Column(SQLEnum(Mode), default="on", server_default=Mode.ON.name)
    old_status = Column(SQLEnum(JobStatus), default="DONE")
    word_status = Column(String(20), default="waiting", server_default="waiting")
    next_status = Column(
        SQLEnum(JobStatus, values_callable=lambda e: [m.value for m in e]), default="done", server_default="done"
    )

made = Column(SQLEnum(JobStatus), default="waiting")
"""
    ),
    Bad(
        _MODELS
        + """\
def sure(status: JobStatus, job: Job):
    if isinstance(status, JobStatus) and status == "done":  # <- reported
        return 1
    if isinstance(job, Job):
        return job.status == "done"  # <- reported
    if isinstance(job.status, JobStatus):
        if job.status == "done":  # <- reported
            return 2
    return "done" if isinstance(status, str) else 3
""",
        fixed=_MODELS
        + """\
def sure(status: JobStatus, job: Job):
    if isinstance(status, JobStatus) and status == JobStatus.DONE:
        return 1
    if isinstance(job, Job):
        return job.status == JobStatus.DONE
    if isinstance(job.status, JobStatus):
        if job.status == JobStatus.DONE:
            return 2
    return "done" if isinstance(status, str) else 3
""",
    ),
    Good(
        _MODELS
        + """\
def unsure(status: JobStatus, job: Job):
    if not isinstance(status, JobStatus):
        if status == "done":
            return 1
        status = JobStatus(status)
    if isinstance(job.status, str) and job.status == "done":
        return 2
    return job.status == "done"

def other(status: JobStatus):
    if isinstance(status, JobStatus):
        return status
    return JobStatus.DONE if status == "done" else None
"""
    ),
    Good(
        {
            **_PROJECT,
            "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Job, JobStatus, Mode

def f(db: Session, job: Job, mode: Mode, status: JobStatus | str, other: JobStatus = "done"):
    job.status == JobStatus.DONE
    job.status.value == "done"
    job.status.name == "DONE"
    mode == "on"
    job.state in ("on", "off")
    status == "done"
    other == "done"
    job.word == "done"
    job.unknown == "done"
    Job.status == "DONE"
    Job.mode == "on"
    str(status) == "JobStatus.DONE"
""",
        },
        why="a str Enum, its value or name, a string that the column may store, two types, a column of strings",
    ),
    Good(
        """\
from enum import Enum
from pydantic import BaseModel, ConfigDict

class JobStatus(Enum):
    DONE = "done"

class Color(Enum):
    RED = "red"

class Loose(Enum):
    ONE = "one"
    def __eq__(self, other):
        return self.value == other

class Kept(BaseModel):
    model_config = ConfigDict(use_enum_values=True)
    status: JobStatus

class Mixed:
    status: JobStatus
    def reset(self):
        self.status = "done"

def f(kept: Kept, mixed: Mixed, color: Color, loose: Loose, status: JobStatus):
    status = status.value
    return kept.status == "done", mixed.status == "done", color == "red", loose == "one", status == "done"
""",
        why="values kept in place of members, contradictions, no status, equality of its own, a variable bound again",
    ),
    Good(
        """\
class State:
    DONE = "done"
    unfinished = ("waiting", "running")

class TaskInstance:
    state: str

def f(task: TaskInstance, response, record):
    task.state == "done"
    response.status == "ok"
    record["status"] == "done"
    return task.state == State.DONE or task.state in State.unfinished
""",
        why="10: constants of plain classes, and statuses of which nothing is known",
    ),
    Good(
        """\
from enum import Enum

class Base:
    model = None
    def f(self, kind: type, status):
        return self.model.status == "done" or kind.status == "done" or kind(status) == "done"

def g(kind: type[Enum]):
    return kind("done") == "done"
""",
        why="12: anything dynamic",
    ),
    Bad(
        {
            **_PROJECT,
            "app/api.py": """\
from sqlalchemy import insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session
from app.models import Job, JobStatus

def f(db: Session, job: Job, ok: bool) -> None:
    db.query(Job).filter_by(status="done").all()  # <- reported: `Job.status` stores members of `app.models.JobStatus`, none of them as 'done'; give it `JobStatus.DONE`
    query = db.query(Job)
    query.filter(Job.status == "done").filter_by(old_status="waiting")  # <- reported # <- reported
    changed = update(Job).where(Job.id == 1)
    changed.values(status="done")  # <- reported
    insert(Job).values([{"status": "done"}, {"status": "DONE"}])  # <- reported
    db.query(Job).update({"status": "done"})  # <- reported
    db.query(Job).update({Job.status: "done"})  # <- reported
    upsert(Job).values(status=JobStatus.DONE).on_conflict_do_update(set_={"status": "done"})  # <- reported
    db.bulk_insert_mappings(Job, [{"status": "done"}])  # <- reported
    Job(id=1, status="done" if ok else "waiting")  # <- reported # <- reported
    job.status = "done"  # <- reported
    setattr(job, "status", "done")  # <- reported
""",
        },
        fixed={
            **_PROJECT,
            "app/api.py": """\
from sqlalchemy import insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session
from app.models import Job, JobStatus

def f(db: Session, job: Job, ok: bool) -> None:
    db.query(Job).filter_by(status=JobStatus.DONE).all()
    query = db.query(Job)
    query.filter(Job.status == JobStatus.DONE).filter_by(old_status=JobStatus.WAITING)
    changed = update(Job).where(Job.id == 1)
    changed.values(status=JobStatus.DONE)
    insert(Job).values([{"status": JobStatus.DONE}, {"status": "DONE"}])
    db.query(Job).update({"status": JobStatus.DONE})
    db.query(Job).update({Job.status: JobStatus.DONE})
    upsert(Job).values(status=JobStatus.DONE).on_conflict_do_update(set_={"status": JobStatus.DONE})
    db.bulk_insert_mappings(Job, [{"status": JobStatus.DONE}])
    Job(id=1, status=JobStatus.DONE if ok else JobStatus.WAITING)
    job.status = JobStatus.DONE
    setattr(job, "status", JobStatus.DONE)
""",
        },
    ),
    Bad(
        """\
from enum import Enum
from sqlmodel import Field, SQLModel

class JobStatus(Enum):
    WAITING = "waiting"
    DONE = "done"

class Job(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    status: JobStatus = JobStatus.WAITING

class JobIn(SQLModel):
    status: JobStatus

def f():
    return JobIn(status="done"), Job(status="done")  # <- reported
""",
        fixed="""\
from enum import Enum
from sqlmodel import Field, SQLModel

class JobStatus(Enum):
    WAITING = "waiting"
    DONE = "done"

class Job(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    status: JobStatus = JobStatus.WAITING

class JobIn(SQLModel):
    status: JobStatus

def f():
    return JobIn(status="done"), Job(status=JobStatus.DONE)
""",
    ),
    Good(
        """\
from enum import Enum
from sqlalchemy import Enum as SQLEnum, String, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, validates

class JobStatus(Enum):
    WAITING = "waiting"
    DONE = "done"

class Kind(str, Enum):
    A = "a"

class Base(DeclarativeBase):
    type_annotation_map = {Enum: SQLEnum(Enum, values_callable=lambda e: [m.value for m in e])}

class Job(Base):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[JobStatus]
    state: Mapped[JobStatus] = mapped_column(SQLEnum(JobStatus, values_callable=lambda e: [m.value for m in e]))
    word: Mapped[str]
    kind: Mapped[Kind]

class Other(Base):
    __tablename__ = "other"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[JobStatus] = mapped_column(SQLEnum(JobStatus))

    @validates("state")
    def _state(self, key, value):
        return JobStatus(value)

class Made(Base):
    __tablename__ = "made"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[JobStatus] = mapped_column(SQLEnum(JobStatus))

    def __init__(self, state):
        self.state = JobStatus(state)

def f(db: Session, job: Job, other: Other) -> None:
    db.query(Job).filter_by(status="done", word="done", kind="a")
    db.query(Job).filter_by(state="done")
    db.query(Job).join(Other).filter_by(status="finished")
    update(Job).values(status="DONE")
    other.state = "done"
    Other(state="done")
    Made(state="done")
    job.kind = "a"
    job.status = JobStatus.DONE
    {}.update({"status": "done"})
""",
        why="names, values that are stored, a str Enum, what the class turns into members, another class",
    ),
    Bad(
        {
            **_PROJECT,
            "app/api.py": """\
from enum import Enum
from app.models import Job, JobStatus

class OtherStatus(Enum):
    OPEN = "open"
    DONE = "done"

class CodeStatus(Enum):
    OLD = 1

def f(job: Job, status: JobStatus, raw: str, code: CodeStatus):
    if status == JobStatus.DONE.value:  # <- reported: an Enum and no str: a member never equals `JobStatus.DONE.value`; compare it with `JobStatus.DONE`
        return 1
    if job.status.value == JobStatus.DONE:  # <- reported: `job.status` gives the value of `app.models.JobStatus` here: it never equals the member `JobStatus.DONE`; compare it with `JobStatus.DONE.value`
        return 2
    if job.status is OtherStatus.DONE:  # <- reported: gives a member of `app.models.JobStatus` here: it never equals the member `OtherStatus.DONE` of `app.api.OtherStatus`; compare it with `JobStatus.DONE`
        return 3
    if status in (JobStatus.RUNNING, JobStatus.DONE.value):  # <- reported
        return 4
    if raw == JobStatus.DONE:  # <- reported: `raw` is annotated as a str: it never equals the member `JobStatus.DONE`; compare it with `JobStatus.DONE.value`
        return 7
    if code == CodeStatus.OLD.value:  # <- reported
        return 9
    return Job.old_status == JobStatus.DONE.value, Job(status=JobStatus.DONE.value)  # <- reported # <- reported: give it `JobStatus.DONE`
""",
        },
        fixed={
            **_PROJECT,
            "app/api.py": """\
from enum import Enum
from app.models import Job, JobStatus

class OtherStatus(Enum):
    OPEN = "open"
    DONE = "done"

class CodeStatus(Enum):
    OLD = 1

def f(job: Job, status: JobStatus, raw: str, code: CodeStatus):
    if status == JobStatus.DONE:
        return 1
    if job.status.value == JobStatus.DONE.value:
        return 2
    if job.status is JobStatus.DONE:
        return 3
    if status in (JobStatus.RUNNING, JobStatus.DONE):
        return 4
    if raw == JobStatus.DONE.value:
        return 7
    if code == CodeStatus.OLD:
        return 9
    return Job.old_status == JobStatus.DONE, Job(status=JobStatus.DONE)
""",
        },
    ),
    Bad(
        {
            **_PROJECT,
            "app/api.py": """\
from enum import Enum, StrEnum
from app.models import JobStatus, Mode

class OtherStatus(Enum):
    OPEN = "open"

class OrderStatus(StrEnum):
    OPEN = "open"

def f(status: JobStatus, mode: Mode):
    if str(status) == "done":  # <- reported: `str(status)` is 'JobStatus.WAITING' or alike: it never equals 'done'; compare the member itself with `JobStatus.DONE`
        return 1
    return mode == OtherStatus.OPEN, mode == OrderStatus.OPEN  # <- reported # <- reported: its members are `ON`, `OFF`
""",
        }
    ),
    Good(
        """\
from enum import Enum, IntEnum, StrEnum

class JobStatus(Enum):
    DONE = "done"

class SameStatus(Enum):
    DONE = "done"

    def __eq__(self, other):
        return self.value == getattr(other, "value", other)

class TextStatus(str, Enum):
    DONE = "done"

class OtherText(StrEnum):
    DONE = "done"

class LowStatus(IntEnum):
    ONE = 1

class HighStatus(IntEnum):
    ONE = 1

class ShownStatus(Enum):
    DONE = "done"

    def __str__(self):
        return self.value

def f(status: JobStatus, same: SameStatus, text: TextStatus, low: LowStatus, shown: ShownStatus, raw: str, either: str | JobStatus):
    return (
        status == JobStatus.DONE, status.value == JobStatus.DONE.value, status.name == JobStatus.DONE.name,
        same == JobStatus.DONE, status == SameStatus.DONE,
        text == OtherText.DONE, text == TextStatus.DONE.value, text.value == TextStatus.DONE, text == JobStatus.DONE.value,
        low == HighStatus.ONE, low == LowStatus.ONE.value, low.value == LowStatus.ONE,
        str(shown) == "done", str(status) == "JobStatus.DONE", str(OtherText.DONE) == "done", str(status.value) == "done",
        raw == TextStatus.DONE, raw == JobStatus.DONE.value, either == JobStatus.DONE,
    )
""",
        why="what is equal: texts, numbers, an equality or a text of its own",
    ),
    Bad(
        {
            **_PROJECT,
            "app/store.py": """\
from app.models import Job

def load(db, key: int) -> Job | None: ...
def load_all(db) -> list[Job]: ...
""",
            "app/api.py": """\
from dataclasses import dataclass
from sqlalchemy import select
from sqlalchemy.orm import Session
from app.models import Job, JobStatus
from app.store import load, load_all

@dataclass
class Board:
    jobs: list[Job]
    by_id: dict[int, Job]

def newest(db: Session):
    return db.query(Job).first()

def f(db: Session, board: Board, jobs: list[Job]):
    found = []
    if load(db, 1).status == "done" or newest(db).status == "done":  # <- reported # <- reported
        return 1
    for job in load_all(db):
        found.append(job.status == "done")  # <- reported
    for number, other in enumerate(jobs):
        found.append(number == "done" or other.status == "done")  # <- reported
    for each in board.by_id.values():
        found.append(each.status == "done")  # <- reported
    for key, value in board.by_id.items():
        found.append(key == "done" or value.status == "done")  # <- reported
    by_name = {job.id: job for job in board.jobs}
    for row in by_name.values():
        found.append(row.status == "done")  # <- reported
    found += filter(lambda job: job.status == "done", jobs)  # <- reported
    found += sorted(jobs, key=lambda job: job.status == "done")  # <- reported
    found += [job for job in sorted(board.jobs) if job.status == "done"]  # <- reported
    for first, second in zip(jobs, board.jobs):
        found.append(second.status == "done")  # <- reported
    status = db.scalar(select(Job.status).where(Job.id == 1))
    for state in db.scalars(select(Job.status)):
        found.append(state == "done")  # <- reported
    return status == "done"  # <- reported
""",
        },
        fixed={
            "app/api.py": """\
from dataclasses import dataclass
from sqlalchemy import select
from sqlalchemy.orm import Session
from app.models import Job, JobStatus
from app.store import load, load_all

@dataclass
class Board:
    jobs: list[Job]
    by_id: dict[int, Job]

def newest(db: Session):
    return db.query(Job).first()

def f(db: Session, board: Board, jobs: list[Job]):
    found = []
    if load(db, 1).status == JobStatus.DONE or newest(db).status == JobStatus.DONE:
        return 1
    for job in load_all(db):
        found.append(job.status == JobStatus.DONE)
    for number, other in enumerate(jobs):
        found.append(number == "done" or other.status == JobStatus.DONE)
    for each in board.by_id.values():
        found.append(each.status == JobStatus.DONE)
    for key, value in board.by_id.items():
        found.append(key == "done" or value.status == JobStatus.DONE)
    by_name = {job.id: job for job in board.jobs}
    for row in by_name.values():
        found.append(row.status == JobStatus.DONE)
    found += filter(lambda job: job.status == JobStatus.DONE, jobs)
    found += sorted(jobs, key=lambda job: job.status == JobStatus.DONE)
    found += [job for job in sorted(board.jobs) if job.status == JobStatus.DONE]
    for first, second in zip(jobs, board.jobs):
        found.append(second.status == JobStatus.DONE)
    status = db.scalar(select(Job.status).where(Job.id == 1))
    for state in db.scalars(select(Job.status)):
        found.append(state == JobStatus.DONE)
    return status == JobStatus.DONE
""",
        },
    ),
    Bad(
        {
            "models.py": models(
                enum("Colour(StrEnum)", RED="red", BLUE="blue"),
                mapped("Ware", "colour: Mapped[Colour]"),
                imports="from enum import StrEnum\n" + ORM_WITH_SESSION,
            ),
            "api.py": """\
from sqlalchemy import insert
from sqlalchemy.orm import Session
from models import Ware

def f(db: Session):
    db.query(Ware).filter(Ware.colour == "green").all()  # <- reported: `Ware.colour` stores members of `models.Colour`, none of them as 'green'
    db.query(Ware).filter(Ware.colour.in_(["red", "green"])).all()  # <- reported: none of them as 'green'
    db.query(Ware).filter_by(colour="green").all()  # <- reported
    db.execute(insert(Ware), [{"id": 1, "colour": "green"}])  # <- reported
    db.execute(insert(Ware), {"id": 1, "colour": "green"})  # <- reported
    db.execute(insert(Ware), [{"id": 1, "colour": "red"}])
    db.query(Ware).filter(Ware.colour == "red").all()
""",
        }
    ),
)
