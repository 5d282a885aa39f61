"""An expression -> the last part of its dotted name."""

from __future__ import annotations

import ast


def last_name(node: ast.AST | None) -> str:
    """Return `c` of `a.b.c` and of `c`; the empty string for any other expression."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def called(node: ast.expr) -> ast.expr:
    """Return `f` of `f(…)` and of `f(…)(…)`; any other expression as it is."""
    while isinstance(node, ast.Call):
        node = node.func
    return node
