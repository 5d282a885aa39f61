"""Named ways to answer one question -> what each costs: wall time, this process's CPU time, and statements."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

LONG_ENOUGH = 0.005
"""Seconds of one batch: much more than the clock's step, and short enough to fall between two busy moments."""
ROUNDS, ROUNDS_WHERE_SLOW, SLOW = 25, 2, 0.1


@dataclass(frozen=True, slots=True)
class Request:
    """Which page is asked for.

    Attributes:
        size: Rows of the page.
        coach: Only this coach's sessions; None for all.
        offset: Rows before the page.
        after: The key before the page, for keyset paging.
        total: Whether all rows of the filter are counted, too.
    """

    size: int
    coach: int | None = None
    offset: int = 0
    after: int | None = None
    total: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer.

    Attributes:
        name: As the tables show it.
        ask: Answers a request, or returns an awaitable of the answer.
        read: Makes rows (key, status as text, segments) and a total of the answer, so that answers can be compared.
        sent: Says how many statements were sent so far.
    """

    name: str
    ask: Callable[[Request], Any]
    read: Callable[[Any], tuple[list[tuple[int, str | None, int]], int | None]]
    sent: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Figure:
    """What one page costs.

    Attributes:
        walls: Milliseconds, each the mean of one batch, in the order of the rounds.
        cpus: Milliseconds of CPU of this process, likewise; a server's are not in it.
        statements: How many were sent.
    """

    walls: Sequence[float]
    cpus: Sequence[float]
    statements: int

    @property
    def wall(self) -> float:
        """The best batch's milliseconds."""
        return min(self.walls)

    @property
    def cpu(self) -> float:
        """The best batch's milliseconds of CPU."""
        return min(self.cpus)


def ratio(times: Sequence[float], others: Sequence[float]) -> float:
    """Compare two ways round by round, and give the median: whatever else the machine did, it did to both.

    Args:
        times: Of one way, in the order of the rounds.
        others: Of another one; where fewer rounds were measured, those are compared.
    """
    return median(one / other for one, other in zip(times, others, strict=False))


def measure(ways: Sequence[Way], request: Request, runner: asyncio.Runner) -> dict[str, Figure]:
    """Measure every way in turns, so that a busy moment hits all of them, after comparing their answers.

    Args:
        ways: At least one; the first one's answer is the right one.
        request: The page.
        runner: Where asynchronous ways run.

    Raises:
        AssertionError: Two ways gave different answers.
    """
    _compare(ways, request, runner)
    counted = {way.name: _statements(way, request, runner) for way in ways}
    once = {way.name: min(runner.run(_batch(way, request, 1))[0] for _ in range(2)) for way in ways}
    taken: dict[str, list[tuple[float, float]]] = {way.name: [] for way in ways}
    for number in range(ROUNDS):
        for way in ways:
            if once[way.name] > SLOW and number >= ROUNDS_WHERE_SLOW:
                continue
            times = max(1, int(LONG_ENOUGH / once[way.name]))
            taken[way.name].append(runner.run(_batch(way, request, times)))
    return {
        name: Figure([wall * 1000 for wall, _ in batches], [cpu * 1000 for _, cpu in batches], counted[name])
        for name, batches in taken.items()
    }


def _compare(ways: Sequence[Way], request: Request, runner: asyncio.Runner) -> None:
    expected: Any = None
    for way in ways:
        rows, total = way.read(runner.run(_answer(way, request)))
        if expected is None:
            expected = rows, total
        if rows != expected[0] or (request.total and total != expected[1]):
            raise AssertionError(f"{way.name} answers {request} with {rows[:3]}…, {total}; expected {expected}")


def _statements(way: Way, request: Request, runner: asyncio.Runner) -> int:
    before = way.sent()
    runner.run(_answer(way, request))
    return way.sent() - before


async def awaited(answer: Any) -> Any:
    """Wait for an answer that has to be waited for.

    Args:
        answer: What a way gave.
    """
    return (await answer) if inspect.isawaitable(answer) else answer


async def _answer(way: Way, request: Request) -> Any:
    return await awaited(way.ask(request))


async def _batch(way: Way, request: Request, times: int) -> tuple[float, float]:
    """Give the mean wall and CPU seconds of a number of calls."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(times):
        answer = way.ask(request)
        if isinstance(answer, Awaitable):
            await answer
    return (time.perf_counter() - wall) / times, (time.process_time() - cpu) / times
