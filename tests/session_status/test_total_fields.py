"""Sums over the children of a row: what a database adds up must be what the column's values are."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from types import new_class
from typing import Any

import pytest
from sqlalchemy import BigInteger, ForeignKey, Integer, Numeric, TypeDecorator, create_engine, type_coerce
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import StaticPool
from syrupy.assertion import SnapshotAssertion

from session_status import ColumnError, SummaryQuery, SummaryRow, total_of


class Shifted(TypeDecorator[int]):
    """A number that is stored as another one: the sum of what is stored is no sum of values."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Any) -> int | None:  # noqa: ARG002 -- SQLAlchemy's signature
        return None if value is None else value + 100

    def process_result_value(self, value: int | None, dialect: Any) -> int | None:  # noqa: ARG002 -- SQLAlchemy's signature
        return None if value is None else value - 100


class Twice(TypeDecorator[int]):
    """A type over one that shifts."""

    impl = Shifted
    cache_ok = True


class Read(Integer):
    """No decorator, but a type with a processor of its own."""

    def result_processor(self, dialect: Any, coltype: Any) -> Any:  # noqa: ARG002 -- SQLAlchemy's signature
        def read(value: Any) -> Any:
            return value and value * value

        return read


class InSql(TypeDecorator[int]):
    """Values that are worked out by SQL around a column, of which nothing is left inside a sum."""

    impl = Integer
    cache_ok = True

    def column_expression(self, column: Any) -> Any:
        return column - 100


class Checked(TypeDecorator[Decimal]):
    """What is written is looked at; what is read is what is stored."""

    impl = Numeric(10, 2)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> Decimal | None:  # noqa: ARG002 -- SQLAlchemy's signature
        return value


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)


class Cost(Base):
    __tablename__ = "cost"
    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey(Job.id))
    shifted: Mapped[int] = mapped_column(Shifted)
    twice: Mapped[int] = mapped_column(Twice)
    varied: Mapped[int] = mapped_column(Integer().with_variant(Shifted(), "sqlite"))
    read: Mapped[int] = mapped_column(Read)
    in_sql: Mapped[int] = mapped_column(InSql)
    checked: Mapped[Decimal] = mapped_column(Checked)
    large: Mapped[int] = mapped_column(Integer().with_variant(BigInteger(), "mysql"))


@pytest.fixture
def db() -> Iterator[Session]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        opened.add(Job(id=1))
        for number in (1, 5):
            own = dict.fromkeys(("shifted", "twice", "varied", "read", "in_sql", "large"), number)
            opened.add(Cost(job_id=1, checked=Decimal(number) / 4, **own))
        opened.flush()
        yield opened
    engine.dispose()


def total(column: Any, kind: Any = int) -> Any:
    """Make a query for the sum of a column."""
    body = {"__annotations__": {"found": kind | None}, "found": total_of(column, of=Cost.job_id)}
    row: Any = new_class("Row", (SummaryRow,), {}, lambda namespace: namespace.update(body))
    return SummaryQuery(row, key=Job.id)


@pytest.mark.parametrize(
    "column",
    [Cost.shifted, Cost.twice, Cost.varied, Cost.read, Cost.in_sql, Cost.shifted * 2],
    ids=["decorated", "decorated twice", "a variant", "a processor", "in SQL", "an expression"],
)
def test_values_that_are_worked_out_are_not_added_up_as_stored(column: Any, snapshot: SnapshotAssertion) -> None:
    with pytest.raises(ColumnError) as caught:
        total(column)
    assert str(caught.value) == snapshot


def test_values_that_are_stored_as_they_are_have_a_sum(db: Session) -> None:
    assert total(Cost.checked, Decimal).get(db, 1).found == Decimal("1.50")
    assert total(Cost.large).get(db, 1).found == 6


def test_what_is_stored_is_added_up_where_that_is_said(db: Session) -> None:
    assert total(type_coerce(Cost.shifted, Integer)).get(db, 1).found == 206
