"""`filter(X.a == 1 if wanted else True)`, `filter(X.flag)` -> calls that are right: SQLAlchemy takes both when it runs."""

from __future__ import annotations

from collections.abc import Iterator

from mypy.nodes import CallExpr, ConditionalExpr, Expression, NameExpr, RefExpr, UnaryExpr
from mypy.plugin import CheckerPluginInterface, FunctionSigContext, MethodSigContext
from mypy.types import FunctionLike, Instance, NoneType, Type, UnionType, get_proper_type

from lint_rules.mypy_checks.models.class_body import last_name
from lint_rules.mypy_checks.results.selected import type_given

CONJUNCTIONS = ("and_", "or_")
METHODS = ("filter", "where", "having")


def as_criteria(ctx: FunctionSigContext | MethodSigContext) -> FunctionLike:
    """Let two things be criteria that SQLAlchemy's types refuse.

    A condition may stand beside True or False; any other bool, such as two values compared in Python, stays refused.
    A column of bools may be NULL, which is no match.
    """
    signature = ctx.default_signature
    criteria = [argument for formal in ctx.args for argument in formal]
    taken = [*_bools(criteria, ctx.api), *_nullable_flags(criteria, ctx.api)]
    if not taken:
        return signature
    formals = [UnionType.make_union([type_, *taken]) for type_ in signature.arg_types]
    return signature.copy_modified(arg_types=formals)  # pyright: ignore[reportUnknownMemberType] -- mypy's own "any value or none" is not typed


def _bools(criteria: list[Expression], api: CheckerPluginInterface) -> list[Type]:
    return [api.named_generic_type("builtins.bool", [])] if any(map(_is_optional, criteria)) else []


def _is_optional(criterion: Expression) -> bool:
    """Whether an expression is a condition or, in one of two cases, `True` or `False`."""
    if not isinstance(criterion, ConditionalExpr):
        return False
    arms = (criterion.if_expr, criterion.else_expr)
    return sum(isinstance(arm, NameExpr) and arm.fullname in {"builtins.True", "builtins.False"} for arm in arms) == 1


def _nullable_flags(criteria: list[Expression], api: CheckerPluginInterface) -> Iterator[Type]:
    """Yield the types of columns, and of their negations, that hold bools and may be NULL."""
    for criterion in criteria:
        if _may_be_flag(criterion):
            with api.msg.filter_errors():
                given = get_proper_type(api.get_expression_type(criterion))
            if isinstance(given, Instance) and _is_bool_or_none(type_given(given)):
                yield given


def _may_be_flag(criterion: Expression) -> bool:
    if isinstance(criterion, CallExpr):
        return last_name(criterion.callee) == "not_"
    return isinstance(criterion, RefExpr) or (isinstance(criterion, UnaryExpr) and criterion.op == "~")


def _is_bool_or_none(value: Type | None) -> bool:
    proper = get_proper_type(value)
    items = [get_proper_type(item) for item in proper.items] if isinstance(proper, UnionType) else []
    bools = [item for item in items if isinstance(item, Instance) and item.type.fullname == "builtins.bool"]
    return len(items) == len(bools) + 1 == 2 and any(isinstance(item, NoneType) for item in items)  # noqa: PLR2004  bool and None
