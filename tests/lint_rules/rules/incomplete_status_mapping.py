"""Code that `incomplete-status-mapping` reports, and code that it is silent on."""

from __future__ import annotations

from lint_rules import Bad, Good

_STATUS = """\
from enum import Enum

class JobStatus(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    FINISHED = DONE

"""


_PACKAGE = {"app/__init__.py": "", "app/status.py": _STATUS}


CASES = (
    Bad(
        _STATUS
        + """\
LABELS = {  # <- reported: this dict over `case.JobStatus` leaves out `FAILED`
    JobStatus.WAITING: "Waiting",  # first
    JobStatus.RUNNING: ("At " "work"),
    JobStatus.FINISHED: "Ready",  # last
}
SIZES: dict[JobStatus, int] = {JobStatus.WAITING: 1, JobStatus.RUNNING: 1}  # <- reported: `DONE`, `FAILED`

def label(status: JobStatus) -> str:
    return LABELS[status] * SIZES[status]
""",
        fixed=_STATUS
        + """\
LABELS = {
    JobStatus.WAITING: "Waiting",  # first
    JobStatus.RUNNING: ("At " "work"),
    JobStatus.FINISHED: "Ready",  # last
    JobStatus.FAILED: ...,
}
SIZES: dict[JobStatus, int] = {JobStatus.WAITING: 1, JobStatus.RUNNING: 1, JobStatus.DONE: ..., JobStatus.FAILED: ...}

def label(status: JobStatus) -> str:
    return LABELS[status] * SIZES[status]
""",
    ),
    Bad(
        {
            **_PACKAGE,
            "app/wire.py": """\
from types import MappingProxyType
from app import status as st

class Wire:
    WORDS = MappingProxyType({  # <- reported: `WAITING`
        st.JobStatus.RUNNING.value: 1,
        st.JobStatus.DONE.value: 2,
        st.JobStatus.FAILED.value: (3)  # three
    })

    def word(self, job):
        return self.WORDS[job.status.value]
""",
        },
        fixed={
            **_PACKAGE,
            "app/wire.py": """\
from types import MappingProxyType
from app import status as st

class Wire:
    WORDS = MappingProxyType({
        st.JobStatus.RUNNING.value: 1,
        st.JobStatus.DONE.value: 2,
        st.JobStatus.FAILED.value: (3),  # three
        st.JobStatus.WAITING.value: ...
    })

    def word(self, job):
        return self.WORDS[job.status.value]
""",
        },
    ),
    Bad(
        _STATUS
        + """\
def word(status: JobStatus) -> str:
    match status:  # <- reported: this match over `case.JobStatus` leaves out `FAILED`
        case JobStatus.WAITING | JobStatus.RUNNING:
            return "pending"
        case JobStatus.DONE:
            return "done"  # ready

def number(status: JobStatus) -> int:
    match status:  # <- reported: `RUNNING`, `FAILED`
        case JobStatus.WAITING: result = 1
        case JobStatus.RUNNING if word(status): result = 2
        case JobStatus.DONE: result = 3
    return result
""",
        fixed=_STATUS
        + """\
def word(status: JobStatus) -> str:
    match status:
        case JobStatus.WAITING | JobStatus.RUNNING:
            return "pending"
        case JobStatus.DONE:
            return "done"  # ready
        case JobStatus.FAILED:
            raise NotImplementedError

def number(status: JobStatus) -> int:
    match status:
        case JobStatus.WAITING: result = 1
        case JobStatus.RUNNING if word(status): result = 2
        case JobStatus.DONE: result = 3
        case JobStatus.RUNNING: raise NotImplementedError
        case JobStatus.FAILED: raise NotImplementedError
    return result
""",
    ),
    Bad(
        _STATUS
        + """\
from session_status import StatusMapping

WIRE = StatusMapping(JobStatus, {JobStatus.WAITING: "w", JobStatus.DONE: "d", JobStatus.FAILED: "f"})  # <- reported
""",
        fixed=_STATUS
        + """\
from session_status import StatusMapping

WIRE = StatusMapping(JobStatus, {JobStatus.WAITING: "w", JobStatus.DONE: "d", JobStatus.FAILED: "f", JobStatus.RUNNING: ...})
""",
    ),
    Bad(
        _STATUS
        + """\
WIRE = {
    JobStatus.WAITING: "waiting",
    JobStatus.RUNNING: "running",
    JobStatus.DONE: "running",  # <- reported: `JobStatus.RUNNING` and `JobStatus.DONE` both become `'running'`
    JobStatus.FAILED: "failed",
}
CODES = {
    JobStatus.WAITING: 1,
    JobStatus.RUNNING: 2,
    JobStatus.DONE: 3,
    JobStatus.FAILED: 3,  # <- reported: cannot be told apart
}
BACK = {code: status for status, code in CODES.items()}
TWICE = {
    JobStatus.WAITING: 1,
    JobStatus.RUNNING: 2,
    JobStatus.DONE: 3,
    JobStatus.FAILED: 4,
    JobStatus.FINISHED: 5,  # <- reported: is a key twice
}

def word(status: JobStatus) -> str:
    match status:
        case JobStatus.WAITING:
            return "waiting"
        case JobStatus.RUNNING:
            return "running"
        case JobStatus.DONE:
            return "done"
        case JobStatus.FAILED:
            return "done"  # <- reported
"""
    ),
    Bad(
        """\
from enum import Enum

class Phase(Enum):
    ONE = 1
    TWO = 2
    THREE = 3

class Job:
    status: Phase

STEPS = {Phase.ONE: "a", Phase.TWO: "b"}  # <- reported: `THREE`
""",
        fixed="""\
from enum import Enum

class Phase(Enum):
    ONE = 1
    TWO = 2
    THREE = 3

class Job:
    status: Phase

STEPS = {Phase.ONE: "a", Phase.TWO: "b", Phase.THREE: ...}
""",
    ),
    Bad(
        _STATUS
        + """\
def weight(status: JobStatus) -> int:
    if status is JobStatus.WAITING:
        print("waits")
    return {  # <- reported: leaves out `DONE`, `FAILED`
        JobStatus.WAITING: 1,
        JobStatus.RUNNING: 2,
    }[status]
""",
        fixed=_STATUS
        + """\
def weight(status: JobStatus) -> int:
    if status is JobStatus.WAITING:
        print("waits")
    return {
        JobStatus.WAITING: 1,
        JobStatus.RUNNING: 2,
        JobStatus.DONE: ...,
        JobStatus.FAILED: ...,
    }[status]
""",
    ),
    Bad(
        _STATUS
        + """\
class FileStatus(Enum):
    WAITING = "w"
    RUNNING = "r"
    LOST = "l"

def weight(status: JobStatus) -> bool:
    words = {  # <- reported: leaves out `DONE`, `FAILED`
        JobStatus.WAITING: 1,
        JobStatus.RUNNING: 2,
    }
    return words[status] in [FileStatus.WAITING, FileStatus.RUNNING]
""",
        fixed=_STATUS
        + """\
class FileStatus(Enum):
    WAITING = "w"
    RUNNING = "r"
    LOST = "l"

def weight(status: JobStatus) -> bool:
    words = {
        JobStatus.WAITING: 1,
        JobStatus.RUNNING: 2,
        JobStatus.DONE: ...,
        JobStatus.FAILED: ...,
    }
    return words[status] in [FileStatus.WAITING, FileStatus.RUNNING]
""",
    ),
    Good(
        _STATUS
        + """\
def weights(fetch) -> list[int]:
    found = fetch(f"status IN ({JobStatus.WAITING}, {JobStatus.RUNNING})")
    return [{JobStatus.WAITING: 1, JobStatus.RUNNING: 2}[JobStatus(status)] for status, in found]
""",
        why="the query selects the very members that the dict has",
    ),
    Good(
        _STATUS
        + """\
ALL = {JobStatus.WAITING: "a", JobStatus.RUNNING: "b", JobStatus.FINISHED: "c", JobStatus.FAILED: "d"}
COLOURS = {JobStatus.WAITING: "grey", JobStatus.RUNNING: "grey", JobStatus.DONE: "green", JobStatus.FAILED: "red"}
MADE = {status: status.value for status in JobStatus}
MORE = {**ALL, JobStatus.DONE: "e"}

def f(status: JobStatus):
    match status:
        case JobStatus.WAITING | JobStatus.RUNNING | JobStatus.DONE:
            return 1
        case JobStatus.FAILED:
            return 2

def g(status: JobStatus):
    match status:
        case JobStatus.WAITING:
            return 1
        case JobStatus.RUNNING:
            return 2
        case other:
            raise ValueError(other)

def h(status: JobStatus):
    match status:
        case JobStatus.WAITING:
            print(status)
        case JobStatus.RUNNING:
            return
""",
        why="complete by an alias, colours, computed, a case for the others, a match that gives nothing",
    ),
    Good(
        _STATUS
        + """\
FINAL = {JobStatus.DONE: "ready", JobStatus.FAILED: "broken", JobStatus.WAITING: "soon"}
LATER = {JobStatus.DONE: "ready", JobStatus.FAILED: "broken", JobStatus.WAITING: "soon"}
LATER[JobStatus.RUNNING] = "at work"
WALK = {JobStatus.DONE: "ready", JobStatus.FAILED: "broken", JobStatus.WAITING: "soon"}
CAUGHT = {JobStatus.DONE: "ready", JobStatus.FAILED: "broken", JobStatus.WAITING: "soon"}

def f(status: JobStatus, counts: dict[JobStatus, int]):
    if status in FINAL:
        return FINAL[status]
    for one, word in WALK.items():
        print(one, word, LATER[status])
    try:
        return CAUGHT[status]
    except KeyError:
        return None

def g(send, names):
    send({JobStatus.DONE: 1, JobStatus.FAILED: 0})
    counts = {JobStatus.DONE: 1, JobStatus.FAILED: 0}
    names.get(JobStatus.DONE, None)
    return {**counts}
""",
        why="9: partial on purpose: asked with `in`, changed, iterated over, caught, handed on, counts",
    ),
    Good(
        {
            **_PACKAGE,
            "app/steps.py": """\
from app.status import JobStatus

STEPS = {JobStatus.WAITING: 1, JobStatus.RUNNING: 2, JobStatus.DONE: 3}
""",
            "app/use.py": """\
from app.steps import STEPS

def f(status):
    return STEPS.get(status)
""",
        },
        why="9: partial on purpose, as another file shows",
    ),
    Good(
        """\
from enum import Enum, Flag
from http import HTTPStatus
from somewhere import Unknown

class Colour(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3

class JobState(Flag):
    ONE = 1
    TWO = 2
    FOUR = 4

class OtherStatus(Unknown):
    ONE = 1
    TWO = 2
    FOUR = 4

class Plain:
    ONE = 1

NAMES = {Colour.RED: "r", Colour.GREEN: "g"}
FLAGS = {JobState.ONE: 1, JobState.TWO: 2}
UNKNOWN = {OtherStatus.ONE: 1, OtherStatus.TWO: 2}
CODES = {HTTPStatus.OK: 1, HTTPStatus.NOT_FOUND: 2}
CLASSES = {Colour: 1, Plain: 2}

def f(key):
    return NAMES[key], FLAGS[key], UNKNOWN[key], CODES[key], CLASSES[key]
""",
        why="9: an Enum that is no status, flags, an unknown base, another library's, dicts keyed by class",
    ),
    Good(
        _STATUS
        + """\
def f(model, kind: type[Enum]):
    table = {model.WAITING: 1, model.RUNNING: 2}
    other = {kind.WAITING: 1, kind.RUNNING: 2}
    return table[model.status], other[model.status]
""",
        why="12: anything dynamic",
    ),
)
