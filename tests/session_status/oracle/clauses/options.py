"""A scope -> an option of its select: what is loaded beside the rows, and criteria for whole classes."""

from __future__ import annotations

from collections.abc import Callable
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


def _plain(scope: Scope) -> Any:
    """Add a criterion that is no function: SQLAlchemy leaves it unadapted where a join names an alias of the class."""
    return with_loader_criteria(scope.world.row, scope.world.row.tenant != scope.number())


def _of_works(scope: Scope) -> Any:
    number = scope.number(1, 2)
    return with_loader_criteria(scope.world.work, lambda work: work.studio == number, include_aliases=True)


def _of_buyers(scope: Scope) -> Any:
    number = scope.number()
    return with_loader_criteria(Buyer, lambda buyer: buyer.level != number, include_aliases=True)


def _by_joined(name: str, column: str) -> Callable[[Scope], Any]:
    """Choose rows by what the select has joined: by another alias, or without the join, they would come several times."""

    def build(scope: Scope) -> Any:
        joined = scope.joined[name]
        return with_loader_criteria(scope.world.row, getattr(getattr(joined, "c", joined), column).is_not(None))

    return build


def _of_snacks(scope: Scope) -> Any:
    number = scope.number()
    return with_loader_criteria(scope.world.snack, lambda snack: snack.size != number, include_aliases=True)


OPTIONS: Clauses = {
    "selectin snacks": clause(lambda scope: selectinload(scope.root.snacks), "entity"),
    "selectin chosen snacks": clause(
        lambda scope: selectinload(scope.root.snacks.and_(scope.world.snack.size > scope.number(0, 2))), "entity"
    ),
    "subquery chosen snacks": clause(
        lambda scope: subqueryload(scope.root.snacks.and_(scope.world.snack.size > scope.number(0, 2))), "entity"
    ),
    "subquery snacks": clause(lambda scope: subqueryload(scope.root.snacks), "entity"),
    "joined buyer": clause(lambda scope: joinedload(scope.root.buyer), "entity"),
    "inner joined buyer": clause(lambda scope: joinedload(scope.root.buyer, innerjoin=True), "entity"),
    "joined snacks": clause(lambda scope: joinedload(scope.root.snacks), "entity"),
    "defer": clause(lambda scope: defer(scope.root.note), "entity"),
    "undefer": clause(lambda scope: undefer(scope.root.snack_total), "entity"),
    "load only": clause(lambda scope: load_only(scope.root.seat), "entity"),
    "raise": clause(lambda scope: raiseload(scope.root.snacks), "entity"),
    "contains buyer": clause(
        lambda scope: contains_eager(scope.root.buyer.of_type(scope.joined["buyer"])), "entity", "buyer"
    ),
    "rows' tenant": clause(_plain, "mapped", "class"),
    "rows' tenant by lambda": clause(_by_lambda, "mapped"),
    "works' tenant": clause(_of_works),
    "buyers' tenant": clause(_of_buyers),
    "snacks' tenant": clause(_of_snacks, "mapped"),
    "rows by joined buyers": clause(_by_joined("buyer", "level"), "mapped", "class", "refers", "buyer"),
    "rows by joined works": clause(_by_joined("work", "state"), "mapped", "class", "refers", "work"),
    "rows by joined subqueries": clause(_by_joined("derived", "found"), "mapped", "class", "refers", "derived"),
}
COLLECTIONS = {"joined snacks"}
"""Options by which a plain select reads a row several times."""
UNUSUAL = ("joined snacks", "inner joined buyer")
"""What a page may have to refuse."""
