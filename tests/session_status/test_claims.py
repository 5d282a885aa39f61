"""A claim takes the rows that a shadow of the queue says, gives each to one worker, and is refused where it cannot be right."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData, desc, event, exists, func, select, text
from sqlalchemy.dialects import mssql, mysql
from sqlalchemy.orm import Session, aliased, with_loader_criteria
from tests.session_status import backends
from tests.session_status.backends import Backend
from tests.session_status.conftest import open_backend
from tests.session_status.films import LIFE as FILMS
from tests.session_status.films import FilmBase, Print, State
from tests.session_status.jobs import LIFE, Held, J, Job, JobBase, JobStatus, Letter, Shadow, Tenant, rows
from tests.session_status.test_moves import BLOCKING, WAITING

from session_status import (
    ArgumentError,
    Claim,
    Lease,
    Lifecycle,
    TransitionError,
)

R = TypeVar("R")
CLAIM: Any = LIFE.claim
"""Without its overloads, for sessions that are not known to wait."""


@pytest.fixture(scope="module", params=[*BLOCKING, *WAITING])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """Give each database behind each kind of driver in turn, with tables that are made once."""
    backend = open_backend(request.param, tmp_path_factory.mktemp("jobs"), request)
    backend.create(JobBase.metadata)
    yield backend
    JobBase.metadata.drop_all(backend.writer)
    backend.writer.dispose()


@pytest.fixture
def queue(server: Backend) -> Backend:
    """Give a database with a few jobs."""
    refill(server, list(rows()))
    return server


def refill(backend: Backend, jobs: list[Any]) -> None:
    with backend.fill() as db:
        for table in reversed(JobBase.metadata.sorted_tables):
            db.execute(table.delete())
        for row in jobs:
            db.add(row)
            db.flush()


def committed(backend: Backend, question: Callable[[Any], R]) -> R:
    """Ask and commit, in the way of the driver."""
    if backend.waits:

        async def waiting(db: Any) -> Any:
            answer = await cast("Any", question(db))
            await db.commit()
            return answer

        return cast("R", backend.ask(cast("Any", waiting)))

    def answered(db: Session) -> R:
        answer = question(db)
        db.commit()
        return answer

    return backend.ask(answered)


def lease(now: float = 0.0, until: float = 10.0, worker: str = "me") -> Lease[float]:
    return Lease(Job.lease_until, now=now, until=until, holder={Job.worker: worker})


def claim(backend: Backend, *criteria: Any, **options: Any) -> list[Claim[JobStatus]]:
    asked: dict[str, Any] = {"order_by": Job.queued, "limit": 10, **options}
    column = asked.pop("column", Job.status)

    def question(db: Any) -> list[Claim[JobStatus]]:
        claims: list[Claim[JobStatus]] = CLAIM(db, column, J.RUNNING, *criteria, **asked)
        return claims

    return committed(backend, question)


def held(backend: Backend) -> dict[int, tuple[JobStatus, str | None, int]]:
    with Session(backend.writer) as db:
        found = select(Job.id, Job.status, Job.worker, Job.version)
        return {row[0]: (row[1], row[2], row[3]) for row in db.execute(found).all()}


def test_rows_are_claimed_in_the_order_asked_for(queue: Backend) -> None:
    assert [step.key for step in claim(queue, limit=2)] == [6, 4]
    assert [(step.key, step.old) for step in claim(queue)] == [(3, J.FAILED), (2, J.WAITING), (1, J.WAITING)]
    assert claim(queue) == []
    assert held(queue) == {key: (J.NEW, None, 1) if key == 5 else (J.RUNNING, None, 2) for key in range(1, 7)}


def test_an_order_may_be_of_several_columns_and_lead_down(queue: Backend) -> None:
    assert [step.key for step in claim(queue, order_by=[Job.tenant_id.desc(), Job.queued])] == [3, 1, 6, 4, 2]


def test_a_claim_gives_the_values_that_the_row_holds_now(queue: Backend) -> None:
    asked = [Job.status, Job.worker, Job.lease_until, Job.queued, Job.version]
    [first] = claim(queue, limit=1, returning=asked, lease=lease())
    assert first == Claim(6, J.WAITING, J.RUNNING, (J.RUNNING, "me", 10.0, -6, 2))
    assert not first.expired


def test_a_claim_whose_lease_has_ended_comes_back_before_those_that_wait(queue: Backend) -> None:
    assert [step.key for step in claim(queue, limit=2, lease=lease(until=10.0))] == [6, 4]
    assert [step.key for step in claim(queue, limit=1, lease=lease(until=30.0))] == [3]
    again = claim(queue, limit=3, lease=lease(now=20.0, until=40.0, worker="you"), returning=Job.worker)
    assert [(step.key, step.expired, step.values) for step in again] == [
        (6, True, ("you",)),
        (4, True, ("you",)),
        (2, False, ("you",)),
    ]
    assert held(queue)[6] == (J.RUNNING, "you", 3)


def test_a_row_that_is_held_without_a_lease_does_not_come_back(queue: Backend) -> None:
    assert len(claim(queue)) == 5
    assert claim(queue, lease=lease(now=1e9, until=2e9)) == []


def test_a_lease_may_be_told_by_the_clock_of_the_database(queue: Backend) -> None:
    ends: Any = Job.queued * -1.0  # SQL, and no value
    mine = Lease(Job.lease_until, now=func.abs(-5.5), until=ends)
    assert [step.values for step in claim(queue, limit=3, lease=mine, returning=Job.lease_until)] == [(6,), (4,), (3,)]
    assert [step.key for step in claim(queue, limit=2, lease=mine)] == [3, 4]


CRITERIA: dict[str, tuple[Any, list[Any], list[int]]] = {
    "a column of the class": (Job.status, [Job.id < 4], [3, 2, 1]),
    "another table, by exists": (
        Job.status,
        [exists().where(Tenant.id == Job.tenant_id, Tenant.country == "fr")],
        [6, 4, 2],
    ),
    "another table, by a relationship": (Job.status, [Job.tenant.has(Tenant.country == "jp")], [3, 1]),
    "a subclass": (Letter.status, [Letter.id > 0], [6, 4, 2]),
    "a column of the subclass": (Letter.status, [Letter.pages > 2], [6, 4]),
    "the same with other values": (Letter.status, [Letter.pages > 4], [6]),
    "values in a list": (Job.status, [Job.id.in_([1, 6])], [6, 1]),
    "a longer list": (Job.status, [Job.id.in_([1, 6, 2])], [6, 2, 1]),
    "a list of one": (Job.status, [Job.id.in_([2])], [2]),
    "an empty list": (Job.status, [Job.id.in_([])], []),
    "SQL in words": (Job.status, [text("claimed_job.id = 4")], [4]),
}


@pytest.mark.parametrize("name", CRITERIA)
def test_a_claim_is_about_the_rows_of_its_criteria(queue: Backend, name: str) -> None:
    column, criteria, chosen = CRITERIA[name]
    order = column.class_.queued
    assert [step.key for step in claim(queue, *criteria, column=column, order_by=order)] == chosen
    running = {key for key, row in held(queue).items() if row[0] is J.RUNNING}
    assert running == set(chosen)


def test_a_version_counter_in_another_table_goes_on_with_the_status(queue: Backend) -> None:
    claimed = claim(queue, Letter.pages > 2, column=Letter.printed, order_by=Letter.pages, returning=Letter.pages)
    assert [(step.key, step.values) for step in claimed] == [(4, (4,)), (6, (6,))]
    assert {key: row[2] for key, row in held(queue).items()} == {1: 1, 2: 1, 3: 1, 4: 2, 5: 1, 6: 2}


def test_a_filter_of_the_session_holds_for_claims_as_well(queue: Backend) -> None:
    """Criteria that an application adds to every statement, such as the tenant's, reach what is claimed."""

    def asked(db: Any) -> list[Claim[JobStatus]]:
        @event.listens_for(getattr(db, "sync_session", db), "do_orm_execute")
        def only_tenant_2(state: Any) -> None:
            tenant = with_loader_criteria(Job, lambda job: job.tenant_id == 2, include_aliases=True)
            state.statement = state.statement.options(tenant)

        order: Any = Job.queued
        claims: list[Claim[JobStatus]] = CLAIM(db, Job.status, J.RUNNING, order_by=order, limit=10, lease=lease())
        return claims

    assert [step.key for step in committed(queue, asked)] == [3, 1]


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("claim"), st.integers(1, 4), st.floats(0.5, 3)),
        st.tuples(st.just("end"), st.integers(0, 5), st.sampled_from([J.DONE, J.FAILED])),
        st.tuples(st.just("wait"), st.floats(0.1, 3), st.none()),
        st.tuples(st.just("add"), st.integers(-50, 50), st.none()),
    ),
    max_size=25,
)


