"""An expression -> the module of the project that it is: imported under any alias, or by `importlib` with a literal name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedModule, Unknown
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File

IMPORTING = frozenset({"import_module", "__import__", "importorskip", "reload", "resolve_name"})
"""What imports a module by a string."""

_GIVING = IMPORTING | {"getattr", "find_module"}
_FARTHEST = 4
_UNKNOWN = Unknown("no module that is known")


class ModuleObjects:
    """Finds the modules that expressions of files are.

    Args:
        resolver: follows names through the project.
    """

    def __init__(self, resolver: Resolver) -> None:
        """See the class."""
        self._resolver = resolver

    def of(self, expression: ast.expr, file: File, left: int = _FARTHEST) -> Path | Unknown | None:
        """Return the file of the module that an expression is; None for something else, and Unknown where that does not show."""
        meaning = self._resolver.resolve(expression, file)
        if isinstance(meaning, DefinedModule):
            return meaning.path
        named = _literal_module(expression)
        if named is not None:
            return self._named(named, expression, file, left)
        bindings = self._resolver.candidates(expression, file) if isinstance(expression, ast.Name) and left else []
        values = [binding.value for binding in bindings if binding.value is not None]
        if len(values) == len(bindings) == 1:
            return self.of(values[0], file, left - 1)
        is_known = not isinstance(meaning, Unknown) and not (
            isinstance(meaning, CallResult) and meaning.by.rpartition(".")[2] in _GIVING
        )
        return None if is_known or _is_own_object(expression) else _UNKNOWN

    def _named(self, dotted: str, call: ast.expr, file: File, left: int) -> Path | Unknown | None:
        if dotted == "__name__":
            return file.path
        if isinstance(call, ast.Call) and last_name(call.func) == "reload":
            return self.of(call.args[0], file, left - 1) if left else _UNKNOWN
        path = self._resolver.layout.find(dotted, file.path)
        return _UNKNOWN if path is None else path

    def imported(self, file: File) -> Iterator[Path]:
        """Yield the modules of the project that a file has as objects, by its imports."""
        for node in file.bindings.nodes(ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                for length in range(1, len(parts) + 1):
                    path = self._resolver.layout.find(".".join(parts[:length]), file.path)
                    if path is not None:
                        yield path
        for statement in file.bindings.nodes(ast.ImportFrom):
            owner = self._resolver.imported_module(statement, file)
            if isinstance(owner, DefinedModule) and self._resolver.layout.is_package(owner.path):
                for alias in statement.names:
                    path = self._resolver.layout.below(owner.path, alias.name)
                    if path is not None:
                        yield path


def is_any_module(expression: ast.expr) -> bool:
    """Whether an expression imports a module by a name that only shows when it runs."""
    match expression:
        case ast.Call(func=function, args=[first, *_]):
            return last_name(function) in IMPORTING - {"reload"} and _text(first) is None
        case _:
            return False


def _is_own_object(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Name) and expression.id in {"self", "cls"}


def _literal_module(expression: ast.expr) -> str | None:
    """Return `app.target` of `import_module("app.target")` and `sys.modules["app.target"]`, and `__name__` as it is written."""
    match expression:
        case ast.Call(func=function, args=[first, *_]) if last_name(function) in IMPORTING:
            return _text(first) or ("" if last_name(function) == "reload" else None)
        case ast.Subscript(value=modules, slice=key) if last_name(modules) == "modules":
            return _text(key)
        case _:
            return None


def _text(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.Name(id="__name__"):
            return "__name__"
        case _:
            return None
