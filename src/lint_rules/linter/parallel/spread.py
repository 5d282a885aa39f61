"""Files to check -> what is found in each, in their order: in this process, in several, or by an executor that is handed in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cache.dependencies import Dependencies, nothing
from lint_rules.errors import Failed
from lint_rules.frozen import field, frozen
from lint_rules.linter.file_checker import Checker, CheckResult, Target
from lint_rules.linter.parallel.division import NamedTarget, divided, processors
from lint_rules.linter.parallel.workers import processes
from lint_rules.linter.report import ProgressCallback
from lint_rules.linter.run_options import RunOptions
from lint_rules.semantic.index.queries import Question

# What processes need is loaded where there are some: it costs as much as a small run.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

_CHUNKS = 6
"""Parts of the work for each process: the last ones to finish are small."""

Known = Callable[[Question], Sequence[Path] | None]


Learnt = Callable[[Sequence[NamedTarget], Sequence[CheckResult], Dependencies], None]
"""Is told what a part of a run has found, and what that rests on."""


@frozen
class _Part:
    """A part of a run, on its way to a worker.

    Args:
        run: tells the run from all others: what a worker knows of a project holds for one run.
        project: how files are checked, and the answers about all files that are known already; unpacked once by each worker.
        targets: what to check.
    """

    run: str
    project: bytes
    targets: Sequence[NamedTarget] = field(default_factory=list[NamedTarget])


_Done = tuple[list[CheckResult], Dependencies]


class Died(Failed):
    """A worker died: what it was at is not known, and the others' parts are lost."""


def here(
    options: RunOptions, targets: Sequence[NamedTarget], known: Known, *, progress: ProgressCallback, learnt: Learnt
) -> list[CheckResult]:
    """Check files in this process, one after the other."""
    checker = Checker(options, known)
    results: list[CheckResult] = []
    try:
        for part in divided(targets, 1):
            found: list[CheckResult] = []
            for target, named in part:
                found.append(checker.on(target, named=named))
                progress(len(results) + len(found), len(targets))
            results += found
            learnt(part, found, _dependencies(checker, options))
    finally:
        checker.watchdog.stop()
    return results


def spread(
    options: RunOptions,
    targets: Sequence[NamedTarget],
    known: Mapping[Question, Sequence[Path]],
    executor: Executor,
    *,
    progress: ProgressCallback,
    learnt: Learnt,
    count: int = 0,
) -> list[CheckResult]:
    """Check files by an executor.

    Args:
        options: how files are checked.
        targets: what to check.
        known: answers about all files that are known already.
        executor: runs functions, wherever: threads, processes, a cluster whose machines see the same files.
        progress: is called with how far the run has come.
        learnt: is told what each part has found, in the order of the parts.
        count: how many workers it has; 0 stands for as many as it says that it has.

    Returns:
        What is found in each file, in their order.

    Raises:
        Died: a worker died, and the executor takes no more work.
        Failed: a worker could not do its part.
    """
    import pickle
    import uuid

    run, project = uuid.uuid4().hex, pickle.dumps((options, known))
    parts = [_Part(run, project, part) for part in divided(targets, (count or workers_of(executor)) * _CHUNKS)]
    results: list[CheckResult] = []
    for part, (found, dependencies) in zip(parts, _done(parts, executor), strict=True):
        results += found
        progress(len(results), len(targets))
        learnt(part.targets, found, dependencies)
    return results


