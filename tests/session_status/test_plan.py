"""What takes a session takes every kind of session, and nothing else."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from sqlalchemy.pool import NullPool
from tests.session_status.backends import Backend
from tests.session_status.models import SESSIONS, Base, SessionStatus, TranscriptionSession, TranscriptSegment

from session_status import ArgumentError
from session_status.execution.plan import Planned

KEY = UUID(int=1)


def test_a_scoped_session_is_a_session(sqlite: Backend) -> None:
    registry = scoped_session(sessionmaker(sqlite.writer))
    assert SESSIONS.get(registry, KEY) is None
    assert SESSIONS.many(registry, [KEY]) == {}
    registry.remove()


@pytest.mark.anyio
async def test_an_async_scoped_session_is_a_session(tmp_path: Any) -> None:
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/x.db", poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    registry = async_scoped_session(async_sessionmaker(engine), scopefunc=lambda: 1)
    assert await SESSIONS.many(registry, [KEY]) == {}
    await registry.remove()
    await engine.dispose()


def test_a_session_without_one_engine_for_all_is_asked_for_the_right_one(sqlite: Backend) -> None:
    binds: dict[Any, Any] = {TranscriptionSession: sqlite.writer, TranscriptSegment: sqlite.writer}
    with Session(binds=binds) as db:
        db.add(TranscriptionSession(id=KEY, status=SessionStatus.FAILED))
        db.flush()
        assert list(SESSIONS.many(db, [KEY])) == [KEY]


FACTORIES: list[Any] = [sessionmaker(), async_sessionmaker()]


@pytest.mark.parametrize("factory", FACTORIES)
def test_a_factory_is_not_a_session(factory: Any) -> None:
    with pytest.raises(ArgumentError, match=r"a session is needed, not the factory .*: call it"):
        SESSIONS.get(factory, KEY)


@pytest.mark.parametrize("stranger", [None, "db", create_engine("sqlite://"), Session, AsyncSession])
def test_what_is_no_session_is_refused(stranger: Any) -> None:
    with pytest.raises(ArgumentError, match="a Session or an AsyncSession is needed, not "):
        SESSIONS.get(stranger, KEY)


WRONG: list[Any] = ["00000000-0000-0000-0000-000000000001", 1, None, b"x"]


@pytest.mark.parametrize("key", WRONG)
def test_a_key_of_the_wrong_type_is_refused_before_any_statement(sqlite: Backend, key: Any) -> None:
    with pytest.raises(ArgumentError, match=r"transcription_session\.id is a UUID, not "):
        sqlite.ask(lambda db: SESSIONS.get(db, key))
    with pytest.raises(ArgumentError, match=r"transcription_session\.id is a UUID, not "):
        sqlite.ask(lambda db: SESSIONS.many(db, [uuid4(), key]))
    assert sqlite.statements == []


def test_a_wrong_key_in_an_async_call_is_reported_at_the_call() -> None:
    wrong: Any = "x"
    with pytest.raises(ArgumentError):
        _ = SESSIONS.get(AsyncSession(), wrong)


@pytest.mark.parametrize("one", [None, 7, KEY, b"key"], ids=str)
def test_one_key_is_not_many(sqlite: Backend, one: Any) -> None:
    with pytest.raises(ArgumentError, match=f"many keys are needed, not one {type(one).__name__}: "):
        sqlite.ask(lambda db: SESSIONS.many(db, one))
    assert sqlite.statements == []


def test_one_string_is_not_many_keys(sqlite: Backend) -> None:
    wrong: Any = "abc"
    with pytest.raises(ArgumentError, match="many keys are needed, not one str: 'abc'"):
        sqlite.ask(lambda db: SESSIONS.many(db, wrong))


def test_a_method_keeps_its_documentation() -> None:
    assert isinstance(type(SESSIONS).get, Planned)
    assert "Read one row." in str(type(SESSIONS).get.__doc__)
