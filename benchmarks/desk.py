"""A number of sessions -> a database of that size: coaching sessions, their recordings, and 25 segments for each."""

from __future__ import annotations

from enum import Enum
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, ForeignKey, Index, insert, literal, select, text, true, union_all
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from session_status import StatusMapping, SummaryQuery

SEGMENTS_EACH = 25
SESSIONS_OF_A_COACH = 1000
WITHOUT_RECORDING = 10
"""Every tenth coaching session has no recording."""


class Status(Enum):
    """How far the processing has come."""

    UPLOADING = "uploading"
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Base(DeclarativeBase):
    """What every table inherits."""


class Recording(Base):
    """One recording that is transcribed."""

    __tablename__ = "recording"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[Status]
    title: Mapped[str]


class Segment(Base):
    """One stretch of speech."""

    __tablename__ = "segment"
    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recording.id"))


class Coaching(Base):
    """One appointment, which may have a recording."""

    __tablename__ = "coaching"
    id: Mapped[int] = mapped_column(primary_key=True)
    coach_id: Mapped[int]
    client: Mapped[str]
    recording_id: Mapped[UUID | None] = mapped_column(ForeignKey("recording.id"))


INDEXES = [Index("segment_recording", Segment.recording_id), Index("coaching_coach", Coaching.coach_id, Coaching.id)]
QUERY = SummaryQuery(
    StatusMapping.by_value(Status),
    id=Recording.id,
    status=Recording.status,
    title=Recording.title,
    segments=Segment.recording_id,
)


def fill(engine: Engine, sessions: int) -> None:
    """Make the tables anew; indexes come last, which is the fast way.

    Args:
        engine: An empty database, or one that was filled before.
        sessions: How many coaching sessions it shall have.
    """
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    recordings, coachings = _rows(sessions)
    with engine.begin() as connection:
        for index in INDEXES:
            index.drop(connection)
        connection.execute(insert(Recording), recordings)
        connection.execute(insert(Coaching), coachings)
        ones = union_all(*(select(literal(number).label("number")) for number in range(SEGMENTS_EACH))).subquery()
        pairs = select(Recording.id).join(ones, true())
        connection.execute(insert(Segment).from_select(["recording_id"], pairs))
        for index in INDEXES:
            index.create(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))


def _rows(sessions: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    chance = Random(1)  # noqa: S311 -- the same database in every run
    statuses = list(Status)
    recordings = [
        {"id": UUID(int=chance.getrandbits(128)), "status": statuses[n % len(statuses)], "title": f"Recording {n}"}
        for n in range(sessions)
    ]
    coachings = [
        {
            "id": n + 1,
            "coach_id": n // SESSIONS_OF_A_COACH,
            "client": f"Client {n}",
            "recording_id": None if n % WITHOUT_RECORDING == 0 else recordings[n]["id"],
        }
        for n in range(sessions)
    ]
    return recordings, coachings
