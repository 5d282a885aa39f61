"""Files to check -> parts of about the same size, and how many processes are worth their start."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from lint_rules.linter.file_checker import Target

PAYS = 600_000
"""Bytes of source for each process from which on starting it takes less time than it saves."""
LARGEST_PART = 2_000_000
"""Bytes of source that a part of the work has at most, but for its last file."""

NamedTarget = tuple[Target, bool]
"""What to check, and whether it was named."""


def divided(targets: Sequence[NamedTarget], parts: int) -> list[Sequence[NamedTarget]]:
    """Return contiguous parts of about the same size, so many or more: neighbours lead to the same files.

    What a part has found is kept when it is done: a larger one would be lost with a run that is stopped.
    """
    sizes = [size_of(target) for target, _ in targets]
    most = max(min(sum(sizes) // max(parts, 1), LARGEST_PART), 1)
    done, part, size = list[Sequence[NamedTarget]](), list[NamedTarget](), 0
    for target, bytes_of_it in zip(targets, sizes, strict=True):
        part.append(target)
        size += bytes_of_it
        if size >= most:
            done.append(part)
            part, size = [], 0
    return [*done, part] if part else done


def processes_that_pay(targets: Sequence[NamedTarget], jobs: int) -> int:
    """Return how many processes to use, at most `jobs`, or as many as there are processors: each has to have enough to do."""
    if jobs == 1 or len(targets) == 1:
        return 1
    return max(1, min(jobs or processors(), sum(size_of(target) for target, _ in targets) // PAYS))


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def size_of(target: Target) -> int:
    """Return how many bytes a file has, as far as that can be known."""
    if not isinstance(target, Path):
        return len(getattr(target, "data", b""))
    try:
        return os.stat(target).st_size  # noqa: PTH116  strings and paths alike, and quick
    except (OSError, ValueError):
        return 0
