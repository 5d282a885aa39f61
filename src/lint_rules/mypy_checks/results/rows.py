"""`row.name` and `mapping["name"]` -> the type of the column of that name, or a finding where no selected column has it."""

from __future__ import annotations

from mypy.nodes import Context, Expression, FuncItem, IndexExpr, MemberExpr, StrExpr
from mypy.plugin import AttributeContext, CheckerPluginInterface, MethodContext
from mypy.types import Type, get_proper_type

from lint_rules.errors import did_you_mean
from lint_rules.mypy_checks.context import UNKNOWN_MAPPED_ATTRIBUTE, UNTYPED_QUERY, Build
from lint_rules.mypy_checks.results.origins import Origins
from lint_rules.mypy_checks.results.selected import column_type, columns_of


def as_column_of_row(ctx: AttributeContext, build: Build, *, name: str) -> Type:
    """Give an attribute of a row the type of the column of that name."""
    if not isinstance(ctx.context, MemberExpr) or name.startswith("_"):
        return ctx.default_attr_type
    return _column(ctx.context.expr, name, ctx, build) or ctx.default_attr_type


def as_value_of_mapping(ctx: MethodContext, build: Build) -> Type:
    """Give the value under a key of a row's mapping the type of the column of that name."""
    at = ctx.context
    if not isinstance(at, IndexExpr) or not isinstance(at.index, StrExpr):
        return ctx.default_return_type
    return _column(at.base, at.index.value, ctx, build) or ctx.default_return_type


def as_item_of_row(ctx: MethodContext) -> Type:
    """Give `row[0]` the type of that column, which SQLAlchemy 2.0 has as `Any`."""
    columns, at = columns_of(get_proper_type(ctx.type)), ctx.context
    index = getattr(at.index, "value", None) if isinstance(at, IndexExpr) else None
    seen = columns is not None and isinstance(index, int) and 0 <= index < len(columns)
    return columns[index] if seen and columns is not None and isinstance(index, int) else ctx.default_return_type


def _column(row: Expression, name: str, ctx: AttributeContext | MethodContext, build: Build) -> Type | None:
    scope = getattr(ctx.api, "scope", None)
    function = scope.current_function() if scope is not None else None
    columns = Origins(function).columns(row) if isinstance(function, FuncItem) else None
    if columns is not None and name not in columns:
        listed = ", ".join(f'"{known}"' for known in columns)
        message = f'the row has no column "{name}"{did_you_mean(name, columns)}; the statement selects {listed}'
        _report(ctx.api, ctx.context, message, build)
        return None
    value = column_type(columns[name], ctx.api) if columns is not None else None
    if value is None and build.options.untyped_query:
        message = f'the value of "{name}" is Any, because the type of this column is not seen here'
        build.report(ctx.api, ctx.context, message, UNTYPED_QUERY)
    return value


def _report(api: CheckerPluginInterface, at: Context, message: str, build: Build) -> None:
    if build.options.unknown_mapped_attribute:
        build.report(api, at, message, UNKNOWN_MAPPED_ATTRIBUTE)
