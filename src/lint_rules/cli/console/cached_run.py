"""What is asked for, with settings -> the report, by the means that the command line and the settings allow."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from lint_rules.cache.folder import Folder, folder_of
from lint_rules.cache.key import cache_for
from lint_rules.cli.console.outcome import ReplayInputs
from lint_rules.cli.console.projects import in_each_project, together
from lint_rules.cli.console.replay_inputs import inputs_together, replay_inputs
from lint_rules.errors import Failed
from lint_rules.linter.lint import ProgressCallback, Report, lint
from lint_rules.linter.registry import own_sources
from lint_rules.source.discovery import find_places
from lint_rules.source.own_files import Refused

if TYPE_CHECKING:
    from lint_rules.cache.cache import Cache
    from lint_rules.cli.console.arguments import CommandLine
    from lint_rules.cli.console.request import Request


class Ran(NamedTuple):
    """A finished run, in one project or in several.

    Args:
        report: what was found.
        remarks: what is to be said about the run where that is asked for.
        refusals: what is to be said about the run in any case.
        replay_inputs: what the run rests on, where that is known.
        projects: the parts of the request that are about one project each.
    """

    report: Report
    remarks: list[str]
    refusals: list[str]
    replay_inputs: ReplayInputs | None
    projects: tuple[Request, ...] = ()


def run(args: CommandLine, request: Request, *, progress: ProgressCallback | None = None) -> Ran:
    """Check files, each in its own project.

    Raises:
        Failed: `--jobs` is no number, or a worker could not do its part.
    """
    in_one = partial(_run_in_project, args, progress=progress)
    runs = [*in_each_project(args, request, in_one, lambda ran: ran.report.nested)]
    projects, finished = tuple(part for part, _ in runs), [ran for _, ran in runs]
    if len(finished) == 1:
        return finished[0]._replace(projects=projects)
    inputs = [ran.replay_inputs for ran in finished]
    return Ran(
        together([ran.report for ran in finished]),
        [remark for ran in finished for remark in ran.remarks],
        [refusal for ran in finished for refusal in ran.refusals],
        None if None in inputs else inputs_together(request.root, [part for part in inputs if part is not None]),
        projects,
    )


def _run_in_project(args: CommandLine, request: Request, *, progress: ProgressCallback | None) -> Ran:
    options = request.run_options(jobs=jobs_of(args))
    remarks, refusals, cached = list[str](), list[str](), None
    if not args.no_cache and request.stdin is None:
        try:
            cached = _cache(args, request)
        except Refused as refused:
            refusals = [f"session-lint: nothing is cached: {refused}"]
        except OSError as error:
            remarks = [f"cache: not written: {error}"]
    with _uncollected():
        report = lint(request.paths, options, stdin=request.stdin, cache=cached, progress=progress)
    if cached is None:
        return Ran(report, remarks, refusals, None)
    problem = cached.save()
    if problem is not None:
        return Ran(report, [f"cache: not written: {problem}"], refusals, None)
    return Ran(report, remarks, refusals, None if report.crashes else replay_inputs(args, request, cached))


def _cache(args: CommandLine, request: Request) -> Cache:
    root, settings = request.root, request.settings

    @cache
    def project() -> tuple[str, ...]:
        entries = find_places(
            [root], root=root, exclude=settings.options.exclude, nested=None if request.is_whole else len
        )
        return tuple(path for path in entries if isinstance(path, str))

    folder = cache_folder(args, request)
    folder.check()
    return cache_for(root, settings, project, folder=folder, sources=own_sources())


def cache_folder(args: CommandLine, request: Request) -> Folder:
    """Return where the project's caches are.

    Raises:
        Refused: what is named there is not this program's.
        OSError: the user's folder of caches cannot be read or written.
    """
    return folder_of(str(request.root), option=args.cache_dir, setting=request.settings.cache_dir)


def unsealed_folder(args: CommandLine, request: Request) -> Folder:
    """Return where those caches are that other programs write for this one: never inside the project.

    Raises:
        OSError: as for `cache_folder`.
    """
    return folder_of(str(request.root), option=args.cache_dir, is_sealed=False)


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
