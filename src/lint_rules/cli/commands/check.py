"""`session-lint check`: files -> what is found in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from time import perf_counter
from typing import TYPE_CHECKING

from lint_rules.cli.console.cached_run import run as checked
from lint_rules.cli.console.outcome import Outcome, ReplayInputs
from lint_rules.cli.console.progress import shown
from lint_rules.cli.console.report import delivered, reported
from lint_rules.cli.console.request import Request, pages, request_of, rules
from lint_rules.cli.exit_codes import NOTHING
from lint_rules.errors import Failed
from lint_rules.linter.typed_rules import TYPED_RULES

# What only some runs need is imported by those.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine
    from lint_rules.linter.lint import Report

_WAYS = ("--fix", "--diff", "--add-ignore", "--write-baseline", "--show-files", "--statistics")
"""What a run is for; all but these pairs exclude each other."""
_TOGETHER = ({"--fix", "--diff"}, {"--fix", "--statistics"})


def run(asked: CommandLine) -> Outcome:
    """Check files, or fix them, or write down what is known."""
    _must_be_one_way(asked)
    _must_be_on_disk(asked)
    _must_have_types(asked)
    request = request_of(asked)
    if asked.on("--show-files"):
        return delivered(asked, "".join(f"{path}\n" for path in sorted(request.files())), NOTHING)
    if asked.on("--fix") or asked.on("--diff"):
        from lint_rules.cli.commands import fix

        return fix.run(asked, request)
    report, said, rests_on = _report(asked, request)
    if asked.on("--write-baseline"):
        from lint_rules.cli.commands import write_baseline

        return write_baseline.written(asked, request, report, said)
    if asked.on("--add-ignore"):
        from lint_rules.cli.commands import add_ignore

        return add_ignore.added(asked, request, report)
    return reported(asked, request, report, said=said)._replace(rests_on=rests_on)


def _report(asked: CommandLine, request: Request) -> tuple[Report, Sequence[str], ReplayInputs | None]:
    started = perf_counter()
    with shown(wanted=not asked.on("--quiet")) as told:
        report, remarks, rests_on = checked(asked, request, told=told)
    said = list[str]()
    if asked.on("--types"):
        report = _with_types(asked, request, report, said)
    if asked.on("--verbose"):
        said += remarks
        said += _set_up(request, report, perf_counter() - started)
    return report, said, rests_on


def _with_types(asked: CommandLine, request: Request, report: Report, said: list[str]) -> Report:
    from lint_rules.linter.mypy.merge import merged
    from lint_rules.linter.mypy.run import check_types

    found = check_types(request.paths, root=request.root, settings=request.settings, pages=pages())
    if not asked.on("--quiet"):
        said.append(f"mypy took {found.seconds:.1f} s.")
    return merged(report, found, root=request.root, settings=request.settings, rules=rules())


def _set_up(request: Request, report: Report, seconds: float) -> list[str]:
    running = ", ".join(rule.name for rule in rules() if request.settings.selects(rule)) or "none"
    return [f"root: {request.root}", f"rules: {running}", f"files: {report.files}", f"seconds: {seconds:.2f}"]


def _must_be_one_way(asked: CommandLine) -> None:
    given = [way for way in _WAYS if asked.on(way)]
    for pair in combinations(given, 2):
        if set(pair) not in _TOGETHER:
            raise Failed(f"{pair[0]} and {pair[1]} exclude each other")


def _must_have_types(asked: CommandLine) -> None:
    """Refuse to run rules that would find nothing without types."""
    for option in ("--select", "--extend-select"):
        for name in asked.listed(option) or ():
            if name in TYPED_RULES and not asked.on("--types"):
                raise Failed(f"{option} {name}: it needs types; add --types")


def _must_be_on_disk(asked: CommandLine) -> None:
    """Refuse --types where mypy would see another text than the one that is checked."""
    for other in ("--fix", "--diff", "--stdin-filename", "-"):
        if asked.on("--types") and (asked.on(other) or other in asked.operands):
            raise Failed(f"--types and {other} exclude each other: mypy checks what is on disk")
