"""The fixture `assert_statements`: it counts on whatever sends statements, and a failure lists them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, select, text
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_scoped_session,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from syrupy.assertion import SnapshotAssertion
from tests.session_status.models import Base, CoachingSession, TranscriptionSession

from session_status import ArgumentError
from session_status.statements import ExpectedStatements

pytest_plugins = ["pytester"]

SUITE = """
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

@pytest.fixture
def db():
    engine = create_engine("sqlite://")
    with Session(engine) as session:
        yield session
    engine.dispose()

def test_one(db, assert_statements):
    with assert_statements(db, 1) as sent:
        db.execute(text("SELECT 1"))
    assert sent.statements[0].text == "SELECT 1"

def test_too_many(db, assert_statements):
    with assert_statements(db, 1):
        db.execute(text("SELECT 'page'"))
        for number in range(3):
            db.execute(text("SELECT :number"), {"number": number})
"""
LOADED = """
import sys

def pytest_sessionfinish(session):
    print("LOADED", sorted({"sqlalchemy", "hypothesis", "session_status"} & set(sys.modules)))
"""


def run(pytester: pytest.Pytester, *options: str, **variables: str) -> str:
    """Run a suite in a process of its own: in this one everything is loaded already."""
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider", "-q", *options]
    environment = {**os.environ, **variables}
    done = subprocess.run(command, cwd=pytester.path, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def run_alone(pytester: pytest.Pytester, *options: str) -> str:
    """Run a suite with no plugin but ours: to load all that are installed here takes seconds, and shows nothing of ours."""
    return run(pytester, "-p", "pytest_session_status", *options, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")


@pytest.mark.slow
def test_pytest_finds_the_fixture_and_its_failure_lists_the_statements(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(SUITE)
    shown = run(pytester, "-p", "no:hypothesispytest")
    assert "1 failed, 1 passed" in shown
    assert "AssertionError: expected 1 statement, saw 4:" in shown
    assert "1 x SELECT 'page'" in shown
    assert "3 x SELECT ?" in shown
    assert "with (0,)" in shown


def test_the_plugin_itself_appears_in_no_traceback(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(SUITE)
    shown = run_alone(pytester)
    assert "1 failed, 1 passed" in shown
    assert "session_status/statements.py" not in shown


def test_a_suite_that_does_not_count_loads_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_nothing(): pass")
    pytester.makeconftest(LOADED)
    assert "LOADED []" in run_alone(pytester, "-s")


def test_counting_loads_no_hypothesis(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(SUITE)
    pytester.makeconftest(LOADED)
    assert "LOADED ['session_status', 'sqlalchemy']" in run_alone(pytester, "-s")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path / 'data.db'}")
    Base.metadata.create_all(made)
    yield made
    made.dispose()


ONE = text("SELECT 1")
SYNC: dict[str, Callable[[Engine], Any]] = {
    "an engine": lambda engine: engine,
    "a connection": lambda engine: engine.connect(),
    "a session": Session,
    "a session on a connection": lambda engine: Session(engine.connect()),
    "a scoped session": lambda engine: scoped_session(sessionmaker(engine)),
    "an engine with options": lambda engine: engine.execution_options(logging_token="x"),  # noqa: S106 -- no secret
}


@pytest.mark.parametrize("kind", SYNC)
def test_whatever_sends_statements_can_be_counted(kind: str, engine: Engine) -> None:
    target = SYNC[kind](engine)
    send = target.connect() if isinstance(target, Engine) else target
    with ExpectedStatements(target, 2) as sent:
        send.execute(ONE)
        send.execute(ONE)
    assert [statement.text for statement in sent.statements] == ["SELECT 1", "SELECT 1"]
    send.execute(ONE)
    assert len(sent.statements) == 2
    send.close()
    if isinstance(target, Session) and isinstance(target.bind, Connection):
        target.bind.close()


ASYNC: dict[str, Callable[[AsyncEngine], Any]] = {
    "an engine": lambda engine: engine,
    "a connection": lambda engine: engine.connect(),
    "a session": AsyncSession,
    "a scoped session": lambda engine: async_scoped_session(async_sessionmaker(engine), asyncio.current_task),
}


@pytest.mark.parametrize("kind", ASYNC)
def test_whatever_sends_statements_asynchronously_can_be_counted(kind: str, tmp_path: Path) -> None:
    async def count() -> None:
        engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'data.db'}")
        target = ASYNC[kind](engine)
        send = engine.connect() if isinstance(target, AsyncEngine) else target
        if isinstance(send, AsyncConnection):
            await send.start()
        with ExpectedStatements(target, 1) as sent:
            await send.execute(ONE)
        assert [statement.text for statement in sent.statements] == ["SELECT 1"]
        await send.close()
        await engine.dispose()

    asyncio.run(count())


def test_what_a_flush_and_a_lazy_load_send_is_counted(engine: Engine) -> None:
    with Session(engine) as db:
        db.add(CoachingSession(client="Ada"))
        with ExpectedStatements(db, 2):
            db.flush()
            db.execute(select(CoachingSession)).all()


def test_an_engine_that_a_session_turns_to_meanwhile_is_counted(engine: Engine) -> None:
    other = create_engine("sqlite://")
    Base.metadata.create_all(other)
    with Session(engine, binds={TranscriptionSession: other}) as db, ExpectedStatements(db, 2):
        db.execute(select(CoachingSession)).all()
        db.execute(select(TranscriptionSession)).all()
    other.dispose()


def test_another_engine_is_not_counted(engine: Engine) -> None:
    other = create_engine("sqlite://")
    with Session(engine) as db, other.connect() as elsewhere, ExpectedStatements(db, 0):
        elsewhere.execute(ONE)
    other.dispose()


def test_nothing_is_counted_after_the_block(engine: Engine) -> None:
    expected = ExpectedStatements(engine, 0)
    with expected:
        pass
    with engine.connect() as connection:
        connection.execute(ONE)
    assert expected.statements == []


@pytest.mark.parametrize(("limit", "sent"), [(2, 0), (2, 2)])
def test_fewer_than_the_most_are_enough(limit: int, sent: int, engine: Engine) -> None:
    with engine.connect() as connection, ExpectedStatements(engine, at_most=limit):
        for _ in range(sent):
            connection.execute(ONE)


def test_a_failure_counts_equal_statements_and_shortens_long_ones(engine: Engine, snapshot: SnapshotAssertion) -> None:
    def send_four(db: Session) -> None:
        for key in range(3):
            db.execute(text("SELECT client FROM coaching_session WHERE id = :key"), {"key": key})
        db.execute(text(f"SELECT '{'x' * 300}'"))

    with pytest.raises(AssertionError) as caught, Session(engine) as db, ExpectedStatements(db, at_most=1):
        send_four(db)
    assert str(caught.value) == snapshot


def test_too_few_are_a_failure_as_well(engine: Engine) -> None:
    with pytest.raises(AssertionError, match=r"^expected 1 statement, saw 0$"), ExpectedStatements(engine, 1):
        pass


def test_an_error_in_the_block_is_the_one_that_is_shown(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), ExpectedStatements(engine, 1):
        _ = 1 / 0


@pytest.mark.parametrize("target", [None, "engine", Session, object()])
def test_what_sends_no_statements_is_refused(target: object) -> None:
    with pytest.raises(ArgumentError, match="an Engine, a Connection or a Session is needed, not "):
        ExpectedStatements(target, 1)


def test_a_factory_is_refused_with_the_remedy(engine: Engine) -> None:
    for factory in (sessionmaker(engine), async_sessionmaker()):
        with pytest.raises(ArgumentError, match=r"not the factory .*: call it"):
            ExpectedStatements(factory, 1)


@pytest.mark.parametrize("numbers", [{}, {"exactly": 1, "at_most": 2}])
def test_one_number_is_needed(numbers: dict[str, int], engine: Engine) -> None:
    with pytest.raises(ArgumentError, match="either a number or at_most=, and not both"):
        ExpectedStatements(engine, **numbers)
