"""Lifecycle: checked when it is made, and enforced by the database when a row moves."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool
from syrupy.assertion import SnapshotAssertion
from tests.session_status.backends import Backend
from tests.session_status.models import LIFE, Base, OtherStatus, SessionStatus, TranscriptionSession

from session_status import ArgumentError, ColumnError, Lifecycle, LifecycleError, TransitionError

S = SessionStatus
KEY = UUID(int=1)


class Word(str, enum.Enum):  # noqa: UP042 -- the mixin is what older programs use, and its members equal strings
    NEW = "new"
    DONE = "done"
    KEPT = "kept"


def status_of(backend: Backend) -> SessionStatus:
    with Session(backend.writer) as db:
        return db.scalars(select(TranscriptionSession.status)).one()


@pytest.fixture
def waiting(backend: Backend) -> Backend:
    with backend.fill() as db:
        db.add(TranscriptionSession(id=KEY, status=S.PENDING))
    return backend


def test_the_ends_follow_from_the_steps() -> None:
    assert LIFE.terminal == {S.COMPLETED, S.CANCELLED}
    assert LIFE.active == {S.UPLOADING, S.PENDING, S.PROCESSING, S.FAILED}
    assert LIFE.initial == {S.UPLOADING, S.PENDING}


def test_steps_are_told_in_the_order_of_the_enum() -> None:
    assert LIFE.after(S.PENDING) == (S.PROCESSING, S.CANCELLED)
    assert LIFE.before(S.CANCELLED) == (S.UPLOADING, S.PENDING, S.PROCESSING, S.FAILED)
    assert LIFE.allows(S.PENDING, S.PROCESSING)
    assert not LIFE.allows(S.COMPLETED, S.PROCESSING)


def test_a_reserved_status_is_neither_an_end_nor_active() -> None:
    life = Lifecycle(Word, {Word.NEW: [Word.DONE]}, initial=[Word.NEW], reserved=[Word.KEPT])
    assert life.terminal == {Word.DONE}
    assert life.active == {Word.NEW}
    assert life.reserved == {Word.KEPT}


def test_the_course_leads_from_the_beginning_to_the_ends_and_back_steps_do_not_count() -> None:
    assert LIFE.course == (S.UPLOADING, S.PENDING, S.PROCESSING, S.FAILED, S.COMPLETED, S.CANCELLED)
    life = Lifecycle(Word, {Word.NEW: [Word.DONE]}, initial=[Word.NEW], reserved=[Word.KEPT])
    assert life.course == (Word.NEW, Word.DONE, Word.KEPT)


def test_steps_to_itself_and_lives_without_an_end_are_allowed_when_said() -> None:
    steps = {Word.NEW: [Word.NEW, Word.DONE], Word.DONE: [Word.KEPT], Word.KEPT: [Word.NEW]}
    life = Lifecycle(Word, steps, initial=[Word.NEW], self_steps=True, endless=True)
    assert life.allows(Word.NEW, Word.NEW)
    assert not life.allows(Word.DONE, Word.DONE)
    assert (life.terminal, life.course) == (frozenset(), (Word.NEW, Word.DONE, Word.KEPT))
    for allowed, fault in [({"endless": True}, "Word.NEW to itself"), ({"self_steps": True}, "no way from there")]:
        with pytest.raises(LifecycleError, match=fault):
            unchecked(Word, steps, initial=[Word.NEW], **allowed)


unchecked: Any = Lifecycle
FAULTY: dict[str, Any] = {
    "a step to itself": lambda: unchecked(Word, {Word.NEW: [Word.NEW, Word.DONE, Word.KEPT]}, initial=[Word.NEW]),
    "a status that nothing leads to": lambda: unchecked(Word, {Word.NEW: [Word.DONE]}, initial=[Word.NEW]),
    "no way to an end": lambda: unchecked(
        Word, {Word.NEW: [Word.DONE, Word.KEPT], Word.KEPT: [Word.NEW], Word.DONE: [Word.NEW]}, initial=[Word.NEW]
    ),
    "no beginning": lambda: unchecked(Word, {Word.NEW: [Word.DONE]}, initial=[]),
    "strangers": lambda: unchecked(Word, {"new": [OtherStatus.DONE], Word.DONE: ["kept"]}, initial=["new"]),
    "a reserved status in use": lambda: unchecked(
        Word, {Word.NEW: [Word.DONE, Word.KEPT]}, initial=[Word.NEW], reserved=[Word.KEPT]
    ),
    "several at once": lambda: unchecked(S, {S.PENDING: [S.PENDING], S.FAILED: [S.UPLOADING]}, initial=[S.PENDING]),
    "no enum": lambda: unchecked(str, {}, initial=[]),
    "members where collections are needed": lambda: unchecked(Word, {Word.NEW: Word.DONE}, initial="new", reserved=3),
    "no mapping": lambda: unchecked(Word, [Word.NEW], initial=[Word.NEW]),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_lifecycle_is_one_error_that_names_every_fault(name: str, snapshot: SnapshotAssertion) -> None:
    with pytest.raises(LifecycleError) as caught:
        FAULTY[name]()
    assert str(caught.value) == snapshot


def test_a_row_takes_a_step_that_there_is(waiting: Backend) -> None:
    def move(db: Session) -> int:
        return LIFE.move(db, TranscriptionSession.status, S.PROCESSING, TranscriptionSession.id == KEY)

    with_commit(waiting, move)
    assert len(waiting.statements) == 1
    assert status_of(waiting) is S.PROCESSING


def test_a_row_does_not_take_a_step_that_there_is_not(waiting: Backend) -> None:
    moved = with_commit(
        waiting, lambda db: LIFE.move(db, TranscriptionSession.status, S.COMPLETED, TranscriptionSession.id == KEY)
    )
    assert (moved, status_of(waiting)) == (0, S.PENDING)


def test_the_statement_alone_can_be_executed(sqlite: Backend) -> None:
    with sqlite.fill() as db:
        db.add(TranscriptionSession(id=KEY, status=S.PENDING))
        db.flush()
        db.execute(LIFE.advance(TranscriptionSession.status, S.PROCESSING, TranscriptionSession.id == KEY))
    assert status_of(sqlite) is S.PROCESSING


def test_a_stale_entity_is_not_made_to_look_moved(sqlite: Backend) -> None:
    """SQLAlchemy would evaluate the criteria on the entity's old values and show a step that never happened."""
    with sqlite.fill() as db:
        db.add(TranscriptionSession(id=KEY, status=S.PENDING))
    with Session(sqlite.writer, expire_on_commit=False) as db:
        stale = db.scalars(select(TranscriptionSession)).one()
        db.commit()
        with sqlite.fill() as other:
            other.scalars(select(TranscriptionSession)).one().status = S.COMPLETED
        assert LIFE.move(db, TranscriptionSession.status, S.PROCESSING, TranscriptionSession.id == KEY) == 0
        assert stale.status is S.PENDING


