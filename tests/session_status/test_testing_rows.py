"""Rows drawn for tests have the types that their fields say, and a word that follows from the status."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import pytest
from hypothesis import find, given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field
from tests.session_status.models import STATUS, SessionStatus, TranscriptionSession, TranscriptSegment, Wire

from session_status import (
    ArgumentError,
    StatusMapping,
    Summary,
    SummaryRow,
    Unrecognized,
    column_of,
    count_of,
    status_of,
    total_of,
)
from session_status.schemas import SummaryOut
from session_status.testing import rows

V = TypeVar("V")
OPEN = StatusMapping(SessionStatus, {status: STATUS[status] for status in STATUS}, unrecognized="unknown")
Row = Summary[UUID, SessionStatus, Wire, str | None]


class SessionRow(SummaryRow):
    """A row of an application's own shape."""

    id: UUID = column_of(TranscriptionSession.id)
    status: SessionStatus = status_of(TranscriptionSession.status, STATUS)
    second: SessionStatus | Unrecognized = status_of(TranscriptionSession.status, OPEN, on_unknown="row")
    title: str | None = column_of(TranscriptionSession.title)
    segments: int = count_of(TranscriptSegment.session_id)
    total: int | None = total_of(TranscriptSegment.id, of=TranscriptSegment.session_id)


@dataclass
class JobRow(Generic[V]):
    """Any other class with fields."""

    id: int
    name: V
    price: Decimal | None
    share: float
    at: datetime
    on: date


class SessionRowOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: UUID
    status: Annotated[SessionStatus, STATUS]
    second: Annotated[SessionStatus | Unrecognized, OPEN]
    title: str | None
    segments: int = Field(ge=0)
    total: int | None


class RowOut(SummaryOut[UUID, Annotated[SessionStatus, STATUS]]):
    pass


@given(rows(Row, STATUS))
def test_a_summary_has_its_types_and_its_word_and_becomes_a_response(row: Row) -> None:
    assert type(row.id) is UUID
    assert row.wire == STATUS[row.status]
    assert row.title is None or type(row.title) is str
    assert row.segments_count >= 0
    assert RowOut.model_validate(row).model_dump(mode="json")["status"] == row.wire


@given(rows(SessionRow))
def test_a_row_of_ones_own_shape_has_its_types_and_becomes_a_response(row: SessionRow) -> None:
    assert type(row) is SessionRow
    assert SessionRowOut.model_validate(row).model_dump(mode="json") == row.as_json()


@given(rows(JobRow[str]))
def test_a_class_of_any_shape_has_its_types(row: JobRow[str]) -> None:
    assert [type(value) for value in (row.id, row.name, row.share, row.at, row.on)] == [int, str, float, datetime, date]
    assert row == row  # noqa: PLR0124 -- no number that equals nothing is drawn


@dataclass
class OpenRow:
    status: SessionStatus | Unrecognized | None


@pytest.mark.parametrize("wanted", [SessionStatus.FAILED, Unrecognized, type(None)])
def test_every_kind_of_value_that_a_field_may_have_is_drawn(wanted: Any) -> None:
    def has(row: OpenRow) -> bool:
        return row.status is wanted or (isinstance(wanted, type) and isinstance(row.status, wanted))

    assert has(find(rows(OpenRow, OPEN), has))


@given(rows(Summary[UUID, SessionStatus | Unrecognized, str, None], OPEN))
def test_what_is_unrecognized_is_no_word_and_has_the_word_that_is_declared(row: Summary[Any, Any, Any, Any]) -> None:
    if isinstance(row.status, Unrecognized):
        assert (row.wire, row.status.raw in OPEN.known) == ("unknown", False)


@given(rows(Row, STATUS, title=st.just("Monday"), status=st.just(SessionStatus.FAILED)))
def test_a_strategy_of_ones_own_is_taken_for_its_field(row: Row) -> None:
    assert (row.title, row.status, row.wire) == ("Monday", SessionStatus.FAILED, "failed")


class Strange(enum.Enum):
    ONE = 1


@dataclass
class Vague:
    value: Any


@dataclass
class Hidden:
    value: SimpleNamespaceOf


class SimpleNamespaceOf:
    """A type that cannot be made without knowing how."""

    def __init__(self, secret) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 -- that is the point
        self.secret = secret


@pytest.mark.parametrize(
    ("kind", "options", "reason"),
    [
        (Summary[UUID, SessionStatus, Wire, str], {}, "give the mapping"),
        (Summary[UUID, SessionStatus, Wire, str], {"name": st.none()}, "no field 'name'; it has id, status"),
        (Summary, {}, "Summary.id: ~?.* does not say what to draw; give a strategy, id=..."),
        (Vague, {}, "Vague.value: typing.Any does not say what to draw"),
        (Hidden, {}, "Hidden.value: .* has no strategy; give one, value=..."),
        (str, {}, "no class of rows"),
        ("Summary", {}, "no class of rows"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(kind: Any, options: Any, reason: str) -> None:
    with pytest.raises(ArgumentError, match=reason):
        rows(kind, **options)
