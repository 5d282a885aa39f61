"""An expression -> the one statement that made what it names, in whichever file of the project that stands."""

from __future__ import annotations

import ast
from typing import NamedTuple

from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedModule
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind

_FARTHEST = 10
"""Names that lead to names; nothing that matters here is farther away."""


class Origin(NamedTuple):
    """A binding that is no import and no other name for something, and the file that it stands in."""

    binding: Binding
    file: File


def origin_of(expression: ast.expr, file: File, resolver: Resolver) -> Origin | None:
    """Return where what `expression` names was made; None outside the project, and where several could be meant.

    Args:
        expression: `name`, or `module.name`.
        file: the file that it stands in.
        resolver: follows imports.
    """
    return _followed(_named(expression, file, resolver), resolver)


def origin_of_binding(binding: Binding, file: File, resolver: Resolver) -> Origin | None:
    """Return where what a binding of `file` gives its name was made; see `origin_of`."""
    return _followed(Origin(binding, file), resolver)


def file_of_call(call: ast.Call, expression: ast.expr, file: File, resolver: Resolver) -> File | None:
    """Return the file that a call stands in whose result an expression of `file` denotes; None where it is not found."""
    if expression is call:
        return file
    origin = origin_of(expression, file, resolver)
    return origin.file if origin is not None and origin.binding.value is call else None


def _followed(origin: Origin | None, resolver: Resolver) -> Origin | None:
    for _ in range(_FARTHEST):
        if origin is None:
            return None
        further = _further(origin, resolver)
        if further is origin:
            return origin
        origin = further
    return None


def _named(expression: ast.expr, file: File, resolver: Resolver) -> Origin | None:
    match expression:
        case ast.Name():
            return _only(resolver.candidates(expression, file), file)
        case ast.Attribute(value=value, attr=attr):
            owner = resolver.resolve(value, file)
            return _in_module(owner, attr, resolver) if isinstance(owner, DefinedModule) else None
        case _:
            return None


def _further(origin: Origin, resolver: Resolver) -> Origin | None:
    """Return what a binding leads to; the same where it made the thing itself."""
    match origin.binding.node, origin.binding.statement:
        case ast.alias(name=name), ast.ImportFrom() as statement:
            owner = resolver.imported_module(statement, origin.file)
            return _in_module(owner, name, resolver) if isinstance(owner, DefinedModule) else None
        case _, ast.Assign(value=ast.Name() | ast.Attribute() as value):
            return _named(value, origin.file, resolver) if origin.binding.kind is BindingKind.VALUE else None
        case _:
            return origin


def _in_module(module: DefinedModule, name: str, resolver: Resolver) -> Origin | None:
    file = resolver.file_at(module.path) if module.path.suffix else None
    if file is None:
        return None
    return _only(resolver.lookup(name, file.bindings.module_scope, file, point=None, branch=()), file)


def _only(bindings: list[Binding], file: File) -> Origin | None:
    return Origin(bindings[0], file) if len(bindings) == 1 else None
