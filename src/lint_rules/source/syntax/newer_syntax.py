"""Text in newer syntax than the interpreter's -> text of equal length that it parses, and what to put back in the tree.

It works on UTF-8 bytes, because `ast` counts columns in them: every byte that is kept stays where it was.

| construct | since | masked as | in the tree |
|---|---|---|---|
| `except A, B:` | 3.14 | `except A | B:` | the tuple again |
| f-strings with anything in their expressions, t-strings | 3.12, 3.14 | `(  a, b, )` | an f-string of these expressions |
| `def f[T](…)`, `class A[T = int]:` | 3.12, 3.13 | spaces | nothing: `T` is a name without a meaning |
| `type X = …` | 3.12 | `0;   X = …` | an assignment |

Nothing here judges: what was no Python before masking is none afterwards.
"""

from __future__ import annotations

import ast
import re
import sys
from keyword import iskeyword
from typing import TYPE_CHECKING, cast

from lint_rules.frozen import frozen
from lint_rules.source.syntax.tokens import Kind, Token, line_starts, tokens

if TYPE_CHECKING:
    from collections.abc import Callable


@frozen
class Masked:
    """Text of equal length in older syntax, and the bytes where it stands for something else."""

    text: str
    strings: frozenset[int]
    """Where a tuple begins that stands for an f-string or t-string."""
    handlers: frozenset[int]
    """Where a union begins that stands for a tuple of exception classes."""


def masked(text: str) -> Masked | None:
    """Return `text` without newer syntax; None when there is nothing to mask."""
    data = text.encode()
    page = _Page(bytearray(data), [token for token in tokens(data) if token.kind is not Kind.COMMENT], set(), set())
    for since, mask in _MASKS:
        if sys.version_info < since:
            mask(page)
    result = page.out.decode(errors="replace")
    return None if result == text else Masked(result, frozenset(page.strings), frozenset(page.handlers))


def restore(module: ast.Module, mask: Masked) -> None:
    """Put back into the tree of a masked text what was masked."""
    starts = line_starts(mask.text.encode())
    todo: list[ast.AST] = [module]
    while todo:
        parent = todo.pop()
        for name, value in ast.iter_fields(parent):
            if isinstance(value, list):
                items = cast("list[object]", value)
                items[:] = [_restored(item, mask, starts) for item in items]
            elif isinstance(value, ast.expr):
                setattr(parent, name, _restored(value, mask, starts))
        todo += ast.iter_child_nodes(parent)


def _restored(node: object, mask: Masked, starts: list[int]) -> object:
    match node:
        case ast.Tuple(elts=parts) if starts[node.lineno - 1] + node.col_offset in mask.strings:
            values: list[ast.expr] = [ast.copy_location(ast.FormattedValue(part, -1), part) for part in parts]
            return ast.copy_location(ast.JoinedStr(values), node)
        case ast.BinOp(op=ast.BitOr()) if starts[node.lineno - 1] + node.col_offset in mask.handlers:
            return ast.copy_location(ast.Tuple(_operands(node), ast.Load()), node)
        case _:
            return node


def _operands(node: ast.expr) -> list[ast.expr]:
    parts: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)]


@frozen
class _Page:
    """The text while it is being masked."""

    out: bytearray
    tokens: list[Token]
    strings: set[int]
    handlers: set[int]

    def blank(self, start: int, end: int, *, joined: bool = False) -> None:
        """Write spaces; line ends stay, and are escaped where the lines must stay `joined` without brackets."""
        spaces = re.sub(rb"[^\r\n]", b" ", self.out[start:end])
        self.out[start:end] = re.sub(rb" (?=\r\n|\r|\n)", rb"\\", spaces) if joined else spaces

    def closing(self, index: int) -> int:
        """Return the index of the bracket that closes the one at `index`; `index` itself where there is none."""
        depth = 0
        for at in range(index, len(self.tokens)):
            if self.tokens[at].kind is Kind.OP:
                depth += (self.tokens[at].word in b"([{") - (self.tokens[at].word in b")]}")
            if depth <= 0:
                return at
        return index


def _mask_handlers(page: _Page) -> None:
    for first, keyword in enumerate(page.tokens, start=1):
        if keyword.kind is not Kind.NAME or keyword.word != b"except":
            continue
        at = first
        while at < len(page.tokens) and page.tokens[at].word != b":" and page.tokens[at].kind is not Kind.NEWLINE:
            if page.tokens[at].word == b",":
                _mask_comma(page, first, at)
            at = page.closing(at) + 1


def _mask_comma(page: _Page, first: int, comma: int) -> None:
    trailing = comma + 1 < len(page.tokens) and page.tokens[comma + 1].word == b":"
    page.out[page.tokens[comma].start] = ord(" " if trailing else "|")
    first += page.tokens[first].word == b"*"
    page.handlers.add(page.tokens[first].start)


def _mask_type_parameters(page: _Page) -> None:
    for at, token in enumerate(page.tokens[2:], start=2):
        if token.word == b"[" and page.tokens[at - 1].kind is Kind.NAME:
            keyword = page.tokens[at - 2].word
            if keyword in (b"def", b"class") or (keyword == b"type" and _is_alias(page.tokens, at - 2)):
                page.blank(token.start, page.tokens[page.closing(at)].end, joined=True)


def _mask_type_aliases(page: _Page) -> None:
    for at, token in enumerate(page.tokens):
        if token.word == b"type" and _is_alias(page.tokens, at):
            page.out[token.start : token.end] = b"0;  "
    # "0;" and two spaces for four letters: the space that followed them still parts the statements.


def _is_alias(tokens_: list[Token], at: int) -> bool:
    begins = at == 0 or tokens_[at - 1].kind is Kind.NEWLINE or tokens_[at - 1].word in (b";", b":")
    match tokens_[at + 1 : at + 3]:
        case [Token(kind=Kind.NAME, word=name), Token(word=b"=" | b"[")]:
            return begins and not iskeyword(name.decode())
        case _:
            return False


def _mask_strings(page: _Page) -> None:
    """Mask each run of adjacent literals that has an f-string or t-string among them: it is one expression."""
    runs: list[list[Token]] = [[]]  # the run at hand in the file, in the expression open in it, and so on inwards
    for token in page.tokens:
        match token.kind:
            case Kind.STRING | Kind.BEGIN | Kind.TEXT | Kind.END:
                runs[-1].append(token)
                if token.kind is Kind.TEXT and token.word == b"{":
                    runs.append([])
            case Kind.STOP:
                _mask_run(page, runs.pop())
                runs[-1].append(token)
            case _:
                _mask_run(page, runs[-1])
                runs[-1] = []
    _mask_run(page, runs[-1])


def _mask_run(page: _Page, run: list[Token]) -> None:
    if not any(token.kind is Kind.BEGIN for token in run):
        return
    for token in run:
        if token.kind is Kind.STOP:
            page.out[token.start] = ord(",")
        else:
            page.blank(token.start, token.end)
    page.out[run[0].start] = ord("(")
    page.out[run[-1].end - 1] = ord(")")
    page.strings.add(run[0].start)


# By the first Python that needs no mask; each mask touches bytes of its own.
_MASKS: tuple[tuple[tuple[int, int], Callable[[_Page], None]], ...] = (
    ((3, 14), _mask_strings),
    ((3, 14), _mask_handlers),
    ((3, 13), _mask_type_parameters),
    ((3, 12), _mask_type_aliases),
)
