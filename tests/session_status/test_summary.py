"""SummaryQuery on real databases, behind every driver."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert, select, text, update
from sqlalchemy.orm import Session, aliased
from tests.session_status import backends
from tests.session_status.backends import Backend
from tests.session_status.models import (
    SESSIONS,
    STATUS,
    Base,
    CoachingSession,
    SessionStatus,
    TranscriptionSession,
    TranscriptSegment,
)

from session_status import StatusMapping, Summary, SummaryQuery, UnknownStoredStatusError
from session_status.loading.idsets import split
from session_status.loading.rows import SummaryBundle

DONE, EMPTY, ABSENT = UUID(int=1), UUID(int=2), UUID(int=3)
DONE_SUMMARY = Summary(DONE, SessionStatus.COMPLETED, "completed", "first", 3)
EMPTY_SUMMARY = Summary(EMPTY, SessionStatus.PENDING, "waiting", None, 0)


@pytest.fixture
def filled(backend: Backend) -> Backend:
    with backend.fill() as db:
        db.add(TranscriptionSession(id=DONE, status=SessionStatus.COMPLETED, title="first"))
        db.add(TranscriptionSession(id=EMPTY, status=SessionStatus.PENDING, title=None))
        db.flush()
        db.add_all(TranscriptSegment(session_id=DONE) for _ in range(3))
        db.add_all(
            CoachingSession(id=number, client=f"client {number}", transcription_session_id=key)
            for number, key in enumerate([DONE, None, EMPTY])
        )
    return backend


def store_unknown(backend: Backend) -> None:
    """Write a status as a newer program would, which this one does not know."""
    backend.allow_archived()
    with backend.fill() as db:
        db.execute(text("UPDATE transcription_session SET status = 'ARCHIVED' WHERE title = 'first'"))


def test_get_gives_status_word_title_and_count_in_one_statement(filled: Backend) -> None:
    assert filled.ask(lambda db: SESSIONS.get(db, DONE)) == DONE_SUMMARY
    assert len(filled.statements) == 1


def test_a_session_without_segments_counts_zero(filled: Backend) -> None:
    assert filled.ask(lambda db: SESSIONS.get(db, EMPTY)) == EMPTY_SUMMARY


def test_a_session_that_does_not_exist_is_none(filled: Backend) -> None:
    assert filled.ask(lambda db: SESSIONS.get(db, ABSENT)) is None
    assert len(filled.statements) == 1


def test_many_gives_every_session_that_exists_in_one_statement(filled: Backend) -> None:
    found = filled.ask(lambda db: SESSIONS.many(db, [DONE, ABSENT, EMPTY, DONE]))
    assert found == {DONE: DONE_SUMMARY, EMPTY: EMPTY_SUMMARY}
    assert len(filled.statements) == 1


def test_no_keys_need_no_statement(filled: Backend) -> None:
    assert filled.ask(lambda db: SESSIONS.many(db, [])) == {}
    assert filled.statements == []


def test_a_hundred_thousand_keys_are_one_statement(filled: Backend) -> None:
    keys = [DONE, *(uuid4() for _ in range(99_999))]
    assert filled.ask(lambda db: SESSIONS.many(db, keys)) == {DONE: DONE_SUMMARY}
    assert len(filled.statements) == 1


def found_among(count: int, backend: Backend) -> list[UUID]:
    backend.create(Base.metadata)
    with backend.fill() as db:
        db.add(TranscriptionSession(id=DONE, status=SessionStatus.COMPLETED, title="t"))
    return list(backend.ask(lambda db: SESSIONS.many(db, (UUID(int=number) for number in range(count)))))


@pytest.mark.slow
def test_a_million_keys_are_one_statement(sqlite: Backend) -> None:
    assert found_among(1_000_000, sqlite) == [DONE]
    assert len(sqlite.statements) == 1


@pytest.mark.slow
@pytest.mark.mariadb
def test_more_keys_than_mariadb_takes_in_a_packet_are_several_statements(mariadb_address: str) -> None:
    mariadb = backends.mariadb(mariadb_address, "mariadb+pymysql")
    assert found_among(450_000, mariadb) == [DONE]
    assert len(mariadb.statements) == 4
    Base.metadata.drop_all(mariadb.writer)


@given(st.lists(st.text() | st.integers()), st.integers(1, 200))
def test_documents_hold_every_key_once_in_order_and_are_no_longer_than_the_database_takes(
    keys: list[Any], most: int
) -> None:
    parts = list(split(keys, most))
    documents = [document for _, document in parts]
    assert [length for length, _ in parts] == [len(json.loads(document)) for document in documents]
    assert [key for document in documents for key in json.loads(document)] == keys
    assert all(len(document) <= most or len(json.loads(document)) <= 1 for document in documents)


def test_an_outer_join_reads_a_summary_or_none_in_one_statement(filled: Backend) -> None:
    page = (
        select(CoachingSession.client, SESSIONS.optional)
        .outerjoin(TranscriptionSession, CoachingSession.transcription_session_id == TranscriptionSession.id)
        .order_by(CoachingSession.id)
    )
    rows = [tuple(row) for row in filled.ask(lambda db: db.execute(page))]
    assert rows == [("client 0", DONE_SUMMARY), ("client 1", None), ("client 2", EMPTY_SUMMARY)]
    assert len(filled.statements) == 1


def test_segments_are_counted_even_where_the_statement_joins_them(filled: Backend) -> None:
    page = select(SESSIONS.summary, TranscriptSegment.id).join(TranscriptSegment).order_by(TranscriptSegment.id)
    assert [row[0].segments_count for row in filled.ask(lambda db: db.execute(page))] == [3, 3, 3]


def test_an_inner_join_reads_summaries(filled: Backend) -> None:
    page = (
        select(SESSIONS.summary, CoachingSession.id)
        .join(CoachingSession, CoachingSession.transcription_session_id == TranscriptionSession.id)
        .order_by(CoachingSession.id)
    )
    assert [tuple(row) for row in filled.ask(lambda db: db.execute(page))] == [(DONE_SUMMARY, 0), (EMPTY_SUMMARY, 2)]


def test_a_read_after_a_commit_elsewhere_sees_it(filled: Backend) -> None:
    assert filled.ask(lambda db: SESSIONS.get(db, DONE)) == DONE_SUMMARY
    with filled.fill() as db:
        db.execute(update(TranscriptionSession).values(status=SessionStatus.FAILED))
    assert filled.ask(lambda db: SESSIONS.many(db, [DONE]))[DONE].wire == "failed"


def test_a_loaded_entity_does_not_hide_what_the_database_holds(sqlite: Backend) -> None:
    with sqlite.fill() as db:
        db.add(TranscriptionSession(id=DONE, status=SessionStatus.PENDING, title=None))
    with Session(sqlite.writer) as db:
        assert db.get(TranscriptionSession, DONE) is not None
        db.execute(text("UPDATE transcription_session SET status = 'FAILED'"))
        found = SESSIONS.get(db, DONE)
    assert found is not None
    assert found.status is SessionStatus.FAILED


def test_two_queries_on_the_same_columns_keep_their_own_words(filled: Backend) -> None:
    """SQLAlchemy's statement cache would read the second bundle with the first one's decoder, were their names equal."""
    shouted = SummaryQuery(
        StatusMapping(SessionStatus, {status: status.name for status in SessionStatus}),
        id=TranscriptionSession.id,
        status=TranscriptionSession.status,
        title=TranscriptionSession.title,
        segments=TranscriptSegment.session_id,
    )
    bundles: list[tuple[SummaryBundle[Any], str]] = [
        (SESSIONS.summary, "completed"),
        (shouted.summary, "COMPLETED"),
        (SESSIONS.optional, "completed"),
        (shouted.optional, "COMPLETED"),
        (SESSIONS.summary, "completed"),
    ]
    for bundle, word in bundles:
        assert filled.ask(partial(_scalars, select(bundle).where(TranscriptionSession.id == DONE))).one().wire == word


def _scalars(page: Any, db: Session) -> Any:
    return db.scalars(page)


def test_both_sides_of_one_table_are_read_through_aliases(filled: Backend) -> None:
    first, second = aliased(TranscriptionSession), aliased(TranscriptionSession)
    queries = [
        SummaryQuery(STATUS, id=side.id, status=side.status, title=side.title, segments=TranscriptSegment.session_id)
        for side in (first, second)
    ]
    pairs = select(queries[0].summary, queries[1].summary).join(second, first.id != second.id).order_by(first.id)
    rows = [tuple(row) for row in filled.ask(lambda db: db.execute(pairs))]
    assert rows == [(DONE_SUMMARY, EMPTY_SUMMARY), (EMPTY_SUMMARY, DONE_SUMMARY)]


@pytest.mark.parametrize("way", ["get", "many", "optional"])
def test_an_unknown_stored_status_names_row_column_value_and_known_values(filled: Backend, way: str) -> None:
    store_unknown(filled)
    questions: dict[str, Callable[[Session], Any]] = {
        "get": lambda db: SESSIONS.get(db, DONE),
        "many": lambda db: SESSIONS.many(db, [EMPTY, DONE]),
        "optional": lambda db: db.scalars(select(SESSIONS.optional).order_by(TranscriptionSession.id)),
    }
    with pytest.raises(UnknownStoredStatusError) as caught:
        list(filled.ask(questions[way]))
    assert (caught.value.row_id, caught.value.column) == (DONE, "transcription_session.status")
    assert caught.value.value == "ARCHIVED"
    assert caught.value.known == tuple(SessionStatus.__members__)


@pytest.mark.mariadb
def test_keys_of_text_in_a_collation_of_their_own_are_found_on_mariadb(mariadb_address: str) -> None:
    engine = create_engine(f"mariadb+pymysql{mariadb_address}")
    metadata = MetaData()
    job = Table(
        "job",
        metadata,
        Column("id", String(20, collation="utf8mb4_bin"), primary_key=True),
        Column("status", String(20)),
        Column("parts", Integer),
    )
    jobs = SummaryQuery(STATUS, id=job.c.id, status=job.c.status, title=job.c.status, counter=job.c.parts)
    metadata.create_all(engine)
    with Session(engine) as db:
        db.execute(insert(job), [{"id": key, "status": "pending", "parts": 1} for key in ("a", "A", "ü", "'")])
        assert set(jobs.many(db, ["a", "ü", "'", "b"])) == {"a", "ü", "'"}
    metadata.drop_all(engine)
    engine.dispose()
