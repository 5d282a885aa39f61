"""A source -> the edits that write the same program differently: line ends, tabs, parentheses, commas, comments."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

from lint_rules.source.spans import LineIndex

_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_BLANK = frozenset({tokenize.NL, tokenize.COMMENT})


class SourceVariant(NamedTuple):
    """Replace the text from one character offset to another."""

    start: int
    end: int
    text: str


def windows(source: str) -> Iterator[SourceVariant]:
    """Yield the changes to CRLF."""
    yield from (
        SourceVariant(line_end.start(), line_end.end(), "\r\n") for line_end in re.finditer(r"(?<!\r)\n", source)
    )


def marked(source: str) -> Iterator[SourceVariant]:
    """Yield a byte order mark."""
    del source
    yield SourceVariant(0, 0, "\ufeff")


def tabbed(source: str) -> Iterator[SourceVariant]:
    """Yield a tab for each four spaces that a line of code begins with."""
    lines = LineIndex(source)
    for row in rows_of_code(source):
        start = lines.offset(lines.position(row, 0))
        width = len(re.match(" *", lines.line(row)).group())  # type: ignore[union-attr]  # matches nothing, too
        if width % 4 == 0 and width:
            yield SourceVariant(start, start + width, "\t" * (width // 4))


def parenthesised(source: str) -> Iterator[SourceVariant]:
    """Yield parentheses around values, arguments, annotations and what attributes are taken from."""
    lines = LineIndex(source)
    for node in _expressions(ast.parse(source)):
        span = lines.span(node)
        start, end = lines.offset(span.start), lines.offset(span.end)
        yield SourceVariant(start, start, "(")
        yield SourceVariant(end, end, ")")


def with_commas(source: str) -> Iterator[SourceVariant]:
    """Yield a comma behind the last argument, parameter, imported name and element, where it may stand."""
    lines, without = LineIndex(source), _generator_ends(source)
    code = [token for token in tokens_of(source) if token.type not in _BLANK]
    stack: list[int] = []
    for index, token in enumerate(code):
        if token.type != tokenize.OP:
            continue
        if token.string in _OPEN:
            stack.append(index)
        elif token.string in _CLOSE:
            opened = stack.pop()
            at = lines.offset(lines.position(token.start[0], 0)) + token.start[1]
            if token.string == ")" and _takes_comma(code, opened, index) and at not in without:
                yield SourceVariant(at, at, ",")


def commented(source: str) -> Iterator[SourceVariant]:
    """Yield a comment at the end of each line that may have one, and in each gap between brackets."""
    if "session-lint:" in source or "noqa" in source:
        return  # a line that is divided is no longer the line that the comment silences
    lines, depth = LineIndex(source), 0
    before: tokenize.TokenInfo | None = None
    for number, token in enumerate(tokens_of(source)):
        end = lines.offset(lines.position(token.end[0], 0)) + token.end[1]
        if token.type == tokenize.OP:
            depth += (token.string in _OPEN) - (token.string in _CLOSE)
            if depth and (token.string in _OPEN or token.string == ","):
                yield SourceVariant(end, end, f"  # gap {number}\n")
        elif token.type == tokenize.NEWLINE and before is not None and before.type != tokenize.COMMENT:
            start = end - len(token.string)
            yield SourceVariant(start, start, f"  # line {number}")
        before = token


def tokens_of(source: str) -> list[tokenize.TokenInfo]:
    """Return the tokens of a source that this interpreter's tokenizer reads."""
    return list(tokenize.generate_tokens(io.StringIO(source).readline))


def rows_of_code(source: str) -> Iterator[int]:
    """Yield the rows that do not begin inside a string."""
    inside = {
        row
        for token in tokens_of(source)
        if token.type == tokenize.STRING
        for row in range(token.start[0] + 1, token.end[0] + 1)
    }
    yield from (row for row in range(1, LineIndex(source).count + 1) if row not in inside)


def _expressions(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield expressions that can stand in parentheses, each with a place of its own in the text."""
    elsewhere: list[ast.AST] = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.pattern)]
    elsewhere += [node.target for node in ast.walk(tree) if isinstance(node, ast.AnnAssign)]
    without = {inner for node in elsewhere for inner in ast.walk(node)}
    for node in ast.walk(tree):
        candidates: list[ast.expr | None] = []
        match node:
            case ast.Call(args=args, keywords=keywords):
                candidates += [
                    candidate for candidate in args if not isinstance(candidate, ast.Starred | ast.GeneratorExp)
                ]
                candidates += [keyword.value for keyword in keywords]
            case ast.Return(value=value) | ast.Assign(value=value) | ast.AnnAssign(value=value):
                candidates.append(value)
            case ast.Attribute(value=value) if isinstance(value, ast.Name):
                candidates.append(value)
            case ast.arg(annotation=annotation):
                candidates.append(annotation)
            case _:
                continue
        yield from (
            candidate
            for candidate in candidates
            if candidate is not None and candidate not in without and node not in without
        )


def _generator_ends(source: str) -> set[int]:
    """Return where the calls end whose only argument is a bare generator: no comma may stand there."""
    lines = LineIndex(source)
    return {
        lines.offset(lines.span(node).end) - 1
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp)
    }


_KEYWORDS = frozenset({"if", "in", "not", "and", "or", "return", "except", "is", "lambda", "else", "yield", "await"})


def _takes_comma(code: list[tokenize.TokenInfo], opened: int, closed: int) -> bool:
    """Whether these are the parentheses of a call, a definition or an import, not empty and without a comma."""
    before, last = code[opened - 1], code[closed - 1]
    called = before.type == tokenize.NAME and before.string not in _KEYWORDS
    return opened > 0 and called and last.string not in {"(", ",", "*"} and code[opened].string == "("
