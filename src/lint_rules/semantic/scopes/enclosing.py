"""A place in a scope -> the same place as the scope around it sees it: at its position, later, or when all has run."""

from __future__ import annotations

import ast
from typing import cast

from lint_rules.semantic.scopes.binder import start_of
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Scope, ScopeKind
from lint_rules.semantic.scopes.reachability import AT_THE_END, Place


def seen_from_outside(scope: Scope, place: Place, file: File) -> Place:
    """Return a place inside a scope as the scope around it sees it: when what stands there runs."""
    node = scope.node
    if place.point is None and scope.kind is not ScopeKind.FUNCTION:
        return place
    located = file.bindings.context(node)
    if scope.kind is ScopeKind.FUNCTION and not isinstance(node, ast.Lambda) and not _is_in_function(scope):
        return AT_THE_END  # who calls a function of the module does so when the module has run
    point = start_of(cast("ast.expr", node)) if place.point is None or scope.kind is ScopeKind.FUNCTION else place.point
    later = place.later or scope.kind is ScopeKind.FUNCTION or isinstance(node, ast.GeneratorExp)
    return Place(point, located.branch, later)


def _is_in_function(scope: Scope) -> bool:
    around = scope.parent
    while around is not None and around.kind is not ScopeKind.FUNCTION:
        around = around.parent
    return around is not None
