"""Columns that do not belong together are refused when a SummaryQuery is made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, Uuid, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column
from syrupy.assertion import SnapshotAssertion
from tests.session_status.backends import Backend
from tests.session_status.models import (
    STATUS,
    CoachingSession,
    OtherStatus,
    SessionStatus,
    TranscriptionSession,
    TranscriptSegment,
)

from session_status import ArgumentError, ColumnError, StatusMapping, Summary, SummaryQuery


class Alone(DeclarativeBase):
    """A base of its own: what other tests make and drop on a server does not know its table."""


class Topic(Alone):
    """Refers to itself, so that its children are rows of the same table."""

    __tablename__ = "topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    status: Mapped[SessionStatus]


def made(**changed: Any) -> SummaryQuery[UUID, Summary[UUID, SessionStatus, Any, Any]]:
    columns: dict[str, Any] = {
        "id": TranscriptionSession.id,
        "status": TranscriptionSession.status,
        "title": TranscriptionSession.title,
        "segments": TranscriptSegment.session_id,
    }
    return SummaryQuery(STATUS, **columns | changed)


OTHERS: Any = StatusMapping.by_value(OtherStatus)
TABLE = Table(
    "core",
    MetaData(),
    Column("id", Integer),
    Column("status", String),
    Column("parent", Integer, ForeignKey("elsewhere.id")),
)
FAULTY: dict[str, Any] = {
    "a mapping for another enum": lambda: SummaryQuery(
        OTHERS,
        id=TranscriptionSession.id,
        status=TranscriptionSession.status,
        title=TranscriptionSession.title,
        segments=TranscriptSegment.session_id,
    ),
    "a status of another table": lambda: made(status=Topic.status),
    "a status of another core table": lambda: made(status=TABLE.c.status),
    "segments that refer elsewhere": lambda: made(segments=Topic.parent_id),
    "segments that refer elsewhere, core": lambda: made(segments=TABLE.c.parent),
    "segments that are the sessions": lambda: made(segments=TranscriptionSession.id),
    "segments that are an expression": lambda: made(segments=func.max(TranscriptSegment.session_id)),
    "a text for a column": lambda: made(status="status"),
    "a class for a column": lambda: made(id=TranscriptionSession),
    "a title of another table": lambda: made(title=CoachingSession.client),
    "segments with keys of another type": lambda: made(segments=CoachingSession.id),
}


@pytest.mark.parametrize("name", FAULTY)
def test_columns_that_do_not_fit_are_an_error_at_once(name: str, snapshot: SnapshotAssertion) -> None:
    with pytest.raises(ColumnError) as caught:
        FAULTY[name]()
    assert str(caught.value) == snapshot


def test_a_title_may_be_any_expression_over_the_sessions_and_their_relatives(sqlite: Backend) -> None:
    client = select(CoachingSession.client).where(CoachingSession.transcription_session_id == TranscriptionSession.id)
    titles: list[Any] = [
        func.coalesce(TranscriptionSession.title, "untitled"),
        client.correlate(TranscriptionSession).scalar_subquery(),
    ]
    for title in titles:
        assert sqlite.ask(lambda db, title=title: made(title=title).get(db, UUID(int=1))) is None  # type: ignore[misc]


MAPPINGS: list[Any] = [None, {}, SessionStatus, StatusMapping]


@pytest.mark.parametrize("mapping", MAPPINGS, ids=str)
def test_what_is_no_mapping_is_refused(mapping: Any) -> None:
    with pytest.raises(ArgumentError, match="a StatusMapping or MergedMapping is needed, not "):
        SummaryQuery(
            mapping,
            id=TranscriptionSession.id,
            status=TranscriptionSession.status,
            title=TranscriptionSession.title,
            segments=TranscriptSegment.session_id,
        )


def test_a_query_is_known_by_its_key_and_its_mapping() -> None:
    query = made()
    assert repr(query) == "SummaryQuery(StatusMapping(SessionStatus), id=transcription_session.id)"
    assert repr(query.get) == f"<bound method SummaryQuery.get of {query!r}>"


def test_a_child_without_a_foreign_key_is_taken_at_its_word() -> None:
    key: Column[UUID] = Column("session", Uuid)
    loose = Table("loose", MetaData(), Column("id", Integer), key)
    assert made(segments=loose.c.session) is not None


def test_rows_of_one_table_are_counted_through_an_alias(sqlite: Backend) -> None:
    child = aliased(Topic)
    topics = SummaryQuery(STATUS, id=Topic.id, status=Topic.status, title=Topic.id, segments=child.parent_id)
    with sqlite.fill() as db:
        Alone.metadata.create_all(db.connection())
        db.add(Topic(id=1, status=SessionStatus.FAILED))
        db.add_all(Topic(parent_id=1, status=SessionStatus.PENDING) for _ in range(2))
    assert {key: row.segments_count for key, row in sqlite.ask(lambda db: topics.many(db, [1, 2])).items()} == {
        1: 2,
        2: 0,
    }


def test_the_count_is_a_subquery_on_the_child_alone(snapshot: SnapshotAssertion) -> None:
    """A join or a GROUP BY would read the whole child table."""
    page = select(CoachingSession.id, made().optional).outerjoin(TranscriptionSession)
    assert str(page) == snapshot
