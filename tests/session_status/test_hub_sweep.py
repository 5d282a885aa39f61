"""A sweep reads slice by slice and tells each at once; rows that are named are read before the others, and alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import pytest
from tests.session_status.models import LIFE, SESSIONS, SessionStatus
from tests.session_status.watching import Rig, rig

from session_status import ArgumentError, StatusHub
from session_status.watching import sweep as module
from session_status.watching.board import Board
from session_status.watching.sweep import BOUND, FIRST, LEAST, MOST, Sweep
from session_status.watching.watch import Mailbox

S = SessionStatus


class Clock:
    """Stands for the time: it goes on when a test says so."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


class Reader:
    """Reads nothing: it notes what was asked, and does what a test wants meanwhile."""

    def __init__(self, clock: Clock, during: Callable[[Sequence[int]], None] = lambda _: None) -> None:
        self.asked: list[list[int]] = []
        self._clock = clock
        self._during = during

    async def read(self, keys: Sequence[int]) -> dict[int, str]:
        self.asked.append(list(keys))
        self._clock.now += 0.1
        self._during(keys)
        return dict.fromkeys(keys, f"read {len(self.asked)}")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock()
    monkeypatch.setattr(module, "time", standing)
    return standing


def watched(keys: Iterable[int]) -> tuple[Board[int, str], dict[int, Mailbox[str]]]:
    board = Board[int, str](lambda _: False)
    boxes = {key: Mailbox[str]() for key in keys}
    for key, box in boxes.items():
        board.join(key, box)
    return board, boxes


def made(reader: Reader, every: float = 10.0) -> Sweep[int, str]:
    return Sweep(cast("Any", reader), 5.0, every)


def pending(box: Mailbox[str]) -> str | None:
    return box._pending  # pyright: ignore[reportPrivateUsage] -- what would be taken next


def test_many_rows_are_read_in_slices_and_each_is_told_before_the_next_is_asked(clock: Clock) -> None:
    board, boxes = watched(range(2 * FIRST + 1))
    told: list[int] = []
    reader = Reader(clock, lambda _: told.append(sum(pending(box) is not None for box in boxes.values())))
    asyncio.run(made(reader).read(board))
    assert [len(keys) for keys in reader.asked] == [FIRST, FIRST, 1]
    assert told == [0, FIRST, 2 * FIRST]
    assert all(pending(box) is not None for box in boxes.values())


def test_a_slice_is_as_large_as_the_bound_of_time_allows(clock: Clock) -> None:
    board, _ = watched(range(60_000))
    took = BOUND * 2
    reader = Reader(clock, lambda _: setattr(clock, "now", clock.now + took))
    sweep = made(reader, every=0.0)
    asyncio.run(sweep.read(board))
    sizes = [len(keys) for keys in reader.asked]
    assert sizes[:3] == [FIRST, FIRST // 2, FIRST // 4]
    assert set(sizes[6:-1]) == {LEAST}
    took = -0.1  # as if it took no time
    for _ in range(3):
        reader.asked.clear()
        asyncio.run(sweep.read(board))
    assert [len(keys) for keys in reader.asked] == [MOST] * 3


def test_rows_that_are_named_are_read_alone_until_all_are_due(clock: Clock) -> None:
    board, _ = watched(range(10))
    reader = Reader(clock)
    sweep = made(reader)
    asyncio.run(sweep.read(board))
    sweep.hurry([3, 99, 5, 3])
    asyncio.run(sweep.read(board))
    asyncio.run(sweep.read(board))
    assert [sorted(keys) for keys in reader.asked[1:]] == [[3, 5]]
    clock.now += sweep.pause
    asyncio.run(sweep.read(board))
    assert reader.asked[-1] == list(range(10))


def test_a_new_watch_and_a_named_row_do_not_wait_for_the_rest_of_a_sweep(clock: Clock) -> None:
    board, _ = watched(range(2 * FIRST))
    late = Mailbox[str]()

    def meanwhile(keys: Sequence[int]) -> None:
        if keys[0] == 0:
            board.join(-1, late)
            sweep.hurry([2 * FIRST - 1])

    reader = Reader(clock, meanwhile)
    sweep = made(reader)
    asyncio.run(sweep.read(board))
    assert reader.asked[1] == [2 * FIRST - 1, -1]
    assert pending(late) == "read 2"


def test_what_was_told_before_a_failure_stays_told_and_all_is_read_again(clock: Clock) -> None:
    board, boxes = watched(range(2 * FIRST))
    fails = [True]

    def fail(keys: Sequence[int]) -> None:
        if keys[0] == FIRST and fails.pop():
            raise OSError("no route")

    reader = Reader(clock, fail)
    sweep = made(reader)
    with pytest.raises(OSError, match="no route"):
        asyncio.run(sweep.read(board))
    assert (pending(boxes[0]), pending(boxes[FIRST]), sweep.lag) == ("read 1", None, None)
    fails.append(False)
    asyncio.run(sweep.read(board))
    assert [keys[0] for keys in reader.asked] == [0, FIRST, 0, FIRST]
    assert pending(boxes[FIRST]) == "read 4"


def test_who_wakes_everything_during_a_sweep_is_owed_another_one(clock: Clock) -> None:
    board, _ = watched(range(3))
    wakes = [True]
    reader = Reader(clock, lambda _: sweep.hurry(None) if wakes and wakes.pop() else None)
    sweep = made(reader)
    for _ in range(3):
        asyncio.run(sweep.read(board))
    assert reader.asked == [[0, 1, 2]] * 2


def test_a_lag_is_the_age_of_the_oldest_state(clock: Clock) -> None:
    board, _ = watched(range(2 * FIRST))
    sweep = made(Reader(clock))
    assert sweep.lag is None
    asyncio.run(sweep.read(board))
    assert sweep.lag == pytest.approx(0.2)  # two slices, from the beginning of the first
    clock.now += 7
    assert sweep.lag == pytest.approx(7.2)


def scene(tmp_path: Any, play: Callable[[Rig], Any]) -> None:
    async def played() -> None:
        async with rig(f"sqlite+aiosqlite:///{tmp_path}/rows.db") as db:
            await play(db)

    asyncio.run(played())


def test_a_hub_that_is_told_which_row_changed_reads_it_alone(tmp_path: Any) -> None:
    async def play(db: Rig) -> None:
        one, other = await db.add(2)
        hub = StatusHub(db.sessions, SESSIONS, LIFE, interval=60, sweep=3600)
        watches = [hub.watch(key) for key in (one, other)]
        first = await asyncio.gather(*map(anext, watches))
        assert [change.wire for change in first] == ["waiting"] * 2
        await db.put(S.COMPLETED)
        hub.wake([one])
        async with asyncio.timeout(20):
            assert (await anext(watches[0])).wire == "completed"
        assert hub.lag is not None
        assert len(db.pool.statements) == 2
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(watches[1]), 0.05)
        hub.wake()
        async with asyncio.timeout(20):
            assert (await anext(watches[1])).wire == "completed"

    # A tenth of the interval lies between two reads, so the interval is shortened for the test alone.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("session_status.watching.read_loop.WOKEN_PAUSE", 0.001)
        scene(tmp_path, play)


def test_a_sweep_is_a_positive_number_of_seconds() -> None:
    with pytest.raises(ArgumentError, match="sweep=0 is no positive number of seconds"):
        StatusHub(cast("Any", lambda: None), SESSIONS, LIFE, sweep=0)
