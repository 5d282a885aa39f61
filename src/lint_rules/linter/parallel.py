"""Files to check -> what is found in each, in their order: in this process, in several, or by an executor that is handed in."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cache.dependencies import Dependencies, merged, nothing
from lint_rules.errors import Failed
from lint_rules.frozen import field, frozen
from lint_rules.linter.file_checker import Checker, Found, Job, Target
from lint_rules.linter.report import ProgressCallback
from lint_rules.semantic.index.queries import Question

# What processes need is loaded where there are some: it costs as much as a small run.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

PAYS = 600_000
"""Bytes of source for each process from which on starting it takes less time than it saves."""
_CHUNKS = 6
"""Parts of the work for each process: the last ones to finish are small."""

NamedTarget = tuple[Target, bool]
"""What to check, and whether it was named."""
Known = Callable[[Question], Sequence[Path] | None]


@frozen
class _Part:
    """A part of a run, on its way to a worker.

    Args:
        run: tells the run from all others: what a worker knows of a project holds for one run.
        job: what is to be done.
        known: answers about all files that are known already.
        asked: what to check.
    """

    run: str
    job: Job
    known: Mapping[Question, Sequence[Path]]
    asked: Sequence[NamedTarget] = field(default_factory=list[NamedTarget])


def here(
    job: Job, asked: Sequence[NamedTarget], known: Known, *, told: ProgressCallback
) -> tuple[list[Found], Dependencies]:
    """Check files in this process, one after the other."""
    checker = Checker(job, known)
    found: list[Found] = []
    for target, named in asked:
        found.append(checker.on(target, named=named))
        told(len(found), len(asked))
    return found, checker.lesson() if job.learns else nothing()


def spread(
    job: Job,
    asked: Sequence[NamedTarget],
    known: Mapping[Question, Sequence[Path]],
    executor: Executor,
    *,
    told: ProgressCallback,
    count: int = 0,
) -> tuple[list[Found], Dependencies | None]:
    """Check files by an executor.

    Args:
        job: what is to be done.
        asked: what to check.
        known: answers about all files that are known already.
        executor: runs functions, wherever: threads, processes, a cluster whose machines see the same files.
        told: is told how far the run has come.
        count: how many workers it has; 0 stands for as many as this machine has processors.

    Returns:
        What is found in each file, in their order; and what was learnt, None when a file changed meanwhile.

    Raises:
        Failed: a worker died, or could not do its part.
    """
    import uuid

    run = uuid.uuid4().hex
    parts = [_Part(run, job, known, part) for part in divided(asked, (count or processors()) * _CHUNKS)]
    found: list[Found] = []
    lesson: Dependencies | None = nothing()
    for more, learnt in _done(parts, executor):
        found += more
        told(len(found), len(asked))
        lesson = merged(lesson, learnt) if lesson is not None else None
    return found, lesson


def _done(parts: Sequence[_Part], executor: Executor) -> Iterator[tuple[list[Found], Dependencies]]:
    waiting: list[Future[tuple[list[Found], Dependencies]]] = []
    try:
        waiting += [executor.submit(_check, part) for part in parts]
        for future in waiting:
            yield future.result()
    except Exception as error:  # whatever an executor raises: its own errors have no common class
        for future in waiting:
            future.cancel()
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        raise Failed(f"a worker could not do its part ({what}); run again with --jobs 1") from error


_OWN = threading.local()
"""What this thread knows of the project of the run that it works for."""


def _check(part: _Part) -> tuple[list[Found], Dependencies]:
    """Do a part of a run; what is learnt of the project serves the run's next part in the same thread."""
    if getattr(_OWN, "run", None) != part.run:
        _OWN.run, _OWN.checker = part.run, Checker(part.job, part.known.get)
    checker: Checker = _OWN.checker
    found = [checker.on(target, named=named) for target, named in part.asked]
    return found, checker.lesson() if part.job.learns else nothing()


def divided(asked: Sequence[NamedTarget], parts: int) -> list[Sequence[NamedTarget]]:
    """Return contiguous parts of about the same size: neighbours lead to the same files."""
    sizes = [size_of(target) for target, _ in asked]
    most = max(sum(sizes) // max(parts, 1), 1)
    done, part, size = list[Sequence[NamedTarget]](), list[NamedTarget](), 0
    for one, more in zip(asked, sizes, strict=True):
        part.append(one)
        size += more
        if size >= most:
            done.append(part)
            part, size = [], 0
    return [*done, part] if part else done


def processes_that_pay(asked: Sequence[NamedTarget], jobs: int) -> int:
    """Return how many processes to use, at most `jobs`, or as many as there are processors: each has to have enough to do."""
    if jobs == 1 or len(asked) == 1:
        return 1
    return max(1, min(jobs or processors(), sum(size_of(target) for target, _ in asked) // PAYS))


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


@contextmanager
def processes(count: int) -> Generator[Executor]:
    """Give an executor of processes, which end when this ends, however it ends."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    before = set(multiprocessing.active_children())
    # A forked process has all modules already; beside threads, forking is not safe.
    forks = sys.platform == "linux" and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if forks else "spawn")
    executor = ProcessPoolExecutor(count, mp_context=context, initializer=_begin)
    try:
        with _uninterrupted():
            executor.submit(_begin)  # now there are processes
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    executor.shutdown()


@contextmanager
def _uninterrupted() -> Generator[None]:
    """Put off interrupts, for the processes that are begun meanwhile as well, where the system can do that."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Set up a process: it ends with the run that began it, which alone is interrupted."""
    import multiprocessing
    import signal

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    parent = multiprocessing.parent_process()
    if parent is not None and not hasattr(_OWN, "watch"):
        _OWN.watch = threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True)
        _OWN.watch.start()


def _end_with(sentinel: int) -> None:
    """End this process when its parent has gone without a word: nobody will ask for what it does."""
    from multiprocessing import connection

    connection.wait([sentinel])
    os._exit(1)
