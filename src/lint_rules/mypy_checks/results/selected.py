"""What a statement selects -> the types of its columns, on both lines of SQLAlchemy."""

from __future__ import annotations

from mypy.maptype import map_instance_to_supertype
from mypy.nodes import Expression, TypeInfo
from mypy.plugin import CheckerPluginInterface
from mypy.types import (
    AnyType,
    FunctionLike,
    Instance,
    NoneType,
    ProperType,
    TupleType,
    Type,
    TypeOfAny,
    TypeType,
    UninhabitedType,
    UnionType,
    UnpackType,
    get_proper_type,
)

from lint_rules.mypy_checks.context import Build

_ROWS = frozenset(
    f"sqlalchemy.{name}"
    for name in (
        *("sql.selectable.TypedReturnsRows", "orm.query.RowReturningQuery", "engine.result.Result"),
        *("ext.asyncio.result.AsyncResult", "engine.row.Row"),
    )
)
_COLUMN = "sqlalchemy.sql.roles.TypedColumnsClauseRole"
QUERY = "sqlalchemy.orm.query.Query"


def columns_of(rows: ProperType) -> list[Type] | None:
    """Return the types of the columns of a statement, a result or a row; None where their number is not known.

    SQLAlchemy 2.1 has them as arguments of their own, 2.0 in one tuple.
    """
    if isinstance(rows, TupleType):
        return list(rows.items)
    if not isinstance(rows, Instance):
        return None
    base = next((base for base in rows.type.mro if base.fullname in _ROWS), None)
    if base is None:
        entity = next((base for base in rows.type.mro if base.fullname == QUERY), None)
        return list(map_instance_to_supertype(rows, entity).args) if entity is not None else None
    arguments = map_instance_to_supertype(rows, base).args
    if any(isinstance(get_proper_type(argument), UnpackType) for argument in arguments):
        return None
    first = get_proper_type(arguments[0]) if len(arguments) == 1 else None
    if isinstance(first, TupleType):
        return list(first.items)
    return list(arguments) if len(base.defn.type_vars) == 0 or base.has_type_var_tuple_type else None


def column_type(selected: Expression, api: CheckerPluginInterface) -> Type | None:
    """Return the type of one thing that is selected: a class gives its objects, a column its values."""
    with api.msg.filter_errors():
        given = get_proper_type(api.get_expression_type(selected))
    return type_given(given)


def type_given(given: ProperType) -> Type | None:
    """Return what a column of a result has, where a thing of this type is selected."""
    if isinstance(given, FunctionLike) and given.is_type_obj():
        return Instance(given.type_object(), [])
    if isinstance(given, TypeType):
        return given.item
    base = (
        next((base for base in given.type.mro if base.fullname == _COLUMN), None)
        if isinstance(given, Instance)
        else None
    )
    if base is None or not isinstance(given, Instance):
        return None
    value = map_instance_to_supertype(given, base).args[0]
    return None if isinstance(get_proper_type(value), UninhabitedType | AnyType) else value


def is_entity(given: ProperType) -> bool:
    """Whether what is selected is a class, not a column."""
    return isinstance(given, TypeType) or (isinstance(given, FunctionLike) and given.is_type_obj())


def or_none(type_: Type) -> Type:
    """Return a type, or None beside it."""
    return UnionType.make_union([type_, NoneType()])


def of_columns(rows: TypeInfo, columns: list[Type], build: Build) -> Instance | None:
    """Return a query, a result or a row with these columns, as the line of SQLAlchemy that is installed has it."""
    if rows.has_type_var_tuple_type:
        return Instance(rows, columns)
    fallback = build.instance("builtins.tuple", [AnyType(TypeOfAny.special_form)])
    return Instance(rows, [TupleType(columns, fallback)]) if fallback is not None else None


def without_errors(type_: Type) -> ProperType:
    """Return a type without what is `Any` because an error was told of it: `owner.boxes` of an owner that may be None."""
    proper = get_proper_type(type_)
    if not isinstance(proper, UnionType):
        return proper
    return get_proper_type(UnionType.make_union([item for item in proper.items if not _is_told(item)]))


def _is_told(type_: Type) -> bool:
    proper = get_proper_type(type_)
    if not isinstance(proper, AnyType):
        return False
    source = proper.source_any if proper.source_any is not None else proper
    return source.type_of_any == TypeOfAny.from_error


def has_any(type_: Type) -> bool:
    """Whether a type is `Any`, or may be."""
    proper = get_proper_type(type_)
    if isinstance(proper, UnpackType):
        return has_any(proper.type)
    inner = proper.items if isinstance(proper, UnionType) else [proper]
    if isinstance(proper, Instance) and proper.type.fullname == "builtins.tuple":
        inner = list(proper.args)  # `*tuple[Any, ...]`: columns of which none is known
    return any(isinstance(get_proper_type(item), AnyType) for item in inner)
