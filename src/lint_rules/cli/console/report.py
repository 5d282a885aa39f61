"""A report, as it is asked for -> what is printed of it, and the exit code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cli import FAILED, FINDINGS, NOTHING, worst
from lint_rules.cli.console import standard_input
from lint_rules.cli.console.outcome import Outcome
from lint_rules.cli.console.projects import files_of
from lint_rules.cli.console.request import OTHER, Request, pages, repository_around
from lint_rules.cli.console.terminal import terminal_of
from lint_rules.cli.output.formats import BY_CELL, FORMATS, WITHOUT_NOTES
from lint_rules.cli.output.view import About, ReportView, TextLookup, worst_first
from lint_rules.diagnostic import Diagnostic
from lint_rules.errors import Failed
from lint_rules.frozen import replace
from lint_rules.linter.typed_rules import TYPED_RULES
from lint_rules.severity import Severity
from lint_rules.source.discovery import NOTEBOOK
from lint_rules.source.printable import printable
from lint_rules.source.text_cache import TextCache
from lint_rules.source.write import write_text

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine
    from lint_rules.linter.lint import Report
    from lint_rules.linter.report import HiddenParts
    from lint_rules.settings.config import Settings


def reported(args: CommandLine, request: Request, report: Report, *, said: Sequence[str] = ()) -> Outcome:
    """Return the report in the format that is asked for, without what the baseline remembers."""
    report, remarks = _without_known(args, request, report)
    shown = _shown(args, request, report, remarks)
    render = _statistics(args) if args.statistics else format_of(args.output_format or "full")
    code = code_of(args, request, report)
    lines = [*said, *_failures(report), *_beside(args, shown)]
    lines += [f"session-lint: {path}: {OTHER}" for path in request.others]
    if not report.files and not args.quiet and not request.others:
        lines.append("session-lint: no Python files under the given paths")
    return delivered(args, render(shown), worst(code, crashed(report)), tuple(lines))


def code_of(args: CommandLine, request: Request, report: Report) -> int:
    """Return what a run leaves with, by the worst that it finds: `--fail-on`, else the settings, say how bad that must be."""
    if args.exit_zero:
        return NOTHING
    limit = request.settings.fail_on if args.fail_on is None else Severity(args.fail_on)
    return FINDINGS if any(found.severity.is_at_least(limit) for found in report.diagnostics) else NOTHING


def delivered(args: CommandLine, text: str, code: int, said: tuple[str, ...] = ()) -> Outcome:
    """Return a text for standard output, or write it to the file that is asked for, whole or not at all.

    Raises:
        Failed: the file cannot be written.
    """
    target = args.output_file
    if target is None:
        return Outcome(code, text, said)
    try:
        write_text(Path(target), text)
    except OSError as error:
        raise Failed(f"--output-file {target}: {error.strerror or error}") from error
    return Outcome(code, "", said)


def crashed(report: Report) -> int:
    """Return the exit code that the errors of rules come to."""
    return FAILED if report.crashes else NOTHING


def failure_lines(report: Report) -> tuple[str, ...]:
    """Return a line for each error of a rule, and for each warning of the run."""
    return tuple(_failures(report))


def _failures(report: Report) -> list[str]:
    warnings = [f"session-lint: warning: {warning}" for warning in report.warnings]
    return [*warnings, *(f"session-lint: internal error: {crash.path}: {crash.message}" for crash in report.crashes)]


def format_of(name: str) -> Callable[[ReportView], str]:
    """Return what renders a report in a format."""
    module, function = FORMATS[name]
    render: Callable[[ReportView], str] = getattr(import_module(f"lint_rules.cli.output.{module}"), function)
    return render


def _beside(args: CommandLine, shown: ReportView) -> list[str]:
    """Return what is said beside a report that has no place for it: what is hidden from everybody is told to somebody."""
    has_place = (args.output_format or "full") not in WITHOUT_NOTES
    return [] if has_place else [f"session-lint: {note}" for note in shown.notes]


def _statistics(args: CommandLine) -> Callable[[ReportView], str]:
    from lint_rules.cli.output import statistics  # noqa: PLC0415  as for formats

    match args.output_format:
        case None | "full" | "concise":
            return statistics.as_text
        case "json":
            return statistics.as_json
        case other:
            raise Failed(f"--statistics has no format {other}; it has full, concise and json")


def _shown(args: CommandLine, request: Request, report: Report, remarks: tuple[str, ...]) -> ReportView:
    diagnostics, texts = _placed(args, request, worst_first(report.diagnostics))
    return ReportView(
        diagnostics=[_printable(diagnostic) for diagnostic in diagnostics],
        failures=[(crash.path, printable(crash.message)) for crash in report.crashes],
        files=report.files,
        root=request.root,
        base=repository_around(request.root),
        texts=texts,
        rules=lambda: about(request, typed=args.types),
        terminal=terminal_of(to_file=args.output_file is not None),
        hidden=_hidden(args, request.settings, report.hidden),
        remarks=remarks,
        is_quiet=args.quiet,
    )


def _placed(
    args: CommandLine, request: Request, diagnostics: Sequence[Diagnostic]
) -> tuple[Sequence[Diagnostic], TextLookup]:
    """Return the diagnostics with places as readers of the format count them, and the texts that these are places in."""
    texts = TextCache(request.stdin).of
    paths = {path for found in diagnostics for path in (found.path, *(place.path for place in found.related))}
    if not any(path.suffix == NOTEBOOK for path in paths):
        return diagnostics, texts
    from lint_rules.cli.output.notebooks import Notebooks  # noqa: PLC0415  few projects have notebooks

    raw = None if request.stdin is None else replace(request.stdin, data=standard_input.read())
    notebooks = Notebooks(texts, raw, by_cell=(args.output_format or "full") in BY_CELL)
    return notebooks.placed(diagnostics), notebooks.text


def _printable(diagnostic: Diagnostic) -> Diagnostic:
    """Return a finding with messages that can be shown wherever they end up; what its fix writes stays as it is."""
    fix, related = diagnostic.fix, diagnostic.related
    if all(map(str.isprintable, (diagnostic.message, fix.title if fix else "", *(place.message for place in related)))):
        return diagnostic
    return replace(
        diagnostic,
        message=printable(diagnostic.message),
        related=tuple(replace(place, message=printable(place.message)) for place in related),
        fix=fix and replace(fix, title=printable(fix.title)),
    )


def _hidden(args: CommandLine, settings: Settings, parts: HiddenParts) -> str:
    """Return what the project's own comments, settings and lists of ignored files keep from being reported."""
    ignored = {*settings.ignore} - {*(args.ignore or ())}
    return parts.in_words(settings, selects=args.select is None, ignored=len(ignored))


