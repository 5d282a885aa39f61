"""A world -> the class, alias or table that a select reads its rows from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, union_all
from sqlalchemy.orm import aliased, with_polymorphic
from tests.session_status.oracle.clauses.scope import Clauses, Scope, clause


def _some(scope: Scope) -> Any:
    return select(scope.world.row).where(scope.world.row.tenant >= scope.number(1, 2))


def _limited(scope: Scope) -> Any:
    row = scope.world.row
    keys = [getattr(row, name) for name in scope.world.keys]
    return aliased(row, select(row).order_by(row.tenant, *keys).limit(scope.number(2, 6)).subquery())


def _united(scope: Scope) -> Any:
    row, number = scope.world.row, scope.number(1, 3)
    return aliased(
        row, union_all(select(row).where(row.tenant < number), select(row).where(row.tenant >= number)).subquery()
    )


ROOTS: Clauses = {
    "class": clause(lambda scope: scope.world.row),
    "alias": clause(lambda scope: aliased(scope.world.row)),
    "named alias": clause(lambda scope: aliased(scope.world.row, name="page")),
    "table": clause(lambda scope: scope.world.row.__table__),
    "subquery": clause(lambda scope: aliased(scope.world.row, _some(scope).subquery())),
    "cte": clause(lambda scope: aliased(scope.world.row, _some(scope).cte())),
    "union": clause(_united),
    "limited subquery": clause(_limited),
    "subclass": clause(lambda scope: scope.world.joined, "inherits"),
    "single subclass": clause(lambda scope: scope.world.single, "inherits"),
    "subclass alias": clause(lambda scope: aliased(scope.world.joined), "inherits"),
    "flat subclass alias": clause(lambda scope: aliased(scope.world.joined, flat=True), "inherits"),
    "polymorphic": clause(lambda scope: with_polymorphic(scope.world.row, "*"), "inherits"),
    "polymorphic alias": clause(lambda scope: with_polymorphic(scope.world.row, "*", flat=True), "inherits"),
}
UNMAPPED = {"table"}
POLYMORPHIC = {"polymorphic", "polymorphic alias"}
SUBCLASSES = {"subclass", "subclass alias", "flat subclass alias"}
"""Roots that have the columns of a subclass."""
UNUSUAL = ("subquery", "cte", "union", "limited subquery")
"""What a page may have to refuse: it cannot always be seen that a row of a subquery comes once."""
