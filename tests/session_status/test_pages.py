"""Pages: the consumer's own rows, each with its summary, in as many statements as were promised."""

from __future__ import annotations

import base64
import enum
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar, NamedTuple, Self
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Enum, ForeignKey, Integer, bindparam, create_engine, delete, event, func, select, text
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    aliased,
    mapped_column,
    relationship,
    selectinload,
)
from sqlalchemy.pool import StaticPool
from syrupy.assertion import SnapshotAssertion
from tests.session_status.backends import Backend
from tests.session_status.models import (
    SESSIONS,
    STATUS,
    TEXT,
    CoachingSession,
    SessionStatus,
    TranscriptionSession,
    TranscriptSegment,
)

from session_status import ArgumentError, ColumnError, CursorError, Page, Summary, SummaryQuery
from session_status.paging.cursors import read_cursor, write_cursor
from session_status.paging.order.sorting import order_of, sort_of

ON = CoachingSession.transcription_session_id


class Row(NamedTuple):
    coaching: CoachingSession
    summary: Summary[UUID, SessionStatus, Any, str | None] | None


@pytest.fixture
def filled(backend: Backend) -> Backend:
    """Give ten coaching sessions of three clients; those with an even number have a transcription."""
    with backend.fill() as db:
        for number in range(2, 11, 2):
            db.add(TranscriptionSession(id=UUID(int=number), status=SessionStatus.PENDING, title=f"t{number}"))
        db.flush()
        db.add_all(TranscriptSegment(session_id=UUID(int=4)) for _ in range(3))
        for number in range(1, 11):
            key = None if number % 2 else UUID(int=number)
            db.add(CoachingSession(id=number, client="abc"[number % 3], transcription_session_id=key))
    return backend


def described(page: Page[Any]) -> list[tuple[int, int | None]]:
    return [(row[0].id, row[1] and row[1].segments_count) for row in page.items]


def test_a_page_is_one_statement_with_its_total_or_without(filled: Backend) -> None:
    rows = select(CoachingSession).order_by(CoachingSession.id)
    page = filled.ask(lambda db: SESSIONS.page(db, rows, on=ON, limit=4))
    assert (described(page), page.total) == ([(1, None), (2, 0), (3, None), (4, 3)], None)
    assert len(filled.statements) == 1
    page = filled.ask(lambda db: SESSIONS.page(db, rows, on=ON, limit=2, offset=8, total=True))
    assert (described(page), page.total) == ([(9, None), (10, 0)], 10)
    assert len(filled.statements) == 1


def test_a_page_behind_the_last_row_counts_by_a_second_statement(filled: Backend) -> None:
    pages = SESSIONS.pages(select(CoachingSession), on=ON, order_by=[CoachingSession.id], into=Row)
    page = filled.ask(lambda db: pages.fetch(db, limit=2, offset=10, total=True))
    assert (page.items, page.total, page.next, len(filled.statements)) == ([], 10, None, 2)
    last = filled.ask(lambda db: pages.fetch(db, limit=1, offset=8)).next
    with filled.writer.begin() as connection:
        connection.execute(delete(CoachingSession).where(CoachingSession.id == 10))
    page = filled.ask(lambda db: pages.fetch(db, limit=2, after=last, total=True))
    assert (page.items, page.total, len(filled.statements)) == ([], 9, 2)


def test_the_first_page_of_nothing_needs_no_second_statement(filled: Backend) -> None:
    nobody = select(CoachingSession).where(CoachingSession.client == "nobody")
    page = filled.ask(lambda db: SESSIONS.page(db, nobody, on=ON, limit=2, total=True))
    assert (page.items, page.total, len(filled.statements)) == ([], 0, 1)


def test_the_total_is_that_of_the_filter(filled: Backend) -> None:
    rows = select(CoachingSession).where(CoachingSession.client == "b")
    page = filled.ask(lambda db: SESSIONS.page(db, rows, on=ON, limit=1, total=True))
    assert (described(page), page.total) == ([(1, None)], 4)


