"""`Column(...)` in a class body -> `Mapped[T]`, which SQLAlchemy makes of it at run time.

What an attribute is on the class, on an object and when it is assigned then follows from SQLAlchemy's own types.
"""

from __future__ import annotations

from mypy.nodes import CallExpr, Expression, RefExpr, StrExpr, TypeInfo
from mypy.types import (
    AnyType,
    ExtraAttrs,
    FunctionLike,
    Instance,
    ProperType,
    Type,
    TypeOfAny,
    TypeType,
    UninhabitedType,
    get_proper_type,
)

from lint_rules.mypy_checks.context import Build
from lint_rules.mypy_checks.models.class_body import (
    CallContext,
    changed_attributes,
    keyword,
    may_be_null,
    or_none,
    owner_of,
)
from lint_rules.mypy_checks.models.foreign_keys import ForeignKeys

MAPPED = "sqlalchemy.orm.base.Mapped"
_ENUM = "sqlalchemy.sql.sqltypes.Enum"
_BARE = {
    "sqlalchemy.sql.sqltypes.Float": "builtins.float",
    "sqlalchemy.sql.sqltypes.Numeric": "decimal.Decimal",
    "sqlalchemy.sql.sqltypes.Uuid": "uuid.UUID",
}
"""Types whose parameter their call chooses; named without a call they have these."""


def as_mapped(ctx: CallContext, build: Build) -> Type:
    """Give a legacy column of a class the type that it has there."""
    default = get_proper_type(ctx.default_return_type)
    call = ctx.context
    owner = owner_of(ctx, build)
    if not isinstance(call, CallExpr) or not isinstance(default, Instance) or owner is None:
        return ctx.default_return_type
    mapped = build.instance(MAPPED, [value_type(call, default.args[0], owner, ctx, build)])
    if mapped is not None:
        names = changed_attributes(call, owner)
        mapped.extra_attrs = ExtraAttrs(dict.fromkeys(names, AnyType(TypeOfAny.special_form))) if names else None
    return mapped or ctx.default_return_type


def value_type(column: CallExpr, declared: Type, owner: TypeInfo, ctx: CallContext, build: Build) -> Type:
    """Return what an object has in a column: the type of its values, and None where there may be none."""
    type_, info = _type_argument(column, ctx)
    tree = getattr(ctx.api, "tree", None)
    referenced = ForeignKeys(tree, build).type_of(column, owner) if info is None and tree is not None else None
    value = referenced or _loaded(declared, type_, info, build)
    return value if isinstance(value, AnyType) else or_none(value, may_be_null(column), build)


def _type_argument(column: CallExpr, ctx: CallContext) -> tuple[Expression | None, TypeInfo | None]:
    """Return the argument that is a column's type, the first or the second, or `type_`, and the class of that type."""
    types = {
        id(value): type_
        for values, types in zip(ctx.args, ctx.arg_types, strict=True)
        for value, type_ in zip(values, types, strict=True)
    }
    positional = [value for value, word in zip(column.args, column.arg_names, strict=True) if word is None][:2]
    named = keyword(column, "type_")
    for value in [named] if named is not None else positional:
        info = _type_class(get_proper_type(types.get(id(value))))
        if info is not None:
            return value, info
    return None, None


def _type_class(held: ProperType | None) -> TypeInfo | None:
    """Return the class of a type, which is given itself or as one of its objects."""
    info = held.type_object() if isinstance(held, FunctionLike) and held.is_type_obj() else _class_in(held)
    return info if info is not None and info.has_base("sqlalchemy.sql.type_api.TypeEngine") else None


def _class_in(held: ProperType | None) -> TypeInfo | None:
    item = get_proper_type(held.item) if isinstance(held, TypeType) else held
    return item.type if isinstance(item, Instance) else None


def _loaded(declared: Type, type_: Expression | None, info: TypeInfo | None, build: Build) -> Type:
    """Return what the values of a type are in Python, where SQLAlchemy's types say less or something else."""
    if info is not None and type_ is not None and info.has_base(_ENUM):
        return _member(type_, build)
    proper = get_proper_type(declared)
    unknown = AnyType(TypeOfAny.special_form)
    if isinstance(proper, UninhabitedType | AnyType):
        bare = (
            next((_BARE[base.fullname] for base in info.mro if base.fullname in _BARE), None)
            if info is not None
            else None
        )
        return (build.instance(bare, []) if bare is not None else None) or unknown
    match proper:
        case Instance(type=TypeInfo(fullname="typing.Sequence"), args=items):
            return build.instance("builtins.list", list(items)) or unknown  # an ARRAY is loaded as a list
        case Instance(type=TypeInfo(fullname="builtins.object")):
            return unknown  # PickleType: anything
        case _:
            return declared


def _member(type_: Expression, build: Build) -> Type:
    """Return what an Enum type loads: members of the class that it is made of, or words."""
    first = type_.args[0] if isinstance(type_, CallExpr) and type_.args else None
    if isinstance(first, StrExpr):
        return build.instance("builtins.str", []) or AnyType(TypeOfAny.special_form)
    if isinstance(first, RefExpr) and isinstance(first.node, TypeInfo) and first.node.is_enum:
        return Instance(first.node, [])
    return AnyType(TypeOfAny.special_form)
