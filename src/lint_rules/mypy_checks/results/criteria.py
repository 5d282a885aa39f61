"""`filter(X.a == 1 if wanted else True)` -> a call that is right: SQLAlchemy takes True and False for criteria when it runs."""

from __future__ import annotations

from mypy.nodes import ConditionalExpr, Expression, NameExpr
from mypy.plugin import FunctionSigContext, MethodSigContext
from mypy.types import FunctionLike, UnionType

CONJUNCTIONS = ("and_", "or_")
METHODS = ("filter", "where")


def as_criteria(ctx: FunctionSigContext | MethodSigContext) -> FunctionLike:
    """Let a condition stand beside True or False; any other bool, such as two values compared in Python, stays refused."""
    signature = ctx.default_signature
    criteria = [argument for formal in ctx.args for argument in formal]
    if not any(map(_is_optional, criteria)):
        return signature
    bools = ctx.api.named_generic_type("builtins.bool", [])
    formals = [UnionType.make_union([type_, bools]) for type_ in signature.arg_types]
    return signature.copy_modified(arg_types=formals)  # pyright: ignore[reportUnknownMemberType] -- mypy's own "any value or none" is not typed


def _is_optional(criterion: Expression) -> bool:
    """Whether an expression is a condition or, in one of two cases, `True` or `False`."""
    if not isinstance(criterion, ConditionalExpr):
        return False
    arms = (criterion.if_expr, criterion.else_expr)
    return sum(isinstance(arm, NameExpr) and arm.fullname in {"builtins.True", "builtins.False"} for arm in arms) == 1
