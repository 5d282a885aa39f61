"""session_status.fastapi: clear answers to unknown statuses, a filter, and the events of one stream."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.orm import sessionmaker
from starlette.responses import Response
from tests.session_status.models import LIFE, SESSIONS, STATUS, SessionStatus
from tests.session_status.watching import Rig, Row, rig

from session_status import StatusHub, UnknownStoredStatusError, Unrecognized
from session_status.fastapi import add_exception_handlers, sse, status_filter

S = SessionStatus


def ask(app: FastAPI, path: str, **headers: str) -> httpx.Response:
    """Send one request to an application in this process."""

    async def sent() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=20) as client:
            return await client.get(path, headers=headers)

    return asyncio.run(sent())


def raising(call: Callable[[], object]) -> FastAPI:
    app = FastAPI()
    add_exception_handlers(app)

    @app.get("/")
    def endpoint() -> None:
        call()

    return app


def test_a_clients_unknown_status_is_a_422_that_lists_the_known_ones_and_no_place_in_the_program() -> None:
    answer = ask(raising(lambda: STATUS.parse("done", where="secret_table.column")), "/")
    assert answer.status_code == 422
    (fault,) = answer.json()["detail"]
    assert fault["ctx"]["known"] == list(STATUS.known)
    assert fault["input"] == "done"
    assert "waiting" in fault["msg"]
    assert "secret" not in answer.text


def test_a_stored_unknown_status_is_a_500_that_tells_nothing_and_a_log_that_tells_all(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        raise UnknownStoredStatusError("ARCHIVED", ("PENDING",), "secret_table.status", 7)

    answer = ask(raising(fail), "/")
    assert (answer.status_code, answer.json()) == (500, {"detail": "A stored status is unknown to this service."})
    assert "GET /: secret_table.status of row 7: unknown status 'ARCHIVED'" in caplog.text


def test_a_stored_status_without_a_word_is_a_500_too() -> None:
    """The client asked for nothing unknown: what has no word was read from a row."""
    assert ask(raising(lambda: STATUS[Unrecognized("ARCHIVED")]), "/").status_code == 500


def test_a_closed_hub_sends_clients_away_for_a_moment() -> None:
    hub = StatusHub(sessionmaker(), SESSIONS, LIFE)
    asyncio.run(hub.aclose())
    answer = ask(raising(lambda: hub.watch(uuid4())), "/")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


Chosen = Annotated[tuple[SessionStatus, ...], Depends(status_filter(STATUS))]
ChosenState = Annotated[tuple[SessionStatus, ...], Depends(status_filter(STATUS, alias="state"))]


def filtering() -> FastAPI:
    app = FastAPI()

    @app.get("/")
    def endpoint(statuses: Chosen) -> list[str]:
        return [status.name for status in statuses]

    return app


def test_a_filter_reads_words_into_statuses() -> None:
    assert ask(filtering(), "/?status=waiting&status=failed&status=waiting").json() == ["PENDING", "FAILED"]
    assert ask(filtering(), "/").json() == []


@pytest.mark.parametrize("word", ["done", "PENDING", "", "pending", "'; DROP TABLE x; --"])
def test_a_filter_refuses_any_other_word_with_the_usual_422_that_lists_the_known_ones(word: str) -> None:
    answer = ask(filtering(), f"/?status=waiting&status={word}")
    assert answer.status_code == 422
    (fault,) = answer.json()["detail"]
    assert fault["loc"] == ["query", "status", 1]
    assert fault["ctx"]["expected"] == "'uploading', 'waiting', 'working', 'completed', 'failed' or 'cancelled'"


def test_a_filters_words_are_in_the_openapi_document() -> None:
    (parameter,) = filtering().openapi()["paths"]["/"]["get"]["parameters"]
    assert (parameter["name"], parameter["required"]) == ("status", False)
    assert parameter["schema"]["items"]["enum"] == list(STATUS.known)


def test_a_filters_parameter_may_have_another_name() -> None:
    app = FastAPI()

    @app.get("/")
    def endpoint(statuses: ChosenState) -> int:
        return len(statuses)

    assert ask(app, "/?state=failed").json() == 1


def parsed(stream: str) -> list[dict[str, str]]:
    """Read events; a comment is one with the field `comment`."""
    blocks = [block for block in stream.replace("\r\n", "\n").split("\n\n") if block]
    return [dict(_field(line) for line in block.splitlines()) for block in blocks]


def _field(line: str) -> tuple[str, str]:
    name, _, value = line.partition(": ")
    return name or "comment", value


def stream(
    tmp_path: Path, scene: Callable[[Rig, UUID], Any], status: SessionStatus = S.COMPLETED, **options: Any
) -> httpx.Response:
    """Ask for the events of one row while a scene is played."""

    async def whole() -> httpx.Response:
        async with rig(f"sqlite+aiosqlite:///{tmp_path / 'data.db'}") as db:
            (key,) = await db.add(1, status)
            headers: dict[str, str] = options.pop("headers", {})
            app, hub = FastAPI(), db.hub()

            @app.get("/{key}")
            async def endpoint(key: UUID) -> Response:
                return sse(hub, key, **options)

            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=20) as client:
                request = asyncio.create_task(client.get(f"/{key}", headers=headers))
                await scene(db, key)
                answer = await request
            await hub.aclose()
            return answer

    return asyncio.run(whole())


async def nothing(_: Rig, __: UUID) -> None:
    pass


async def goes_on(db: Rig, key: UUID) -> None:
    for status in (S.PROCESSING, S.COMPLETED):
        await asyncio.sleep(0.3)
        await db.put(status, key)


def test_a_stream_tells_each_change_and_then_its_end(tmp_path: Path) -> None:
    answer = stream(tmp_path, goes_on, S.PENDING)
    assert answer.headers["content-type"].startswith("text/event-stream")
    *changes, end = parsed(answer.text)
    assert [json.loads(event["data"])["status"] for event in changes] == ["waiting", "working", "completed"]
    assert set(json.loads(changes[0]["data"])) == {"id", "status", "title", "segments_count"}
    assert len({event["id"] for event in changes}) == 3
    assert end == {"id": "terminal.end", "event": "end", "data": '{"reason": "terminal"}'}


def test_a_client_that_saw_the_end_gets_204_and_asks_no_more(tmp_path: Path) -> None:
    answer = stream(tmp_path, nothing, headers={"last-event-id": "terminal.end"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_deleted_row_ends_its_stream(tmp_path: Path) -> None:
    async def deleted(db: Rig, key: UUID) -> None:
        await asyncio.sleep(0.2)
        await db.drop(key)

    *_, end = parsed(stream(tmp_path, deleted, S.PENDING).text)
    assert (end["id"], end["data"]) == ("deleted.end", '{"reason": "deleted"}')


def test_a_row_that_cannot_be_read_ends_its_stream_without_internals(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def spoiled(db: Rig, _: UUID) -> None:
        await asyncio.sleep(0.2)
        async with db.writer.begin() as connection:
            await connection.execute(text("UPDATE transcription_session SET status = 'ARCHIVED'"))

    with caplog.at_level(logging.ERROR):
        answer = stream(tmp_path, spoiled, S.PENDING)
    assert parsed(answer.text)[-1] == {"event": "end", "data": '{"reason": "failed"}'}
    assert "ARCHIVED" not in answer.text
    assert "unknown status 'ARCHIVED'" in caplog.text


def test_a_silent_stream_has_heartbeats(tmp_path: Path) -> None:
    async def late(db: Rig, key: UUID) -> None:
        await asyncio.sleep(0.5)
        await db.put(S.COMPLETED, key)

    events = parsed(stream(tmp_path, late, S.PENDING, heartbeat=0.1).text)
    assert len([event for event in events if "comment" in event]) >= 2


def test_an_application_may_write_its_own_data(tmp_path: Path) -> None:
    def shout(change: Row) -> str:
        return change.wire.upper()

    answer = stream(tmp_path, nothing, encode=shout)
    assert parsed(answer.text)[0]["data"] == "COMPLETED"
