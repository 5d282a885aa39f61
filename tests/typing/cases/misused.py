"""How every part can be misused, call by call: each line that ends in `# refused` is an error, and no other line is one."""
# ruff: noqa: B018, F841

import enum
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Engine, ForeignKey, create_engine, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from session_status import (
    Lifecycle,
    MergedMapping,
    StatusHub,
    StatusMapping,
    Summary,
    SummaryQuery,
    UnknownStatusError,
    UnknownStoredStatusError,
    Unrecognized,
    stored_by,
)
from session_status.export.exports import json_schema, typescript
from session_status.fastapi import (
    PageOut,
    PageParams,
    add_exception_handlers,
    as_json,
    page_params,
    sse,
    sse_all,
    status_filter,
)
from session_status.schemas import SummaryOut
from session_status.testing import check_lifecycle, check_mapping, statuses, unknown_values, walks, wire_values


class SessionStatus(enum.Enum):
    PENDING = "pending"
    DONE = "done"


class OtherStatus(enum.Enum):
    PENDING = "pending"
    OLD = "old"


Wire = Literal["waiting", "finished"]


class Base(DeclarativeBase):
    pass


class TranscriptionSession(Base):
    __tablename__ = "transcription_session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[SessionStatus]
    title: Mapped[str | None]
    number: Mapped[int]


class TranscriptSegment(Base):
    __tablename__ = "transcript_segment"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("transcription_session.id"))


def to_wire(status: SessionStatus) -> Wire:
    return "waiting" if status is SessionStatus.PENDING else "finished"


def other_to_wire(status: OtherStatus) -> Wire:
    return "waiting" if status is OtherStatus.PENDING else "finished"


def to_number(status: SessionStatus) -> int:
    return 1 if status is SessionStatus.PENDING else 2


Words = StatusMapping[SessionStatus, Wire]
Others = tuple[OtherStatus, ...]
Row = Summary[UUID, SessionStatus, Wire, str | None]
STATUS = StatusMapping.proved(SessionStatus, to_wire)
MERGED = MergedMapping.proved(SessionStatus, to_wire)
OTHER = MergedMapping.proved(OtherStatus, other_to_wire)
LIFE = Lifecycle(SessionStatus, {SessionStatus.PENDING: [SessionStatus.DONE]}, initial=[SessionStatus.PENDING])
OTHER_LIFE = Lifecycle(OtherStatus, {OtherStatus.PENDING: [OtherStatus.OLD]}, initial=[OtherStatus.PENDING])
sessions = SummaryQuery(
    STATUS,
    id=TranscriptionSession.id,
    status=TranscriptionSession.status,
    title=TranscriptionSession.title,
    segments=TranscriptSegment.session_id,
)
factory = sessionmaker(create_engine("sqlite://"))
async_factory = async_sessionmaker()
hub = StatusHub(factory, sessions, LIFE)


def a_mapping_says_what_it_maps() -> None:
    StatusMapping(SessionStatus, {"pending": "waiting"})  # refused
    StatusMapping(SessionStatus, {SessionStatus.PENDING: 1})  # refused
    StatusMapping(SessionStatus, [("pending", "waiting")])  # refused
    StatusMapping(SessionStatus.PENDING, {})  # refused
    StatusMapping.proved(SessionStatus, to_number)  # refused
    StatusMapping.proved(SessionStatus, to_wire, reserved=[OtherStatus.OLD])  # refused
    StatusMapping.proved(SessionStatus, to_wire, reserved=SessionStatus.DONE)  # refused
    wider: Words = StatusMapping.proved(SessionStatus, to_wire, unrecognized="?")  # refused
    STATUS.parse(3)  # refused
    STATUS.parse(SessionStatus.DONE)  # refused
    STATUS.writable(OtherStatus.OLD)  # refused
    STATUS.items()  # refused
    MERGED.statuses("wating")  # refused
    MERGED.statuses(SessionStatus.DONE)  # refused


