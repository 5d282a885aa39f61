"""Scalars of sessions and results -> the type of the first column that is selected, where it was lost on the way."""

from __future__ import annotations

from mypy.nodes import Expression
from mypy.plugin import MethodContext
from mypy.types import AnyType, Instance, Type, UninhabitedType, UnionType, UnpackType, get_proper_type

from lint_rules.mypy_checks.results.counts import always_counts
from lint_rules.mypy_checks.results.selected import columns_of, or_none


def as_scalar(ctx: MethodContext) -> Type:
    """Give `db.scalar(select(X))` the type `X | None`, where the argument's type was lost on the way; a COUNT is never None."""
    default = get_proper_type(ctx.default_return_type)
    awaited = default if isinstance(default, Instance) and default.type.fullname == "typing.Coroutine" else None
    value = _scalar(ctx, awaited.args[-1] if awaited else default)
    if value is None:
        return ctx.default_return_type
    return Instance(awaited.type, [*awaited.args[:-1], value]) if awaited else value


def _scalar(ctx: MethodContext, default: Type) -> Type | None:
    statement = ctx.args[0][0] if ctx.args and ctx.args[0] else None
    if statement is None:
        return None
    counts = always_counts(statement)
    column = _first_selected(statement, ctx) if counts or _is_any(default) else None
    return column if column is None or counts else or_none(column)


def as_scalars(ctx: MethodContext) -> Type:
    """Give `db.scalars(select(X, Y))` the type of the first column, which SQLAlchemy has as `Any`."""
    default = get_proper_type(ctx.default_return_type)
    awaited = default if isinstance(default, Instance) and default.type.fullname == "typing.Coroutine" else None
    result = get_proper_type(awaited.args[-1]) if awaited else default
    column = _first_selected(ctx.args[0][0], ctx) if ctx.args and ctx.args[0] else None
    if column is None or not isinstance(result, Instance) or len(result.args) != 1 or not _is_any(result.args[0]):
        return ctx.default_return_type
    scalars = Instance(result.type, [column])
    return Instance(awaited.type, [*awaited.args[:-1], scalars]) if awaited else scalars


def _first_selected(statement: Expression, ctx: MethodContext) -> Type | None:
    """Return the type of the first column of a statement, as its own type says when nothing is expected of it."""
    with ctx.api.msg.filter_errors():
        columns = columns_of(get_proper_type(ctx.api.get_expression_type(statement)))
    first = get_proper_type(columns[0]) if columns else None
    return None if first is None or isinstance(first, AnyType | UninhabitedType | UnpackType) else first


def as_result_scalar(ctx: MethodContext, *, may_be_none: bool) -> Type:
    """Give a scalar of a result that has several columns the type of the first: SQLAlchemy 2.0 has it as `Any`."""
    columns = columns_of(get_proper_type(ctx.type))
    if ctx.arg_types[0:1] not in ([], [[]]) or not columns:
        return ctx.default_return_type
    if may_be_none and always_counts(ctx.context):
        return columns[0]
    if not _is_any(ctx.default_return_type):
        return ctx.default_return_type
    return or_none(columns[0]) if may_be_none else columns[0]


def as_result_scalars(ctx: MethodContext) -> Type:
    """Give the scalars of a result, or of `db.scalars(…)`, the type of its first column where that was lost."""
    default = get_proper_type(ctx.default_return_type)
    columns = columns_of(get_proper_type(ctx.type))
    if (
        not columns
        or ctx.arg_types[0:1] not in ([], [[]])
        or not isinstance(default, Instance)
        or len(default.args) != 1
    ):
        return ctx.default_return_type
    return Instance(default.type, [columns[0]]) if _is_any(default.args[0]) else default


def _is_any(type_: Type) -> bool:
    proper = get_proper_type(type_)
    items = proper.items if isinstance(proper, UnionType) else [proper]
    return any(isinstance(get_proper_type(item), AnyType) for item in items)