def test_the_order_of_the_select_is_kept_and_ties_are_broken_by_the_key(filled: Backend) -> None:
    rows = select(CoachingSession).order_by(CoachingSession.client.desc())
    page = filled.ask(lambda db: SESSIONS.page(db, rows, on=ON, limit=5, offset=1))
    assert [row[0].id for row in page.items] == [5, 8, 1, 4, 7]
    assert page.next is None


def test_a_select_that_filters_by_status_may_join_the_sessions_itself(filled: Backend) -> None:
    rows = (
        select(CoachingSession)
        .join(TranscriptionSession, TranscriptionSession.id == ON)
        .where(STATUS.where(TranscriptionSession.status, "waiting"), TranscriptionSession.title != "t2")
    )
    page = filled.ask(lambda db: SESSIONS.page(db, rows, on=ON, limit=2, total=True))
    assert (described(page), page.total) == ([(4, 3), (6, 0)], 4)


def test_rows_have_the_columns_of_the_select(filled: Backend) -> None:
    rows = select(CoachingSession.client, CoachingSession.id + 100).where(CoachingSession.id < 3)
    page = filled.ask(lambda db: SESSIONS.page(db, rows, on=ON, limit=5))
    assert [row[:2] for row in page.items] == [("b", 101), ("c", 102)]
    assert page.items[1][2].wire == "waiting"


def test_the_sessions_themselves_can_be_paged(filled: Backend) -> None:
    page = filled.ask(
        lambda db: SESSIONS.page(db, select(TranscriptionSession.title), on=TranscriptionSession.id, limit=2)
    )
    assert [(title, summary.segments_count) for title, summary in page.items] == [("t2", 0), ("t4", 3)]


def test_an_alias_can_be_paged(filled: Backend) -> None:
    side = aliased(CoachingSession)
    page = filled.ask(lambda db: SESSIONS.page(db, select(side), on=side.transcription_session_id, limit=2, offset=2))
    assert described(page) == [(3, None), (4, 3)]


def test_prepared_pages_take_the_parameters_of_their_select(filled: Backend) -> None:
    rows = select(CoachingSession).where(CoachingSession.client == bindparam("client"))
    pages = SESSIONS.pages(rows, on=ON, order_by=[CoachingSession.id.desc()], into=Row)
    for client, expected in [("a", [9, 6]), ("b", [10, 7])]:
        page = filled.ask(lambda db, client=client: pages.fetch(db, limit=2, total=True, parameters={"client": client}))  # type: ignore[misc]
        assert [row.coaching.id for row in page.items] == expected


def test_a_total_takes_the_parameters_of_its_select_too(filled: Backend) -> None:
    wanted = CoachingSession.client.in_(bindparam("clients", expanding=True))
    rows = select(CoachingSession).where(wanted, CoachingSession.id > bindparam("least"))
    pages = SESSIONS.pages(rows, on=ON, order_by=[CoachingSession.id], into=Row)
    values = {"clients": ["a", "c"], "least": 3}
    first = filled.ask(lambda db: pages.fetch(db, limit=2, total=True, parameters=values))
    assert ([row.coaching.id for row in first.items], first.total) == ([5, 6], 4)
    rest = filled.ask(lambda db: pages.fetch(db, limit=2, total=True, after=first.next, parameters=values))
    assert ([row.coaching.id for row in rest.items], rest.total, rest.next) == ([8, 9], 4, None)
    none = filled.ask(lambda db: pages.fetch(db, limit=2, total=True, offset=5, parameters=values))
    assert (none.items, none.total) == ([], 4)


def test_cursors_lead_through_all_rows(filled: Backend) -> None:
    pages = SESSIONS.pages(select(CoachingSession), on=ON, order_by=[CoachingSession.client], into=Row)
    seen: list[int] = []
    after: str | None = None
    for _ in range(4):
        page = filled.ask(lambda db, after=after: pages.fetch(db, limit=3, after=after))  # type: ignore[misc]
        assert len(filled.statements) == 1
        seen += [row.coaching.id for row in page.items]
        after = page.next
    assert seen == [3, 6, 9, 1, 4, 7, 10, 2, 5, 8]
    assert after is None


