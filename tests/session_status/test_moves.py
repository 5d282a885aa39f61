"""A step changes the rows that it is about, in the table that holds the status, and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import pytest
from sqlalchemy import (
    JSON,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    event,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import mssql, postgresql
from sqlalchemy.orm import Session, aliased, with_loader_criteria
from tests.session_status.backends import Backend
from tests.session_status.conftest import open_backend
from tests.session_status.films import (
    AGAIN,
    LIFE,
    URGENCY,
    Animation,
    Film,
    FilmBase,
    Print,
    Priority,
    State,
    Studio,
    Trailer,
    rows,
)

from session_status import ArgumentError, ColumnError, Transition

S = State
R = TypeVar("R")
BLOCKING = [
    "sqlite-file",
    pytest.param("psycopg", marks=pytest.mark.postgres),
    pytest.param("mariadb+pymysql", marks=pytest.mark.mariadb),
]
WAITING = [
    "aiosqlite",
    pytest.param("asyncpg", marks=pytest.mark.postgres),
    pytest.param("mariadb+asyncmy", marks=pytest.mark.mariadb),
]


@pytest.fixture(scope="module", params=BLOCKING)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """Give each database in turn, with tables that are made once."""
    yield from opened(request, tmp_path_factory)


@pytest.fixture(scope="module", params=WAITING)
def waiting_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    yield from opened(request, tmp_path_factory)


def opened(request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> Iterator[Backend]:
    backend = open_backend(request.param, folders.mktemp("films"), request)
    backend.create(FilmBase.metadata)
    yield backend
    FilmBase.metadata.drop_all(backend.writer)
    backend.writer.dispose()


@pytest.fixture
def films(server: Backend) -> Backend:
    """Give a database with a few films."""
    refill(server)
    return server


def refill(backend: Backend) -> None:
    with backend.fill() as db:
        for table in reversed(FilmBase.metadata.sorted_tables):
            db.execute(table.delete())
        for row in rows():
            db.add(row)
            db.flush()


def committed(films: Backend, question: Callable[[Session], R]) -> R:
    """Ask and commit, in the way of the driver."""
    if films.waits:

        async def waiting(db: Any) -> Any:
            answer = await cast("Any", question(db))
            await db.commit()
            return answer

        return cast("R", films.ask(waiting))

    def answered(db: Session) -> R:
        answer = question(db)
        db.commit()
        return answer

    return films.ask(answered)


def by_key(films: Backend, column: Any) -> dict[int, Any]:
    with Session(films.writer) as db:
        return {row[0]: row[1] for row in db.execute(select(column.table.c.id, column)).all()}


def states(films: Backend) -> dict[int, State]:
    return by_key(films, Film.__table__.c.state)


def renders(films: Backend) -> dict[int, State | None]:
    return by_key(films, Animation.__table__.c.render)


def versions(films: Backend) -> dict[int, int]:
    return by_key(films, Film.__table__.c.version)


CRITERIA: dict[str, tuple[Any, Any, set[int]]] = {
    "an inherited column, by the subclass's key": (Animation.state, [Animation.id == 2], {2}),
    "an inherited column, by the subclass's own column": (Animation.state, [Animation.frames == 12], {4}),
    "an inherited column, by a column of the parent": (Animation.state, [Animation.studio_id == 1], {2}),
    "a column of the parent, of all kinds": (Film.state, [Film.studio_id == 1], {1, 2, 3}),
    "a single-table subclass": (Trailer.state, [Trailer.studio_id == 1], {3}),
    "another table, by exists": (
        Film.state,
        [exists().where(Studio.id == Film.studio_id, Studio.country == "jp")],
        {4},
    ),
    "another table, by a relationship": (Animation.state, [Animation.studio.has(Studio.country == "fr")], {2}),
    "another table, by an equality": (Film.state, [Film.studio_id == Studio.id, Studio.country == "jp"], {4}),
    "another table, by an equality, of the subclass": (
        Animation.state,
        [(Animation.studio_id == Studio.id) & (Studio.country == "fr")],
        {2},
    ),
    "an inherited row, by a subquery": (
        Film.state,
        [Film.id.in_(select(Animation.id).where(Animation.frames > 1))],
        {2, 4},
    ),
}


@pytest.mark.parametrize("name", CRITERIA)
def test_a_step_changes_the_rows_of_its_criterion_and_no_others(films: Backend, name: str) -> None:
    column, criteria, chosen = CRITERIA[name]
    moved = committed(films, lambda db: LIFE.move(db, column, S.DONE, *criteria))
    assert states(films) == {key: S.DONE if key in chosen else S.CUT for key in range(1, 5)}
    assert moved == len(chosen)
    assert len(films.statements) == 1
    assert versions(films) == {key: 2 if key in chosen else 1 for key in range(1, 5)}
    assert renders(films) == {2: S.CUT, 4: S.CUT}


@pytest.mark.parametrize("name", CRITERIA)
def test_the_old_status_of_each_row_is_told(films: Backend, name: str) -> None:
    column, criteria, chosen = CRITERIA[name]
    told = committed(films, lambda db: LIFE.move_returning(db, column, S.DONE, *criteria))
    assert {step.key for step in told} == chosen
    assert all(step == Transition(step.key, S.CUT, S.DONE) for step in told)
    assert states(films) == {key: S.DONE if key in chosen else S.CUT for key in range(1, 5)}
    assert versions(films) == {key: 2 if key in chosen else 1 for key in range(1, 5)}


def test_a_criterion_of_the_parent_does_not_move_another_tenants_rows(films: Backend) -> None:
    moved = committed(films, lambda db: LIFE.move(db, Animation.render, S.DONE, Animation.studio_id == 1))
    assert (moved, renders(films)) == (1, {2: S.DONE, 4: S.CUT})


def test_a_version_counter_in_another_table_goes_on_with_the_status(films: Backend) -> None:
    committed(films, lambda db: LIFE.move(db, Animation.render, S.DONE, Animation.studio_id == 1))
    assert versions(films) == {1: 1, 2: 2, 3: 1, 4: 1}
    with pytest.raises(ColumnError, match="the version counter of Animation stands in another table than animation"):
        LIFE.advance(Animation.render, S.DONE, Animation.id == 1)


def test_a_session_that_waits_takes_the_same_steps(waiting_server: Backend) -> None:
    refill(waiting_server)
    told = committed(waiting_server, lambda db: LIFE.move_returning(db, Animation.state, S.DONE, Animation.frames > 0))
    moved = committed(waiting_server, lambda db: LIFE.move(db, Animation.render, S.DONE, Animation.studio_id == 1))
    assert {(step.key, step.old, step.new) for step in told} == {(2, S.CUT, S.DONE), (4, S.CUT, S.DONE)}
    assert moved == 1
    assert renders(waiting_server) == {2: S.DONE, 4: S.CUT}
    assert versions(waiting_server) == {1: 1, 2: 3, 3: 1, 4: 2}


def test_a_step_to_itself_is_told_once_and_other_rows_are_not_told_as_it(films: Backend) -> None:
    with films.fill() as db:
        db.execute(update(Film).where(Film.id == 1).values(state=S.DRAFT))
    told = committed(films, lambda db: AGAIN.move_returning(db, Film.state, S.CUT, Film.studio_id == 1))
    assert {(step.key, step.old) for step in told} == {(1, S.DRAFT), (2, S.CUT), (3, S.CUT)}
    assert versions(films) == {1: 2, 2: 2, 3: 2, 4: 1}


def test_nothing_is_told_where_no_row_takes_the_step(films: Backend) -> None:
    assert committed(films, lambda db: LIFE.move_returning(db, Animation.state, S.CUT, Animation.id == 2)) == []
    assert versions(films) == dict.fromkeys(range(1, 5), 1)


def test_a_row_with_a_key_of_two_columns_is_told_by_both(films: Backend) -> None:
    with films.fill() as db:
        db.add_all(Print(film_id=1, number=n, named="CUT", priority=1, notes={}) for n in (1, 2))
    told = committed(films, lambda db: LIFE.move_returning(db, Print.named, S.DONE, Print.number == 2))
    assert told == [Transition((1, 2), S.CUT, S.DONE)]
    with Session(films.writer) as db:
        held = db.execute(select(Print.number, Print.named).order_by(Print.number)).all()
    assert [tuple(row) for row in held] == [(1, "CUT"), (2, "DONE")]


def test_a_whole_number_and_a_key_of_a_document_take_steps_too(films: Backend) -> None:
    with films.fill() as db:
        document = {"state": "cut", "rank": 1, "by": {"whom": ["me", 'a "b"']}}
        db.add_all(Print(film_id=1, number=n, named="CUT", priority=1, notes=document) for n in (1, 2))
    state, rank, chosen = Print.notes["state"].as_string(), Print.notes["rank"].as_integer(), Print.number == 2
    assert committed(films, lambda db: URGENCY.move(db, Print.priority, Priority.HIGH, chosen)) == 1
    assert committed(films, lambda db: LIFE.move(db, state, S.DONE, chosen)) == 1
    assert committed(films, lambda db: LIFE.move(db, state, S.DONE, chosen)) == 0
    told = committed(films, lambda db: URGENCY.move_returning(db, rank, Priority.HIGH, chosen))
    assert told == [Transition((1, 2), Priority.LOW, Priority.HIGH)]
    with Session(films.writer) as db:
        held = db.execute(select(Print.priority, Print.notes).order_by(Print.number)).all()
    assert [tuple(row) for row in held] == [(1, document), (5, document | {"state": "done", "rank": 5})]


def test_rows_are_sorted_by_the_course_of_their_lives(films: Backend) -> None:
    with films.fill() as db:
        for key, state in {1: S.DONE, 2: S.DRAFT, 4: S.DONE}.items():
            db.execute(update(Film).where(Film.id == key).values(state=state))
        db.execute(update(Animation).where(Animation.id == 2).values(render=None))
    with Session(films.writer) as db:
        assert list(db.scalars(select(Film.id).order_by(LIFE.order(Film.state), Film.id))) == [2, 3, 1, 4]
        assert list(db.scalars(select(Animation.id).order_by(LIFE.order(Animation.render)))) == [4, 2]


def test_a_filter_of_the_session_holds_for_steps_as_well(films: Backend) -> None:
    """Criteria that an application adds to every statement, such as the tenant's, reach the rows of a step."""

    def move(db: Session) -> Any:
        @event.listens_for(db, "do_orm_execute")
        def only_studio_2(state: Any) -> None:
            tenant = with_loader_criteria(Film, lambda film: film.studio_id == 2, include_aliases=True)
            state.statement = state.statement.options(tenant)

        return [
            LIFE.move(db, Animation.state, S.DONE, Animation.frames > 0),
            LIFE.move(db, Film.state, S.DONE, Film.id > 0),
            LIFE.move(db, Animation.render, S.DONE, Animation.frames > 0),
        ]

    assert committed(films, move) == [1, 0, 1]
    assert states(films) == {1: S.CUT, 2: S.CUT, 3: S.CUT, 4: S.DONE}
    assert renders(films) == {2: S.CUT, 4: S.DONE}