def play(backend: Backend, operations: list[tuple[str, Any, Any]]) -> None:
    """Do what was drawn to the database and to the shadow; they must agree at every step."""
    refill(
        backend, [Tenant(id=1, country="fr"), *(Job(id=n, status=J.WAITING, queued=n, tenant_id=1) for n in range(4))]
    )
    shadow, now = Shadow({n: Held(J.WAITING, n) for n in range(4)}), 0.0
    for number, (kind, first, second) in enumerate(operations):
        match kind:
            case "claim":
                terms = lease(now, now + second, f"w{number}")
                expected = shadow.claim(f"w{number}", limit=first, now=now, until=now + second)
                taken = claim(backend, limit=first, lease=terms)
                assert [(step.key, step.old) for step in taken] == expected
            case "end":
                running = sorted(key for key, job in shadow.jobs.items() if job.status is J.RUNNING)
                for key in running[first : first + 1]:
                    shadow.end(key, second)
                    step = LIFE.advance(Job.status, second, Job.id == key).values(lease_until=None, worker=None)
                    with backend.fill() as db:
                        db.execute(step)
            case "wait":
                now += first
            case _:
                key = len(shadow.jobs)
                queued = first * 100 + key  # no two alike, so that the order is known
                shadow.jobs[key] = Held(J.WAITING, queued)
                with backend.fill() as db:
                    db.add(Job(id=key, status=J.WAITING, queued=queued, tenant_id=1))
    assert held(backend) == {key: (job.status, job.worker, job.version) for key, job in shadow.jobs.items()}


