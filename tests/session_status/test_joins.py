"""Joins: what decides which rows there are is joined before they are counted, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    Enum,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    create_engine,
    exists,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    aliased,
    mapped_column,
    relationship,
    with_loader_criteria,
)
from sqlalchemy.pool import StaticPool
from tests.session_status.backends import Backend
from tests.session_status.models import SESSIONS, STATUS, CoachingSession, SessionStatus, TranscriptionSession

from session_status import SummaryQuery
from session_status.paging.checks.joins import keys_chosen


class Base(DeclarativeBase):
    pass


class City(Base):
    __tablename__ = "city"
    id: Mapped[int] = mapped_column(primary_key=True)


class Coach(Base):
    __tablename__ = "coach"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[int] = mapped_column(unique=True)
    land: Mapped[int]
    number: Mapped[int]
    slug: Mapped[str] = mapped_column(String)
    rank: Mapped[int]
    city_id: Mapped[int | None] = mapped_column(ForeignKey(City.id))
    __table_args__ = (
        UniqueConstraint("land", "number"),
        Index("slug", "slug", unique=True, sqlite_where=text("rank > 0")),
    )


class Recording(Base):
    __tablename__ = "recording"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[SessionStatus] = mapped_column(Enum(SessionStatus))
    title: Mapped[str]


class Part(Base):
    __tablename__ = "part"
    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey(Recording.id), index=True)


class Meeting(Base):
    __tablename__ = "meeting"
    id: Mapped[int] = mapped_column(primary_key=True)
    coach_id: Mapped[int | None] = mapped_column(ForeignKey(Coach.id))
    recording_id: Mapped[int | None] = mapped_column(ForeignKey(Recording.id))
    coach: Mapped[Coach | None] = relationship()


RECORDINGS = SummaryQuery(
    STATUS, id=Recording.id, status=Recording.status, title=Recording.title, segments=Part.recording_id
)
ON = Meeting.recording_id
OTHER: Any = aliased(Coach)
FURTHER: Any = aliased(City)
SAME: Any = aliased(Meeting)
ROWS: Any = select(Meeting.id, Coach.slug)
IDLE: dict[str, Any] = {
    "by a foreign key": ROWS.outerjoin(Coach),
    "by a condition": ROWS.outerjoin(Coach, Coach.id == Meeting.coach_id),
    "by a relationship": ROWS.outerjoin(Meeting.coach),
    "an alias by a relationship": select(Meeting.id, OTHER.slug).outerjoin(Meeting.coach.of_type(OTHER)),
    "an alias and a relationship": select(Meeting.id, OTHER.slug).outerjoin(OTHER, Meeting.coach),
    "an alias": select(Meeting.id).outerjoin(OTHER, and_(OTHER.id == Meeting.coach_id, OTHER.rank > 1)),
    "an alias of the table itself": select(Meeting.id).outerjoin(SAME, SAME.id == Meeting.coach_id),
    "a relationship with a further condition": ROWS.outerjoin(Meeting.coach.and_(Coach.rank > 1)),
    "a unique column": ROWS.outerjoin(Coach, Coach.code == Meeting.coach_id),
    "a unique constraint": ROWS.outerjoin(Coach, (Coach.land == Meeting.id) & (Coach.number == Meeting.coach_id)),
    "a table": select(Meeting.__table__).outerjoin(Coach.__table__),
    "a fixed key": ROWS.outerjoin(Coach, Coach.id == 7),
    "one behind the other": ROWS.outerjoin(Coach).outerjoin(City, City.id == Coach.city_id),
    "from another side": ROWS.outerjoin_from(Meeting, Coach),
    "the sessions": select(Meeting.id, Recording.title).outerjoin(Recording).where(Meeting.id > 1),
}
DECIDING: dict[str, Any] = {
    "an inner join": ROWS.join(Coach),
    "an inner join by a relationship": ROWS.join(Meeting.coach),
    "a full join": ROWS.join(Coach, full=True),
    "a filter by the joined": ROWS.outerjoin(Coach).where(Coach.rank > 1),
    "a filter for what is absent": ROWS.outerjoin(Coach).where(Coach.id.is_(None)),
    "a subquery that reads the joined": ROWS.outerjoin(Coach).where(exists().where(City.id == Coach.city_id)),
    "a join that reads the joined": ROWS.outerjoin(Coach).join(City, City.id == Coach.city_id),
    "a column that is not unique": ROWS.outerjoin(Coach, Coach.rank == Meeting.coach_id),
    "half of a unique constraint": ROWS.outerjoin(Coach, Coach.land == Meeting.coach_id),
    "an index that is unique for some rows": ROWS.outerjoin(Coach, Coach.slug == "x"),
    "either key": ROWS.outerjoin(Coach, or_(Coach.id == Meeting.coach_id, Coach.code == Meeting.id)),
    "an inequality": ROWS.outerjoin(Coach, Coach.id > Meeting.coach_id),
    "its own column": ROWS.outerjoin(Coach, Coach.id == Coach.code),
    "an expression of the key": ROWS.outerjoin(Coach, func.abs(Coach.id) == Meeting.coach_id),
    "another type": ROWS.outerjoin(Coach, Coach.id == func.lower("7")),
    "a subquery": ROWS.outerjoin(found := select(Part).subquery(), found.c.recording_id == Meeting.id),
    "criteria of an option": ROWS.outerjoin(Coach).options(with_loader_criteria(Meeting, Meeting.id > 1)),
}


def told(statement: Any) -> str:
    return str(statement).partition("FROM")[2]


@pytest.mark.parametrize("name", IDLE)
def test_an_outer_join_that_finds_one_row_at_most_and_is_not_read_is_left_out(name: str) -> None:
    assert "JOIN" not in told(keys_chosen(IDLE[name], [Meeting.id]))
    assert told(keys_chosen(IDLE[name], [Meeting.id])).count(",") == 0  # nor is its table read beside the other


@pytest.mark.parametrize("name", DECIDING)
def test_a_join_that_may_decide_which_rows_there_are_is_kept(name: str) -> None:
    statement = DECIDING[name]
    kept = statement.with_only_columns(Meeting.id, maintain_column_froms=True)
    assert told(keys_chosen(statement, [Meeting.id])) == told(kept)
    assert "JOIN" in told(kept)


def test_a_join_by_which_rows_are_sorted_is_kept() -> None:
    assert "coach" in told(keys_chosen(ROWS.outerjoin(Coach), [Meeting.id], [Coach.slug]))
    assert "city" not in told(keys_chosen(ROWS.outerjoin(Coach).outerjoin(City), [Meeting.id], [Coach.slug]))


@pytest.fixture(scope="module")
def memory() -> Iterator[Any]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@st.composite
def selects(draw: st.DrawFn) -> Any:
    """A few joins, each of them inner or outer, and a few filters of what is joined."""
    statement: Any = select(Meeting.id)
    joined: list[Any] = [Meeting.id, Meeting.coach_id]
    conditions: list[tuple[Any, Any, Any]] = [
        (OTHER, OTHER.id == Meeting.coach_id, OTHER.rank),
        (Coach, Coach.rank == Meeting.coach_id, Coach.city_id),
        (City, City.id == Meeting.id, City.id),
        (Recording, Recording.id == Meeting.recording_id, Recording.id),
    ]
    for target, condition, column in draw(st.permutations(conditions))[: draw(st.integers(0, 4))]:
        statement = statement.join(target, condition, isouter=draw(st.booleans()))
        joined.append(column)
    if OTHER.rank in joined and draw(st.booleans()):
        statement = statement.outerjoin(FURTHER, FURTHER.id == OTHER.city_id)
    for column in draw(st.lists(st.sampled_from(joined), max_size=2)):
        statement = statement.where(draw(st.sampled_from([column > 1, column.is_(None), func.coalesce(column, 2) > 1])))
    return statement


few = st.integers(1, 3)
maybe = st.none() | few


@given(st.data())
def test_whatever_is_joined_the_keys_are_those_of_the_whole_select(memory: Any, data: st.DataObject) -> None:
    with Session(memory) as db:
        db.add_all(City(id=key) for key in data.draw(st.sets(few)))
        for key in data.draw(st.sets(few)):
            city, rank = data.draw(maybe), data.draw(few)
            db.add(Coach(id=key, code=key, land=key, number=key, slug=f"{key}", rank=rank, city_id=city))
        db.add_all(Recording(id=key, status=SessionStatus.PENDING, title="a talk") for key in data.draw(st.sets(few)))
        for key in data.draw(st.sets(st.integers(1, 6), max_size=6)):
            db.add(Meeting(id=key, coach_id=data.draw(maybe), recording_id=data.draw(maybe)))
        db.flush()
        statement = data.draw(selects())
        whole = statement.with_only_columns(Meeting.id, maintain_column_froms=True)
        assert Counter(db.scalars(keys_chosen(statement, [Meeting.id]))) == Counter(db.scalars(whole))
        db.rollback()


def test_the_total_of_a_page_reads_the_bare_filter(memory: Any) -> None:
    rows = ROWS.outerjoin(Coach).where(Meeting.id > 0)
    with Session(memory) as db:
        db.add(Coach(id=1, code=1, land=1, number=1, slug="ada", rank=1))
        db.add_all([Meeting(id=1, coach_id=1), Meeting(id=2)])
        db.flush()
        page = RECORDINGS.page(db, rows, on=ON, order_by=[Meeting.id], limit=1, total=True)
        assert ([row[:2] for row in page.items], page.total) == ([(1, "ada")], 2)
        inner = RECORDINGS.page(db, ROWS.join(Coach), on=ON, order_by=[Meeting.id], limit=1, total=True)
        assert ([row[:2] for row in inner.items], inner.total) == ([(1, "ada")], 1)
        db.rollback()


@pytest.mark.parametrize("descends", [False, True])
def test_cursors_lead_through_rows_that_have_nothing_of_a_joined_table_by_which_they_are_sorted(
    backend: Backend, *, descends: bool
) -> None:
    with backend.fill() as db:
        db.add_all(
            TranscriptionSession(id=UUID(int=n), status=SessionStatus.PENDING, title=None) for n in range(1, 7, 2)
        )
        db.flush()
        for n in range(6):
            db.add(CoachingSession(id=n + 1, client="a", transcription_session_id=UUID(int=n) if n % 2 else None))
    on, key = CoachingSession.transcription_session_id, TranscriptionSession.id
    rows: Any = select(CoachingSession.id).outerjoin(TranscriptionSession)
    order = [key.desc() if descends else key.asc()]  # a column that is NOT NULL, and yet NULL in rows without a match

    def walk(db: Session) -> list[int]:
        seen, after = list[int](), None
        while True:
            page = SESSIONS.page(db, rows, on=on, order_by=order, limit=2, after=after)
            seen += [row[0] for row in page.items]
            after = page.next
            if after is None:
                return seen

    with Session(backend.writer) as db:
        assert sorted(walk(db)) == [1, 2, 3, 4, 5, 6]
