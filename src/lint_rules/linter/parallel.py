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
from lint_rules.linter.file_checker import Checker, CheckResult, Target
from lint_rules.linter.report import ProgressCallback
from lint_rules.linter.run_options import RunOptions
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
        options: how files are checked.
        known: answers about all files that are known already.
        targets: what to check.
    """

    run: str
    options: RunOptions
    known: Mapping[Question, Sequence[Path]]
    targets: Sequence[NamedTarget] = field(default_factory=list[NamedTarget])


def here(
    options: RunOptions, targets: Sequence[NamedTarget], known: Known, *, progress: ProgressCallback
) -> tuple[list[CheckResult], Dependencies | None]:
    """Check files in this process, one after the other."""
    checker = Checker(options, known)
    results: list[CheckResult] = []
    try:
        for target, named in targets:
            results.append(checker.on(target, named=named))
            progress(len(results), len(targets))
    finally:
        checker.watchdog.stop()
    return results, checker.dependencies() if options.records_dependencies else nothing()


def spread(
    options: RunOptions,
    targets: Sequence[NamedTarget],
    known: Mapping[Question, Sequence[Path]],
    executor: Executor,
    *,
    progress: ProgressCallback,
    count: int = 0,
) -> tuple[list[CheckResult], Dependencies | None]:
    """Check files by an executor.

    Args:
        options: how files are checked.
        targets: what to check.
        known: answers about all files that are known already.
        executor: runs functions, wherever: threads, processes, a cluster whose machines see the same files.
        progress: is called with how far the run has come.
        count: how many workers it has; 0 stands for as many as this machine has processors.

    Returns:
        What is found in each file, in their order; and what was learnt, None when a file changed meanwhile.

    Raises:
        Failed: a worker died, or could not do its part.
    """
    import uuid

    run = uuid.uuid4().hex
    parts = [_Part(run, options, known, part) for part in divided(targets, (count or processors()) * _CHUNKS)]
    results: list[CheckResult] = []
    dependencies: Dependencies | None = nothing()
    for more, learnt in _done(parts, executor):
        results += more
        progress(len(results), len(targets))
        dependencies = None if dependencies is None or learnt is None else merged(dependencies, learnt)
    return results, dependencies


def _done(parts: Sequence[_Part], executor: Executor) -> Iterator[tuple[list[CheckResult], Dependencies | None]]:
    waiting: list[Future[tuple[list[CheckResult], Dependencies | None]]] = []
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


def _check(part: _Part) -> tuple[list[CheckResult], Dependencies | None]:
    """Do a part of a run; what is learnt of the project serves the run's next part in the same thread."""
    if getattr(_OWN, "run", None) != part.run:
        _OWN.run, _OWN.checker = part.run, Checker(part.options, part.known.get)
    checker: Checker = _OWN.checker
    try:
        results = [checker.on(target, named=named) for target, named in part.targets]
    finally:
        checker.watchdog.stop()
    return results, checker.dependencies() if part.options.records_dependencies else nothing()


def divided(targets: Sequence[NamedTarget], parts: int) -> list[Sequence[NamedTarget]]:
    """Return contiguous parts of about the same size: neighbours lead to the same files."""
    sizes = [size_of(target) for target, _ in targets]
    most = max(sum(sizes) // max(parts, 1), 1)
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
