"""Numbers of every declared type are read into cursors as the database compares them, on both lines of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Float,
    Integer,
    MetaData,
    NullPool,
    Numeric,
    String,
    Table,
    TypeDecorator,
    cast,
    create_engine,
    func,
    make_url,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from tests.session_status.models import SessionStatus
from tests.session_status.oracle.clauses.orders import ORDERS
from tests.session_status.oracle.clauses.scope import Scope
from tests.session_status.oracle.worlds import WORLDS

from session_status import ColumnError, SummaryQuery, SummaryRow, column_of
from session_status.paging.order.sort_values import NUMBERS, sort_value, stored_type
from session_status.paging.order.sorting import sort_of
from session_status.testing import check_pages


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


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_number_that_is_said_to_be_exact_is_read_as_the_driver_has_it(dialect: str) -> None:
    value = sort_value(sort_of(func.abs(Lot.price * Lot.rate, type_=Numeric(12, 4))), DIALECTS[dialect])
    assert value.read.type.result_processor(DIALECTS[dialect], None) is None
    assert float not in value.kinds  # so that a page whose driver has a float there is refused


def test_a_truth_value_that_is_a_number_stands_in_a_cursor_as_one() -> None:
    assert (kinds(Boolean(), "mysql+pymysql"), kinds(Boolean(), "postgresql+psycopg")) == ((int,), (bool,))


class Base(DeclarativeBase):
    pass


class Turn(Base):
    __tablename__ = "turn"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[SessionStatus]
    done: Mapped[bool | None]
    length: Mapped[time | None]
    seat: Mapped[int] = mapped_column(BigInteger().with_variant(mysql.BIGINT(unsigned=True), "mysql", "mariadb"))


class TurnRow(SummaryRow):
    id: int = column_of(Turn.id)


TURNS = SummaryQuery(TurnRow, key=Turn.id)


@pytest.fixture
def turns(mariadb_address: str) -> Iterator[Session]:
    """Truth values of 0, 1 and 2, times of less than none and of more than a day, and the largest numbers."""
    engine = create_engine(f"mariadb+pymysql{mariadb_address}", poolclass=NullPool)
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as db:
        insert = text("INSERT INTO turn VALUES (:n, 'PENDING', :done, SEC_TO_TIME(:seconds), :seat)")
        numbers = [
            {"n": n, "done": [0, 1, 2, None][n % 4], "seconds": n % 4 * 50_000 - 90_061, "seat": 2**64 - n}
            for n in range(1, 10)
        ]
        db.execute(insert, numbers)
        yield db
    Base.metadata.drop_all(engine)


@pytest.mark.parametrize("order", [Turn.done, Turn.done.desc(), Turn.length, Turn.length.desc()], ids=str)
def test_mariadb_gives_every_row_once_whatever_its_numbers_are_read_as(turns: Session, order: Any) -> None:
    check_pages(TURNS, turns, select(Turn.id), on=Turn.id, order_by=[order])


def test_a_number_that_no_cursor_holds_is_refused_by_the_page_that_would_need_it(turns: Session) -> None:
    with pytest.raises(ColumnError, match="more than a cursor holds: sort by a cast of it, to Numeric"):
        TURNS.page(turns, select(Turn.id), on=Turn.id, order_by=[Turn.seat], limit=2)
    check_pages(TURNS, turns, select(Turn.id), on=Turn.id, order_by=[cast(Turn.seat, Numeric(20, 0))])


class Lot(Base):
    __tablename__ = "lot"
    id: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[Decimal] = mapped_column(Numeric(12, 4))
    rate: Mapped[float] = mapped_column(Double)


class LotRow(SummaryRow):
    id: int = column_of(Lot.id)


def test_postgres_repeats_no_row_that_is_sorted_by_a_product_of_two_kinds_of_numbers(postgres_url: str) -> None:
    engine = create_engine(postgres_url.replace("postgresql", "postgresql+psycopg"), poolclass=NullPool)
    lots = SummaryQuery(LotRow, key=Lot.id)
    Lot.__table__.create(engine)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] -- SQLAlchemy types it as any FROM clause
    try:
        with Session(engine) as db:
            db.add_all(Lot(id=n, price=Decimal(n % 4) / 7, rate=1 / (n % 3 + 1)) for n in range(1, 10))
            db.flush()
            product = func.abs(Lot.price * Lot.rate, type_=Numeric(12, 4))  # on SQLAlchemy 2.1 the product alone
            with pytest.raises(ColumnError, match="which its type does not hold"):
                lots.page(db, select(Lot.id), on=Lot.id, order_by=[product], limit=2)
            check_pages(lots, db, select(Lot.id), on=Lot.id, order_by=[cast(product, Double)])
    finally:
        Base.metadata.drop_all(engine)
