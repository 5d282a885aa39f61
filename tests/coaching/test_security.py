"""What a user may not see or do, and what is told to somebody who tries."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from tests.coaching.desk import HERE, Desk, S, problem
from tests.coaching.test_api import VTT

from coaching.api import transcripts
from coaching.infrastructure.models import User
from coaching.infrastructure.tokens import digest

REFUSED = problem(404, "There is no such coaching session.")
PATHS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "", {}),
    ("PATCH", "", {"json": {"minutes": 1}}),
    ("DELETE", "", {}),
    ("GET", "/events", {}),
    ("GET", "/transcript", {}),
    ("POST", "/transcript", {"content": VTT.encode(), "headers": {"Content-Type": "text/vtt"}}),
    ("POST", "/recording", {"content": b"\0", "headers": {"Content-Type": "audio/wav"}}),
    ("POST", "/transcription/cancel", {}),
]


@pytest.mark.parametrize(("method", "path", "options"), PATHS)
def test_another_users_session_is_not_found_and_not_touched(
    desk: Desk, method: str, path: str, options: dict[str, Any]
) -> None:
    key = desk.add(S.PROCESSING, segments=2)
    before = desk.get(f"{HERE}/{key}").json()
    answer = desk.ask(method, f"{HERE}/{key}{path}", user=desk.stranger, **options)
    assert (answer.status_code, answer.json()) == (404, REFUSED)
    assert desk.get(f"{HERE}/{key}").json() == before


def test_another_users_sessions_are_in_no_list_whatever_the_filter(desk: Desk) -> None:
    key = desk.add(S.FAILED)
    empty: dict[str, Any] = {"items": [], "total": 0, "next": None}
    filters: list[dict[str, str]] = [
        {},
        {"status": "failed"},
        {"client_id": str(desk.coach.client)},
        {"currency": "EUR"},
    ]
    for params in filters:
        assert desk.get(HERE, user=desk.stranger, params=params).json() == empty
    assert [item["id"] for item in desk.get(HERE).json()["items"]] == [str(key)]


def test_another_users_cursor_is_refused_and_shows_nothing(desk: Desk) -> None:
    for user in (None, desk.stranger):
        for _ in range(3):
            desk.add(S.FAILED, user=user)
    cursor = desk.get(HERE, params={"page_size": 1}).json()["next"]
    assert desk.get(HERE, params={"after": cursor}).status_code == 200
    answer = desk.get(HERE, user=desk.stranger, params={"after": cursor})
    assert (answer.status_code, "items" in answer.json()) == (422, False)


def test_a_stream_of_several_sessions_is_refused_where_one_is_another_users(desk: Desk) -> None:
    ids = [str(desk.add(S.FAILED, user=desk.stranger)), str(desk.add(S.FAILED))]
    answer = desk.get("/api/v1/coaching-session-events", user=desk.stranger, params={"id": ids})
    assert (answer.status_code, answer.json()) == (404, REFUSED)


def test_another_users_client_is_not_found(desk: Desk) -> None:
    key, body = desk.add(), {"client_id": str(desk.stranger.client)}
    assert desk.ask("PATCH", f"{HERE}/{key}", json=body).json() == problem(404, "There is no such client.")
    assert "Stranger" not in desk.get("/api/v1/clients").text


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer ", "Bearer nobody", "Basic bm9ib2R5", "Bearer \xff"])
def test_without_a_known_token_nothing_is_told(desk: Desk, given: str | None) -> None:
    key = desk.add(S.FAILED)
    paths = [HERE, f"{HERE}/{key}", f"{HERE}/{key}/events", "/api/v1/clients"]
    for path in paths:
        headers = {"Authorization": (given or "").encode("latin-1")}
        answer = desk.get(path, headers=headers)
        assert (answer.status_code, answer.json()) == (401, problem(401, "A known token is needed."))
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_is_stored_as_its_digest_only(desk: Desk) -> None:
    with desk.sessions() as db:
        stored = {user.token_hash for user in db.scalars(select(User))}
    assert stored == {digest(desk.coach.token), digest(desk.stranger.token)}
    assert desk.coach.token not in str(stored)


MALFORMED = {
    "empty": ("text/vtt", b"", "Invalid format"),
    "no header": ("text/vtt", b"hello", "Invalid format"),
    "no segment": ("text/vtt", b"WEBVTT\n\n", "the file has no segment"),
    "a cue with bad times": ("text/vtt", VTT.encode() + b"\n00:bad --> 00:05.000\nlost\n", "Invalid cue block"),
    "a block with bad times": (
        "application/x-subrip",
        b"1\n00:00:01,000 --> 00:00:02,000\nhi\n\n2\n00:bad --> 00:00:03,000\nlost\n",
        "2 lines have an arrow",
    ),
    "ends before it begins": ("text/vtt", b"WEBVTT\n\n00:05.000 --> 00:02.000\nhi\n", "segment 1: it must end after"),
    "not UTF-8": ("text/vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xff\n", "byte 32: the file is not UTF-8"),
    "a NUL": ("text/vtt", VTT.encode() + b"\0", "a NUL character"),
    "no JSON": ("application/json", b"[", "no JSON"),
    "deep JSON": ("application/json", b"[" * 100_000, "no JSON"),
    "an object": ("application/json", b"{}", "a list of segments"),
    "a large number": ("application/json", b'[{"start_ms": 0, "end_ms": 1e400, "text": "x"}]', "whole numbers"),
    "true for a number": ("application/json", b'[{"start_ms": true, "end_ms": 2, "text": "x"}]', "whole numbers"),
    "an unknown field": (
        "application/json",
        b'[{"start_ms": 0, "end_ms": 1, "text": "x", "id": 1}]',
        "segment 1",
    ),
    "half a surrogate": ("application/json", b'[{"start_ms": 0, "end_ms": 1, "text": "\\ud800"}]', "no text can hold"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_transcript_is_refused_whole_with_its_place(desk: Desk, name: str) -> None:
    content_type, content, reason = MALFORMED[name]
    key = desk.add()
    given: dict[str, Any] = {"content": content, "headers": {"Content-Type": content_type}}
    answer = desk.ask("POST", f"{HERE}/{key}/transcript", **given)
    assert answer.status_code == 422
    assert reason in answer.json()["errors"][0]["msg"]
    assert desk.status(key) is None


@pytest.mark.parametrize("chunked", [False, True])
def test_an_oversized_transcript_is_refused_before_it_is_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, chunked: bool
) -> None:
    monkeypatch.setattr(transcripts, "LARGEST_TRANSCRIPT", 1_000)
    key = desk.add()
    read = 0

    async def pieces() -> Any:
        nonlocal read
        for _ in range(1_000):
            read += 100
            yield b"x" * 100

    content: Any = pieces() if chunked else b"x" * 100_000
    given: dict[str, Any] = {"content": content, "headers": {"Content-Type": "text/vtt"}}
    answer = desk.ask("POST", f"{HERE}/{key}/transcript", **given)
    assert (answer.status_code, answer.json()) == (413, problem(413, "At most 1000 bytes are accepted."))
    assert desk.status(key) is None


def test_a_content_type_that_is_not_accepted_is_named(desk: Desk) -> None:
    given: dict[str, Any] = {"content": b"x", "headers": {"Content-Type": "text/html"}}
    answer = desk.ask("POST", f"{HERE}/{desk.add()}/transcript", **given)
    expected = "One of these content types is needed: text/vtt, application/x-subrip, application/json."
    assert (answer.status_code, answer.json()) == (415, problem(415, expected))


NASTY = [
    '"; drop table client; --',
    "a\r\nSet-Cookie: x=1",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "\u202eevil",
]


@pytest.mark.parametrize("name", NASTY)
def test_a_clients_name_reaches_no_header_and_no_path(desk: Desk, name: str) -> None:
    made = desk.ask("POST", "/api/v1/clients", json={"name": name}).json()
    key = desk.add(client_id=UUID(made["id"]))
    desk.ask("POST", f"{HERE}/{key}/transcript", content=VTT.encode(), headers={"Content-Type": "text/vtt"})
    answer = desk.get(f"{HERE}/{key}/transcript?format=vtt")
    assert answer.headers["content-disposition"] == f'attachment; filename="transcript-{key}.vtt"'
    assert not {"set-cookie"} & set(answer.headers)
    assert desk.get(f"{HERE}/{key}").json()["client"]["name"] == name


@pytest.mark.parametrize(
    "path", ["/page/../api/app.py", "/page/%2e%2e/api/app.py", "/page//etc/passwd", "/page/..%2fserve.py"]
)
def test_no_path_leads_out_of_the_folder_of_the_page(desk: Desk, path: str) -> None:
    assert desk.get(path).status_code == 404


@pytest.mark.parametrize("form", ["VTT", "../vtt", "vtt\r\nX: y", "exe"])
def test_a_format_is_one_of_four(desk: Desk, form: str) -> None:
    key = desk.add(S.COMPLETED, segments=1)
    assert desk.get(f"{HERE}/{key}/transcript", params={"format": form}).status_code == 422


@pytest.mark.parametrize("cursor", ["x", "é", "A" * 4096, "....", "JTIw"])
def test_a_forged_cursor_is_a_mistake_of_the_client(desk: Desk, cursor: str) -> None:
    answer = desk.get(HERE, params={"after": cursor})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["msg"].startswith("The cursor is none")


def test_a_stored_status_that_nobody_knows_is_an_error_without_internals(desk: Desk) -> None:
    key = desk.add(S.PENDING)
    with desk.engine.begin() as db:
        db.execute(text("UPDATE transcription_session SET status = 'CHECKING'"))
    for path in (HERE, f"{HERE}/{key}"):
        answer = desk.get(path)
        expected = problem(500, "A stored status is unknown to this service.")
        assert (answer.status_code, answer.json()) == (500, expected)


def test_a_failure_tells_nothing_of_the_inside(desk: Desk) -> None:
    with desk.engine.begin() as db:
        db.execute(text("DROP TABLE transcript_segment"))
    answer = desk.get(HERE)
    assert answer.status_code in {500, 503}
    assert json.loads(answer.text) == problem(answer.status_code, json.loads(answer.text)["detail"])
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == ("nosniff", "no-store")
    assert not {"segment", "sqlite", "Traceback", "SELECT"} & set(answer.text.split())


def test_a_page_has_a_policy_that_lets_nothing_in_from_elsewhere(desk: Desk) -> None:
    answer = desk.get("/")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "://" not in answer.text
