"""`db.execute` of an insert, update or delete -> a CursorResult, which has `rowcount`."""

from __future__ import annotations

from mypy.plugin import MethodContext
from mypy.types import Instance, Type, get_proper_type

from lint_rules.mypy_checks.context import Build

_CURSOR = "sqlalchemy.engine.cursor.CursorResult"
_RESULT = "sqlalchemy.engine.result.Result"
_CHANGES = ("sqlalchemy.sql.dml.UpdateBase", "sqlalchemy.sql.elements.TextClause")


def as_cursor(ctx: MethodContext, build: Build) -> Type:
    """Give the result of a statement that changes rows the type that it has when it runs.

    With parameters beside it, an insert or update of a mapped class is a bulk operation, whose result has no cursor.
    """
    statement = get_proper_type(ctx.arg_types[0][0]) if ctx.arg_types and ctx.arg_types[0] else None
    if not isinstance(statement, Instance) or not any(map(statement.type.has_base, _CHANGES)):
        return ctx.default_return_type
    if statement.type.fullname.rpartition(".")[2].startswith("Returning") or (len(ctx.args) > 1 and ctx.args[1]):
        return ctx.default_return_type
    default = get_proper_type(ctx.default_return_type)
    if not isinstance(default, Instance):
        return default
    if default.type.fullname == "typing.Coroutine":
        result = _cursor(get_proper_type(default.args[-1]), build)
        return Instance(default.type, [*default.args[:-1], result]) if result is not None else default
    return _cursor(default, build) or default


def _cursor(result: Type, build: Build) -> Instance | None:
    proper = get_proper_type(result)
    if not isinstance(proper, Instance) or proper.type.fullname != _RESULT:
        return None
    return build.instance(_CURSOR, list(proper.args))
