"""Diagnostics -> each with the source lines that it is about, for people."""

from __future__ import annotations

from lint_rules.cli.output.as_text import ending, full
from lint_rules.cli.output.view import ReportView


def render(shown: ReportView) -> str:
    """Return each diagnostic with its frames, and the counts."""
    return full(shown.diagnostics, texts=shown.texts, terminal=shown.terminal) + ending(shown)
