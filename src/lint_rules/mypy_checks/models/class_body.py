"""A call in a class body -> whether it is what an attribute without annotation is set to, and the call's words."""

from __future__ import annotations

from collections.abc import Iterator

from mypy.nodes import (
    ARG_STAR2,
    AssignmentStmt,
    CallExpr,
    Expression,
    IfStmt,
    MemberExpr,
    NameExpr,
    Statement,
    TypeInfo,
)
from mypy.plugin import FunctionContext, MethodContext
from mypy.types import AnyType, NoneType, Type, TypeOfAny, UnionType

from lint_rules.mypy_checks.classes import CLOSED
from lint_rules.mypy_checks.context import Build

CallContext = FunctionContext | MethodContext


def owner_of(ctx: CallContext, build: Build) -> TypeInfo | None:
    """Return the class whose attribute is what a call makes, where no annotation says what that is.

    A class that is known to be something else (a Pydantic model, an Enum …) has no columns of its own.
    """
    scope = getattr(ctx.api, "scope", None)
    owner = scope.active_class() if scope is not None else None
    if owner is None or not any(statement.rvalue is ctx.context for statement in plain(owner.defn.defs.body)):
        return None
    return None if build.kind(owner) in CLOSED else owner


def plain(body: list[Statement]) -> Iterator[AssignmentStmt]:
    """Return assignments to names without annotations; what stands below an `if` belongs to the class as well."""
    for statement in body:
        match statement:
            case AssignmentStmt(unanalyzed_type=None, lvalues=lvalues) if any(
                isinstance(at, NameExpr) for at in lvalues
            ):
                yield statement
            case IfStmt(body=arms, else_body=last):
                for block in (*arms, *((last,) if last is not None else ())):
                    yield from plain(block.body)
            case _:
                continue


def keyword(call: CallExpr, name: str) -> Expression | None:
    """Return what a keyword of a call is given."""
    return next((value for value, word in zip(call.args, call.arg_names, strict=True) if word == name), None)


def truth(expression: Expression | None) -> bool | None:
    """Return whether an expression is `True` or `False`; None where it is neither."""
    return {"True": True, "False": False}.get(expression.name) if isinstance(expression, NameExpr) else None


def has_unpacked(call: CallExpr) -> bool:
    """Whether a call has `**keywords`, which may say anything."""
    return ARG_STAR2 in call.arg_kinds


def may_be_null(column: CallExpr) -> bool | None:
    """Whether a column takes NULL; None where that is computed."""
    nullable, key = keyword(column, "nullable"), keyword(column, "primary_key")
    if has_unpacked(column) or any(word is not None and truth(word) is None for word in (nullable, key)):
        return None
    return not truth(key) if nullable is None else truth(nullable)


def last_name(expression: Expression) -> str | None:
    """Return `Column` of `Column` and of `db.Column`."""
    return expression.name if isinstance(expression, NameExpr | MemberExpr) else None


def or_none(value: Type, nullable: bool | None, build: Build) -> Type:  # noqa: FBT001  three answers
    """Return what an object has where there may be nothing.

    Where that is not known, or not to be said, nobody is told either that None is wrong: `T | Any` takes and gives both.
    """
    if nullable is False:
        return value
    said = nullable is True and build.options.nullable_columns
    return UnionType([value, NoneType() if said else AnyType(TypeOfAny.special_form)])


def changed_attributes(call: CallExpr, owner: TypeInfo) -> list[str]:
    """Return which attributes of what a call made the body goes on to set: `created_at._creation_order = 9998`."""
    body = owner.defn.defs.body
    names = {at.name for line in plain(body) if line.rvalue is call for at in line.lvalues if isinstance(at, NameExpr)}
    targets = [at for line in body if isinstance(line, AssignmentStmt) for at in line.lvalues]
    members = [at for at in targets if isinstance(at, MemberExpr) and isinstance(at.expr, NameExpr)]
    return [at.name for at in members if isinstance(at.expr, NameExpr) and at.expr.name in names]
