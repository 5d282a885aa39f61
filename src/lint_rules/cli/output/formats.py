"""The names of the report's formats, and where each is written."""

from __future__ import annotations

FORMATS = {
    "full": "as_full",
    "concise": "as_concise",
    "json": "as_json",
    "json-lines": "as_json_lines",
    "github": "as_github",
    "gitlab": "as_gitlab",
    "sarif": "as_sarif",
    "junit": "as_junit",
    "rdjson": "as_rdjson",
}
"""Format → the module of `lint_rules.cli.output` whose `render` writes it."""