def a_mapping_stays_what_it_is() -> None:
    STATUS[SessionStatus.DONE] = "waiting"  # refused
    STATUS.domain = SessionStatus  # refused
    STATUS.known = ("waiting", "finished")  # refused
    STATUS.reserved = frozenset({SessionStatus.DONE})  # refused
    STATUS.unrecognized = "waiting"  # refused


def a_filter_knows_its_words_and_its_column() -> None:
    STATUS.where(TranscriptionSession.status)  # refused
    STATUS.where(TranscriptionSession.status, *())  # refused
    STATUS.where(TranscriptionSession.status, SessionStatus.DONE)  # refused
    STATUS.where(TranscriptionSession.status, "waiting", "wating")  # refused
    STATUS.where(TranscriptionSession.number, "waiting")  # refused
    STATUS.where("status", "waiting")  # refused
    STATUS.where(TranscriptionSession.title, "waiting", stored="names")  # refused


# One line each: where no overload matches, mypy names the call and pyright the argument.
# fmt: off
def a_query_is_made_of_columns() -> None:
    SummaryQuery(SessionStatus, id=TranscriptionSession.id, status=TranscriptionSession.status, title=TranscriptionSession.title, segments=TranscriptSegment.session_id)  # refused
    SummaryQuery(STATUS, id="id", status=TranscriptionSession.status, title=TranscriptionSession.title, segments=TranscriptSegment.session_id)  # refused
    SummaryQuery(STATUS, id=TranscriptionSession, status=TranscriptionSession.status, title=TranscriptionSession.title, segments=TranscriptSegment.session_id)  # refused
    SummaryQuery(STATUS, id=TranscriptionSession.id, status=TranscriptionSession.number, title=TranscriptionSession.title, segments=TranscriptSegment.session_id)  # refused
    SummaryQuery(STATUS, TranscriptionSession.id, TranscriptionSession.status, TranscriptionSession.title)  # refused


def a_query_counts_in_one_way() -> None:
    SummaryQuery(STATUS, id=TranscriptionSession.id, status=TranscriptionSession.status, title=TranscriptionSession.title)  # refused
    SummaryQuery(STATUS, id=TranscriptionSession.id, status=TranscriptionSession.status, title=TranscriptionSession.title, on_unknown="row")  # refused
    SummaryQuery(STATUS, id=TranscriptionSession.id, status=TranscriptionSession.status, title=TranscriptionSession.title, segments=TranscriptSegment.session_id, counter=TranscriptionSession.number)  # refused
    SummaryQuery(STATUS, id=TranscriptionSession.id, status=TranscriptionSession.status, title=TranscriptionSession.title, segments=TranscriptSegment.session_id, counter=TranscriptionSession.number, on_unknown="row")  # refused
    SummaryQuery(STATUS, id=TranscriptionSession.id, status=TranscriptionSession.status, title=TranscriptionSession.title, counter=TranscriptionSession.title)  # refused
    SummaryQuery(STATUS, id=TranscriptionSession.id, status=TranscriptionSession.status, title=TranscriptionSession.title, segments=TranscriptSegment.session_id, on_unknown="ignore")  # refused
# fmt: on


def a_read_has_a_session_and_keys(db: Session, connection: Connection, key: UUID) -> None:
    sessions.get(factory, key)  # refused
    sessions.get(connection, key)  # refused
    sessions.get(db, None)  # refused
    sessions.get(db, key=key)  # refused
    sessions.many(db, key)  # refused
    sessions.many(db, [None])  # refused
    sessions.many(db, [key])["key"]  # refused
    sessions.check(db)  # refused
    select(sessions)  # refused


def a_row_has_its_types(row: Row, out: SummaryOut[UUID, Annotated[SessionStatus, STATUS]]) -> None:
    STATUS[row.wire]  # refused
    OTHER[row.status]  # refused
    row.title.upper()  # refused
    if row.status == "pending":  # refused
        pass
    if out.status == "waiting":  # refused
        pass
    as_json(None)  # refused


