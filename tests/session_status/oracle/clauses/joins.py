"""A scope -> its select with one more table, named so that other clauses can read it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, and_, column, func, select, true, values
from sqlalchemy.orm import aliased
from tests.session_status.oracle.clauses.scope import Clauses, Scope, clause
from tests.session_status.oracle.tables import Buyer


def _joined(scope: Scope, name: str, entity: Any, *how: Any, **flags: bool) -> None:
    scope.joined[name] = entity
    scope.steps.append(lambda statement: statement.join(*how, **flags))


def _buyer(scope: Scope, *, alias: bool = False, **flags: bool) -> None:
    other: Any = aliased(Buyer) if alias else Buyer
    _joined(scope, "buyer", other, other, other.id == scope.column("buyer_id"), **flags)


def _buyer_by_relationship(scope: Scope, **flags: bool) -> None:
    _joined(scope, "buyer", Buyer, scope.root.buyer, **flags)


def _buyer_by_alias_of_relationship(scope: Scope) -> None:
    other: Any = aliased(Buyer)
    _joined(scope, "buyer", other, scope.root.buyer.of_type(other), isouter=True)


def _buyer_with_criterion(scope: Scope) -> None:
    _joined(scope, "buyer", Buyer, scope.root.buyer.and_(Buyer.level > scope.number(0, 2)), isouter=True)


def _snack(scope: Scope, **flags: bool) -> None:
    snack = scope.world.snack
    _joined(scope, "snack", snack, snack, scope.owned(snack), **flags)


def _chosen_snack(scope: Scope) -> None:
    """Join children by a column that is not unique, with a further condition."""
    snack: Any = aliased(scope.world.snack)
    _joined(scope, "snack", snack, snack, and_(scope.owned(snack), snack.size == scope.number()), isouter=True)


def _above(scope: Scope, **flags: bool) -> None:
    above: Any = aliased(scope.world.row)
    same = and_(*(getattr(above, name) == scope.column(f"above_{name}") for name in scope.world.keys))
    _joined(scope, "above", above, above, same, **flags)


def _work(scope: Scope, *, alias: bool = False, **flags: bool) -> None:
    work: Any = aliased(scope.world.work) if alias else scope.world.work
    _joined(scope, "work", work, work, scope.refers(work), **flags)


def _outer_within(scope: Scope, **flags: bool) -> None:
    """Join a subquery whose columns may be NULL by an outer join within it."""
    row: Any = aliased(scope.world.row)
    keys = [getattr(row, name).label(f"key_{name}") for name in scope.world.keys]
    found = select(*keys, Buyer.level.label("found")).outerjoin(Buyer, Buyer.id == row.buyer_id).subquery()
    _join_derived(scope, found, **flags)


def _counted(scope: Scope, **flags: bool) -> None:
    """Join a subquery that groups: one row for each at most."""
    snack = scope.world.snack
    keys = [getattr(snack, f"owner_{name}").label(f"key_{name}") for name in scope.world.keys]
    found = select(*keys, func.count().label("found")).where(snack.size < scope.number(2, 4))
    _join_derived(scope, found.group_by(*keys).subquery(), **flags)


def _latest(scope: Scope) -> None:
    """Join the latest child: a subquery that numbers children, and a condition for the first."""
    snack = scope.world.snack
    keys = [getattr(snack, f"owner_{name}").label(f"key_{name}") for name in scope.world.keys]
    place = func.row_number().over(
        partition_by=[getattr(snack, f"owner_{name}") for name in scope.world.keys], order_by=snack.id.desc()
    )
    found = select(*keys, snack.name.label("found"), place.label("place")).subquery()
    _join_derived(scope, found, found.c.place == 1, isouter=True)


def _in_cte(scope: Scope) -> None:
    keys = [getattr(scope.world.row, name).label(f"key_{name}") for name in scope.world.keys]
    found = select(*keys, scope.world.row.tenant.label("found")).where(scope.world.row.tenant < scope.number(2, 4))
    _join_derived(scope, found.cte("chosen"), isouter=True)


def _join_derived(scope: Scope, found: Any, *criteria: Any, **flags: bool) -> None:
    same = (found.c[f"key_{name}"] == scope.column(name) for name in scope.world.keys)
    _joined(scope, "derived", found, found, and_(*same, *criteria), **flags)


def _lateral(scope: Scope) -> None:
    snack = scope.world.snack
    found = select(snack.name.label("found")).where(scope.owned(snack)).order_by(snack.id).limit(1).lateral()
    _joined(scope, "derived", found, found, true(), isouter=True)


def _values(scope: Scope) -> None:
    number = scope.number()
    listed = values(column("tenant", Integer), column("found", Integer), name="listed").data(
        [(number, 1), (number + 1, 2)]
    )
    _joined(scope, "derived", listed, listed, listed.c.tenant == scope.column("tenant"))


def _behind(scope: Scope) -> None:
    """Put the rows behind an outer join: a buyer without any has a row of NULLs."""
    scope.joined["buyer"] = Buyer
    same = scope.column("buyer_id") == Buyer.id
    scope.steps.append(lambda statement: statement.select_from(Buyer).outerjoin(scope.root, same))


def _product(scope: Scope) -> None:
    scope.joined["buyer"] = Buyer
    level = scope.number(0, 2)
    scope.steps.append(lambda statement: statement.where(Buyer.level > level))


JOINS: Clauses = {
    "inner buyer": clause(_buyer),
    "inner buyer by relationship": clause(_buyer_by_relationship, "mapped"),
    "outer buyer": clause(lambda scope: _buyer(scope, isouter=True)),
    "outer buyer by relationship": clause(lambda scope: _buyer_by_relationship(scope, isouter=True), "mapped"),
    "outer alias of buyer": clause(lambda scope: _buyer(scope, alias=True, isouter=True)),
    "outer alias of buyer by relationship": clause(_buyer_by_alias_of_relationship, "mapped"),
    "outer buyer with a criterion": clause(_buyer_with_criterion, "mapped"),
    "full buyer": clause(lambda scope: _buyer(scope, isouter=True, full=True), "full joins"),
    "inner work": clause(_work, "refers"),
    "outer work": clause(lambda scope: _work(scope, isouter=True), "refers"),
    "outer alias of work": clause(lambda scope: _work(scope, alias=True, isouter=True), "refers"),
    "inner above": clause(_above),
    "outer above": clause(lambda scope: _above(scope, isouter=True)),
    "inner snacks": clause(_snack),
    "outer snacks": clause(lambda scope: _snack(scope, isouter=True)),
    "outer chosen snacks": clause(_chosen_snack),
    "outer join within": clause(_outer_within),
    "outer subquery": clause(lambda scope: _outer_within(scope, isouter=True)),
    "groups": clause(lambda scope: _counted(scope, isouter=True)),
    "inner groups": clause(_counted),
    "latest": clause(_latest),
    "cte": clause(_in_cte),
    "lateral": clause(_lateral, "laterals"),
    "values": clause(_values, "values"),
    "behind": clause(_behind),
    "product": clause(_product),
}
NAMES = {
    name: next((word for word in ("buyer", "work", "above", "snack") if word in name), "derived") for name in JOINS
} | {"behind": "buyer", "product": "buyer"}
"""What each join calls its table; two of one name do not stand in one select."""
UNUSUAL = (
    "full buyer",
    "inner snacks",
    "outer snacks",
    "outer chosen snacks",
    "outer join within",
    "outer subquery",
    "groups",
    "inner groups",
    "latest",
    "cte",
    "lateral",
    "values",
    "behind",
    "product",
)
"""What a page may have to refuse: it cannot always be seen that a row comes once."""
