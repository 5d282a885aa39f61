"""Source x fixes -> new source: renames first, and those that touch an earlier one, in the text or by a name, wait for the next round."""

from __future__ import annotations

import ast
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise

from lint_rules.diagnostic import Diagnostic
from lint_rules.fixes.name_table import NameChanges, NameTable
from lint_rules.source.spans import Edit, LineIndex, Span, apply_edits


def fixed(
    text: str, diagnostics: Iterable[Diagnostic], module: ast.Module | None = None
) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return a text with the fixes of its diagnostics made, and the diagnostics whose fixes were made.

    Two fixes may share an edit (both add the same import); apart from that they must not touch: beside each other, neither
    text would stand where its fix saw it. The edits of one fix may touch, and stand in the order in which it has them.

    Fixes that take a name away, as a rename does, are a round of their own, before all that write names: those saw the
    text in which the name had its meaning.

    Args:
        text: the text.
        diagnostics: what was found in it, with fixes.
        module: the text, parsed; without it only places decide which fixes are made together.
    """
    lines = LineIndex(text)
    table = None if module is None else NameTable(lines, module)
    in_order = sorted(diagnostics, key=lambda diagnostic: (diagnostic.at, diagnostic.rule))
    fixes = [(item, _changes(item.fix.edits, table)) for item in in_order if item.fix is not None]
    for stage in ([pair for pair in fixes if pair[1].lost], [pair for pair in fixes if not pair[1].lost]):
        together, made = _made(stage)
        if made:
            return apply_edits(lines, together.edits), made
    return text, ()


def _made(stage: Sequence[tuple[Diagnostic, NameChanges]]) -> tuple[_Round, tuple[Diagnostic, ...]]:
    """Return the fixes of a stage that are made together: one that would leave an import without a use waits for the next round."""
    while True:
        together = _Round()
        made = tuple(item for item, changes in stage if item.fix and together.take(item.fix.edits, changes))
        waiting = together.take_leftovers(made)
        if waiting is None:
            return together, made
        stage = [pair for pair in stage if pair[0] is not waiting]


def _changes(edits: Sequence[Edit], table: NameTable | None) -> NameChanges:
    return NameChanges(frozenset(), {}, frozenset()) if table is None else table.changes(edits)


class _Round:
    """The fixes that are made together."""

    def __init__(self) -> None:
        self.edits: dict[Edit, None] = {}
        self._spans: list[Span] = []
        self._names: list[tuple[frozenset[Edit], NameChanges]] = []

    def take(self, edits: Sequence[Edit], changes: NameChanges) -> bool:
        """Take a fix unless it has to wait for those that were taken; return whether it was."""
        new = [edit for edit in dict.fromkeys(edits) if edit not in self.edits]
        own = frozenset(edits)
        if _overlap_each_other(new) or any(_touches(edit.span, self._spans) for edit in new):
            return False
        if any(_are_about_one_name((own, changes), other) for other in self._names):
            return False
        self.edits.update(dict.fromkeys(new))
        for edit in new:
            insort(self._spans, edit.span)
        self._names.append((own, changes))
        return True

    def take_leftovers(self, made: Iterable[Diagnostic]) -> Diagnostic | None:
        """Take what goes with the imports whose every use went; return a fix that has to wait, where one of them cannot go yet."""
        taken: dict[tuple[Span, int, tuple[Edit, ...]], set[Span]] = {}
        by: dict[tuple[Span, int, tuple[Edit, ...]], Diagnostic] = {}
        for diagnostic in made:
            for leftover in diagnostic.fix.leftovers if diagnostic.fix is not None else ():
                about = (leftover.binds, leftover.uses, leftover.edits)
                taken.setdefault(about, set()).update(leftover.taken)
                by[about] = diagnostic
        for about, spans in taken.items():
            _, uses, edits = about
            if len(spans) != uses:
                continue
            if _overlap_each_other([*self.edits, *edits]):
                return by[about]  # an import comes where this one goes
            self.edits.update(dict.fromkeys(edits))
        return None


def _are_about_one_name(fix: tuple[frozenset[Edit], NameChanges], other: tuple[frozenset[Edit], NameChanges]) -> bool:
    """Whether one of two fixes binds a name that the other binds otherwise, takes away, or writes for what it meant before."""
    (edits, ours), (their_edits, theirs) = fix, other
    if ours.gained.keys() & theirs.lost or ours.lost & theirs.gained.keys():
        return True
    twice = ours.gained.keys() & theirs.gained.keys()
    if ours.lost or theirs.lost:
        return bool(twice) and ours.lost != theirs.lost  # of one name in two scopes, both may get the same new one
    if any(ours.gained[name] != theirs.gained[name] for name in twice):
        return True
    return any(
        name in changes.written and not binding <= own
        for bound, own, changes in ((theirs.gained, edits, ours), (ours.gained, their_edits, theirs))
        for name, binding in bound.items()
    )


def _overlap_each_other(edits: Sequence[Edit]) -> bool:
    spans = sorted(edit.span for edit in edits)
    return any(after.start < before.end for before, after in pairwise(spans))


def _touches(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span overlaps one of the others, which are in order and do not overlap, or ends or begins where it does."""
    at = bisect_left(others, span)
    return any(other.start <= span.end and span.start <= other.end for other in others[max(at - 1, 0) : at + 1])
