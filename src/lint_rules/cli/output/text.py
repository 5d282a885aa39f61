"""Diagnostics -> text for people: one line each, or with the source lines that each of them is about."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from urllib.parse import quote

from lint_rules.cli.output.view import ReportView, Terminal, TextLookup
from lint_rules.diagnostic import Diagnostic, Safety
from lint_rules.severity import Severity
from lint_rules.source.printable import printable
from lint_rules.source.spans import Span

PLAIN = Terminal()


def render_full(view: ReportView) -> str:
    """Return each diagnostic with its frames, and the counts."""
    return full(view.diagnostics, texts=view.texts, terminal=view.terminal) + ending(view)


def render_concise(view: ReportView) -> str:
    """Return place, rule and message of each diagnostic, and the counts."""
    return concise(view.diagnostics, terminal=view.terminal) + ending(view)


def concise(diagnostics: Sequence[Diagnostic], *, terminal: Terminal = PLAIN) -> str:
    """Return one line for each diagnostic: place, severity and rule, mark, message."""
    paint = _Paint(terminal)
    return "".join(
        f"{_place(diagnostic.path, diagnostic.at, paint)}: {_headline(diagnostic, paint)}\n"
        for diagnostic in diagnostics
    )


def full(diagnostics: Sequence[Diagnostic], *, texts: TextLookup, terminal: Terminal = PLAIN) -> str:
    """Return each diagnostic with a frame of its source, and one for each place that explains it."""
    paint = _Paint(terminal)
    return "".join("\n".join(_explained(diagnostic, texts, paint)) + "\n\n" for diagnostic in diagnostics)


def ending(shown: ReportView) -> str:
    """Return what stands below the findings: remarks, and the counts as the last line, unless only findings are wanted."""
    if shown.is_quiet:
        return ""
    lines = (*_fixable(shown.diagnostics), *shown.notes, summary(shown.diagnostics, files=shown.files))
    return "".join(f"{line}\n" for line in lines)


def summary(diagnostics: Sequence[Diagnostic], *, files: int) -> str:
    """Return the counts: how much was found in how many of how many files, and how bad it is."""
    if not diagnostics:
        return f"Nothing found in {_count(files, 'file')}."
    findings = _count(len(diagnostics), "finding")
    where = f"in {len({diagnostic.path for diagnostic in diagnostics})} of {_count(files, 'file')}"
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    return f"{findings} {where}: {', '.join(_count(counts[kind], kind.value) for kind in Severity if kind in counts)}."


def _fixable(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield what `--fix` would mend, and what it would with `--unsafe-fixes`, with the marks of such findings."""
    safeties = Counter(diagnostic.fix.safety for diagnostic in diagnostics if diagnostic.fix is not None)
    safe, unsafe = safeties[Safety.SAFE], safeties[Safety.UNSAFE]
    if unsafe and safe:
        yield f"[*] {safe} fixable with --fix, [-] {unsafe} more with --fix --unsafe-fixes."
    elif safe:
        yield f"[*] {safe} fixable with --fix."
    elif unsafe:
        yield f"[-] {unsafe} fixable with --fix --unsafe-fixes."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class _Paint:
    """Colours and links, or none, and lines as wide as the terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.width = max(terminal.width, _NARROWEST)

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._terminal.colour and text else text

    def link(self, text: str, path: Path) -> str:
        """Return text that leads to a file, for terminals that know OSC 8."""
        if not self._terminal.links:
            return text
        target = f"file://{quote(os.fsencode(os.path.abspath(path)))}"  # noqa: PTH100  links stay as they are
        return f"\x1b]8;;{target}\x1b\\{text}\x1b]8;;\x1b\\"

    def severity(self, severity: Severity, text: str) -> str:
        return self._in(_COLOURS[severity], text)

    def path(self, text: str) -> str:
        return self._in("1", text)

    def frame(self, text: str) -> str:
        return self._in("1;34", text)

    def carets(self, text: str, mark: str) -> str:
        return self._in("1;31" if mark == "^" else "1;34", text)


_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}
_MARKS = {Safety.SAFE: " [*]", Safety.UNSAFE: " [-]"}


def _headline(diagnostic: Diagnostic, paint: _Paint) -> str:
    """Return how bad a finding is, its rule, whether it can be fixed, and what it says."""
    mark = "" if diagnostic.fix is None else _MARKS[diagnostic.fix.safety]
    kind = paint.severity(diagnostic.severity, f"{diagnostic.severity.value}[{diagnostic.rule}]")
    return f"{kind}{mark} {_visible(diagnostic.message)}"


_SHOWN = 6  # places besides the first; a name that is used a hundred times is explained by a few


def _explained(diagnostic: Diagnostic, texts: TextLookup, paint: _Paint) -> Iterator[str]:
    yield _headline(diagnostic, paint)
    yield from _frame(diagnostic.path, diagnostic.at, texts, paint, mark="^", around=1)
    for place in diagnostic.related[:_SHOWN]:
        yield f"   {paint.frame('=')} {_visible(place.message)}"
        yield from _frame(place.path, place.span, texts, paint, mark="-", around=0)
    if len(diagnostic.related) > _SHOWN:
        yield f"   {paint.frame('=')} and {len(diagnostic.related) - _SHOWN} more"


def _place(path: Path, at: Span, paint: _Paint) -> str:
    """Return path, row and column as terminals and editors make them clickable."""
    return paint.link(f"{paint.path(_shown(path))}:{at.start.row}:{at.start.column}", path)


def _shown(path: Path) -> str:
    here = os.getcwd()  # noqa: PTH109  a string is wanted
    below = str(path)[len(here) + 1 :] if str(path).startswith(here.rstrip(os.sep) + os.sep) else str(path)
    return printable(below)


def _frame(path: Path, at: Span, texts: TextLookup, paint: _Paint, *, mark: str, around: int) -> Iterator[str]:
    yield f"  {paint.frame('-->')} {_place(path, at, paint)}"
    lines = texts(path)
    if lines is None or not lines.text:
        return
    row = at.start.row
    rows = [other for other in range(row - around, row + around + 1) if other == row or lines.line(other).strip()]
    gutter = max(3, len(str(rows[-1])))
    yield paint.frame(f"{'':{gutter}} |")
    for other in rows:
        widest = paint.width - gutter - 3
        window = _window(lines.line(row), at.start.column, widest)
        yield f"{paint.frame(f'{other:{gutter}} |')} {_visible(_cut(lines.line(other)[window], widest))}".rstrip()
        if other == row:
            indent, width = _columns(lines.line(row), at, window)
            yield f"{paint.frame(f'{chr(32):{gutter}} |')} {' ' * indent}{paint.carets(mark * width, mark)}"


_NARROWEST = 20  # columns; in a terminal that has fewer, lines are wrapped


def _window(line: str, column: int, widest: int) -> slice:
    """Return the part of a line that is shown: all, unless it is longer than fits."""
    if _width(line) <= widest:
        return slice(0, None)
    start = max(column - 1 - widest // 2, 0)
    stop = start + widest
    while _width(line[start:stop]) > widest:  # wide letters take two columns, a tab four
        stop -= 1
    return slice(start, stop)


def _cut(line: str, widest: int) -> str:
    """Return as much of the beginning of a line as fits."""
    cells = accumulate(_cells(char) for char in line[: widest + 1])
    return line[: sum(end <= widest for end in cells)]


def _columns(line: str, at: Span, window: slice) -> tuple[int, int]:
    """Return how far the marks are indented, and how many there are."""
    first = at.start.column - 1
    last = at.end.column - 1 if at.end.row == at.start.row else len(line)
    begin = window.start
    end = window.stop if window.stop is not None else last
    return _width(line[begin:first]), max(_width(line[first : min(last, end)]), 1)


def _visible(text: str) -> str:
    """Return text as it is shown: tabs as spaces, and nothing that would steer the terminal."""
    return "".join("    " if char == "\t" else char if char.isprintable() else "?" for char in text)


def _width(text: str) -> int:
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if char == "\t":
        return 4
    if char.isascii():
        return 1
    import unicodedata  # noqa: PLC0415  few lines need it

    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
