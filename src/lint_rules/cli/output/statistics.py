"""Diagnostics -> how often each rule found something, the most frequent first."""

from __future__ import annotations

import json
from collections import Counter

from lint_rules.cli.output.text import ending
from lint_rules.cli.output.view import ReportView
from lint_rules.diagnostic import Safety
from lint_rules.source.printable import printable


def as_text(shown: ReportView) -> str:
    """Return a line for each rule: count, name, `[*]` where all can be fixed safely, `[-]` where some can, summary."""
    counts = Counter(diagnostic.rule for diagnostic in shown.diagnostics)
    about = {rule.name: printable(rule.summary) for rule in shown.rules()}
    wide, long = max(map(len, map(str, counts.values())), default=0), max(map(len, counts), default=0)
    lines = [
        f"{count:{wide}}  {rule:{long}}  {_mark(shown, rule)} {about.get(rule, '')}".rstrip()
        for rule, count in counts.most_common()
    ]
    return "".join(f"{line}\n" for line in lines) + ending(shown)


def as_json(shown: ReportView) -> str:
    """Return a list of objects in ruff's shape."""
    counts = Counter(diagnostic.rule for diagnostic in shown.diagnostics)
    objects = [{"code": rule, "count": count, **_fixable(shown, rule, count)} for rule, count in counts.most_common()]
    return json.dumps(objects, indent=2) + "\n"


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
