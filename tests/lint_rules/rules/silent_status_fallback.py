"""Code that `silent-status-fallback` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import ORM_WITH_SESSION, enum, mapped, models

from lint_rules import Bad, Good

_MODELS = models(
    enum("JobStatus(Enum)", WAITING="waiting", RUNNING="running", DONE="done", FAILED="failed"),
    mapped("Job", "status: Mapped[JobStatus]"),
    imports="from enum import Enum\n" + ORM_WITH_SESSION,
)


CASES = (
    Bad(
        """\
def f(job, row, run):
    a = job.status.value if job else "checking"  # <- reported: where `job` is missing, `job.status` is replaced by 'checking'
    b = "checking" if job is None else job.status  # <- reported
    c = row.job.status.value if row and row.job is not None else "checking"  # <- reported: where `row`
    d = row.status or "pending"  # <- reported: where `row.status` is missing
    row.shown = row.status or "pending"  # <- reported
    e = (run and run.status) or "pending"  # <- reported
    g = getattr(run, "state", "pending")  # <- reported: where `run` has no `state`
    h = getattr(run, "state", None) or "pending"  # <- reported
    i = str(run.state).lower() if hasattr(run, "state") else "pending"  # <- reported
    return {
        "status": row.status.value
        if not row is None
        else "checking",  # <- reported
    }
"""
    ),
    Bad(
        _MODELS
        + """\
WORDS = {JobStatus.WAITING: "queued", JobStatus.RUNNING: "at work"}
BY_TEXT = {"waiting": "queued", "running": "started", "done": "ready"}

class View:
    WORDS = {JobStatus.DONE: "ready"}

    def word(self, job: Job):
        return self.WORDS.get(job.status, JobStatus.FAILED)  # <- reported: becomes 'JobStatus.FAILED', in silence: `WAITING`

def f(db: Session, status: JobStatus, raw):
    job = db.get(Job, 1)
    a = WORDS.get(status, "checking")  # <- reported: `DONE`, `FAILED` of `case.JobStatus`
    b = BY_TEXT.get(job.status.value, "checking")  # <- reported: a status that `BY_TEXT` does not have becomes 'checking', in silence: `FAILED`
    c = {"done": "ready", "failed": "broken"}.get(raw.status, "checking")  # <- reported: let it be None or an error
    d = WORDS.get(raw) or "checking"  # <- reported
    return a, b, c, d
"""
    ),
    Bad(
        _MODELS
        + """\
WORDS = {JobStatus.WAITING: "queued", JobStatus.RUNNING: "at work"}

def f(job, raw):
    try:
        status = job.status.value
    except AttributeError:
        status = "checking"  # <- reported: where the status cannot be read
    try:
        return JobStatus(raw).value
    except (ValueError, TypeError):
        return "checking"  # <- reported

def g(job):
    try:
        word = WORDS[job.status]
    except KeyError:
        print(job)
        word = "checking"  # <- reported
    return word
"""
    ),
    Bad(
        _MODELS
        + """\
def f(job: Job) -> str:
    match job.status:
        case JobStatus.WAITING | JobStatus.RUNNING:
            return "pending"
        case JobStatus.DONE if job.id:
            return "ready"
        case _:
            return "checking"  # <- reported: any other status becomes 'checking', in silence: `DONE`, `FAILED`

def g(job) -> str:
    match job.status:
        case "waiting":
            word = "queued"
        case "running":
            word = "started"
        case other:
            word = "checking"  # <- reported
    return word

def h(status: JobStatus) -> str:
    if status == JobStatus.WAITING:
        return "queued"
    elif status in (JobStatus.RUNNING,):
        return "started"
    else:
        return "checking"  # <- reported: `DONE`, `FAILED`
"""
    ),
    Good(
        _MODELS
        + """\
import logging

WORDS = {
    JobStatus.WAITING: "queued",
    JobStatus.RUNNING: "started",
    JobStatus.DONE: "ready",
    JobStatus.FAILED: "broken",
}
BY_TEXT = {"waiting": "queued", "running": "started", "done": "ready", "failed": "broken"}

def f(job: Job, status: JobStatus):
    WORDS.get(status, "checking")
    BY_TEXT.get(job.status.value, "checking")
    BY_TEXT.get(status.value) or "checking"
    match status:
        case JobStatus.WAITING | JobStatus.RUNNING:
            return "pending"
        case JobStatus.DONE | JobStatus.FAILED:
            return "ended"
        case _:
            return "checking"

def g(job, status: JobStatus):
    shown = job.status if job else "unknown"
    print(f"the job is {shown}")
    if status != JobStatus.FAILED:
        if status == JobStatus.WAITING:
            text = "queued"
        elif status == JobStatus.RUNNING:
            text = "started"
        elif status == JobStatus.DONE:
            text = "ready"
        else:
            text = "never"
    a = job.status if job else None
    b = job.status or ""
    c = getattr(job, "status", None)
    d = job.status.value if job else "-"
    e = job.title if job else "untitled"
    h = job.status if status else "checking"
    logging.info("job %s", job.status if job else "checking")
    print(f"{job.status or 'checking'}")
    if not job:
        raise ValueError("no job: " + (job.status or "checking"))
    try:
        work(job)
        state = "done"
    except ValueError:
        state = "failed"
    if status == JobStatus.DONE:
        return 1
    elif status == JobStatus.RUNNING:
        return "started"
    else:
        return "checking"

def h(status: JobStatus):
    if status is JobStatus.DONE:
        return "ready"
    else:
        return "pending"
""",
        why="complete maps, None and marks of absence, logs and messages, an outcome of its own, two ways only",
    ),
    Good(
        """\
from enum import Enum
from pydantic import BaseModel

class JobStatus(Enum):
    DONE = "done"
    FAILED = "failed"

class Filter(BaseModel):
    status: str | None = None

def f(filters: Filter, names, response, kind, status=None):
    a = filters.status or "active"
    status = status or "active"
    b = names.get(JobStatus.DONE, "none-yet")
    c = names.get(status, "checking")
    d = {200: "ok", 404: "missing"}.get(response.status, "broken")
    e = {JobStatus.DONE: 1, JobStatus.FAILED: 2}.get(JobStatus.DONE, "x")
    g = response.get("status", "checking")
    return a, b, c, d, e, g, {kind: "x", int: "y"}.get(kind, "z")
""",
        why="9: a client's wish, a parameter's default, maps that nobody sees, numbers, records, dicts keyed by class",
    ),
    Good(
        """\
class Plain:
    model = None
    names = {"a": "b"}

    def f(self, kind: type, cls):
        return self.model.title or "untitled", getattr(kind, "__name__", "type"), cls.names.get(kind, "other")
""",
        why="12: anything dynamic",
    ),
    Good(
        """\
def start(job, status=""):
    job.status = job.status or "created"
    job.state = status or job.state or "created"
""",
        why="the object is given a status of its own",
    ),
)
