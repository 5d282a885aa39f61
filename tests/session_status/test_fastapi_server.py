"""Event streams over a real server on this machine: many clients, few connections, resuming and shutting down."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from starlette.responses import Response
from tests.session_status.models import SessionStatus
from tests.session_status.watching import Hub, Rig, rig, soon

from session_status.fastapi import sse

S = SessionStatus
CLIENTS, TICK = 500, 0.3


@asynccontextmanager
async def serving(hub: Hub) -> AsyncGenerator[int]:
    """Serve the streams of a hub on a free port, on this event loop."""
    app = FastAPI()

    @app.get("/{key}")
    async def endpoint(key: UUID) -> Response:
        return sse(hub, key, heartbeat=0.2)

    with socket.create_server(("127.0.0.1", 0), backlog=CLIENTS * 2) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        task = asyncio.create_task(server.serve([listener]))
        await soon(lambda: server.started)
        try:
            yield listener.getsockname()[1]
        finally:
            await hub.aclose()
            server.should_exit = True
            await task


class Client:
    """One browser: it keeps the states it is told, the last id, and how many heartbeats came."""

    def __init__(self) -> None:
        self.states: list[str] = []
        self.last = ""
        self.heartbeats = 0
        self.ended = ""

    async def read(self, port: int, key: UUID, *, until: str = "") -> None:
        """Read a stream to its end, or up to a state."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        resume = f"Last-Event-ID: {self.last}\r\n" if self.last else ""
        writer.write(f"GET /{key} HTTP/1.1\r\nHost: test\r\n{resume}\r\n".encode())
        while not self.ended and (line := (await reader.readline()).decode().strip()) != "0":
            self._take(line)
            if until and self.states[-1:] == [until]:
                break
        writer.close()
        await writer.wait_closed()

    def _take(self, line: str) -> None:
        name, _, value = line.partition(": ")
        match name:
            case "id":
                self.last = value
            case "data":
                told = json.loads(value)
                self.ended = told.get("reason", "")
                self.states += [told["status"]] if "status" in told else []
            case "":
                self.heartbeats += value.startswith("ping")
            case _:
                return


@pytest.mark.slow
@pytest.mark.postgres
def test_five_hundred_clients_see_every_state_that_lasts_a_tick_and_hold_no_connection(postgres_url: str) -> None:
    async def scene() -> None:
        url = postgres_url.replace("postgresql", "postgresql+asyncpg")
        async with rig(url, pool_size=5, max_overflow=0) as db:
            keys = await db.add(CLIENTS // 2, S.UPLOADING)
            async with serving(db.hub(interval=TICK)) as port:
                clients = [Client() for _ in range(CLIENTS)]
                reading = [
                    asyncio.create_task(client.read(port, key)) for client, key in zip(clients, keys * 2, strict=True)
                ]
                await soon(lambda: all(client.states for client in clients))
                for status in (S.PENDING, S.PROCESSING):
                    await db.put(status)
                    await a_tick(db)
                await db.put(S.COMPLETED)
                await asyncio.gather(*reading)
            assert {tuple(client.states) for client in clients} == {("uploading", "waiting", "working", "completed")}
            assert {(client.ended, client.last) for client in clients} == {("terminal", "terminal.end")}
            assert all(client.heartbeats for client in clients)
            assert (db.pool.most, db.pool.out) == (1, 0)
            assert db.pool.checkouts == len([sql for sql in db.pool.statements if "transcription_session" in sql])

    asyncio.run(scene())


async def a_tick(db: Rig) -> None:
    """Wait until a read that began after now is answered."""
    begun = len(db.pool.statements)
    await soon(lambda: len(db.pool.statements) >= begun + 2 and db.pool.out == 0)


def test_a_client_that_comes_back_is_told_only_what_it_has_not_seen(tmp_path: Path) -> None:
    async def scene() -> None:
        async with rig(f"sqlite+aiosqlite:///{tmp_path / 'data.db'}") as db:
            (key,) = await db.add()
            async with serving(db.hub()) as port:
                client = Client()
                await client.read(port, key, until="waiting")
                again = asyncio.create_task(client.read(port, key, until="working"))
                await soon(lambda: client.heartbeats > 1)
                assert client.states == ["waiting"]
                await db.put(S.PROCESSING, key)
                await again
                await db.put(S.COMPLETED, key)  # while nobody listens
                await client.read(port, key)
                assert client.states == ["waiting", "working", "completed"]
                seen = {"Last-Event-ID": client.last}
                async with httpx.AsyncClient() as browser:
                    answer = await browser.get(f"http://127.0.0.1:{port}/{key}", headers=seen)
                assert answer.status_code == 204

    asyncio.run(scene())


def test_a_client_that_goes_away_takes_its_watch_with_it(tmp_path: Path) -> None:
    async def scene() -> None:
        async with rig(f"sqlite+aiosqlite:///{tmp_path / 'data.db'}") as db:
            (key,) = await db.add()
            async with serving(db.hub()) as port:
                await Client().read(port, key, until="waiting")
                await soon(lambda: "StatusHub" not in {task.get_name() for task in asyncio.all_tasks()})

    asyncio.run(scene())


PROGRAM = """
import asyncio, sys
from contextlib import asynccontextmanager
from uuid import UUID
import uvicorn
from fastapi import FastAPI
from session_status.fastapi import sse
from tests.session_status.watching import rig

@asynccontextmanager
async def lifespan(app):
    async with rig(sys.argv[1]) as db:
        (key,) = await db.add()
        async with db.hub() as app.state.hub:
            print(key, flush=True)
            yield
    print("closed", flush=True)

app = FastAPI(lifespan=lifespan)

@app.get("/{key}")
async def endpoint(key: UUID):
    return sse(app.state.hub, key)

uvicorn.run(app, fd=int(sys.argv[2]), log_level="error")
"""


@pytest.mark.slow
def test_a_server_that_is_told_to_stop_ends_its_streams_and_closes_the_hub(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"sqlite+aiosqlite:///{tmp_path / 'data.db'}"
        command = [sys.executable, "-W", "error::ResourceWarning", "-c", PROGRAM, url, str(listener.fileno())]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, pass_fds=[listener.fileno()]
        ) as process:
            assert process.stdout is not None
            key = process.stdout.readline().strip()
            with httpx.stream("GET", f"http://127.0.0.1:{listener.getsockname()[1]}/{key}", timeout=20) as answer:
                lines = answer.iter_lines()
                assert next(lines).startswith("id: ")
                threading.Timer(0.2, process.send_signal, [signal.SIGTERM]).start()
                rest = list(lines)
            out, err = process.communicate(timeout=20)
    assert not any("end" in line for line in rest if line.startswith("event"))  # so the client resumes elsewhere
    assert (process.returncode, out, err) in {(0, "closed\n", ""), (-signal.SIGTERM, "closed\n", "")}
