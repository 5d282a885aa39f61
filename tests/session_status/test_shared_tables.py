"""A subquery over a class that shares a table with the rows is refused; over an alias of it, it reads what it should."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import new_class
from typing import Any

import pytest
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column

from session_status import ColumnError, SummaryQuery, SummaryRow, column_of, count_of, latest_of, total_of


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    boss_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}  # noqa: RUF012 -- SQLAlchemy reads it as it is


class Clerk(Person):
    wage: Mapped[int | None]
    __mapper_args__ = {"polymorphic_identity": "clerk"}  # noqa: RUF012 -- SQLAlchemy reads it as it is


class Engineer(Person):
    __tablename__ = "engineer"
    id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    skill: Mapped[str]
    __mapper_args__ = {  # noqa: RUF012 -- SQLAlchemy reads it as it is
        "polymorphic_identity": "engineer",
        "inherit_condition": id == Person.id,  # noqa: A003 -- the column of this class
    }


BOSS, ENGINEER, CLERK = aliased(Person), aliased(Engineer, flat=True), aliased(Clerk)
KEYS = range(1, 7)


@pytest.fixture
def db() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Person(id=1, name="Ada"), Person(id=2, name="Ben", boss_id=3)])
        session.flush()
        session.add_all([Engineer(id=3, name="Cy", manager_id=1, skill="x", boss_id=2)])
        session.flush()
        session.add_all([Engineer(id=4, name="Di", manager_id=1, skill="y", boss_id=3), Clerk(id=5, name="Ed", wage=7)])
        session.add_all([Engineer(id=6, name="Flo", manager_id=2, skill="z"), Clerk(id=7, name="Gus", wage=1)])
        session.flush()
        yield session


def query(key: Any, kind: Any, field: Any) -> Any:
    body = {"__annotations__": {"value": kind}, "__module__": __name__, "value": field}
    row: Any = new_class("Row", (SummaryRow,), {}, lambda namespace: namespace.update(body))
    return SummaryQuery(row, key=key)


SHARED: dict[str, tuple[Callable[[], Any], str]] = {
    "its own name": (
        lambda: query(Person.id, str | None, column_of(Person.name, through=Person.boss_id)),
        "aliased(Person)",
    ),
    "a subclass in its table": (
        lambda: query(Person.id, int | None, column_of(Clerk.wage, through=Person.boss_id)),
        "aliased(Clerk)",
    ),
    "a subclass with a table of its own": (
        lambda: query(Person.id, str | None, column_of(Engineer.skill, through=Person.boss_id)),
        "aliased(Engineer, flat=True)",
    ),
    "the class that it inherits from": (
        lambda: query(Engineer.id, str | None, column_of(Person.name, through=Engineer.manager_id)),
        "aliased(Person)",
    ),
    "children of a subclass": (
        lambda: query(Person.id, int, count_of(Engineer.manager_id)),
        "aliased(Engineer, flat=True)",
    ),
    "the latest of a subclass": (
        lambda: query(Person.id, str | None, latest_of(Engineer.skill, of=Engineer.manager_id, by=Engineer.id)),
        "aliased(Engineer, flat=True)",
    ),
    "a total of a subclass": (
        lambda: query(Person.id, int | None, total_of(Engineer.id, of=Engineer.manager_id)),
        "aliased(Engineer, flat=True)",
    ),
    "the table itself": (
        lambda: query(Person.__table__.c.id, int, count_of(Person.__table__.c.boss_id)),
        "person.alias()",
    ),
}


@pytest.mark.parametrize("name", SHARED)
def test_a_class_that_shares_a_table_with_the_rows_is_refused_with_its_alias_as_the_remedy(name: str) -> None:
    make, remedy = SHARED[name]
    with pytest.raises(ColumnError, match=r"is of a table of the rows themselves, whose key is \w+\.id") as caught:
        make()
    assert str(caught.value).endswith(f"take it from an alias, as in {remedy}")


READ: dict[str, tuple[Any, Any, Any, dict[int, Any]]] = {
    "a name through the row's own table": (
        Person.id,
        str | None,
        column_of(BOSS.name, through=Person.boss_id),
        {2: "Cy", 3: "Ben", 4: "Cy"},
    ),
    "a skill through a subclass": (
        Person.id,
        str | None,
        column_of(ENGINEER.skill, through=Person.boss_id),
        {2: "x", 4: "x"},
    ),
    "a name through the class that is inherited from": (
        Engineer.id,
        str | None,
        column_of(BOSS.name, through=Engineer.manager_id),
        {3: "Ada", 4: "Ada", 6: "Ben"},
    ),
    "how many engineers": (Person.id, int, count_of(ENGINEER.manager_id), {1: 2, 2: 1}),
    "their latest skill": (
        Person.id,
        str | None,
        latest_of(ENGINEER.skill, of=ENGINEER.manager_id, by=ENGINEER.id),
        {1: "y", 2: "z"},
    ),
    "how many clerks": (Person.id, int, count_of(CLERK.boss_id), {}),
}


@pytest.mark.parametrize("name", READ)
def test_an_alias_reads_other_rows_of_the_same_table(db: Session, name: str) -> None:
    key, kind, field, known = READ[name]
    people = query(key, kind, field)
    keys = [row for row in db.scalars(select(key).order_by(key)) if row in KEYS]
    expected = {one: known.get(one, 0 if kind is int else None) for one in keys}
    assert {one: row.value for one, row in people.many(db, KEYS).items()} == expected
    paged = people.page(db, select(key), on=key, order_by=[key], limit=9)
    assert {one: row.value for one, row in paged.items if one in KEYS} == expected
    beside = people.page(db, select(Person.id), on=Person.boss_id, order_by=[Person.name], limit=9)
    bosses = {2: 3, 3: 2, 4: 3}
    assert {one: row and row.value for one, row in beside.items if one in KEYS} == {
        one: expected.get(bosses.get(one, 0)) for one in KEYS
    }