def test_an_order_that_holds_the_primary_key_is_not_given_it_twice(sqlite: Backend) -> None:
    for order in ([CoachingSession.client, CoachingSession.id.desc()], [CoachingSession.__table__.c.id]):
        sqlite.ask(lambda db, order=order: SESSIONS.page(db, select(CoachingSession), on=ON, order_by=order, limit=3))  # type: ignore[misc]
        assert sqlite.statements[0].rpartition("ORDER BY")[2].count("coaching_session.id") == 1


def test_the_key_of_another_alias_does_not_break_ties() -> None:
    side = aliased(CoachingSession)
    order = order_of([side.id], [CoachingSession.id])
    assert [str(sort.sorted) for sort in order] == [str(side.id), str(CoachingSession.id)]


def test_a_row_inserted_before_the_cursor_shifts_nothing(filled: Backend) -> None:
    pages = SESSIONS.pages(select(CoachingSession), on=ON, order_by=[CoachingSession.id], into=Row)
    first = filled.ask(lambda db: pages.fetch(db, limit=3))
    with filled.fill() as db:
        db.add(CoachingSession(id=0, client="new"))
    second = filled.ask(lambda db: pages.fetch(db, limit=3, after=first.next))
    assert [row.coaching.id for row in second.items] == [4, 5, 6]


def test_the_statement_chooses_before_it_counts(snapshot: SnapshotAssertion, sqlite: Backend) -> None:
    rows = select(CoachingSession).where(CoachingSession.client == "a")
    sqlite.ask(lambda db: SESSIONS.page(db, rows, on=ON, order_by=[CoachingSession.client], limit=3, total=True))
    assert sqlite.statements == snapshot


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: TEXT}


class Colour(enum.Enum):
    RED = "r"
    BLUE = "b"


class Meeting(Base):
    """Has a nullable column of every kind that a cursor may hold."""

    __tablename__ = "meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int | None]
    name: Mapped[str | None]
    at: Mapped[datetime | None]
    colour: Mapped[Colour | None] = mapped_column(Enum(Colour))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("recording.id"))
    notes: Mapped[list[Note]] = relationship()


class Note(Base):
    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))


class Recording(Base):
    __tablename__ = "recording"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[SessionStatus] = mapped_column(
        Enum(SessionStatus, native_enum=False)
    )  # its own type: none is shared


class Part(Base):
    __tablename__ = "part"

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"))


RECORDINGS = SummaryQuery(
    STATUS, id=Recording.id, status=Recording.status, title=Recording.id, segments=Part.recording_id
)


@pytest.fixture(scope="module")
def memory() -> Iterator[Any]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_a_select_may_join_what_has_one_row_for_each(filled: Backend) -> None:
    rows = (
        select(CoachingSession.id, TranscriptionSession.title)
        .outerjoin(TranscriptionSession, TranscriptionSession.id == ON)
        .where(CoachingSession.id < 6)
    )
    order: list[Any] = [TranscriptionSession.title.desc().nulls_last()]
    if filled.writer.dialect.name in {"mysql", "mariadb"}:  # which have no words for the place of NULLs
        order = [TranscriptionSession.title.is_(None), TranscriptionSession.title.desc()]
    page = filled.ask(lambda db: SESSIONS.page(db, rows, on=ON, order_by=order, limit=3, total=True))
    assert ([row[:2] for row in page.items], page.total) == ([(4, "t4"), (2, "t2"), (1, None)], 5)
    page = filled.ask(lambda db: SESSIONS.page(db, rows, on=ON, order_by=order, limit=3, after=page.next))
    assert [row[:2] for row in page.items] == [(3, None), (5, None)]


