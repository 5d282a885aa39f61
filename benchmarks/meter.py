"""Named ways to answer one question -> what each costs: wall time, this process's CPU time, and statements."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

LONG_ENOUGH = 0.006
"""Seconds of one batch: much more than the clock's step, and short enough to fall between two busy moments."""
VISITS, ROUNDS, ROUNDS_WHERE_SLOW, SLOW = 4, 3, 2, 0.02
"""A machine's slow moments outlast a round: every scenario is visited several times, for some rounds each."""
IN_A_ROW = 10
"""Calls of one way that are timed one by one before the next way's turn: enough to find its own code in the core's caches."""


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
        calls: Milliseconds of CPU of single calls, where those were timed.
    """

    walls: Sequence[float]
    cpus: Sequence[float]
    statements: int
    calls: Sequence[float] = ()

    @property
    def wall(self) -> float:
        """The best batch's milliseconds."""
        return min(self.walls)

    @property
    def cpu(self) -> float:
        """The best call's milliseconds of CPU, or the best batch's."""
        return min([*self.cpus, *self.calls])


def ratio(times: Sequence[float], others: Sequence[float]) -> float:
    """Compare two ways round by round, and give the median: whatever else the machine did, it did to both.

    Args:
        times: Of one way, in the order of the rounds.
        others: Of another one; where fewer rounds were measured, those are compared.
    """
    return median(one / other for one, other in zip(times, others, strict=False))


@dataclass(frozen=True, slots=True)
class Question:
    """One page of one database, and the ways to ask for it.

    Attributes:
        ways: At least one; the first one's answer is the right one.
        request: The page.
        judged: The ways whose CPU time is judged in milliseconds, not only beside another's. Two machines that share a core slow
            each other down for all but a few hundredths of the time: a ratio does not feel that, but the best of a dozen batches
            does, of each way at another moment. So single calls are timed as well, enough for some of them to fall between.
        turns: How many turns of such calls each visit takes.
    """

    ways: Sequence[Way]
    request: Request
    judged: Collection[str] = ()
    turns: int = 0


def measure(scenarios: Sequence[Sequence[Question]], runner: asyncio.Runner) -> list[list[dict[str, Figure]]]:
    """Measure every way of a scenario's questions in turns, so that a busy moment hits all of them, after comparing answers.

    Args:
        scenarios: What is compared with each other stands in one.
        runner: Where asynchronous ways run.

    Returns:
        For each question of each scenario its figures, by the way's name.

    Raises:
        AssertionError: Two ways gave different answers to one question.
    """
    asked = [[_takers(question, runner) for question in questions] for questions in scenarios]
    for visit in range(VISITS):
        for questions in asked:
            takers = [taker for takers in questions for taker in takers]
            for number in range(visit * ROUNDS, (visit + 1) * ROUNDS):
                first = number % len(takers)  # so that none always follows the same one, and what that left behind
                for taker in takers[first:] + takers[:first]:
                    taker.take(number, runner)
            _take_calls(takers, runner)
    return [[{taker.way.name: taker.figure() for taker in takers} for takers in questions] for questions in asked]


def _takers(question: Question, runner: asyncio.Runner) -> list[_Taker]:
    _compare(question.ways, question.request, runner)
    return [_Taker(way, question, runner) for way in question.ways]


def _take_calls(takers: Sequence[_Taker], runner: asyncio.Runner) -> None:
    judged = [taker for taker in takers if taker.is_judged]
    for _ in range(max((taker.question.turns for taker in judged), default=0)):
        for taker in judged:
            taker.take_calls(runner)


class _Taker:
    """Takes the batches of one way, as many calls in each as make it long enough."""

    def __init__(self, way: Way, question: Question, runner: asyncio.Runner) -> None:
        self.way, self.question = way, question
        self.is_judged = way.name in question.judged
        self._statements = _statements(way, question.request, runner)
        self._once = min(runner.run(_batch(way, question.request, 1))[0] for _ in range(2))
        self._taken: list[tuple[float, float]] = []
        self._calls: list[float] = []

    def take(self, number: int, runner: asyncio.Runner) -> None:
        """Take one batch; a slow way sits out the later rounds."""
        if self._once <= SLOW or number < ROUNDS_WHERE_SLOW:
            times = max(1, int(LONG_ENOUGH / self._once))
            self._taken.append(runner.run(_batch(self.way, self.question.request, times)))

    def take_calls(self, runner: asyncio.Runner) -> None:
        """Time some calls one by one."""
        self._calls += runner.run(_one_by_one(self.way, self.question.request, IN_A_ROW))

    def figure(self) -> Figure:
        """Give what was taken, in milliseconds."""
        walls, cpus = zip(*self._taken, strict=True)
        calls = [cpu * 1000 for cpu in self._calls]
        return Figure([wall * 1000 for wall in walls], [cpu * 1000 for cpu in cpus], self._statements, calls)


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


async def _one_by_one(way: Way, request: Request, times: int) -> list[float]:
    """Give the CPU seconds of each of a number of calls."""
    return [(await _batch(way, request, 1))[1] for _ in range(times)]
