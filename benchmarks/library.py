"""An SQLite database of recordings -> what reading a page of them costs, three ways."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from sqlalchemy import Engine, ForeignKey, bindparam, create_engine, func, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from benchmarks.clock import table
from session_status import StatusMapping, SummaryQuery

RECORDINGS, SEGMENTS_EACH, PAGE = 20_000, 10, 50


class Status(Enum):
    """How far the processing has come."""

    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


class Base(DeclarativeBase):
    """What every table inherits."""


class Recording(Base):
    """One recording."""

    __tablename__ = "recording"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    status: Mapped[Status]


class Segment(Base):
    """One stretch of speech."""

    __tablename__ = "segment"
    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), index=True)


QUERY = SummaryQuery(
    StatusMapping.by_value(Status),
    id=Recording.id,
    status=Recording.status,
    title=Recording.title,
    segments=Segment.recording_id,
)
_COUNT = select(func.count()).where(Segment.recording_id == Recording.id).correlate_except(Segment).scalar_subquery()
PREBUILT = select(Recording.id, Recording.status, Recording.title, _COUNT).where(
    Recording.id.in_(bindparam("ids", expanding=True))
)


def report() -> str:
    """Measure and tabulate."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'bench.db'}")
        _fill(engine)
        with Session(engine) as db:
            lines = table(_ways(db, range(9000, 9000 + PAGE)), rounds=30)
        engine.dispose()
    return f"{PAGE} of {RECORDINGS} recordings, {SEGMENTS_EACH} segments each, SQLite\n{lines}"


def _fill(engine: Engine) -> None:
    statuses = list(Status)
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(
            insert(Recording),
            [{"id": n, "title": f"No {n}", "status": statuses[n % len(statuses)]} for n in range(RECORDINGS)],
        )
        connection.execute(insert(Segment), [{"recording_id": n // SEGMENTS_EACH} for n in range(RECORDINGS * 10)])


def _ways(db: Session, ids: range) -> dict[str, Callable[[], object]]:
    return {
        "session.execute(prebuilt)": lambda: db.execute(PREBUILT, {"ids": list(ids)}).all(),
        "SummaryQuery.many": lambda: QUERY.many(db, ids),
        "per-row queries": lambda: [_one_by_one(db, wanted) for wanted in ids],
    }


def _one_by_one(db: Session, wanted: int) -> tuple[str, int | None]:
    db.expire_all()
    found = db.scalars(select(Recording).where(Recording.id == wanted)).one()
    return found.status.value, db.scalar(select(func.count()).where(Segment.recording_id == wanted))
