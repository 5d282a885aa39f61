"""Classes without a table, one of each kind."""

import enum
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypedDict

from pydantic import BaseModel


@dataclass
class Session:
    id: int
    segments: "list[Segment]"


@dataclass(frozen=True)
class Segment:
    id: int


class Schema(BaseModel):
    id: int


class Status(enum.Enum):
    OPEN = "open"
    CLOSED = "closed"


class Row(NamedTuple):
    id: int


class Shape(TypedDict):
    id: int


class HasId(Protocol):
    id: int


class Plain:
    id: int = 0
