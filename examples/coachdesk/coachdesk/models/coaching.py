"""Coaching sessions: one meeting with a client, recorded or not."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coachdesk.models.declarative import Base


class CoachingSession(Base):
    """One meeting with a client."""

    __tablename__ = "coaching_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    client: Mapped[str]
    held_on: Mapped[date]
    transcription_session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
