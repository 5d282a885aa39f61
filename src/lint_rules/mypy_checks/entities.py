"""The arguments of a query -> what is said of those that are classes without a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias as TypeAliasAnnotation

from mypy.nodes import Expression, MemberExpr, NameExpr, RefExpr, TypeAlias, TypeInfo, Var
from mypy.plugin import FunctionSigContext, MethodSigContext
from mypy.types import FunctionLike, Instance, get_proper_type

from lint_rules.known_names import ClassKind
from lint_rules.mypy_checks.classes import CLOSED
from lint_rules.mypy_checks.context import UNMAPPED_QUERY_ENTITY, Build

ExpressionContext: TypeAliasAnnotation = FunctionSigContext | MethodSigContext


def check_entities(ctx: ExpressionContext, build: Build, *, count: int | None) -> FunctionLike:
    """Report what is no mapped class among the first arguments of a call.

    Args:
        ctx: the call, once for each overload.
        build: what is known of classes.
        count: how many arguments are entities; None stands for all.
    """
    for expression in _arguments(ctx.args[:count]):
        info = _class_of(expression, ctx)
        if info is not None:
            _report(expression, *info, ctx, build, "cannot be a query entity")
    return ctx.default_signature


def check_loaders(ctx: ExpressionContext, build: Build) -> FunctionLike:
    """Report loader options on attributes of classes that have no table."""
    for expression in _arguments(ctx.args):
        owner = expression.expr if isinstance(expression, MemberExpr) else None
        info = _class_of(expression, ctx) or (_class_of(owner, ctx) if owner is not None else None)
        if info is not None:
            _report(expression, *info, ctx, build, "has nothing that a loader option can load")
    return ctx.default_signature


def check_criteria(ctx: ExpressionContext, build: Build) -> FunctionLike:
    """Report what no mapped class can inherit from: a loader criterion may be about mixins and abstract bases."""
    for expression in _arguments(ctx.args[:1]):
        info = _class_of(expression, ctx)
        if info is not None:
            _report(expression, info[0], CLOSED - {ClassKind.DATACLASS}, ctx, build, "cannot be a query entity")
    return ctx.default_signature


def _arguments(formals: Sequence[Sequence[Expression]]) -> Iterator[Expression]:
    return (expression for formal in formals for expression in formal)


_ALL = frozenset(ClassKind) - {ClassKind.MAPPED}


def _class_of(expression: Expression, ctx: ExpressionContext) -> tuple[TypeInfo, frozenset[ClassKind]] | None:
    """Return the class that an expression certainly is, and of which kinds it is to be reported."""
    if not isinstance(expression, RefExpr):
        return None
    match expression.node:
        case TypeInfo() as info:
            return info, _ALL
        case TypeAlias(target=target) if (
            isinstance(instance := get_proper_type(target), Instance) and not instance.args
        ):
            return instance.type, _ALL
        case Var() if isinstance(expression, NameExpr):
            return _held(expression, ctx)
        case _:
            return None


def _held(name: NameExpr, ctx: ExpressionContext) -> tuple[TypeInfo, frozenset[ClassKind]] | None:
    """Return the class that a variable holds: one that was put there by its name, never a `type[X]`, which may be a child.

    What holds one of several classes is typed as what they have in common, which may itself have no table.
    """
    held = get_proper_type(ctx.api.get_expression_type(name))
    if isinstance(held, FunctionLike) and held.is_type_obj():
        return held.type_object(), CLOSED
    return None


def _report(
    expression: Expression,
    info: TypeInfo,
    reported: frozenset[ClassKind],
    ctx: ExpressionContext,
    build: Build,
    refused: str,
) -> None:
    kind = build.kind(info)
    if kind not in reported:
        return
    match kind:
        case ClassKind.BASE:
            what = f"is {kind.value}, not a mapped class, and {refused}"
        case ClassKind.ABSTRACT:
            what = f"is abstract, so it has no table and {refused}"
        case _:
            what = f"is not a mapped class ({kind.value}) and {refused}"
    message = f'"{info.fullname}" {what}{build.hint(info)}'
    build.report(ctx.api, expression, message, UNMAPPED_QUERY_ENTITY)
