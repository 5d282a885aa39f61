"""A status that is read -> whether a statement before it has left the block where there is none."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import cast

from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.statuses.branches import prefixes, said

_BLOCKS = ("body", "orelse", "finalbody")
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def is_guarded(read: ast.expr, core: ast.expr, file: File) -> bool:
    """Whether `if not x.status: return` stands before a place that reads `x.status`, and nothing sets it in between.

    Args:
        read: the expression whose place is asked about.
        core: the status that it reads.
        file: the file that holds both.
    """
    parts = prefixes(core)
    for before in _before(read, file):
        if _sends_away(before, ast.unparse(core)):
            return True
        if any(_sets(node, parts) for node in ast.walk(before)):
            return False
    return False


def _before(read: ast.expr, file: File) -> Iterator[ast.stmt]:
    """Yield the statements that ran before an expression in its function, the last one first."""
    inner: ast.AST = read
    for around in file.bindings.ancestors(read):
        if isinstance(inner, ast.stmt):
            blocks = (cast("Sequence[ast.stmt]", getattr(around, name, ())) for name in _BLOCKS)
            block = next((block for block in blocks if isinstance(block, list) and inner in block), [inner])
            yield from reversed(block[: block.index(inner)])
        if isinstance(around, _SCOPES):
            return
        inner = around


def _sends_away(statement: ast.stmt, written: str) -> bool:
    match statement:
        case ast.If(test=test, body=[*_, last]):
            return isinstance(last, _LEAVING) and written in said(test, there=False)
        case _:
            return False


def _sets(node: ast.AST, parts: set[str]) -> bool:
    is_store = isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store)
    return is_store and ast.unparse(node) in parts