async def what_waits_is_awaited(db: Session, adb: AsyncSession, engine: AsyncEngine, key: UUID) -> None:
    await sessions.get(db, key)  # refused
    (await sessions.get(adb, key)).status  # refused
    for _ in sessions.many(adb, [key]):  # refused
        pass
    sessions.check(engine)  # refused
    PAGES.fetch(adb, limit=5)  # refused
    PAGES.fetch(adb, limit=5).items  # refused
    hub.aclose()  # refused
    hub.watch(key).aclose()  # refused
    await hub.watch(key)  # refused
    await hub.wake()  # refused
    await sse(hub, key)  # refused
    for _ in hub.watch(key):  # refused
        pass
    with hub:  # refused
        pass


class Listed(NamedTuple):
    session: TranscriptionSession
    summary: Row | None


LIST = select(TranscriptionSession)
PAGES = sessions.pages(LIST, on=TranscriptionSession.id, order_by=[TranscriptionSession.title], into=Listed)


def pages_are_made_of_a_select() -> None:
    sessions.pages(LIST, on=TranscriptionSession.number, into=Listed)  # refused
    sessions.pages(LIST, on=TranscriptionSession.id, into=3)  # refused
    sessions.pages(LIST, on=TranscriptionSession.id)  # refused
    sessions.pages(TranscriptionSession, on=TranscriptionSession.id, into=Listed)  # refused
    sessions.pages(LIST, on=TranscriptionSession.id, into=Listed, order_by=TranscriptionSession.title)  # refused
    sessions.pages(LIST, on=TranscriptionSession.id, into=Listed, order_by="title")  # refused


def a_page_has_a_limit_and_a_cursor_of_text(db: Session) -> None:
    PAGES.fetch(db)  # refused
    PAGES.fetch(db, 5)  # refused
    PAGES.fetch(db, limit="5")  # refused
    PAGES.fetch(db, limit=5, after=3)  # refused
    PAGES.fetch(db, limit=5, after=PAGES.fetch(db, limit=5))  # refused
    PAGES.fetch(db, limit=5, total=1)  # refused
    PAGES.fetch(db, limit=5, parameters=[1])  # refused
    page = PAGES.fetch(db, limit=5)
    page.items[0].sumary  # refused
    page.items[0].summary.status  # refused
    page.total + 1  # refused
    len(page)  # refused
    for _ in page:  # refused
        pass


def a_lifecycle_has_steps_of_its_statuses() -> None:
    Lifecycle(SessionStatus, {SessionStatus.PENDING: SessionStatus.DONE}, initial=[SessionStatus.PENDING])  # refused
    Lifecycle(SessionStatus, {SessionStatus.PENDING: [SessionStatus.DONE]}, initial=SessionStatus.PENDING)  # refused
    Lifecycle(SessionStatus, {SessionStatus.PENDING: [SessionStatus.DONE]})  # refused
    LIFE.allows(SessionStatus.PENDING, OtherStatus.OLD)  # refused
    LIFE.before("done")  # refused
    LIFE.terminal = frozenset({SessionStatus.PENDING})  # refused
    if OtherStatus.OLD in LIFE.terminal:  # refused
        pass


def a_step_says_which_rows(db: Session, key: UUID) -> None:
    LIFE.advance(TranscriptionSession.status, SessionStatus.DONE)  # refused
    LIFE.advance(TranscriptionSession.status, SessionStatus.DONE, key != "done")  # refused
    LIFE.advance(TranscriptionSession.status, "done", TranscriptionSession.id == key)  # refused
    LIFE.advance(TranscriptionSession.number, SessionStatus.DONE, TranscriptionSession.id == key)  # refused
    LIFE.move(db, TranscriptionSession.status, SessionStatus.DONE)  # refused
    LIFE.move(db, SessionStatus.DONE, TranscriptionSession.status, TranscriptionSession.id == key)  # refused
    LIFE.move(db, TranscriptionSession.number, SessionStatus.DONE, TranscriptionSession.id == key)  # refused
    LIFE.move_returning(db, TranscriptionSession.status, SessionStatus.DONE)  # refused
    LIFE.move_returning(db, TranscriptionSession.number, SessionStatus.DONE, TranscriptionSession.id == key)  # refused
    told = LIFE.move_returning(db, TranscriptionSession.status, SessionStatus.DONE, TranscriptionSession.id == key)
    told.old  # refused
    told[0].status  # refused
    LIFE.order(TranscriptionSession.number)  # refused
    LIFE.order("status")  # refused
    LIFE.guard("status")  # refused
    Lifecycle(SessionStatus, {SessionStatus.PENDING: SessionStatus.DONE}, initial=[SessionStatus.PENDING])  # refused
    Lifecycle(SessionStatus, {SessionStatus.PENDING: []}, initial=[SessionStatus.PENDING], endless="no")  # refused
    stored_by("names")  # refused


