"""A notification wakes a hub for the rows that it names, by each client, and what was missed meanwhile is read."""

from __future__ import annotations

import asyncio
import logging
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Generator, Sequence
from contextlib import ExitStack, aclosing, contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.session_status.models import LIFE, SESSIONS, SessionStatus
from tests.session_status.watching import Hub, rig, soon

from session_status import ArgumentError, StatusHub
from session_status.watching.wakeups import following as module
from session_status.watching.wakeups.by_asyncpg import AsyncpgWakeUps
from session_status.watching.wakeups.by_nats import NatsWakeUps
from session_status.watching.wakeups.by_psycopg import PsycopgWakeUps
from session_status.watching.wakeups.by_redis import RedisWakeUps
from session_status.watching.wakeups.channel import WakeUps, keys_of
from session_status.watching.wakeups.following import following
from session_status.watching.wakeups.turns import turns

S = SessionStatus
BY: dict[str, Callable[[str, str, Callable[[str], UUID]], WakeUps[UUID]]] = {
    "psycopg": PsycopgWakeUps[UUID],
    "asyncpg": AsyncpgWakeUps[UUID],
}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let little time lie between two reads, and between two tries."""
    monkeypatch.setattr("session_status.watching.read_loop.WOKEN_PAUSE", 0.001)
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.05)


async def notify(url: str, payload: object) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as other:
        await other.execute("SELECT pg_notify('Jobs changed', %s)", [str(payload)])


async def cut(url: str) -> None:
    """End the connections that listen, as a server does that is started anew."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as other:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%' AND pid <> pg_backend_pid()"
        await other.execute(ended)


@pytest.mark.postgres
@pytest.mark.parametrize("client", BY)
def test_a_notification_has_the_row_read_that_it_names_and_no_other(postgres_url: str, client: str) -> None:
    async def scene() -> None:
        async with rig(postgres_url.replace("postgresql", "postgresql+psycopg")) as db:
            one, other = await db.add(2)
            hub: Hub = StatusHub(db.sessions, SESSIONS, LIFE, interval=60, sweep=3600)
            watches = [hub.watch(key) for key in (one, other)]
            async with asyncio.timeout(60), hub, following(hub, BY[client](postgres_url, "Jobs changed", UUID)):
                await asyncio.gather(*map(anext, watches))
                await soon(lambda: hub.lag is not None)
                await db.put(S.PROCESSING)
                await notify(postgres_url, one)
                assert (await anext(watches[0])).wire == "working"
                await cut(postgres_url)
                await db.put(S.COMPLETED)  # nobody hears of it: all rows are read when the connection is back
                assert [(await anext(watch)).wire for watch in watches] == ["completed"] * 2

    asyncio.run(scene())


@contextmanager
def running(program: str, folder: str, *options: str, port: int = 0) -> Generator[int]:
    """Start Debian's server on a free port, and stop it at the end."""
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if path is None:
        pytest.skip(f"{program} is absent: install Debian's package {program}")
    port = port or _free_port()
    with subprocess.Popen(
        [path, *(option.format(port=port) for option in options)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _await_port(port)
            yield port
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


def _await_port(port: int) -> None:
    for _ in range(400):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.05)
    pytest.fail(f"nothing answers on port {port}")


async def heard(wakeups: WakeUps[int], publish: Callable[[], Any], count: int) -> list[Any]:
    """Follow wake-ups, publish once they have begun, and return what a hub was woken for."""
    hub: Any = Woken()
    async with asyncio.timeout(60), following(hub, wakeups):
        await soon(lambda: hub.keys == [None])
        await publish()
        await soon(lambda: len(hub.keys) >= count)
    found: list[Any] = hub.keys
    return found


REDIS = ("--port", "{port}", "--save", "", "--appendonly", "no")


def test_what_redis_publishes_names_rows(tmp_path: Path) -> None:
    client: Any = pytest.importorskip("redis.asyncio", reason="redis-py is absent: install the extra redis")
    with running("redis-server", str(tmp_path), *REDIS) as port:
        address = f"redis://127.0.0.1:{port}"

        async def publish() -> None:
            async with client.from_url(address) as other:
                await other.publish("jobs", "7,8")
                await other.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
                await asyncio.sleep(0.5)  # it is connected anew
                await other.publish("jobs", "9")

        woken = asyncio.run(heard(RedisWakeUps(address, "jobs", int), publish, 4))
    assert woken == [None, [7, 8], None, [9]]


NATS = ("--addr", "127.0.0.1", "--port", "{port}")


def test_what_nats_publishes_names_rows(tmp_path: Path) -> None:
    client: Any = pytest.importorskip("nats", reason="nats-py is absent: install the extra nats")
    with running("nats-server", str(tmp_path), *NATS) as port:
        address = f"nats://127.0.0.1:{port}"

        async def publish() -> None:
            other = await client.connect(address)
            await other.publish("jobs", b"7,8")
            await other.drain()

        woken = asyncio.run(heard(NatsWakeUps(address, "jobs", int), publish, 2))
    assert woken == [None, [7, 8]]


# redis-py leaves a socket to Python's collector where a connection breaks while it is made.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("program", "options", "make"),
    [("redis-server", REDIS, RedisWakeUps[int]), ("nats-server", NATS, NatsWakeUps[int])],
)
def test_a_server_that_is_started_anew_is_heard_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, program: str, options: tuple[str, ...], make: Any
) -> None:
    name = program.partition("-")[0]
    pytest.importorskip(name, reason=f"the client of {name} is absent: install the extra {name}")

    async def scene() -> None:
        hub: Any = Woken()
        with ExitStack() as first:
            port = await asyncio.to_thread(first.enter_context, running(program, str(tmp_path), *options))
            async with asyncio.timeout(60), following(hub, make(f"{name}://127.0.0.1:{port}", "jobs", int)):
                await soon(lambda: hub.keys == [None])
                await asyncio.to_thread(first.close)
                await soon(lambda: "tried again" in caplog.text)
                with running(program, str(tmp_path), *options, port=port):
                    await soon(lambda: hub.keys == [None, None])

    asyncio.run(scene())


