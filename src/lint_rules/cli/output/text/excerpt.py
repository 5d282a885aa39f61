"""A place in a file -> the lines around it, with marks below what is meant, as wide as the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lint_rules.cli.output.text.cells import beginning, visible, width
from lint_rules.cli.output.text.paint import Paint
from lint_rules.severity import Severity
from lint_rules.source.spans import LineIndex, Span

CUT = "…"
"""Stands for what is left out of a line, at either end."""


class _Window(NamedTuple):
    """The part of the lines that is shown: `widest` columns, from a character on."""

    start: int
    widest: int

    def of(self, line: str) -> str:
        """Return the part of a line, with a sign where more of it is left out."""
        head = CUT if self.start else ""
        rest, room = line[self.start :], self.widest - len(head)
        if self.start and not rest:
            return head if line.strip() else ""
        fitting = beginning(rest[: room + 1], room)
        return head + (fitting if fitting == rest else beginning(fitting, room - 1) + CUT)


def excerpt(lines: LineIndex, at: Span, paint: Paint, *, severity: Severity | None) -> Iterator[str]:
    """Yield the line of a place, and those around it that are not blank.

    Args:
        lines: the file's text.
        at: the place.
        paint: the terminal.
        severity: how bad it is what is found there; None for a place that only explains.
    """
    row, around = at.start.row, 0 if severity is None else 1
    rows = [other for other in range(row - around, row + around + 1) if other == row or lines.line(other).strip()]
    gutter = max(3, len(str(rows[-1])))
    window = _window(lines.line(row), at, paint.width - gutter - 3)
    empty = paint.aside(f"{'':{gutter}} |")
    yield empty
    for other in rows:
        yield f"{paint.aside(f'{other:{gutter}} |')} {visible(window.of(lines.line(other)))}".rstrip()
        if other == row:
            indent, count = _columns(lines.line(row), at, window)
            marks = paint.aside("-" * count) if severity is None else paint.severity(severity, "^" * count)
            yield f"{empty} {' ' * indent}{marks}"


def _window(line: str, at: Span, widest: int) -> _Window:
    """Return what is shown of a line: its beginning, unless the place would not be seen then."""
    first = at.start.column - 1
    last = at.end.column - 1 if at.end.row == at.start.row else first + 1
    if width(line) <= widest or width(line[:last]) < widest:
        return _Window(0, widest)
    size = width(line[first:last])
    start, room = first, max((widest - size) // 2, 1)
    while start and width(line[start - 1 : first]) < room:
        start -= 1
    while start and len(line) - start < widest and width(line[start - 1 :]) < widest:
        start -= 1  # the line ends here, and there is room
    return _Window(start, widest)


def _columns(line: str, at: Span, window: _Window) -> tuple[int, int]:
    """Return how far the marks are indented, and how many there are."""
    first = at.start.column - 1
    last = at.end.column - 1 if at.end.row == at.start.row else len(line)
    indent = (1 if window.start else 0) + width(line[window.start : first])
    size = width(line[first : first + min(last - first, window.widest)])
    return indent, max(min(size, window.widest - indent), 1)
