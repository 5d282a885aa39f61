"""The names of the report's formats, and what writes each."""

from __future__ import annotations

FORMATS = {
    "full": ("text.report", "render_full"),
    "concise": ("text.report", "render_concise"),
    "json": ("json", "render"),
    "json-lines": ("json", "render_lines"),
    "github": ("github", "render"),
    "gitlab": ("gitlab", "render"),
    "sarif": ("sarif", "render"),
    "junit": ("junit", "render"),
    "rdjson": ("rdjson", "render"),
}
"""Format → the module of `lint_rules.cli.output` that writes it, and the function: a run loads one of them."""
WITHOUT_NOTES = frozenset({"json", "json-lines", "gitlab", "rdjson"})
"""Formats that are lists of findings and nothing else."""
