"""SourceFile -> Tree | SyntaxFailure: parsed by `ast`, also where the syntax is newer than the interpreter."""

from __future__ import annotations

import ast
import warnings
from _thread import allocate_lock  # threading's own locks, without the rest of it
from typing import TYPE_CHECKING

from lint_rules.frozen import frozen
from lint_rules.source.file import Undecodable
from lint_rules.source.limits import LARGEST
from lint_rules.source.spans import LineIndex, Position

if TYPE_CHECKING:
    from lint_rules.source.file import SourceFile


@frozen(eq=False)
class Tree:
    """A parsed file."""

    source: SourceFile
    module: ast.Module
    lines: LineIndex

    @property
    def text(self) -> str:
        """The decoded text of the file."""
        return self.lines.text


@frozen
class SyntaxFailure:
    """Why a file has no tree: the place, from 1, and the reason."""

    source: SourceFile
    position: Position
    message: str


def parse(source: SourceFile) -> Tree | SyntaxFailure:
    """Return the tree of a file, with the positions of the text as it stands on disk."""
    if len(source.data) > LARGEST:
        size = f"{len(source.data) / 1_000_000:.1f} MB"
        return SyntaxFailure(source, _START, f"is {size} and was not checked; split it, or list it in `exclude`")
    text = source.decode()
    if isinstance(text, Undecodable):
        return SyntaxFailure(source, Position(text.row, text.column), text.message)
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # What the checked code would warn about when it is compiled is no concern of a run over it.
        warnings.simplefilter("ignore")
        module = _module(text)
    if isinstance(module, ast.Module):
        return Tree(source, module, LineIndex(text))
    return SyntaxFailure(source, *module)


_START = Position(1, 1)
_ONE_AT_A_TIME = allocate_lock()  # which warnings are shown is a setting of all threads
_TOO_DEEP = "nests too deeply to be parsed; split it, or list it in `exclude`"
_Failure = tuple[Position, str]


def _module(text: str) -> ast.Module | _Failure:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        first = _failure(error, text)
    except (RecursionError, MemoryError):
        return _START, _TOO_DEEP
    except ValueError:  # lone surrogates, which an odd codec can decode to
        return _START, "is not text that Unicode can hold; save it as UTF-8"
    return first if "nested parentheses" in first[1] else _newer(text, first)


def _newer(text: str, first: _Failure) -> ast.Module | _Failure:
    """Parse again without newer syntax; of two failures the later one is not about that syntax."""
    from lint_rules.source.syntax.newer_syntax import masked, restore  # noqa: PLC0415  only a file in a thousand needs it

    mask = masked(text)
    if mask is None:
        return first
    try:
        module = ast.parse(mask.text)
        restore(module, mask)
    except SyntaxError as error:
        return max(first, _failure(error, text))
    except (RecursionError, MemoryError):
        return _START, _TOO_DEEP
    return module


def _failure(error: SyntaxError, text: str) -> _Failure:
    row = min(max(error.lineno or 1, 1), text.count("\n") + 1)
    return Position(row, max(error.offset or 1, 1)), error.msg