@pytest.mark.parametrize("order", [[], [CoachingSession.client], [TranscriptSegment.id]], ids=["none", "own", "joined"])
@pytest.mark.parametrize("limit", [1, 2, 50])
def test_a_join_that_gives_a_row_several_times_is_an_error_and_no_wrong_page(
    sqlite: Backend, order: list[Any], limit: int
) -> None:
    with sqlite.fill() as db:
        db.add(TranscriptionSession(id=UUID(int=4), status=SessionStatus.PENDING))
        db.flush()
        db.add_all(TranscriptSegment(session_id=UUID(int=4)) for _ in range(3))
        db.add_all(CoachingSession(id=n, client="a", transcription_session_id=UUID(int=4)) for n in (1, 2))
    rows = select(CoachingSession.id).join(TranscriptSegment, TranscriptSegment.session_id == ON)
    with pytest.raises(
        ColumnError, match=r"the select has several rows for one row of the table of coaching_session\."
    ):
        sqlite.ask(lambda db: SESSIONS.page(db, rows, on=ON, order_by=order, limit=limit))
    assert sqlite.statements == []


def test_a_sort_value_that_the_select_reads_itself_is_not_read_twice(filled: Backend) -> None:
    rows = select(CoachingSession.client, CoachingSession.id.label("sort"))
    pages = SESSIONS.pages(rows, on=ON, order_by=[CoachingSession.client.desc()], into=lambda *row: row[:2])
    first = filled.ask(lambda db: pages.fetch(db, limit=3))
    assert filled.statements[0].count("coaching_session.client") == 3  # read, sorted by within and without
    second = filled.ask(lambda db: pages.fetch(db, limit=3, after=first.next))
    assert first.items + second.items == [("c", 2), ("c", 5), ("c", 8), ("b", 1), ("b", 4), ("b", 7)]


@pytest.mark.parametrize(
    ("rows", "offset", "reads"),
    [
        (select(CoachingSession.client), 0, 1),
        (select(CoachingSession.client), 1, 2),
        (select(func.upper(CoachingSession.client)), 0, 2),
        (select(CoachingSession), 0, 2),
        (select(CoachingSession.client).prefix_with("ALL"), 0, 2),
        (select(CoachingSession.client).outerjoin(TranscriptionSession, TranscriptionSession.id == ON), 0, 2),
    ],
)
def test_the_first_page_of_one_tables_columns_reads_that_table_once(
    filled: Backend, rows: Any, offset: int, reads: int
) -> None:
    order = [CoachingSession.client.desc()]
    page: Page[Any] = filled.ask(lambda db: SESSIONS.page(db, rows, on=ON, order_by=order, limit=4, offset=offset))
    assert [row[-1] and row[-1].segments_count for row in page.items] == [0, None, 0, None, 3][offset : offset + 4]
    statement = filled.statements[0].replace("\n", " ")
    assert statement.count("FROM coaching_session") + statement.count("JOIN coaching_session") == reads


def test_any_callable_makes_rows(sqlite: Backend) -> None:
    class Inherited(Row):
        def __new__(cls, coaching: Any, summary: Any) -> Self:
            return super().__new__(cls, coaching, summary and summary.wire)

    with sqlite.fill() as db:
        db.add(TranscriptionSession(id=UUID(int=4), status=SessionStatus.PENDING))
        db.flush()
        db.add(CoachingSession(id=1, client="a", transcription_session_id=UUID(int=4)))
    makers: dict[Any, Any] = {
        Row: Row(1, STORED),  # type: ignore[arg-type]
        Inherited: (1, "waiting"),
        first: 1,
        word_of: {1: "waiting"},
    }
    for into, expected in makers.items():
        pages = SESSIONS.pages(select(CoachingSession.id), on=ON, into=into)
        made = sqlite.ask(lambda db, pages=pages: pages.fetch(db, limit=5)).items  # type: ignore[misc]
        assert made == [expected]
        assert not isinstance(into, type) or type(made[0]) is into
    wrong: Any = Row
    pages = SESSIONS.pages(select(CoachingSession.id, CoachingSession.client), on=ON, into=wrong)
    with pytest.raises(TypeError, match="takes 3 positional arguments but 4 were given"):
        sqlite.ask(lambda db: pages.fetch(db, limit=5))


