"""What is read by the session's connection is read exactly as the session itself would have read it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, event, func, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session, aliased, sessionmaker, with_loader_criteria
from sqlalchemy.pool import NullPool
from tests.session_status.backends import Backend
from tests.session_status.models import (
    SESSIONS,
    Base,
    CoachingSession,
    SessionStatus,
    TranscriptionSession,
    TranscriptSegment,
)

from session_status import Summary
from session_status.execution.route import bind_of, has_columns_only, send

S = SessionStatus
KEY = UUID(int=1)
ON = CoachingSession.transcription_session_id
COLUMNS: Any = select(CoachingSession.id)


def last(_: int, summary: Any) -> Any:
    """Make a row of a page of its summary alone."""
    return summary


PAGES: Any = SESSIONS.pages(COLUMNS, on=ON, into=last)
READ: Any = SESSIONS
WAYS: dict[str, Callable[[Any], Any]] = {
    "get": lambda db: READ.get(db, KEY),
    "many": lambda db: READ.many(db, [KEY]).get(KEY),
    "pages": lambda db: next(iter(PAGES.fetch(db, limit=5).items), None),
}


def rows() -> list[Any]:
    """Give a session of two segments, and a coaching session that refers to it."""
    segments = [TranscriptSegment(session_id=KEY) for _ in range(2)]
    return [
        TranscriptionSession(id=KEY, status=S.PENDING),
        *segments,
        CoachingSession(id=1, client="a", transcription_session_id=KEY),
    ]


@pytest.mark.parametrize("way", WAYS)
def test_what_the_session_has_not_flushed_yet_is_seen(sqlite: Backend, way: str) -> None:
    with Session(sqlite.writer) as db:
        db.add_all(rows())
        assert WAYS[way](db) == Summary(KEY, S.PENDING, "waiting", None, 2)
        db.scalars(select(TranscriptionSession)).one().status = S.FAILED
        assert WAYS[way](db).status is S.FAILED
        for segment in db.scalars(select(TranscriptSegment)):
            db.delete(segment)
        assert WAYS[way](db).segments_count == 0


@pytest.mark.parametrize("way", WAYS)
def test_without_autoflush_it_is_not(sqlite: Backend, way: str) -> None:
    with Session(sqlite.writer, autoflush=False) as db:
        db.add_all(rows())
        assert WAYS[way](db) is None


@pytest.mark.parametrize("way", WAYS)
def test_what_the_transaction_has_not_committed_is_seen_in_it_alone(tmp_path: Path, way: str) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/x.db")
    Base.metadata.create_all(engine)
    with Session(engine) as writer, Session(engine) as other:
        writer.add_all(rows())
        writer.flush()
        assert WAYS[way](writer) is not None
        assert WAYS[way](other) is None
        writer.rollback()
        assert WAYS[way](writer) is None
    engine.dispose()


@pytest.mark.parametrize("way", WAYS)
def test_a_read_begins_the_sessions_transaction_and_is_one_statement(sqlite: Backend, way: str) -> None:
    with sqlite.counted(), Session(sqlite.writer) as db:
        assert not db.in_transaction()
        WAYS[way](db)
        assert db.in_transaction()
    assert len(sqlite.statements) == 1


@pytest.mark.parametrize("way", WAYS)
def test_the_filter_that_an_application_adds_to_every_statement_holds(sqlite: Backend, way: str) -> None:
    factory = sessionmaker(sqlite.writer)

    def hide(state: Any) -> None:
        state.statement = state.statement.options(
            with_loader_criteria(TranscriptionSession, TranscriptionSession.status != S.PENDING),
            with_loader_criteria(CoachingSession, CoachingSession.client != "a"),
        )

    with sqlite.fill() as db:
        db.add_all(rows())
    with factory() as db:
        assert WAYS[way](db) is not None
    event.listen(factory, "do_orm_execute", hide)
    with factory() as db:
        assert WAYS[way](db) is None


def test_the_criteria_of_the_select_itself_hold(sqlite: Backend) -> None:
    with sqlite.fill() as db:
        db.add_all([*rows(), CoachingSession(id=2, client="b")])
    rows_of_b = COLUMNS.options(with_loader_criteria(CoachingSession, CoachingSession.client == "b"))
    with Session(sqlite.writer) as db:
        page = SESSIONS.page(db, rows_of_b, on=ON, limit=5, total=True)
        assert (page.items, page.total) == ([(2, None)], 1)


class Watchful(Session):
    """An application's own session, which sees every statement."""

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        """Count, and execute."""
        self.info["seen"] = self.info.get("seen", 0) + 1
        return super().execute(*args, **kwargs)


