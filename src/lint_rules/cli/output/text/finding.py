"""A diagnostic -> what is read of it: how bad it is, its rule, what to do, and the places that explain it."""

from __future__ import annotations

from collections.abc import Iterator

from lint_rules.cli.output.text.cells import visible, width, wrapped
from lint_rules.cli.output.text.excerpt import excerpt
from lint_rules.cli.output.text.paint import Paint
from lint_rules.cli.output.view import TextLookup, path_of
from lint_rules.diagnostic import Diagnostic, Related, Safety
from lint_rules.severity import Severity
from lint_rules.source.spans import Span

MARKS = {Safety.SAFE: "[*]", Safety.UNSAFE: "[-]"}
_SHOWN = 6
"""Places besides the first; a name that is used a hundred times is explained by a few."""
_INDENT = 4


def in_one_line(diagnostic: Diagnostic, paint: Paint) -> str:
    """Return place, severity and rule, mark, and message of a finding."""
    at = diagnostic.at.start
    head = _head(diagnostic, paint)
    return f"{paint.place(diagnostic.path, at.row, at.column, diagnostic.cell)}: {head} {visible(diagnostic.message)}"


def in_full(diagnostic: Diagnostic, texts: TextLookup, paint: Paint) -> Iterator[str]:
    """Yield the lines of a finding: what it says, where, and the places that explain it, each below what it is."""
    yield from _headline(diagnostic, paint)
    yield from _frame(diagnostic, diagnostic.at, texts, paint, severity=diagnostic.severity)
    for place in diagnostic.related[:_SHOWN]:
        yield ""
        yield from _note(visible(place.message), paint)
        yield from _frame(place, place.span, texts, paint, severity=None)
    if len(diagnostic.related) > _SHOWN:
        yield ""
        yield from _note(f"and {len(diagnostic.related) - _SHOWN} more places", paint)


def _head(diagnostic: Diagnostic, paint: Paint) -> str:
    mark = "" if diagnostic.fix is None else f" {MARKS[diagnostic.fix.safety]}"
    return paint.severity(diagnostic.severity, f"{diagnostic.severity.value}[{diagnostic.rule}]") + mark


def _headline(diagnostic: Diagnostic, paint: Paint) -> Iterator[str]:
    """Yield what is found; where that takes several lines, what to do begins one of its own."""
    mark = "" if diagnostic.fix is None else f" {MARKS[diagnostic.fix.safety]}"
    taken = len(f"{diagnostic.severity.value}[{diagnostic.rule}]{mark}")
    message, head = visible(diagnostic.message), _head(diagnostic, paint)
    if taken + 1 + width(message) <= paint.width:
        yield f"{head} {message}"
        return
    what, semicolon, remedy = message.rpartition("; ")
    first, *others = wrapped(what or remedy, paint.width - _INDENT, first=taken + 1 - _INDENT)
    lines = [first, *others]
    lines[-1] += semicolon.strip()
    yield f"{head} {lines[0]}".rstrip()
    yield from (f"{'':{_INDENT}}{line}" for line in lines[1:])
    if what:
        yield from (f"{'':{_INDENT}}{paint.bold(line)}" for line in wrapped(remedy, paint.width - _INDENT))


def _note(text: str, paint: Paint) -> Iterator[str]:
    """Yield what the excerpt below it shows."""
    first, *others = wrapped(text, paint.width - _INDENT, first=len("  info: ") - _INDENT)
    yield f"  {paint.aside('info')}: {first}".rstrip()
    yield from (f"{'':{_INDENT}}{line}" for line in others)


def _frame(
    of: Diagnostic | Related, at: Span, texts: TextLookup, paint: Paint, *, severity: Severity | None
) -> Iterator[str]:
    yield f"  {paint.aside('-->')} {paint.place(of.path, at.start.row, at.start.column, of.cell)}"
    lines = texts(path_of(of.path, of.cell))
    if lines is not None and lines.text:
        yield from excerpt(lines, at, paint, severity=severity)
