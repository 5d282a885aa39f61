"""`make serve` as a process: how it begins, what it says where it cannot, and that nothing of it is left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select, update
from tests.coaching.desk import Desk, S

from coaching import serve
from coaching.infrastructure.models import CoachingSession
from coaching.infrastructure.models import Session as TranscriptionSession
from coaching.sample import fill, send_recording
from coaching.worker import __main__ as worker

APPLICATION = Path(__file__).parents[2] / "examples" / "coaching"
PATIENCE = 60.0


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Give back the handlers of signals, which both programs set."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def started(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "coaching.serve", "--database", f"sqlite:///{folder / 'coaching.db'}"]
    environment = {**os.environ, "PYTHONPATH": str(APPLICATION)}
    return subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def ended(process: int) -> bool:
    """Tell whether a process has ended; what nobody waits for stays as a zombie where there is no init."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.skipif(sys.platform != "linux", reason="children are read from /proc, which Linux has")
@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.slow)]
)
def test_whatever_ends_the_server_ends_its_worker_and_says_nothing(tmp_path: Path, number: signal.Signals) -> None:
    process = started(tmp_path)
    assert process.stdout
    address, _, token = process.stdout.readline().strip().partition("/#token=")
    bearer = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{address}/api/v1/coaching-sessions", headers=bearer, timeout=PATIENCE).json()["total"] > 0
    (worker,) = children(process.pid)
    process.send_signal(number)
    _, told = process.communicate(timeout=PATIENCE)
    until = time.monotonic() + PATIENCE
    while not ended(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert ended(worker), "the worker goes on polling"
    assert (process.returncode, "Traceback" in told) == (-9 if number is signal.SIGKILL else 0, False), told


def test_the_sample_ends_today_and_something_of_it_is_always_under_way(desk: Desk) -> None:
    fill(desk.sessions)
    with desk.sessions() as db:
        newest = db.scalar(select(func.max(CoachingSession.held_on)))
        sessions = db.scalar(select(func.count()).select_from(CoachingSession))
    assert newest == datetime.now().astimezone().date()
    assert not send_recording(desk.sessions), "some are waiting from the beginning"
    for _ in range(9):  # seven sessions have no transcript; after them there are new ones
        with desk.sessions.begin() as db:
            db.execute(update(TranscriptionSession).values(status=S.CANCELLED))
        assert send_recording(desk.sessions)
        with desk.sessions() as db:
            waiting = select(func.count()).where(TranscriptionSession.status == S.PENDING)
            assert db.scalar(waiting) == 1
    with desk.sessions() as db:
        assert db.scalar(select(func.count()).select_from(CoachingSession)) == (sessions or 0) + 2


def refusal(monkeypatch: pytest.MonkeyPatch, *options: str) -> str:
    """Start the server with options that it refuses; give what it says."""
    monkeypatch.setattr(sys, "argv", ["coaching", *options])
    with pytest.raises(SystemExit) as refused:
        serve.main()
    return str(refused.value)


def test_a_port_that_is_taken_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        told = refusal(monkeypatch, "--port", str(port))
    assert told == f"coaching: port {port}: Address already in use. Choose another with --port; 0 takes a free one."


@pytest.mark.parametrize("port", ["-1", "65536", "http", "80.5"])
def test_a_port_that_is_none_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    assert refusal(monkeypatch, f"--port={port}") == "2"
    assert f"'{port}' is no port: give a number from 0 to 65535" in capsys.readouterr().err


ADDRESSES = {
    "no address": ("nonsense", "this is no address of a database that is known here"),
    "no dialect": ("oracul://u:secret@h/x", "this is no address of a database that is known here"),
    "a port that is no number": ("postgresql://u:secret@h:port/x", "this is no address"),
    "no driver": ("mysql://u:secret@h/x", "the driver of this database is not installed: "),
    "nobody there": ("postgresql://u:secret@127.0.0.1:1/x", "postgresql://u:***@127.0.0.1:1/x cannot be used: "),
    "no folder": ("sqlite:////nowhere/coaching.db", "sqlite:////nowhere/coaching.db cannot be used: unable to open"),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_without_a_database_is_refused_in_one_line_without_the_password(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    address, reason = ADDRESSES[name]
    told = refusal(monkeypatch, "--database", address)
    assert reason in told
    assert ("secret" in told, "\n" in told) == (False, False)


def test_a_worker_refuses_an_address_without_a_database_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["worker", "--database", "nonsense"])
    with pytest.raises(SystemExit):
        worker.main()
    assert "error: DATABASE_URL or --database: this is no address of a database" in capsys.readouterr().err
