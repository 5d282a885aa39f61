"""The objects that a session is given -> what is said of those whose class has no table."""

from __future__ import annotations

from collections.abc import Iterator

from mypy.nodes import CallExpr, Expression, ListExpr, RefExpr, SetExpr, TupleExpr, TypeInfo
from mypy.plugin import MethodContext
from mypy.types import Instance, Type, get_proper_type

from lint_rules.known_names import ClassKind
from lint_rules.mypy_checks.classes import CLOSED
from lint_rules.mypy_checks.context import UNMAPPED_INSTANCE, Build

# Built here, an object is of that very class; elsewhere it may be of a child that is mapped.
_BUILT = CLOSED | {ClassKind.PLAIN, ClassKind.SQLMODEL, ClassKind.BASE, ClassKind.ABSTRACT}
_TYPED = CLOSED


def check_instance(ctx: MethodContext, build: Build) -> Type:
    """Report the object that `add`, `merge`, `delete` or `refresh` is given, where its class has no table."""
    if ctx.args and ctx.args[0]:
        _check(ctx.args[0][0], ctx.arg_types[0][0], ctx, build)
    return ctx.default_return_type


def check_instances(ctx: MethodContext, build: Build) -> Type:
    """Report objects that `add_all` is given one by one, or in a list of their type."""
    if ctx.args and ctx.args[0]:
        argument = ctx.args[0][0]
        if isinstance(argument, ListExpr | TupleExpr | SetExpr):
            for item in argument.items:
                _check(item, ctx.api.get_expression_type(item) if isinstance(item, RefExpr) else None, ctx, build)
        else:
            for item_type in _items(ctx.arg_types[0][0]):
                _check(argument, item_type, ctx, build, built=False)
    return ctx.default_return_type


def _items(items: Type) -> Iterator[Type]:
    """Return the type of what is in a collection, where it is plain to see."""
    proper = get_proper_type(items)
    if isinstance(proper, Instance) and len(proper.args) == 1:
        yield proper.args[0]


def _check(
    argument: Expression, given_type: Type | None, ctx: MethodContext, build: Build, *, built: bool = True
) -> None:
    info = _built(argument) if built else None
    reported = _BUILT if info is not None else _TYPED
    proper = get_proper_type(given_type)
    if info is None and isinstance(proper, Instance):
        info = proper.type
    kind = build.kind(info) if info is not None else None
    if info is not None and kind in reported:
        message = f'"{info.fullname}" is not a mapped class ({kind.value}), so no session takes an object of it'
        build.report(ctx.api, argument, f"{message}{build.hint(info)}", UNMAPPED_INSTANCE)


def _built(expression: Expression) -> TypeInfo | None:
    """Return the class of an object that is built in this very place."""
    callee = expression.callee if isinstance(expression, CallExpr) else None
    return callee.node if isinstance(callee, RefExpr) and isinstance(callee.node, TypeInfo) else None
