"""Code that `no-such-member` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import enum

from lint_rules import Bad, Good

_STATUS = (
    "from enum import Enum\n\n" + enum("JobStatus(Enum)", WAITING="waiting", RUNNING="running", DONE="done") + "\n"
)

CASES = (
    Bad(
        "from __future__ import annotations\n\nfrom typing import Annotated, Literal\n"
        + _STATUS
        + """\
def f(
    kind: Annotated[str, Header(schema={"enum": [JobStatus.DONE, JobStatus.ENDED]})],  # <- reported
    other: Annotated[JobStatus, JobStatus.OVER],  # <- reported
    state: Annotated[Literal[JobStatus.GONE], "of the job"],
    last: Literal[JobStatus.PAST],
) -> None: ...
"""
    ),
    Bad(
        _STATUS
        + """\
b = JobStatus["done"]  # <- reported: raises KeyError
d = JobStatus("DONE")  # <- reported: raises ValueError
e = JobStatus.Running  # <- reported
f = getattr(JobStatus, "running")  # <- reported: raises AttributeError
g = JobStatus.__members__["waiting"]  # <- reported
""",
        fixed=_STATUS
        + """\
b = JobStatus["DONE"]
d = JobStatus("done")
e = JobStatus.RUNNING
f = getattr(JobStatus, "RUNNING")
g = JobStatus.__members__["WAITING"]
""",
    ),
    Bad(
        _STATUS
        + """\
a = JobStatus.FINISHED  # <- reported: raises AttributeError: `case.JobStatus` has no member 'FINISHED'; its members are `WAITING`
c = JobStatus("finished")  # <- reported: has no value 'finished'; its values are `'waiting'`
h = JobStatus(value="over")  # <- reported
i = JobStatus(3)  # <- reported
j = JobStatus(None)  # <- reported
k = JobStatus.value  # <- reported
"""
    ),
    Bad(
        {
            "app/models.py": """\
from enum import Enum, IntEnum, StrEnum, auto, unique

@unique
class JobStatus(str, Enum):
    WAITING = "waiting"
    DONE = "done"
    FINISHED = DONE

    @property
    def label(self) -> str:
        return self.value.title()

class Level(IntEnum):
    LOW = 1
    HIGH = 2

class Kind(StrEnum):
    SMALL = auto()
    LARGE = auto()

class Number(Enum):
    ONE = auto()
    TWO = auto()

class Job:
    class State(Enum):
        OPEN = "open"
""",
            "app/api.py": """\
from app import models
from app.models import Job, JobStatus as Status, Kind, Level, Number

def f(status: Status, level: Level):
    match status:
        case Status.FAILED:  # <- reported: `app.models.JobStatus` has no member 'FAILED'
            return Status("failed")  # <- reported
        case Status.FINISHED:
            return Status["FINISHED"]
    if level is Level.MIDDLE or level == Level(3) or Level("1"):  # <- reported
        return models.JobStatus.OVER  # <- reported
    return [Kind("huge"), Job.State.SHUT, Number("over")]  # <- reported
""",
        },
    ),
    Good(
        _STATUS
        + """\
import contextlib
import pytest

def test_no_member(self, check):
    with pytest.raises(ValueError):
        JobStatus("over")
    with self.assertRaises(KeyError), check():
        assert JobStatus["over"]
    pytest.raises(AttributeError, lambda: JobStatus.OVER)
    with contextlib.suppress(ValueError):
        JobStatus("over")
    try:
        over = JobStatus.OVER
    except AttributeError:
        over = None
    if hasattr(JobStatus, "OVER"):
        over = JobStatus.OVER
    return over, JobStatus.OVER if hasattr(JobStatus, "OVER") else None, getattr(JobStatus, "OVER", None)
""",
        why="what is prepared for the error asks on purpose",
    ),
    Bad(
        _STATUS
        + """\
def mark(error: BaseException, key: str) -> JobStatus:
    setattr(error, key, 1)
    setattr(JobStatus, "LATE", 2)
    return JobStatus.FINISHED  # <- reported

x = JobStatus.LATE
""",
    ),
    *(
        Good(
            f"{_STATUS}def add({taken}, key: str):\n    setattr(enum, key, 1)\n\nx = JobStatus.ADDED\ny = JobStatus('added')\n",
            why="what is set by a name that only shows when it runs, on what may be the Enum",
        )
        for taken in ("enum", "enum: type[JobStatus]", "enum: object", "enum: 'Type[JobStatus]'")
    ),
    Good(
        """\
