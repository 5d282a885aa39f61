"""A scope -> a condition on its rows, with values that differ from run to run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Integer, bindparam, exists, func, or_, select, text, tuple_
from sqlalchemy.orm import aliased
from tests.session_status.oracle.clauses.scope import Clauses, Scope, clause
from tests.session_status.oracle.types import Mood


def _limited(scope: Scope) -> Any:
    row: Any = aliased(scope.world.row)
    found = select(row.tenant).where(row.tenant <= scope.number(2, 3)).order_by(row.tenant, row.code)
    return scope.column("tenant").in_(select(found.limit(scope.number(1, 4)).subquery().c.tenant))


def _in_cte(scope: Scope) -> Any:
    row: Any = aliased(scope.world.row)
    found = select(row.code.label("code")).where(row.tenant != scope.number()).cte()
    return scope.column("code").in_(select(found.c.code))


def _by_work(scope: Scope) -> Any:
    work: Any = aliased(scope.world.work)
    if scope.on[1:]:
        return exists().where(scope.refers(work), work.studio == scope.number(1, 2))
    return scope.on[0].in_(select(work.id).where(work.studio == scope.number(1, 2)))


def _has_snack(scope: Scope) -> Any:
    snack: Any = aliased(scope.world.snack)
    return exists().where(scope.owned(snack), snack.size >= scope.number(1, 2))


def _counted(scope: Scope) -> Any:
    snack: Any = aliased(scope.world.snack)
    return select(func.count()).where(scope.owned(snack)).scalar_subquery() < scope.number(1, 3)


def _by_text(scope: Scope) -> Any:
    return text(f"{scope.world.row.__table__.name}.tenant <> :other").bindparams(other=scope.number())


def _by_lambda(scope: Scope) -> Any:
    """Compare within a function: SQLAlchemy keeps what it gave for the first alias of several that look alike."""
    column, number = scope.root.tenant, scope.number()
    return lambda: column != number


def _callable(scope: Scope) -> Any:
    number = scope.number()
    return scope.column("tenant") != bindparam(None, callable_=lambda: number, type_=Integer)


FILTERS: Clauses = {
    "equal": clause(lambda scope: scope.column("tenant") != scope.number()),
    "at least": clause(lambda scope: scope.column("tenant") >= scope.number(1, 2)),
    "among": clause(lambda scope: scope.column("tenant").in_(range(scope.number(), 4))),
    "among few": clause(lambda scope: scope.column("seat").in_(["a", "b", "B"][: scope.number(0, 3)])),
    "not among": clause(lambda scope: scope.column("tenant").not_in(range(scope.number(2, 5), 4))),
    "null or": clause(lambda scope: or_(scope.column("seat").is_(None), scope.column("tenant") < scope.number(2, 3))),
    "decorated": clause(
        lambda scope: or_(scope.column("negated") > scope.number(0, 2), scope.column("negated").is_(None))
    ),
    "enum": clause(lambda scope: scope.column("mood").in_(list(Mood)[scope.number(0, 2) :])),
    "moment": clause(lambda scope: scope.column("moment") > datetime(2025, scope.number(1, 2), 1, tzinfo=UTC)),
    "pairs": clause(
        lambda scope: tuple_(scope.column("tenant"), scope.column("vip")).in_([(scope.number(), True), (2, False)]),
        "tuples",
    ),
    "literal": clause(
        lambda scope: scope.column("tenant") != bindparam(None, scope.number(), Integer, literal_execute=True)
    ),
    "callable": clause(_callable),
    "lambda": clause(_by_lambda, "mapped", "class"),
    "text": clause(_by_text, "named"),
    "hybrid": clause(lambda scope: scope.root.shown != scope.choice(["?", "a", "b"]), "mapped"),
    "property": clause(lambda scope: scope.root.snack_total < scope.number(1, 3), "mapped"),
    "any": clause(lambda scope: scope.root.snacks.any(scope.world.snack.size > scope.number(0, 2)), "mapped"),
    "has": clause(
        lambda scope: ~scope.root.work.has(scope.world.work.studio == scope.number(1, 2)), "mapped", "refers"
    ),
    "exists": clause(_has_snack),
    "counted": clause(_counted),
    "in a subquery": clause(_by_work),
    "in a limited subquery": clause(_limited, "limits within in"),
    "in a cte": clause(_in_cte),
    "uncached": clause(lambda scope: scope.column("secret").is_distinct_from(scope.choice(["s", "t", "u"]))),
    "buyer's level": clause(lambda scope: scope.joined["buyer"].level > scope.number(0, 2), "buyer"),
    "work's studio": clause(lambda scope: scope.joined["work"].studio == scope.number(1, 2), "work"),
    "no work": clause(lambda scope: scope.joined["work"].studio.is_(None), "work"),
    "derived": clause(lambda scope: scope.joined["derived"].c.found.is_not(None), "derived"),
}
