"""A notebook, and its code after a change -> the bytes of the notebook, everything but the changed lines as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from lint_rules.source.notebooks.notebook import Cell, Notebook, cell_texts, notebook_of

_Piece = tuple[int, int, str]
"""First character, the one behind the last, and what takes their place."""


def with_code(data: bytes, old: bytes, new: bytes) -> bytes | None:
    """Return the bytes of a notebook with its code changed.

    Args:
        data: the notebook.
        old: its code as it was read.
        new: its code as it is to be.

    Returns:
        None where the notebook does not hold the old code, or it does not show in which cell a change belongs.
    """
    notebook = notebook_of(data)
    if isinstance(notebook, str) or notebook.text.encode() != old:
        return None
    texts = cell_texts(notebook, new.decode())
    if texts is None:
        return None
    pieces: list[_Piece] = []
    for cell, text in zip(notebook.cells, texts, strict=True):
        if text != cell.text:
            pieces += _pieces(notebook, cell, text)
    return _replaced(notebook.file, pieces).encode()


def _replaced(file: str, pieces: Sequence[_Piece]) -> str:
    done, parts = 0, list[str]()
    for start, end, content in sorted(pieces):
        parts += (file[done:start], content)
        done = end
    return "".join((*parts, file[done:]))


def _pieces(notebook: Notebook, cell: Cell, text: str) -> Iterator[_Piece]:
    """Yield what changes of a cell: whole strings, so that the spaces between those that stay are as they were."""
    file, spans = notebook.file, cell.strings
    as_ascii = file.isascii()
    if not cell.is_list:
        yield (*spans[0], json.dumps(text, ensure_ascii=as_ascii))
        return
    old = [json.loads(file[start:end]) for start, end in spans]
    new = text.splitlines(keepends=True)
    between = _between(file, spans)
    for tag, first, last, left, right in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        lines = between.join(json.dumps(line, ensure_ascii=as_ascii) for line in new[left:right])
        match tag:
            case "replace":
                yield spans[first][0], spans[last - 1][1], lines
            case "insert" if first < len(spans):
                yield spans[first][0], spans[first][0], lines + between
            case "insert":
                yield spans[-1][1], spans[-1][1], between + lines
            case "delete" if last < len(spans):
                yield spans[first][0], spans[last][0], ""
            case "delete" if first:
                yield spans[first - 1][1], spans[last - 1][1], ""
            case "delete":
                yield spans[0][0], spans[-1][1], '""'
            case _:
                pass


def _between(file: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return what stands between two strings of a list; for a list of one, what would."""
    if len(spans) > 1:
        return file[spans[0][1] : spans[1][0]]
    before = file[: spans[0][0]]
    return "," + before[len(before.rstrip()) :]
