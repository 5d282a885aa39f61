"""Board and Mailbox: whatever comes and goes, each consumer has the latest state and no state twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from session_status.watching.board import Board
from session_status.watching.watch import Mailbox

LAST = 9
TICKS = st.lists(st.fixed_dictionaries({"value": st.integers(0, LAST), "join": st.booleans(), "take": st.booleans()}))


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as one_loop:
        yield one_loop


def taken(runner: asyncio.Runner, mailbox: Mailbox[int]) -> list[int]:
    """Take what waits, without waiting."""

    async def now() -> list[int]:
        found: list[int] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(0):
                while (value := await mailbox.take()) is not None:
                    found.append(value)
        return found

    return runner.run(now())


@given(TICKS)
def test_each_consumer_takes_the_latest_value_and_none_twice_in_a_row(
    runner: asyncio.Runner, ticks: list[dict[str, int]]
) -> None:
    board = Board[str, int](lambda value: value == LAST)
    taking: dict[Mailbox[int], list[int]] = {}
    for tick in ticks:
        if tick["join"]:
            board.join("row", mailbox := Mailbox[int]())
            taking[mailbox] = []
        asked = board.asked()
        board.deliver(asked, {"row": tick["value"]})
        for mailbox, seen in taking.items():
            if tick["take"] and mailbox.ending is None:
                seen.extend(taken(runner, mailbox))
                assert seen[-1] == tick["value"]
        if tick["value"] == LAST:
            assert not board
            assert {mailbox.ending for mailbox in taking} <= {"terminal"}
    for mailbox, seen in taking.items():
        whole = seen + taken(runner, mailbox)
        assert all(one != other for one, other in pairwise(whole))
        assert mailbox.ending is None or whole[-1] == LAST


def test_a_read_says_nothing_to_a_mailbox_that_joined_after_it_began(runner: asyncio.Runner) -> None:
    board = Board[str, int](lambda value: value == LAST)
    early, late = Mailbox[int](), Mailbox[int]()
    board.join("row", early)
    asked = board.asked()
    board.join("row", late)
    board.deliver(asked, {"row": 1})
    assert (taken(runner, early), taken(runner, late)) == ([1], [])
    board.deliver(board.asked(), {"row": 1})
    assert (taken(runner, early), taken(runner, late)) == ([], [1])


def test_a_mailbox_that_joined_during_the_read_that_misses_its_row_is_asked_for_again() -> None:
    board = Board[str, int](lambda value: value == LAST)
    early, late = Mailbox[int](), Mailbox[int]()
    board.join("row", early)
    asked = board.asked()
    board.join("row", late)
    board.deliver(asked, {})
    assert (early.ending, late.ending) == ("deleted", None)
    assert board.asked() == ["row"]


def test_a_failed_read_leaves_everybody_waiting() -> None:
    board = Board[str, int](lambda value: value == LAST)
    board.join("row", mailbox := Mailbox[int]())
    assert board.asked() == board.asked() == ["row"]
    assert mailbox.ending is None


def test_the_last_mailbox_to_leave_takes_the_row_with_it() -> None:
    board = Board[str, int](lambda value: value == LAST)
    first, second = Mailbox[int](), Mailbox[int]()
    board.join("row", first)
    board.asked()
    board.join("row", second)
    board.leave("row", first)
    assert board.asked() == ["row"]
    board.leave("row", second)
    board.leave("row", second)
    assert not board
    assert board.asked() == []