def a_generator() -> Iterator[Session]:
    yield factory()


async def an_asynchronous_generator() -> AsyncIterator[AsyncSession]:
    yield async_factory()


async def a_coroutine() -> AsyncSession:
    return async_factory()


def a_hub_has_a_factory_a_query_and_their_lifecycle(db: Session, adb: AsyncSession, engine: Engine) -> None:
    StatusHub(db, sessions, LIFE)  # refused
    StatusHub(adb, sessions, LIFE)  # refused
    StatusHub(engine, sessions, LIFE)  # refused
    StatusHub(a_generator, sessions, LIFE)  # refused
    StatusHub(an_asynchronous_generator, sessions, LIFE)  # refused
    StatusHub(a_coroutine, sessions, LIFE)  # refused
    StatusHub(factory, STATUS, LIFE)  # refused
    StatusHub(factory, sessions, OTHER_LIFE)  # refused
    StatusHub(factory, sessions, SessionStatus)  # refused
    StatusHub(factory, sessions, LIFE, 0.5)  # refused
    StatusHub(factory, sessions, LIFE, interval="1")  # refused


async def a_watch_has_a_key_and_gives_rows(key: UUID) -> None:
    hub.watch("key")  # refused
    hub.watch(None)  # refused
    hub.watch([key])  # refused
    hub.watch_all(key)  # refused
    hub.watch_all([None])  # refused
    watch = hub.watch(key)
    async for change in watch:
        change.state  # refused
        if change.wire == "wating":  # refused
            pass
        if change.status is OtherStatus.PENDING:  # refused
            pass
    if watch.ending == "ended":  # refused
        pass


async def the_web_takes_hubs_and_mappings(db: Session, key: UUID) -> None:
    sse(hub, "key")  # refused
    sse(sessions, key)  # refused
    sse(hub, key, encode=str.upper)  # refused
    sse(hub, key, heartbeat="15")  # refused
    sse_all(hub, key)  # refused
    sse_all(hub, ["key"])  # refused
    status_filter(SessionStatus, TranscriptionSession.status)  # refused
    status_filter(STATUS)  # refused
    status_filter(STATUS, "status")  # refused
    status_filter(STATUS, TranscriptionSession.number)  # refused
    status_filter(OTHER, TranscriptionSession.status)  # refused
    status_filter(STATUS, TranscriptionSession.status, stored="names")  # refused
    chosen: Others = await status_filter(STATUS, TranscriptionSession.status)()  # refused
    page_params(limit="20")  # refused
    page: PageParams = page_params()  # refused
    PageOut[int].model_validate([]).items.upper()  # refused
    add_exception_handlers(hub)  # refused
    as_json(sessions.get(db, key))  # refused


def tests_are_given_what_they_test() -> None:
    statuses(SessionStatus)  # refused
    walks(STATUS)  # refused
    walks(LIFE, finished="yes")  # refused
    wire_values(LIFE)  # refused
    unknown_values(LIFE)  # refused
    check_mapping(SessionStatus)  # refused
    check_mapping(STATUS, columns=[TranscriptionSession])  # refused
    check_lifecycle(STATUS)  # refused
    check_lifecycle(LIFE, mapping=SessionStatus)  # refused
    json_schema(SessionStatus)  # refused
    typescript(LIFE)  # refused


def an_error_tells_what_it_knows(unknown: UnknownStatusError, stored: UnknownStoredStatusError) -> None:
    unknown.value.upper()  # refused
    unknown.row_id  # refused
    stored.table  # refused
    Unrecognized("NEW").raw = "OLD"  # refused
