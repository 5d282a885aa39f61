"""A status that is compared -> whether the code around asks of which class it is, so that it may be another one there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass
from lint_rules.semantic.scopes.binder import start_of
from lint_rules.semantic.scopes.file import File

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Module)


def may_be_another(core: ast.expr, enum: DefinedClass, file: File, resolver: Resolver) -> bool:
    """Whether a function asks of which class a status is, and the status does not stand where it is a member.

    Args:
        core: the status, as it stands where it is compared.
        enum: the Enum that annotations say.
        file: the file that holds it.
        resolver: follows names.
    """
    if b"isinstance" not in file.tree.source.data or not file.bindings.parent(core):
        return False
    written = ast.unparse(core)
    scope = next((around for around in file.bindings.ancestors(core) if isinstance(around, _SCOPES)), None)
    asked = (node for node in ast.walk(scope) if _asks(node, written)) if scope is not None else ()
    if not any(start_of(node) < start_of(core) for node in asked):
        return False
    return not any(
        resolver.resolve(kind, file) == enum for test in _passed(core, file) for kind in _kinds_said(test, written)
    )


def _asks(node: ast.AST, written: str) -> TypeGuard[ast.Call]:
    """Whether a node is `isinstance(x.status, …)`."""
    match node:
        case ast.Call(func=ast.Name(id="isinstance"), args=[asked, _]):
            return ast.unparse(asked) == written
        case _:
            return False


def _passed(core: ast.expr, file: File) -> Iterator[ast.expr]:
    """Yield the tests that hold where an expression stands: those of the arms around it, and what stands before it in an `and`."""
    inner: ast.AST = core
    for around in file.bindings.ancestors(core):
        match around:
            case ast.If(test=test, body=body) if inner in body:
                yield test
            case ast.IfExp(test=test, body=body) if body is inner:
                yield test
            case ast.BoolOp(op=ast.And(), values=values) if inner in values:
                yield from (value for value in values if value is not inner)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return
            case _:
                pass
        inner = around


def _kinds_said(test: ast.expr, written: str) -> Iterator[ast.expr]:
    """Yield the classes of which a test says that the status is one."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            for value in values:
                yield from _kinds_said(value, written)
        case ast.Call(args=[_, kind]) if _asks(test, written):
            yield kind
        case _:
            return
