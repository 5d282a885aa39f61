"""Source x fixes -> new source: those that overlap an earlier one wait for the next round."""

from __future__ import annotations

from collections.abc import Iterable

from lint_rules.diagnostic import Diagnostic, Fix
from lint_rules.source.spans import Edit, LineIndex, apply_edits


def fixed(text: str, diagnostics: Iterable[Diagnostic]) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return a text with the fixes of its diagnostics made, and the diagnostics whose fixes were made.

    Two fixes may share an edit (both add the same import); apart from that they must not touch.
    """
    lines = LineIndex(text)
    taken: set[Edit] = set()
    made: list[Diagnostic] = []
    for diagnostic in sorted(diagnostics, key=lambda diagnostic: (diagnostic.at, diagnostic.rule)):
        if diagnostic.fix is not None and _fits(diagnostic.fix, taken):
            taken.update(diagnostic.fix.edits)
            made.append(diagnostic)
    return apply_edits(lines, taken), tuple(made)


def _fits(fix: Fix, taken: set[Edit]) -> bool:
    return all(edit in taken or not any(_touch(edit, other) for other in taken) for edit in fix.edits)


def _touch(edit: Edit, other: Edit) -> bool:
    """Whether two edits overlap, or insert at one place, where their order would decide."""
    if edit.span.start == other.span.start:
        return True
    return edit.span.start < other.span.end and other.span.start < edit.span.end
