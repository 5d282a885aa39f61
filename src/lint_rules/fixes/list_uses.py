"""Rows that SQLAlchemy promises as a sequence -> whether the file uses them as only a list can be used."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from lint_rules.semantic.model.semantic_model import SemanticModel

_LIST_ALONE = frozenset(dir(list)) - frozenset(dir(Sequence))


def is_list_by_use(target: ast.Name, module: SemanticModel) -> bool:
    """Whether a variable is used as only a list can be: `rows.append(row)`, `del rows[0]`, `rows + more`."""
    bindings = module.scope(target).bindings.get(target.id, ())
    return any(_needs_list(use, module) for binding in bindings for use in module.loads(binding))


def returns_list_by_use(function: ast.FunctionDef | ast.AsyncFunctionDef, module: SemanticModel) -> bool:
    """Whether the file uses what a function returns as only a list can be used, at once or by a variable."""
    return any(_is_list_here(call, module) for call in module.calls_of(function.name))


def _is_list_here(call: ast.expr, module: SemanticModel) -> bool:
    match module.parent(call):
        case ast.Await() as awaited:
            return _is_list_here(awaited, module)
        case ast.Assign(targets=[ast.Name() as target]):
            return is_list_by_use(target, module)
        case _:
            return _needs_list(call, module)


def _needs_list(use: ast.expr, module: SemanticModel) -> bool:
    match module.parent(use):
        case ast.Attribute(attr=name):
            return name in _LIST_ALONE
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
            return value is use
        case ast.BinOp(op=ast.Add() | ast.Mult()):
            return True
        case _:
            return False
