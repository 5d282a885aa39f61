"""`uvicorn --factory coaching.app:create --workers 2`: what one process answered, the other one knows."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.coaching.desk import HERE, Desk, S, open_desk
from tests.coaching.test_api import VTT

APPLICATION = Path(__file__).parents[2] / "examples" / "coaching"
PATIENCE = 60.0
DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="children are read from /proc, which Linux has"),
]


@dataclass(frozen=True)
class Pair:
    """Two processes behind one port, of which a test lets one sleep, so that the other one answers."""

    desk: Desk
    server: subprocess.Popen[str]
    port: int

    @property
    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]

    @contextmanager
    def only(self, number: int) -> Generator[httpx.Client]:
        """Let one of the two answer."""
        other = self.workers[1 - number]
        os.kill(other, signal.SIGSTOP)
        try:
            with self.client() as client:
                yield client
        finally:
            os.kill(other, signal.SIGCONT)

    def client(self) -> httpx.Client:
        """Ask whichever process comes first, on a connection of its own."""
        bearer = {"Authorization": f"Bearer {self.desk.coach.token}"}
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers=bearer, timeout=PATIENCE)


@pytest.fixture(scope="module", params=DATABASES)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Start both once for all tests: two interpreters take longer than everything that is asked of them."""
    sqlite = request.param == "sqlite"
    address = (
        f"sqlite:///{tmp_path_factory.mktemp('pair') / 'desk.db'}"
        if sqlite
        else str(request.getfixturevalue("postgres_url"))
    )
    with open_desk(address) as desk:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "uvicorn", "--factory", "coaching.app:create", "--workers", "2"]
        command += ["--port", str(port), "--log-level", "warning", "--timeout-worker-healthcheck", "600"]
        database = desk.engine.url.render_as_string(hide_password=False)
        environment = {**os.environ, "PYTHONPATH": str(APPLICATION), "DATABASE_URL": database}
        server = subprocess.Popen(command, env=environment, text=True, stderr=subprocess.PIPE)
        opened = Pair(desk, server, port)
        try:
            await_both(opened)
            yield opened
        finally:
            server.terminate()
            _, told = server.communicate(timeout=PATIENCE)
        assert "Traceback" not in told, told


def await_both(pair: Pair) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            assert len(pair.workers) == 2
            for number in range(2):
                with pair.only(number) as client:
                    assert client.get(HERE).status_code == 200
        except (AssertionError, OSError, httpx.TransportError):
            assert time.monotonic() < until, "the processes do not answer"
            assert pair.server.poll() is None, "the server has ended"
            time.sleep(0.1)
        else:
            return


def test_whoever_is_known_to_one_process_is_known_to_the_other(pair: Pair) -> None:
    key = pair.desk.add(S.COMPLETED)
    for number in range(2):
        with pair.only(number) as client:
            assert client.get(f"{HERE}/{key}").json()["id"] == str(key)
            assert client.get(HERE, headers={"Authorization": "Bearer nobody"}).status_code == 401


def test_what_one_process_showed_is_changed_at_the_other_and_then_refused_at_the_first(pair: Pair) -> None:
    key = pair.desk.add()
    with pair.only(0) as client:
        seen = {"If-Match": client.get(f"{HERE}/{key}").headers["etag"]}
    with pair.only(1) as client:
        assert client.patch(f"{HERE}/{key}", json={"minutes": 45}, headers=seen).status_code == 200
    with pair.only(0) as client:
        assert client.patch(f"{HERE}/{key}", json={"minutes": 30}, headers=seen).status_code == 412
        assert client.get(f"{HERE}/{key}").json()["minutes"] == 45


@pytest.mark.parametrize("path", ["transcript", "recording"])
def test_an_upload_that_is_sent_again_to_the_other_process_is_answered_as_the_first_time(pair: Pair, path: str) -> None:
    key = pair.desk.add()
    media = {"transcript": "text/vtt", "recording": "audio/wav"}[path]
    sent: dict[str, Any] = {"content": VTT.encode(), "headers": {"Content-Type": media, "Idempotency-Key": "once"}}
    with pair.only(0) as client:
        first = client.post(f"{HERE}/{key}/{path}", **sent)
    with pair.only(1) as client:
        again = client.post(f"{HERE}/{key}/{path}", **sent)
        other = client.post(f"{HERE}/{key}/{path}", content=VTT.encode(), headers={"Content-Type": media})
    assert (first.status_code, again.status_code, other.status_code) in {(201, 201, 409), (202, 202, 409)}
    assert first.json() == again.json()


@pytest.mark.parametrize("watching", [0, 1])
def test_a_change_at_one_process_is_told_to_whoever_watches_at_the_other(pair: Pair, watching: int) -> None:
    key = pair.desk.add(S.PENDING)
    with pair.client() as client, ExitStack() as stack:
        with pair.only(watching):
            answer = stack.enter_context(client.stream("GET", f"{HERE}/{key}/events"))
            told = (line for line in answer.iter_lines() if line.startswith("data: {"))
            assert json.loads(next(told).removeprefix("data: "))["status"] == "pending"
        with pair.only(1 - watching) as other:
            assert other.post(f"{HERE}/{key}/transcription/cancel").status_code == 200
        assert json.loads(next(told).removeprefix("data: "))["status"] == "cancelled"
