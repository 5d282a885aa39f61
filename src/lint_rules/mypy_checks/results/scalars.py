"""Scalars of sessions and results -> the type of the first column that is selected, where it was lost on the way."""

from __future__ import annotations

from mypy.nodes import Expression
from mypy.plugin import MethodContext
from mypy.types import AnyType, Instance, Type, UninhabitedType, UnionType, UnpackType, get_proper_type

from lint_rules.mypy_checks.results.awaited import awaited, giving
from lint_rules.mypy_checks.results.counts import always_counts
from lint_rules.mypy_checks.results.selected import columns_of, has_any, is_entity, or_none, type_given, without_errors


def as_scalar(ctx: MethodContext) -> Type:
    """Give `db.scalar(select(X))` the type `X | None`, where the argument's type was lost on the way; a COUNT is never None."""
    statement = ctx.args[0][0] if ctx.args and ctx.args[0] else None
    counts = always_counts(statement)
    if statement is None or not (counts or has_any(awaited(ctx.default_return_type))):
        return ctx.default_return_type
    column = _first_selected(statement, ctx)
    if column is None:
        return ctx.default_return_type
    return giving(ctx.default_return_type, column if counts else or_none(column))


def as_scalars(ctx: MethodContext) -> Type:
    """Give `db.scalars(select(X, Y))` the type of the first column, which SQLAlchemy has as `Any`."""
    result = awaited(ctx.default_return_type)
    if not isinstance(result, Instance) or len(result.args) != 1 or not has_any(result.args[0]):
        return ctx.default_return_type
    column = _first_selected(ctx.args[0][0], ctx) if ctx.args and ctx.args[0] else None
    if column is None:
        return ctx.default_return_type
    return giving(ctx.default_return_type, Instance(result.type, [column]))


def as_object(ctx: MethodContext) -> Type:
    """Give `db.get(X, key)` the type `X | None` where Any is expected of it, as in a function without annotations."""
    default = awaited(ctx.default_return_type)
    entity = get_proper_type(ctx.arg_types[0][0]) if ctx.arg_types and ctx.arg_types[0] else None
    if not isinstance(default, UnionType) or not has_any(default) or entity is None or not is_entity(entity):
        return ctx.default_return_type
    value = type_given(entity)
    return giving(ctx.default_return_type, or_none(value)) if value is not None else ctx.default_return_type


def _first_selected(statement: Expression, ctx: MethodContext) -> Type | None:
    """Return the type of the first column of a statement, as its own type says when nothing is expected of it."""
    with ctx.api.msg.filter_errors():
        columns = columns_of(without_errors(ctx.api.get_expression_type(statement)))
    first = get_proper_type(columns[0]) if columns else None
    return None if first is None or isinstance(first, AnyType | UninhabitedType | UnpackType) else first


def as_result_scalar(ctx: MethodContext, *, may_be_none: bool) -> Type:
    """Give a scalar of a result that has several columns the type of the first: SQLAlchemy 2.0 has it as `Any`."""
    columns = columns_of(get_proper_type(ctx.type))
    if ctx.arg_types[0:1] not in ([], [[]]) or not columns:
        return ctx.default_return_type
    if may_be_none and always_counts(ctx.context):
        return columns[0]
    if not has_any(ctx.default_return_type):
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
    return Instance(default.type, [columns[0]]) if has_any(default.args[0]) else default
