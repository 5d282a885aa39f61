"""Bytes of a notebook -> its code as one Python text, and where each cell stands in that text and in the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

from lint_rules.frozen import frozen
from lint_rules.source.notebooks.broken_cells import commented, parses, uncommented
from lint_rules.source.notebooks.magics import masked, unmasked

SUFFIX = ".ipynb"
BETWEEN = "#\ue001\n"
"""The line below each cell: a comment with a sign that nobody writes."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]')
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_OLDEST = 4


@frozen
class Cell:
    """A cell of Python.

    Args:
        number: its place among all cells of the notebook, from 1.
        row: the row in the text where it begins, from 1.
        text: its code as it stands in the notebook.
        strings: where its strings stand in the file: first character, and the one behind the last.
        is_list: whether they are a list.
    """

    number: int
    row: int
    text: str
    strings: tuple[tuple[int, int], ...]
    is_list: bool


@frozen
class Notebook:
    """A notebook as Python.

    Args:
        file: the text of the file.
        cells: those that are Python.
        text: their code, with a line below each.
    """

    file: str
    cells: tuple[Cell, ...]
    text: str

    def cell_at(self, row: int) -> Cell | None:
        """Return the cell that a row of the text is in."""
        return next((cell for cell in reversed(self.cells) if cell.row <= row), None)

    def file_row(self, cell: Cell, row: int) -> int:
        """Return the row of the file where a row of a cell stands, both from 1; its first one where lines are not strings."""
        is_plain = len(cell.strings) == len(_LINES.findall(cell.text))
        start, _ = cell.strings[min(row, len(cell.strings)) - 1 if is_plain else 0]
        return self.file.count("\n", 0, start) + 1


def notebook_of(data: bytes) -> Notebook | str:
    """Return a notebook, or why it is none."""
    try:
        file = data.decode()
        document: object = json.loads(file)
    except (ValueError, RecursionError) as error:
        return f"is no notebook: {error}"
    if not isinstance(document, dict):
        return "is no notebook: it holds no table of cells"
    entries = cast("dict[str, Any]", document)
    if not isinstance(entries.get("nbformat"), int) or entries["nbformat"] < _OLDEST:
        return "is no notebook of format 4; open it in Jupyter and save it"
    if not isinstance(entries.get("cells"), list):
        return "is no notebook: it has no list of cells"
    cells = _cells(file, entries) if _is_python(entries) else []
    if cells is None:
        return "is no notebook that can be read: a cell says twice, or not in text, what its source is"
    parts = [_ended(masked(cell.text) or "") for cell in cells]
    is_text = _is_text("".join(parts))
    return Notebook(file, tuple(cells), _whole(parts)) if is_text else "is no notebook: it holds half a sign of Unicode"


def _whole(parts: list[str]) -> str:
    """Return cells as one text; one that Python cannot parse must not hide what is in the others."""
    text = _put_together(parts)
    return text if parses(text) else _put_together(part if parses(part) else commented(part) for part in parts)


def _put_together(parts: Iterable[str]) -> str:
    return "".join(f"{part}{BETWEEN}" for part in parts)


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_python(document: dict[str, Any]) -> bool:
    """Whether the kernel is Python's, or none is named."""
    metadata = document.get("metadata")
    parts = cast("dict[str, Any]", metadata) if isinstance(metadata, dict) else {}
    named = [parts.get("kernelspec"), parts.get("language_info")]
    tables = [cast("dict[str, Any]", table) for table in named if isinstance(table, dict)]
    languages = [table.get("language", table.get("name")) for table in tables]
    return all(not isinstance(language, str) or "python" in language.lower() for language in languages)


def _cells(file: str, document: dict[str, Any]) -> list[Cell] | None:
    strings = _source_strings(file)
    cells, row = list[Cell](), 1
    for index, entry in enumerate(document["cells"]):
        if not isinstance(entry, dict) or cast("dict[str, Any]", entry).get("cell_type") != "code":
            continue
        source = cast("dict[str, Any]", entry).get("source", "")
        text = _joined(source)
        spans = tuple(strings.get(index, ()))
        if text is None or "".join(json.loads(file[start:end]) for start, end in spans) != text:
            return None
        python = masked(text)
        if text and python is not None:
            cells.append(Cell(index + 1, row, text, spans, isinstance(source, list)))
            row += _ended(python).count("\n") + 1 if "\r" not in python else len(_LINES.findall(_ended(python))) + 1
    return cells


def _joined(source: object) -> str | None:
    if isinstance(source, str):
        return source
    lines = cast("list[object]", source) if isinstance(source, list) else [None]
    return "".join(cast("list[str]", lines)) if all(isinstance(line, str) for line in lines) else None


def _ended(text: str) -> str:
    return text if not text or text.endswith(("\n", "\r")) else f"{text}\n"


def cell_texts(notebook: Notebook, text: str) -> list[str] | None:
    """Return what the cells hold after a change of the whole text; None where it does not show which cell holds what."""
    parts = text.split(BETWEEN)
    if len(parts) != len(notebook.cells) + 1 or parts[-1]:
        return None
    return [_as_before(part, cell) for part, cell in zip(parts, notebook.cells, strict=False)]


def _as_before(text: str, cell: Cell) -> str:
    """Return a cell without the line end that was put below it."""
    plain = unmasked(uncommented(text))
    return plain if cell.text.endswith(("\n", "\r")) else plain.removesuffix("\n")


def _source_strings(file: str) -> dict[int, list[tuple[int, int]]]:
    """Return where the strings of each cell's source stand, by the cell's index; the file is known to be JSON."""
    found: dict[int, list[tuple[int, int]]] = {}
    for path, span in _strings(file):
        match path:
            case ["cells", int(index), "source"] | ["cells", int(index), "source", int(_)]:
                found.setdefault(index, []).append(span)
            case _:
                pass
    return found


def _strings(file: str) -> Iterator[tuple[list[str | int], tuple[int, int]]]:
    """Yield each string that is a value, with the keys and indexes that lead to it."""
    path: list[str | int] = []
    is_key = False
    for token in _TOKEN.finditer(file):
        match token[0]:
            case "{":
                path.append("")
                is_key = True
            case "[":
                path.append(0)
                is_key = False
            case "}" | "]":
                path.pop()
                is_key = False
            case ",":
                last = path[-1]
                is_key = isinstance(last, str)
                if isinstance(last, int):
                    path[-1] = last + 1
            case ":":
                is_key = False
            case string if is_key:
                path[-1] = json.loads(string)
            case _:
                yield path, token.span()
