"""A scope -> what a select shows of its rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, exists, func, literal, literal_column, select, type_coerce
from sqlalchemy.orm import Bundle, aliased
from tests.session_status.oracle.clauses.scope import Clauses, Scope, clause


def _largest(scope: Scope) -> Any:
    child: Any = aliased(scope.world.snack)
    return select(func.max(child.size)).where(scope.owned(child)).scalar_subquery()


def _literal(scope: Scope) -> Any:
    fixed: Any = literal(scope.number())
    return fixed.label("fixed")


def _written(sql: str) -> Any:
    write: Any = literal_column
    return write(sql)


def _seven(_: Scope) -> Any:
    return _written("7").label("seven")


def _has_snack(scope: Scope) -> Any:
    return exists().where(scope.owned(aliased(scope.world.snack)))


def _bundle(scope: Scope) -> Any:
    make: Any = Bundle
    return make("pair", scope.root.seat, scope.root.tenant)


def _level(scope: Scope) -> Any:
    return case((scope.column("tenant") > scope.number(), scope.choice(["high", "top"])), else_="low")


COLUMNS: Clauses = {
    "entity": clause(lambda scope: scope.root, "mapped"),
    "keys": clause(lambda scope: scope.keys[-1]),
    "seat": clause(lambda scope: scope.column("seat")),
    "price": clause(lambda scope: scope.column("price")),
    "mood": clause(lambda scope: scope.column("mood")),
    "moment": clause(lambda scope: scope.column("moment")),
    "label": clause(lambda scope: scope.column("seat").label("named")),
    "hybrid": clause(lambda scope: scope.root.shown, "mapped"),
    "property": clause(lambda scope: scope.root.snack_total, "mapped"),
    "computed property": clause(lambda scope: scope.root.thrice, "mapped"),
    "correlated": clause(lambda scope: _largest(scope).label("largest")),
    "exists": clause(lambda scope: _has_snack(scope).label("has_snack")),
    "case": clause(lambda scope: _level(scope).label("rank")),
    "coalesce": clause(lambda scope: func.coalesce(scope.column("seat"), scope.choice(["-", "+"])).label("filled")),
    "literal": clause(_literal),
    "text": clause(_seven),
    "several in text": clause(lambda _: _written("1, 'two'")),
    "star": clause(lambda _: _written("*")),
    "aggregate in text": clause(lambda _: _written("count(*)")),
    "distinct": clause(lambda scope: scope.column("seat").distinct()),
    "subquery in text": clause(lambda _: _written("(SELECT count(*) FROM (SELECT 1 AS x) AS y)").label("one")),
    "coerced": clause(lambda scope: type_coerce(scope.column("negated"), scope.world.row.tenant.type).label("raw")),
    "bundle": clause(_bundle, "mapped"),
    "window": clause(lambda scope: func.row_number().over(order_by=scope.keys).label("place")),
    "window count": clause(lambda scope: func.count().over(partition_by=scope.column("tenant")).label("same")),
    "window in expression": clause(lambda scope: (func.count().over() + scope.column("tenant")).label("same_too")),
    "aggregate": clause(lambda _: func.count().label("every")),
    "buyer's name": clause(lambda scope: scope.joined["buyer"].name, "buyer"),
    "buyer": clause(lambda scope: scope.joined["buyer"], "buyer"),
    "work's name": clause(lambda scope: scope.joined["work"].name, "work"),
    "work": clause(lambda scope: scope.joined["work"], "work"),
    "above's seat": clause(lambda scope: scope.joined["above"].seat, "above"),
    "snack's name": clause(lambda scope: scope.joined["snack"].name, "snack"),
    "derived": clause(lambda scope: scope.joined["derived"].c.found, "derived"),
    "subclass's": clause(lambda scope: scope.root.extra, "extra"),
}
UNUSUAL = (
    "bundle",
    "window",
    "window count",
    "window in expression",
    "aggregate",
    "several in text",
    "star",
    "aggregate in text",
    "distinct",
    "snack's name",
)
"""What a page may have to refuse."""
BARE = {"aggregate", "aggregate in text", "several in text", "star", "distinct"}
"""Columns to which nothing can be added without changing what the select gives."""
