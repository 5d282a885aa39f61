"""Bodies of requests: none is read beyond a bound, whoever sends it and wherever to, and what is too large is a problem."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.coaching.desk import HERE, Desk, User, problem

from coaching.api import recordings
from coaching.api.app import create_app
from coaching.api.receiving import LARGEST_JSON
from coaching.infrastructure.database import open_engine

PIECE = 16 * 1024
TOO_LARGE = problem(413, f"At most {LARGEST_JSON} bytes are accepted.")
JSON = {"Content-Type": "application/json"}
WITH_JSON = [("POST", "/api/v1/clients"), ("POST", HERE), ("PATCH", HERE + "/{key}")]


def operations() -> list[tuple[str, str]]:
    """List every operation of the interface, and some places where there is none."""
    document = create_app(open_engine("sqlite://")).openapi()
    found = [(method.upper(), path) for path, methods in document["paths"].items() for method in methods]
    return [*found, ("POST", "/"), ("POST", "/page/page.js"), ("PUT", HERE), ("POST", "/nowhere")]


def send(desk: Desk, method: str, path: str, **options: Any) -> tuple[httpx.Response, int]:
    """Send a megabyte of blanks in pieces; tell how many bytes were taken, too."""
    taken = 0

    async def pieces() -> Any:
        nonlocal taken
        for _ in range(64):
            taken += PIECE
            yield b" " * PIECE

    content: Any = pieces()
    return desk.ask(method, path.format(key=uuid4()), content=content, **options), taken


@pytest.mark.parametrize(("method", "path"), operations())
def test_no_operation_takes_more_than_its_bound_whoever_asks(desk: Desk, method: str, path: str) -> None:
    nobody = User(uuid4(), "nobody", uuid4())
    for user in (desk.coach, nobody):
        answer, taken = send(desk, method, path, user=user, headers=JSON)
        assert taken <= LARGEST_JSON + PIECE
        assert answer.is_client_error or (method == "GET" and taken == 0)


@pytest.mark.parametrize(("method", "path"), WITH_JSON)
def test_a_json_body_that_is_too_large_is_a_problem_and_nothing_of_it_is_read_where_it_says_so(
    desk: Desk, method: str, path: str
) -> None:
    answer, taken = send(desk, method, path, headers=JSON)
    assert (answer.status_code, answer.json(), taken) == (413, TOO_LARGE, LARGEST_JSON + PIECE)
    assert answer.headers["content-type"] == "application/problem+json"
    answer, taken = send(desk, method, path, headers={**JSON, "Content-Length": str(LARGEST_JSON + 1)})
    assert (answer.status_code, answer.json(), taken) == (413, TOO_LARGE, 0)


def test_a_json_body_of_the_largest_size_is_read(desk: Desk) -> None:
    content = b'{"name": "Ada"}'.ljust(LARGEST_JSON)
    answer = desk.ask("POST", "/api/v1/clients", content=content, headers=JSON)
    assert (answer.status_code, answer.json()["name"]) == (201, "Ada")


@pytest.mark.parametrize("content", [b"[" * 60_000, b'{"name": "\xff"}'])
def test_a_json_body_that_nothing_can_be_read_from_is_a_problem(desk: Desk, content: bytes) -> None:
    answer = desk.ask("POST", "/api/v1/clients", content=content, headers=JSON)
    assert (answer.status_code, answer.json()) == (400, problem(400, "There was an error parsing the body"))


def test_a_recording_that_is_too_large_is_refused_and_has_failed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "LARGEST_RECORDING", 2 * PIECE)
    key = desk.add()
    answer, taken = send(desk, "POST", f"{HERE}/{key}/recording", headers={"Content-Type": "audio/wav"})
    assert (answer.status_code, answer.json()) == (413, problem(413, f"At most {2 * PIECE} bytes are accepted."))
    assert (taken, desk.status(key)) == (3 * PIECE, "failed")
