"""StatusHub: what each consumer sees, and what the database is asked for it."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from tests.session_status.models import LIFE, SESSIONS, OtherStatus, SessionStatus
from tests.session_status.watching import TICK, Hub, Rig, Row, all_of, idle, rig, soon, words

from session_status import ArgumentError, HubError, Lifecycle, StatusHub, UnknownStoredStatusError
from session_status.watching.pauses import pause_after
from session_status.watching.watch import Watch

S = SessionStatus
Play = Callable[[Callable[[Rig], Awaitable[None]]], None]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Run a scene with a database in a file, on an event loop of its own."""

    def run(scene: Callable[[Rig], Awaitable[None]]) -> None:
        async def whole() -> None:
            async with asyncio.timeout(30), rig(f"sqlite+aiosqlite:///{tmp_path / 'data.db'}") as opened:
                await scene(opened)

        asyncio.run(whole())

    return run


def test_a_watch_yields_the_state_now_then_each_change_and_ends_at_a_terminal_one(play: Play) -> None:
    async def scene(db: Rig) -> None:
        (key,) = await db.add()
        watch, seen = db.hub().watch(key), list[str]()
        async for change in watch:
            seen.append(change.wire)
            await db.put({"waiting": S.PROCESSING, "working": S.COMPLETED}.get(change.wire, S.COMPLETED), key)
        assert seen == ["waiting", "working", "completed"]
        assert watch.ending == "terminal"
        assert await words(watch) == []

    play(scene)


def test_a_deleted_row_ends_its_watches_and_no_other(play: Play) -> None:
    async def scene(db: Rig) -> None:
        gone, kept = await db.add(2)
        hub = db.hub()
        first, second, other = hub.watch(gone), hub.watch(gone), hub.watch(kept)
        assert [row.wire for row in await asyncio.gather(anext(first), anext(second), anext(other))] == ["waiting"] * 3
        await db.drop(gone)
        assert await all_of([first, second]) == [[], []]
        assert (first.ending, second.ending, other.ending) == ("deleted", "deleted", None)
        await db.put(S.COMPLETED, kept)
        assert await words(other) == ["completed"]

    play(scene)


def test_a_row_that_never_was_ends_at_once(play: Play) -> None:
    async def scene(db: Rig) -> None:
        watch = db.hub().watch(uuid4())
        assert await words(watch) == []
        assert watch.ending == "deleted"

    play(scene)


def test_a_slow_reader_skips_to_the_latest_state_and_holds_up_nobody(play: Play) -> None:
    async def scene(db: Rig) -> None:
        (key,) = await db.add(1, S.UPLOADING)
        hub = db.hub()
        slow, quick = hub.watch(key), hub.watch(key)
        assert [(await anext(slow)).wire, (await anext(quick)).wire] == ["uploading", "uploading"]
        for status, word in ((S.PENDING, "waiting"), (S.PROCESSING, "working"), (S.COMPLETED, "completed")):
            await db.put(status, key)
            assert (await anext(quick)).wire == word
        assert await words(slow) == ["completed"]

    play(scene)


def test_a_new_watch_is_told_nothing_that_was_read_before_it_began(play: Play) -> None:
    async def scene(db: Rig) -> None:
        (key,) = await db.add()
        hub = db.hub()
        early = hub.watch(key)
        await anext(early)
        await db.put(S.PROCESSING, key)
        assert (await anext(hub.watch(key))).wire == "working"

    play(scene)


def test_a_cancelled_step_loses_no_change(play: Play) -> None:
    async def scene(db: Rig) -> None:
        (key,) = await db.add()
        watch = db.hub().watch(key)
        await anext(watch)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(watch), TICK * 3)
        await db.put(S.COMPLETED, key)
        assert await words(watch) == ["completed"]

    play(scene)


async def _breaks(watch: Watch[Row]) -> None:
    async for _ in watch:
        break


async def _closes(watch: Watch[Row]) -> None:
    async with watch:
        await anext(watch)


async def _is_cancelled(watch: Watch[Row]) -> None:
    task = asyncio.create_task(words(watch))
    del watch
    await asyncio.sleep(TICK * 2)
    task.cancel()
    await asyncio.wait({task})


@pytest.mark.parametrize("leave", [_breaks, _closes, _is_cancelled])
def test_the_hub_stops_with_its_last_watcher_and_starts_with_the_next(
    play: Play, leave: Callable[[Watch[Row]], Awaitable[None]]
) -> None:
    async def scene(db: Rig) -> None:
        (key,) = await db.add()
        hub = db.hub()
        for _ in range(3):
            await leave(hub.watch(key))
            await soon(idle)
        reads = len(db.pool.statements)
        await asyncio.sleep(TICK * 5)
        assert len(db.pool.statements) == reads
        await db.put(S.COMPLETED, key)
        assert await words(hub.watch(key)) == ["completed"]

    play(scene)