STORED = Summary(UUID(int=4), SessionStatus.PENDING, "waiting", None, 0)


def word_of(key: int, session: Any) -> dict[int, str]:
    return {key: session.wire}


def test_loader_options_of_the_select_are_kept(memory: Any) -> None:
    with Session(memory) as db:
        db.add(Meeting(id=1, notes=[Note(id=1), Note(id=2)]))
        db.flush()
        rows = select(Meeting).options(selectinload(Meeting.notes))
        page = RECORDINGS.page(db, rows, on=Meeting.session_id, order_by=[Meeting.name], limit=5)
        assert [note.id for note in page.items[0][0].notes] == [1, 2]


def test_a_page_is_read_at_once_whatever_batches_its_select_asks_for(memory: Any) -> None:
    seen: list[Any] = []

    def see(state: ORMExecuteState) -> None:
        seen.append(state.execution_options)

    rows = select(Meeting).execution_options(yield_per=1, stream_results=True)
    with Session(memory) as db:
        event.listen(db, "do_orm_execute", see)
        RECORDINGS.page(db, rows, on=Meeting.session_id, order_by=[Meeting.name], limit=5)
    assert [("yield_per" in options, options["stream_results"]) for options in seen] == [(False, True)]


meetings = st.lists(
    st.fixed_dictionaries(
        {
            "number": st.none() | st.integers(0, 2),
            "name": st.none() | st.sampled_from(["", "a", "b", "ü", "'; --"]),
            "at": st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2020, 1, 2)),  # noqa: DTZ001 -- a column without zone
            "colour": st.none() | st.sampled_from(Colour),
        }
    ),
    max_size=12,
)
orders = st.lists(
    st.tuples(
        st.sampled_from([Meeting.number, Meeting.name, Meeting.at, Meeting.colour, func.coalesce(Meeting.number, 1)]),
        st.sampled_from(["asc", "desc"]),
        st.sampled_from([None, "nulls_first", "nulls_last"]),
    ),
    min_size=1,
    max_size=3,
).map(lambda items: [_sorted_by(*item) for item in items])


def _sorted_by(column: Any, direction: str, nulls: str | None) -> Any:
    expression = getattr(column, direction)()
    return getattr(expression, nulls)() if nulls else expression


def first(key: int, _: object) -> int:
    return key


def walk(db: Session, order: list[Any], limit: int) -> list[int]:
    pages = RECORDINGS.pages(select(Meeting.id), on=Meeting.session_id, order_by=order, into=first)
    seen, after = list[int](), None
    while True:
        page = pages.fetch(db, limit=limit, after=after)
        seen += page.items
        after = page.next
        if after is None:
            return seen


def check_walks(db: Session, rows: list[dict[str, Any]], order: list[Any], limit: int) -> None:
    db.execute(text("DELETE FROM note"))
    db.execute(text("DELETE FROM meeting"))
    db.add_all(Meeting(**row) for row in rows)
    db.flush()
    naive = list(db.scalars(select(Meeting.id).order_by(*order, Meeting.id)))
    assert walk(db, order, limit) == naive
    pages = RECORDINGS.pages(select(Meeting.id), on=Meeting.session_id, order_by=order, into=first)
    by_offset = [
        key for start in range(0, len(naive), limit) for key in pages.fetch(db, limit=limit, offset=start).items
    ]
    assert by_offset == naive


@given(meetings, orders, st.integers(1, 5))
def test_cursors_and_offsets_see_what_a_naive_query_sees(
    memory: Any, rows: list[dict[str, Any]], order: list[Any], limit: int
) -> None:
    with Session(memory) as db:
        check_walks(db, rows, order, limit)
        db.rollback()


@pytest.fixture(scope="module")
def server(postgres_url: str) -> Iterator[Any]:
    engine = create_engine(postgres_url.replace("postgresql", "postgresql+psycopg"))
    Base.metadata.create_all(engine)
    yield engine
    Base.metadata.drop_all(engine)
    engine.dispose()


