"""Diagnostics -> how often each rule found something: errors first, and of what is as bad the most frequent."""

from __future__ import annotations

import json
from collections import Counter

from lint_rules.cli.output.text.report import ending
from lint_rules.cli.output.view import ReportView
from lint_rules.diagnostic import Safety
from lint_rules.severity import Severity
from lint_rules.source.printable import printable


def as_text(shown: ReportView) -> str:
    """Return a line for each rule: count, severity, name, `[*]` where all can be fixed safely, `[-]` where some can, summary."""
    counts = _counts(shown)
    about = {rule.name: printable(rule.summary) for rule in shown.rules()}
    wide, long = (
        max((len(f"{count}") for _, count in counts), default=0),
        max((len(rule) for (_, rule), _ in counts), default=0),
    )
    lines = [
        f"{count:{wide}}  {severity.value:7}  {rule:{long}}  {_mark(shown, rule)} {about.get(rule, '')}".rstrip()
        for (severity, rule), count in counts
    ]
    return "".join(f"{line}\n" for line in lines) + ending(shown)


def as_json(shown: ReportView) -> str:
    """Return a list of objects in ruff's shape."""
    objects = [
        {"code": rule, "severity": severity.value, "count": count, **_fixable(shown, rule, count)}
        for (severity, rule), count in _counts(shown)
    ]
    return json.dumps(objects, indent=2) + "\n"


def _counts(shown: ReportView) -> list[tuple[tuple[Severity, str], int]]:
    counts = Counter((diagnostic.severity, diagnostic.rule) for diagnostic in shown.diagnostics)
    return sorted(counts.most_common(), key=lambda entry: entry[0][0].rank)


def _fixable(shown: ReportView, rule: str, count: int) -> dict[str, object]:
    safe = _safe(shown, rule)
    return {"fixable": safe == count, "fixable_count": safe}


def _safe(shown: ReportView, rule: str) -> int:
    fixes = [
        diagnostic.fix for diagnostic in shown.diagnostics if diagnostic.rule == rule and diagnostic.fix is not None
    ]
    return sum(fix.safety is Safety.SAFE for fix in fixes)


def _mark(shown: ReportView, rule: str) -> str:
    fixable, count = _safe(shown, rule), sum(diagnostic.rule == rule for diagnostic in shown.diagnostics)
    return "[*]" if fixable == count else "[-]" if fixable else "[ ]"