@pytest.mark.parametrize("way", WAYS)
def test_a_session_that_executes_in_its_own_way_is_let_do_so(sqlite: Backend, way: str) -> None:
    with Watchful(sqlite.writer) as db:
        WAYS[way](db)
        assert db.info["seen"] == 1


class Routing(Session):
    """Chooses a database by the class that is read, as applications with replicas do."""

    engines: tuple[Engine, Engine]

    def get_bind(self, mapper: Any = None, **_: Any) -> Any:
        """Give the first engine to sessions and their pages, the second to all others."""
        classes = (TranscriptionSession, CoachingSession)
        return self.engines[0 if mapper is not None and mapper.class_ in classes else 1]


@pytest.mark.parametrize("way", WAYS)
def test_a_session_that_chooses_by_class_is_told_the_class(sqlite: Backend, way: str) -> None:
    with sqlite.fill() as db:
        db.add_all(rows())
    empty = create_engine("sqlite://")
    with Routing() as db:
        db.engines = (sqlite.writer, empty)
        assert WAYS[way](db) is not None
    empty.dispose()


def test_each_table_may_have_a_database_of_its_own(sqlite: Backend) -> None:
    with sqlite.fill() as db:
        db.add_all(rows())
    other = create_engine("sqlite://")
    with Session(binds={CoachingSession: other, TranscriptionSession: sqlite.writer}) as db:
        assert SESSIONS.get(db, KEY) is not None
    other.dispose()


def test_an_open_savepoint_is_read_in(sqlite: Backend) -> None:
    with Session(sqlite.writer) as db:
        with db.begin_nested() as savepoint:
            db.add_all(rows())
            db.flush()
            assert SESSIONS.get(db, KEY) is not None
            savepoint.rollback()
        assert SESSIONS.get(db, KEY) is None


@pytest.mark.postgres
@pytest.mark.parametrize("way", WAYS)
def test_a_transaction_in_two_phases_is_joined(postgres: Backend, way: str) -> None:
    with Session(postgres.writer, twophase=True) as db:
        first, *others = rows()
        db.add(first)
        db.flush()
        db.add_all(others)
        assert WAYS[way](db) is not None
        assert WAYS[way](db).segments_count == 2
        connection = db.connection()
        transaction = connection.get_transaction()
        assert type(transaction).__name__ == "TwoPhaseTransaction"
        db.rollback()


class WatchfulWaiting(AsyncSession):
    """The same for asynchronous sessions."""

    async def execute(self, *args: Any, **kwargs: Any) -> Any:
        """Count, and execute."""
        self.info["seen"] = self.info.get("seen", 0) + 1
        return await super().execute(*args, **kwargs)


def test_an_async_session_sees_what_it_has_not_flushed_and_may_execute_in_its_own_way(tmp_path: Path) -> None:
    async def scene() -> None:
        engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/x.db", poolclass=NullPool)
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with AsyncSession(engine) as db:
            db.add_all(rows())
            assert await SESSIONS.get(db, KEY) == Summary(KEY, S.PENDING, "waiting", None, 2)
            page = await PAGES.fetch(db, limit=5, total=True)
            assert (len(page.items), page.total) == (1, 1)
        async with WatchfulWaiting(engine) as own:
            assert await SESSIONS.get(own, KEY) is None
            assert own.info["seen"] == 1
        await engine.dispose()

    asyncio.run(scene())


def test_only_columns_are_read_past_the_orm() -> None:
    side = aliased(CoachingSession)
    assert has_columns_only(select(CoachingSession.id, side.client, CoachingSession.id + 1, func.count()))
    assert has_columns_only(select(CoachingSession.__table__))
    assert not has_columns_only(select(CoachingSession.id, side))
    assert not has_columns_only(select(CoachingSession.id, CoachingSession))
    assert not has_columns_only(select(CoachingSession.id, SESSIONS.optional))


def test_a_statement_belongs_to_the_first_class_that_it_reads() -> None:
    statement = select(func.now(), aliased(CoachingSession).id, TranscriptionSession.id)
    assert bind_of(statement)["mapper"].class_ is CoachingSession
    assert "mapper" not in bind_of(select(CoachingSession.__table__))


def test_a_clean_sessions_connection_is_asked_at_once(sqlite: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    statement = select(CoachingSession.id)
    with Session(sqlite.writer) as db:
        monkeypatch.setattr(db, "execute", None)
        assert send(db, statement, {}, bind_of(statement)).all() == []
