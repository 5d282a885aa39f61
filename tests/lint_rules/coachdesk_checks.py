"""The example application's own tests. They fail as long as the bug is in it, so no run collects them by their name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, get_type_hints

import pytest
from sqlalchemy import create_engine, orm

from coachdesk.api import coaching_sessions
from coachdesk.models import Base, CoachingSession, SessionStatus, TranscriptSegment
from coachdesk.models.session import Session as TranscriptionSession
from coachdesk.services import recordings

STATUSES = list(SessionStatus)


@pytest.fixture
def db() -> Iterator[Any]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with orm.Session(engine) as session:
        for number, status in enumerate(STATUSES, start=1):
            session.add(TranscriptionSession(id=number, title=f"Recording {number}", status=status))
            session.add(TranscriptSegment(session_id=number, text="turn"))
            held_on = date(2025, 9, number)
            session.add(CoachingSession(client="Ada", held_on=held_on, transcription_session_id=number))
        session.commit()
        yield session
    engine.dispose()


def test_each_recorded_meeting_shows_its_own_status(db: Any) -> None:
    assert coaching_sessions.list_page(db) == [("Ada", status.value, 1) for status in STATUSES]


def test_failed_recordings_are_found(db: Any) -> None:
    assert coaching_sessions.failed_titles(db) == [f"Recording {STATUSES.index(SessionStatus.FAILED) + 1}"]


def test_recordings_are_found_by_title(db: Any) -> None:
    found: Any = recordings.recordings_by_title(db, "ding 2")
    assert [(type(one), one.title) for one in found] == [(TranscriptionSession, "Recording 2")]


@pytest.mark.parametrize("function", [coaching_sessions.list_page, coaching_sessions.failed_titles])
def test_a_page_asks_for_a_database_session(function: Any) -> None:
    assert get_type_hints(function)["db"] is orm.Session
