"""A session of SQLAlchemy -> pages by a statement built once, by hand: the least that SQLAlchemy itself costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import String, bindparam, func, select, type_coerce

from benchmarks.desk import Coaching, Recording, Segment, Status
from benchmarks.meter import Request, Way

COUNT = (
    select(func.count()).where(Segment.recording_id == Recording.id).correlate_except(Segment).scalar_subquery()
).label("segments_count")


def _filtered(statement: Any, request: Request) -> Any:
    if request.coach is not None:
        statement = statement.where(Coaching.coach_id == bindparam("coach"))
    if request.after is not None:
        statement = statement.where(Coaching.id < bindparam("after"))
    return statement


def _page(request: Request) -> Any:
    chosen = _filtered(select(Coaching.id, Coaching.client, Coaching.recording_id), request)
    chosen = chosen.order_by(Coaching.id.desc()).limit(bindparam("size")).offset(bindparam("offset"))
    page = chosen.subquery("page")
    stored = type_coerce(Recording.status, String).label("status")
    rows = select(page.c.id, page.c.client, Recording.id.label("recording_id"), stored, Recording.title, COUNT)
    return rows.outerjoin_from(page, Recording, Recording.id == page.c.recording_id).order_by(page.c.id.desc())


FORMS = [Request(1), Request(1, coach=1), Request(1, after=1), Request(1, coach=1, after=1)]
PAGES = {(form.coach is not None, form.after is not None): _page(form) for form in FORMS}
TOTALS = {
    (form.coach is not None, form.after is not None): _filtered(select(func.count()).select_from(Coaching), form)
    for form in FORMS
}


def prebuilt_way(db: Any, sent: Callable[[], int], *, waits: bool) -> Way:
    """Ask by `session.execute(prebuilt).all()`.

    Args:
        db: A Session or an AsyncSession.
        sent: Says how many statements its engine sent.
        waits: Whether it is an AsyncSession.
    """

    def ask(request: Request) -> Any:
        form, values = _asked(request)
        rows = db.execute(PAGES[form], values).all()
        return rows, db.execute(TOTALS[form], values).scalar_one() if request.total else None

    async def ask_waiting(request: Request) -> Any:
        form, values = _asked(request)
        rows = (await db.execute(PAGES[form], values)).all()
        return rows, (await db.execute(TOTALS[form], values)).scalar_one() if request.total else None

    return Way("prebuilt SQLAlchemy", ask_waiting if waits else ask, _read, sent)


def _asked(request: Request) -> tuple[tuple[bool, bool], dict[str, Any]]:
    values = {"coach": request.coach, "after": request.after, "size": request.size, "offset": request.offset}
    return (request.coach is not None, request.after is not None), values


def _read(answer: Any) -> tuple[list[tuple[int, str | None, int]], int | None]:
    rows, total = answer
    return [(row.id, row.status and Status[row.status].value, row.segments_count or 0) for row in rows], total
