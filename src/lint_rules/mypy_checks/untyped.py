"""The statement that a typed session is given -> whether its result is Any."""

from __future__ import annotations

from mypy.nodes import Expression
from mypy.plugin import MethodSigContext
from mypy.types import AnyType, Instance, ProperType, TupleType, Type, UnionType, UnpackType, get_proper_type

from lint_rules.mypy_checks.context import RULES, UNTYPED_QUERY, Build, is_trying
from lint_rules.mypy_checks.type_repairs import COLUMN, rows_of

_TYPED_COLUMN = "sqlalchemy.sql.roles.TypedColumnsClauseRole"


def check_typed(ctx: MethodSigContext, build: Build, *, method: str) -> None:
    """Report what makes the result of a query Any; textual statements are left alone.

    Args:
        ctx: the call, once for each overload.
        build: where to report.
        method: the session's method.
    """
    if is_trying(ctx.api):
        return
    formals = ctx.args if method == "query" else ctx.args[:1]
    for expression in (actual for formal in formals for actual in formal):
        if _is_untyped(expression, ctx):
            message = f'the result of "{method}" is Any, because the type of this argument is not known'
            build.report(ctx.api, expression, message, UNTYPED_QUERY)


def _is_untyped(expression: Expression, ctx: MethodSigContext) -> bool:
    type_ = _type_of(expression, ctx)
    if isinstance(type_, AnyType):
        return True
    if not isinstance(type_, Instance):
        return False
    is_column = any(base.fullname in {_TYPED_COLUMN, COLUMN} for base in type_.type.mro)
    # SQLModel's statements are typed by themselves; what they inherit is not.
    own = is_column or type_.type.fullname.startswith("sqlmodel.")
    return any(map(_has_any, type_.args if own else rows_of(type_)))


def _has_any(type_: Type) -> bool:
    match get_proper_type(type_):
        case AnyType():
            return True
        case UnpackType(type=inner):
            return _has_any(inner)
        case Instance(args=items) | TupleType(items=items) | UnionType(items=items):
            return any(map(_has_any, items))
        case _:
            return False


def _type_of(expression: Expression, ctx: MethodSigContext) -> ProperType:
    """Return the type of an expression ahead of mypy, which will say itself what is wrong in it.

    mypy keeps what it found on the way, and takes that the next time: findings must not get lost here.
    """
    with ctx.api.msg.filter_errors(filter_errors=True, save_filtered_errors=True) as errors:
        type_ = get_proper_type(ctx.api.get_expression_type(expression))
    ctx.api.msg.add_errors(
        [error for error in errors.filtered_errors() if error.code is not None and error.code.code in RULES]
    )
    return type_
