"""Diagnostics -> SARIF 2.1.0, with the rules' documentation, the places that explain a finding, and fixes.

The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from lint_rules.cli.output.fingerprints import fingerprints
from lint_rules.cli.output.view import About, ReportView, as_json
from lint_rules.diagnostic import Diagnostic, Fix
from lint_rules.source.spans import Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"  # the name that GitHub and others give to the folder of the repository


def render(shown: ReportView) -> str:
    """Return one log with one run; columns count characters, paths are relative to the repository."""
    rules = {about.name: number for number, about in enumerate(shown.rules())}
    names = fingerprints(shown.diagnostics, shown.base, shown.texts)
    run = {
        "tool": {"driver": _driver(shown)},
        "originalUriBaseIds": {_ROOT: {"uri": f"file://{_quoted(shown.base.as_posix().rstrip('/'))}/"}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(shown)],
        "results": [
            _result(diagnostic, name, rules, shown.base)
            for diagnostic, name in zip(shown.diagnostics, names, strict=True)
        ],
    }
    return as_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _driver(shown: ReportView) -> dict[str, object]:
    return {
        "name": "session-lint",
        "semanticVersion": version("session-status"),
        "rules": [_rule(about) for about in shown.rules()],
    }


def _rule(about: About) -> dict[str, object]:
    return {
        "id": about.name,
        "shortDescription": {"text": about.summary},
        "fullDescription": {"text": about.summary},
        "defaultConfiguration": {"level": about.severity.value},
        "help": {"text": about.documentation, "markdown": about.documentation},
    }


def _invocation(shown: ReportView) -> dict[str, object]:
    """Tell whether the run itself went well: findings are no failure; and what is hidden."""
    errors = [
        {
            "level": "error",
            "message": {"text": f"internal error: {message}"},
            "locations": [_place(path, None, shown.base)],
        }
        for path, message in shown.failures
    ]
    notes = [{"level": "note", "message": {"text": note}} for note in shown.notes]
    return {"executionSuccessful": not errors, "toolExecutionNotifications": [*errors, *notes]}


def _result(diagnostic: Diagnostic, fingerprint: str, rules: Mapping[str, int], root: Path) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": diagnostic.rule,
        "level": diagnostic.severity.value,
        "message": {"text": diagnostic.message},
        "locations": [_place(diagnostic.path, diagnostic.at, root)],
        "partialFingerprints": {"sessionLint/v1": fingerprint},
    }
    if diagnostic.rule in rules:
        result["ruleIndex"] = rules[diagnostic.rule]
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, **_place(place.path, place.span, root), "message": {"text": place.message}}
            for number, place in enumerate(diagnostic.related)
        ]
    if diagnostic.fix is not None:
        result["fixes"] = [_fix(diagnostic.fix, diagnostic.path, root)]
    return result


def _fix(fix: Fix, path: Path, root: Path) -> dict[str, object]:
    replacements = [
        {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.content}} for edit in fix.edits
    ]
    title = f"{fix.title} ({fix.safety.value})"
    return {
        "description": {"text": title},
        "artifactChanges": [{"artifactLocation": _artifact(path, root), "replacements": replacements}],
    }


def _place(path: Path, span: Span | None, root: Path) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": _artifact(path, root)}
    if span is not None:
        place["region"] = _region(span)
    return {"physicalLocation": place}


def _artifact(path: Path, root: Path) -> dict[str, str]:
    if path.is_relative_to(root):
        return {"uri": _quoted(path.relative_to(root).as_posix()), "uriBaseId": _ROOT}
    return {"uri": f"file://{_quoted(path.as_posix())}"}


def _quoted(path: str) -> str:
    return quote(path.encode("utf-8", "surrogateescape"))


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.start.row,
        "startColumn": span.start.column,
        "endLine": span.end.row,
        "endColumn": span.end.column,
    }
