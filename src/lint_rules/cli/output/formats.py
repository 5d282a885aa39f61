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
BY_CELL = frozenset({"full", "concise", "json", "json-lines"})
"""Formats whose places are counted in the cells of a notebook; who reads the others knows lines of files only."""
WITHOUT_NOTES = frozenset({"json", "json-lines", "gitlab", "rdjson"})
"""Formats that are lists of findings and nothing else."""
