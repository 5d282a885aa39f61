"""Types that SQLAlchemy 2.1 loses -> the types that they are; each closes a silent hole."""

from __future__ import annotations

from mypy.maptype import map_instance_to_supertype
from mypy.nodes import TypeInfo, Var
from mypy.plugin import AttributeContext, MethodContext
from mypy.types import (
    AnyType,
    Instance,
    NoneType,
    ProperType,
    Type,
    UninhabitedType,
    UnionType,
    UnpackType,
    get_proper_type,
)

COLUMN = "sqlalchemy.sql.schema.Column"
_RETURNS_ROWS = "sqlalchemy.sql.selectable.TypedReturnsRows"


def legacy_column(info: TypeInfo, name: str) -> Instance | None:
    """Return the type of an attribute that is declared by a legacy `Column(...)`."""
    symbol = info.get(name)
    declared = get_proper_type(symbol.node.type) if symbol is not None and isinstance(symbol.node, Var) else None
    return declared if isinstance(declared, Instance) and declared.type.fullname == COLUMN else None


def as_column(ctx: AttributeContext, column: Instance) -> Type:
    """Give class access to a legacy column its type back, where it is `Never`.

    After an expression of type `Never` mypy takes the rest of a function for unreachable, and checks nothing there.
    """
    lost = isinstance(get_proper_type(ctx.default_attr_type), UninhabitedType)
    return column if lost and not ctx.is_lvalue else ctx.default_attr_type


def as_scalar(ctx: MethodContext) -> Type:
    """Give `db.scalar(select(X))` the type `X | None`, where the argument's type was lost on the way."""
    default = get_proper_type(ctx.default_return_type)
    awaited = default if isinstance(default, Instance) and default.type.fullname == "typing.Coroutine" else None
    scalar = _scalar(ctx) if _only_any(awaited.args[-1] if awaited else default) else None
    if scalar is None:
        return ctx.default_return_type
    result = UnionType.make_union([scalar, NoneType()])
    return Instance(awaited.type, [*awaited.args[:-1], result]) if awaited else result


def _only_any(type_: Type) -> bool:
    """Whether a type is `Any | None`."""
    proper = get_proper_type(type_)
    items = [get_proper_type(item) for item in proper.items] if isinstance(proper, UnionType) else []
    return any(isinstance(item, AnyType) for item in items) and all(
        isinstance(item, AnyType | NoneType) for item in items
    )


def _scalar(ctx: MethodContext) -> Type | None:
    """Return what the statement selects, as its own type says when nothing is expected of it."""
    if not (ctx.args and ctx.args[0]):
        return None
    with ctx.api.msg.filter_errors():
        statement = get_proper_type(ctx.api.get_expression_type(ctx.args[0][0]))
    rows = rows_of(statement)
    if len(rows) != 1 or isinstance(rows[0], AnyType | UninhabitedType | UnpackType):
        return None
    return rows[0]


def rows_of(statement: ProperType) -> list[ProperType]:
    """Return the types of the columns that a statement returns; none when it is not typed as one that returns rows."""
    if not isinstance(statement, Instance):
        return []
    base = next((base for base in statement.type.mro if base.fullname == _RETURNS_ROWS), None)
    if base is None:
        return []
    return [get_proper_type(argument) for argument in map_instance_to_supertype(statement, base).args]
