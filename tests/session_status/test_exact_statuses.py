"""A stored text is a status if it is one letter by letter, whatever the database takes for equal: in filters, counts and steps."""

from __future__ import annotations

import enum
from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Enum, String, TypeDecorator, create_engine, make_url, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import NullPool

from session_status import (
    Lifecycle,
    StatusMapping,
    SummaryQuery,
    SummaryRow,
    Unrecognized,
    column_of,
    status_of,
)

STORED = ["new", "NEW", "new ", "run", "Run", "done", None, "strange", "Neu", "neü"]


class State(enum.Enum):
    NEW = "new"
    RUN = "run"
    DONE = "done"


class Words(TypeDecorator[str]):
    """Text that a program has a type of its own for."""

    impl = String(20)
    cache_ok = True


LOOSE = (
    String(20, collation="NOCASE")
    .with_variant(String(20), "mysql", "mariadb")
    .with_variant(String(20, "C"), "postgresql")
)


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "exact_job"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str | None] = mapped_column(LOOSE)
    words: Mapped[str | None] = mapped_column(Words)


STATES = StatusMapping(State, {State.NEW: "n", State.RUN: "r", State.DONE: "d"}, unrecognized="odd")
LIFE = Lifecycle(State, {State.NEW: [State.RUN], State.RUN: [State.DONE]}, initial=[State.NEW])


class JobRow(SummaryRow):
    id: int = column_of(Job.id)
    state: State | Unrecognized | None = status_of(Job.state, STATES, on_unknown="row")
    words: State | Unrecognized | None = status_of(Job.words, STATES, on_unknown="row")


JOBS = SummaryQuery(JobRow, key=Job.id)


class Lamp(Base):
    __tablename__ = "exact_lamp"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[State]


class LampRow(SummaryRow):
    state: State = status_of(Lamp.state, STATES)


LAMPS = SummaryQuery(LampRow, key=Lamp.id)
COLUMNS = {"text": Job.state, "decorated text": Job.words}


@pytest.fixture(params=["sqlite", pytest.param("mariadb", marks=pytest.mark.mariadb), "postgresql"])
def db(request: pytest.FixtureRequest) -> Iterator[Session]:
    """Texts that are statuses, and others that a database may take for the same."""
    address = "sqlite://"
    if request.param == "mariadb":
        address = f"mariadb+pymysql{request.getfixturevalue('mariadb_address')}"
    elif request.param == "postgresql":
        address = request.getfixturevalue("postgres_url").replace("postgresql", "postgresql+psycopg")
    engine = create_engine(address, poolclass=None if request.param == "sqlite" else NullPool)
    Base.metadata.create_all(engine)
    try:
        with Session(engine) as session:
            session.add_all(Job(id=number, state=stored, words=stored) for number, stored in enumerate(STORED))
            session.flush()
            yield session
    finally:
        Base.metadata.drop_all(engine)


def rows_in(db: Session, column: str) -> dict[str, list[int]]:
    """Give, for each word, the rows that the query reads as it."""
    found: dict[str, list[int]] = {word: [] for word in (*STATES.known, "odd")}
    for number, row in sorted(JOBS.many(db, range(len(STORED))).items()):
        status = getattr(row, column)
        if status is not None:
            found["odd" if isinstance(status, Unrecognized) else STATES[status]].append(number)
    return found


@pytest.mark.parametrize("name", COLUMNS)
def test_a_word_finds_and_counts_just_the_rows_that_are_read_as_it(db: Session, name: str) -> None:
    column = COLUMNS[name]
    read = rows_in(db, column.key)
    assert read["n"] == [0]
    for word, numbers in read.items():
        assert [*db.scalars(select(Job.id).where(STATES.where(column, word)).order_by(Job.id))] == numbers
        others = [number for number, stored in enumerate(STORED) if stored is not None and number not in numbers]
        assert [*db.scalars(select(Job.id).where(~STATES.where(column, word)).order_by(Job.id))] == others
    counts = JOBS.counts(db, select(Job), by=column)
    assert counts.as_json() == {word: len(numbers) for word, numbers in read.items()}
    assert counts.unrecognized == {STORED[number]: 1 for number in read["odd"]}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_step_takes_just_the_rows_that_are_read_as_where_it_begins(db: Session, name: str) -> None:
    column = COLUMNS[name]
    with db.begin_nested() as tried:
        assert LIFE.move(db, column, State.RUN, Job.id >= 0) == 1
        assert [*db.scalars(select(column).order_by(Job.id))] == ["run", *STORED[1:]]
        tried.rollback()
    with db.begin_nested() as tried:
        assert [(step.key, step.old) for step in LIFE.move_returning(db, column, State.RUN, Job.id >= 0)] == [
            (0, State.NEW)
        ]
        assert [*db.scalars(select(column).order_by(Job.id))] == ["run", *STORED[1:]]
        tried.rollback()
    assert [claim.key for claim in LIFE.claim(db, column, State.RUN, order_by=Job.id, limit=9)] == [0]
    assert [*db.scalars(select(column).order_by(Job.id))] == ["run", *STORED[1:]]


@pytest.mark.parametrize("name", COLUMNS)
def test_the_course_of_life_has_no_place_for_what_is_no_status(db: Session, name: str) -> None:
    order = [LIFE.order(COLUMNS[name]), Job.id]
    assert [*db.scalars(select(Job.id).order_by(*order))][:3] == [0, 3, 5]
    page = JOBS.page(db, select(Job.id), on=Job.id, order_by=order, limit=4)
    assert [number for number, _ in page.items] == [0, 3, 5, 1]


@pytest.mark.mariadb
def test_an_index_on_a_status_serves_the_exact_condition_as_well(mariadb_address: str) -> None:
    engine = create_engine(f"mariadb+pymysql{mariadb_address}", poolclass=NullPool)
    Base.metadata.create_all(engine)
    try:
        with Session(engine) as db:
            db.execute(text("CREATE INDEX exact_job_state ON exact_job (state)"))
            chosen = select(Job.id).where(STATES.where(Job.state, "n"))
            sql = chosen.compile(engine, compile_kwargs={"literal_binds": True})
            (plan,) = db.execute(text(f"EXPLAIN {sql}")).mappings()
        assert "exact_job_state" in plan["possible_keys"]
    finally:
        Base.metadata.drop_all(engine)


def test_an_enum_of_the_database_and_numbers_are_compared_as_they_are() -> None:
    native = Lamp.state
    for dialect in (make_url("mysql+pymysql://").get_dialect()(), make_url("postgresql://").get_dialect()()):
        sql = str(STATES.where(native, "n").compile(dialect=dialect))
        assert ("CAST" in sql, "COLLATE" in sql, " AND " in sql) == (False, False, False)
        plan = LAMPS.counts.plan(lambda _, dialect=dialect: dialect, select(Lamp))  # type: ignore[misc]
        counted = str(plan.steps[0].statement.compile(dialect=dialect))  # type: ignore[attr-defined]
        assert ("CAST" in counted, "COLLATE" in counted, "min(" in counted) == (False, False, False)


def test_what_a_type_is_on_the_database_in_question_decides() -> None:
    chosen: Column[State] = Column("state", Enum(State).with_variant(String(20), "mysql", "mariadb"))
    sql = {
        name: str(STATES.where(chosen, "n").compile(dialect=make_url(f"{name}://").get_dialect()()))
        for name in ("mysql+pymysql", "sqlite", "postgresql")
    }
    assert {name: "CAST" in text or "COLLATE" in text for name, text in sql.items()} == {
        "mysql+pymysql": True,
        "sqlite": False,
        "postgresql": False,
    }