def test_a_text_column_takes_the_step_in_its_own_spelling(sqlite: Backend) -> None:
    columns = [Column(name, String) for name in ("by_value", "by_name")]
    job = Table("job", MetaData(), Column("id", Integer, primary_key=True), *columns)
    life = Lifecycle(Word, {Word.NEW: [Word.DONE, Word.KEPT]}, initial=[Word.NEW])
    sqlite.create(job.metadata)
    with sqlite.fill() as db:
        db.execute(insert(job), [{"id": 1, "by_value": "new", "by_name": "NEW"}])
        assert life.move(db, job.c.by_value, Word.DONE, job.c.id == 1) == 1
        assert life.move(db, job.c.by_name, Word.DONE, job.c.id == 1, stored="name") == 1
        assert db.execute(select(job.c.by_value, job.c.by_name)).one() == ("done", "DONE")


def test_a_status_that_only_begins_cannot_be_reached() -> None:
    with pytest.raises(TransitionError, match=r"^no step leads to SessionStatus\.UPLOADING; it begins a lifecycle$"):
        LIFE.advance(TranscriptionSession.status, S.UPLOADING, TranscriptionSession.id == KEY)


def test_a_reserved_status_is_not_written() -> None:
    life = Lifecycle(Word, {Word.NEW: [Word.DONE]}, initial=[Word.NEW], reserved=[Word.KEPT])
    column = Column("status", String)
    with pytest.raises(TransitionError, match=r"^Word\.KEPT is reserved: it is read, but not written yet$"):
        life.advance(column, Word.KEPT, column == "new")


