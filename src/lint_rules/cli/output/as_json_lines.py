"""Diagnostics -> a JSON object a line, in the shape of `json`."""

from __future__ import annotations

import json

from lint_rules.cli.output.json import as_object
from lint_rules.cli.output.view import ReportView


def render(shown: ReportView) -> str:
    """Return a line for each diagnostic."""
    return "".join(f"{json.dumps(as_object(one), ensure_ascii=False)}\n" for one in shown.diagnostics)
