"""Named calls -> one table of their best times, each beside the first."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping


def table(calls: Mapping[str, Callable[[], object]], *, rounds: int) -> str:
    """Time each call in turns, so that a busy moment hits all of them.

    Args:
        calls: What to time, by the name that the table shows.
        rounds: How often each is called, after one call that warms it up.

    Returns:
        One line for each: milliseconds, and the ratio to the first.
    """
    best = dict.fromkeys(calls, float("inf"))
    for turn in range(rounds + 1):
        for name, call in calls.items():
            took = _milliseconds(call)
            if turn:
                best[name] = min(best[name], took)
    first = next(iter(best.values()))
    width = max(map(len, best))
    return "\n".join(f"  {name:<{width}}  {took:>9.2f} ms  {took / first:>7.2f} x" for name, took in best.items())


def _milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000
