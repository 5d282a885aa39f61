"""Repositories -> a report of each, in their order, from whatever runs the tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future

from lint_rules.linter.fleet.executors import Submit
from lint_rules.linter.fleet.results import KeptResults
from lint_rules.linter.fleet.task import FAILED, RepositoryReport, Task, check_repository

Progress = Callable[[int, int], None]


def check_all(
    tasks: Sequence[Task], submit: Submit, *, kept: KeptResults | None = None, progress: Progress | None = None
) -> list[RepositoryReport]:
    """Check repositories, one task each.

    Args:
        tasks: the repositories.
        submit: gives a task to a worker.
        kept: reports of an earlier run; each new one is added as soon as it is there.
        progress: is called with how many are done, of how many.

    Returns:
        A report of each, in their order, also of one that failed.

    Raises:
        Failed: a report cannot be kept.
    """
    reports: dict[Task, RepositoryReport] = {}
    waiting: dict[Task, Future[RepositoryReport]] = {}
    try:
        for task in tasks:
            known = None if kept is None else kept.of(task)
            if known is None:
                waiting[task] = submit(check_repository, task)
            else:
                reports[task] = known
        for task, future in waiting.items():
            reports[task] = _report(task, future)
            if kept is not None:
                kept.keep(task, reports[task])
            if progress is not None:
                progress(len(reports), len(tasks))
    finally:
        for future in waiting.values():
            future.cancel()
    return [reports[task] for task in tasks]


def _report(task: Task, future: Future[RepositoryReport]) -> RepositoryReport:
    repository = task.repository
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001  whatever a cluster raises: it fails this repository, and no other
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        return RepositoryReport(repository.name, repository.commit, FAILED, f"no worker could check it: {reason}")
