"""An argument of a call -> the parameter that receives it, where the project has the function that is called."""

from __future__ import annotations

import ast
from typing import NamedTuple

from lint_rules.semantic.names.origin import origin_of
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File

Function = ast.FunctionDef | ast.AsyncFunctionDef
_BOUND = frozenset({"classmethod", "staticmethod"})


class Receiver(NamedTuple):
    """A parameter, and the function and the file that it belongs to."""

    parameter: ast.arg
    function: Function
    file: File


class Callee(NamedTuple):
    """A function that is called, and the file that holds it.

    Args:
        function: the function.
        file: its file.
        bound: how many of its parameters the call fills by itself: `self`, `cls`.
    """

    function: Function
    file: File
    bound: int


def receiver_of(argument: ast.expr, file: File, resolver: Resolver) -> Receiver | None:
    """Return the parameter that receives `argument`; None when it is no argument of a function of the project."""
    around = file.bindings.parent(argument)
    call = file.bindings.parent(around) if isinstance(around, ast.keyword) else around
    if not isinstance(call, ast.Call) or call.func is argument:
        return None
    callee = callee_of(call.func, file, resolver)
    if callee is None:
        return None
    name = around.arg if isinstance(around, ast.keyword) else None
    parameter = _named(callee, name) if isinstance(around, ast.keyword) else _placed(callee, call, argument)
    return None if parameter is None else Receiver(parameter, callee.function, callee.file)


def _named(callee: Callee, name: str | None) -> ast.arg | None:
    arguments = callee.function.args
    return next((parameter for parameter in (*arguments.args, *arguments.kwonlyargs) if parameter.arg == name), None)


def _placed(callee: Callee, call: ast.Call, argument: ast.expr) -> ast.arg | None:
    """Return the parameter at the argument's place, unless a decorator may have moved it."""
    if not all(last_name(decorator) in _BOUND for decorator in callee.function.decorator_list):
        return None
    before = call.args[: call.args.index(argument)]
    positional = [*callee.function.args.posonlyargs, *callee.function.args.args][callee.bound :]
    if len(before) >= len(positional) or any(isinstance(earlier, ast.Starred) for earlier in before):
        return None
    return positional[len(before)]


def callee_of(function: ast.expr, file: File, resolver: Resolver) -> Callee | None:
    """Return the function of the project that a call calls: a function, a method of `self` or of a class, an `__init__`."""
    match function:
        case ast.Attribute(value=ast.Name(id="self" | "cls") as value, attr=name):
            owner = next(
                (around for around in file.bindings.ancestors(value) if isinstance(around, ast.ClassDef)), None
            )
            return None if owner is None else _method(owner, name, file, is_bound=True)
        case ast.Attribute(value=value, attr=name):
            meaning = resolver.resolve(value, file)
            if isinstance(meaning, DefinedClass):
                return _method(meaning.node, name, resolver.file_of(meaning), is_bound=False)
        case _:
            pass
    origin = origin_of(function, file, resolver)
    match origin.binding.node if origin is not None else None:
        case ast.FunctionDef() | ast.AsyncFunctionDef() as node if origin is not None:
            return Callee(node, origin.file, 0)
        case ast.ClassDef() as node if origin is not None:
            return _method(node, "__init__", origin.file, is_bound=True)
        case _:
            return None


def _method(owner: ast.ClassDef, name: str, file: File, *, is_bound: bool) -> Callee | None:
    """Return the one method of this name in a class body."""
    methods = [statement for statement in owner.body if isinstance(statement, Function) and statement.name == name]
    if len(methods) != 1:
        return None
    kinds = {last_name(decorator) for decorator in methods[0].decorator_list} & _BOUND
    bound = 0 if "staticmethod" in kinds else 1 if "classmethod" in kinds else int(is_bound)
    return Callee(methods[0], file, bound)
