"""`session-lint names`: a project -> every name that denotes several classes, and who imports which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.cli import NOTHING
from lint_rules.cli.console.outcome import Outcome
from lint_rules.cli.console.report import delivered
from lint_rules.cli.console.request import request_of
from lint_rules.cli.name_survey.report import as_html, as_json, as_text
from lint_rules.cli.name_survey.survey import survey

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine


def run(args: CommandLine) -> Outcome:
    """List the names."""
    request = request_of(args)
    warnings: dict[str, None] = {}
    names = survey(request.paths, root=request.root, settings=request.settings, warn=warnings.setdefault)
    said = tuple(f"session-lint: warning: {warning}" for warning in warnings)
    render = {"json": as_json, "html": as_html}.get(args.output_format or "text", as_text)
    return delivered(args, render(names), NOTHING, said)
