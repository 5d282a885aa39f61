"""Several rows watched as one: every change, in order, until the last row has ended."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import String, type_coerce, update
from starlette.responses import Response
from tests.session_status.models import SessionStatus, TranscriptionSession
from tests.session_status.watching import Hub, Rig, Row, rig, soon

from session_status import CursorError, HubError, UnknownStoredStatusError
from session_status.fastapi import add_exception_handlers, sse_all
from session_status.watching.merged import Ended, MergedWatch

S = SessionStatus


def address(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'data.db'}"


def told(change: Row | Ended[UUID]) -> tuple[UUID, str]:
    return (change.key, change.reason) if isinstance(change, Ended) else (change.id, change.wire)


def test_a_row_that_is_deleted_or_not_there_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    async def scene() -> None:
        async with rig(address(tmp_path)) as db:
            (stays, goes), absent = await db.add(2, S.PENDING), uuid4()
            async with db.hub() as hub:
                merged = hub.watch_all([stays, goes, absent, stays])
                first = {told(await anext(merged)) for _ in range(3)}
                assert first == {(stays, "waiting"), (goes, "waiting"), (absent, "deleted")}
                await db.drop(goes)
                assert told(await anext(merged)) == (goes, "deleted")
                await db.put(S.COMPLETED, stays)
                assert [told(change) async for change in merged] == [(stays, "completed")]
                assert merged.ending == "terminal"

    asyncio.run(scene())


def test_every_row_is_told_and_the_merged_watch_ends_with_the_last_of_them(tmp_path: Path) -> None:
    async def scene() -> None:
        async with rig(address(tmp_path)) as db:
            done, failed = await db.add(2, S.PENDING)
            async with db.hub() as hub:
                merged = MergedWatch({key: hub.watch(key) for key in (done, failed)})
                assert {told(await anext(merged)), told(await anext(merged))} == {
                    (done, "waiting"),
                    (failed, "waiting"),
                }
                await db.put(S.COMPLETED, done)
                assert (told(await anext(merged)), merged.ending) == ((done, "completed"), None)
                await db.put(S.CANCELLED, failed)
                assert [told(change) async for change in merged] == [(failed, "cancelled")]
                assert merged.ending == "terminal"

    asyncio.run(scene())


def test_a_step_that_is_cancelled_loses_no_change(tmp_path: Path) -> None:
    async def scene() -> None:
        async with rig(address(tmp_path)) as db:
            keys = await db.add(2, S.PENDING)
            async with db.hub() as hub, MergedWatch({key: hub.watch(key) for key in keys}) as merged:
                await anext(merged)
                await anext(merged)
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(anext(merged), 0.05)
                await db.put(S.PROCESSING, keys[1])
                assert told(await anext(merged)) == (keys[1], "working")

    asyncio.run(scene())


def test_closing_ends_every_watch_and_leaves_no_task_behind(tmp_path: Path) -> None:
    async def scene() -> None:
        async with rig(address(tmp_path)) as db:
            keys = await db.add(3, S.PENDING)
            async with db.hub() as hub:
                async with MergedWatch({key: hub.watch(key) for key in keys}) as merged:
                    await anext(merged)
                assert merged.ending == "closed"
                await soon(lambda: len(asyncio.all_tasks()) == 1)

    asyncio.run(scene())


async def spoiled(db: Rig, key: UUID) -> None:
    """Let one row hold a status that nobody knows."""
    spoil = update(TranscriptionSession).where(TranscriptionSession.id == key)
    async with db.writer.begin() as connection:
        await connection.execute(spoil.values(status=type_coerce("CHECKING", String)))


def test_a_row_that_cannot_be_read_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    async def scene() -> None:
        async with rig(address(tmp_path)) as db:
            broken, whole = await db.add(2)
            await spoiled(db, broken)
            async with db.hub() as hub:
                merged = MergedWatch({key: hub.watch(key) for key in (broken, whole)})
                first = [await anext(merged), await anext(merged)]
                assert {told(change) for change in first} == {(broken, "failed"), (whole, "waiting")}
                (failure,) = [change for change in first if isinstance(change, Ended)]
                assert isinstance(failure.error, UnknownStoredStatusError)
                assert failure.error.value == "CHECKING"
                await db.put(S.COMPLETED, whole)
                assert [told(change) async for change in merged] == [(whole, "completed")]
                assert merged.ending == "terminal"

    asyncio.run(scene())


def test_no_rows_are_an_end_at_once() -> None:
    async def scene() -> None:
        nothing = MergedWatch[UUID, object]({})
        assert [change async for change in nothing] == []
        assert nothing.ending == "terminal"

    asyncio.run(scene())


async def streamed(hub: Hub, keys: list[UUID]) -> list[tuple[str, dict[str, str]]]:
    """Ask for the events of rows until the end of the stream; give each event's name and data."""
    app = FastAPI()

    @app.get("/")
    async def endpoint() -> Response:
        return sse_all(hub, keys)

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=20) as client:
        blocks = (await client.get("/")).text.replace("\r\n", "\n").split("\n\n")
    events = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks if "data: " in block]
    return [(event.get("event", "message"), json.loads(event["data"])) for event in events]


def test_one_stream_tells_of_several_rows_and_says_when_all_have_ended(tmp_path: Path) -> None:
    async def scene() -> None:
        async with rig(address(tmp_path)) as db:
            keys = [*await db.add(2, S.COMPLETED), *await db.add(1, S.CANCELLED)]
            async with db.hub() as hub:
                *states, end = await streamed(hub, [*keys, keys[0]])
            assert sorted(state["status"] for _, state in states) == ["cancelled", "completed", "completed"]
            assert {UUID(state["id"]) for _, state in states} == set(keys)
            assert end == ("end", {"reason": "terminal"})

    asyncio.run(scene())


def test_one_stream_says_which_rows_are_not_there_and_which_cannot_be_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with rig(address(tmp_path)) as db:
            (done,), (broken,), absent = await db.add(1, S.COMPLETED), await db.add(), uuid4()
            await spoiled(db, broken)
            async with db.hub() as hub:
                *events, end = await streamed(hub, [absent, broken, done])
                gone = await streamed(hub, [absent])
            assert {(name, event["id"]) for name, event in events} == {
                ("deleted", str(absent)),
                ("failed", str(broken)),
                ("message", str(done)),
            }
            assert end == ("end", {"reason": "failed"})
            assert gone == [("deleted", {"id": str(absent)}), ("end", {"reason": "terminal"})]

    asyncio.run(scene())
    assert "unknown status 'CHECKING'" in caplog.text


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
