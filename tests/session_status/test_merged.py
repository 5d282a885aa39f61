"""Several rows watched as one: every change, in order, until the last row has ended."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.responses import Response
from tests.session_status.models import SessionStatus
from tests.session_status.watching import rig, soon

from session_status import CursorError, HubError, UnknownStoredStatusError
from session_status.fastapi import add_exception_handlers, sse_all
from session_status.watching.merged import MergedWatch

S = SessionStatus


def address(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'data.db'}"


def test_every_row_is_told_and_the_merged_watch_ends_with_the_last_of_them(tmp_path: Path) -> None:
    async def scene() -> None:
        async with rig(address(tmp_path)) as db:
            done, failed = await db.add(2, S.PENDING)
            async with db.hub() as hub:
                merged = MergedWatch([hub.watch(done), hub.watch(failed), hub.watch(uuid4())])
                assert {(await anext(merged)).id, (await anext(merged)).id} == {done, failed}
                await db.put(S.COMPLETED, done)
                change = await anext(merged)
                assert (change.id, change.wire, merged.ending) == (done, "completed", None)
                await db.put(S.CANCELLED, failed)
                assert [change.wire async for change in merged] == ["cancelled"]
                assert merged.ending == "terminal"

    asyncio.run(scene())


def test_a_step_that_is_cancelled_loses_no_change(tmp_path: Path) -> None:
    async def scene() -> None:
        async with rig(address(tmp_path)) as db:
            keys = await db.add(2, S.PENDING)
            async with db.hub() as hub, MergedWatch(map(hub.watch, keys)) as merged:
                await anext(merged)
                await anext(merged)
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(anext(merged), 0.05)
                await db.put(S.PROCESSING, keys[1])
                change = await anext(merged)
                assert (change.id, change.status) == (keys[1], S.PROCESSING)

    asyncio.run(scene())


def test_closing_ends_every_watch_and_leaves_no_task_behind(tmp_path: Path) -> None:
    async def scene() -> None:
        async with rig(address(tmp_path)) as db:
            keys = await db.add(3, S.PENDING)
            async with db.hub() as hub:
                async with MergedWatch(map(hub.watch, keys)) as merged:
                    await anext(merged)
                assert merged.ending == "closed"
                await soon(lambda: len(asyncio.all_tasks()) == 1)

    asyncio.run(scene())


def test_a_row_that_cannot_be_read_is_an_error_of_the_step_that_reads_it(tmp_path: Path) -> None:
    async def scene() -> None:
        async with rig(address(tmp_path)) as db:
            keys = await db.add(1, S.PENDING)
            async with db.writer.begin() as connection:
                await connection.execute(text("UPDATE transcription_session SET status = 'CHECKING'"))
            async with db.hub() as hub, MergedWatch(map(hub.watch, keys)) as merged:
                with pytest.raises(UnknownStoredStatusError):
                    await anext(merged)

    asyncio.run(scene())


def test_no_rows_are_an_end_at_once() -> None:
    async def scene() -> None:
        nothing = MergedWatch[object]([])
        assert [change async for change in nothing] == []
        assert nothing.ending == "terminal"

    asyncio.run(scene())


def test_one_stream_tells_of_several_rows_and_says_when_all_have_ended(tmp_path: Path) -> None:
    async def scene() -> list[str]:
        async with rig(address(tmp_path)) as db:
            keys = [*await db.add(2, S.COMPLETED), *await db.add(1, S.CANCELLED)]
            async with db.hub() as hub:
                app = FastAPI()

                @app.get("/")
                async def endpoint() -> Response:
                    return sse_all(hub, [*keys, keys[0]])

                transport = httpx.ASGITransport(app)
                async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=20) as client:
                    told = (await client.get("/")).text.splitlines()
            states = [json.loads(line.removeprefix("data: ")) for line in told if line.startswith("data: ")]
            assert sorted(state["status"] for state in states[:-1]) == ["cancelled", "completed", "completed"]
            assert {UUID(state["id"]) for state in states[:-1]} == set(keys)
            assert states[-1] == {"reason": "terminal"}
            return told

    assert "event: end" in asyncio.run(scene())


@pytest.mark.parametrize(("error", "status"), [(CursorError("cursor 'x': altered"), 422), (HubError("closed"), 503)])
def test_a_cursor_that_no_page_gave_is_the_clients_mistake(error: Exception, status: int) -> None:
    app = FastAPI()
    add_exception_handlers(app)

    @app.get("/")
    async def endpoint() -> None:
        raise error

    async def sent() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.get("/")

    answer = asyncio.run(sent())
    assert answer.status_code == status
    assert "altered" not in answer.text
