"""A function that is called -> what it returns or yields, as far as a function of the project says so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from lint_rules import known_names
from lint_rules.semantic.classes.body import outer_name
from lint_rules.semantic.names.origin import origin_of
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import ExternalSymbol
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_ONE_BY_ONE = frozenset(
    f"{prefix}{name}"
    for prefix in ("", "Async", "AbstractAsync", "Abstract")
    for name in ("Generator", "Iterator", "Iterable", "ContextManager")
)
_KEEPING = frozenset({"contextmanager", "asynccontextmanager", "fixture", "cache", "lru_cache", "staticmethod"})


class ReturnFlow(NamedTuple):
    """What calling a function gives, at once, in a `with` statement, or one by one.

    Args:
        file: where the function stands.
        annotation: what it says that it gives; None when it says nothing.
        values: what it returns; what it yields, if it yields anything.
    """

    file: File
    annotation: ast.expr | None
    values: tuple[ast.expr, ...]


def given_by(function: ast.expr, file: File, resolver: Resolver) -> ReturnFlow | None:
    """Return what calling `function` gives; None when the project has no such function, or its decorators may change it."""
    origin = origin_of(function, file, resolver)
    node = origin.binding.node if origin is not None else None
    return None if origin is None or not isinstance(node, _Function) else flow_of(node, origin.file)


def flow_of(function: _Function, file: File) -> ReturnFlow | None:
    """Return what calling a function of `file` gives; None when its decorators may change it."""
    if not all(map(_keeps, function.decorator_list)):
        return None
    own = [*_own(function)]
    yielded = [inner.value for inner in own if isinstance(inner, ast.Yield)]
    values = yielded or [inner.value for inner in own if isinstance(inner, ast.Return)]
    return ReturnFlow(file, _item(function.returns), tuple(value for value in values if value is not None))


def provider_of(dependency: ast.expr | None, file: File, resolver: Resolver) -> ast.Name | ast.Attribute | None:
    """Return `get_db` of `Depends(get_db)`; None of anything else."""
    provider = injected_by(dependency, file, resolver)
    return provider if isinstance(provider, ast.Name | ast.Attribute) else None


def injected_by(dependency: ast.expr | None, file: File, resolver: Resolver) -> ast.expr | None:
    """Return what FastAPI calls for `Depends(get_db)`, `Depends(Loader(…))`; None of anything else."""
    match dependency:
        case ast.Call(func=marker, args=[provider, *_]):
            made = resolver.resolve(marker, file)
            is_marked = isinstance(made, ExternalSymbol) and made.qualified_name.endswith((".Depends", ".Security"))
            return provider if is_marked else None
        case _:
            return None


def _keeps(decorator: ast.expr) -> bool:
    return last_name(decorator.func if isinstance(decorator, ast.Call) else decorator) in _KEEPING


def _item(returns: ast.expr | None) -> ast.expr | None:
    """Return `T` of `T` and of `Iterator[T]`."""
    match returns:
        case ast.Subscript(slice=ast.Tuple(elts=[first, *_]) | first) if outer_name(returns) in _ONE_BY_ONE:
            return first
        case _:
            return returns


def _own(function: _Function) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body without those of functions and classes in it."""
    left: list[ast.AST] = list(reversed(function.body))
    while left:
        node = left.pop()
        yield node
        if not isinstance(node, _Function | ast.Lambda | ast.ClassDef):
            left += reversed([*ast.iter_child_nodes(node)])


def results_of(function: _Function) -> list[ast.expr]:
    """Return what a function returns; nothing of one that yields."""
    nodes = [*_own(function)]
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes):
        return []
    return [node.value for node in nodes if isinstance(node, ast.Return) and node.value is not None]


def is_named_for_session(name: str, flow: ReturnFlow | None) -> bool:
    """Whether a function's name says that it gives a database session, and nothing that is seen of it speaks against.

    Args:
        name: the function's.
        flow: what is seen of it; None where it is out of sight.
    """
    words = frozenset(name.lower().strip("_").split("_"))
    if flow is None:
        return words <= known_names.GIVING_SESSION  # there are sessions of users, too
    return flow.annotation is None and "db" in words
