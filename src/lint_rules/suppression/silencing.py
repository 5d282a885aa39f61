"""A text and what is found in it -> the text with comments that silence the findings, which says the same to Python."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from lint_rules.diagnostic import Diagnostic
from lint_rules.source.file import SourceFile, encoding_of
from lint_rules.source.parser import SyntaxFailure, parse
from lint_rules.source.spans import LineIndex
from lint_rules.suppression.comments import Suppressions, rows_for_comments
from lint_rules.suppression.directives import Reach
from lint_rules.suppression.insert import Own, ignoring


def silenced(text: str, found: Iterable[Diagnostic]) -> str | None:
    """Return the text with comments for what is found in it; None when a comment would change what the text says."""
    lines = LineIndex(text)
    new = ignoring(text, found, rows=rows_for_comments(lines), own=_own(lines))
    return new if _meaning(new) == _meaning(text) else None


def _own(lines: LineIndex) -> Own:
    found = Suppressions.in_text(lines).found
    return {
        one.at.end.row: (one.at.end._replace(column=one.at.end.column - 1), one.rules)
        for one in found
        if one.reach is Reach.LINE and one.rules
    }


def _meaning(text: str) -> str | None:
    """Return what a text says, comments and places apart."""
    plain = text.encode("utf-8", "surrogatepass")
    tree = parse(SourceFile(Path(), text.encode(encoding_of(plain) or "utf-8", "replace")))
    return None if isinstance(tree, SyntaxFailure) else ast.dump(tree.module)
