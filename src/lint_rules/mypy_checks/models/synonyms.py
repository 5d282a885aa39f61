"""`alias = synonym("name")` in a class body -> the type of the attribute that it is another name of."""

from __future__ import annotations

from mypy.nodes import CallExpr, StrExpr, TypeInfo, Var
from mypy.types import Instance, Type, get_proper_type

from lint_rules.mypy_checks.context import Build
from lint_rules.mypy_checks.models.class_body import CallContext, keyword, owner_of
from lint_rules.mypy_checks.models.foreign_keys import held_value


def as_synonym(ctx: CallContext, build: Build) -> Type:
    """Give a synonym the type of an attribute that stands above it; `Any` stays for what has a type of its own."""
    call, default = ctx.context, get_proper_type(ctx.default_return_type)
    if not isinstance(call, CallExpr) or not isinstance(default, Instance) or len(default.args) != 1:
        return ctx.default_return_type
    target = call.args[0] if call.args and call.arg_names[0] is None else keyword(call, "name")
    owner = owner_of(ctx, build) if isinstance(target, StrExpr) and len(call.args) == 1 else None
    value = _attribute(owner, target.value) if owner is not None and isinstance(target, StrExpr) else None
    return Instance(default.type, [value]) if value is not None else ctx.default_return_type


def _attribute(owner: TypeInfo, name: str) -> Type | None:
    symbol = owner.get(name)
    declared = get_proper_type(symbol.node.type) if symbol is not None and isinstance(symbol.node, Var) else None
    return held_value(declared) if isinstance(declared, Instance) else None
