"""Diagnostics -> reviewdog's diagnostic format.

The format: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf; its columns count bytes of UTF-8.
"""

from __future__ import annotations

from pathlib import Path

from lint_rules.cli.output.view import ReportView, as_json, relative
from lint_rules.diagnostic import Diagnostic
from lint_rules.severity import Severity
from lint_rules.source.spans import Position, Span

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def render(shown: ReportView) -> str:
    """Return one object with all diagnostics; paths are relative to the repository."""
    diagnostics = [_diagnostic(diagnostic, shown) for diagnostic in shown.diagnostics]
    whole = {"source": {"name": "session-lint"}, "diagnostics": diagnostics}
    return as_json(whole) + "\n"


def _diagnostic(diagnostic: Diagnostic, shown: ReportView) -> dict[str, object]:
    document: dict[str, object] = {
        "message": diagnostic.message,
        "severity": _SEVERITIES[diagnostic.severity],
        "location": _location(diagnostic.path, diagnostic.at, shown),
        "code": {"value": diagnostic.rule, **({"url": diagnostic.url} if "://" in diagnostic.url else {})},
    }
    if diagnostic.related:
        document["relatedLocations"] = [
            {"message": place.message, "location": _location(place.path, place.span, shown)}
            for place in diagnostic.related
        ]
    if diagnostic.fix is not None and len(diagnostic.fix.edits) == 1:  # each suggestion is one to be taken by itself
        (edit,) = diagnostic.fix.edits
        document["suggestions"] = [{"range": _range(diagnostic.path, edit.span, shown), "text": edit.content}]
    return document


def _location(path: Path, span: Span, shown: ReportView) -> dict[str, object]:
    return {"path": relative(path, shown.base), "range": _range(path, span, shown)}


def _range(path: Path, span: Span, shown: ReportView) -> dict[str, dict[str, int]]:
    return {"start": _place(path, span.start, shown), "end": _place(path, span.end, shown)}


def _place(path: Path, position: Position, shown: ReportView) -> dict[str, int]:
    lines = shown.texts(path)
    before = "" if lines is None else lines.line(position.row)[: position.column - 1]
    return {"line": position.row, "column": position.column + len(before.encode("utf-8", "replace")) - len(before)}
