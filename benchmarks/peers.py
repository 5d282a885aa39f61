"""A session of SQLAlchemy -> the same pages by other libraries, and one query for each row as it was at first."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, column_property, joinedload, relationship

from benchmarks.desk import Base, Coaching, Recording, Segment
from benchmarks.meter import Request, Way
from benchmarks.prebuilt import COUNT

Rows = list[tuple[int, str | None, int]]


class CountedRecording(Base):
    """A recording that brings its number of segments, as applications map it for repositories."""

    __table__ = Recording.__table__
    segments_count: Mapped[int] = column_property(
        select(func.count()).where(Segment.recording_id == Recording.__table__.c.id).scalar_subquery()
    )


class LoadedCoaching(Base):
    """A coaching session that brings its recording."""

    __table__ = Coaching.__table__
    recording: Mapped[CountedRecording | None] = relationship(viewonly=True)


def advanced_alchemy_way(db: Any, sent: Callable[[], int], *, waits: bool) -> Way:
    """Ask by a repository of advanced-alchemy, which counts by a window function."""
    package, filters = import_module("advanced_alchemy.repository"), import_module("advanced_alchemy.filters")
    kind: Any = package.SQLAlchemyAsyncRepository if waits else package.SQLAlchemySyncRepository
    repository = type("Repository", (kind,), {"model_type": LoadedCoaching})(session=db)

    def ask(request: Request) -> Any:
        db.expunge_all()  # a request begins with an empty session
        wanted = [] if request.coach is None else [LoadedCoaching.coach_id == request.coach]  # type: ignore[attr-defined]
        return repository.get_many_and_count(
            *wanted,
            filters.LimitOffset(request.size, request.offset),
            order_by=("id", True),
            load=[joinedload(LoadedCoaching.recording)],
        )

    def read(answer: Any) -> tuple[Rows, int | None]:
        rows, total = answer
        return [(row.id, *_recorded(row.recording)) for row in rows], total

    return Way("advanced-alchemy", ask, read, sent)


def _recorded(recording: Any) -> tuple[str | None, int]:
    return (recording.status.value, recording.segments_count) if recording else (None, 0)


def fastapi_pagination_way(db: Any, sent: Callable[[], int], *, waits: bool) -> Way:
    """Ask by fastapi-pagination, with the columns of the page and a correlated count."""
    package, default = import_module("fastapi_pagination.ext.sqlalchemy"), import_module("fastapi_pagination.default")
    api = import_module("fastapi_pagination.api")
    sizes: Any = type("Sizes", (default.Params,), {"__annotations__": {"size": int}, "size": 50})
    paginate = package.apaginate if waits else package.paginate
    rows = select(
        Coaching.id, Coaching.client, Recording.id.label("recording_id"), Recording.status, Recording.title, COUNT
    )
    rows = rows.outerjoin_from(Coaching, Recording, Recording.id == Coaching.recording_id).order_by(Coaching.id.desc())

    def statement(request: Request) -> Any:
        return rows if request.coach is None else rows.where(Coaching.coach_id == request.coach)

    def params(request: Request) -> Any:
        return sizes(page=request.offset // request.size + 1, size=request.size)

    def ask(request: Request) -> Any:
        with api.set_page(default.Page[Any]):
            return paginate(db, statement(request), params(request))

    async def ask_waiting(request: Request) -> Any:
        with api.set_page(default.Page[Any]):
            return await paginate(db, statement(request), params(request))

    def read(answer: Any) -> tuple[Rows, int | None]:
        found = [(row.id, row.status and row.status.value, row.segments_count or 0) for row in answer.items]
        return found, answer.total

    return Way("fastapi-pagination", ask_waiting if waits else ask, read, sent)


def fastcrud_way(db: Any, sent: Callable[[], int]) -> Way:
    """Ask by fastcrud, which has asynchronous sessions alone."""
    package = import_module("fastcrud")
    crud = package.FastCRUD(Coaching)
    joins = [
        package.JoinConfig(model=Recording, join_on=Coaching.recording_id == Recording.id, join_prefix="recording_")
    ]
    counted = Segment.recording_id == Coaching.recording_id
    counts = [package.CountConfig(model=Segment, join_on=counted, alias="segments_count")]

    async def ask(request: Request) -> Any:
        return await crud.get_multi_joined(
            db,
            joins_config=joins,
            counts_config=counts,
            offset=request.offset,
            limit=request.size,
            sort_columns="id",
            sort_orders="desc",
            **({} if request.coach is None else {"coach_id": request.coach}),
        )

    def read(answer: Any) -> tuple[Rows, int | None]:
        rows = answer["data"]
        found = [(row["id"], _value(row["recording_status"]), row["segments_count"]) for row in rows]
        return found, answer["total_count"]

    return Way("fastcrud", ask, read, sent)


def _value(status: Any) -> str | None:
    return None if status is None else status.value


def per_row_way(db: Any, sent: Callable[[], int], *, waits: bool) -> Way:
    """Ask as applications do at first: the page, then two queries for each of its rows."""

    def page(request: Request) -> Any:
        rows = select(Coaching).order_by(Coaching.id.desc()).limit(request.size).offset(request.offset)
        return rows if request.coach is None else rows.where(Coaching.coach_id == request.coach)

    def total(request: Request) -> Any:
        rows = select(func.count()).select_from(Coaching)
        return rows if request.coach is None else rows.where(Coaching.coach_id == request.coach)

    def details(coaching: Coaching) -> tuple[Any, Any]:
        one = select(Recording).where(Recording.id == coaching.recording_id)
        return one, select(func.count()).where(Segment.recording_id == coaching.recording_id)

    def ask(request: Request) -> Any:
        db.expunge_all()
        rows: Rows = []
        for coaching in db.scalars(page(request)).all():
            one, count = details(coaching)
            rows.append((coaching.id, *_pair(db.scalar(one), db.scalar(count))))
        return rows, db.scalar(total(request)) if request.total else None

    async def ask_waiting(request: Request) -> Any:
        db.expunge_all()
        rows: Rows = []
        for coaching in (await db.scalars(page(request))).all():
            one, count = details(coaching)
            rows.append((coaching.id, *_pair(await db.scalar(one), await db.scalar(count))))
        return rows, await db.scalar(total(request)) if request.total else None

    return Way("per-row queries", ask_waiting if waits else ask, lambda answer: answer, sent)


def _pair(recording: Any, count: int) -> tuple[str | None, int]:
    return (recording.status.value if recording else None), count
