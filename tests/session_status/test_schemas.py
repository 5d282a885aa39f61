"""A row leaves the program with its word, a page with its rows; both are read back from what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from tests.session_status.models import STATUS, SessionStatus

from session_status import ArgumentError, Page, StatusMapping, Summary, Unrecognized
from session_status.schemas import PageOut, SummaryOut

KEY = UUID(int=1)
OPEN = StatusMapping(SessionStatus, {status: STATUS[status] for status in STATUS}, unrecognized="unknown")


class SessionOut(SummaryOut[UUID, Annotated[SessionStatus, STATUS]]):
    pass


class OpenOut(SummaryOut[UUID, Annotated[SessionStatus | Unrecognized, OPEN]]):
    pass


ROW = Summary[UUID, Any, Any, str](KEY, SessionStatus.PROCESSING, "working", "Monday", 3)
NEWER = Summary[UUID, Any, Any, None](KEY, Unrecognized("ARCHIVED"), "", None, 0)


def test_a_summary_becomes_a_response() -> None:
    out = SessionOut.model_validate(ROW)
    assert out.status is SessionStatus.PROCESSING
    assert out.model_dump(mode="json") == {"id": str(KEY), "status": "working", "title": "Monday", "segments_count": 3}


def test_a_response_is_read_back_by_a_client() -> None:
    sent = SessionOut.model_validate(ROW).model_dump_json()
    assert SessionOut.model_validate_json(sent) == SessionOut.model_validate(ROW)


def test_a_list_is_validated_at_once() -> None:
    found = TypeAdapter(list[SessionOut]).validate_python([ROW, ROW])
    assert [row.status for row in found] == [SessionStatus.PROCESSING] * 2


def test_the_schema_lists_the_words_and_is_the_same_for_what_comes_in() -> None:
    schema = SessionOut.model_json_schema(mode="serialization")
    assert schema["properties"]["status"] == {"type": "string", "enum": list(STATUS.known), "title": "Status"}
    assert schema["required"] == ["id", "status", "title", "segments_count"]
    assert SessionOut.model_json_schema(mode="validation") == schema


@pytest.mark.parametrize("status", ["checking", "", None, "PROCESSING", Unrecognized("ARCHIVED")])
def test_what_is_no_status_is_refused(status: Any) -> None:
    with pytest.raises(ValidationError, match="Input should be 'uploading', 'waiting'"):
        SessionOut.model_validate({"id": KEY, "status": status, "title": None, "segments_count": 0})


def test_a_row_that_is_unrecognized_is_written_as_the_word_that_is_declared_for_it() -> None:
    assert OpenOut.model_validate(NEWER).model_dump(mode="json")["status"] == "unknown"
    with pytest.raises(ValidationError, match="Unrecognized"):
        SessionOut.model_validate(NEWER)


@pytest.mark.parametrize("words", [Literal["waiting", "done"], str])
def test_words_alone_are_refused_when_the_model_is_made(words: Any) -> None:
    with pytest.raises(ArgumentError, match=r"write Annotated\[YourEnum, YOUR_MAPPING\]"):
        SummaryOut[UUID, words]


class MeetingOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    client: str
    session: SessionOut | None


class Row(NamedTuple):
    client: str
    session: Summary[UUID, Any, Any, Any] | None


@dataclass
class BothWays:
    """A page with a cursor to each side."""

    items: list[Row]
    total: int | None
    next: str | None
    previous: str | None


def test_a_page_becomes_a_response_with_its_rows() -> None:
    page = Page([Row("Ada", ROW), Row("Edsger", None)], total=2, next=None)
    out = PageOut[MeetingOut].model_validate(page)
    assert (out.items[0].session, out.items[1].session) == (SessionOut.model_validate(ROW), None)
    assert out.model_dump(include={"total", "next", "previous"}) == {"total": 2, "next": None, "previous": None}


def test_a_page_with_a_way_back_tells_it() -> None:
    out = PageOut[MeetingOut].model_validate(BothWays([], None, "n", "p"))
    assert (out.total, out.next, out.previous) == (None, "n", "p")


def test_a_page_is_read_back_by_a_client() -> None:
    out = PageOut[MeetingOut].model_validate(Page([Row("Ada", ROW)], total=None, next="n"))
    assert PageOut[MeetingOut].model_validate_json(out.model_dump_json()) == out