@pytest.mark.postgres
@given(meetings, orders, st.integers(1, 5))
def test_cursors_and_offsets_see_the_same_on_postgresql(
    server: Any, rows: list[dict[str, Any]], order: list[Any], limit: int
) -> None:
    with Session(server) as db:
        check_walks(db, rows, order, limit)
        db.rollback()


@pytest.fixture(scope="module")
def mariadb_server(mariadb_address: str) -> Iterator[Any]:
    engine = create_engine(f"mariadb+pymysql{mariadb_address}")
    Base.metadata.create_all(engine)
    yield engine
    Base.metadata.drop_all(engine)
    engine.dispose()


@pytest.mark.mariadb
@given(meetings, orders.filter(lambda order: not any("NULLS" in str(item) for item in order)), st.integers(1, 5))
def test_cursors_and_offsets_see_the_same_on_mariadb_which_has_no_words_for_the_place_of_nulls(
    mariadb_server: Any, rows: list[dict[str, Any]], order: list[Any], limit: int
) -> None:
    with Session(mariadb_server) as db:
        check_walks(db, rows, order, limit)
        db.rollback()


PREPARED = SESSIONS.pages(select(CoachingSession), on=ON, order_by=[CoachingSession.client], into=Row)
OTHER = SESSIONS.pages(select(CoachingSession), on=ON, order_by=[CoachingSession.client.desc()], into=Row)
UNLOCKED: Any = PREPARED
SEAL: bytes = UNLOCKED._seal(UNLOCKED._for_dialect(create_engine("sqlite://").dialect), {})
GOOD: str = write_cursor(["b", 7], SEAL)


def forged(payload: bytes) -> str:
    return base64.urlsafe_b64encode(b"12345678" + payload).decode()


def resealed(values: str) -> str:
    """Forge a cursor with a right seal: whoever knows the source can."""
    return base64.urlsafe_b64encode(sha256(SEAL + values.encode()).digest()[:8] + values.encode()).decode()


BAD_CURSORS: dict[str, Any] = {
    "cut off": GOOD[:-2],
    "empty": "",
    "altered": GOOD[:-3] + ("A" if GOOD[-3] != "A" else "B") + GOOD[-2:],
    "no base64": "!!!",
    "not ascii": "üüü",
    "too long": "A" * 1_000_001,
    "no text": 7,
    "a wrong seal": forged(b'["b",7]'),
    "too few values": resealed('["b"]'),
    "too many values": resealed('["b",7,8]'),
    "no list": resealed('{"b":7}'),
    "no JSON": resealed("b, 7"),
    "a nest": resealed("[" * 900),
    "a number that no database has": resealed(f'["b",{2**63}]'),
    "an unknown kind of value": resealed('["b",["z","7"]]'),
    "a value of no kind": resealed('["b",{}]'),
    "a bool for an int": resealed('["b",true]'),
    "a text for an int": resealed('["b","7"]'),
    "a decimal for an int": resealed('["b",["n","7"]]'),
    "a float for an int": resealed('["b",7.5]'),
    "bytes for an int": resealed('["b",["b","37"]]'),
    "an int for a text": resealed("[7,7]"),
}


@pytest.mark.parametrize("name", BAD_CURSORS)
def test_a_bad_cursor_is_refused_before_any_statement(sqlite: Backend, name: str, snapshot: SnapshotAssertion) -> None:
    with pytest.raises(CursorError) as caught:
        sqlite.ask(lambda db: PREPARED.fetch(db, limit=3, after=BAD_CURSORS[name]))
    assert sqlite.statements == []
    assert str(caught.value).partition(": ")[2] == snapshot  # the cursor itself depends on SQLAlchemy's spelling


LENGTH: Any = func.length(CoachingSession.client, type_=Integer())
EXPRESSED: Any = SESSIONS.pages(select(CoachingSession), on=ON, order_by=[LENGTH], into=Row)


