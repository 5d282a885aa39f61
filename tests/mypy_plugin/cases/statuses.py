"""Mappings of a status Enum that are whole, and that are not."""

import enum
from typing import Final, Literal

from session_status import Lifecycle, MergedMapping, StatusMapping
from session_status.testing import check_lifecycle


class Status(enum.Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class Numbered(enum.IntEnum):
    ONE = 1
    TWO = 2
    ZWEI = 2


class Automatic(enum.Enum):
    A = enum.auto()
    B = enum.auto()


Wire = Literal["waits", "runs", "ends"]
ENDS: Final = "ends"
MORE = {Status.DONE: "ends"}

WHOLE = StatusMapping(Status, {Status.WAITING: "waits", Status.RUNNING: "runs", Status.DONE: ENDS})
TYPED: StatusMapping[Status, Wire] = StatusMapping(
    Status, {Status.WAITING: "waits", Status.RUNNING: "runs", Status.DONE: "ends"}
)
UNPACKED = StatusMapping(Status, {Status.WAITING: "waits", Status.RUNNING: "runs", **MORE})
COMPUTED = StatusMapping(Status, {member: member.value for member in Status})
MERGED = MergedMapping(Status, {Status.WAITING: "open", Status.RUNNING: "open", Status.DONE: "closed"})
NUMBERS = MergedMapping(Numbered, {Numbered.ONE: "1", Numbered.TWO: "2"})
RESERVED = StatusMapping[Status, Literal["waits", "runs", "ends", "lost"]](
    Status, {Status.WAITING: "waits", Status.RUNNING: "runs", Status.DONE: "ends"}, unrecognized="lost"
)

MISSING = StatusMapping(Status, {Status.WAITING: "waits"})
# mypy: error: "statuses.Status" is not mapped whole: Status.RUNNING, Status.DONE have no word  [incomplete-status-mapping]
MISSING_ONE = StatusMapping(Status, wires={Status.WAITING: "waits", Status.RUNNING: "runs"})
# mypy: error: "statuses.Status" is not mapped whole: Status.DONE has no word  [incomplete-status-mapping]
EMPTY = StatusMapping(Status, {})
# mypy: error: Need type annotation for "EMPTY"  [var-annotated]
# mypy: error: "statuses.Status" is not mapped whole: Status.WAITING, Status.RUNNING, Status.DONE have no word  [incomplete-status-mapping]
MERGED_MISSING = MergedMapping(Status, {Status.WAITING: "open"})
# mypy: error: "statuses.Status" is not mapped whole: Status.RUNNING, Status.DONE have no word  [incomplete-status-mapping]
AUTOMATIC = StatusMapping(Automatic, {Automatic.A: "a"})
# mypy: error: "statuses.Automatic" is not mapped whole: Automatic.B has no word  [incomplete-status-mapping]
TWICE = StatusMapping(
    Status,
    {Status.WAITING: "waits", Status.RUNNING: "runs", Status.WAITING: "waited", Status.DONE: "ends"},
    # mypy: error: "statuses.Status.WAITING" stands twice in this mapping; the last entry counts  [incomplete-status-mapping]
)
ONE_WORD = StatusMapping(Status, {Status.WAITING: "open", Status.RUNNING: "open", Status.DONE: "closed"})
# mypy: error: "open" is the word for Status.WAITING, Status.RUNNING; use MergedMapping where that is meant  [incomplete-status-mapping]
ONE_WORD_UNPACKED = StatusMapping(Status, {Status.WAITING: "ends", Status.RUNNING: "ends", **MORE})
# mypy: error: "ends" is the word for Status.WAITING, Status.RUNNING; use MergedMapping where that is meant  [incomplete-status-mapping]
IDLE: StatusMapping[Status, Literal["waits", "runs", "ends", "failed"]] = StatusMapping(
    Status, {Status.WAITING: "waits", Status.RUNNING: "runs", Status.DONE: "ends"}
    # mypy: error: no member is mapped to "failed", which the type of the words promises  [incomplete-status-mapping]
)
IDLE_MERGED = MergedMapping[Status, Literal["open", "closed", "lost"]](
    Status, {Status.WAITING: "open", Status.RUNNING: "open", Status.DONE: "closed"}
    # mypy: error: no member is mapped to "lost", which the type of the words promises  [incomplete-status-mapping]
)


class Other(enum.Enum):
    OFF = "off"


BY_VALUE = StatusMapping.by_value(Status, unrecognized="lost")
BY_NUMBER = StatusMapping.by_value(Numbered)
# mypy: error: Numbered.ONE, Numbered.TWO, Numbered.ZWEI have a value that is no string, which cannot be a word  [incomplete-status-mapping]
TAKEN_VALUE = StatusMapping.by_value(Status, unrecognized="done")
# mypy: error: "done" is the word for Status.DONE already  [incomplete-status-mapping]
TAKEN = StatusMapping(
    Status, {Status.WAITING: "waits", Status.RUNNING: "runs", Status.DONE: "ends"}, unrecognized="ends"
    # mypy: error: "ends" is the word for Status.DONE already  [incomplete-status-mapping]
)
LIFE = Lifecycle(Status, {Status.WAITING: [Status.RUNNING], Status.RUNNING: [Status.DONE]}, initial=[Status.WAITING])
check_lifecycle(LIFE, mapping=BY_VALUE)
check_lifecycle(LIFE)
OF_OTHER = StatusMapping.by_value(Other)
check_lifecycle(LIFE, mapping=OF_OTHER)
# mypy: error: the lifecycle is about "statuses.Status", and the mapping about "statuses.Other"  [incomplete-status-mapping]
