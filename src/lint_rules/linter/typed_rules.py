"""The rules that only types show -> their pages: the mypy plugin has these, and the fast checker knows them by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import lint_rules
from lint_rules.severity import Severity

TYPED_RULES: Mapping[str, Severity] = {"unknown-mapped-attribute": Severity.ERROR, "untyped-query": Severity.NOTE}
"""How bad their findings are. Each has a page beside the parts of the plugin, and is off unless it is selected or the plugin's option says so."""


def page_of(name: str) -> str:
    """Return the documentation of one of these rules, in Markdown."""
    return (Path(lint_rules.__path__[0]) / "mypy_checks" / f"{name}.md").read_text(encoding="utf-8")
