"""What leaves the program is the word, and its schema lists the words."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError
from tests.session_status.models import SessionStatus

from session_status import Summary, Unrecognized
from session_status.schemas import SummaryOut

KEY = UUID(int=1)


class SessionOut(SummaryOut[UUID, Literal["waiting", "done"]]):
    pass


ROW = Summary[UUID, Any, Any, str](KEY, SessionStatus.COMPLETED, "done", "Monday", 3)


def test_a_summary_becomes_a_response() -> None:
    assert SessionOut.model_validate(ROW).model_dump(mode="json") == {
        "id": str(KEY),
        "status": "done",
        "title": "Monday",
        "segments_count": 3,
    }


def test_a_response_is_read_back_by_a_client() -> None:
    sent = SessionOut.model_validate(ROW).model_dump_json()
    assert SessionOut.model_validate_json(sent) == SessionOut.model_validate(ROW)


def test_a_list_is_validated_at_once() -> None:
    found = TypeAdapter(list[SessionOut]).validate_python([ROW, ROW])
    assert [row.status for row in found] == ["done", "done"]


def test_the_schema_lists_the_words_and_is_the_same_for_what_comes_in() -> None:
    schema = SessionOut.model_json_schema(mode="serialization")
    assert schema["properties"]["status"]["enum"] == ["waiting", "done"]
    assert schema["required"] == ["id", "status", "title", "segments_count"]
    assert SessionOut.model_json_schema(mode="validation") == schema


@pytest.mark.parametrize("word", ["checking", "", None, SessionStatus.COMPLETED])
def test_a_word_that_is_none_of_them_is_refused(word: Any) -> None:
    with pytest.raises(ValidationError, match="Input should be 'waiting' or 'done'"):
        SessionOut.model_validate(Summary(KEY, SessionStatus.COMPLETED, word, None, 0))


def test_a_row_without_a_word_is_refused_by_name() -> None:
    row: Any = Summary[UUID, Any, Any, None](KEY, Unrecognized("ARCHIVED"), "", None, 0)
    del row.wire
    with pytest.raises(ValidationError, match=r"Unrecognized\(raw='ARCHIVED'\)"):
        SessionOut.model_validate(row)
