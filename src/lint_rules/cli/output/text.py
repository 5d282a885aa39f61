"""Diagnostics -> one line each, for people."""

from __future__ import annotations

from lint_rules.cli.output.as_text import concise, ending
from lint_rules.cli.output.view import ReportView


def render(shown: ReportView) -> str:
    """Return place, rule and message of each diagnostic, and the counts."""
    return concise(shown.diagnostics, terminal=shown.terminal) + ending(shown)
