"""Mapped models: every documented type, inferred without an annotation."""

import enum
from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple, assert_never, assert_type
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_scoped_session, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, scoped_session, sessionmaker

from session_status import (
    Ended,
    Finding,
    Lifecycle,
    MergedMapping,
    Page,
    PageQuery,
    StatusHub,
    StatusMapping,
    Summary,
    SummaryQuery,
    Transition,
    Unrecognized,
    stored_by,
)
from session_status.fastapi import PageOut, PageParams, page_params, sse, sse_all, status_filter
from session_status.schemas import SummaryOut
from session_status.testing import check_lifecycle, check_mapping, statuses, walks, wire_values
from session_status.watching.watch import Ending, Watch


class SessionStatus(enum.Enum):
    PENDING = "pending"
    DONE = "done"


Wire = Literal["waiting", "finished"]


def to_wire(status: SessionStatus) -> Wire:
    match status:
        case SessionStatus.PENDING:
            return "waiting"
        case SessionStatus.DONE:
            return "finished"
        case _:
            assert_never(status)


class Base(DeclarativeBase):
    pass


class TranscriptionSession(Base):
    __tablename__ = "transcription_session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[SessionStatus]
    title: Mapped[str | None]


class TranscriptSegment(Base):
    __tablename__ = "transcript_segment"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("transcription_session.id"))


class CoachingSession(Base):
    __tablename__ = "coaching_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("transcription_session.id"))


STATUS = StatusMapping.proved(SessionStatus, to_wire)
assert_type(STATUS, StatusMapping[SessionStatus, Wire])
assert_type(STATUS[SessionStatus.DONE], Wire)
assert_type(STATUS.parse("finished"), SessionStatus)
assert_type(STATUS.known, tuple[Wire, ...])
assert_type(StatusMapping.by_value(SessionStatus), StatusMapping[SessionStatus, str])
given: StatusMapping[SessionStatus, Wire] = StatusMapping(
    SessionStatus, {SessionStatus.PENDING: "waiting", SessionStatus.DONE: "finished"}
)
explicit = StatusMapping[SessionStatus, Wire](
    SessionStatus, {SessionStatus.PENDING: "waiting", SessionStatus.DONE: "finished"}
)
assert_type(explicit, StatusMapping[SessionStatus, Wire])

sessions = SummaryQuery(
    STATUS,
    id=TranscriptionSession.id,
    status=TranscriptionSession.status,
    title=TranscriptionSession.title,
    segments=TranscriptSegment.session_id,
)
Row = Summary[UUID, SessionStatus, Wire, str | None]
assert_type(sessions, SummaryQuery[UUID, Summary[UUID, SessionStatus, Wire, str | None]])


def waits_not(db: Session, scoped: scoped_session[Session], key: UUID) -> None:
    assert_type(sessions.get(db, key), Row | None)
    assert_type(sessions.get(scoped, key), Row | None)
    assert_type(sessions.many(db, [key]), dict[UUID, Row])
    assert_type(sessions.many(db, {key}), dict[UUID, Row])
    assert_type(sessions.many(db, (key for _ in "ab")), dict[UUID, Row])
    both = select(CoachingSession, sessions.optional)
    for coaching, summary in db.execute(both).tuples():
        assert_type(coaching, CoachingSession)
        assert_type(summary, Row | None)
    assert_type(db.scalars(select(sessions.summary)).all(), Sequence[Row])


async def waits(db: AsyncSession, scoped: async_scoped_session[AsyncSession], key: UUID) -> None:
    assert_type(await sessions.get(db, key), Row | None)
    assert_type(await sessions.get(scoped, key), Row | None)
    assert_type(await sessions.many(db, [key]), dict[UUID, Row])
    for coaching, summary in (await db.execute(select(CoachingSession, sessions.optional))).tuples():
        assert_type(coaching, CoachingSession)
        assert_type(summary, Row | None)


