"""A select that is made for each call: what was built for an earlier one never brings that one's values."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import (
    CTE,
    Enum,
    ForeignKey,
    Integer,
    TypeDecorator,
    bindparam,
    create_engine,
    event,
    func,
    literal,
    select,
    tuple_,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    aliased,
    lazyload,
    mapped_column,
    relationship,
    selectinload,
    subqueryload,
    with_loader_criteria,
)
from sqlalchemy.pool import StaticPool
from tests.session_status.models import SessionStatus

from session_status import ArgumentError, ColumnError, CursorError, StatusMapping, SummaryQuery
from session_status.rows.nodes import is_kind

STATUS = StatusMapping.by_value(SessionStatus)


class Base(DeclarativeBase):
    pass


class Recording(Base):
    __tablename__ = "recording"
    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[int]
    status: Mapped[SessionStatus] = mapped_column(Enum(SessionStatus))
    title: Mapped[str]
    parts: Mapped[int]


class Meeting(Base):
    __tablename__ = "meeting"
    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[int]
    name: Mapped[str]
    recording_id: Mapped[int | None] = mapped_column(ForeignKey(Recording.id))
    other_id: Mapped[int | None] = mapped_column(ForeignKey(Recording.id))
    notes: Mapped[list[Note]] = relationship()


class Note(Base):
    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    text: Mapped[str]


def queries() -> SummaryQuery[int, Any]:
    """Make a query that has built nothing yet."""
    return SummaryQuery(
        STATUS, id=Recording.id, status=Recording.status, title=Recording.title, counter=Recording.parts
    )


ON = Meeting.recording_id


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    made = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(made)
    with Session(made) as db:
        for number in range(1, 21):
            recorded = {"tenant": number % 2, "status": SessionStatus.PENDING, "title": f"t{number}", "parts": number}
            db.add(Recording(id=number, **recorded))
        db.flush()
        for number in range(1, 21):
            met = {"tenant": number % 2, "name": "abc"[number % 3], "recording_id": number, "other_id": 21 - number}
            db.add(Meeting(id=number, **met))
        db.flush()
        db.add_all(Note(id=number, meeting_id=number, text=f"n{number}") for number in range(1, 21))
        db.commit()
    yield made
    made.dispose()


class Uncached(TypeDecorator[int]):
    impl = Integer
    cache_ok = False


def cte(least: int) -> CTE:
    return select(Meeting.id).where(Meeting.id > least).cte()


def side(least: int) -> Any:
    alias = aliased(Meeting)
    return select(alias.id).where(alias.id > least), alias.recording_id


def joined(least: int) -> Any:
    alias = aliased(Recording)
    rows = select(Meeting.id, alias.title).outerjoin(alias, alias.id == Meeting.recording_id)
    return rows.where(alias.parts > least)


SELECTS: dict[str, Callable[[int], Any]] = {
    "a filter": lambda n: select(Meeting.id).where(Meeting.id > n),
    "an entity": lambda n: select(Meeting).where(Meeting.id > n),
    "no value": lambda n: select(Meeting.id),  # noqa: ARG005 -- alike for all
    "a list of any length": lambda n: select(Meeting.id).where(Meeting.id.in_(range(n, n + n % 5))),
    "tuples": lambda n: select(Meeting.id).where(
        tuple_(Meeting.id, Meeting.tenant).in_([(k, k % 2) for k in range(n, 2 * n)])
    ),
    "a limit in a subquery": lambda n: select(Meeting.id).where(
        Meeting.id.in_(select(Meeting.id).order_by(Meeting.id).limit(n).offset(n // 2))
    ),
    "a common table expression": lambda n: select(Meeting.id).where(Meeting.id.in_(select(cte(n).c.id))),
    "a union": lambda n: select(Meeting.id).where(
        Meeting.id.in_(
            union_all(select(Meeting.id).where(Meeting.id > n), select(Meeting.id).where(Meeting.id == n // 2))
        )
    ),
    "a new alias": side,
    "a join of a new alias": joined,
    "a column with a value": lambda n: select(Meeting.id, Meeting.id + n, literal(n)),
    "a correlated subquery": lambda n: select(
        Meeting.id, select(func.count()).where(Note.meeting_id == Meeting.id, Note.id > n).scalar_subquery()
    ),
    "a relationship with a condition": lambda n: select(Meeting.id).where(Meeting.notes.any(Note.id > n)),
    "a value by name": lambda n: select(Meeting.id).where(Meeting.id > bindparam("least", n)),
    "a value that is asked for": lambda n: select(Meeting.id).where(
        Meeting.id > bindparam("asked", callable_=lambda: n, type_=Integer)
    ),
    "loaded beside": lambda n: select(Meeting).options(selectinload(Meeting.notes)).where(Meeting.id > n),
    "loaded beside, with a condition": lambda n: select(Meeting).options(selectinload(Meeting.notes.and_(Note.id > n))),
    "criteria": lambda n: select(Meeting.id).options(with_loader_criteria(Meeting, Meeting.id > n)),
    "criteria on the sessions": lambda n: select(Meeting.id).options(
        with_loader_criteria(Recording, Recording.parts > n)
    ),
    "criteria in a function": lambda n: select(Meeting.id).options(
        with_loader_criteria(Meeting, lambda cls: cls.id > n)
    ),
    "a type without a key": lambda n: select(Meeting.id).where(Meeting.id > literal(n, Uncached())),
}


def drawn(name: str, number: int) -> tuple[Any, Any]:
    """Make a select with a value of its own, and name the column that it is paged on."""
    made = SELECTS[name](number)
    return made if is_kind(made, tuple) else (made, ON)


def plain(db: Session, statement: Any, on: Any) -> list[tuple[Any, ...]]:
    """Read the rows as the select gives them, in order."""
    key = on.parent.entity.id
    return [tuple(row) for row in db.execute(statement.order_by(key))]


def read(query: Any, db: Session, statement: Any, on: Any, limit: int) -> list[tuple[Any, ...]]:
    """Read all pages one after the other, forwards, and compare them with those read backwards."""
    order = [on.parent.entity.id]
    found: list[tuple[Any, ...]] = []
    pages: list[Any] = []
    after: str | None = None
    while True:
        page = query.page(db, statement, on=on, order_by=order, limit=limit, after=after, total=True)
        pages.append(page)
        found += [row[:-1] for row in page.items]
        for row in page.items:
            assert row[-1] is None or row[-1].id == key_of(row)
        after = page.next
        if after is None:
            break
    assert {page.total for page in pages if page.items} <= {len(found)}
    backwards, before = list(pages[-1].items), pages[-1].previous
    while before is not None:
        page = query.page(db, statement, on=on, order_by=order, limit=limit, before=before, total=True)
        backwards = [*page.items, *backwards]
        before = page.previous
    assert [row[:-1] for row in backwards] == found
    return found


def key_of(row: Any) -> Any:
    return getattr(row[0], "id", row[0])


@pytest.mark.parametrize("name", SELECTS)
def test_a_later_select_gives_its_own_rows(engine: Any, name: str) -> None:
    query: Any = queries()
    with Session(engine) as db:
        for number in (3, 11, 7, 3, 18):
            statement, on = drawn(name, number)
            assert read(query, db, statement, on, 4) == plain(db, statement, on)


@pytest.mark.parametrize("name", sorted(SELECTS.keys() - {"a type without a key", "a value that is asked for"}))
def test_what_was_built_serves_every_later_select_that_is_alike(engine: Any, name: str) -> None:
    query: Any = queries()
    compiled: list[str] = []
    with Session(engine) as db:
        for number in (3, 11, 7):
            statement, on = drawn(name, number)
            query.page(db, statement, on=on, order_by=[on.parent.entity.id], limit=3)
            compiled.append(str(len(query._called._known)))
    assert compiled == ["1", "1", "1"]
    (kept,) = query._called._known.values()
    assert len(kept._built) == 1


def test_an_event_that_adds_the_tenant_is_heard_at_each_call(engine: Any) -> None:
    query: Any = queries()
    tenant = [0]
    with Session(engine) as db:

        @event.listens_for(db, "do_orm_execute")
        def of_tenant(state: Any) -> None:
            wanted = tenant[0]
            for kind in (Meeting, Recording):
                state.statement = state.statement.options(with_loader_criteria(kind, lambda cls: cls.tenant == wanted))

        for tenant[0] in (0, 1, 0):
            page = query.page(
                db, select(Meeting.id, Meeting.tenant), on=ON, order_by=[Meeting.id], limit=50, total=True
            )
            assert ({row[1] for row in page.items}, page.total) == ({tenant[0]}, 10)
            page = query.page(db, select(Meeting.id), on=Meeting.other_id, order_by=[Meeting.id], limit=50)
            assert {row[-1] for row in page.items} == {None}  # a meeting's other recording is of the other tenant
            assert query.page(db, select(Meeting), on=ON, limit=2, offset=100, total=True).total == 10


def test_two_aliases_are_told_apart_by_what_is_said_of_them(engine: Any) -> None:
    query: Any = queries()
    with Session(engine) as db:
        for _ in range(2):
            first, second = aliased(Meeting), aliased(Meeting)
            rows = select(first.id).join(second, second.id == first.other_id)
            for one in (first, second):
                page = query.page(db, rows, on=first.recording_id, order_by=[one.name, first.id], limit=50)
                plain_rows = db.execute(rows.order_by(one.name, first.id)).all()
                assert [row[0] for row in page.items] == [row[0] for row in plain_rows]
            page = query.page(db, rows, on=first.other_id, order_by=[first.id], limit=50)
            assert [row[-1].id for row in page.items] == list(range(20, 0, -1))


def test_execution_options_are_those_of_the_call(engine: Any) -> None:
    query: Any = queries()
    with engine.begin() as connection:
        connection.exec_driver_sql("ATTACH ':memory:' AS elsewhere")
        Base.metadata.create_all(connection.execution_options(schema_translate_map={None: "elsewhere"}))
    with Session(engine) as db:
        there = select(Meeting.id).execution_options(schema_translate_map={None: "elsewhere"})
        for statement, expected in ((select(Meeting.id), 20), (there, 0), (select(Meeting.id), 20)):
            assert len(query.page(db, statement, on=ON, order_by=[Meeting.id], limit=50).items) == expected
        db.rollback()
        changed = db.get_one(Meeting, 1)
        db.expunge(changed)
        changed = db.get_one(Meeting, 1)
        with db.no_autoflush:
            changed.name = "changed"
            fresh = select(Meeting).where(Meeting.id == 1)
            again = fresh.execution_options(populate_existing=True)
            assert query.page(db, fresh, on=ON, limit=1).items[0][0].name == "changed"
            assert query.page(db, again, on=ON, limit=1).items[0][0].name != "changed"


def test_no_value_of_an_earlier_select_is_in_what_was_built(engine: Any) -> None:
    query: Any = queries()
    with Session(engine) as db:
        assert query.page(db, select(Meeting.id).where(Meeting.name == "b"), on=ON, limit=9, total=True).items
    (kept,) = query._called._known.values()
    ((statement, _),) = kept._built.values()
    compiled = statement.compile(engine)
    assert "b" not in compiled.params.values()
    assert {parameter.key for parameter in compiled.bind_names if parameter.required} >= {"given_0"}


def test_a_cursor_belongs_to_the_values_of_its_select(engine: Any) -> None:
    query: Any = queries()
    with Session(engine) as db:

        def page(least: int, **place: Any) -> Any:
            rows = select(Meeting.id).where(Meeting.id > least)
            return query.page(db, rows, on=ON, order_by=[Meeting.id], limit=2, **place)

        cursor = page(3).next
        assert [row[0] for row in page(3, after=cursor).items] == [6, 7]
        with pytest.raises(CursorError, match="of another query or filter"):
            page(4, after=cursor)
        ordered = query.page(db, select(Meeting.id), on=ON, order_by=[func.abs(Meeting.id - 3, type_=Integer)], limit=2)
        with pytest.raises(CursorError, match="of another query or filter"):
            query.page(
                db,
                select(Meeting.id),
                on=ON,
                order_by=[func.abs(Meeting.id - 1, type_=Integer)],
                limit=2,
                after=ordered.next,
            )


def test_a_parameter_without_a_value_is_an_error_at_each_call(engine: Any) -> None:
    query: Any = queries()
    with Session(engine) as db:
        given = select(Meeting.id).where(Meeting.id > bindparam("least", 3))
        assert query.page(db, given, on=ON, limit=1).items[0][0] == 4
        for _ in range(2):
            with pytest.raises(ArgumentError, match="parameters: no value for least"):
                query.page(db, select(Meeting.id).where(Meeting.id > bindparam("least")), on=ON, limit=1)


def test_whether_a_select_is_refused_does_not_depend_on_what_came_before(engine: Any) -> None:
    query: Any = queries()
    with Session(engine) as db:
        for _ in range(2):
            with pytest.raises(ColumnError, match="limit or offset of its own"):
                query.page(db, select(Meeting.id).limit(3), on=ON, limit=1)
            with pytest.raises(ColumnError, match="several rows for one row"):
                query.page(db, select(Meeting.id).join(Note), on=ON, limit=1)
            assert query.page(db, select(Meeting.id), on=ON, limit=1).items


def test_what_is_kept_is_bounded_and_safe_between_threads(engine: Any) -> None:
    query: Any = queries()
    query._called._known.capacity = 8
    faults: list[str] = []
    gate = threading.Barrier(8)

    def dialect(_: object) -> Any:
        return engine.dialect

    def call(thread: int) -> None:
        gate.wait()
        for round_ in range(30):
            width, least = (thread + round_) % 20, (thread * 7 + round_) % 15
            statement = select(Meeting.id, *(Meeting.id + n for n in range(width))).where(Meeting.id > least)
            plan = query.page.plan(dialect, statement, on=ON, order_by=[Meeting.id], limit=3)
            step = plan.steps[0]
            if least not in step.parameters.values() or len(step.statement.selected_columns) < width + 1:
                faults.append(f"{least} of {width}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(8)))
    assert faults == []
    assert len(query._called._known) <= 8 * 1.5


RECORDED: dict[str, Callable[[int], Any]] = {
    "a filter": lambda n: select(Recording).where(Recording.id > n),
    "a list of any length": lambda n: select(Recording.id).where(Recording.id.in_(range(n, n + n % 5))),
    "an order, which counts nothing": lambda n: (
        select(Recording).where(Recording.parts < n).order_by(Recording.parts + n)
    ),
    "a tenant's criteria": lambda n: select(Recording).options(
        with_loader_criteria(Recording, Recording.tenant == n % 2)
    ),
    "a limit in a subquery": lambda n: select(Recording).where(
        Recording.id.in_(select(Meeting.recording_id).order_by(Meeting.id).limit(n))
    ),
    "a type that cannot be cached": lambda n: select(Recording).where(Recording.parts > literal(n, Uncached())),
}


@pytest.mark.parametrize("name", RECORDED)
def test_counts_of_a_select_that_is_alike_are_those_of_its_own_values(engine: Any, name: str) -> None:
    query = queries()
    with Session(engine) as db:
        for number in (3, 12, 7, 3):
            rows = RECORDED[name](number)
            assert query.counts(db, rows).total == len(db.execute(rows).all())


def test_counts_are_refused_again_for_another_alias_than_the_rows_have(engine: Any) -> None:
    alias, other = aliased(Recording), aliased(Recording)
    query = SummaryQuery(STATUS, id=alias.id, status=alias.status, title=alias.title, counter=alias.parts)
    with Session(engine) as db:
        assert query.counts(db, select(alias).where(alias.id > 5)).total == 15
        with pytest.raises(ColumnError, match="the select reads no such table"):
            query.counts(db, select(other).where(other.id > 5))


def test_counts_need_a_select_and_a_value_for_each_parameter(engine: Any) -> None:
    unchecked: Any = queries().counts
    with Session(engine) as db:
        with pytest.raises(ArgumentError, match=r"a select\(\.\.\.\) is needed, not a str"):
            unchecked(db, "select 1")
        with pytest.raises(ArgumentError, match="parameters: no value for least"):
            unchecked(db, select(Recording).where(Recording.id > bindparam("least")))


@pytest.mark.parametrize("load", [selectinload, subqueryload, lazyload])
def test_what_is_loaded_by_criteria_is_refused_where_no_statement_may_be_cached(engine: Any, load: Any) -> None:
    query: Any = queries()
    rows = select(Meeting).options(load(Meeting.notes.and_(Note.id > 3)))
    with Session(engine) as db:
        page = query.page(db, rows, on=ON, order_by=[Meeting.id], limit=4)
        assert [len(row[0].notes) for row in page.items] == [0, 0, 0, 1]
    uncached = rows.where(type_coerce(Meeting.id, Uncached()) > 1)
    with Session(engine) as db, pytest.raises(ColumnError, match="cache_ok = True of each type in it, or add with_lo"):
        query.page(db, uncached, on=ON, order_by=[Meeting.id], limit=4)
    with Session(engine) as db, pytest.raises(ColumnError, match="cache_ok = True of each type in it, or add with_lo"):
        query.pages(uncached, on=ON, into=tuple, order_by=[Meeting.id]).fetch(db, limit=4)