@pytest.mark.parametrize("value", ["x", b"x"])
def test_a_cursor_of_an_expression_holds_what_its_type_can_give(sqlite: Backend, value: object) -> None:
    seal = EXPRESSED._seal(EXPRESSED._for_dialect(create_engine("sqlite://").dialect), {})
    sqlite.ask(lambda db: EXPRESSED.fetch(db, limit=3, after=write_cursor([3, 7], seal)))
    with pytest.raises(CursorError, match="not of this query's types"):
        sqlite.ask(lambda db: EXPRESSED.fetch(db, limit=3, after=write_cursor([value, 7], seal)))


def test_no_cursor_is_made_of_a_value_that_the_type_does_not_hold(sqlite: Backend) -> None:
    with sqlite.fill() as db:
        db.add_all([CoachingSession(id=1, client="Ada"), CoachingSession(id=2, client="Bob")])
    wrong: Any = func.lower(CoachingSession.client, type_=Integer())
    with pytest.raises(ColumnError, match="lower has the value 'ada' in the database, which its type does not hold"):
        sqlite.ask(lambda db: SESSIONS.page(db, select(CoachingSession), on=ON, order_by=[wrong], limit=1))


def test_a_cursor_of_another_order_is_refused(sqlite: Backend) -> None:
    assert sqlite.ask(lambda db: PREPARED.fetch(db, limit=3, after=GOOD)).items == []
    with pytest.raises(CursorError, match="altered, cut off, or of another query or filter"):
        sqlite.ask(lambda db: OTHER.fetch(db, limit=3, after=GOOD))


def test_a_forged_cursor_reaches_the_database_as_parameters_only(sqlite: Backend) -> None:
    text_in_sql = "'; DROP TABLE coaching_session; --"
    sqlite.ask(lambda db: PREPARED.fetch(db, limit=3, after=resealed(f'["{text_in_sql}",1]')))
    assert "DROP" not in sqlite.statements[0]


