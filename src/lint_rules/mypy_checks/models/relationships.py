"""`relationship(...)` in a class body -> what it gives: an object, one or None, or a collection."""

from __future__ import annotations

from mypy.nodes import (
    CallExpr,
    Expression,
    ListExpr,
    MemberExpr,
    NameExpr,
    RefExpr,
    StrExpr,
    TypeInfo,
)
from mypy.types import AnyType, Instance, Type, TypeOfAny

from lint_rules.known_names import ClassKind
from lint_rules.mypy_checks.context import Build
from lint_rules.mypy_checks.models.class_body import CallContext, has_unpacked, keyword, or_none, owner_of, truth
from lint_rules.mypy_checks.models.declarations import ForeignKey, foreign_keys, tables
from lint_rules.mypy_checks.models.targets import class_named

_RELATIONSHIP = "sqlalchemy.orm.relationships.Relationship"
_LAZY = {"dynamic": "sqlalchemy.orm.base.DynamicMapped", "write_only": "sqlalchemy.orm.base.WriteOnlyMapped"}


def as_related(ctx: CallContext, build: Build) -> Type:
    """Give a relationship without annotation the type that it has; `Any` stays where that cannot be told."""
    call = ctx.context
    if not isinstance(call, CallExpr) or has_unpacked(call):
        return ctx.default_return_type
    owner = owner_of(ctx, build)
    target = _target(call, ctx, build) if owner is not None else None
    if owner is None or target is None:
        return ctx.default_return_type
    lazy = keyword(call, "lazy")
    if isinstance(lazy, StrExpr) and lazy.value in _LAZY:
        return build.instance(_LAZY[lazy.value], [Instance(target, [])]) or ctx.default_return_type
    if lazy is not None and not isinstance(lazy, StrExpr) and truth(lazy) is None:
        return ctx.default_return_type
    given = _given(call, owner, target, build)
    related = build.instance(_RELATIONSHIP, [given]) if given is not None else None
    return related or ctx.default_return_type


def _target(call: CallExpr, ctx: CallContext, build: Build) -> TypeInfo | None:
    positional = call.args[0] if call.args and call.arg_names[0] is None else keyword(call, "argument")
    info = class_named(positional, ctx.api, build) if positional is not None else None
    return info if info is not None and build.kind(info) in {ClassKind.MAPPED, None} and not info.type_vars else None


def _given(call: CallExpr, owner: TypeInfo, target: TypeInfo, build: Build) -> Type | None:
    """Return the type of the attribute on objects; None where it depends on what is not seen."""
    is_list = truth(keyword(call, "uselist"))
    to_target, to_owner = _joined(call, owner, target)
    if is_list is None and keyword(call, "uselist") is not None:
        return None
    if keyword(call, "secondary") is not None:
        is_list = is_list is not False
    elif is_list is None:
        is_list = _is_list(call, owner, target, bool(to_target), bool(to_owner))
    if is_list is None:
        return None
    if is_list:
        return _collection(keyword(call, "collection_class"), target, build)
    always = bool(to_target) and not any(key.nullable for key in to_target) and not to_owner
    return or_none(Instance(target, []), not always, build)


def _joined(call: CallExpr, owner: TypeInfo, target: TypeInfo) -> tuple[list[ForeignKey], list[ForeignKey]]:
    """Return the foreign keys from the owner to the target, and back, by which the two are joined."""
    forth = [key for key in foreign_keys(owner) if key.table in tables(target)]
    back = [key for key in foreign_keys(target) if key.table in tables(owner)]
    named = keyword(call, "foreign_keys")
    if named is None:
        return forth, back
    columns = named.items if isinstance(named, ListExpr) else [named]
    own = {column.name for column in columns if isinstance(column, NameExpr)}
    words = {column.value.strip("[] ") for column in columns if isinstance(column, StrExpr)}
    own |= {word.rpartition(".")[2] for word in words if word.rpartition(".")[0].rpartition(".")[2] == owner.name}
    others = {column.name for column in columns if isinstance(column, MemberExpr)}
    others |= {word.rpartition(".")[2] for word in words if word.rpartition(".")[0].rpartition(".")[2] == target.name}
    if owner is target:
        return [key for key in forth if key.attribute in own | others], []
    return [key for key in forth if key.attribute in own], [key for key in back if key.attribute in others]


def _is_list(call: CallExpr, owner: TypeInfo, target: TypeInfo, forth: bool, back: bool) -> bool | None:  # noqa: FBT001
    if owner is target:
        return keyword(call, "remote_side") is None if forth else None
    if owner in target.mro or target in owner.mro or forth == back:
        return None  # tables of one family, both directions, or a join that is not seen
    return back


def _collection(made_by: Expression | None, target: TypeInfo, build: Build) -> Type | None:
    item = Instance(target, [])
    if made_by is None:
        return build.instance("builtins.list", [item])
    info = made_by.node if isinstance(made_by, RefExpr) else None
    if not isinstance(info, TypeInfo):
        return None  # made by a function
    single = info.fullname in {"builtins.list", "builtins.set"}
    return Instance(info, [item] if single else [AnyType(TypeOfAny.special_form) for _ in info.defn.type_vars])
