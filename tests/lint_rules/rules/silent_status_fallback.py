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
    Bad(
        """\
def kept(row):
    if not row.status:
        print("no status")
    return row.status or "pending"  # <- reported

def read_again(row, load):
    if not row.status:
        return None
    row = load(row)
    return row.status or "pending"  # <- reported

def another(row, other):
    if not other.status:
        return None
    return row.status or "pending"  # <- reported

def both(row):
    if not row.status and row.ended:
        return None
    return row.status or "pending"  # <- reported

def once(row):
    current_status = getattr(row, "status", "done") or "done"  # <- reported: where `getattr(row, 'status', 'done')` is missing
    return current_status, getattr(row, "status", "done") or row.kind  # <- reported: where `row` has no `status`

def outlook_classified(row):
    return row.status or "pending"  # <- reported
"""
    ),
    Good(
        _MODELS
        + """\
class Shop(Base):
    __tablename__ = "shop"
    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str]
    state: Mapped[str]

def places(shop: Shop, store, billing_address):
    where = (store.city, store.state or "CA")
    return where, shop.state or "NY", billing_address.state or "TX"
"""
    ),
    Bad(
        """\
def works(store, other):
    print(other.city)
    return store.state or "CA"  # <- reported
"""
    ),
    Good(
        """\
def guarded(row):
    if row is None or not row.status or (row.status == "waiting" and not row.started):
        return None, None
    status = row.status or "pending"
    return status

def outside(rows):
    for row in rows:
        if row.status is None:
            continue
        if row.ended:
            yield row.status or "pending"

def status_class(status):
    if status in {"ok", "success"}:
        return "is-ok"
    if status in {"fail", "error"}:
        return "is-fail"
    return "is-info"

def page(row):
    status_class_name = row.status or "pending"
    return status_class_name
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
    Bad(
        _MODELS
        + """\
OUTSIDE = {"in_progress": JobStatus.RUNNING, "ended": JobStatus.DONE}

def members(job: Job | None, raw: str, other):
    a = job.status if job else JobStatus.WAITING  # <- reported: where `job` is missing, `job.status` is replaced by 'JobStatus.WAITING'
    b = job.status or JobStatus.WAITING  # <- reported
    c = getattr(job, "status", JobStatus.WAITING)  # <- reported
    d = job.status.value if job else JobStatus.WAITING.value  # <- reported
    e = job.status if hasattr(job, "status") else "waiting"  # <- reported: where `job.status` is missing, it is replaced by 'waiting'
    g = (other.status or "waiting") if other else "pending"  # <- reported # <- reported: where `other` is missing
    try:
        h = JobStatus(raw)
    except ValueError:
        h = JobStatus.WAITING  # <- reported: where the status cannot be read
    try:
        return JobStatus[raw]
    except KeyError:
        pass
    return JobStatus.WAITING  # <- reported: where the status cannot be read

def outside(raw, answer, job):
    words = {"settled": "paid", "waiting": "pending", "refused": "failed"}
    a = OUTSIDE.get(raw, JobStatus.WAITING)  # <- reported: a word that `OUTSIDE` does not have becomes 'JobStatus.WAITING'
    b = OUTSIDE.get(answer["status"], JobStatus.WAITING)  # <- reported
    c = OUTSIDE.get(job.status) or JobStatus.WAITING  # <- reported
    d = OUTSIDE[raw] if raw in OUTSIDE else JobStatus.WAITING  # <- reported
    e = words.get(answer.get("gateway_status", ""), "pending")  # <- reported: a word that `words` does not have becomes 'pending'
    g = JobStatus._value2member_map_.get(raw, JobStatus.WAITING)  # <- reported
    h = JobStatus(raw) if raw in OUTSIDE else JobStatus.WAITING  # <- reported: a word that `JobStatus` does not have
    try:
        i = OUTSIDE[raw]
    except KeyError:
        i = JobStatus.WAITING  # <- reported
    return a, b, c, d, e, g, h, i
"""
    ),
    Bad(
        _MODELS
        + """\
from contextlib import suppress

WORDS = {JobStatus.WAITING: "queued", JobStatus.RUNNING: "at work"}

def guard(job):
    if job is None:
        return JobStatus.WAITING  # <- reported: where `job` is missing, `job.status` is replaced
    print(job)
    return job.status

def given(job):
    if job:
        return job.status.value
    return "checking"  # <- reported

def kept(job):
    status = "checking"  # <- reported: where `job`
    if job:
        status = job.status.value
    if job is not None:
        word = job.status
    else:
        word = "checking"  # <- reported
    return status, word

def tried(raw):
    status = JobStatus.WAITING  # <- reported: where the status cannot be read
    try:
        status = JobStatus(raw)
    except ValueError:
        pass
    with suppress(ValueError):
        return JobStatus(raw)
    return JobStatus.WAITING  # <- reported

def asked(job: Job):
    if job.status in WORDS:
        return WORDS[job.status]
    return "checking"  # <- reported: a status that `WORDS` does not have becomes 'checking', in silence: `DONE`, `FAILED`

def returned(status: JobStatus) -> str:
    if status is JobStatus.WAITING:
        return "queued"
    if status is JobStatus.RUNNING:
        return "started"
    elif status is JobStatus.DONE:
        return "ready"
    return "checking"  # <- reported: any other status becomes 'checking', in silence: `FAILED`

def nested(job: Job) -> str:
    return "queued" if job.status is JobStatus.WAITING else "at work" if job.status is JobStatus.RUNNING else "pending"

def conditional(job: Job) -> str:
    return "queued" if job.status is JobStatus.WAITING else "started" if job.status is JobStatus.RUNNING else "pending"  # <- reported: `DONE`, `FAILED`

def values(job: Job) -> str:
    match job.status.value:
        case "waiting":
            return "queued"
        case "done":
            return "ready"
        case _:
            return "checking"  # <- reported: `RUNNING`, `FAILED`

def outside(raw: str, payment) -> str:
    if raw == "in_progress":
        status = JobStatus.RUNNING
    elif raw == "ended":
        status = JobStatus.DONE
    else:
        status = JobStatus.WAITING  # <- reported: any other status becomes 'JobStatus.WAITING'
    if payment.status == "settled":
        return "paid"
    elif payment.status == "refused":
        return "failed"
    else:
        return "pending"  # <- reported: any other status becomes 'pending'
"""
    ),
    Bad(
        _MODELS
        + """\
from sqlalchemy import case, func, literal, select

def f():
    a = select(func.coalesce(Job.status, "waiting"))  # <- reported: where `Job.status` is NULL, it is replaced by 'waiting'
    b = select(func.coalesce(Job.status, JobStatus.WAITING))  # <- reported
    c = case((Job.status == JobStatus.DONE, "ready"), (Job.status.in_([JobStatus.FAILED]), "broken"), else_="checking")  # <- reported: any other status becomes 'checking', in silence: `WAITING`, `RUNNING`
    d = case({JobStatus.DONE: "ready", JobStatus.FAILED: "broken"}, value=Job.status, else_=literal("checking"))  # <- reported
    e = case((Job.status.is_(None), "waiting"), else_=Job.status)  # <- reported: where `Job.status` is NULL
    g = case((Job.status != None, Job.status), else_="waiting")  # <- reported
    return a, b, c, d, e, g
"""
    ),
    Good(
        _MODELS
        + """\
from enum import Enum
from sqlalchemy import case, func

class RunStatus(Enum):
    UNKNOWN = "unknown"
    DONE = "done"
    FAILED = "failed"

OUTSIDE = {"ended": RunStatus.DONE, "broken": RunStatus.FAILED}
COLOURS = {"done": "green", "failed": "red"}

def f(job: Job | None, run, breaker, raw, metric, requests):
    a = job.status.value if job else "missing"
    b = getattr(run, "status", "not_found")
    c = breaker.state if breaker else "closed"
    d = OUTSIDE.get(raw, RunStatus.UNKNOWN)
    requests.labels(status=run.status if run else "none-yet").inc()
    colour = COLOURS.get(run.status, "grey")
    e = func.coalesce(Job.id, "waiting")
    g = case((Job.status == JobStatus.DONE, 1), (Job.status == JobStatus.FAILED, 2), else_=3)
    h = getattr(metric.gauge, "state", "open")
    return a, b, c, d, colour, e, g, h

class Breaker:
    def now(self):
        return self.state or "closed"

def whole(status: JobStatus) -> str:
    if status is JobStatus.FAILED:
        raise ValueError(status)
    if status is JobStatus.WAITING:
        return "queued"
    if status is JobStatus.RUNNING:
        return "started"
    if status is JobStatus.DONE:
        return "ready"
    return "checking"

def colour_of(status: str) -> str:
    if status == "done":
        return "green"
    elif status == "failed":
        return "red"
    else:
        return "grey"

def other_job(job, jobs):
    if job is None:
        return "checking"
    job = jobs[0]
    return job.status
""",
        why="words and members for there is none, a breaker's, a metric's, colours, all members, another object",
    ),
    Bad(
        """\
def start(job):
    job.state = "missing"

def f(job):
    return job.state if job else "missing"  # <- reported
"""
    ),
    Bad(
        """\
from collections import defaultdict
from enum import Enum

class JobStatus(Enum):
    WAITING = "waiting"
    DONE = "done"

def first(word):
    return next((s for s in JobStatus if s.value == word), JobStatus.WAITING)  # <- reported: a word that `JobStatus` does not have becomes 'JobStatus.WAITING'

def loop(word):
    for status in JobStatus:
        if status.value == word:
            return status
    return JobStatus.WAITING  # <- reported: a word that `JobStatus` does not have becomes

def loop_else(word):
    for status in JobStatus:
        if status.value == word:
            return status
    else:
        return JobStatus.WAITING  # <- reported

def table(word):
    words = defaultdict(lambda: JobStatus.WAITING, {"ended": JobStatus.DONE})  # <- reported: a word that `the dict` does not have becomes
    return words[word]

def by_steps(job):
    status = job.status if job is not None else None
    if status is None:
        status = "checking"  # <- reported: where `status` is missing
    return status

def by_steps_again(job):
    status = job.status
    if not status:
        status = JobStatus.WAITING  # <- reported: where `status` is missing
    return status
"""
    ),
    Good(
        """\
from collections import defaultdict
from enum import Enum

class JobStatus(Enum):
    WAITING = "waiting"
    DONE = "done"
    UNKNOWN = "unknown"

class Colour(Enum):
    RED = "red"

def first(word):
    return next((s for s in JobStatus if s.value == word), None)

def first_of_its_own(word):
    return next((s for s in JobStatus if s.value == word), JobStatus.UNKNOWN)

def first_open(jobs):
    return next((s for s in JobStatus), JobStatus.WAITING)

def no_status(word):
    return next((c for c in Colour if c.value == word), Colour.RED)

def loop(word):
    for status in JobStatus:
        if status.value == word:
            return status
    raise ValueError(word)

def counts():
    return defaultdict(lambda: 0, {"ended": 1})

def heal(job):
    if job.status is None:
        job.status = JobStatus.WAITING
    return job

def other(job, start):
    status = job.status
    if not start:
        status = JobStatus.WAITING
    return status
""",
        why="None, a member for it, an error, counts, an object that is given its status, a test of something else",
    ),
)
