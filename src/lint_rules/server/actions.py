"""What is found in a document -> what an editor offers there: a quick fix each, and one for all that is safe."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from lsprotocol import types

from lint_rules.diagnostic import Diagnostic, Fix, Safety
from lint_rules.server.checking import Checked
from lint_rules.server.documents import Document
from lint_rules.server.translation import Translator
from lint_rules.source.printable import printable
from lint_rules.source.spans import Edit, LineIndex, Position, Span
from lint_rules.suppression.insert import NEVER, silenced

FIX_ALL = "source.fixAll.session-lint"
"""The kind of the action that mends all that is safe; editors run it when they save, if they are told to."""


def at(checked: Checked, place: types.Range, translator: Translator) -> Iterator[tuple[Diagnostic, types.Diagnostic]]:
    """Yield what is found at a place, as we and as the protocol have it."""
    for diagnostic in checked.diagnostics:
        shown = translator.diagnostic(diagnostic)
        if _meet(shown.range, place):
            yield diagnostic, shown


def quick_fixes(
    checked: Checked, place: types.Range, translator: Translator, *, versioned: bool
) -> Iterator[types.CodeAction]:
    """Yield a quick fix for each finding at a place that has one. One that may change what the program does says so."""
    for diagnostic, shown in at(checked, place, translator):
        if diagnostic.fix is not None:
            safe = diagnostic.fix.safety is Safety.SAFE
            title = printable(diagnostic.fix.title)
            yield types.CodeAction(
                title=title if safe else f"{title} (unsafe)",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[shown],
                is_preferred=safe,
                edit=workspace_edit(checked.document, diagnostic.fix.edits, translator, versioned=versioned),
            )


def ignores(
    checked: Checked, place: types.Range, translator: Translator, *, versioned: bool
) -> Iterator[types.CodeAction]:
    """Yield an action for each finding at a place that silences it with a comment in its line."""
    document = checked.document
    for diagnostic, shown in at(checked, place, translator):
        new = None if diagnostic.rule in NEVER else silenced(document.text, [diagnostic])
        if new is not None:
            yield types.CodeAction(
                title=f"Ignore {diagnostic.rule} in this line",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[shown],
                edit=workspace_edit(document, changes(document.text, new), translator, versioned=versioned),
            )


def fix_all(checked: Checked) -> types.CodeAction | None:
    """Return the action that mends all that is safe, without its edit; None where nothing is."""
    if not any(_is_safe(diagnostic.fix) for diagnostic in checked.diagnostics):
        return None
    document = checked.document
    return types.CodeAction(
        title="Fix all that is safe to fix (session-lint)",
        kind=FIX_ALL,
        data={"uri": document.uri, "version": document.version},
    )


def workspace_edit(
    document: Document, edits: Sequence[Edit], translator: Translator, *, versioned: bool
) -> types.WorkspaceEdit:
    """Return edits of one document; with its version, where the editor checks that the text is still the same."""
    texts = [types.TextEdit(translator.range(document.path, edit.span), edit.content) for edit in edits]
    if not versioned:
        return types.WorkspaceEdit(changes={document.uri: texts})
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, texts)])


def changes(old: str, new: str) -> tuple[Edit, ...]:
    """Return the edits of whole lines between two texts: an editor keeps its place where nothing changes."""
    index = LineIndex(old)
    before, after = _lines(index), _lines(LineIndex(new))
    starts = [0, *accumulate(len(line) for line in before)]
    steps = difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    return tuple(
        Edit(Span(index.at(starts[first]), index.at(starts[last])), "".join(after[begin:end]))
        for tag, first, last, begin, end in steps
        if tag != "equal"
    )


def _lines(index: LineIndex) -> list[str]:
    starts = [index.offset(Position(row, 1)) for row in range(1, index.count + 1)]
    return [index.text[start:end] for start, end in pairwise([*starts, len(index.text)])]


def _is_safe(fix: Fix | None) -> bool:
    return fix is not None and fix.safety is Safety.SAFE


def _meet(first: types.Range, other: types.Range) -> bool:
    """Whether two places touch; a cursor touches the word that it stands behind."""
    return _key(first.start) <= _key(other.end) and _key(other.start) <= _key(first.end)


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