@pytest.fixture(scope="module")
def memory() -> Iterator[Backend]:
    engine = open_backend("sqlite-memory", cast("Any", None), cast("Any", None))
    engine.create(JobBase.metadata)
    yield engine
    engine.writer.dispose()


@settings(max_examples=60)
@given(OPERATIONS)
def test_a_queue_does_what_its_shadow_says(memory: Backend, operations: list[tuple[str, Any, Any]]) -> None:
    play(memory, operations)


@pytest.mark.slow
@settings(max_examples=40)
@given(operations=OPERATIONS)
def test_a_queue_does_what_its_shadow_says_on_every_database(
    server: Backend, operations: list[tuple[str, Any, Any]]
) -> None:
    play(server, operations)


def refused(error: type[Exception], match: str, *criteria: Any, **options: Any) -> None:
    asked: dict[str, Any] = {"column": Job.status, "target": J.RUNNING, "order_by": Job.queued, **options}
    life = asked.pop("life", LIFE)
    with Session() as db, pytest.raises(error, match=match):  # a session without a database: nothing can be sent
        life.claim(db, asked.pop("column"), asked.pop("target"), *criteria, **asked)


def test_what_the_lifecycle_does_not_allow_is_refused_before_anything_is_sent() -> None:
    refused(TransitionError, "no step leads to JobStatus.NEW", target=J.NEW)
    loop = Lifecycle(JobStatus, {J.NEW: [J.NEW, *(s for s in J if s is not J.NEW)]}, initial=[J.NEW], self_steps=True)
    refused(TransitionError, "the only step to JobStatus.NEW is from itself", target=J.NEW, life=loop)
    refused(
        ArgumentError, "JobStatus.DONE is an end, and a lease would claim its rows again", target=J.DONE, lease=lease()
    )
    refused(ArgumentError, "has members of JobStatus, not 'running'", target="running")


