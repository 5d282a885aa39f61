"""A name or target in its context -> a Binding in the scope that the name belongs to."""

from __future__ import annotations

import ast
from typing import Any, TypedDict, Unpack

from lint_rules.frozen import replace
from lint_rules.semantic.scopes.model import Binding, BindingKind, Context, Point, Scope, ScopeKind


class Where(TypedDict, total=False):
    """What a binding may say beyond its name: the statement, from where on, and what is bound."""

    statement: ast.AST
    effective: Point
    value: ast.expr | None
    annotation: ast.expr | None


def bind_name(  # noqa: PLR0913  to collect what is given in a dict takes longer
    name: str,
    kind: BindingKind,
    node: Any,
    context: Context,
    *,
    statement: ast.AST | None = None,
    effective: Point | None = None,
    value: ast.expr | None = None,
    annotation: ast.expr | None = None,
) -> None:
    """Note that `name` is bound, in the scope that it belongs to."""
    here = context.scope
    scope = here.elsewhere.get(name, here)
    of = node if statement is None else statement
    branch = context.branch if scope is here else ()
    # By position, which takes half as long: there are thousands of them.
    binding = Binding(
        name, kind, node, of, scope, effective or end_of(of), branch, value, annotation, scope is not here
    )
    if kind is BindingKind.STAR_IMPORT:
        scope.stars.append(binding)
    else:
        scope.bindings.setdefault(name, []).append(binding)


def bind_target(target: ast.expr, context: Context, **where: Unpack[Where]) -> None:
    """Bind an assignment's target; the names inside a pattern of targets have values of their own."""
    if isinstance(target, ast.Name):
        bind_name(target.id, BindingKind.VALUE, target, context, **where)
        return
    side_by_side = _side_by_side(target, where)
    if not side_by_side:
        bind_parts(target, context, BindingKind.OTHER, **where)
    for part, value in side_by_side:
        where["value"] = value
        bind_target(part, context, **where)


def _side_by_side(target: ast.expr, where: Where) -> list[tuple[ast.expr, ast.expr]]:
    """Return each target with its value of `A, B = aliased(X), aliased(Y)`; nothing where they are not spelled out."""
    value = where.get("value")
    if not (isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List)):
        return []
    if not isinstance(where.get("statement"), ast.Assign) or len(target.elts) != len(value.elts):
        return []
    is_plain = not any(isinstance(part, ast.Starred) for part in (*target.elts, *value.elts))
    return [*zip(target.elts, value.elts, strict=True)] if is_plain else []


def bind_parts(target: ast.expr, context: Context, kind: BindingKind, **where: Unpack[Where]) -> None:
    """Bind every name in a target, to something that the statement does not spell out."""
    match target:
        case ast.Name(id=name):
            bind_name(name, kind, target, context, **where)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            where["value"] = None
            for element in elements:
                bind_parts(element, context, kind, **where)
        case ast.Starred(value=inner):
            where["value"] = None
            bind_parts(inner, context, kind, **where)
        case _:
            return


def lend(scope: Scope, name: str) -> None:
    """Give what a scope binds under a `nonlocal` name to the function around it that the name belongs to."""
    owner = scope.parent
    while owner is not None and not (owner.kind is ScopeKind.FUNCTION and name in (owner.bindings | owner.elsewhere)):
        owner = owner.parent
    if owner is None:
        return  # Python refuses such a file
    owner = owner.elsewhere.get(name, owner)
    scope.elsewhere[name] = owner
    for binding in scope.bindings.pop(name, ()):
        owner.bindings.setdefault(name, []).append(replace(binding, scope=owner, branch=(), remote=True))


def end_of(node: Any) -> Point:
    """Return where a located node ends."""
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def start_of(node: ast.stmt | ast.expr) -> Point:
    """Return where a located node begins."""
    return node.lineno, node.col_offset