def test_a_step_that_waits_ends_when_its_watch_is_closed(play: Play) -> None:
    async def scene(db: Rig) -> None:
        (key,) = await db.add()
        watch = db.hub().watch(key)
        async with aclosing(watch):
            await anext(watch)
            task = asyncio.create_task(words(watch))
            await asyncio.sleep(TICK)
        assert await task == []
        assert watch.ending == "closed"

    play(scene)


def test_watchers_survive_reads_that_fail_and_every_failure_is_logged(
    play: Play, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene(db: Rig) -> None:
        (key,) = await db.add()
        fails = 3

        def factory() -> AsyncSession:
            nonlocal fails
            fails -= 1
            if fails >= 0:
                raise OperationalError("SELECT", {}, OSError("no route"))
            return db.sessions()

        watch = StatusHub(factory, SESSIONS, LIFE, interval=TICK).watch(key)
        with caplog.at_level(logging.INFO, "session_status.hub"):
            assert (await anext(watch)).wire == "waiting"
        assert [record.levelname for record in caplog.records] == ["WARNING"] * 3 + ["INFO"]
        assert [bool(record.exc_info) for record in caplog.records] == [True, False, False, False]
        assert "no route" in caplog.messages[2]

    play(scene)


def test_tries_are_further_apart_the_longer_the_database_fails() -> None:
    assert [pause_after(0.5, failures) for failures in range(6)] == [0.5, 1, 2, 4, 5, 5]
    assert pause_after(0.5, 1_000_000) == 5
    assert pause_after(60, 3) == 60


def test_a_read_that_does_not_come_back_is_a_failed_one(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(db: Rig) -> None:
        (key,) = await db.add()
        hangs = [True]

        class Hanging(AsyncSession):
            async def execute(self, *args: Any, **options: Any) -> Any:
                if hangs and hangs.pop():
                    await asyncio.sleep(3600)
                return await super().execute(*args, **options)

        factory = async_sessionmaker(db.reader, class_=Hanging)
        watch = StatusHub(factory, SESSIONS, LIFE, interval=TICK, timeout=0.3).watch(key)
        assert (await anext(watch)).wire == "waiting"
        assert "TimeoutError" in caplog.text

    play(scene)


def test_a_row_with_an_unknown_status_ends_its_own_watches_alone_in_one_statement(play: Play) -> None:
    async def scene(db: Rig) -> None:
        bad, good = await db.add(2)
        async with db.writer.begin() as connection:
            sql = "UPDATE transcription_session SET status = 'ARCHIVED' WHERE id = :id"
            await connection.execute(text(sql), {"id": bad.hex})
        hub = db.hub(interval=60)
        failing = [hub.watch(bad), hub.watch(bad)]
        found = await asyncio.gather(*map(anext, failing), anext(hub.watch(good)), return_exceptions=True)
        assert [type(one) for one in found[:2]] == [UnknownStoredStatusError] * 2
        assert getattr(found[2], "wire", None) == "waiting"
        assert len(db.pool.statements) == 1
        assert await all_of(failing) == [[], []]

    play(scene)


def _many_times(call: Callable[[], None]) -> None:
    for _ in range(100):
        call()


def test_waking_the_hub_reads_early_and_many_calls_are_one_read(play: Play) -> None:
    async def scene(db: Rig) -> None:
        (key,) = await db.add()
        hub = db.hub(interval=2)
        watch = hub.watch(key)
        await anext(watch)
        await db.put(S.COMPLETED, key)
        thread = threading.Thread(target=_many_times, args=(hub.wake,))
        start = time.monotonic()
        thread.start()
        assert await words(watch) == ["completed"]
        assert time.monotonic() - start < 1.5
        thread.join()
        assert len(db.pool.statements) == 2

    play(scene)


def test_waking_without_end_reads_ten_times_a_tick_and_no_more_once_it_stops(play: Play) -> None:
    async def scene(db: Rig) -> None:
        (key,) = await db.add()
        hub = db.hub(interval=6)
        watch = hub.watch(key)
        await anext(watch)
        began = asyncio.get_running_loop().time()
        for _ in range(100):
            hub.wake()
            await asyncio.sleep(0.005)
        ticks = (asyncio.get_running_loop().time() - began) / 6
        assert len(db.pool.statements) <= 2 + 10 * ticks
        await asyncio.sleep(1)
        reads = len(db.pool.statements)
        await asyncio.sleep(0.5)
        assert len(db.pool.statements) == reads

    play(scene)


def test_a_hub_whose_last_watcher_left_does_not_wait_for_its_tick_to_stop(play: Play) -> None:
    async def scene(db: Rig) -> None:
        (key,) = await db.add()
        await _closes(db.hub(interval=3).watch(key))
        async with asyncio.timeout(2):
            await soon(idle)

    play(scene)


def test_waking_a_hub_that_nobody_watches_does_nothing(play: Play) -> None:
    async def scene(db: Rig) -> None:
        hub = db.hub()
        hub.wake()
        await asyncio.sleep(TICK)
        assert db.pool.statements == []

    play(scene)


def test_closing_ends_every_watch_and_leaves_nothing_behind(play: Play) -> None:
    async def scene(db: Rig) -> None:
        keys = await db.add(20)
        async with db.hub() as hub:
            watches = [hub.watch(key) for key in keys]
            heard: list[list[str]] = [[] for _ in keys]
            reading = asyncio.gather(*map(words, watches, heard))
            await soon(lambda: all(heard))
        assert await reading == [["waiting"]] * 20
        assert {watch.ending for watch in watches} == {"closed"}
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert db.pool.out == 0
        await hub.aclose()
        with pytest.raises(HubError, match=r"the hub is closed: watch before aclose\(\)"):
            hub.watch(keys[0])
        async with hub:
            assert (await anext(hub.watch(keys[0]))).wire == "waiting"

    play(scene)


def test_closing_during_a_read_that_hangs_cancels_it(play: Play) -> None:
    async def scene(db: Rig) -> None:
        class Hanging(AsyncSession):
            async def execute(self, *args: Any, **options: Any) -> Any:
                await asyncio.sleep(3600)
                return await super().execute(*args, **options)

        hub = StatusHub(async_sessionmaker(db.reader, class_=Hanging), SESSIONS, LIFE, interval=TICK)
        reading = asyncio.create_task(words(hub.watch(uuid4())))
        await asyncio.sleep(TICK)
        await hub.aclose()
        assert await reading == []
        assert asyncio.all_tasks() == {asyncio.current_task()}

    play(scene)


CARRIED: ContextVar[str] = ContextVar("CARRIED", default="nothing")


def test_the_first_watchers_context_does_not_live_on_in_the_hub(play: Play) -> None:
    async def scene(db: Rig) -> None:
        CARRIED.set("a request")
        seen = list[str]()

        def factory() -> AsyncSession:
            seen.append(CARRIED.get())
            return db.sessions()

        assert await words(StatusHub(factory, SESSIONS, LIFE).watch(uuid4())) == []
        assert seen == ["nothing"]

    play(scene)


def test_a_second_event_loop_is_refused_while_the_first_is_served(play: Play) -> None:
    async def scene(db: Rig) -> None:
        (key,) = await db.add()
        hub = db.hub()
        watch = hub.watch(key)
        await anext(watch)
        refused = list[BaseException]()

        def elsewhere() -> None:
            for step in (anext(hub.watch(key)), hub.aclose()):
                try:
                    asyncio.run(_awaited(step))
                except HubError as error:
                    refused.append(error)

        await asyncio.to_thread(elsewhere)
        assert [str(error) for error in refused] == [
            "the hub serves another event loop: make one StatusHub for each loop"
        ] * 2
        await db.put(S.COMPLETED, key)
        assert await words(watch) == ["completed"]

    play(scene)


async def _awaited(step: Awaitable[Any]) -> Any:
    return await step


def test_one_event_loop_after_another_is_served_whatever_the_first_left_behind(tmp_path: Path) -> None:
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'data.db'}", poolclass=NullPool)
    hub = StatusHub(async_sessionmaker(engine), SESSIONS, LIFE, interval=TICK)
    left: list[Watch[Row]] = []

    async def begin() -> None:
        async with rig(f"sqlite+aiosqlite:///{tmp_path / 'data.db'}") as db:
            (key,) = await db.add()
            watch = hub.watch(key)
            assert (await anext(watch)).wire == "waiting"
            left.append(watch)

    for _ in range(3):
        asyncio.run(begin())
    left.clear()


@pytest.fixture
def threads() -> Iterator[set[int]]:
    before = set(threading.enumerate())
    seen: set[int] = set()
    yield seen
    assert [thread for thread in threading.enumerate() if thread not in before and "hub" in thread.name] == []


def test_a_sync_factory_is_read_in_one_thread_that_ends_with_the_last_watcher(
    play: Play, tmp_path: Path, threads: set[int]
) -> None:
    class Watched(Session):
        def execute(self, *args: Any, **options: Any) -> Any:
            threads.add(threading.get_ident())
            return super().execute(*args, **options)

    async def scene(db: Rig) -> None:
        engine = create_engine(f"sqlite:///{tmp_path / 'data.db'}")
        keys = await db.add(3)
        hub = StatusHub(sessionmaker(engine, class_=Watched), SESSIONS, LIFE, interval=TICK)
        reading = asyncio.create_task(all_of(hub.watch(key) for key in keys))
        await asyncio.sleep(TICK * 5)
        await db.put(S.COMPLETED)
        assert await reading == [["waiting", "completed"]] * 3
        assert len(threads) == 1
        assert threading.get_ident() not in threads
        await soon(lambda: all("session_status.hub" not in thread.name for thread in threading.enumerate()))
        engine.dispose()

    play(scene)


def _dependency() -> Iterator[Session]:
    with Session() as db:
        yield db


async def _coroutine() -> Session:
    return Session()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (Session(), "not the session <sqlalchemy.orm.session.Session"),
        (scoped_session(sessionmaker()), "not the session <sqlalchemy.orm.scoping.scoped_session"),
        (AsyncSession(), "not the session <sqlalchemy.ext.asyncio.session.AsyncSession"),
        (async_scoped_session(async_sessionmaker(), lambda: 1), "not the session <sqlalchemy.ext.asyncio.scoping"),
        (create_engine("sqlite://"), "such as a sessionmaker, not Engine"),
        (_dependency, "not the generator <function _dependency"),
        (_coroutine, "such as a sessionmaker, not <function _coroutine"),
    ],
    ids=lambda given: type(given).__name__ if not isinstance(given, str) else "",
)
def test_a_hub_is_given_a_factory_and_no_session(given: Any, message: str) -> None:
    with pytest.raises(ArgumentError, match="a hub needs a session factory") as refused:
        StatusHub(given, SESSIONS, LIFE)
    assert message in str(refused.value)