def test_an_update_of_every_row_is_refused() -> None:
    with pytest.raises(ArgumentError, match="say which rows"):
        LIFE.advance(TranscriptionSession.status, S.PROCESSING)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_a_comparison_of_values_is_no_criterion() -> None:
    loaded = TranscriptionSession(id=UUID(int=1))
    compared: Any = loaded.id == UUID(int=1)  # an entity where its class was meant: Python compares, and says True
    with pytest.raises(ArgumentError, match=r"advance: a criterion compares a column, such as Meeting\.id == 7"):
        LIFE.advance(TranscriptionSession.status, SessionStatus.COMPLETED, compared)


def test_a_class_is_no_column_that_can_be_set() -> None:
    model: Any = TranscriptionSession
    with pytest.raises(ColumnError, match="is no column: give an attribute of a mapped class"):
        LIFE.advance(model, SessionStatus.COMPLETED, TranscriptionSession.id == UUID(int=1))


def test_a_stranger_is_refused() -> None:
    stranger: Any = OtherStatus.PENDING
    with pytest.raises(ArgumentError, match="has members of SessionStatus, not"):
        LIFE.advance(TranscriptionSession.status, stranger, TranscriptionSession.id == KEY)
    with pytest.raises(ArgumentError):
        LIFE.allows(S.PENDING, stranger)


def test_an_expression_cannot_be_set() -> None:
    expression = func.lower(TranscriptionSession.title, type_=String)
    with pytest.raises(ColumnError, match="lower is no column of a table: it cannot be set"):
        LIFE.advance(expression, S.PROCESSING, TranscriptionSession.id == KEY)


@dataclass(frozen=True)
class Sides:
    """One database from both sides: threads with a blocking driver, and an event loop."""

    backend: Backend
    threads: Engine
    loop: AsyncEngine

    def at_once(self, by_threads: Sequence[SessionStatus], by_loop: Sequence[SessionStatus]) -> list[int]:
        """Let every one take the row to its status, all at the same time; tell how many rows each has changed."""

        def move(target: SessionStatus) -> int:
            with Session(self.threads) as db, db.begin():
                return LIFE.move(db, TranscriptionSession.status, target, TranscriptionSession.id == KEY)

        async def move_waiting(target: SessionStatus) -> int:
            async with AsyncSession(self.loop) as db, db.begin():
                return await LIFE.move(db, TranscriptionSession.status, target, TranscriptionSession.id == KEY)

        async def everyone() -> list[int]:
            running = asyncio.get_running_loop()
            with ThreadPoolExecutor(len(by_threads)) as pool:
                threads = [running.run_in_executor(pool, move, target) for target in by_threads]
                return await asyncio.gather(*threads, *map(move_waiting, by_loop))

        return asyncio.run(everyone())


@pytest.fixture(
    params=[pytest.param("postgres", marks=pytest.mark.postgres), pytest.param("mariadb", marks=pytest.mark.mariadb)]
)
def sides(request: pytest.FixtureRequest) -> Iterator[Sides]:
    """Give a row that is being processed, in each database that serves many at once."""
    if request.param == "postgres":
        address = request.getfixturevalue("postgres_url").removeprefix("postgresql")
        dialect, drivers = "postgresql", ("psycopg", "asyncpg")
    else:
        address = request.getfixturevalue("mariadb_address")
        dialect, drivers = "mariadb", ("pymysql", "asyncmy")
    threads = create_engine(f"{dialect}+{drivers[0]}{address}", poolclass=NullPool)
    backend = Backend(threads, threads)
    backend.create(Base.metadata)
    with backend.fill() as db:
        db.add(TranscriptionSession(id=KEY, status=S.PROCESSING))
    yield Sides(backend, threads, create_async_engine(f"{dialect}+{drivers[1]}{address}", poolclass=NullPool))
    Base.metadata.drop_all(threads)


