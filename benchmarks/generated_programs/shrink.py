"""Programs that make something go wrong -> fewer and shorter ones that still do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from benchmarks.generated_programs.agreement import differences
from benchmarks.generated_programs.judge import Problem, judged
from benchmarks.generated_programs.parsing import parses

_T = TypeVar("_T")
_MOST_TRIES = 300
"""For each program: what is left then is short enough to be read."""


def smallest(programs: Sequence[bytes], problem: Problem, safety: str) -> list[bytes]:
    """Return the programs of a project without all that the problem does not need."""

    def fails(candidates: Sequence[bytes]) -> bool:
        if not all(map(parses, candidates)):
            return False
        problems = differences(candidates) if problem.kind == "report" else judged(candidates, safety).problems
        return any(other.kind == problem.kind for other in problems)

    left = without_the_rest(programs, fails)
    for number, program in enumerate(left):

        def fails_with(lines: Sequence[bytes], number: int = number) -> bool:
            return fails([*left[:number], b"".join(lines), *left[number + 1 :]])

        lines: list[bytes] = program.splitlines(keepends=True)
        shorter: list[bytes] = without_the_rest(lines, fails_with)
        left[number] = b"".join(shorter)
    return left


def without_the_rest(items: Sequence[_T], fails: Callable[[Sequence[_T]], bool]) -> list[_T]:
    """Return what is left when parts, ever smaller ones, are taken out as long as it still fails."""
    left, size, tries = list(items), max(len(items) // 2, 1), 0
    while size and tries < _MOST_TRIES:
        at = 0
        while at < len(left) and tries < _MOST_TRIES:
            tries += 1
            fewer = [*left[:at], *left[at + size :]]
            if fewer and fails(fewer):
                left = fewer
            else:
                at += size
        size //= 2
    return left