from enum import Enum

class Code(int, Enum):
    A = "7"

class Later(Enum):
    A = 1

class Repaired(Enum):
    A = 1

Later.extra = 3
Repaired._missing_ = classmethod(lambda cls, value: cls.A)

def f():
    return Code(7), Later.extra, Repaired("anything")
""",
        why="what its type makes of a value, and what is set on it later",
    ),
    Good(
        _STATUS
        + """\
from enum import Flag, IntFlag, nonmember

class Word(str, Enum):
    A = "a"
    B, C = "b", "c"
    limit = nonmember(3)
    other: int

    def __init__(self, text):
        self.other = len(text)

    @classmethod
    def of(cls, text):
        return cls(text)

    class Inner:
        pass

class Permission(Flag):
    READ = 1
    WRITE = 2

class Mixin:
    LIMIT = 5
    def describe(self): ...

class Mixed(Mixin, Enum):
    A = 1

def f(name: str, job):
    JobStatus.DONE.value, JobStatus.DONE.over, JobStatus.__members__, JobStatus._value2member_map_["over"]
    JobStatus["DONE"], JobStatus("done"), JobStatus(name), JobStatus[name], JobStatus.mro(), JobStatus.__name__
    Word.B, Word["C"], Word.limit, Word.other, Word.of("a"), Word.Inner, Word.upper("a"), Word.join(",", ["a"])
    Permission.NONE, Permission(3), Permission["READ"], Mixed.LIMIT, Mixed.describe, Mixed.A
    return job.status.OVER
""",
        why="methods, properties, attributes, aliases, flags and what a mixin brings are there",
    ),
    Good(
        {
            "app/models.py": """\
from enum import Enum, EnumMeta
from app.other import add_members, odd
from elsewhere import BaseEnum

class Lenient(Enum):
    A = "a"

    @classmethod
    def _missing_(cls, value):
        return cls.A

class Meta(EnumMeta):
    def __getattr__(cls, name): ...

class Wild(Enum, metaclass=Meta):
    A = "a"

class Made(Enum):
    A = "a"
    vars()["B"] = "b"

class Looped(Enum):
    _ignore_ = "letter"
    for letter in "ab":
        vars()[letter] = letter

@odd
class Decorated(Enum):
    A = "a"

class Foreign(BaseEnum):
    A = "a"

class Point(Enum):
    def __new__(cls, number, text):
        made = object.__new__(cls)
        made._value_ = number
        return made

    A = (1, "a")

class Computed(Enum):
    A = "a".upper()

Functional = Enum("Functional", ["A", "B"])
Other = Enum("Other", "C D")
""",
            "app/api.py": """\
from app.models import Computed, Decorated, Foreign, Functional, Lenient, Looped, Made, Other, Point, Wild

values = [Lenient("x"), Wild.X, Made.B, Looped.a, Looped["b"], Decorated.X, Foreign.X, Point(1), Computed("A")]
more = [Functional.A, Other.D, Functional["B"], Other.X]
""",
        },
        why="unknown is no finding: members that only show when the class is made, and lookups of its own",
    ),
    Bad(
        {
            "app/compat.py": """\
import sys
from enum import Enum

if sys.version_info >= (3, 11):
    from enum import StrEnum
else:
    class StrEnum(str, Enum):
        def describe(self): ...

try:
    from enum import StrEnum as Text
except ImportError:
    from backports.strenum import StrEnum as Text
""",
            "app/models.py": """\
from app.compat import StrEnum, Text

class JobStatus(StrEnum):
    DONE = "done"

class Mode(Text):
    FAST = "fast"
""",
            "app/api.py": """\
from app.models import JobStatus, Mode

a = JobStatus.OVER  # <- reported
b = JobStatus("over")  # <- reported
c = Mode["SLOW"]  # <- reported
right = [JobStatus.DONE, JobStatus.describe, JobStatus.upper, Mode("fast"), Mode.join]
""",
        }
    ),
    Good(
        """\
from enum import Enum

try:
    from app.compat import Base
except ImportError:
    Base = object

class JobStatus(Base):
    DONE = "done"

a = JobStatus.OVER
""",
        why="it is an Enum by no way for sure",
    ),
    Good(
        """\
from enum import Enum

class JobStatus(Enum):
    DONE = "done"

def f(JobStatus, status: "JobStatus['x']"):
    return JobStatus.OVER

def g():
    from app import JobStatus
    return JobStatus.OVER
""",
        why="another thing of the same name",
    ),
)
