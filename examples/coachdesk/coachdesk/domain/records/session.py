"""A transcription session as the business rules see it."""

from __future__ import annotations

from dataclasses import dataclass

from coachdesk.models.session import SessionStatus


@dataclass(frozen=True, slots=True)
class Session:
    """The same name as the mapped class, and no table."""

    id: int
    title: str
    status: SessionStatus
