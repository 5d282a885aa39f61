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
    if status == "done":  # <- reported: is a member of `app.models.JobStatus`, an Enum and no str: it never equals 'done'
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
    Job.status == "done"
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
)
