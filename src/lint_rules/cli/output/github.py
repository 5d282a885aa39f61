"""Diagnostics -> workflow commands that annotate lines on GitHub.

The grammar: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from lint_rules.cli.output.view import ReportView, relative
from lint_rules.diagnostic import Diagnostic
from lint_rules.severity import Severity
from lint_rules.source.printable import printable

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(shown: ReportView) -> str:
    """Return one `::error`, `::warning` or `::notice` a line for each diagnostic, and one `::notice` for what is hidden."""
    findings = [_command(diagnostic, relative(diagnostic.path, shown.base)) for diagnostic in shown.diagnostics]
    notices = [f"::notice title=session-lint::{_data(note)}" for note in shown.notes]
    return "".join(f"{command}\n" for command in (*findings, *notices))


def _command(diagnostic: Diagnostic, place: str) -> str:
    properties = {
        "title": f"session-lint ({diagnostic.rule})",
        "file": str(diagnostic.path),
        "line": diagnostic.at.start.row,
    }
    properties["endLine"] = diagnostic.at.end.row
    if diagnostic.at.start.row == diagnostic.at.end.row:  # columns are taken for nothing else
        properties |= {"col": diagnostic.at.start.column, "endColumn": diagnostic.at.end.column}
    parameters = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    message = f"{place}:{diagnostic.at.start.row}:{diagnostic.at.start.column}: {diagnostic.severity.value}[{diagnostic.rule}] {diagnostic.message}"
    return f"::{_COMMANDS[diagnostic.severity]} {parameters}::{_data(message)}"


def _data(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
