"""Column types of an application's own -> what a database stores, which need not sort as Python does."""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Integer, String, TypeDecorator


class State(enum.Enum):
    """A status; its words, names and order of declaration all differ."""

    DRAFT = "w-draft"
    CUT = "z-cut"
    DONE = "a-done"


class Mood(enum.Enum):
    """A second Enum, not a status, of which a column may hold NULL."""

    WARM = "warm"
    COLD = "cold"
    ARID = "arid"


class Utc(TypeDecorator[datetime]):
    """An aware moment, stored as a naive one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        return None if value is None else value.replace(tzinfo=UTC)


class Negated(TypeDecorator[int]):
    """A number that is stored as its negative, so that the database sorts against Python."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Any) -> int | None:  # noqa: ARG002 -- SQLAlchemy's signature
        return None if value is None else -value

    def process_result_value(self, value: int | None, dialect: Any) -> int | None:  # noqa: ARG002 -- SQLAlchemy's signature
        return None if value is None else -value


class Shifted(TypeDecorator[int]):
    """A number that is stored as another one, so that a sum of what is stored is no sum of values."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Any) -> int | None:  # noqa: ARG002 -- SQLAlchemy's signature
        return None if value is None else value + 100

    def process_result_value(self, value: int | None, dialect: Any) -> int | None:  # noqa: ARG002 -- SQLAlchemy's signature
        return None if value is None else value - 100


class Uncached(TypeDecorator[str]):
    """A text whose type cannot be part of a cache key, so that no statement with it has one."""

    impl = String(20)
    cache_ok = False

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002 -- SQLAlchemy's signature
        return None if value is None else f"<{value}>"

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002 -- SQLAlchemy's signature
        return None if value is None else value[1:-1]
