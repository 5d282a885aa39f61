"""A session of SQLAlchemy -> the same pages by this library, prepared once or made for each call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select

from benchmarks.desk import QUERY, Coaching, Status
from benchmarks.meter import Request, Way, awaited
from session_status import Summary


class Row(NamedTuple):
    """A row of the page."""

    id: int
    client: str
    session: Summary[UUID, Status, str, str] | None


COLUMNS = select(Coaching.id, Coaching.client)
ORDER = [Coaching.id.desc()]
OF_ALL: Any = QUERY.pages(COLUMNS, on=Coaching.recording_id, order_by=ORDER, into=Row)
OF_A_COACH: Any = QUERY.pages(
    COLUMNS.where(Coaching.coach_id == bindparam("coach")), on=Coaching.recording_id, order_by=ORDER, into=Row
)


class Cursors:
    """The cursors that a client would have been given; each is asked for once, before anything is measured."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self._known: dict[int, str] = {}

    def known(self, request: Request) -> dict[str, Any]:
        """Give the arguments that say where the page begins."""
        if request.after is None:
            return {"offset": request.offset}
        return {"after": self._known[request.after]}

    def lacks(self, request: Request) -> bool:
        """Tell whether the request's cursor has not been asked for yet."""
        return request.after is not None and request.after not in self._known

    async def learn(self, request: Request) -> None:
        """Read the page that ends before the request's."""
        before = select(func.count()).select_from(Coaching).where(Coaching.id > request.after)
        offset = (await awaited(self._db.execute(before))).scalar_one()
        page = await awaited(OF_ALL.fetch(self._db, limit=1, offset=offset))
        self._known[request.after or 0] = page.next


def our_way(db: Any, sent: Callable[[], int]) -> Way:
    """Ask by pages that are prepared once, as an application's module does."""
    cursors = Cursors(db)

    def fetch(request: Request) -> Any:
        pages, values = (OF_ALL, None) if request.coach is None else (OF_A_COACH, {"coach": request.coach})
        return pages.fetch(db, limit=request.size, total=request.total, parameters=values, **cursors.known(request))

    return Way("session_status, prepared", _learning(cursors, fetch), _read, sent)


def our_way_per_call(db: Any, sent: Callable[[], int]) -> Way:
    """Ask by `page`, with a select made for each call."""
    cursors = Cursors(db)
    page: Any = QUERY.page

    def fetch(request: Request) -> Any:
        rows = COLUMNS if request.coach is None else COLUMNS.where(Coaching.coach_id == request.coach)
        return page(
            db,
            rows,
            on=Coaching.recording_id,
            order_by=ORDER,
            limit=request.size,
            total=request.total,
            **cursors.known(request),
        )

    return Way("session_status, per call", _learning(cursors, fetch), _read, sent)


def _learning(cursors: Cursors, fetch: Callable[[Request], Any]) -> Callable[[Request], Any]:
    async def learn_and_fetch(request: Request) -> Any:
        await cursors.learn(request)
        return await awaited(fetch(request))

    return lambda request: learn_and_fetch(request) if cursors.lacks(request) else fetch(request)


def _read(page: Any) -> tuple[list[tuple[int, str | None, int]], int | None]:
    rows = [
        (key, session.wire if session else None, session.segments_count if session else 0)
        for key, _, session in page.items
    ]
    return rows, page.total
