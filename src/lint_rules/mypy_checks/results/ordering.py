"""`desc(X.name)` -> the expression that it is, and no list of expressions, which `order_by` of SQLAlchemy 2.1 does not take."""

from __future__ import annotations

from mypy.plugin import FunctionContext
from mypy.types import Instance, ProperType, Type, UnionType, get_proper_type

_LIST = "sqlalchemy.sql.elements.OrderByList"
_ATTRIBUTE = "sqlalchemy.orm.attributes.QueryableAttribute"
ORDERINGS = ("asc", "desc", "nulls_first", "nulls_last", "nullsfirst", "nullslast")


def as_ordering(ctx: FunctionContext) -> Type:
    """Leave out of a union the list that only an attribute of several columns gives."""
    default = get_proper_type(ctx.default_return_type)
    given = get_proper_type(ctx.arg_types[0][0]) if ctx.arg_types and ctx.arg_types[0] else None
    if not isinstance(default, UnionType) or not isinstance(given, Instance) or not given.type.has_base(_ATTRIBUTE):
        return ctx.default_return_type
    return UnionType.make_union([item for item in default.items if not _is_list(get_proper_type(item))])


def _is_list(item: ProperType) -> bool:
    return isinstance(item, Instance) and item.type.fullname == _LIST
