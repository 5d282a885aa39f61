"""Numbers of every declared type are read into cursors as the database compares them, on both lines of SQLAlchemy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import (
    REAL,
    Column,
    Date,
    DateTime,
    Double,
    Float,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    TypeDecorator,
    func,
    make_url,
    type_coerce,
)
from sqlalchemy.engine import Dialect
from tests.session_status.oracle.clauses.orders import ORDERS
from tests.session_status.oracle.clauses.scope import Scope
from tests.session_status.oracle.worlds import WORLDS

from session_status.paging.order.sort_values import NUMBERS, sort_value, stored_type
from session_status.paging.order.sorting import sort_of


class Halved(TypeDecorator[float]):
    """Stores half of a number."""

    impl = REAL
    cache_ok = True


class Chosen(TypeDecorator[Any]):
    """Stores what the database stores best."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        stored = Float(24)
        return dialect.type_descriptor(stored)


INEXACT: dict[str, Any] = {
    "REAL": REAL(),
    "Float": Float(24),
    "Double": Double(),
    "of decimals": Float(asdecimal=True),
    "decorated": Halved(),
    "decorated twice": type("Quartered", (TypeDecorator,), {"impl": Halved, "cache_ok": True})(),
    "chosen for a database": Chosen(),
    "of one database": Integer().with_variant(Float(24), "postgresql", "mysql"),
}
SQLITE = make_url("sqlite://").get_dialect()()
TICKETS = next(world for world in WORLDS if world.name == "tickets")
EXPRESSIONS = [
    "hybrid", "property", "computed property", "coalesce", "case", "distance", "remainder", "negative", "lower",
    "length", "cast", "coerced", "coerced enum", "is null", "compared", "buyer by subquery", "status",
]  # fmt: skip
"""Orders of the oracle's menu that are no plain column."""
DIALECTS = {name: make_url(f"{name}://").get_dialect()() for name in ("postgresql+psycopg", "mysql+pymysql")}


def kinds(type_: Any, dialect: str) -> tuple[type, ...]:
    column = Table("lot", MetaData(), Column("number", type_)).c.number
    return sort_value(sort_of(column), DIALECTS[dialect]).kinds


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", INEXACT)
def test_an_inexact_number_stands_in_a_cursor_as_a_double(name: str, dialect: str) -> None:
    assert kinds(INEXACT[name], dialect) == (float, int)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_exact_number_stands_in_a_cursor_as_a_decimal(dialect: str) -> None:
    assert kinds(Numeric(10, 2, asdecimal=False), dialect) == kinds(Numeric(), dialect) == (Decimal, int)


def expression(name: str) -> Any:
    scope = Scope(TICKETS, turn=0, root=TICKETS.work if name == "status" else TICKETS.row)
    return sort_of(ORDERS[name].build(scope))


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_sqlite_takes_from_a_cursor_of_an_expression_what_it_sorts_as_one_kind(name: str) -> None:
    assert sort_value(expression(name), SQLITE).kinds in {NUMBERS, (int,), (str,), (bytes,)}


@pytest.mark.parametrize("type_", [Date(), DateTime()], ids=repr)
def test_sqlite_takes_no_bytes_for_a_date(type_: Any) -> None:
    assert isinstance(stored_type(type_, SQLITE), (Date, DateTime))
    assert bytes not in sort_value(sort_of(func.max(Column("day", type_), type_=type_)), SQLITE).kinds


@pytest.mark.parametrize("dialect", [*DIALECTS.values(), SQLITE], ids=lambda dialect: str(dialect.name))
def test_what_is_only_read_as_another_type_sorts_by_its_own(dialect: Dialect) -> None:
    seat = Table("lot", MetaData(), Column("seat", String(9))).c.seat
    assert sort_value(sort_of(type_coerce(seat, Integer)), dialect).kinds == (str,)
