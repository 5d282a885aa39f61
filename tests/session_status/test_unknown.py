"""A rolling deploy: an older program reads a status that a newer one wrote, and serves everything else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, Enum, ForeignKey, Integer, MetaData, String, Table, Uuid, bindparam, select, text
from sqlalchemy.orm import aliased
from syrupy.assertion import SnapshotAssertion
from tests.session_status.backends import Backend
from tests.session_status.models import STATUS, SessionStatus, TranscriptionSession, TranscriptSegment, to_wire

from session_status import (
    ArgumentError,
    StatusMapping,
    Summary,
    SummaryQuery,
    UnknownStatusError,
    UnknownStoredStatusError,
    Unrecognized,
)


def values(kind: type[SessionStatus]) -> list[str]:
    return [member.value for member in kind]


OLD, NEW, MISSING = UUID(int=1), UUID(int=2), UUID(int=3)
REPORTED: list[UnknownStoredStatusError] = []
WITH_WORD = StatusMapping[SessionStatus, str](
    SessionStatus, {status: to_wire(status) for status in SessionStatus}, unrecognized="unknown"
)


def tolerant(
    mapping: StatusMapping[SessionStatus, Any],
) -> SummaryQuery[UUID, Summary[UUID, SessionStatus | Unrecognized, Any, Any]]:
    return SummaryQuery(
        mapping,
        id=TranscriptionSession.id,
        status=TranscriptionSession.status,
        title=TranscriptionSession.title,
        segments=TranscriptSegment.session_id,
        on_unknown="row",
        hook=REPORTED.append,
    )


TOLERANT, SILENT = tolerant(WITH_WORD), tolerant(STATUS)


@pytest.fixture
def deployed(backend: Backend) -> Backend:
    """Give a database in which a newer program has stored a status of its own."""
    REPORTED.clear()
    with backend.fill() as db:
        db.add_all(TranscriptionSession(id=key, status=SessionStatus.PENDING, title="t") for key in (OLD, NEW))
    backend.allow_archived()
    with backend.fill() as db:
        newer = text("UPDATE transcription_session SET status = 'ARCHIVED' WHERE id = :id")
        db.execute(newer.bindparams(bindparam("id", NEW, type_=Uuid)))
    return backend


def test_the_page_is_served_and_the_row_is_explicit(deployed: Backend) -> None:
    found = deployed.ask(lambda db: TOLERANT.many(db, [OLD, NEW, MISSING]))
    assert found[OLD] == Summary(OLD, SessionStatus.PENDING, "waiting", "t", 0)
    assert found[NEW] == Summary(NEW, Unrecognized("ARCHIVED"), "unknown", "t", 0)
    assert (found[OLD].wire, found[NEW].wire) == ("waiting", "unknown")
    assert len(found) == 2


def test_an_outer_join_serves_the_row_too(deployed: Backend) -> None:
    page = select(TOLERANT.optional).order_by(TranscriptionSession.id)
    rows = list(deployed.ask(lambda db: db.scalars(page)))
    assert [row and row.status for row in rows] == [SessionStatus.PENDING, Unrecognized("ARCHIVED")]


def test_the_hook_is_told_of_each_row(deployed: Backend) -> None:
    deployed.ask(lambda db: TOLERANT.many(db, [OLD, NEW]))
    assert [(error.row_id, error.value, error.column) for error in REPORTED] == [
        (NEW, "ARCHIVED", "transcription_session.status")
    ]


def test_without_a_declared_word_only_reading_the_word_is_an_error(
    deployed: Backend, snapshot: SnapshotAssertion
) -> None:
    row = deployed.ask(lambda db: SILENT.get(db, NEW))
    assert row is not None
    assert row.status == Unrecognized("ARCHIVED")
    assert "Unrecognized(raw='ARCHIVED')" in repr(row)
    with pytest.raises(UnknownStoredStatusError) as caught:
        _ = row.wire
    assert str(caught.value) == snapshot
    with pytest.raises(UnknownStoredStatusError, match=r"transcription_session\.status of row UUID\(.* has no word"):
        _ = STATUS[row.status]
    assert not hasattr(row, "colour")


def test_a_filter_finds_what_its_words_stand_for(deployed: Backend) -> None:
    for words, expected in [
        (["waiting"], [OLD]),
        (["unknown"], [NEW]),
        (["waiting", "unknown"], [OLD, NEW]),
        (["failed"], []),
    ]:
        page = (
            select(TranscriptionSession.id)
            .where(WITH_WORD.where(TranscriptionSession.status, *words))
            .order_by(TranscriptionSession.id)
        )
        assert list(deployed.ask(lambda db, page=page: db.scalars(page))) == expected  # type: ignore[misc]


def test_a_filter_on_an_unknown_word_is_an_error_that_names_the_column() -> None:
    wrong: Any = "checking"
    with pytest.raises(
        UnknownStatusError, match=r"^filter on transcription_session\.status: unknown status 'checking'"
    ):
        STATUS.where(TranscriptionSession.status, "waiting", wrong)


def test_a_filter_without_words_is_an_error() -> None:
    with pytest.raises(ArgumentError, match=r"where\(transcription_session\.status\): give at least one word"):
        STATUS.where(TranscriptionSession.status)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_a_word_reaches_the_database_as_a_parameter() -> None:
    assert "PENDING" not in str(
        select(TranscriptionSession.id).where(STATUS.where(TranscriptionSession.status, "waiting"))
    )


@pytest.mark.parametrize(
    ("type_", "old", "stored"),
    [
        (Enum(SessionStatus, native_enum=False, length=20), "PENDING", None),
        (
            Enum(SessionStatus, native_enum=False, length=20, values_callable=values),
            "pending",
            None,
        ),
        (String(20), "pending", None),
        (String(20), "PENDING", "name"),
    ],
)
def test_every_way_to_store_a_status_survives_a_newer_one(backend: Backend, type_: Any, old: str, stored: Any) -> None:
    metadata = MetaData()
    job = Table(
        "job", metadata, Column("id", Integer, primary_key=True), Column("status", type_), Column("title", String(20))
    )
    part = Table(
        "part", metadata, Column("id", Integer, primary_key=True), Column("job", Integer, ForeignKey("job.id"))
    )
    jobs: SummaryQuery[int, Summary[int, SessionStatus | Unrecognized, str, str]] = SummaryQuery(
        WITH_WORD,
        id=job.c.id,
        status=job.c.status,
        title=job.c.title,
        segments=part.c.job,
        stored=stored,
        on_unknown="row",
    )
    backend.create(metadata)
    with backend.fill() as db:
        db.execute(text("INSERT INTO job (id, status) VALUES (1, :old), (2, 'newer'), (3, NULL)"), {"old": old})
    found = backend.ask(lambda db: jobs.many(db, [1, 2, 3]))
    chosen = select(job.c.id).where(WITH_WORD.where(job.c.status, "unknown", stored=stored)).order_by(job.c.id)
    filtered = list(backend.ask(lambda db: db.scalars(chosen)))
    metadata.drop_all(backend.writer)
    assert [found[key].status for key in (1, 2, 3)] == [
        SessionStatus.PENDING,
        Unrecognized("newer"),
        None,
    ]
    assert filtered == [2]


def test_a_hook_belongs_to_rows_that_go_on() -> None:
    unchecked: Any = SummaryQuery
    for options in ({"hook": print}, {"on_unknown": "ignore"}):
        with pytest.raises(ArgumentError, match="it is 'raise', or 'row', which alone takes a hook"):
            unchecked(
                STATUS,
                id=TranscriptionSession.id,
                status=TranscriptionSession.status,
                title=TranscriptionSession.title,
                segments=TranscriptSegment.session_id,
                **options,
            )


@pytest.mark.parametrize("shown", ["class", "column", "alias"])
def test_an_enum_that_the_select_shows_itself_is_named_where_it_cannot_be_read(deployed: Backend, shown: str) -> None:
    alias = aliased(TranscriptionSession)
    selects: dict[str, tuple[Any, Any]] = {
        "class": (select(TranscriptionSession), TranscriptionSession.id),
        "column": (select(TranscriptionSession.title, TranscriptionSession.status), TranscriptionSession.id),
        "alias": (select(alias), alias.id),
    }
    rows, key = selects[shown]
    with pytest.raises(UnknownStatusError) as caught:
        deployed.ask(lambda db: TOLERANT.page(db, rows, on=key, order_by=[key], limit=5))
    assert (caught.value.value, caught.value.known) == ("ARCHIVED", tuple(SessionStatus.__members__))
    assert str(caught.value).startswith("transcription_session.status, which the select shows beside the summary")
