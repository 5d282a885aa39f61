"""A scope -> an expression that rows are sorted by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, String, case, cast, desc, func, literal, select, true, tuple_, type_coerce
from sqlalchemy.orm import aliased
from tests.session_status.oracle.clauses.scope import Clauses, Scope, clause
from tests.session_status.oracle.tables import Buyer


def _smallest(scope: Scope) -> Any:
    child: Any = aliased(scope.world.snack)
    return select(func.min(child.name)).where(scope.owned(child)).scalar_subquery()


def _buyer(scope: Scope) -> Any:
    buyer: Any = aliased(Buyer)
    return select(buyer.name).where(buyer.id == scope.column("buyer_id")).scalar_subquery()


def _by_name(_: Scope) -> Any:
    descending: Any = desc
    return descending("named")


def _column(name: str) -> Any:
    return clause(lambda scope: scope.column(name))


EXACT = (
    *("seat", "note", "sold", "day", "span", "vip", "code", "mood", "moment", "negated", "data", "secret", "tenant"),
    *("padded", "large", "clock"),
)
INEXACT = ("price", "cost", "ratio", "weight", "double", "wide")
ORDERS: Clauses = {
    **{name: _column(name) for name in (*EXACT, *INEXACT)},
    "key": clause(lambda scope: scope.keys[-1]),
    "reference": clause(lambda scope: scope.on[0]),
    "label": clause(lambda scope: scope.column("seat").label("named_for_order")),
    "hybrid": clause(lambda scope: scope.root.shown, "mapped"),
    "property": clause(lambda scope: scope.root.snack_total, "mapped"),
    "computed property": clause(lambda scope: scope.root.thrice, "mapped"),
    "correlated": clause(_smallest),
    "coalesce": clause(lambda scope: func.coalesce(scope.column("seat"), scope.choice(["b", "A"]))),
    "case": clause(
        lambda scope: case((scope.column("tenant") == scope.number(), 0), (scope.column("vip"), 1), else_=None)
    ),
    "distance": clause(
        lambda scope: func.abs(scope.column("tenant") - scope.number(1, 3), type_=scope.world.row.tenant.type)
    ),
    "remainder": clause(lambda scope: scope.column("tenant") % scope.number(2, 3)),
    "negative": clause(lambda scope: -scope.column("tenant")),
    "lower": clause(lambda scope: func.lower(scope.column("seat"), type_=String(60))),
    "length": clause(lambda scope: func.length(scope.column("note"), type_=scope.world.row.tenant.type)),
    "cast": clause(lambda scope: cast(scope.column("tenant"), String(9))),
    "coerced": clause(lambda scope: type_coerce(scope.column("seat"), Integer())),
    "coerced enum": clause(lambda scope: type_coerce(scope.column("mood"), String())),
    "is null": clause(lambda scope: scope.column("seat").is_(None)),
    "compared": clause(lambda scope: scope.column("tenant") > scope.number()),
    "buyer by subquery": clause(_buyer),
    "buyer's name": clause(lambda scope: scope.joined["buyer"].name, "buyer"),
    "buyer's level": clause(lambda scope: scope.joined["buyer"].level, "buyer"),
    "work's name": clause(lambda scope: scope.joined["work"].name, "work"),
    "work's status": clause(lambda scope: scope.joined["work"].state, "work"),
    "work's label": clause(lambda scope: scope.joined["work"].label, "work"),
    "above's day": clause(lambda scope: scope.joined["above"].day, "above"),
    "above's hybrid": clause(lambda scope: scope.joined["above"].shown, "above"),
    "snack's size": clause(lambda scope: scope.joined["snack"].size, "snack"),
    "derived": clause(lambda scope: scope.joined["derived"].c.found, "derived"),
    "status": clause(lambda scope: scope.root.state, "sessions"),
    "subclass's": clause(lambda scope: scope.root.extra, "extra"),
    "single subclass's": clause(lambda scope: scope.world.single.special, "inherits", "named"),
    "joined subclass's": clause(lambda scope: scope.world.joined.extra, "inherits", "named"),
    "polymorphic subclass's": clause(
        lambda scope: getattr(scope.root, scope.world.joined.__name__).extra, "polymorphic"
    ),
    "polymorphic single's": clause(
        lambda scope: getattr(scope.root, scope.world.single.__name__).special, "polymorphic"
    ),
    "window": clause(lambda scope: func.row_number(type_=Integer()).over(order_by=(scope.column("seat"), *scope.keys))),
    "constant": clause(lambda _: literal(1)),
    "truth": clause(lambda _: true()),
    "text": clause(_by_name, "named column"),
    "relationship": clause(lambda scope: scope.root.buyer, "mapped"),
    "unjoined": clause(lambda scope: aliased(scope.world.snack).size),
    "entity": clause(lambda scope: scope.root, "mapped"),
    "tuple": clause(lambda scope: tuple_(scope.column("seat"), scope.column("tenant"))),
    "two directions": clause(lambda scope: scope.column("seat").desc().asc()),
    "distinct": clause(lambda scope: scope.column("seat").distinct()),
}
DIRECTIONS: dict[str, tuple[str, ...]] = {
    "": (),
    "asc": ("asc",),
    "desc": ("desc",),
    "nulls first": ("nulls_first",),
    "nulls last": ("nulls_last",),
    "desc nulls first": ("desc", "nulls_first"),
    "desc nulls last": ("desc", "nulls_last"),
}
"""The methods of an expression that give each direction."""


def directed(expression: Any, direction: str) -> Any:
    """Sort by an expression in a direction.

    Args:
        expression: What is sorted by.
        direction: One of DIRECTIONS.
    """
    for method in DIRECTIONS[direction]:
        expression = getattr(expression, method)()
    return expression


BARE = {"text", "relationship", "entity", "two directions"}
"""What has no direction."""
UNUSUAL = (
    *INEXACT,
    "single subclass's",
    "joined subclass's",
    "window",
    "constant",
    "truth",
    "text",
    "relationship",
    "unjoined",
    "entity",
    "tuple",
    "two directions",
    "distinct",
)
"""What a page may have to refuse."""
