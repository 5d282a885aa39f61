"""SourceFile -> Tree | SyntaxFailure: parsed by `ast`, and by way of libcst where the syntax is newer than the interpreter."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lint_rules.facts.source import Undecodable
from lint_rules.spans import LineIndex, Position

if TYPE_CHECKING:
    from lint_rules.facts.source import SourceFile


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A parsed file."""

    source: SourceFile
    module: ast.Module
    lines: LineIndex

    @property
    def text(self) -> str:
        """The decoded text of the file."""
        return self.lines.text


@dataclass(frozen=True, slots=True)
class SyntaxFailure:
    """Why a file has no tree: the place, from 1, and the reason."""

    source: SourceFile
    position: Position
    message: str


def parse(source: SourceFile) -> Tree | SyntaxFailure:
    """Return the tree of a file, with the positions of the text as it stands on disk."""
    text = source.decode()
    if isinstance(text, Undecodable):
        return SyntaxFailure(source, Position(text.row, text.column), text.message)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Tree(source, ast.parse(text), LineIndex(text))
    except SyntaxError as error:
        return SyntaxFailure(source, Position(error.lineno or 1, error.offset or 1), error.msg)
    except (RecursionError, MemoryError):
        return SyntaxFailure(source, Position(1, 1), "nests too deeply to be parsed")
