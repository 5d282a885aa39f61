"""Diagnostics <-> plain lists and texts, as a cache keeps them: paths relative to the project's root."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lint_rules.diagnostic import Diagnostic, Fix, Hidden, Leftover, Related, Safety
from lint_rules.severity import Severity
from lint_rules.source.spans import Edit, Position, Span

if TYPE_CHECKING:
    from lint_rules.cache.relative_paths import Root

Record = list[Any]


def recorded(diagnostic: Diagnostic | Hidden, root: Root) -> Record:
    """Return a diagnostic, or what is hidden in a file, as a record."""
    if isinstance(diagnostic, Hidden):
        return [diagnostic.silenced, diagnostic.has_rules_off]
    fix = diagnostic.fix and [
        diagnostic.fix.title,
        [_edit(edit) for edit in diagnostic.fix.edits],
        diagnostic.fix.safety.value,
        [_leftover(leftover) for leftover in diagnostic.fix.leftovers],
    ]
    related = [[root.relative(str(other.path)), *_flat(other.span), other.message] for other in diagnostic.related]
    severity = diagnostic.severity.value
    return [diagnostic.rule, *_flat(diagnostic.at), diagnostic.message, related, fix, diagnostic.url, severity]


def all_recorded(
    results: Mapping[Path, tuple[bool, list[Diagnostic | Hidden]]], root: Root
) -> dict[str, tuple[bool, list[Record]]]:
    """Return whether each file was named, and records of what was found in it."""
    return {
        root.relative(str(path)): (named, [recorded(diagnostic, root) for diagnostic in diagnostics])
        for path, (named, diagnostics) in results.items()
    }


def restored(record: Record, path: str, root: Root) -> Diagnostic | Hidden:
    """Return the diagnostic of a record, or what is hidden in a file.

    Raises:
        TypeError, ValueError, LookupError: it is no such record.
    """
    if len(record) == 2:  # noqa: PLR2004  a diagnostic has ten
        return Hidden(*record)
    rule, first, left, last, right, message, related, fix, url, severity = record
    return Diagnostic(
        rule,
        Path(path),
        _span(first, left, last, right),
        message,
        tuple(Related(Path(root.absolute(other)), _span(*place), text) for other, *place, text in related),
        None if fix is None else _fix(*fix),
        url,
        Severity(severity),
    )


def _fix(title: str, edits: list[Record], safety: str, leftovers: list[Record]) -> Fix:
    return Fix(title, _edits(edits), Safety(safety), tuple(_restored_leftover(*leftover) for leftover in leftovers))


def _leftover(leftover: Leftover) -> Record:
    taken = [_flat(use) for use in leftover.taken]
    return [_flat(leftover.binds), taken, leftover.uses, [_edit(edit) for edit in leftover.edits]]


def _restored_leftover(binds: list[int], taken: list[list[int]], uses: int, edits: list[Record]) -> Leftover:
    return Leftover(_span(*binds), tuple(_span(*place) for place in taken), uses, _edits(edits))


def _edits(records: list[Record]) -> tuple[Edit, ...]:
    return tuple(Edit(_span(*place), content) for *place, content in records)


def _edit(edit: Edit) -> Record:
    return [*_flat(edit.span), edit.content]


def _flat(span: Span) -> list[int]:
    return [*span.start, *span.end]


def _span(first: int, left: int, last: int, right: int) -> Span:
    return Span(Position(first, left), Position(last, right))
