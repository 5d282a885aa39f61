"""What runs of session-lint and its peers took -> which of the promises of speed are kept, and the tables of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.gates import Gate
from benchmarks.tables import gate_table

OURS, RUFF = "session-lint", "ruff"
ONCE, TENFOLD = f"{OURS}, the release", f"{OURS}, ten copies"
SIZES = {"of median size": 0.5, "larger than nine in ten": 0.9, "the largest": 1.0}
"""Which files are changed, and where each stands among all, by size."""
COLD, WARM, ONE, GROWTH = "cold", "warm", "one changed file", "growth"
FASTER = {"pylint": 50, "flake8": 10, "fixit": 10}
"""How many times as fast as each peer a cold run must be."""
COLD_RUFF, WARM_RUFF, ONE_FILE, FLAT, TIMES, MEMORY = 5.0, 2.0, 0.150, 1.25, 10.5, 1.25


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: seconds, seconds of processor, and the most memory in MB."""

    wall: float
    user: float
    memory: float


Runs = Mapping[str, Run]
Measured = Mapping[tuple[str, str], Runs]
"""What each tool took, by release and by what was done."""


def of(name: str, size: str) -> str:
    """Name the run over a changed file of some size.

    Args:
        name: Of the tool, and what it runs in.
        size: One of `SIZES`.
    """
    return f"{name}; {size}"


def promises(measured: Measured) -> list[Gate]:
    """Judge a run; what was not measured is not judged.

    Args:
        measured: What each tool took.
    """
    return [gate for (release, what), runs in measured.items() for gate in _JUDGES[what](release, runs)]


def report(measured: Measured) -> str:
    """Write the promises, and what each tool took, as Markdown.

    Args:
        measured: What each tool took.
    """
    heading = "| release | run | tool | wall, s | processor, s | memory, MB | times session-lint's wall |"
    rows = [
        f"| {release} | {what} | {tool} | {run.wall:.2f} | {run.user:.2f} | {run.memory:.0f} "
        f"| {run.wall / next(iter(runs.values())).wall:.2f} |"
        for (release, what), runs in measured.items()
        for tool, run in runs.items()
    ]
    return "\n".join([gate_table(promises(measured)), "", heading, "|---|---|---|---|---|---|---|", *rows])


def _cold(release: str, runs: Runs) -> Iterator[Gate]:
    ours = runs[OURS]
    for peer, times in FASTER.items():
        if peer in runs:
            faster = runs[peer].wall / ours.wall
            promise = f"{release}, cold: at least {times} times as fast as {peer}"
            yield Gate(promise, _beside(runs[peer], ours, faster), faster >= times)
    if RUFF in runs:
        yield _at_most(f"{release}, cold: at most {COLD_RUFF:g} times ruff's time", ours, runs[RUFF], COLD_RUFF)


def _warm(release: str, runs: Runs) -> Iterator[Gate]:
    if RUFF in runs:
        promise = f"{release}, warm: at most {WARM_RUFF:g} times ruff's time with its cache"
        yield _at_most(promise, runs[OURS], runs[RUFF], WARM_RUFF)


def _one(release: str, runs: Runs) -> Iterator[Gate]:
    for size in SIZES:
        once, tenfold = runs[of(ONCE, size)], runs[of(TENFOLD, size)]
        promise = f"{release}, one changed file, {size}: at most {ONE_FILE * 1000:.0f} ms"
        yield Gate(promise, f"{once.wall * 1000:.0f} ms", once.wall <= ONE_FILE)
        promise = f"{release}, one changed file, {size}: in ten copies at most {FLAT:g} times as long"
        yield _at_most(promise, tenfold, once, FLAT)


def _growth(release: str, runs: Runs) -> Iterator[Gate]:
    once, tenfold = runs[ONCE], runs[TENFOLD]
    yield _at_most(f"{release}, ten copies: at most {TIMES:g} times as long", tenfold, once, TIMES)
    more = tenfold.memory / once.memory
    figure = f"{tenfold.memory:.0f} / {once.memory:.0f} MB = {more:.2f}"
    yield Gate(f"{release}, ten copies: at most {MEMORY:g} times the memory", figure, more <= MEMORY)


def _at_most(promise: str, ours: Run, other: Run, times: float) -> Gate:
    ratio = ours.wall / other.wall
    return Gate(promise, _beside(ours, other, ratio), ratio <= times)


def _beside(one: Run, other: Run, ratio: float) -> str:
    return f"{one.wall:.2f} / {other.wall:.2f} s = {ratio:.2f}"


_JUDGES = {COLD: _cold, WARM: _warm, ONE: _one, GROWTH: _growth}
