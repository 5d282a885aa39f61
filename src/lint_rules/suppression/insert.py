"""A text and what is found in it -> the text with comments that silence the findings, which says the same to Python."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

from lint_rules.diagnostic import Diagnostic
from lint_rules.source.file import SourceFile, encoding_of
from lint_rules.source.spans import Edit, LineIndex, Position, Span, apply_edits
from lint_rules.source.syntax.parser import SyntaxFailure, parse
from lint_rules.suppression.comments import Suppressions, rows_for_comments
from lint_rules.suppression.directives import Reach

NEVER = frozenset({"syntax-error", "unused-suppression"})
"""Rules whose findings no comment should hide: a file that cannot be read, and a comment that is one too many."""


Own = Mapping[int, tuple[Position, tuple[str, ...]]]
"""Row → the place before the bracket that closes the list of its own comment of ours, and the rules in that list."""


def silenced(text: str, diagnostics: Iterable[Diagnostic]) -> str | None:
    """Return the text with comments for what is found in it; None when a comment would change what the text says."""
    lines = LineIndex(text)
    new = ignoring(text, diagnostics, rows=rows_for_comments(lines), own=_own(lines))
    return new if _meaning(new) == _meaning(text) else None


def ignoring(text: str, diagnostics: Iterable[Diagnostic], *, rows: Mapping[int, int], own: Own) -> str:
    """Return the text with what is found silenced.

    Args:
        text: the source.
        diagnostics: what is found in it.
        rows: rows that cannot hold a comment → the row that holds it for them.
        own: the comments that grow.
    """
    lines = LineIndex(text)
    wanted: dict[int, dict[str, None]] = {}
    for diagnostic in diagnostics:
        if diagnostic.rule not in NEVER:
            row = diagnostic.at.start.row
            wanted.setdefault(rows.get(row, row), {})[diagnostic.rule] = None
    return apply_edits(lines, [_edit(lines.line(row), row, list(names), own) for row, names in sorted(wanted.items())])


def _own(lines: LineIndex) -> Own:
    suppressions = Suppressions.in_text(lines).suppressions
    return {
        suppression.at.end.row: (suppression.at.end._replace(column=suppression.at.end.column - 1), suppression.rules)
        for suppression in suppressions
        if suppression.reach is Reach.LINE and suppression.rules
    }


def _edit(line: str, row: int, names: list[str], own: Own) -> Edit:
    """Add names to the line's own comment of ours, else write one at its end."""
    if row in own:
        at, known = own[row]
        return Edit(Span(at, at), "".join(f", {name}" for name in names if name not in known))
    at = Position(row, len(line) + 1)
    return Edit(Span(at, at), f"  # session-lint: ignore[{', '.join(names)}]")


def _meaning(text: str) -> str | None:
    """Return what a text says, comments and places apart."""
    plain = text.encode("utf-8", "surrogatepass")
    tree = parse(SourceFile(Path(), text.encode(encoding_of(plain) or "utf-8", "replace")))
    return None if isinstance(tree, SyntaxFailure) else ast.dump(tree.module)