def test_a_hub_is_given_a_query_and_a_lifecycle_in_this_order() -> None:
    life: Any = LIFE
    query: Any = SESSIONS
    with pytest.raises(ArgumentError, match=r"a hub needs a SummaryQuery, not Lifecycle\(SessionStatus\)"):
        StatusHub(sessionmaker(), life, query)
    with pytest.raises(ArgumentError, match="a hub needs a Lifecycle, not SummaryQuery"):
        StatusHub(sessionmaker(), query, query)


def test_a_hub_and_a_watch_say_how_far_they_are(play: Play) -> None:
    async def scene(db: Rig) -> None:
        (key,) = await db.add()
        hub = db.hub()
        watch = hub.watch(key)
        assert (repr(watch), repr(hub)) == ("<Watch: not begun>", f"<StatusHub on {SESSIONS!r}, 0 watched>")
        await anext(watch)
        assert (repr(watch), repr(hub)) == ("<Watch: watching>", f"<StatusHub on {SESSIONS!r}, 1 watched>")
        await hub.aclose()
        assert (repr(watch), repr(hub)) == ("<Watch: closed>", f"<StatusHub on {SESSIONS!r}, closed>")

    play(scene)


def test_a_factory_that_makes_no_session_ends_every_watch_with_a_clear_error() -> None:
    async def scene() -> None:
        factory: Any = dict
        hub: Hub = StatusHub(factory, SESSIONS, LIFE)
        both = await asyncio.gather(*(anext(hub.watch(uuid4())) for _ in range(2)), return_exceptions=True)
        assert [str(error) for error in both] == ["the hub's factory <class 'dict'> made no session but {}"] * 2
        assert both[0] is not both[1]

    asyncio.run(scene())


def test_a_lifecycle_of_another_enum_is_refused_and_no_endless_watch() -> None:
    steps = {OtherStatus.PENDING: [OtherStatus.DONE]}
    life: Any = Lifecycle(OtherStatus, steps, initial=[OtherStatus.PENDING])
    with pytest.raises(ArgumentError, match=r"Lifecycle\(OtherStatus\) is no lifecycle of .* status, a SessionStatus"):
        StatusHub(sessionmaker(), SESSIONS, life)


def test_a_key_of_the_wrong_type_is_refused_before_anything_runs() -> None:
    hub = StatusHub(sessionmaker(), SESSIONS, LIFE)
    wrong: Any = "7"
    with pytest.raises(ArgumentError, match=r"transcription_session\.id is a UUID, not '7'"):
        hub.watch(wrong)


@pytest.mark.parametrize("option", ["interval", "timeout"])
@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan")])
def test_seconds_are_a_positive_number(option: str, seconds: float) -> None:
    options: Any = {option: seconds}
    with pytest.raises(ArgumentError, match=f"{option}={seconds!r} is no positive number of seconds"):
        StatusHub(sessionmaker(), SESSIONS, LIFE, **options)