def apart(
    options: RunOptions,
    targets: Sequence[NamedTarget],
    known: Mapping[Question, Sequence[Path]],
    count: int,
    *,
    progress: ProgressCallback,
    learnt: Learnt,
    warn: Callable[[str], object],
) -> list[CheckResult]:
    """Check files by processes of our own; where one dies, a single one does what is left, in parts of about a file.

    Most that die are ended for the memory that all of them take. One that dies of a file dies again, and the error names it.

    Args:
        options: how files are checked.
        targets: what to check.
        known: answers about all files that are known already.
        count: how many processes.
        progress: is called with how far the run has come.
        learnt: is told what each part has found, in the order of the parts.
        warn: is told that a process died.

    Returns:
        What is found in each file, in their order.

    Raises:
        Died: a worker died again.
        Failed: a worker could not do its part.
    """
    done: list[CheckResult] = []

    def kept(part: Sequence[NamedTarget], found: Sequence[CheckResult], dependencies: Dependencies) -> None:
        done.extend(found)
        learnt(part, found, dependencies)

    try:
        with processes(count) as pool:
            return spread(options, targets, known, pool, count=count, progress=progress, learnt=kept)
    except Died:
        warn(
            f"a worker died, so one process did what was left of {len(targets)} files; --jobs 1 takes the least memory"
        )
    before = len(done)
    left = targets[before:]

    def so_far(number: int, _: int) -> None:
        progress(before + number, len(targets))

    with processes(1) as pool:
        spread(options, left, known, pool, count=len(left), progress=so_far, learnt=kept)
    return done


def workers_of(executor: Executor) -> int:
    """Return how many workers an executor has, as far as it says so; else as many as this machine has processors.

    Python's own executors say how many they may have, the one of a Dask client how many threads its cluster has.
    """
    client = getattr(executor, "_client", None)
    threads: Sequence[int] = () if client is None else [*client.nthreads().values()]
    own: int | None = getattr(executor, "_max_workers", None)
    return sum(threads) or own or processors()


def _done(parts: Sequence[_Part], executor: Executor) -> Iterator[_Done]:
    """Yield what the parts come to, in their order. One that fails has a second try, which another worker may take."""
    from concurrent.futures import BrokenExecutor

    waiting: list[Future[_Done]] = []
    done = 0
    try:
        waiting += [executor.submit(_check, part) for part in parts]
        for part, future in zip(parts, waiting, strict=True):
            yield _result(future, part, executor)
            done += 1
    except BrokenExecutor as error:
        raise Died(f"a worker died ({_in_words(error)}): {_named(parts[done])}; check these alone") from error
    finally:
        for future in waiting:
            future.cancel()


def _result(future: Future[_Done], part: _Part, executor: Executor) -> _Done:
    from concurrent.futures import BrokenExecutor

    try:
        return future.result()
    except BrokenExecutor:
        raise  # it takes no more parts
    except Exception:  # noqa: BLE001  whatever an executor raises: its own errors have no common class
        return _again(part, executor)


def _again(part: _Part, executor: Executor) -> _Done:
    try:
        return executor.submit(_check, part).result()
    except Exception as error:
        raise Failed(
            f"a worker could not do its part twice ({_in_words(error)}): {_named(part)}; check these alone"
        ) from error


def _named(part: _Part) -> str:
    first, last = _path_of(part.targets[0][0]), _path_of(part.targets[-1][0])
    return f"{len(part.targets)} files, {first} to {last}" if len(part.targets) > 1 else str(first)


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")


def _path_of(target: Target) -> Path:
    return target if isinstance(target, Path) else target.path


_OWN = threading.local()
"""What this thread knows of the project of the run that it works for."""


def _check(part: _Part) -> _Done:
    """Do a part of a run; what is learnt of the project serves the run's next part in the same thread."""
    import pickle

    if getattr(_OWN, "run", None) != part.run:
        options, known = pickle.loads(part.project)  # noqa: S301  from the process that began the run
        _OWN.run, _OWN.options, _OWN.checker = part.run, options, Checker(options, known.get)
    checker: Checker = _OWN.checker
    try:
        results = [checker.on(target, named=named) for target, named in part.targets]
    finally:
        checker.watchdog.stop()
    return results, _dependencies(checker, _OWN.options)


def _dependencies(checker: Checker, options: RunOptions) -> Dependencies:
    return checker.dependencies() if options.records_dependencies else nothing()
