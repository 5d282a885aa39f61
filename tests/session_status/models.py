"""The application that the tests of the library imagine: coaching sessions that point to transcription sessions."""

from __future__ import annotations

import enum
from typing import Any, ClassVar, Literal, assert_never
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from session_status import Lifecycle, StatusMapping, SummaryQuery


class SessionStatus(enum.Enum):
    UPLOADING = "uploading"
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class OtherStatus(enum.Enum):
    PENDING = "pending"
    DONE = "done"


Wire = Literal["uploading", "waiting", "working", "completed", "failed", "cancelled"]


def to_wire(status: SessionStatus) -> Wire:
    match status:
        case SessionStatus.UPLOADING:
            return "uploading"
        case SessionStatus.PENDING:
            return "waiting"
        case SessionStatus.PROCESSING:
            return "working"
        case SessionStatus.COMPLETED:
            return "completed"
        case SessionStatus.FAILED:
            return "failed"
        case SessionStatus.CANCELLED:
            return "cancelled"
        case _:
            assert_never(status)


TEXT = String().with_variant(String(200), "mysql", "mariadb")
"""MariaDB has no text without a length that an index could hold."""


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: TEXT}


class TranscriptionSession(Base):
    __tablename__ = "transcription_session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[SessionStatus]
    title: Mapped[str | None]


class TranscriptSegment(Base):
    __tablename__ = "transcript_segment"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("transcription_session.id"), index=True)


class CoachingSession(Base):
    __tablename__ = "coaching_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    client: Mapped[str]
    transcription_session_id: Mapped[UUID | None] = mapped_column(ForeignKey("transcription_session.id"))


STATUS = StatusMapping.proved(SessionStatus, to_wire)
SESSIONS = SummaryQuery(
    STATUS,
    id=TranscriptionSession.id,
    status=TranscriptionSession.status,
    title=TranscriptionSession.title,
    segments=TranscriptSegment.session_id,
)
LIFE = Lifecycle(
    SessionStatus,
    {
        SessionStatus.UPLOADING: [SessionStatus.PENDING, SessionStatus.CANCELLED],
        SessionStatus.PENDING: [SessionStatus.PROCESSING, SessionStatus.CANCELLED],
        SessionStatus.PROCESSING: [SessionStatus.COMPLETED, SessionStatus.FAILED, SessionStatus.CANCELLED],
        SessionStatus.FAILED: [SessionStatus.PENDING, SessionStatus.CANCELLED],
    },
    initial=[SessionStatus.UPLOADING, SessionStatus.PENDING],
)
