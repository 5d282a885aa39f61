"""Numbers of every declared type are read into cursors as the database compares them, on both lines of SQLAlchemy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import REAL, Column, Double, Float, Integer, MetaData, Numeric, String, Table, TypeDecorator, make_url
from sqlalchemy.engine import Dialect

from session_status.paging.order.sort_values import sort_value
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
