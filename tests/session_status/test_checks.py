"""A query is compared with a live database, and each finding brings the SQL that mends it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session, aliased
from sqlalchemy.pool import NullPool
from syrupy.assertion import SnapshotAssertion
from tests.session_status.backends import Backend
from tests.session_status.models import SESSIONS, STATUS, Base, SessionStatus, TranscriptionSession, TranscriptSegment

from session_status import ArgumentError, ColumnError, Finding, Summary, SummaryQuery

JOB = Table(
    "job", MetaData(), Column("id", Integer, primary_key=True), Column("status", String), Column("parts", Integer)
)
PART = Table(
    "part", JOB.metadata, Column("id", Integer, primary_key=True), Column("job", Integer), Column("nr", Integer)
)


def jobs(**changed: Any) -> SummaryQuery[int, Summary[int, SessionStatus, Any, Any]]:
    columns: dict[str, Any] = {"id": JOB.c.id, "status": JOB.c.status, "title": JOB.c.id, "segments": PART.c.job}
    return SummaryQuery(STATUS, **columns | changed)


@pytest.fixture
def empty() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    yield engine
    engine.dispose()


def run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_database_that_fits_has_no_findings(sqlite: Backend) -> None:
    assert SESSIONS.check(sqlite.writer) == []


def test_a_missing_index_is_found_and_its_remedy_mends_it(sqlite: Backend) -> None:
    run(sqlite.writer, "DROP INDEX ix_transcript_segment_session_id")
    found = SESSIONS.check(sqlite.writer)
    assert found == [
        Finding(
            "no index begins with transcript_segment.session_id: children are counted by it",
            "CREATE INDEX ix_transcript_segment_session_id ON transcript_segment (session_id)",
        )
    ]
    run(sqlite.writer, found[0].remedy)
    assert SESSIONS.check(sqlite.writer) == []


def test_checking_adds_no_index_to_the_consumers_table(sqlite: Backend) -> None:
    before = set(TranscriptSegment.metadata.tables["transcript_segment"].indexes)
    run(sqlite.writer, "DROP INDEX ix_transcript_segment_session_id")
    SESSIONS.check(sqlite.writer)
    assert set(TranscriptSegment.metadata.tables["transcript_segment"].indexes) == before


@pytest.mark.parametrize(
    ("index", "fits"),
    [
        ("CREATE INDEX x ON part (job, nr)", True),
        ("CREATE UNIQUE INDEX x ON part (job, nr)", True),
        ("CREATE INDEX x ON part (nr, job)", False),
        ("SELECT 1", False),
    ],
)
def test_an_index_serves_only_where_it_begins_with_the_key(empty: Engine, index: str, *, fits: bool) -> None:
    run(
        empty,
        "CREATE TABLE job (id INTEGER PRIMARY KEY, status TEXT, parts INT)",
        "CREATE TABLE part (job INT, nr INT)",
        index,
    )
    assert (jobs().check(empty) == []) is fits


def test_a_status_column_that_cannot_hold_every_status_is_found(empty: Engine, snapshot: SnapshotAssertion) -> None:
    run(empty, "CREATE TABLE part (job INT)", "CREATE INDEX x ON part (job)")
    found: list[list[Finding]] = []
    for kind in ("VARCHAR(5)", "INTEGER", "TEXT"):
        run(empty, "DROP TABLE IF EXISTS job", f"CREATE TABLE job (id INTEGER PRIMARY KEY, status {kind})")
        found.append(jobs().check(empty))
    run(empty, "DROP TABLE job", "CREATE TABLE job (id INTEGER PRIMARY KEY)")
    assert [*found, jobs().check(empty)] == snapshot


def test_a_table_that_is_not_there_is_found(empty: Engine) -> None:
    assert [finding.problem for finding in jobs().check(empty)] == ["part is not there", "job is not there"]


def test_aliases_are_checked_as_the_tables_behind_them(sqlite: Backend) -> None:
    run(sqlite.writer, "DROP INDEX ix_transcript_segment_session_id")
    session, segment = aliased(TranscriptionSession), aliased(TranscriptSegment)
    query = SummaryQuery(STATUS, id=session.id, status=session.status, title=session.title, segments=segment.session_id)
    assert query.check(sqlite.writer) == SESSIONS.check(sqlite.writer) != []


@pytest.mark.postgres
def test_a_label_that_a_native_enum_lacks_is_found_and_mended(postgres: Backend) -> None:
    run(postgres.writer, "ALTER TYPE sessionstatus RENAME VALUE 'CANCELLED' TO 'STOPPED'")
    found = SESSIONS.check(postgres.writer)
    assert found == [
        Finding(
            "transcription_session.status: the database's enum has no label 'CANCELLED'",
            "ALTER TYPE sessionstatus ADD VALUE 'CANCELLED'",
        )
    ]
    run(postgres.writer, found[0].remedy)
    assert SESSIONS.check(postgres.writer) == []


def test_an_asynchronous_connection_is_checked_through_run_sync(tmp_path: Path) -> None:
    async def check() -> list[Finding]:
        engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/x.db", poolclass=NullPool)
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
            return await connection.run_sync(SESSIONS.check)

    assert asyncio.run(check()) == []
    unchecked: Any = SESSIONS.check
    with pytest.raises(ArgumentError, match=r"not a AsyncEngine; with an AsyncEngine, `await connection\.run_sync"):
        unchecked(create_async_engine("sqlite+aiosqlite://"))


def test_a_stored_counter_is_read_instead_of_counting(empty: Engine) -> None:
    JOB.metadata.create_all(empty)
    query = jobs(segments=None, counter=JOB.c.parts)
    with empty.begin() as connection:
        connection.execute(JOB.insert(), {"id": 1, "status": "pending", "parts": 7})
    with Session(empty) as db:
        found = query.get(db, 1)
    assert found is not None
    assert found.segments_count == 7
    assert query.check(empty) == []


@pytest.mark.parametrize(
    "given",
    [{"counter": JOB.c.parts}, {"segments": None}, {"segments": None, "counter": PART.c.nr}],
    ids=["both", "neither", "another table"],
)
def test_either_children_or_a_counter_of_the_sessions_is_needed(given: Any, snapshot: SnapshotAssertion) -> None:
    with pytest.raises(ColumnError) as caught:
        jobs(**given)
    assert str(caught.value) == snapshot
