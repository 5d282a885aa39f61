"""A total is what it says it is: the number of rows, a number that there are at least, or one that there are about."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

import pytest
from fastapi import Depends, FastAPI
from httpx import ASGITransport, AsyncClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, text
from sqlalchemy.dialects import mssql, mysql, postgresql
from sqlalchemy.orm import Session, with_loader_criteria
from tests.session_status.backends import Backend
from tests.session_status.models import SESSIONS, CoachingSession, SessionStatus, TranscriptionSession

from session_status import ArgumentError, Capped, Estimated, Exact, Page, Summary
from session_status.fastapi import PageParams, page_params
from session_status.paging.totals.estimate import estimate_of
from session_status.schemas import PageOut

ON = CoachingSession.transcription_session_id
ORDER = [CoachingSession.id]
ROWS = 60


class Row(NamedTuple):
    client: str
    session: Summary[UUID, Any, Any, Any] | None


def filled(backend: Backend, rows: int = ROWS) -> Backend:
    key = UUID(int=1)
    with backend.fill() as db:
        db.add(TranscriptionSession(id=key, status=SessionStatus.PENDING, title="t"))
        db.flush()
        db.add_all(
            CoachingSession(id=n, client=f"c{n % 3}", transcription_session_id=key if n == 1 else None)
            for n in range(rows)
        )
    return backend


def fetch(backend: Backend, *, client: str | None = None, **options: Any) -> Page[Any]:
    """Read a page of a select that is made for the call."""
    statement = (
        select(CoachingSession.client).where(CoachingSession.client == client)
        if client
        else select(CoachingSession.client)
    )
    asked: Any = {"on": ON, "order_by": ORDER, "limit": 5, **options}
    return backend.ask(lambda db: SESSIONS.page(db, statement, **asked))


def fetch_prepared(backend: Backend, **options: Any) -> Page[Any]:
    pages: Any = SESSIONS.pages(select(CoachingSession.client), on=ON, order_by=ORDER, into=Row)
    asked: dict[str, Any] = {"limit": 5, **options}
    found: Page[Any] = backend.ask(lambda db: pages.fetch(db, **asked))
    return found


@pytest.mark.parametrize("ask", [fetch, fetch_prepared])
def test_a_total_is_counted_as_far_as_was_said(backend: Backend, ask: Any) -> None:
    filled(backend)
    said = {
        True: (ROWS, "exact", 1),
        Exact(): (ROWS, "exact", 1),
        Capped(ROWS - 1): (ROWS - 1, "at_least", 1),
        Capped(ROWS): (ROWS, "exact", 1),
        Capped(1): (1, "at_least", 1),
        False: (None, None, 1),
    }
    for total, expected in said.items():
        page = ask(backend, total=total)
        assert (page.total, page.total_relation, len(backend.statements)) == expected
        assert page.next is not None
        assert len(page.items) == 5


def test_a_page_without_rows_has_the_same_total_by_a_statement_of_its_own(backend: Backend) -> None:
    filled(backend)
    page = fetch(backend, offset=100, total=Capped(7))
    assert (page.items, page.total, page.total_relation, len(backend.statements)) == ([], 7, "at_least", 2)
    page = fetch(backend, client="nobody", total=Capped(7))
    assert (page.total, page.total_relation, len(backend.statements)) == (0, "exact", 1)


def test_a_planner_says_about_how_many_rows_there_are_or_it_is_refused(backend: Backend) -> None:
    filled(backend)
    if backend.writer.dialect.name == "sqlite":
        with pytest.raises(
            ArgumentError, match=r"the planner of sqlite says no number of rows; .* Use Capped\(10_000\)"
        ):
            fetch(backend, total=Estimated())
        assert backend.statements == []
        return
    with backend.fill() as db:
        words = (
            "ANALYZE TABLE coaching_session"
            if "my" in db.get_bind().dialect.name or "maria" in db.get_bind().dialect.name
            else "ANALYZE coaching_session"
        )
        db.execute(text(words))
    for ask in (fetch, fetch_prepared):
        page = ask(backend, total=Estimated())
        assert (page.total_relation, len(page.items), len(backend.statements)) == ("about", 5, 2)
        assert ROWS / 3 <= (page.total or 0) <= ROWS * 3
        assert ask(backend, total=Estimated(), offset=10 * ROWS).items == []
    assert 0 <= (fetch(backend, client="c1", total=Estimated()).total or 0) <= ROWS * 3


@pytest.mark.postgres
def test_a_filter_of_the_session_is_part_of_what_the_planner_is_asked(postgres: Backend) -> None:
    filled(postgres, 300)
    with postgres.fill() as db:
        db.execute(text("ANALYZE coaching_session"))

    def asked(db: Session) -> Page[Any]:
        @event.listens_for(db, "do_orm_execute")
        def only_c1(state: Any) -> None:
            tenant = with_loader_criteria(CoachingSession, lambda row: row.client == "c1", include_aliases=True)
            state.statement = state.statement.options(tenant)

        return SESSIONS.page(db, select(CoachingSession.client), on=ON, order_by=ORDER, limit=5, total=Estimated())

    assert 50 <= (postgres.ask(asked).total or 0) <= 150


@given(rows=st.integers(0, 12), most=st.integers(1, 12), offset=st.integers(0, 14))
def test_a_capped_total_is_the_lesser_of_count_and_cap(rows: int, most: int, offset: int) -> None:
    from tests.session_status.backends import sqlite_memory  # noqa: PLC0415 -- a database for each example
    from tests.session_status.models import Base  # noqa: PLC0415

    backend = sqlite_memory()
    backend.create(Base.metadata)
    with backend.fill() as db:
        db.add_all(CoachingSession(id=n, client="c") for n in range(rows))
    page = fetch(backend, total=Capped(most), offset=offset)
    assert (page.total, page.total_relation) == (min(rows, most), "at_least" if rows > most else "exact")
    backend.writer.dispose()


@pytest.mark.parametrize("total", [None, 1, 10_000, "all", Capped])
def test_what_is_no_kind_of_total_is_refused(sqlite: Backend, total: Any) -> None:
    with pytest.raises(
        ArgumentError, match=r"total=.*: True, False, Exact\(\), Capped\(10_000\) or Estimated\(\) is needed"
    ):
        fetch(sqlite, total=total)
    assert sqlite.statements == []


@pytest.mark.parametrize("most", [0, -1, 1_000_001, 2.5, True, "many"])
def test_a_cap_that_is_no_number_of_rows_is_refused(most: Any) -> None:
    with pytest.raises(ArgumentError, match=r"Capped\(.*\): a whole number from 1 to 1000000 is needed"):
        Capped(most)


def test_a_page_of_other_rows_keeps_what_its_total_is() -> None:
    page = Page([1], 7, None, total_relation="at_least").map(str)
    assert (page.items, page.total, page.total_relation) == (["1"], 7, "at_least")
    assert Page([1], 7, None).total_relation == "exact"
    assert Page([1], None, None).total_relation is None


def test_the_model_of_a_response_says_what_its_total_is() -> None:
    out = PageOut[int].model_validate(Page([1], 7, None, total_relation="about"))
    assert out.model_dump()["total_relation"] == "about"
    described: Any = PageOut[int].model_json_schema()["properties"]["total_relation"]
    assert described["anyOf"][0]["enum"] == ["exact", "at_least", "about"]


@pytest.mark.anyio
async def test_a_client_says_whether_and_the_program_says_how_rows_are_counted() -> None:
    app = FastAPI()
    capped, never = Depends(page_params(total=Capped(100))), Depends(page_params())

    @app.get("/capped")
    async def by_default(page: PageParams = capped) -> str:
        return repr(page.total)

    @app.get("/never")
    async def on_demand(page: PageParams = never) -> str:
        return repr(page.total)

    async with AsyncClient(transport=ASGITransport(app), base_url="http://desk") as client:
        paths = ["/capped", "/capped?total=true", "/capped?total=false", "/never", "/never?total=true"]
        answers = [(await client.get(path)).json() for path in paths]
    assert answers == ["Capped(most=100)", "Capped(most=100)", "False", "False", "True"]


class Plans(NamedTuple):
    """Stands for what a database gave."""

    plan: Any

    def all(self) -> list[tuple[Any]]:
        return [(self.plan,)]


MARIADB: Any = mysql.dialect
POSTGRES: Any = postgresql.dialect
PLANS: dict[str, tuple[Any, Any, int]] = {
    "PostgreSQL, as text": (POSTGRES, '[{"Plan": {"Plan Rows": 12}}]', 12),
    "PostgreSQL, read by the driver": (POSTGRES, [{"Plan": {"Plan Rows": 12}}], 12),
    "MariaDB 10.6, one table": (MARIADB, '{"query_block": {"table": {"rows": 50, "filtered": 20}}}', 10),
    "MariaDB 10.11, a join": (
        MARIADB,
        '{"query_block": {"nested_loop": [{"table": {"rows": 50, "filtered": 20}}, {"block-nl-join": {"table": {"rows": 3, "filtered": 50}}}]}}',
        15,
    ),
    "MariaDB, with a subquery beside": (
        MARIADB,
        '{"query_block": {"nested_loop": [{"table": {"rows": 5, "filtered": 100}}], "subqueries": [{"query_block": {"table": {"rows": 9}}}]}}',
        5,
    ),
    "MySQL, a join": (
        MARIADB,
        '{"query_block": {"nested_loop": [{"table": {"rows_produced_per_join": 8}}, {"table": {"rows_produced_per_join": 24}}]}}',
        24,
    ),
    "nothing can be found": (MARIADB, '{"query_block": {"table": {"message": "Impossible WHERE"}}}', 0),
}


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_is_read_as_its_database_writes_it(name: str) -> None:
    dialect, plan, rows = PLANS[name]
    assert estimate_of(Plans(plan), dialect()) == rows


def test_a_plan_of_a_form_that_is_not_known_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"a plan of mysql of this form is not known; use Capped\(10_000\)"):
        estimate_of(Plans('{"query_block": {"union_result": {}}}'), MARIADB())


def test_other_databases_are_refused_before_anything_is_sent() -> None:
    from session_status.paging.totals.estimate import check_estimates  # noqa: PLC0415 -- of one test

    elsewhere: Any = mssql.dialect
    with pytest.raises(ArgumentError, match="the planner of mssql says no number of rows"):
        check_estimates(elsewhere())