def fields(row: Row) -> None:
    assert_type(row.id, UUID)
    assert_type(row.status, SessionStatus)
    assert_type(row.wire, Wire)
    assert_type(row.title, str | None)
    assert_type(row.segments_count, int)


tolerant = SummaryQuery(
    STATUS,
    id=TranscriptionSession.id,
    status=TranscriptionSession.status,
    title=TranscriptionSession.title,
    segments=TranscriptSegment.session_id,
    on_unknown="row",
    hook=print,
)
assert_type(tolerant, SummaryQuery[UUID, Summary[UUID, SessionStatus | Unrecognized, Wire, str | None]])


def goes_on(db: Session, key: UUID) -> None:
    for row in tolerant.many(db, [key]).values():
        assert_type(row.status, SessionStatus | Unrecognized)
        assert_type(row.wire, Wire)
        assert_type(STATUS[row.status], Wire)


LIFE = Lifecycle(SessionStatus, {SessionStatus.PENDING: [SessionStatus.DONE]}, initial=[SessionStatus.PENDING])
assert_type(LIFE, Lifecycle[SessionStatus])
assert_type(LIFE.terminal, frozenset[SessionStatus])


async def moves(db: Session, adb: AsyncSession, key: UUID) -> None:
    assert_type(LIFE.move(db, TranscriptionSession.status, SessionStatus.DONE, TranscriptionSession.id == key), int)
    assert_type(
        await LIFE.move(adb, TranscriptionSession.status, SessionStatus.DONE, TranscriptionSession.id == key), int
    )
    db.execute(LIFE.advance(TranscriptionSession.status, SessionStatus.DONE, TranscriptionSession.id == key))
    told = LIFE.move_returning(db, TranscriptionSession.status, SessionStatus.DONE, TranscriptionSession.id == key)
    assert_type(told, list[Transition[SessionStatus]])
    waited = await LIFE.move_returning(
        adb, TranscriptionSession.status, SessionStatus.DONE, TranscriptionSession.id == key
    )
    assert_type(waited[0].old, SessionStatus)
    LIFE.guard(TranscriptionSession.status)
    select(TranscriptionSession).order_by(LIFE.order(TranscriptionSession.status))
    assert_type(LIFE.course, tuple[SessionStatus, ...])


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Ticket(Base):
    __tablename__ = "ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[int]
    spelled: Mapped[str] = mapped_column(info=stored_by("name"))


LEVELS = Lifecycle(Level, {Level.LOW: [Level.HIGH], Level.HIGH: [Level.LOW]}, initial=[Level.LOW], endless=True)
LEVEL_WORDS = StatusMapping(Level, {Level.LOW: "low", Level.HIGH: "high"})


async def whole_numbers(db: Session, adb: AsyncSession) -> None:
    db.execute(LEVELS.advance(Ticket.level, Level.HIGH, Ticket.id == 1))
    assert_type(LEVELS.move(db, Ticket.level, Level.HIGH, Ticket.id == 1), int)
    assert_type(await LEVELS.move_returning(adb, Ticket.level, Level.HIGH, Ticket.id == 1), list[Transition[Level]])
    select(Ticket).where(LEVEL_WORDS.where(Ticket.level, "low")).order_by(LEVELS.order(Ticket.level))


MERGED = MergedMapping.proved(SessionStatus, to_wire)
assert_type(MERGED, MergedMapping[SessionStatus, Wire])
assert_type(MERGED.statuses("waiting"), tuple[SessionStatus, ...])
assert_type(STATUS.where(TranscriptionSession.status, "waiting", "finished"), ColumnElement[bool])
select(TranscriptionSession).where(STATUS.where(TranscriptionSession.status, "waiting"))


class CoachingRow(NamedTuple):
    coaching: CoachingSession
    session: Row | None


PAGES = sessions.pages(
    select(CoachingSession), on=CoachingSession.session_id, order_by=[CoachingSession.id.desc()], into=CoachingRow
)
assert_type(PAGES, PageQuery[CoachingRow])


