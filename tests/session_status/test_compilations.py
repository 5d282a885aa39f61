"""A statement that is kept is found compiled by what differs between calls, and no other statement is taken for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.engine.interfaces import CacheStats
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool
from tests.session_status.models import SESSIONS, Base, CoachingSession, SessionStatus, TranscriptionSession

from session_status.execution.compilations import FEW, Compilations

KEY = UUID(int=1)
ON = CoachingSession.transcription_session_id


def last(_: int, summary: Any) -> Any:
    """Make a row of a page of its summary alone."""
    return summary


PAGES: Any = SESSIONS.pages(select(CoachingSession.id), on=ON, into=last)
READ: Any = SESSIONS
WAYS: dict[str, Callable[[Any], Any]] = {
    "get": lambda db: READ.get(db, KEY),
    "many": lambda db: READ.many(db, [KEY]).get(KEY),
    "pages": lambda db: PAGES.fetch(db, limit=5).items[0],
    "page": lambda db: READ.page(db, select(CoachingSession.id), on=ON, limit=5).items[0][1],
    "counts": lambda db: READ.counts(db, select(TranscriptionSession))[SessionStatus.PENDING],
}


@pytest.fixture
def engine() -> Engine:
    """Give an engine of its own: what is compiled for it was compiled for no other."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine) as db:
        db.add(TranscriptionSession(id=KEY, status=SessionStatus.PENDING))
        db.flush()
        db.add(CoachingSession(id=1, client="a", transcription_session_id=KEY))
        db.commit()
    return engine


def hits(engine: Engine) -> list[CacheStats]:
    """List, for each statement from now on, whether it was found compiled."""
    found: list[CacheStats] = []
    event.listen(engine, "before_cursor_execute", lambda *given: found.append(given[4].cache_hit))
    return found


@pytest.mark.parametrize("way", WAYS)
def test_a_statement_that_is_kept_is_compiled_once_and_leaves_the_engines_cache_alone(engine: Engine, way: str) -> None:
    engines: Any = engine
    before, found = len(engines._compiled_cache), hits(engine)
    with Session(engine) as db:
        assert [bool(WAYS[way](db)) for _ in range(3)] == [True, True, True]
    assert found == [CacheStats.CACHE_MISS, CacheStats.CACHE_HIT, CacheStats.CACHE_HIT]
    assert len(engines._compiled_cache) == before


@pytest.mark.parametrize("way", WAYS)
def test_a_cache_that_the_application_chose_is_used(engine: Engine, way: str) -> None:
    own: dict[Any, Any] = {}
    with Session(engine.execution_options(compiled_cache=own)) as db:
        assert WAYS[way](db)
        assert len(own) == 1
    with Session(engine.execution_options(compiled_cache=None)) as db:
        found = hits(engine)
        assert [bool(WAYS[way](db)) for _ in range(2)] == [True, True]
    assert found == [CacheStats.CACHING_DISABLED] * 2


@pytest.mark.parametrize("way", WAYS)
def test_translated_schemas_are_compiled_apart(engine: Engine, way: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("ATTACH ':memory:' AS elsewhere")
        there = connection.execution_options(schema_translate_map={None: "elsewhere"})
        Base.metadata.create_all(there)
    translated = engine.execution_options(schema_translate_map={None: "elsewhere"})
    for bind, expected in ((engine, True), (translated, False), (engine, True)):
        with Session(bind) as db:
            try:
                assert bool(WAYS[way](db)) is expected
            except IndexError:  # a page without a row
                assert not expected


def test_another_statements_compiled_form_is_neither_given_nor_kept(engine: Engine) -> None:
    statement, other = select(CoachingSession.id), select(CoachingSession.client)
    kept: Any = Compilations(statement)
    with engine.connect().execution_options(compiled_cache=kept) as connection:
        assert connection.scalars(statement).all() == [1]
        for _ in range(2):
            assert connection.scalars(other).all() == ["a"]
            assert connection.scalars(statement).all() == [1]


def test_no_more_than_a_few_databases_are_remembered() -> None:
    statement = select(CoachingSession.id)
    kept: Any = Compilations(statement)
    for _ in range(3 * FEW):
        engine = create_engine("sqlite://")
        Base.metadata.create_all(engine)
        with engine.connect().execution_options(compiled_cache=kept) as connection:
            assert connection.execute(statement).all() == []
        engine.dispose()
    assert len(kept._compiled) <= FEW
