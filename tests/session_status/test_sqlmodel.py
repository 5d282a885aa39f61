"""Models of SQLModel, whose attributes go through its `col()`: read, paged and advanced as any others."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Annotated
from uuid import UUID, uuid4

import pytest
from sqlmodel import Field, Session, SQLModel, col, create_engine, select

from session_status import Lifecycle, StatusMapping, SummaryQuery

KEY = UUID(int=1)


class Status(enum.Enum):
    PENDING = "pending"
    DONE = "done"


class Recorded(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    status: Status
    title: str | None = None


class Spoken(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    recorded_id: UUID = Field(foreign_key="recorded.id", index=True)


class Met(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    recorded_id: UUID | None = Field(default=None, foreign_key="recorded.id")


SESSIONS = SummaryQuery(
    StatusMapping.by_value(Status),
    id=col(Recorded.id),
    status=col(Recorded.status),
    title=col(Recorded.title),
    segments=col(Spoken.recorded_id),
)


class Asked(SQLModel):
    """What a client may ask for: the word, which is another status's value."""

    status: Annotated[Status, StatusMapping(Status, {Status.PENDING: "done", Status.DONE: "over"})] = Status.PENDING


class Done(Asked, table=True):
    id: int | None = Field(default=None, primary_key=True)


LIFE = Lifecycle(Status, {Status.PENDING: [Status.DONE]}, initial=[Status.PENDING])


@pytest.fixture
def db() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as opened:
        opened.add(Recorded(id=KEY, status=Status.PENDING, title="a call"))
        opened.flush()
        opened.add_all([Spoken(recorded_id=KEY), Met(id=1, recorded_id=KEY), Met(id=2)])
        opened.commit()
        yield opened
    engine.dispose()


def test_models_of_sqlmodel_are_read_paged_and_advanced(db: Session) -> None:
    assert LIFE.move(db, col(Recorded.status), Status.DONE, col(Recorded.id) == KEY) == 1
    row = SESSIONS.get(db, KEY)
    assert row is not None
    assert (row.wire, row.title, row.segments_count) == ("done", "a call", 1)
    page = SESSIONS.page(db, select(Met), on=col(Met.recorded_id), order_by=[col(Met.id).desc()], limit=5, total=True)
    assert [(met.id, summary and summary.wire) for met, summary in page.items] == [(2, None), (1, "done")]
    assert page.total == 2


def test_a_model_reads_and_writes_words_and_its_table_holds_the_status(db: Session) -> None:
    db.add(Done.model_validate(Asked.model_validate({"status": "done"})))
    db.commit()
    (row,) = db.exec(select(Done)).all()
    assert row.status is Status.PENDING
    assert Asked.model_validate(row.model_dump()).model_dump(mode="json") == {"status": "done"}
    assert Asked.model_json_schema()["properties"]["status"]["default"] == "done"
