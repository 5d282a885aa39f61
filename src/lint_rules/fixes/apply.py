"""Source x fixes -> new source: those that touch an earlier one wait for the next round."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise

from lint_rules.diagnostic import Diagnostic
from lint_rules.source.spans import Edit, LineIndex, Span, apply_edits


def fixed(text: str, diagnostics: Iterable[Diagnostic]) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return a text with the fixes of its diagnostics made, and the diagnostics whose fixes were made.

    Two fixes may share an edit (both add the same import); apart from that they must not touch: beside each other, neither
    text would stand where its fix saw it. The edits of one fix may touch, and stand in the order in which it has them.
    """
    lines = LineIndex(text)
    taken: dict[Edit, None] = {}
    spans: list[Span] = []
    made: list[Diagnostic] = []
    for diagnostic in sorted(diagnostics, key=lambda diagnostic: (diagnostic.at, diagnostic.rule)):
        if diagnostic.fix is None:
            continue
        new = [edit for edit in dict.fromkeys(diagnostic.fix.edits) if edit not in taken]
        if not _overlap_each_other(new) and not any(_touches(edit.span, spans) for edit in new):
            taken.update(dict.fromkeys(new))
            for edit in new:
                insort(spans, edit.span)
            made.append(diagnostic)
    return apply_edits(lines, taken), tuple(made)


def _overlap_each_other(edits: Sequence[Edit]) -> bool:
    spans = sorted(edit.span for edit in edits)
    return any(after.start < before.end for before, after in pairwise(spans))


def _touches(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span overlaps one of the others, which are in order and do not overlap, or ends or begins where it does."""
    at = bisect_left(others, span)
    return any(other.start <= span.end and span.start <= other.end for other in others[max(at - 1, 0) : at + 1])
