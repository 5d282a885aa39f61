"""`session-lint check --add-ignore`: a report -> the files with comments that silence what is found."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cli import FAILED
from lint_rules.cli.console.outcome import Outcome
from lint_rules.cli.console.projects import linted
from lint_rules.cli.console.report import crashed, failure_lines, reported
from lint_rules.diagnostic import Diagnostic
from lint_rules.errors import Failed
from lint_rules.source.discovery import Unreadable, read
from lint_rules.source.file import CHANGED_BY_SAVING
from lint_rules.source.write import NotWritten, replace_code
from lint_rules.suppression.insert import NEVER, silenced

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine
    from lint_rules.cli.console.request import Request
    from lint_rules.linter.lint import Report


def added(args: CommandLine, request: Request, report: Report) -> Outcome:
    """Silence every finding that a comment can silence, and report what is left."""
    if request.stdin is not None:
        raise Failed("--add-ignore changes files; standard input is none")
    if report.crashes:
        return Outcome(crashed(report), "", failure_lines(report))
    problems, files, count = list[str](), 0, 0
    for path, diagnostics in _by_file(report.diagnostics).items():
        problem = _add(path, diagnostics, request.root)
        if problem is None:
            files, count = files + 1, count + len(diagnostics)
        else:
            problems.append(f"session-lint: {problem}")
    summary = (
        f"Added comments for {count} finding{'' if count == 1 else 's'} in {files} file{'' if files == 1 else 's'}."
    )
    left = linted(args, request)
    outcome = reported(args, request, left, said=[*problems, *([] if args.quiet else [summary])])
    return outcome._replace(code=FAILED) if problems else outcome


def _by_file(diagnostics: Iterable[Diagnostic]) -> dict[Path, list[Diagnostic]]:
    by_file: dict[Path, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        if diagnostic.rule not in NEVER:
            by_file.setdefault(diagnostic.path, []).append(diagnostic)
    return by_file


def _add(path: Path, diagnostics: list[Diagnostic], root: Path) -> str | None:
    """Write the comments into a file; return why it was left as it was."""
    source = read(path)
    text = None if isinstance(source, Unreadable) else source.decode()
    if isinstance(source, Unreadable) or not isinstance(text, str):
        return f"{path}: left alone, because it changed since it was checked; run again"
    new = silenced(text, diagnostics)
    if new is None:
        return f"{path}: left alone, because a comment would change it; this is a bug"
    data = source.encode(new)
    if data is None:
        return f"{path}: left alone, because {CHANGED_BY_SAVING}"
    try:
        replace_code(path, source.data, data, within=root)
    except NotWritten as problem:
        return str(problem)
    return None
