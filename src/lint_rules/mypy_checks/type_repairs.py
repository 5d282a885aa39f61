"""Types that SQLAlchemy 2.1 loses -> the types that they are; each closes a silent hole."""

from __future__ import annotations

from mypy.maptype import map_instance_to_supertype
from mypy.nodes import TypeInfo, Var
from mypy.plugin import AttributeContext
from mypy.types import (
    Instance,
    ProperType,
    Type,
    UninhabitedType,
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


def rows_of(statement: ProperType) -> list[ProperType]:
    """Return the types of the columns that a statement returns; none when it is not typed as one that returns rows."""
    if not isinstance(statement, Instance):
        return []
    base = next((base for base in statement.type.mro if base.fullname == _RETURNS_ROWS), None)
    if base is None:
        return []
    return [get_proper_type(argument) for argument in map_instance_to_supertype(statement, base).args]
