"""The pipeline as one paragraph: paths and options -> Report."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.diagnostic import Diagnostic, Hidden
from lint_rules.frozen import replace
from lint_rules.linter.report import Crash, HiddenParts, ProgressCallback, Report
from lint_rules.linter.run_options import RunOptions
from lint_rules.source.discovery import find
from lint_rules.source.file import SourceFile

# What checks files is imported when there is a file to check.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from lint_rules.cache.cache import Cache
    from lint_rules.cache.dependencies import Dependencies
    from lint_rules.linter.file_checker import CheckResult, Target
    from lint_rules.linter.parallel.division import NamedTarget

__all__ = ["Crash", "ProgressCallback", "Report", "RunOptions", "lint"]


def _no_progress(_done: int, _all: int) -> None:
    """Show nobody how far a run has come."""


def lint(
    paths: Sequence[Path],
    options: RunOptions,
    *,
    stdin: SourceFile | None = None,
    cache: Cache | None = None,
    executor: Executor | None = None,
    progress: ProgressCallback | None = None,
) -> Report:
    """Check files and what is below folders.

    Args:
        paths: files and folders.
        options: how to check them.
        stdin: a text that is not on disk, checked as the file at its path.
        cache: results of earlier runs with the same settings and rules; it learns what this run finds, and is to be saved.
        executor: runs parts of the work instead of own processes; its workers must see the same files at the same paths.
        progress: is called with how far the run has come.

    Raises:
        Failed: a worker died, or could not do its part.
    """
    texts = (_replaced(stdin, options.overlay),) if stdin else ()
    named = {path.absolute() for path in paths if not os.path.isdir(path)}  # noqa: PTH112  a Path raises for names that are too long
    warnings: dict[str, None] = {}
    excluded = set[str]()
    exclude = options.settings.options.exclude
    nested: dict[str, None] = {}
    found = find(
        paths,
        root=options.root,
        exclude=exclude,
        left_out=excluded.add,
        nested=None if options.is_whole else nested.setdefault,
        warn=warnings.setdefault,
    )
    targets = (*texts, *found)
    named_targets = [(target, target in texts or target in named) for target in targets]
    cache = None if texts or options.overlay else cache
    files = [(target, is_named) for target, is_named in named_targets if isinstance(target, Path)]
    known = {} if cache is None else cache.recall(files)
    left = [(target, is_named) for target, is_named in named_targets if target not in known]
    results: dict[Target, CheckResult] = {target: [*diagnostics] for target, diagnostics in known.items()}
    if left:
        results |= checked(left, options, cache, executor, progress or _no_progress, warnings.setdefault)
    items = [item for target in targets for item in results[target]]
    diagnostics = tuple(item for item in items if isinstance(item, Diagnostic))
    crashes = tuple(item for item in items if isinstance(item, Crash))
    hidden = _hidden(items, excluded)
    return Report(diagnostics, crashes, len(targets), tuple(warnings), hidden, tuple(map(Path, nested)))


def _hidden(items: Sequence[object], excluded: Collection[str]) -> HiddenParts:
    hidden = [item for item in items if isinstance(item, Hidden)]
    folders = sum(path.endswith(os.sep) for path in excluded)
    return HiddenParts(
        silenced=sum(part.silenced for part in hidden),
        files_with_rules_off=sum(part.has_rules_off for part in hidden),
        excluded_files=len(excluded) - folders,
        excluded_folders=folders,
    )


def _replaced(source: SourceFile, overlay: Mapping[Path, bytes]) -> SourceFile:
    return SourceFile(source.path, overlay[source.path]) if source.path in overlay else source


def checked(
    targets: Sequence[NamedTarget],
    options: RunOptions,
    cache: Cache | None,
    executor: Executor | None,
    progress: ProgressCallback,
    warn: Callable[[str], object],
) -> dict[Target, CheckResult]:
    """Check files; have the cache learn what is found."""
    from lint_rules.linter.parallel.division import processes_that_pay
    from lint_rules.linter.parallel.spread import apart, here, spread

    options = replace(options, records_dependencies=cache is not None)
    count = processes_that_pay(targets, options.jobs)
    is_apart = executor is not None or count > 1
    answers = cache.answers() if cache is not None and is_apart else {}
    learnt = partial(_learn, cache)
    with _saved_when_stopped(cache):
        if executor is not None:
            results = spread(options, targets, answers, executor, progress=progress, learnt=learnt)
        elif count > 1:
            options.all_rules()  # imported once, before there are processes
            results = apart(options, targets, answers, count, progress=progress, learnt=learnt, warn=warn)
        else:
            answer = answers.get if cache is None else cache.answer
            results = here(options, targets, answer, progress=progress, learnt=learnt)
    return {target: result for (target, _), result in zip(targets, results, strict=True)}


@contextmanager
def _saved_when_stopped(cache: Cache | None) -> Generator[None]:
    """Keep what a run has found that does not come to its end: the next one goes on from there."""
    try:
        yield
    except BaseException:
        if cache is not None:
            cache.save()
        raise


def _learn(
    cache: Cache | None,
    targets: Sequence[NamedTarget],
    results: Sequence[CheckResult],
    dependencies: Dependencies,
) -> None:
    if cache is not None:
        by_target = {target: result for (target, _), result in zip(targets, results, strict=True)}
        cache.learn(_complete(targets, by_target), dependencies)
        cache.save_sometimes()


def _complete(
    targets: Sequence[NamedTarget], results: Mapping[Target, CheckResult]
) -> dict[Path, tuple[bool, list[Diagnostic | Hidden]]]:
    """Return what can be kept: not what a rule that failed has left open."""
    complete: dict[Path, tuple[bool, list[Diagnostic | Hidden]]] = {}
    for target, named in targets:
        diagnostics = [item for item in results[target] if not isinstance(item, Crash)]
        if isinstance(target, Path) and len(diagnostics) == len(results[target]):
            complete[target] = named, diagnostics
    return complete
