"""Source x findings -> the source with comments that silence them, each in the line that can hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lint_rules.diagnostic import Diagnostic
from lint_rules.source.spans import Edit, LineIndex, Position, Span, apply_edits

NEVER = frozenset({"syntax-error", "unused-suppression"})
"""Rules whose findings no comment should hide: a file that cannot be read, and a comment that is one too many."""


Own = Mapping[int, tuple[Position, tuple[str, ...]]]
"""Row → the place before the bracket that closes the list of its own comment of ours, and the rules in that list."""


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
    for one in diagnostics:
        if one.rule not in NEVER:
            row = one.at.start.row
            wanted.setdefault(rows.get(row, row), {})[one.rule] = None
    return apply_edits(lines, [_edit(lines.line(row), row, list(names), own) for row, names in sorted(wanted.items())])


def _edit(line: str, row: int, names: list[str], own: Own) -> Edit:
    """Add names to the line's own comment of ours, else write one at its end."""
    if row in own:
        at, known = own[row]
        return Edit(Span(at, at), "".join(f", {name}" for name in names if name not in known))
    at = Position(row, len(line) + 1)
    return Edit(Span(at, at), f"  # session-lint: ignore[{', '.join(names)}]")