class Away:
    """Fails, then tells of one row."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = [*failures]

    async def listen(self) -> AsyncIterator[Sequence[int] | None]:
        if self.failures:
            raise self.failures.pop(0)
        yield [7]
        await asyncio.Event().wait()


class Woken:
    """Stands for a hub."""

    def __init__(self) -> None:
        self.keys: list[Any] = []

    def wake(self, keys: Any = None) -> None:
        self.keys.append(keys)


def test_a_server_that_is_away_is_asked_again_and_each_failure_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        hub: Any = Woken()
        wakeups: WakeUps[int] = Away(OSError("no route"), RuntimeError("not yet"))
        async with following(hub, wakeups):
            await soon(lambda: hub.keys)
        assert hub.keys == [[7]]
        assert not [task for task in asyncio.all_tasks() if task.get_name() == "WakeUps"]

    with caplog.at_level(logging.WARNING, "session_status.hub"):
        asyncio.run(scene())
    assert [record.getMessage() for record in caplog.records] == [
        "wake-ups failed, and are tried again: OSError('no route')",
        "wake-ups failed, and are tried again: RuntimeError('not yet')",
    ]


class Words:
    """Tells what a test puts into it."""

    def __init__(self) -> None:
        self.words: asyncio.Queue[Sequence[int] | None] = asyncio.Queue()

    async def listen(self) -> AsyncIterator[Sequence[int] | None]:
        while True:
            yield await self.words.get()


def test_a_worker_has_a_turn_at_once_one_for_each_word_and_one_every_so_often() -> None:
    async def scene() -> None:
        told = Words()
        async with asyncio.timeout(60), aclosing(turns(told, every=3600)) as waiting:
            await anext(waiting)
            for _ in range(3):  # as many words during a turn are one turn behind it
                told.words.put_nowait([7])
            await soon(told.words.empty)
            await asyncio.sleep(0)
            await anext(waiting)
            silent = asyncio.ensure_future(anext(waiting))
            assert not (await asyncio.wait({silent}, timeout=0.1))[0]
            told.words.put_nowait(None)
            await silent
        async with asyncio.timeout(60), aclosing(turns(Words(), every=0.01)) as often:
            for _ in range(3):
                await anext(often)
        with pytest.raises(ArgumentError, match="every=0 is no positive number of seconds"):
            await anext(turns(told, every=0))

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("message", "keys"), [("7", [7]), ("7, 8,9", [7, 8, 9]), ("", None), (" , ", None), ("seven", None)]
)
def test_a_message_names_keys_or_any_row(
    message: str, keys: list[int] | None, caplog: pytest.LogCaptureFixture
) -> None:
    assert keys_of(message, int) == keys
    assert ("'seven' names no key, so all rows are read" in caplog.text) is (message == "seven")
