"""A request -> one for each project that its paths belong to, and what these come to as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lint_rules.cli.console.request import Request, parts_of, project_at
from lint_rules.linter.lint import Report, lint
from lint_rules.linter.report import HiddenParts

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine

_Ran = TypeVar("_Ran")


def in_each_project(
    args: CommandLine, request: Request, run: Callable[[Request], _Ran], nested: Callable[[_Ran], Sequence[Path]]
) -> Iterator[tuple[Request, _Ran]]:
    """Run something in each project, in those below the paths as well.

    Args:
        args: the command line.
        request: what is asked for.
        run: is called with the part of the request that is about one project.
        nested: returns the folders that a run has left out, because they are projects of their own.
    """
    todo = [*parts_of(args, request)]
    while todo:
        part = todo.pop(0)
        ran = run(part)
        yield part, ran
        todo += [project_at(args, root, [root]) for root in nested(ran)]


def linted(args: CommandLine, request: Request) -> Report:
    """Check files without a cache, each in its own project."""
    runs = in_each_project(args, request, lambda part: lint(part.paths, part.run_options()), lambda ran: ran.nested)
    return together([report for _, report in runs])


def files_of(args: CommandLine, request: Request) -> list[Path]:
    """Return the files at and below the paths, each once."""
    runs = in_each_project(args, request, Request.files_and_projects, lambda found: found[1])
    return list(dict.fromkeys(path for _, (paths, _) in runs for path in paths))


def together(reports: Sequence[Report]) -> Report:
    """Return several reports as one; what stands in two of them stands in it once."""
    if len(reports) == 1:
        return reports[0]
    hidden = [report.hidden for report in reports]
    return Report(
        diagnostics=tuple(dict.fromkeys(found for report in reports for found in report.diagnostics)),
        crashes=tuple(dict.fromkeys(crash for report in reports for crash in report.crashes)),
        files=sum(report.files for report in reports),
        warnings=tuple(dict.fromkeys(warning for report in reports for warning in report.warnings)),
        hidden=HiddenParts(
            silenced=sum(part.silenced for part in hidden),
            files_with_rules_off=sum(part.files_with_rules_off for part in hidden),
            excluded_files=sum(part.excluded_files for part in hidden),
            excluded_folders=sum(part.excluded_folders for part in hidden),
        ),
    )
