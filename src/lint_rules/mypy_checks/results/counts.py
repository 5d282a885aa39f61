"""A statement -> whether it is a COUNT over all rows, which has one row always, and no NULL in it."""

from __future__ import annotations

from mypy.nodes import CallExpr, Expression, MemberExpr

from lint_rules.mypy_checks.models.class_body import last_name

_MAY_BE_EMPTY = frozenset({"group_by", "having", "limit", "offset", "slice", "distinct", "with_entities"})


def always_counts(statement: object) -> bool:
    """Whether a statement is a COUNT over all rows, which always has a row and never NULL."""
    names: list[str | None] = []
    while isinstance(statement, CallExpr):
        names.append(last_name(statement.callee))
        if names[-1] in {"query", "select"}:
            return _is_count(statement.args) and _MAY_BE_EMPTY.isdisjoint(names)
        if names[-1] == "execute" and statement.args:
            statement = statement.args[0]
            continue
        statement = statement.callee.expr if isinstance(statement.callee, MemberExpr) else None
    return False


def _is_count(selected: list[Expression]) -> bool:
    only = selected[0] if len(selected) == 1 else None
    callee = only.callee if isinstance(only, CallExpr) else None
    return isinstance(callee, MemberExpr) and callee.name == "count" and last_name(callee.expr) == "func"
