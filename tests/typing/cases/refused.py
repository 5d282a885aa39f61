"""What a type checker must refuse: each line that ends in `# refused` is an error, and no other line is one."""
# ruff: noqa: B018, F841

import enum
from typing import Literal, assert_never
from uuid import UUID

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from session_status import Lifecycle, MergedMapping, StatusMapping, Summary, SummaryQuery


class SessionStatus(enum.Enum):
    PENDING = "pending"
    DONE = "done"


class OtherStatus(enum.Enum):
    PENDING = "pending"


Wire = Literal["waiting", "finished"]


class Base(DeclarativeBase):
    pass


class TranscriptionSession(Base):
    __tablename__ = "transcription_session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[SessionStatus]
    other: Mapped[OtherStatus]
    title: Mapped[str | None]


class TranscriptSegment(Base):
    __tablename__ = "transcript_segment"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("transcription_session.id"))


def with_a_typo(status: SessionStatus) -> Wire:
    match status:
        case SessionStatus.PENDING:
            return "wating"  # refused
        case SessionStatus.DONE:
            return "finished"


def with_a_missing_case(status: SessionStatus) -> Wire:
    match status:
        case SessionStatus.PENDING:
            return "waiting"
        case _:
            assert_never(status)  # refused


def to_wire(status: SessionStatus) -> Wire:
    return "waiting" if status is SessionStatus.PENDING else "finished"


STATUS = StatusMapping.proved(SessionStatus, to_wire)
STATUS[OtherStatus.PENDING]  # refused
STATUS["pending"]  # refused
STATUS.get  # refused
not_a_word: Literal["wating"] = STATUS[SessionStatus.PENDING]  # refused
StatusMapping(int, {})  # refused
StatusMapping.proved(OtherStatus, to_wire)  # refused
StatusMapping[SessionStatus, Wire](SessionStatus, {SessionStatus.PENDING: "wating"})  # refused
sessions = SummaryQuery(
    STATUS,
    id=TranscriptionSession.id,
    status=TranscriptionSession.status,
    title=TranscriptionSession.title,
    segments=TranscriptSegment.session_id,
)


# One line each: where no overload matches, mypy names the call and pyright the argument.
# fmt: off
def another_enum() -> None:
    SummaryQuery(STATUS, id=TranscriptionSession.id, status=TranscriptionSession.other, title=TranscriptionSession.title, segments=TranscriptSegment.session_id)  # refused


def another_key() -> None:
    wrong: SummaryQuery[UUID, Summary[UUID, SessionStatus, Wire, str | None]] = SummaryQuery(STATUS, id=TranscriptSegment.id, status=TranscriptionSession.status, title=TranscriptionSession.title, segments=TranscriptSegment.session_id)  # refused


def another_spelling() -> None:
    SummaryQuery(STATUS, id=TranscriptionSession.id, status=TranscriptionSession.status, title=TranscriptionSession.title, segments=TranscriptSegment.session_id, stored="upper")  # refused


def a_hook_without_a_row_to_put_it() -> None:
    SummaryQuery(STATUS, id=TranscriptionSession.id, status=TranscriptionSession.status, title=TranscriptionSession.title, segments=TranscriptSegment.session_id, hook=print)  # refused
# fmt: on


def sync_calls(db: Session, key: UUID) -> None:
    sessions.get(db, "key")  # refused
    sessions.get(db, 1)  # refused
    sessions.get(db)  # refused
    sessions.many(db, ["key"])  # refused
    sessions.get(key, key)  # refused
    row = sessions.get(db, key)
    row.status  # refused
    if row is not None:
        row.state  # refused
        if row.wire == "wating":  # refused
            pass
        wrong: OtherStatus = row.status  # refused


async def async_calls(db: AsyncSession, key: UUID) -> None:
    sessions.get(db, key)  # refused
    row = sessions.get(db, key)
    row.status  # refused
    (await sessions.many(db, [key])).status  # refused
    await sessions.many(db, ["key"])  # refused
    await LIFE.move(db, TranscriptionSession.status, OtherStatus.PENDING, TranscriptionSession.id == key)  # refused
    LIFE.move(db, TranscriptionSession.status, SessionStatus.DONE, TranscriptionSession.id == key)  # refused


LIFE = Lifecycle(SessionStatus, {SessionStatus.PENDING: [SessionStatus.DONE]}, initial=[SessionStatus.PENDING])
LIFE.advance(TranscriptionSession.other, SessionStatus.DONE, TranscriptionSession.id == UUID(int=1))  # refused
LIFE.after("pending")  # refused
STATUS.where(TranscriptionSession.status, "wating")  # refused
STATUS.where(TranscriptionSession.other, "waiting")  # refused
MERGED = MergedMapping.proved(SessionStatus, to_wire)
MERGED.parse  # refused


def pages(db: Session) -> None:
    sessions.page(db, select(TranscriptionSession), on=TranscriptSegment.id, limit=5)  # refused
    sessions.page(db, select(TranscriptionSession), on=TranscriptionSession.id)  # refused
    sessions.page(db, "SELECT 1", on=TranscriptionSession.id, limit=5)  # refused
