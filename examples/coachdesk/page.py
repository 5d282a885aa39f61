"""A fresh SQLite database -> the list page before and after, each with the number of statements that it cost."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session as DatabaseSession

from coachdesk.api import coaching_sessions, true_page
from coachdesk.models import Base, CoachingSession, SessionStatus, TranscriptSegment
from coachdesk.models.session import Session as TranscriptionSession

CLIENTS = ("Ada", "Blaise", "Chien-Shiung", "Dorothy", "Emmy", "Frances", "Grace", "Hedy")
RECORDED: tuple[tuple[SessionStatus, int], ...] = (
    (SessionStatus.COMPLETED, 245),
    (SessionStatus.COMPLETED, 118),
    (SessionStatus.FAILED, 0),
    (SessionStatus.PROCESSING, 31),
    (SessionStatus.PENDING, 0),
    (SessionStatus.CANCELLED, 12),
    (SessionStatus.UPLOADING, 0),
)  # one fewer than there are clients: the last meeting was not recorded

Page = Callable[[DatabaseSession], list[tuple[str, str, int]]]


def main() -> None:
    """Fill the database and print both pages."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with DatabaseSession(engine) as db:
        db.add_all(_rows())
        db.commit()
    _show(engine, "BEFORE: per-row queries, a placeholder for what was not found", coaching_sessions.list_page)
    _show(engine, "AFTER: session_status.SummaryQuery", true_page.list_page)


def _rows() -> Iterator[Base]:
    for number, (status, segments) in enumerate(RECORDED, start=1):
        yield TranscriptionSession(id=number, title=f"Recording {number}", status=status)
        for turn in range(segments):
            yield TranscriptSegment(session_id=number, text=f"turn {turn}")
    for number, client in enumerate(CLIENTS, start=1):
        held_on = date(2025, 9, number)
        recording = number if number <= len(RECORDED) else None
        yield CoachingSession(client=client, held_on=held_on, transcription_session_id=recording)


def _show(engine: Engine, heading: str, page: Page) -> None:
    with DatabaseSession(engine) as db, _statements(engine) as statements:
        rows = page(db)
    print(heading)
    print(f"  {'client':<14}{'status':<14}segments")
    for client, status, segments in rows:
        print(f"  {client:<14}{status:<14}{segments:>8}")
    print(f"  statements: {len(statements)}\n")


@contextmanager
def _statements(engine: Engine) -> Generator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


if __name__ == "__main__":
    main()
