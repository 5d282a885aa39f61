"""A scope -> the same select in a shape that no page of rows equals, or that a page must keep."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float, func, select, text, union_all
from tests.session_status.oracle.clauses.scope import Clauses, Scope, clause


def _set(scope: Scope, statement: Any) -> None:
    scope.statement = statement


def _random() -> Any:
    """A number that is another one each time: SQLite's lies far beyond one, and PostgreSQL's and MariaDB's below."""
    return func.random(type_=Float)


def _from_random_ones(scope: Scope) -> None:
    key = scope.keys[0]
    chosen = select(key).order_by(_random()).limit(2).subquery()
    _set(scope, scope.statement.where(key.in_(select(chosen.c[0]))))


SHAPES: Clauses = {
    "distinct": clause(lambda scope: _set(scope, scope.statement.distinct())),
    "grouped": clause(lambda scope: _set(scope, scope.statement.group_by(*scope.keys))),
    "having": clause(lambda scope: _set(scope, scope.statement.group_by(*scope.keys).having(text("1 = 1")))),
    "limited": clause(lambda scope: _set(scope, scope.statement.limit(scope.number(1, 3)))),
    "offset": clause(lambda scope: _set(scope, scope.statement.offset(scope.number(1, 3)))),
    "sorted twice": clause(lambda scope: _set(scope, scope.statement.order_by(scope.column("day")))),
    "locked": clause(lambda scope: _set(scope, scope.statement.with_for_update())),
    "at random": clause(lambda scope: _set(scope, scope.statement.where(_random() > 0.5))),
    "from random ones": clause(_from_random_ones),
    "union": clause(lambda scope: _set(scope, union_all(scope.statement, scope.statement))),
    "prefixed": clause(lambda scope: _set(scope, scope.statement.prefix_with("ALL"))),
    "populated": clause(lambda scope: _set(scope, scope.statement.execution_options(populate_existing=True))),
    "yielded": clause(lambda scope: _set(scope, scope.statement.execution_options(yield_per=2))),
}
BARE = {"distinct", "grouped", "having", "union", "limited", "offset", "locked", "at random", "from random ones"}
"""Shapes to which nothing can be added without changing what they give."""
UNUSUAL = (*sorted(BARE), "sorted twice")
"""What a page may have to refuse."""
