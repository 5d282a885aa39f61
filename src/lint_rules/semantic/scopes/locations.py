"""A binding or a definition of a file -> the span that a message points at."""

from __future__ import annotations

import ast
import re

from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding
from lint_rules.source.spans import Span

_KEYWORD = r"(?:async[ \t\f]+)?(?:def|class)[ \t\f]+(?=\w)"


def binding_span(file: File, binding: Binding) -> Span:
    """Return where the narrowest node of a binding stands."""
    node = binding.node
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.arg):
        return name_span(file, node)
    assert not isinstance(node, ast.pattern)  # noqa: S101  (a capture is no origin that a message points at)
    return file.tree.lines.span(node)


def name_span(file: File, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.arg) -> Span:
    """Return where the name of a class, function or parameter stands, without the rest."""
    lines = file.tree.lines
    whole = lines.span(node)
    if isinstance(node, ast.arg):
        return Span(whole.start, whole.start._replace(column=whole.start.column + len(node.arg)))
    keyword = re.compile(_KEYWORD).match(lines.line(whole.start.row), whole.start.column - 1)
    start = whole.start._replace(column=keyword.end() + 1) if keyword else whole.start
    return Span(start, start._replace(column=start.column + len(node.name)))