OTHER = aliased(Film)
JOB = Table("job", MetaData(), Column("status", String))
UNJOINED: dict[str, Any] = {
    "another table": lambda: LIFE.advance(Film.state, S.DONE, Studio.country == "jp"),
    "another table, by one of two": lambda: LIFE.advance(
        Film.state, S.DONE, or_(Film.studio_id == Studio.id, Film.id == 1), Studio.country == "jp"
    ),
    "an alias": lambda: LIFE.advance(Film.state, S.DONE, OTHER.id == 1),
    "a subclass": lambda: LIFE.advance(Film.state, S.DONE, Animation.frames == 24),
    "a table that is joined to one that is not": lambda: LIFE.advance(
        Film.state, S.DONE, Studio.id == OTHER.studio_id, OTHER.id == 1
    ),
}


@pytest.mark.parametrize("name", UNJOINED)
def test_a_criterion_over_a_table_that_nothing_joins_is_refused(name: str) -> None:
    with pytest.raises(ArgumentError, match=r"advance: the criterion reads [\w, ]+, which nothing joins to film"):
        UNJOINED[name]()


def test_what_cannot_be_set_is_refused() -> None:
    with pytest.raises(ColumnError, match="is a column of an alias: an UPDATE sets the column of the class"):
        LIFE.advance(OTHER.state, S.DONE, OTHER.id == 1)
    with pytest.raises(ColumnError, match="is a column of an alias"):
        LIFE.advance(JOB.alias().c.status, S.DONE, JOB.c.status == "x")
    with pytest.raises(ColumnError, match="no column of a table"):
        LIFE.advance(func.lower(Film.kind, type_=String), S.DONE, Film.id == 1)
    with pytest.raises(ColumnError, match="job has no primary key"):
        LIFE.advance(JOB.c.status, S.DONE, JOB.c.status == Studio.country, stored="value")


