"""Places in a text: positions, spans, edits, and the index that converts what `ast` counts into them."""

from __future__ import annotations

import bisect
import re
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable


class Position(NamedTuple):
    """A place in a file: row and column, both from 1, columns in characters."""

    row: int
    column: int


class Span(NamedTuple):
    """A stretch of a file: from `start`, up to and without `end`."""

    start: Position
    end: Position

    def overlaps(self, other: Span) -> bool:
        """Whether a character stands in both; one without any may stand inside of another, not at its ends."""
        return self.start < other.end and other.start < self.end


class Edit(NamedTuple):
    """Replace the text at `span` by `content`."""

    span: Span
    content: str
    cell: int | None = None
    """Of a notebook, where places are counted in cells: which one, from 1."""


class LineIndex:
    """Converts between positions, character offsets and the UTF-8 byte columns that `ast` reports."""

    def __init__(self, text: str) -> None:
        """Index `text`, whose line ends may be LF, CRLF or CR, when it is asked about: most files have no findings."""
        self.text = text

    @cached_property
    def _lines(self) -> list[str]:
        return _split(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(map(len, self._lines))]

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    @property
    def newline(self) -> str:
        """The line end of the first line; LF when there is none."""
        first = self._lines[0] if self._lines else ""
        return first[len(first.rstrip("\r\n")) :] or "\n"

    def line(self, row: int) -> str:
        """Return line `row` (from 1) without its line end; the empty string past the last."""
        return self._lines[row - 1].rstrip("\r\n") if 0 < row <= len(self._lines) else ""

    def position(self, row: int, byte_column: int) -> Position:
        """Return the position of `ast`'s `lineno`, `col_offset` (bytes of UTF-8, from 0)."""
        line = self._lines[row - 1] if row <= len(self._lines) else ""
        if line.isascii():
            return Position(row, byte_column + 1)
        return Position(row, len(line.encode()[:byte_column].decode(errors="replace")) + 1)

    def span(self, node: ast.expr | ast.stmt | ast.alias | ast.arg | ast.keyword | ast.excepthandler) -> Span:
        """Return the span of a located node."""
        end_row = node.end_lineno if node.end_lineno is not None else node.lineno
        end_column = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return Span(self.position(node.lineno, node.col_offset), self.position(end_row, end_column))

    def offset(self, position: Position) -> int:
        """Return the character offset of `position` in the text."""
        return self._starts[position.row - 1] + position.column - 1

    def at(self, offset: int) -> Position:
        """Return the position of a character offset: the inverse of `offset`."""
        row = bisect.bisect_right(self._starts, offset)
        if row > len(self._lines) > 0 and not self.text.endswith(("\r", "\n")):
            row -= 1  # the end of a last line that has no line end belongs to that line
        return Position(row, offset - self._starts[row - 1] + 1)


def apply_edits(lines: LineIndex, edits: Iterable[Edit]) -> str:
    """Return the text with `edits` made; they must not overlap. Those at one place stand in the order in which they are given.

    Raises:
        ValueError: two edits overlap.
    """
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=_span):
        start, end = lines.offset(edit.span.start), lines.offset(edit.span.end)
        if start < done:
            message = f"edits overlap at {edit.span.start.row}:{edit.span.start.column}"
            raise ValueError(message)
        pieces += (lines.text[done:start], edit.content)
        done = end
    return "".join((*pieces, lines.text[done:]))


def _span(edit: Edit) -> Span:
    return edit.span


# Python ends a line at LF, CRLF or CR, and nowhere else: `str.splitlines` would also split at form feeds.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def _split(text: str) -> list[str]:
    if "\r" in text:
        return _LINE.findall(text)
    *lines, last = text.split("\n")  # three times as fast
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]
