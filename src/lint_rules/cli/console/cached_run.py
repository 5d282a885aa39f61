"""What is asked for, with settings -> the report, by the means that the command line and the settings allow."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lint_rules.cache.key import cache_for
from lint_rules.cli.console.outcome import ReplayInputs
from lint_rules.cli.console.replay_inputs import replay_inputs
from lint_rules.errors import Failed
from lint_rules.linter.lint import ProgressCallback, Report, lint
from lint_rules.linter.registry import own_sources
from lint_rules.source import CACHE_FOLDER
from lint_rules.source.discovery import find_places

if TYPE_CHECKING:
    from lint_rules.cache.cache import Cache
    from lint_rules.cli.console.arguments import CommandLine
    from lint_rules.cli.console.request import Request
    from lint_rules.settings.config import Settings


class Ran(NamedTuple):
    """A finished run.

    Args:
        report: what was found.
        remarks: what is to be said about the run where that is asked for.
        replay_inputs: what the run rests on, where that is known.
    """

    report: Report
    remarks: list[str]
    replay_inputs: ReplayInputs | None


def run(args: CommandLine, request: Request, *, progress: ProgressCallback | None = None) -> Ran:
    """Check files.

    Raises:
        Failed: `--jobs` is no number, or a worker could not do its part.
    """
    options = request.run_options(jobs=jobs_of(args))
    cached = None if args.no_cache or request.stdin is not None else _cache(request)
    with _uncollected():
        report = lint(request.paths, options, stdin=request.stdin, cache=cached, progress=progress)
    problem = None if cached is None else cached.save()
    if problem is not None:
        return Ran(report, [f"cache: not written: {problem}"], None)
    return Ran(report, [], None if cached is None or report.crashes else replay_inputs(args, request, cached))


def _cache(request: Request) -> Cache:
    root, settings = request.root, request.settings

    @cache
    def project() -> tuple[str, ...]:
        entries = find_places([root], root=root, exclude=settings.options.exclude)
        return tuple(path for path in entries if isinstance(path, str))

    return cache_for(root, settings, project, folder=cache_folder(root, settings), sources=own_sources())


def cache_folder(root: Path, settings: Settings) -> Path:
    """Return where the project's caches are."""
    return root / (settings.cache_dir or CACHE_FOLDER)


@contextmanager
def _uncollected() -> Generator[None]:
    """Look for no circles of objects: half of a run would go into that, and trees that are used no more are taken apart by hand."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()  # else all of it would be searched through at once, and again when the interpreter shuts down
            gc.enable()


def jobs_of(args: CommandLine) -> int:
    """Return how many processes a run may use; 0 stands for as many as there are processors.

    Raises:
        Failed: `--jobs` is no number.
    """
    if not args.jobs:
        return 0
    if not args.jobs.isdecimal() or int(args.jobs) < 1:
        raise Failed(f"--jobs {args.jobs}: must be a number of processes, from 1")
    return int(args.jobs)
