"""`with_entities`, `add_columns`, `value` and `scalar` of a query, and scalars of results -> what they give."""

from __future__ import annotations

from mypy.plugin import MethodContext
from mypy.types import (
    AnyType,
    Instance,
    Type,
    TypeOfAny,
    get_proper_type,
)

from lint_rules.mypy_checks.context import UNTYPED_QUERY, Build
from lint_rules.mypy_checks.results.counts import always_counts
from lint_rules.mypy_checks.results.selected import QUERY, columns_of, is_entity, of_columns, or_none, type_given

_ROWS = "sqlalchemy.orm.query.RowReturningQuery"


def as_selecting(ctx: MethodContext, build: Build, *, adding: bool) -> Type:
    """Give `with_entities` and `add_columns` of a query the types of what they select."""
    own = get_proper_type(ctx.type)
    before = columns_of(own) if adding else []
    given = [get_proper_type(type_) for formal in ctx.arg_types for type_ in formal]
    if before is None or not given or any(kind.is_star() for formal in ctx.arg_kinds for kind in formal):
        return ctx.default_return_type
    if build.options.untyped_query:
        _report_untyped(ctx, build)
    added = [type_given(type_) or AnyType(TypeOfAny.special_form) for type_ in given]
    if not adding and len(given) == 1 and is_entity(given[0]):
        return build.instance(QUERY, added) or ctx.default_return_type
    return _rows([*before, *added], build) or ctx.default_return_type


def _report_untyped(ctx: MethodContext, build: Build) -> None:
    for expressions, types in zip(ctx.args, ctx.arg_types, strict=True):
        for expression, type_ in zip(expressions, types, strict=True):
            if type_given(get_proper_type(type_)) is None:
                message = "what the query gives of this is Any, because the type of this argument is not known"
                build.report(ctx.api, expression, message, UNTYPED_QUERY)


def _rows(columns: list[Type], build: Build) -> Instance | None:
    rows = build.instance(_ROWS, [])
    return of_columns(rows.type, columns, build) if rows is not None else None


def as_first_column(ctx: MethodContext) -> Type:
    """Give `query(…).scalar()` the type of its first column, or None where there is no row."""
    columns = columns_of(get_proper_type(ctx.type))
    if not columns or isinstance(get_proper_type(columns[0]), AnyType):
        return ctx.default_return_type
    return columns[0] if always_counts(ctx.context) else or_none(columns[0])


def as_value(ctx: MethodContext) -> Type:
    """Give `query(…).value(column)` the type of the column, or None where there is no row."""
    value = type_given(get_proper_type(ctx.arg_types[0][0])) if ctx.arg_types and ctx.arg_types[0] else None
    return or_none(value) if value is not None else ctx.default_return_type