async def pages(db: Session, adb: AsyncSession) -> None:
    assert_type(PAGES.fetch(db, limit=50, total=True), Page[CoachingRow])
    page = await PAGES.fetch(adb, limit=50, after="cursor")
    assert_type(page.items, list[CoachingRow])
    assert_type(page.total, int | None)
    assert_type(page.next, str | None)
    assert_type(
        sessions.page(db, select(CoachingSession), on=CoachingSession.session_id, limit=5), Page[tuple[Any, ...]]
    )
    await sessions.page(adb, select(CoachingSession), on=CoachingSession.session_id, limit=5)
    assert_type(sessions.check(db.get_bind()), list[Finding])


counted = SummaryQuery(
    STATUS,
    id=TranscriptionSession.id,
    status=TranscriptionSession.status,
    title=TranscriptionSession.title,
    counter=TranscriptSegment.id,
)
assert_type(counted, SummaryQuery[UUID, Summary[UUID, SessionStatus, Wire, str | None]])


class SessionOut(SummaryOut[UUID, Annotated[SessionStatus, STATUS]]):
    pass


class MeetingOut(BaseModel):
    status: Annotated[SessionStatus, STATUS]
    maybe: Annotated[SessionStatus | None, STATUS] = None


def out(row: Row, page: Page[Row]) -> None:
    assert_type(SessionOut.model_validate(row).status, SessionStatus)
    assert_type(MeetingOut(status=SessionStatus.DONE).maybe, SessionStatus | None)
    shown = PageOut[SessionOut].model_validate(page)
    assert_type(shown.items[0].status, SessionStatus)
    assert_type(shown.previous, str | None)


async def watches(make: sessionmaker[Session], make_async: async_sessionmaker[AsyncSession], key: UUID) -> None:
    hub = StatusHub(make, sessions, LIFE)
    assert_type(hub, StatusHub[UUID, Row])
    assert_type(StatusHub(make_async, sessions, LIFE), StatusHub[UUID, Row])
    watch = hub.watch(key)
    assert_type(watch, Watch[Row])
    async for row in watch:
        assert_type(row, Row)
    assert_type(watch.ending, Ending | None)
    sse(hub, key, encode=lambda row: row.wire)
    sse_all(hub, [key])
    async for told in hub.watch_all([key]):
        assert_type(told, Row | Ended[UUID])
    # A hub over a tolerant query may use the lifecycle of the statuses that are known.
    StatusHub(make, tolerant, LIFE)
    assert_type(await status_filter(STATUS, TranscriptionSession.status)(), ColumnElement[bool])
    assert_type(await status_filter(LEVEL_WORDS, Ticket.level)(), ColumnElement[bool])
    assert_type(await status_filter(MERGED, TranscriptionSession.status, alias="state")(), ColumnElement[bool])
    asked = await page_params(limit=20, largest=100)()
    assert_type(asked, PageParams)
    assert_type(PAGES.fetch(make(), **asked.arguments), Page[CoachingRow])


def tests() -> None:
    assert_type(statuses(STATUS).example(), SessionStatus)
    assert_type(statuses(LIFE).example(), SessionStatus)
    assert_type(wire_values(STATUS).example(), Wire)
    assert_type(wire_values(MERGED).example(), Wire)
    assert_type(walks(LIFE).example(), tuple[SessionStatus, ...])
    check_mapping(MERGED, words=["waiting", "finished"], columns=[TranscriptionSession.status])
    check_lifecycle(LIFE, mapping=STATUS)


def some_words(chosen: list[Wire], criteria: list[ColumnElement[bool]]) -> None:
    STATUS.where(TranscriptionSession.status, *chosen)
    LIFE.advance(TranscriptionSession.status, SessionStatus.DONE, *criteria)


async def looks(connection: AsyncConnection) -> None:
    assert_type(await connection.run_sync(sessions.check), list[Finding])
