"""Diagnostics in notebooks -> the same, with places counted in cells as people see them, or in lines of the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from lint_rules.cli.output.view import CELL, TextLookup
from lint_rules.diagnostic import Diagnostic, Related
from lint_rules.frozen import replace
from lint_rules.source import limits
from lint_rules.source.file import SourceFile
from lint_rules.source.notebooks.notebook import SUFFIX, Cell, Notebook, notebook_of
from lint_rules.source.small_file import Refusal, read_regular
from lint_rules.source.spans import Edit, LineIndex, Position, Span


class Notebooks:
    """The notebooks that a report is about, read again.

    Args:
        texts: the texts of other files.
        stdin: the notebook on standard input as it was given, if there is one.
        by_cell: whether places are counted in cells; else in lines of the file, which is all that other programs show.
    """

    def __init__(self, texts: TextLookup, stdin: SourceFile | None, *, by_cell: bool) -> None:
        """See the class."""
        self._texts, self._stdin, self._by_cell = texts, stdin, by_cell
        self._known: dict[Path, Notebook | None] = {}

    def placed(self, diagnostics: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
        """Return the diagnostics, those in notebooks with other places."""
        place = self._in_cell if self._by_cell else self._in_file
        return [place(found) if _is_in_notebook(found) else found for found in diagnostics]

    def text(self, path: Path) -> LineIndex | None:
        """Return the text that places are counted in: of a cell, given what `path_of` makes of it, or of a file."""
        home, _, number = str(path).rpartition(CELL)
        if number.isdecimal() and home.endswith(SUFFIX):
            notebook = self._of(Path(home))
            cells = () if notebook is None else notebook.cells
            return next((LineIndex(cell.text) for cell in cells if cell.number == int(number)), None)
        notebook = self._of(path) if path.suffix == SUFFIX else None
        return self._texts(path) if notebook is None else LineIndex(notebook.file)

    def _of(self, path: Path) -> Notebook | None:
        if path not in self._known:
            is_stdin = self._stdin is not None and self._stdin.path == path
            data = (
                self._stdin.data
                if self._stdin is not None and is_stdin
                else read_regular(path, largest=limits.LARGEST_READ)
            )
            notebook = None if isinstance(data, Refusal) else notebook_of(data)
            self._known[path] = notebook if isinstance(notebook, Notebook) else None
        return self._known[path]

    def _cell(self, path: Path, row: int) -> tuple[Notebook, Cell] | None:
        notebook = self._of(path) if path.suffix == SUFFIX else None
        cell = None if notebook is None else notebook.cell_at(row)
        return None if notebook is None or cell is None else (notebook, cell)

    def _in_cell(self, found: Diagnostic) -> Diagnostic:
        at, cell = self._span(found.path, found.at)
        fix = found.fix and replace(found.fix, edits=tuple(self._edit(edit, found.path) for edit in found.fix.edits))
        related = tuple(map(self._related, found.related))
        return replace(found, at=at, cell=cell, message=self._said(found), fix=fix, related=related)

    def _said(self, found: Diagnostic) -> str:
        """Return a message whose lines are those of cells."""

        def in_cell(match: re.Match[str]) -> str:
            place = self._cell(found.path, int(match[1]))
            return match[0] if place is None else f"in cell {place[1].number}, line {int(match[1]) - place[1].row + 1}"

        return _ON_LINE.sub(in_cell, found.message)

    def _span(self, path: Path, at: Span) -> tuple[Span, int | None]:
        place = self._cell(path, at.start.row)
        if place is None:
            return at, None
        above = place[1].row - 1
        start, end = (position._replace(row=position.row - above) for position in at)
        return Span(start, end), place[1].number

    def _edit(self, edit: Edit, path: Path) -> Edit:
        span, cell = self._span(path, edit.span)
        return Edit(span, edit.content, cell)

    def _related(self, place: Related) -> Related:
        span, cell = self._span(place.path, place.span)
        return replace(place, span=span, cell=cell)

    def _in_file(self, found: Diagnostic) -> Diagnostic:
        """Return a diagnostic whose place is a whole line of the file; its message says the cell, and nothing is to be edited."""
        at, said = self._line(found.path, found.at)
        places = tuple(
            replace(other, span=span, message=f"{words}{other.message}")
            for other in found.related
            for span, words in [self._line(other.path, other.span)]
        )
        return replace(found, at=at, message=f"{said}{self._said(found)}", related=places, fix=None)

    def _line(self, path: Path, at: Span) -> tuple[Span, str]:
        place = self._cell(path, at.start.row)
        if place is None:
            return at, ""
        notebook, cell = place
        row = at.start.row - cell.row + 1
        start = Position(notebook.file_row(cell, row), 1)
        return Span(start, start), f"cell {cell.number}, line {row}, column {at.start.column}: "


_ON_LINE = re.compile(r"\bon line (\d+)\b")


def _is_in_notebook(found: Diagnostic) -> bool:
    return found.path.suffix == SUFFIX or any(place.path.suffix == SUFFIX for place in found.related)
