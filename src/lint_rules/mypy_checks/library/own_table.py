"""A field of a SummaryRow -> what is said where it reads the rows' own class as if it were another one, which the query refuses."""

from __future__ import annotations

from collections.abc import Iterator

from mypy.errorcodes import ARG_TYPE
from mypy.nodes import AssignmentStmt, CallExpr, Expression, MemberExpr, RefExpr, TupleExpr, TypeInfo
from mypy.plugin import FunctionContext
from mypy.types import Type

from lint_rules.known_names import ClassKind
from lint_rules.mypy_checks.context import Build
from lint_rules.mypy_checks.library.row_fields import check_field, field_of
from lint_rules.mypy_checks.models.class_body import keyword

_SPECIFIERS = "session_status.rows.specifiers."


def check_specifier(ctx: FunctionContext, build: Build, *, counts: bool | None) -> Type:
    """Report a field that the query refuses when it is made.

    Args:
        ctx: the call of `column_of`, `count_of`, `total_of` or `latest_of`.
        build: where to report.
        counts: whether it is `count_of`; None where the annotation needs no look beside mypy's own.
    """
    field, call = field_of(ctx), ctx.context
    if field is not None and isinstance(call, CallExpr):
        _check_table(ctx, call, field.owner, build)
    return ctx.default_return_type if counts is None else check_field(ctx, build, counts=counts)


def _check_table(ctx: FunctionContext, call: CallExpr, row: TypeInfo, build: Build) -> None:
    """Report a parent, or children, that are taken from the class of the rows instead of an alias of it."""
    others = _of_another(call)
    own = _own(row) if others else None
    wrong = next((part for part in others if own is not None and _class(part) is own), None)
    if wrong is not None and own is not None and build.kind(own) is ClassKind.MAPPED:
        message = f'"{own.name}" is the class of the rows themselves; take this from an alias, aliased({own.name})'
        build.report(ctx.api, wrong, f"{message}: the query refuses it", ARG_TYPE)


def _of_another(call: CallExpr) -> list[Expression]:
    """Return what a field reads of another table: the column that `through=` leads to, what refers to the row."""
    match _specifier(call):
        case "column_of" if keyword(call, "through") is not None:
            return call.args[:1]
        case "count_of":
            return list(_columns(call.args[0])) if call.args else []
        case "total_of" | "latest_of":
            return list(_columns(keyword(call, "of")))
        case _:
            return []


def _own(row: TypeInfo) -> TypeInfo | None:
    """Return the class whose columns a class of rows reads as its own; None where it is not one class that is named."""
    lines = [line.rvalue for line in row.defn.defs.body if isinstance(line, AssignmentStmt)]
    classes = {_class(part) for call in lines if isinstance(call, CallExpr) for part in _of_the_row(call)}
    return classes.pop() if len(classes) == 1 else None


def _of_the_row(call: CallExpr) -> Iterator[Expression]:
    """Return the columns of the row itself; an expression has no class of its own, and says nothing."""
    through = keyword(call, "through")
    if _specifier(call) in {"column_of", "status_of"}:
        yield from (part for part in _columns(through) if through is not None)
        if through is None:
            yield from (part for part in call.args[:1] if isinstance(part, MemberExpr))


def _columns(given: Expression | None) -> Iterator[Expression]:
    if given is not None:
        yield from given.items if isinstance(given, TupleExpr) else [given]


def _specifier(call: CallExpr) -> str | None:
    named = call.callee.fullname if isinstance(call.callee, RefExpr) else ""
    return named.removeprefix(_SPECIFIERS) if named.startswith(_SPECIFIERS) else None


def _class(column: Expression) -> TypeInfo | None:
    """Return the class that a column is read from by name; None for an alias, whose name is a variable's."""
    owner = column.expr if isinstance(column, MemberExpr) else None
    return owner.node if isinstance(owner, RefExpr) and isinstance(owner.node, TypeInfo) else None
