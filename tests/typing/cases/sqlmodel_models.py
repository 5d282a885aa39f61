"""SQLModel's attributes have the types of their values, so each column goes through its `col()`."""

import enum
from typing import Literal, assert_type
from uuid import UUID, uuid4

from sqlmodel import Field, Session, SQLModel, col, select

from session_status import Lifecycle, StatusMapping, Summary, SummaryQuery


class SessionStatus(enum.Enum):
    PENDING = "pending"
    DONE = "done"


Wire = Literal["waiting", "finished"]


class TranscriptionSession(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    status: SessionStatus
    title: str | None = None


class TranscriptSegment(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    session_id: UUID | None = Field(default=None, foreign_key="transcriptionsession.id", index=True)


class CoachingSession(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    session_id: UUID | None = Field(default=None, foreign_key="transcriptionsession.id")


def to_wire(status: SessionStatus) -> Wire:
    return "waiting" if status is SessionStatus.PENDING else "finished"


sessions = SummaryQuery(
    StatusMapping.proved(SessionStatus, to_wire),
    id=col(TranscriptionSession.id),
    status=col(TranscriptionSession.status),
    title=col(TranscriptionSession.title),
    segments=col(TranscriptSegment.session_id),
)
Row = Summary[UUID, SessionStatus, Wire, str | None]
assert_type(sessions, SummaryQuery[UUID, Summary[UUID, SessionStatus, Wire, str | None]])
LIFE = Lifecycle(SessionStatus, {SessionStatus.PENDING: [SessionStatus.DONE]}, initial=[SessionStatus.PENDING])


def read(db: Session, key: UUID) -> None:
    assert_type(sessions.get(db, key), Row | None)
    assert_type(
        LIFE.move(db, col(TranscriptionSession.status), SessionStatus.DONE, col(TranscriptionSession.id) == key), int
    )
    page = sessions.page(
        db, select(CoachingSession), on=col(CoachingSession.session_id), order_by=[col(CoachingSession.id)], limit=50
    )
    assert_type(page.next, str | None)