def test_of_fifty_at_once_exactly_one_takes_the_step_to_an_end(sides: Sides) -> None:
    winners = sides.at_once([S.COMPLETED] * 25, [S.CANCELLED] * 25)
    assert sorted(winners) == [0] * 49 + [1]
    assert status_of(sides.backend) is (S.COMPLETED if 1 in winners[:25] else S.CANCELLED)


def test_an_end_is_never_left_whatever_fifty_try_at_once(sides: Sides) -> None:
    """Some go on while others end: whoever comes after the end changes nothing."""
    tries = [S.COMPLETED, S.FAILED, S.PENDING, S.PROCESSING, S.CANCELLED]
    sides.at_once(tries * 5, tries[::-1] * 5)
    sides.at_once([S.CANCELLED], [])
    end = status_of(sides.backend)
    assert end in LIFE.terminal
    assert sides.at_once(tries * 5, tries[::-1] * 5) == [0] * 50
    assert status_of(sides.backend) is end


def with_commit(backend: Backend, question: Callable[[Session], Any]) -> Any:
    """Ask, and commit on the same session."""
    if backend.waits:

        async def answered(db: Any) -> Any:
            answer = await question(db)
            await db.commit()
            return answer

        return backend.ask(answered)

    def answer(db: Session) -> Any:
        found = question(db)
        db.commit()
        return found

    return backend.ask(answer)


@st.composite
def graphs(draw: st.DrawFn) -> Any:
    members = list(S)
    steps = {status: draw(st.lists(st.sampled_from(members), unique=True)) for status in members}
    return steps, draw(st.lists(st.sampled_from(members), unique=True))


@given(graphs())
def test_in_the_course_a_step_leads_back_only_within_a_circle(graph: Any) -> None:
    steps, initial = graph
    try:
        life = Lifecycle(S, steps, initial=initial, self_steps=True, endless=True)
    except LifecycleError:
        return
    assert sorted(life.course, key=list(S).index) == list(S)
    for old in S:
        for new in life.after(old):
            assert life.course.index(old) <= life.course.index(new) or old in naive_closure({new}, steps)


@given(graphs(), st.data())
def test_every_walk_along_a_lifecycle_can_end(graph: Any, data: st.DataObject) -> None:
    steps, initial = graph
    try:
        life = Lifecycle(S, steps, initial=initial)
    except LifecycleError:
        return
    assert life.terminal | life.active == set(S)
    assert not life.terminal & life.active
    status = data.draw(st.sampled_from(sorted(life.initial, key=lambda member: member.name)))
    for _ in range(20):
        if status in life.terminal:
            assert life.after(status) == ()
            return
        following = data.draw(st.sampled_from(life.after(status)))
        assert life.allows(status, following)
        assert status in life.before(following)
        status = following


@given(graphs())
def test_a_lifecycle_exists_exactly_where_all_can_be_reached_and_can_end(graph: Any) -> None:
    steps, initial = graph
    reached = naive_closure(set(initial), steps)
    ends = {status for status in S if not steps[status]}
    can_end = all(naive_closure({status}, steps) & ends for status in S)
    good = bool(initial) and reached == set(S) and can_end and not any(status in steps[status] for status in S)
    try:
        Lifecycle(S, steps, initial=initial)
    except LifecycleError:
        assert not good
    else:
        assert good


def naive_closure(start: set[SessionStatus], steps: Any) -> set[SessionStatus]:
    reached = set(start)
    for _ in S:
        reached |= {target for status in reached for target in steps[status]}
    return reached
