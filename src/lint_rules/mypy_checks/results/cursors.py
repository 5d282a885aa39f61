"""`db.execute` of an insert, update or delete -> a CursorResult, which has `rowcount`; of a select, rows of its columns."""

from __future__ import annotations

from mypy.plugin import MethodContext
from mypy.types import Instance, ProperType, Type

from lint_rules.mypy_checks.context import Build
from lint_rules.mypy_checks.results.awaited import awaited, giving
from lint_rules.mypy_checks.results.selected import columns_of, has_any, of_columns, without_errors

_CURSOR = "sqlalchemy.engine.cursor.CursorResult"
_RESULTS = frozenset({"sqlalchemy.engine.result.Result", "sqlalchemy.ext.asyncio.result.AsyncResult"})
_CHANGES = ("sqlalchemy.sql.dml.UpdateBase", "sqlalchemy.sql.elements.TextClause")


def as_executed(ctx: MethodContext, build: Build) -> Type:
    """Give the result of a statement the type that it has when it runs.

    With parameters beside it, an insert or update of a mapped class is a bulk operation, whose result has no cursor.
    """
    statement = without_errors(ctx.arg_types[0][0]) if ctx.arg_types and ctx.arg_types[0] else None
    result = awaited(ctx.default_return_type)
    if not isinstance(statement, Instance) or not isinstance(result, Instance) or result.type.fullname not in _RESULTS:
        return ctx.default_return_type
    if not _changes(statement):
        typed = _rows(statement, result, build)
    else:
        typed = build.instance(_CURSOR, list(result.args)) if _has_cursor(ctx, result) else None
    return giving(ctx.default_return_type, typed) if typed is not None else ctx.default_return_type


def _changes(statement: Instance) -> bool:
    returns = statement.type.fullname.rpartition(".")[2].startswith("Returning")
    return not returns and any(map(statement.type.has_base, _CHANGES))


def _has_cursor(ctx: MethodContext, result: Instance) -> bool:
    return result.type.name == "Result" and not (len(ctx.args) > 1 and ctx.args[1])


def _rows(statement: ProperType, result: Instance, build: Build) -> Instance | None:
    """Return a result with the columns of the statement, where those were lost on the way."""
    columns = columns_of(statement) if any(map(has_any, result.args)) else None
    return of_columns(result.type, columns, build) if columns and not any(map(has_any, columns)) else None
