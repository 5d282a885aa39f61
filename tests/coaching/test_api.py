"""Each endpoint, with the whole body of what it answers; the tests that the application with the bug in it fails."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import func, select
from tests.coaching.desk import DAY, HERE, Desk, S, problem

from coaching.api.transcripts import MEDIA_TYPES
from coaching.domain.status import LIFE, STATUS
from coaching.infrastructure.models import Client, CoachingSession, TranscriptSegment
from coaching.infrastructure.models import Session as TranscriptionSession
from session_status.statements import ExpectedStatements

VTT = "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Ada>One &amp; two</v>\n\n00:03.000 --> 00:04.000\nthree\n"
SRT = "1\n00:00:01,000 --> 00:00:02,500\nAda: One & two\n\n2\n00:00:03,000 --> 00:00:04,000\nthree\n\n"
SEGMENTS: list[dict[str, Any]] = [
    {"start_ms": 1000, "end_ms": 2500, "speaker": "Ada", "text": "One & two"},
    {"start_ms": 3000, "end_ms": 4000, "speaker": None, "text": "three"},
]
FILES = {
    "vtt": "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<v Ada>One &amp; two</v>\n\n00:00:03.000 --> 00:00:04.000\nthree\n",
    "srt": SRT,
    "txt": "Ada: One & two\nthree\n",
    "json": json.dumps(SEGMENTS, indent=2) + "\n",
}
BROUGHT = {"text/vtt": VTT, "application/x-subrip": SRT, "application/json": FILES["json"]}


def shown(desk: Desk, key: UUID, *, recorded: dict[str, Any] | None = None, **changed: Any) -> dict[str, Any]:
    """What a coaching session that `desk.add` made looks like from outside."""
    return {
        "id": str(key),
        "client": {"id": str(desk.coach.client), "name": "Coach's client"},
        "held_on": "2025-09-17",
        "minutes": 60,
        "fee_cents": 12_000,
        "currency": "EUR",
        "transcription_session": recorded,
        **changed,
    }


def recording(desk: Desk, key: UUID, status: str, **changed: Any) -> dict[str, Any]:
    session = {"id": str(desk.transcription(key)), "status": status, "title": "Monday", "segments_count": 0}
    return {**session, "segments_expected": 12, **changed}


@pytest.mark.parametrize("status", list(S))
def test_a_session_shows_the_status_that_is_stored(desk: Desk, status: S) -> None:
    key = desk.add(status, segments=3)
    answer = desk.get(f"{HERE}/{key}")
    assert answer.status_code == 200
    assert answer.json() == shown(desk, key, recorded=recording(desk, key, STATUS[status], segments_count=3))


def test_a_session_that_was_not_recorded_has_no_status_at_all(desk: Desk) -> None:
    key = desk.add()
    assert desk.get(f"{HERE}/{key}").json() == shown(desk, key)


def test_the_list_shows_every_status_in_order_with_the_total(desk: Desk) -> None:
    given: list[S | None] = [*S, None]
    keys = [desk.add(status, held_on=DAY - timedelta(days=number)) for number, status in enumerate(given)]
    answer = desk.get(HERE)
    assert answer.status_code == 200
    assert answer.json() == {
        "items": [
            shown(
                desk,
                key,
                held_on=f"{DAY - timedelta(days=number)}",
                recorded=None if status is None else recording(desk, key, STATUS[status]),
            )
            for number, (key, status) in enumerate(zip(keys, given, strict=True))
        ],
        "total": len(given),
        "next": None,
    }


@pytest.mark.parametrize("size", [1, 50, 200])
def test_a_page_of_any_size_costs_one_statement_and_one_for_the_token(desk: Desk, size: int) -> None:
    for status in [*S, None] * 8:
        desk.add(status, segments=1)
    with ExpectedStatements(desk.engine, 2) as sent:
        assert desk.get(HERE, params={"page_size": size}).json()["total"] == 56
    assert ["token_hash" in statement.text for statement in sent.statements] == [True, False]
    total = sent.statements[1].text.partition("(SELECT count(*) AS count_2")[2].partition(") AS page_total")[0]
    assert "FROM coaching_session" in total
    assert "JOIN" not in total


def days(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [int(item["held_on"][-2:]) for item in answer.json()["items"]]


def test_each_filter_leaves_what_it_names(desk: Desk) -> None:
    with desk.sessions.begin() as db:
        other = Client(user_id=desk.coach.key, name="Zoe")
        db.add(other)
        db.flush()
        second = other.id
    for number, status in enumerate([S.FAILED, S.COMPLETED, S.PENDING, None], start=1):
        client = second if number == 2 else desk.coach.client
        currency = "USD" if number > 2 else "EUR"
        desk.add(status, held_on=DAY.replace(day=number), client_id=client, currency=currency, fee_cents=number % 3)
    asked: list[tuple[dict[str, Any], list[int]]] = [
        ({"from": "2025-09-02", "to": "2025-09-03"}, [3, 2]),
        ({"client_id": str(second)}, [2]),
        ({"currency": "USD"}, [4, 3]),
        ({"status": "failed"}, [1]),
        ({"status": ["failed", "pending"]}, [3, 1]),
        ({"status": ["failed", "pending"], "currency": "USD"}, [3]),
        ({"without_transcript": "true"}, [4]),
        ({"without_transcript": "true", "currency": "EUR"}, []),
        ({"without_transcript": "true", "status": "failed"}, []),
        ({"without_transcript": "false", "status": "failed"}, [1]),
        ({"sort": "held_on"}, [1, 2, 3, 4]),
        ({"sort": "-client", "to": "2025-09-02"}, [2, 1]),
        ({"sort": "-fee", "from": "2025-09-01", "to": "2025-09-03"}, [2, 1, 3]),
    ]
    assert [days(desk.get(HERE, params=params)) for params, _ in asked] == [expected for _, expected in asked]


@pytest.mark.parametrize("sort", ["held_on", "-held_on", "client", "-client", "fee", "-fee", "minutes", "-minutes"])
def test_pages_by_number_and_by_cursor_give_every_row_once_in_one_order(desk: Desk, sort: str) -> None:
    for number in range(7):
        desk.add(S.PENDING, held_on=DAY - timedelta(days=number % 3), fee_cents=number % 2, minutes=1 + number % 4)
    every = [item["id"] for item in desk.get(HERE, params={"sort": sort}).json()["items"]]
    numbered = [
        item["id"]
        for page in (1, 2, 3, 4)
        for item in desk.get(HERE, params={"sort": sort, "page": page, "page_size": 2}).json()["items"]
    ]
    followed: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = desk.get(HERE, params={"sort": sort, "page_size": 2, **after}).json()
        followed += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert len(set(every)) == 7
    assert (numbered, followed) == (every, every)


def test_a_session_is_created_changed_and_deleted(desk: Desk) -> None:
    given = {
        "client_id": str(desk.coach.client),
        "held_on": "2025-09-17",
        "minutes": 60,
        "fee_cents": 12000,
        "currency": "EUR",
    }
    made = desk.ask("POST", HERE, json=given)
    key = UUID(made.json()["id"])
    assert (made.status_code, made.json()) == (201, shown(desk, key))
    assert made.headers["location"] == f"{HERE}/{key}"
    changed = desk.ask("PATCH", f"{HERE}/{key}", json={"minutes": 90, "currency": "CHF"})
    assert (changed.status_code, changed.json()) == (200, shown(desk, key, minutes=90, currency="CHF"))
    assert desk.get(f"{HERE}/{key}").json() == changed.json()
    assert desk.get(f"{HERE}/{key}").headers["etag"] == changed.headers["etag"] != made.headers["etag"]
    gone = desk.ask("DELETE", f"{HERE}/{key}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert desk.get(f"{HERE}/{key}").status_code == 404


def test_with_a_session_its_transcript_is_deleted(desk: Desk) -> None:
    kept, key = desk.add(S.COMPLETED, segments=2), desk.add(S.PROCESSING, segments=5)
    assert desk.ask("DELETE", f"{HERE}/{key}").status_code == 204
    with desk.sessions() as db:
        left = [
            db.scalar(select(func.count()).select_from(model))
            for model in (CoachingSession, TranscriptionSession, TranscriptSegment)
        ]
    assert left == [1, 1, 2]
    assert desk.status(kept) == "completed"


@pytest.mark.parametrize("content_type", list(BROUGHT))
def test_a_transcript_that_is_brought_along_is_complete_and_comes_back_in_each_format(
    desk: Desk, content_type: str
) -> None:
    key = desk.add()
    given: dict[str, Any] = {"content": BROUGHT[content_type].encode(), "headers": {"Content-Type": content_type}}
    made = desk.ask("POST", f"{HERE}/{key}/transcript", **given)
    complete = {"title": "Coach's client, 2025-09-17", "segments_count": 2, "segments_expected": 2}
    assert made.status_code == 201
    assert made.json() == shown(desk, key, recorded=recording(desk, key, "completed", **complete))
    files = {form: desk.get(f"{HERE}/{key}/transcript", params={"format": form}) for form in FILES}
    assert {form: answer.text for form, answer in files.items()} == FILES
    for form, media_type in MEDIA_TYPES.items():
        assert files[form].headers["content-type"].partition(";")[0] == media_type
        assert files[form].headers["content-disposition"] == f'attachment; filename="transcript-{key}.{form}"'


@pytest.mark.parametrize("status", [None, *(status for status in S if status is not S.COMPLETED)])
def test_a_transcript_that_is_not_ready_is_a_conflict_that_names_the_status(desk: Desk, status: S | None) -> None:
    key = desk.add(status, segments=0 if status is None else 3)
    answer = desk.get(f"{HERE}/{key}/transcript")
    assert answer.status_code == 409
    word = None if status is None else STATUS[status]
    assert answer.json() == problem(409, "There is no complete transcript.", transcription_status=word)


@pytest.mark.parametrize("status", list(S))
def test_a_transcript_takes_the_place_of_none_or_of_one_that_came_to_nothing(desk: Desk, status: S) -> None:
    key = desk.add(status)
    given: dict[str, Any] = {"content": VTT.encode(), "headers": {"Content-Type": "text/vtt; charset=utf-8"}}
    answer = desk.ask("POST", f"{HERE}/{key}/transcript", **given)
    if status in {S.FAILED, S.CANCELLED}:
        assert (answer.status_code, desk.status(key)) == (201, "completed")
        return
    assert answer.status_code == 409
    detail = "There is a transcript already, or one on its way."
    expected = problem(409, detail, transcription_status=STATUS[status])
    assert (answer.json(), desk.status(key)) == (expected, STATUS[status])


def test_a_recording_waits_for_a_worker(desk: Desk) -> None:
    key = desk.add()
    given: dict[str, Any] = {"content": b"\0" * 100_000, "headers": {"Content-Type": "audio/wav"}}
    answer = desk.ask("POST", f"{HERE}/{key}/recording", **given)
    expected = recording(desk, key, "pending", title="Coach's client, 2025-09-17", segments_expected=6)
    assert (answer.status_code, answer.json()) == (202, shown(desk, key, recorded=expected))


@pytest.mark.parametrize("status", list(S))
def test_what_has_not_ended_can_be_cancelled_and_loses_what_was_recognised(desk: Desk, status: S) -> None:
    key = desk.add(status, segments=3)
    answer = desk.ask("POST", f"{HERE}/{key}/transcription/cancel")
    if status in LIFE.active:
        assert answer.status_code == 200
        assert answer.json() == shown(desk, key, recorded=recording(desk, key, "cancelled"))
    else:
        assert answer.status_code == 409
        assert answer.json() == problem(409, "There is nothing to cancel.", transcription_status=STATUS[status])
        assert desk.status(key) == STATUS[status]


def test_the_statuses_are_those_of_the_lifecycle(desk: Desk) -> None:
    assert desk.get("/api/v1/statuses").json() == [
        {"status": "uploading", "terminal": False, "after": ["pending", "completed", "failed", "cancelled"]},
        {"status": "pending", "terminal": False, "after": ["processing", "cancelled"]},
        {"status": "processing", "terminal": False, "after": ["completed", "failed", "cancelled"]},
        {"status": "completed", "terminal": True, "after": []},
        {"status": "failed", "terminal": True, "after": []},
        {"status": "cancelled", "terminal": True, "after": []},
    ]


def test_clients_are_listed_and_added(desk: Desk) -> None:
    made = desk.ask("POST", "/api/v1/clients", json={"name": " Ada "})
    assert (made.status_code, made.json()) == (201, {"id": made.json()["id"], "name": "Ada"})
    assert desk.get("/api/v1/clients").json() == [
        made.json(),
        {"id": str(desk.coach.client), "name": "Coach's client"},
    ]


def told(answer: httpx.Response) -> list[Any]:
    lines = answer.text.splitlines()
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


def test_the_events_of_a_session_that_has_ended_tell_its_state_and_end(desk: Desk) -> None:
    key = desk.add(S.FAILED, segments=0)
    answer = desk.get(f"{HERE}/{key}/events")
    state = {name: value for name, value in recording(desk, key, "failed").items() if name != "segments_expected"}
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert told(answer) == [state, {"reason": "terminal"}]


def test_one_stream_tells_of_several_sessions(desk: Desk) -> None:
    keys = [desk.add(S.FAILED), desk.add(S.COMPLETED), desk.add()]
    answer = desk.get("/api/v1/coaching-session-events", params={"id": [str(key) for key in keys]})
    *states, end = told(answer)
    assert {state["id"]: state["status"] for state in states} == {
        str(desk.transcription(keys[0])): "failed",
        str(desk.transcription(keys[1])): "completed",
    }
    assert end == {"reason": "terminal"}


def test_a_session_without_a_transcript_has_no_events(desk: Desk) -> None:
    answer = desk.get(f"{HERE}/{desk.add()}/events")
    expected = problem(409, "There is no transcript to watch.", transcription_status=None)
    assert (answer.status_code, answer.json()) == (409, expected)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("GET", "/transcript"),
        ("POST", "/transcript"),
        ("POST", "/recording"),
        ("POST", "/transcription/cancel"),
        ("GET", "/events"),
    ],
)
def test_a_session_that_does_not_exist_is_not_found(desk: Desk, method: str, path: str) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "/transcript": {"content": VTT.encode(), "headers": {"Content-Type": "text/vtt"}},
        "/recording": {"content": b"\0", "headers": {"Content-Type": "audio/wav"}},
    }
    options: dict[str, Any] = {"json": {}} if method == "PATCH" else bodies.get(path, {}) if method == "POST" else {}
    answer = desk.ask(method, f"{HERE}/{uuid4()}{path}", **options)
    assert (answer.status_code, answer.json()) == (404, problem(404, "There is no such coaching session."))


def test_openapi_lists_the_statuses_wherever_one_is_answered(desk: Desk) -> None:
    schemas = desk.app.openapi()["components"]["schemas"]
    words = list(STATUS.known)
    assert schemas["TranscriptionOut"]["properties"]["status"]["enum"] == words
    assert schemas["StatusOut"]["properties"]["status"]["enum"] == words
    assert schemas["NotReady"]["properties"]["transcription_status"]["anyOf"][0]["enum"] == words
    parameters = desk.app.openapi()["paths"][HERE]["get"]["parameters"]
    chosen = next(parameter for parameter in parameters if parameter["name"] == "status")
    assert chosen["schema"]["items"]["enum"] == words


def test_the_pages_of_every_order_descend_or_ascend(desk: Desk) -> None:
    for number in range(4):
        desk.add(held_on=DAY - timedelta(days=number), fee_cents=number, minutes=number + 1)
    for name in ("held_on", "fee_cents", "minutes"):
        sort = name.removesuffix("_cents")
        up = [item[name] for item in desk.get(HERE, params={"sort": sort}).json()["items"]]
        down = [item[name] for item in desk.get(HERE, params={"sort": f"-{sort}"}).json()["items"]]
        assert all(one < other for one, other in pairwise(up))
        assert down == up[::-1]
