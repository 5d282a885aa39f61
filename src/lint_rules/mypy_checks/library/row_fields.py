"""A field of a SummaryRow -> what is said of an annotation that is wider than its column, which the query refuses when it is made."""

from __future__ import annotations

from typing import NamedTuple

from mypy.errorcodes import ASSIGNMENT
from mypy.nodes import AssignmentStmt, CallExpr, NameExpr, TypeInfo
from mypy.plugin import FunctionContext
from mypy.subtypes import is_proper_subtype
from mypy.types import AnyType, Instance, NoneType, ProperType, Type, UnionType, get_proper_type

from lint_rules.mypy_checks.context import Build
from lint_rules.mypy_checks.models.class_body import keyword
from lint_rules.mypy_checks.models.foreign_keys import held_value

_ROW = "session_status.rows.row.SummaryRow"
_ATTRIBUTE = "sqlalchemy.orm.attributes.QueryableAttribute"


class RowField(NamedTuple):
    """A field of a class of rows: the class, and the statement."""

    owner: TypeInfo
    line: AssignmentStmt


def check_field(ctx: FunctionContext, build: Build, *, counts: bool) -> Type:
    """Report an annotation with a type, or a None, that the field never has.

    Args:
        ctx: the call of `column_of` or `count_of`.
        build: where to report.
        counts: whether it is `count_of`, whose fields are numbers whatever it is given.
    """
    found = field_of(ctx)
    field = found.line if found is not None else None
    held = _numbers(build) if counts else _held(ctx)
    if field is not None and field.type is not None and held:
        extra = [item for item in _items(field.type) if _is_extra(item, held)]
        target = field.lvalues[0]
        if extra and isinstance(target, NameExpr):
            names = " or ".join("None" if isinstance(item, NoneType) else _name(item) for item in extra)
            message = f'"{target.name}" is annotated as what may be {names}, which it never is; the query refuses that'
            build.report(ctx.api, field, message, ASSIGNMENT)
    return ctx.default_return_type


def field_of(ctx: FunctionContext) -> RowField | None:
    """Return the statement of a class of rows whose value is a call, and that class."""
    scope = getattr(ctx.api, "scope", None)
    owner = scope.active_class() if scope is not None else None
    if not isinstance(owner, TypeInfo) or not owner.has_base(_ROW):
        return None
    fields = (line for line in owner.defn.defs.body if isinstance(line, AssignmentStmt))
    return next((RowField(owner, line) for line in fields if line.rvalue is ctx.context), None)


def _numbers(build: Build) -> list[ProperType]:
    number = build.instance("builtins.int", [])
    return [number] if number is not None else []


def _held(ctx: FunctionContext) -> list[ProperType]:
    """Return what a column holds; nothing of an expression, which may be NULL whatever its type is."""
    call, given = ctx.context, get_proper_type(ctx.arg_types[0][0]) if ctx.arg_types and ctx.arg_types[0] else None
    if not isinstance(given, Instance) or not given.type.has_base(_ATTRIBUTE):
        return []
    if not isinstance(call, CallExpr) or keyword(call, "through") is not None:
        return []
    value = held_value(given)
    items = _items(value) if value is not None else []
    return [] if any(isinstance(item, AnyType) for item in items) else items


def _items(type_: Type) -> list[ProperType]:
    proper = get_proper_type(type_)
    return [get_proper_type(item) for item in proper.items] if isinstance(proper, UnionType) else [proper]


def _is_extra(item: ProperType, held: list[ProperType]) -> bool:
    """Whether a part of an annotation is a plain class, or None, that nothing which is held belongs to."""
    plain = isinstance(item, NoneType) or (isinstance(item, Instance) and not item.args)
    return plain and not any(is_proper_subtype(item, type_) for type_ in held)


def _name(item: ProperType) -> str:
    return f'"{item.type.name}"' if isinstance(item, Instance) else str(item)
