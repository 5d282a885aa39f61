"""Models of untyped columns: an annotation says what the attributes cannot."""

import enum
from typing import Any, Literal, assert_type
from uuid import UUID

from sqlalchemy import Column, Enum, ForeignKey, String, Uuid
from sqlalchemy.orm import DeclarativeBase, Session

from session_status import StatusMapping, Summary, SummaryQuery


class SessionStatus(enum.Enum):
    PENDING = "pending"
    DONE = "done"


Wire = Literal["waiting", "finished"]


class Base(DeclarativeBase):
    pass


class TranscriptionSession(Base):
    __tablename__ = "transcription_session"

    id: Column[Any] = Column(Uuid, primary_key=True)
    status: Column[str] = Column(Enum(SessionStatus), nullable=False)
    title = Column(String(200))


class TranscriptSegment(Base):
    __tablename__ = "transcript_segment"

    id: Column[Any] = Column(Uuid, primary_key=True)
    session_id: Column[Any] = Column(Uuid, ForeignKey("transcription_session.id"))


def to_wire(status: SessionStatus) -> Wire:
    return "waiting" if status is SessionStatus.PENDING else "finished"


Row = Summary[UUID, SessionStatus, Wire, str]
sessions: SummaryQuery[UUID, Row] = SummaryQuery[UUID, Row](
    StatusMapping.proved(SessionStatus, to_wire),
    id=TranscriptionSession.id,
    status=TranscriptionSession.status,
    title=TranscriptionSession.title,
    segments=TranscriptSegment.session_id,
)
assert_type(sessions, SummaryQuery[UUID, Summary[UUID, SessionStatus, Wire, str]])


def read(db: Session, key: UUID) -> None:
    assert_type(sessions.get(db, key), Summary[UUID, SessionStatus, Wire, str] | None)
