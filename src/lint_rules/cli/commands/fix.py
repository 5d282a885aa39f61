"""`session-lint check --fix` and `--diff`: files -> the same, mended, or how they would be."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cli import FAILED, FINDINGS, NOTHING, worst
from lint_rules.cli.console import standard_input
from lint_rules.cli.console.cached_run import jobs_of
from lint_rules.cli.console.outcome import Outcome
from lint_rules.cli.console.progress import shown
from lint_rules.cli.console.projects import in_each_project, linted, together
from lint_rules.cli.console.report import code_of, crashed, failure_lines, reported
from lint_rules.cli.output.diff import as_diff
from lint_rules.diagnostic import Safety
from lint_rules.errors import Interrupted
from lint_rules.frozen import replace
from lint_rules.linter.fix_loop import FixedFile, FixReport, fix
from lint_rules.linter.report import ProgressCallback
from lint_rules.source.discovery import NOTEBOOK
from lint_rules.source.file import SourceFile
from lint_rules.source.printable import printable
from lint_rules.source.write import NotWritten, replace_code

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine
    from lint_rules.cli.console.request import Request


def run(args: CommandLine, request: Request) -> Outcome:
    """Fix files, and report what is left; with `--diff`, only show what would change."""
    safeties = frozenset(Safety) if args.unsafe_fixes else frozenset({Safety.SAFE})
    with shown(wanted=not args.quiet) as progress:
        mended = _mended(args, request, safeties, progress)
    if args.diff:
        return _shown_as_diff(args, mended)
    return _written(args, request, mended)


def _mended(
    args: CommandLine, request: Request, safeties: frozenset[Safety], progress: ProgressCallback | None
) -> FixReport:
    """Fix files in memory, each in its own project."""

    def run(part: Request) -> FixReport:
        options = part.run_options(jobs=jobs_of(args))
        return fix(part.paths, options, safeties=safeties, stdin=part.stdin, progress=progress)

    parts = [ran for _, ran in in_each_project(args, request, run, lambda ran: ran.report.nested)]
    changes = {change.path: change for part in parts for change in part.changes}
    return FixReport(together([part.report for part in parts]), tuple(changes.values()))


def _written(args: CommandLine, request: Request, mended: FixReport) -> Outcome:
    if args.is_piped and request.stdin is None:
        return Outcome(data=standard_input.read())  # it is excluded, and goes out as it came in
    stdin = request.stdin
    left, problems = _left_of(
        [change for change in mended.changes if stdin is None or change.path != stdin.path], request.root
    )
    made = [change for change in mended.changes if change not in left]
    said = [*problems, *([] if args.quiet else [_summary(made)])]
    if stdin is not None:
        return _passed_on(args, request, mended, stdin, said)
    if not left:
        return reported(args, request, mended.report, said=said)
    report = linted(args, request)
    outcome = reported(args, request, report, said=said)
    return outcome._replace(code=FAILED)


def _shown_as_diff(args: CommandLine, mended: FixReport) -> Outcome:
    """Show what would change: 1 when something would, 2 when a rule failed."""
    changes = [
        _in_file(change, standard_input.read if args.is_piped else change.path.read_bytes) for change in mended.changes
    ]
    texts = [
        (change.path, SourceFile(change.path, change.old).decode(), SourceFile(change.path, change.new).decode())
        for change in changes
    ]
    diff = "".join(as_diff(path, str(old), str(new), for_terminal=sys.stdout.isatty()) for path, old, new in texts)
    summary = () if args.quiet else (_summary(mended.changes).replace("Fixed", "Would fix", 1),)
    code = worst(crashed(mended.report), FINDINGS if diff else NOTHING)
    return Outcome(code, diff, (*summary, *failure_lines(mended.report)))


def _left_of(changes: Sequence[FixedFile], root: Path) -> tuple[list[FixedFile], list[str]]:
    """Write the changed files; return those that were left as they were, and why."""
    left, problems = list[FixedFile](), list[str]()
    for number, change in enumerate(changes):
        try:
            replace_code(change.path, change.old, change.new, within=root)
        except NotWritten as problem:
            problems.append(f"session-lint: {problem}")
            left.append(change)
        except KeyboardInterrupt as interrupt:
            old = (change for change in (*left, *changes[number:]) if change.path.read_bytes() == change.old)
            files = ", ".join(str(change.path) for change in old)
            raise Interrupted(
                "\n".join(map(printable, [*problems, f"session-lint: interrupted; left as they were: {files}"]))
            ) from interrupt
    return left, problems


def _passed_on(
    args: CommandLine, request: Request, mended: FixReport, stdin: SourceFile, said: Sequence[str]
) -> Outcome:
    """Return standard input as the fixes leave it: that is where its result belongs."""
    changes = (_in_file(change, standard_input.read) for change in mended.changes if change.path == stdin.path)
    new = next((change.new for change in changes), standard_input.read())
    code = worst(crashed(mended.report), code_of(args, request, mended.report))
    return Outcome(code, said=(*said, *failure_lines(mended.report)), data=new)


def _in_file(change: FixedFile, read: Callable[[], bytes]) -> FixedFile:
    """Return a change as the file has it: of a notebook, not its code alone."""
    if change.path.suffix != NOTEBOOK:
        return change
    from lint_rules.source.notebooks.write import with_code  # noqa: PLC0415  few projects have notebooks

    data = read()
    return replace(change, old=data, new=with_code(data, change.old, change.new) or data)


def _summary(changes: Sequence[FixedFile]) -> str:
    if not changes:
        return "Fixed nothing."
    mended: dict[str, int] = {}
    for change in changes:
        for rule, count in change.rules.items():
            mended[rule] = mended.get(rule, 0) + count
    counts = ", ".join(f"{count} {rule}" for rule, count in sorted(mended.items()))
    files = len(changes)
    return f"Fixed {counts} in {files} {'file' if files == 1 else 'files'}."
