"""The pipeline as one paragraph: paths and settings -> Report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from lint_rules.diagnostic import Diagnostic
from lint_rules.linter.report import Crash, ProgressCallback, Report
from lint_rules.source.discovery import find
from lint_rules.source.file import SourceFile

# What checks files is imported when there is a file to check.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from lint_rules.cache.cache import Cache
    from lint_rules.cache.dependencies import Dependencies
    from lint_rules.linter.file_checker import Found, Target
    from lint_rules.linter.parallel import NamedTarget
    from lint_rules.rule import NamedRule
    from lint_rules.settings.config import Settings

__all__ = ["Crash", "ProgressCallback", "Report", "lint"]


def lint(  # noqa: PLR0913  each is an option, and has a name where it is given
    paths: Sequence[Path],
    *,
    root: Path,
    settings: Settings,
    rules: Sequence[NamedRule] | Callable[[], Sequence[NamedRule]],
    stdin: SourceFile | None = None,
    instead: Mapping[Path, bytes] = MappingProxyType({}),
    cache: Cache | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
    told: ProgressCallback | None = None,
) -> Report:
    """Check files and what is below folders, each name resolved in the project at `root`.

    Args:
        paths: files and folders.
        root: the project's root folder, absolute.
        settings: which rules run, and what resolution reads.
        rules: all rules there are, or what returns them; that is not called when the cache knows everything.
        stdin: a text that is not on disk, checked as the file at its path.
        instead: what files are taken to hold instead of what is on disk.
        cache: results of earlier runs with the same settings and rules; it learns what this run finds, and is to be saved.
        jobs: how many processes to use, if there is so much to do that they pay.
        executor: runs parts of the work instead of own processes; its workers must see the same files at the same paths.
        told: is told how far the run has come.

    Raises:
        Failed: a worker died, or could not do its part.
    """
    given = (_replaced(stdin, instead),) if stdin else ()
    named = {path.absolute() for path in paths if not path.is_dir()}
    targets = (*given, *find(paths, root=root, exclude=settings.options.exclude))
    asked = [(target, target in given or target in named) for target in targets]
    cache = None if given or instead else cache
    known = {} if cache is None else cache.recall([(one, named) for one, named in asked if isinstance(one, Path)])
    left = [one for one in asked if one[0] not in known]
    found: dict[Target, Found] = {target: [*diagnostics] for target, diagnostics in known.items()}
    if left:
        found |= checked(left, Means(root, settings, rules, instead, cache, jobs, executor, told or _nobody))
    everything = [one for target in targets for one in found[target]]
    diagnostics = tuple(one for one in everything if isinstance(one, Diagnostic))
    return Report(diagnostics, tuple(one for one in everything if isinstance(one, Crash)), len(targets))


def _replaced(source: SourceFile, instead: Mapping[Path, bytes]) -> SourceFile:
    return SourceFile(source.path, instead[source.path]) if source.path in instead else source


class Means(NamedTuple):
    """What files are checked with, and by whom."""

    root: Path
    settings: Settings
    rules: Sequence[NamedRule] | Callable[[], Sequence[NamedRule]]
    instead: Mapping[Path, bytes]
    cache: Cache | None
    jobs: int
    executor: Executor | None
    told: ProgressCallback


def _nobody(_done: int, _all: int) -> None:
    """Is told of a run, and tells nobody."""


def checked(asked: Sequence[NamedTarget], means: Means) -> dict[Target, Found]:
    """Check files; have the cache learn what is found."""
    from lint_rules.linter.file_checker import Job
    from lint_rules.linter.parallel import here, processes, processes_that_pay, spread

    job = Job(means.root, means.settings, means.rules, dict(means.instead), learns=means.cache is not None)
    count = processes_that_pay(asked, means.jobs)
    is_apart = means.executor is not None or count > 1
    known = means.cache.answers() if means.cache is not None and is_apart else {}
    lesson: Dependencies | None
    if means.executor is not None:
        found, lesson = spread(job, asked, known, means.executor, told=means.told)
    elif count > 1:
        job.all_rules()  # imported once, before there are processes
        with processes(count) as executor:
            found, lesson = spread(job, asked, known, executor, count=count, told=means.told)
    else:
        found, lesson = here(job, asked, known.get if means.cache is None else means.cache.answer, told=means.told)
    by_target = {target: found for (target, _), found in zip(asked, found, strict=True)}
    if means.cache is not None and lesson is not None:
        means.cache.learn(_results(asked, by_target), lesson)
    return by_target


def _results(
    asked: Sequence[NamedTarget], checked: Mapping[Target, Found]
) -> dict[Path, tuple[bool, list[Diagnostic]]]:
    """Return what can be kept: not what a rule that failed has left open."""
    results: dict[Path, tuple[bool, list[Diagnostic]]] = {}
    for target, named in asked:
        found = [one for one in checked[target] if isinstance(one, Diagnostic)]
        if isinstance(target, Path) and len(found) == len(checked[target]):
            results[target] = named, found
    return results