OTHER = aliased(Job)
WRONG: dict[str, tuple[list[Any], dict[str, Any], str]] = {
    "an equality that joins": (
        [Job.tenant_id == Tenant.id, Tenant.country == "fr"],
        {},
        "a criterion reads tenant, and a claim is about rows of claimed_job alone: ask by exists",
    ),
    "an alias": ([OTHER.id == 1], {}, "a criterion reads an alias of claimed_job"),
    "a subclass": ([Letter.pages == 1], {}, "a criterion reads letter"),
    "no condition": ([True], {}, "True or False is what Python made"),
    "an order of another table": ([], {"order_by": Tenant.country}, "order_by reads tenant"),
    "an order that is a word": ([], {"order_by": "queued"}, "order_by='queued' is no column of claimed_job"),
    "an order of a word": ([], {"order_by": desc("queued")}, "is no column of claimed_job: name what comes first"),
    "no order": ([], {"order_by": []}, "without an order a row may wait for ever"),
    "no row": ([], {"limit": 0}, "limit=0 is no number of rows from 1 to 500"),
    "too many rows": ([], {"limit": 501}, "limit=501 is no number of rows"),
    "a limit that is true": ([], {"limit": True}, "limit=True is no number of rows"),
    "a lease that is a number": ([], {"lease": 30}, r"lease=30 is none: give Lease\(column, now=..., until=...\)"),
    "a lease of another table": (
        [],
        {"lease": Lease(Tenant.id, now=1, until=2)},
        "lease=tenant.id is no column of claimed_job, which holds the status",
    ),
    "a holder of another table": (
        [],
        {"lease": Lease(Job.lease_until, now=1, until=2, holder={Tenant.country: "fr"})},
        "holder=tenant.country is no column of claimed_job",
    ),
    "a value of another table": ([], {"returning": Tenant.id}, "returning=tenant.id is no column of claimed_job"),
    "a value of an alias": ([], {"returning": [OTHER.id]}, "returning=.*id is no column of claimed_job"),
    "a value that is none": ([], {"returning": "id"}, "returning='id' is no column of claimed_job"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_right_is_refused_before_anything_is_sent(name: str) -> None:
    criteria, options, message = WRONG[name]
    refused(ArgumentError, message, *criteria, **options)


def on_dialect(dialect: Any) -> Any:
    db: Any = Session()
    db.get_bind = partial(SimpleNamespace, dialect=dialect)
    return db


def test_a_database_of_which_it_is_not_known_is_refused_before_anything_is_sent() -> None:
    elsewhere: Any = mssql.dialect
    with pytest.raises(ArgumentError, match="how mssql claims rows is not known; it is for PostgreSQL"):
        LIFE.claim(on_dialect(elsewhere()), Job.status, J.RUNNING, order_by=Job.queued)


@pytest.mark.parametrize(("version", "is_mariadb"), [((10, 5, 21), True), ((5, 7, 44), False)])
def test_a_server_that_does_not_pass_over_locked_rows_is_refused(version: tuple[int, ...], *, is_mariadb: bool) -> None:
    made: Any = mysql.dialect
    old = made()
    old.server_version_info, old.is_mariadb = version, is_mariadb
    with pytest.raises(ArgumentError, match="does not pass over locked rows; it is for PostgreSQL"):
        LIFE.claim(on_dialect(old), Job.status, J.RUNNING, order_by=Job.queued)


@contextmanager
def on_mariadb(address: str, metadata: MetaData) -> Generator[Backend]:
    """Give MariaDB with some tables; it reads the address as a test reads its fixture."""
    backend = backends.mariadb(address, "mariadb+pymysql")
    backend.create(metadata)
    yield backend
    metadata.drop_all(backend.writer)
    backend.writer.dispose()


@pytest.mark.mariadb
def test_a_session_in_autocommit_is_refused_where_a_lock_would_end_with_its_statement(mariadb_address: str) -> None:
    with on_mariadb(mariadb_address, JobBase.metadata) as backend:
        refill(backend, list(rows()))
        engine = backend.writer.execution_options(isolation_level="AUTOCOMMIT")
        with Session(engine) as db, pytest.raises(ArgumentError, match="the session is in AUTOCOMMIT"):
            LIFE.claim(db, Job.status, J.RUNNING, order_by=Job.queued)
        assert {row[0] for row in held(backend).values()} == {J.NEW, J.WAITING, J.FAILED}


def test_one_statement_serves_claims_that_are_alike_on_postgresql(queue: Backend) -> None:
    if queue.writer.dialect.name != "postgresql":
        pytest.skip("other databases lock rows first and set them then")
    claim(queue, limit=1, lease=lease(until=20.0))
    assert len(queue.statements) == 1
    [step] = claim(queue, limit=1, lease=lease(until=30.0, worker="you"), returning=())
    with Session(queue.writer) as db:
        assert db.get_one(Job, step.key).lease_until == 30.0


@pytest.mark.mariadb
def test_a_row_with_a_word_of_another_case_is_none_that_waits(mariadb_address: str) -> None:
    with on_mariadb(mariadb_address, FilmBase.metadata) as backend, Session(backend.writer) as db:
        db.add(Print(film_id=1, number=1, named="cut", priority=1, notes={}))
        db.flush()
        assert FILMS.claim(db, Print.named, State.DONE, order_by=Print.number) == []


def test_rows_that_another_claim_holds_are_passed_over(queue: Backend) -> None:
    if queue.waits or queue.writer.dialect.name == "sqlite":
        pytest.skip("two sessions at once are tried on the servers, by a driver that blocks")
    with Session(queue.writer) as first, Session(queue.writer) as second:

        def claimed(db: Session, limit: int) -> list[int]:
            waiting = Job.status == J.WAITING  # one status, whose index MariaDB reads in the order asked for
            return [
                step.key for step in LIFE.claim(db, Job.status, J.RUNNING, waiting, order_by=Job.queued, limit=limit)
            ]

        assert claimed(first, 2) == [6, 4]
        assert claimed(second, 1) == [2]
        first.rollback()
        second.commit()
        assert claimed(second, 2) == [6, 4]
