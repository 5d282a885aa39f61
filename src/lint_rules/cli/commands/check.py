"""`session-lint check`: files -> what is found in them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from lint_rules.cli import NOTHING
from lint_rules.cli.console.cached_run import run as checked
from lint_rules.cli.console.cached_run import unsealed_folder
from lint_rules.cli.console.outcome import Outcome, ReplayInputs
from lint_rules.cli.console.progress import shown
from lint_rules.cli.console.projects import files_of
from lint_rules.cli.console.report import delivered, reported
from lint_rules.cli.console.request import Request, pages, request_of, rules
from lint_rules.errors import Failed
from lint_rules.linter.mypy import CACHE_FOLDER
from lint_rules.linter.typed_rules import TYPED_RULES
from lint_rules.source.printable import printable

# What only some runs need is imported by those.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine
    from lint_rules.linter.lint import Report

_TOGETHER = ({"--fix", "--diff"}, {"--fix", "--statistics"})
"""What a run can be for at once; all other pairs exclude each other."""


def run(args: CommandLine) -> Outcome:
    """Check files, or fix them, or write down what is known."""
    _must_be_one_way(args)
    _must_be_on_disk(args)
    _must_have_types(args)
    request = request_of(args)
    if args.show_files:
        return delivered(
            args, "".join(f"{printable(str(path))}\n" for path in sorted(files_of(args, request))), NOTHING
        )
    if args.fix or args.diff:
        from lint_rules.cli.commands import fix

        return fix.run(args, request)
    report, said, replay_inputs = _report(args, request)
    if args.write_baseline is not None:
        from lint_rules.cli.commands import write_baseline

        return write_baseline.written(args, request, report, said)
    if args.add_ignore:
        from lint_rules.cli.commands import add_ignore

        return add_ignore.added(args, request, report)
    return reported(args, request, report, said=said)._replace(replay_inputs=replay_inputs)


def _report(args: CommandLine, request: Request) -> tuple[Report, Sequence[str], ReplayInputs | None]:
    started = perf_counter()
    with shown(wanted=not args.quiet) as progress:
        report, remarks, said, replay_inputs, projects = checked(args, request, progress=progress)
    if args.types:
        for project in projects:
            report = _with_types(args, project, report, said)
    if args.verbose:
        said += remarks
        said += _set_up(request, report, perf_counter() - started)
    return report, said, replay_inputs


def _with_types(args: CommandLine, request: Request, report: Report, said: list[str]) -> Report:
    from lint_rules.linter.mypy.interpreter import interpreter_of
    from lint_rules.linter.mypy.merge import merged
    from lint_rules.linter.mypy.run import check_types

    root, settings = request.root, request.settings
    python = interpreter_of(root, args.python, settings.mypy)
    said += python.remarks
    with _folder_for_mypy(args, request) as folder:
        types_found = check_types(
            request.paths, root=root, settings=settings, pages=pages(), folder=folder, python=python.path
        )
    if not args.quiet:
        said.append(f"mypy took {types_found.seconds:.1f} s.")
    return merged(report, types_found, root=root, settings=settings, rules=rules())


@contextmanager
def _folder_for_mypy(args: CommandLine, request: Request) -> Generator[Path]:
    """Give the folder where mypy keeps its cache; one for this run alone where nothing is kept, or the user's cannot be used."""
    from tempfile import TemporaryDirectory

    kept = None if args.no_cache else _kept_for_mypy(args, request)
    if kept is not None:
        yield Path(kept)
        return
    with TemporaryDirectory() as folder:
        yield Path(folder)


def _kept_for_mypy(args: CommandLine, request: Request) -> str | None:
    try:
        return unsealed_folder(args, request).inside(CACHE_FOLDER)
    except OSError:  # what is wrong with the caches has been said already
        return None


def _set_up(request: Request, report: Report, seconds: float) -> list[str]:
    running = ", ".join(rule.name for rule in rules() if request.settings.selects(rule)) or "none"
    return [f"root: {request.root}", f"rules: {running}", f"files: {report.files}", f"seconds: {seconds:.2f}"]


def _must_be_one_way(args: CommandLine) -> None:
    purposes = {
        "--fix": args.fix,
        "--diff": args.diff,
        "--add-ignore": args.add_ignore,
        "--write-baseline": args.write_baseline is not None,
        "--show-files": args.show_files,
        "--statistics": args.statistics,
    }
    for pair in combinations([option for option, is_on in purposes.items() if is_on], 2):
        if set(pair) not in _TOGETHER:
            raise Failed(f"{pair[0]} and {pair[1]} exclude each other")


def _must_have_types(args: CommandLine) -> None:
    """Refuse what would come to nothing without types."""
    if args.python is not None and not args.types:
        raise Failed(f"--python {args.python}: it is for --types; add that")
    for option, names in (("--select", args.select), ("--extend-select", args.extend_select)):
        for name in names or ():
            if name in TYPED_RULES and not args.types:
                raise Failed(f"{option} {name}: it needs types; add --types")


def _must_be_on_disk(args: CommandLine) -> None:
    """Refuse --types where mypy would see another text than the one that is checked."""
    others = {
        "--fix": args.fix,
        "--diff": args.diff,
        "--stdin-filename": args.stdin_filename is not None,
        "-": "-" in args.operands,
    }
    for other, is_on in others.items():
        if args.types and is_on:
            raise Failed(f"--types and {other} exclude each other: mypy checks what is on disk")
