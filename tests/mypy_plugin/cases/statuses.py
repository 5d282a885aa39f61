"""Mappings of a status Enum that are whole, and that are not."""

import enum
from typing import Final, Literal

from session_status import MergedMapping, StatusMapping


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
