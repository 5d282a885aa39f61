"""`pages(select(…), into=Row)` -> what is said of a maker of rows that does not take the select's columns and the summary."""

from __future__ import annotations

from mypy.errorcodes import ARG_TYPE
from mypy.nodes import ARG_NAMED, Expression
from mypy.plugin import MethodContext
from mypy.subtypes import is_subtype
from mypy.types import AnyType, CallableType, Instance, ProperType, Type, get_proper_type

from lint_rules.mypy_checks.context import Build
from lint_rules.mypy_checks.results.selected import columns_of, or_none


def check_into(ctx: MethodContext, build: Build) -> Type:
    """Report an `into=` that takes another number of values than a row has, or values of other types."""
    given = {name: (values[0], types[0]) for name, values, types in _arguments(ctx) if values}
    statement, into = given.get("statement"), given.get("into")
    columns = columns_of(get_proper_type(statement[1])) if statement is not None else None
    maker = get_proper_type(into[1]) if into is not None else None
    summary = _summary(get_proper_type(ctx.type))
    if into is not None and columns and summary is not None and isinstance(maker, CallableType):
        fault = _fault(maker, [*columns, or_none(summary)])
        if fault is not None:
            build.report(ctx.api, into[0], f"{_name(maker)} {fault}", ARG_TYPE)
    return ctx.default_return_type


def _arguments(ctx: MethodContext) -> list[tuple[str | None, list[Expression], list[Type]]]:
    return list(zip(ctx.callee_arg_names, ctx.args, ctx.arg_types, strict=True))


def _summary(reader: ProperType) -> Type | None:
    """Return the class of a query's rows."""
    return reader.args[-1] if isinstance(reader, Instance) and reader.args else None


def _fault(maker: CallableType, row: list[Type]) -> str | None:
    positional = [kind for kind in maker.arg_kinds if kind.is_positional()]
    least = sum(kind.is_required() for kind in positional)
    named = any(kind is ARG_NAMED for kind in maker.arg_kinds)
    if maker.is_ellipsis_args:
        return None
    if named or len(row) < least or (len(row) > len(positional) and not maker.is_var_arg):
        most = len(positional)
        takes = f"{least} to {most} values" if least < most else "1 value" if most == 1 else f"{most} values"
        return f"takes {takes}, and a row has {len(row)}: the columns of the select, and last the summary or None"
    if maker.variables:
        return None
    for place, (value, formal) in enumerate(zip(row, maker.arg_types, strict=False), start=1):
        known = not isinstance(get_proper_type(value), AnyType) and maker.arg_kinds[place - 1].is_positional()
        if known and not is_subtype(value, formal):
            return f"takes {_shown(formal)} as value {place}, and a row has {_shown(value)} there"
    return None


def _shown(type_: Type) -> str:
    return f'"{str(type_).replace("builtins.", "")}"'


def _name(maker: CallableType) -> str:
    return f'"{maker.type_object().name}"' if maker.is_type_obj() else f'"{maker.name}"' if maker.name else "into="
