"""Diagnostics -> JSON in ruff's shape, with the rule's name as the code."""

from __future__ import annotations

from collections.abc import Iterable

from lint_rules.cli.output.view import ReportView
from lint_rules.cli.output.view import as_json as dumped
from lint_rules.diagnostic import Diagnostic, Fix, Related
from lint_rules.source.spans import Edit, Position


def render(shown: ReportView) -> str:
    """Return the list of a report."""
    return as_json(shown.diagnostics) + "\n"


def render_lines(view: ReportView) -> str:
    """Return an object in a line of its own for each diagnostic."""
    return "".join(f"{dumped(as_object(diagnostic), indent=None)}\n" for diagnostic in view.diagnostics)


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return a list of objects; rows and columns are from 1, columns in characters, file names absolute."""
    return dumped([as_object(diagnostic) for diagnostic in diagnostics])


def as_object(diagnostic: Diagnostic) -> dict[str, object]:
    """Return what stands for one diagnostic."""
    return {
        "code": diagnostic.rule,
        "filename": str(diagnostic.path),
        "location": _position(diagnostic.at.start),
        "end_location": _position(diagnostic.at.end),
        "message": diagnostic.message,
        "severity": diagnostic.severity.value,
        "cell": diagnostic.cell,
        "fix": _fix(diagnostic.fix) if diagnostic.fix else None,
        "url": diagnostic.url,
        "related": [_related(place) for place in diagnostic.related],
    }


def _position(position: Position) -> dict[str, int]:
    return {"row": position.row, "column": position.column}


def _fix(fix: Fix) -> dict[str, object]:
    return {"applicability": fix.safety.value, "message": fix.title, "edits": [_edit(edit) for edit in fix.edits]}


def _edit(edit: Edit) -> dict[str, object]:
    return {
        "content": edit.content,
        "location": _position(edit.span.start),
        "end_location": _position(edit.span.end),
        **({} if edit.cell is None else {"cell": edit.cell}),
    }


def _related(place: Related) -> dict[str, object]:
    cell = {} if place.cell is None else {"cell": place.cell}
    return {"filename": str(place.path), "location": _position(place.span.start), "message": place.message, **cell}