def about(request: Request, *, typed: bool = False) -> list[About]:
    """Return what the rules that run say about themselves, with `typed` those that only types show as well."""
    settings = request.settings
    return [
        About(page.name, page.summary, page.documentation, page.severity)
        for page in pages()
        if (settings.wants(page.name, page.default) or settings.mypy.get(page.name) is True)
        and (typed or page.name not in TYPED_RULES)
    ]


def _without_known(args: CommandLine, request: Request, report: Report) -> tuple[Report, tuple[str, ...]]:
    """Leave out what the baseline remembers; say how much that is, and what it remembers in vain."""
    option = args.baseline
    path = Path(option) if option else request.root / request.settings.baseline if request.settings.baseline else None
    if path is None or args.write_baseline is not None:
        return report, ()
    from lint_rules.cli.console.baseline import compared, read  # noqa: PLC0415  few runs have one

    comparison = compared(
        report.diagnostics, read(path), request.root, TextCache(request.stdin).of, checked=files_of(args, request)
    )
    remarks = [f"{_findings(comparison.known)} of the baseline not shown."] if comparison.known else []
    if comparison.gone:
        them = "it" if comparison.gone == 1 else "them"
        gone = f"{_findings(comparison.gone)} of the baseline no longer found"
        remarks.append(f"{gone}: --write-baseline {path} forgets {them}.")
    return replace(report, diagnostics=comparison.new), tuple(remarks)


def _findings(count: int) -> str:
    return f"{count} finding{'' if count == 1 else 's'}"
