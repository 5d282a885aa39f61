"""A scope -> an option of its select: what is loaded beside the rows, and criteria for whole classes."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import (
    contains_eager,
    defer,
    joinedload,
    load_only,
    raiseload,
    selectinload,
    subqueryload,
    undefer,
    with_loader_criteria,
)
from tests.session_status.oracle.clauses.scope import Clauses, Scope, clause
from tests.session_status.oracle.tables import Buyer


def _by_lambda(scope: Scope) -> Any:
    number = scope.number()
    return with_loader_criteria(scope.world.row, lambda row: row.tenant != number, include_aliases=True)


def _criterion(kind: Any, condition: Any) -> Any:
    return with_loader_criteria(kind, condition, include_aliases=True)


OPTIONS: Clauses = {
    "selectin snacks": clause(lambda scope: selectinload(scope.root.snacks), "entity"),
    "selectin chosen snacks": clause(
        lambda scope: selectinload(scope.root.snacks.and_(scope.world.snack.size > scope.number(0, 2))), "entity"
    ),
    "subquery snacks": clause(lambda scope: subqueryload(scope.root.snacks), "entity"),
    "joined buyer": clause(lambda scope: joinedload(scope.root.buyer), "entity"),
    "inner joined buyer": clause(lambda scope: joinedload(scope.root.buyer, innerjoin=True), "entity"),
    "joined snacks": clause(lambda scope: joinedload(scope.root.snacks), "entity"),
    "joined buyer and work": clause(
        lambda scope: joinedload(scope.root.work).joinedload(scope.world.work.buyer), "entity", "refers", "buyers"
    ),
    "defer": clause(lambda scope: defer(scope.root.note), "entity"),
    "undefer": clause(lambda scope: undefer(scope.root.snack_total), "entity"),
    "load only": clause(lambda scope: load_only(scope.root.seat), "entity"),
    "raise": clause(lambda scope: raiseload(scope.root.snacks), "entity"),
    "contains buyer": clause(
        lambda scope: contains_eager(scope.root.buyer.of_type(scope.joined["buyer"])), "entity", "buyer"
    ),
    "rows' tenant": clause(lambda scope: _criterion(scope.world.row, scope.world.row.tenant != scope.number()), "mapped"),
    "rows' tenant by lambda": clause(_by_lambda, "mapped"),
    "works' tenant": clause(lambda scope: _criterion(scope.world.work, scope.world.work.studio == scope.number(1, 2))),
    "buyers' tenant": clause(lambda scope: _criterion(Buyer, Buyer.level != scope.number())),
    "snacks' tenant": clause(
        lambda scope: _criterion(scope.world.snack, scope.world.snack.size != scope.number()), "mapped"
    ),
}
COLLECTIONS = {"joined snacks"}
"""Options by which a plain select reads a row several times."""