KINDS = [
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.booleans(),
    st.text(),
    st.binary(),
    st.uuids(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.datetimes(timezones=st.sampled_from([UTC]) | st.none()),
    st.dates(),
    st.times(),
    st.timedeltas(),
]


@given(st.data())
def test_whatever_a_cursor_holds_comes_back(data: st.DataObject) -> None:
    values = [data.draw(st.none() | st.one_of(KINDS)) for _ in range(data.draw(st.integers(1, 4)))]
    cursor = write_cursor(values, b"seal")
    assert read_cursor(cursor, b"seal") == values
    assert list(map(type, read_cursor(cursor, b"seal"))) == list(map(type, values))


BAD_NUMBERS: list[dict[str, Any]] = [
    {"limit": 0},
    {"limit": -1},
    {"limit": 10_001},
    {"limit": True},
    {"limit": "5"},
    {"limit": 5, "offset": -1},
    {"limit": 5, "offset": 2**63},
    {"limit": 5, "offset": 1.5},
]


@pytest.mark.parametrize("numbers", BAD_NUMBERS, ids=str)
def test_a_number_that_cannot_be_right_is_refused_before_any_statement(
    sqlite: Backend, numbers: dict[str, Any], snapshot: SnapshotAssertion
) -> None:
    with pytest.raises(ArgumentError) as caught:
        sqlite.ask(lambda db: PREPARED.fetch(db, **numbers))
    assert sqlite.statements == []
    assert str(caught.value) == snapshot


unchecked: Any = SESSIONS.pages
BAD_QUERIES: dict[str, Any] = {
    "a limit of its own": lambda: unchecked(select(CoachingSession).limit(5), on=ON, into=Row),
    "an offset of its own": lambda: unchecked(select(CoachingSession).offset(5), on=ON, into=Row),
    "two orders": lambda: unchecked(
        select(CoachingSession).order_by(CoachingSession.id), on=ON, order_by=[CoachingSession.id], into=Row
    ),
    "an order without a type": lambda: unchecked(select(CoachingSession), on=ON, order_by=[func.random()], into=Row),
    "an expression for the key": lambda: unchecked(select(CoachingSession), on=func.max(ON), into=Row),
    "a union": lambda: unchecked(select(CoachingSession).union(select(CoachingSession)), on=ON, into=Row),
    "no select": lambda: unchecked("SELECT 1", on=ON, into=Row),
    "a query of the older kind": lambda: unchecked(Session().query(CoachingSession), on=ON, into=Row),
    "distinct rows": lambda: unchecked(select(CoachingSession.client).distinct(), on=ON, into=Row),
    "groups": lambda: unchecked(select(CoachingSession.client).group_by(CoachingSession.client), on=ON, into=Row),
    "locks": lambda: unchecked(select(CoachingSession).with_for_update(), on=ON, into=Row),
    "an order that is one column": lambda: unchecked(
        select(CoachingSession), on=ON, order_by=func.lower("x"), into=Row
    ),
    "an order by a name": lambda: unchecked(select(CoachingSession), on=ON, order_by=["client"], into=Row),
    "an order by a class": lambda: unchecked(select(CoachingSession), on=ON, order_by=[CoachingSession], into=Row),
    "an order by a table that is not read": lambda: unchecked(
        select(CoachingSession), on=ON, order_by=[TranscriptionSession.title], into=Row
    ),
    "a key of a table that is not read": lambda: unchecked(
        select(CoachingSession), on=TranscriptSegment.session_id, into=Row
    ),
    "a key of another type": lambda: unchecked(select(CoachingSession), on=CoachingSession.client, into=Row),
    "a key that refers elsewhere": lambda: unchecked(select(Meeting), on=Meeting.session_id, into=Row),
    "a class for the key": lambda: unchecked(select(CoachingSession), on=CoachingSession, into=Row),
    "nothing to make rows": lambda: unchecked(select(CoachingSession), on=ON, into=None),
    "a parameter with the page's own name": lambda: unchecked(
        select(CoachingSession).where(CoachingSession.id > bindparam("page_limit")), on=ON, into=Row
    ),
}


@pytest.mark.parametrize("name", BAD_QUERIES)
def test_a_select_that_cannot_be_paged_is_an_error_when_it_is_given(name: str, snapshot: SnapshotAssertion) -> None:
    with pytest.raises((ArgumentError, ColumnError)) as caught:
        BAD_QUERIES[name]()
    assert str(caught.value) == snapshot


BAD_PARAMETERS: list[dict[str, Any]] = [{}, {"client": "a", "clinet": "b"}, {"client": "a", "page_limit": 10**9}]


@pytest.mark.parametrize("given", BAD_PARAMETERS, ids=str)
def test_parameters_are_those_of_the_select(
    sqlite: Backend, given: dict[str, Any], snapshot: SnapshotAssertion
) -> None:
    rows = select(CoachingSession).where(CoachingSession.client == bindparam("client"))
    pages = SESSIONS.pages(rows.where(CoachingSession.id > bindparam("least", value=0)), on=ON, into=Row)
    with pytest.raises(ArgumentError) as caught:
        sqlite.ask(lambda db: pages.fetch(db, limit=3, parameters=given))
    assert sqlite.statements == []
    assert str(caught.value) == snapshot
    assert sqlite.ask(lambda db: pages.fetch(db, limit=3, parameters={"client": "a"})).items == []


def test_a_cursor_needs_an_order_and_no_offset(sqlite: Backend) -> None:
    plain = SESSIONS.pages(select(CoachingSession), on=ON, into=Row)
    with pytest.raises(ArgumentError, match="give order_by when the query is made"):
        sqlite.ask(lambda db: plain.fetch(db, limit=3, after=GOOD))
    with pytest.raises(ArgumentError, match="after and offset: give one of them"):
        sqlite.ask(lambda db: PREPARED.fetch(db, limit=3, after=GOOD, offset=3))


def test_a_sort_is_taken_apart() -> None:
    sort = sort_of(CoachingSession.client.desc().nulls_last())
    assert (sort.descends, sort.nulls_first, sort.may_be_null) == (True, False, False)
