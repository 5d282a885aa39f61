"""An import that nothing uses -> it goes out of its statement alone, however the statement is laid out and its lines end."""

from __future__ import annotations

import ast

import pytest
from tests.lint_rules.fixes.test_import_edits import opened

from lint_rules.fixes.imports.removal import removed
from lint_rules.source.spans import apply_edits

STATEMENTS = {
    "one line": "from lib import A, B",
    "continued behind a name": "from lib import A, \\\n    B",
    "continued behind the keyword": "from lib import \\\n    A, B",
    "continued, a name a line": "from lib import A, \\\n    B, \\\n    C",
    "in brackets": "from lib import (\n    A,\n    B,\n)",
    "in brackets, in one line": "from lib import (A, B)",
    "in brackets, several in a line": "from lib import (\n    A, B,\n    C)",
    "in brackets, one with a comment": "from lib import (\n    A,\n    B,\n    c,  # why\n)",
    "alone, continued": "from lib import \\\n    A",
    "alone in a block": "if x:\n    from lib import A",
    "alone in a function": "def f():\n    from lib import A",
    "alone beside its condition": "if x: from lib import A",
    "behind another": "import os; from lib import A, \\\n    B",
}
GOING = {name for name in STATEMENTS if "continued" not in name and "another" not in name} | {"alone, continued"}
"""Layouts in which a name, or the whole statement, can be taken out."""


def names_of(text: str) -> set[str]:
    """The names that a text imports."""
    return {
        alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom) for alias in node.names
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("layout", STATEMENTS)
def test_an_import_goes_alone_or_stays_where_its_lines_go_on(layout: str, end: str) -> None:
    text = f"{STATEMENTS[layout]}\nx = 1\n".replace("\n", end)
    module = opened(text)
    scopes = [scope.bindings for scope in module.scopes()]
    bound = {name: bindings[0] for scope in scopes for name, bindings in scope.items() if name.isupper()}
    for name, binding in bound.items():
        edits = removed(binding, module)
        assert (edits is not None) is (layout in GOING), name
        left = apply_edits(module.tree.lines, edits or ())
        assert names_of(left) == (names_of(text) - {name} if layout in GOING else names_of(text))
        assert left.endswith(f"x = 1{end}")
