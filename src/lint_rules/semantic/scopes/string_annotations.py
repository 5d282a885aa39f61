"""A string that is an annotation -> the expression that it holds, placed where its text stands."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable
from typing import cast

from lint_rules.semantic.scopes.dotted_names import last_name


def parsed(literal: ast.Constant) -> ast.expr | None:
    """Return the expression in a string annotation; None when it is no expression."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python would say of the text when somebody evaluates it
            inner = ast.parse(cast("str", literal.value).strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # what Python itself would refuse only when somebody evaluates it
    for child in ast.walk(inner):
        if isinstance(child, ast.expr | ast.keyword):
            _relocate(child, literal)
    return inner


def is_text(literal: ast.Constant, around_it: Iterable[ast.AST]) -> bool:
    """Whether a string in an annotation is data: inside `Literal[...]` or a call, or `Annotated[...]`'s later arguments."""
    inside: ast.AST = literal
    for around in around_it:
        if isinstance(around, ast.Subscript) and inside is around.slice:
            name = last_name(around.value)
            if name == "Literal":
                return True
            if name == "Annotated" and isinstance(inside, ast.Tuple) and literal is not inside.elts[0]:
                return True
        if isinstance(around, ast.Call | ast.stmt):
            return isinstance(around, ast.Call)
        inside = around
    return False


def _relocate(node: ast.expr | ast.keyword, literal: ast.Constant) -> None:
    """Place a node parsed out of a string literal: exactly where the text stands, else on the whole literal."""
    width = (literal.end_col_offset or 0) - literal.col_offset
    text = cast("str", literal.value)
    one_line = literal.lineno == literal.end_lineno and text == text.strip() and text.isascii()
    if one_line and width == len(text) + 2:
        node.lineno = node.end_lineno = literal.lineno
        node.col_offset += literal.col_offset + 1
        node.end_col_offset = (node.end_col_offset or 0) + literal.col_offset + 1
    else:
        ast.copy_location(node, literal)