@pytest.mark.parametrize("criterion", ["id = 1", None, 1, Film, select(Film.id)])
def test_what_is_no_criterion_is_refused(criterion: Any) -> None:
    with pytest.raises(ArgumentError, match="a criterion compares a column, such as"):
        LIFE.advance(Film.state, S.DONE, criterion)


def test_a_database_of_which_it_is_not_known_is_refused_before_anything_is_sent() -> None:
    elsewhere: Any = mssql.dialect
    db: Any = Session()
    db.get_bind = partial(SimpleNamespace, dialect=elsewhere())
    with pytest.raises(ArgumentError, match="move_returning: how mssql tells an old status is not known"):
        LIFE.move_returning(db, Film.state, S.DONE, Film.id == 1)
    document = Table("d", MetaData(), Column("id", Integer, primary_key=True), Column("notes", JSON))
    statement = LIFE.advance(document.c.notes["state"].as_string(), S.DONE, document.c.id == 1)
    with pytest.raises(ColumnError, match="how mssql sets one key of a JSON column is not known"):
        statement.compile(dialect=elsewhere())


def test_rows_that_a_subquery_chooses_are_locked() -> None:
    servers: Any = postgresql.dialect
    statement = LIFE.advance(Animation.state, S.DONE, Animation.frames == 1)
    assert "FOR UPDATE OF" in str(statement.compile(dialect=servers()))


def test_a_row_with_a_word_of_another_case_is_not_told_as_moved(films: Backend) -> None:
    with films.fill() as db:
        db.add(Print(film_id=1, number=1, named="cut", priority=1, notes={}))
    assert committed(films, lambda db: LIFE.move_returning(db, Print.named, S.DONE, Print.number == 1)) == []
    with films.fill() as db:
        assert db.scalar(text("SELECT named FROM print")) == "cut"


def test_a_table_without_a_class_is_moved_by_its_own_key(films: Backend) -> None:
    metadata = MetaData()
    job = Table("plain_job", metadata, Column("id", Integer, primary_key=True), Column("state", String(9)))
    films.create(metadata)
    with films.fill() as db:
        db.execute(insert(job), [{"id": n, "state": "cut"} for n in (1, 2)])
    told = committed(films, lambda db: LIFE.move_returning(db, job.c.state, S.DONE, job.c.id == 2))
    metadata.drop_all(films.writer)
    assert told == [Transition(2, S.CUT, S.DONE)]
