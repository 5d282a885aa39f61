"""Diagnostics -> workflow commands that annotate lines on GitHub.

The grammar: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from lint_rules.cli.output.view import ReportView, relative
from lint_rules.diagnostic import Diagnostic


def render(shown: ReportView) -> str:
    """Return one `::error` command a line for each diagnostic."""
    return "".join(f"{_command(one, relative(one.path, shown.base))}\n" for one in shown.diagnostics)


def _command(one: Diagnostic, place: str) -> str:
    properties = {"title": f"session-lint ({one.rule})", "file": str(one.path), "line": one.at.start.row}
    properties["endLine"] = one.at.end.row
    if one.at.start.row == one.at.end.row:  # columns are taken for nothing else
        properties |= {"col": one.at.start.column, "endColumn": one.at.end.column}
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    message = f"{place}:{one.at.start.row}:{one.at.start.column}: {one.rule} {one.message}"
    return f"::error {given}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
