"""A cell that Python cannot parse <-> comments that keep it, without what it may bind: the other cells are checked."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from pathlib import Path

from lint_rules.source.file import SourceFile
from lint_rules.source.notebooks import BROKEN
from lint_rules.source.spans import Position
from lint_rules.source.syntax.parser import SyntaxFailure, parse

_COMMENT = f"#{BROKEN.decode()}"
_COMMENTED = re.compile(rf"^(?:del [\w, ]+  )?{_COMMENT}", re.MULTILINE)
_BLOCK = re.compile(rf"(?:^(?:del [\w, ]+  )?{_COMMENT}[^\r\n]*(?:\r\n|\r|\n|\Z))+", re.MULTILINE)
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_LINE_END = re.compile(r"\r\n|\r|\n")
_BINDING = re.compile(
    r"\bimport\b\s*(\([^)]*|[^\r\n]*)|\b(?:as|def|class|global|del)\s+([\w, ]+)|\bfor\s+([^\r\n]*?)\s+in\b"
    r"|(\w+)\s*:=|^\s*\(?([^(\r\n]*)=(?!=)",
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d]\w*")
_INDENT = re.compile(r"[ \t]+(?=\S)")


def parses(text: str) -> bool:
    """Return whether a text is Python, of any version."""
    return _failure(text) is None


def commented(text: str) -> str:
    """Return a cell as comments, behind a statement that takes away what it may bind: what that would be, nobody knows."""
    first, *others = (f"{_COMMENT}{line}" for line in _LINES.findall(text))
    names = sorted(name for name in _bound(text) if name.isidentifier() and not keyword.iskeyword(name))
    return "".join((f"del {', '.join(names)}  {first}" if names else first, *others))


def uncommented(text: str) -> str:
    """Return a cell as it was before it was commented."""
    return _COMMENTED.sub("", text)


def failures(source: SourceFile) -> Iterator[SyntaxFailure]:
    """Yield why the commented cells of a notebook's code have no tree.

    One that is merely indented as a whole is none of them: IPython takes that indentation away.

    Args:
        source: the code of a notebook.
    """
    text = source.data.decode()
    for block in _BLOCK.finditer(text):
        cell = uncommented(block[0])
        failure = _failure(cell)
        if failure is not None and not parses(_unindented(cell)):
            above = len(_LINE_END.findall(text, 0, block.start()))
            row, column = failure.position
            yield SyntaxFailure(source, Position(row + above, column), failure.message)


def _bound(text: str) -> set[str]:
    """Return each name that a cell may bind, and some that it only reads."""
    return {name for found in _BINDING.finditer(text) for part in found.groups() for name in _WORD.findall(part or "")}


def _unindented(text: str) -> str:
    indent = _INDENT.match(text)
    return text if indent is None else re.sub(rf"^{indent[0]}", "", text, flags=re.MULTILINE)


def _failure(text: str) -> SyntaxFailure | None:
    parsed = parse(SourceFile(Path(), text.encode()))
    return parsed if isinstance(parsed, SyntaxFailure) else None
