"""The names of the report's formats, and where each is written."""

from __future__ import annotations

FORMATS = {
    "full": "as_full",
    "concise": "text",
    "json": "json",
    "json-lines": "as_json_lines",
    "github": "github",
    "gitlab": "gitlab",
    "sarif": "sarif",
    "junit": "junit",
    "rdjson": "rdjson",
}
"""Format → the module of `lint_rules.cli.output` whose `render` writes it."""
