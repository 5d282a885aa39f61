"""Transcription sessions: one uploaded recording, its processing status, and the segments heard in it."""

from __future__ import annotations

from enum import Enum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coachdesk.models.declarative import Base


class SessionStatus(Enum):
    """How far the processing of a recording has come."""

    UPLOADING = "uploading"
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Session(Base):
    """One recording on its way to a transcript."""

    __tablename__ = "session"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    status: Mapped[SessionStatus]


class TranscriptSegment(Base):
    """One stretch of speech."""

    __tablename__ = "transcript_segment"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    text: Mapped[str]
