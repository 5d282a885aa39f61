"""A session of several databases gives what can be put together, and refuses what only one of them can answer."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.ext.horizontal_shard import ShardedSession, set_shard_id
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import StaticPool

from session_status import ArgumentError, Lifecycle, StatusMapping, SummaryQuery, SummaryRow, column_of, status_of


class Base(DeclarativeBase):
    pass


class Stage(enum.Enum):
    NEW = "new"
    DONE = "done"


class Parcel(Base):
    __tablename__ = "parcel"
    id: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[Stage]


class ParcelRow(SummaryRow):
    id: int = column_of(Parcel.id)
    stage: Stage = status_of(Parcel.stage, StatusMapping.by_value(Stage))


PARCELS = SummaryQuery(ParcelRow, key=Parcel.id)
LIFE = Lifecycle(Stage, {Stage.NEW: [Stage.DONE]}, initial=[Stage.NEW])
SHARDS = {"even": range(0, 10, 2), "odd": range(1, 10, 2)}
REFUSED: dict[str, Callable[[Session], Any]] = {
    "page": lambda db: PARCELS.page(db, select(Parcel.id), on=Parcel.id, order_by=[Parcel.id], limit=3),
    "prepared page": lambda db: PARCELS.pages(
        select(Parcel.id), on=Parcel.id, order_by=[Parcel.id], into=lambda *row: row
    ).fetch(db, limit=3),
    "counts": lambda db: PARCELS.counts(db, select(Parcel)),
    "claim": lambda db: LIFE.claim(db, Parcel.stage, Stage.DONE, order_by=Parcel.id),
    "steps that are told": lambda db: LIFE.move_returning(db, Parcel.stage, Stage.DONE, Parcel.id > 2),
}


def every(*_: Any, **__: Any) -> list[str]:
    return [*SHARDS]


def first(*_: Any, **__: Any) -> str:
    return next(iter(SHARDS))


@pytest.fixture
def db() -> Iterator[Session]:
    engines = {name: create_engine("sqlite://", poolclass=StaticPool) for name in SHARDS}
    for name, engine in engines.items():
        Base.metadata.create_all(engine)
        with Session(engine) as session, session.begin():
            session.add_all([Parcel(id=number, stage=Stage.NEW) for number in SHARDS[name]])
    with ShardedSession(shards=engines, shard_chooser=first, identity_chooser=every, execute_chooser=every) as session:
        yield session
    for engine in engines.values():
        engine.dispose()


def test_rows_of_every_database_are_read_by_their_keys(db: Session) -> None:
    assert PARCELS.many(db, range(20)).keys() == {*range(10)}
    assert PARCELS.get(db, 7) is not None


def test_steps_are_taken_in_every_database(db: Session) -> None:
    assert LIFE.move(db, Parcel.stage, Stage.DONE, Parcel.id > 2) == 7


@pytest.mark.parametrize("call", REFUSED)
def test_what_cannot_be_put_together_is_refused_with_a_remedy(db: Session, call: str) -> None:
    with pytest.raises(ArgumentError, match=r"is a ShardedSession.*set_shard_id"):
        REFUSED[call](db)


@pytest.mark.parametrize("shard", SHARDS)
def test_pages_and_counts_are_those_of_the_database_that_the_select_names(db: Session, shard: str) -> None:
    numbers = [*SHARDS[shard]]
    asked = select(Parcel.id).options(set_shard_id(shard))
    for start in (0, 3, 99):
        page = PARCELS.page(db, asked, on=Parcel.id, order_by=[Parcel.id], limit=3, offset=start, total=True)
        assert ([row[0] for row in page.items], page.total) == (numbers[start : start + 3], len(numbers))
    assert PARCELS.counts(db, select(Parcel).options(set_shard_id(shard))).total == len(numbers)
