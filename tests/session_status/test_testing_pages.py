"""check_pages finds whatever is wrong with pages, and nothing where they are right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import JSON, Integer, event, func, select, type_coerce
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column
from tests.session_status.backends import Backend
from tests.session_status.models import (
    SESSIONS,
    STATUS,
    CoachingSession,
    SessionStatus,
    TranscriptionSession,
    TranscriptSegment,
)

from session_status import ArgumentError, ColumnError, SummaryQuery, SummaryRow, column_of, status_of
from session_status.testing import check_pages

ROWS = select(CoachingSession.id, CoachingSession.client)
ON = CoachingSession.transcription_session_id
READ: Any = SESSIONS.page
ORDER = [CoachingSession.client.desc()]


def fill(db: Session, count: int = 12) -> None:
    """Sessions of a few clients, some with a transcript, in an order that no key has."""
    for number in range(count):
        key = UUID(int=number + 1)
        db.add(TranscriptionSession(id=key, status=list(SessionStatus)[number % 6], title=None))
        db.flush()
        db.add_all(TranscriptSegment(session_id=key) for _ in range(number % 3))
        recorded = key if number % 4 else None
        db.add(CoachingSession(id=number * 7 % count, client=f"c{number % 5}", transcription_session_id=recorded))


@pytest.fixture
def db(sqlite: Backend) -> Iterator[Session]:
    with Session(sqlite.writer) as session:
        fill(session)
        yield session


ORDERS: dict[str, list[Any]] = {
    "with ties": [CoachingSession.client],
    "descending": ORDER,
    "by two": [CoachingSession.client, CoachingSession.id.desc()],
    "by an expression": [func.length(CoachingSession.client, type_=Integer), CoachingSession.id],
    "with NULL": [CoachingSession.transcription_session_id],
}


@pytest.mark.parametrize("order_by", ORDERS.values(), ids=ORDERS)
def test_right_pages_have_no_faults(order_by: list[Any], db: Session) -> None:
    check_pages(SESSIONS, db, ROWS, on=ON, order_by=order_by)


def test_right_pages_have_no_faults_on_any_database(backend: Backend) -> None:
    with backend.fill() as db:
        fill(db)
    with Session(backend.writer) as db:
        check_pages(SESSIONS, db, ROWS, on=ON, order_by=[CoachingSession.client], limits=[5])


def test_entities_filters_and_a_query_of_its_own_table_are_compared(db: Session) -> None:
    owned = select(TranscriptionSession).where(STATUS.where(TranscriptionSession.status, "waiting", "failed"))
    check_pages(SESSIONS, db, owned, on=TranscriptionSession.id, order_by=[TranscriptionSession.title])


def test_no_rows_are_a_page_without_any(db: Session) -> None:
    check_pages(SESSIONS, db, ROWS.where(CoachingSession.id < 0), on=ON, order_by=ORDER)


@dataclass
class Wrong:
    """A query whose pages are changed on their way."""

    change: Callable[..., Any]

    def page(self, *arguments: Any, **options: Any) -> Any:
        page = READ(*arguments, **options)
        return self.change(SimpleNamespace(items=page.items, total=page.total, next=page.next, previous=None), options)

    def many(self, db: Session, keys: Any) -> Any:
        return SESSIONS.many(db, keys)


def changed(**values: Callable[[Any], Any]) -> Callable[..., Any]:
    def change(page: Any, _: Any) -> Any:
        return SimpleNamespace(**{**vars(page), **{name: value(page) for name, value in values.items()}})

    return change


def offset_reversed(page: Any, options: Any) -> Any:
    return changed(items=lambda page: page.items[::-1])(page, options) if "offset" in options else page


def first_for_ever(page: Any, options: Any) -> Any:
    return changed(next=lambda page: page.next or "end")(page, options)


def stale(page: Any) -> list[Any]:
    """Each row with the summary of its neighbour."""
    return [(*row[:-1], page.items[place - 1][-1]) for place, row in enumerate(page.items)]


FAULTS: dict[str, tuple[Callable[..., Any], str]] = {
    "a row is lost at each page's end": (changed(items=lambda page: page.items[:-1]), "rows on all pages, the plain"),
    "rows are moved": (changed(items=lambda page: page.items[::-1]), r"row 1 is \(.*, where the plain select has \("),
    "another row's summary is shown": (changed(items=stale), r"row \d+ is .*Summary"),
    "a total is wrong": (changed(total=lambda page: page.total + 1), "page 1 says total=13, the plain select has 12"),
    "no total": (changed(total=lambda _: None), "page 1 says total=None"),
    "pages end too soon": (changed(next=lambda _: None), "5 rows on all pages, the plain select has 12"),
    "pages by offset are of another order": (offset_reversed, "by offsets row 1 is"),
}


@pytest.mark.parametrize(("change", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_and_named(change: Callable[..., Any], fault: str, db: Session) -> None:
    with pytest.raises(AssertionError, match=f"(?s)limit=5: .*{fault}"):
        check_pages(Wrong(change), db, ROWS, on=ON, order_by=[CoachingSession.client, CoachingSession.id], limits=[5])


def test_pages_that_never_end_are_a_fault_and_not_a_test_that_never_ends(db: Session) -> None:
    pages: list[Any] = []

    class Endless(Wrong):
        def page(self, *arguments: Any, **options: Any) -> Any:
            pages.append(READ(*arguments, **{**options, "after": None}))
            return pages[-1]

    with pytest.raises(AssertionError, match="rows on all pages, the plain select has 12"):
        check_pages(Endless(changed()), db, ROWS, on=ON, order_by=ORDER, limits=[5])
    assert len(pages) < 20


@dataclass
class BothWays:
    """A query with cursors to both sides, made of offsets; `step` says how far back the page before begins."""

    step: int

    def page(self, *arguments: Any, limit: int, **options: Any) -> Any:
        place = int(options.pop("after", None) or options.pop("before", None) or options.pop("offset", 0))
        page = READ(*arguments, limit=limit, offset=place, **options)
        following = str(place + limit) if page.next else None
        previous = str(max(place - self.step, 0)) if place else None
        return SimpleNamespace(items=page.items, total=page.total, next=following, previous=previous)

    def many(self, db: Session, keys: Any) -> Any:
        return SESSIONS.many(db, keys)


def test_pages_are_read_backwards_where_they_lead_back(db: Session) -> None:
    check_pages(BothWays(5), db, ROWS, on=ON, order_by=ORDER, limits=[5])
    with pytest.raises(AssertionError, match="backwards there are"):
        check_pages(BothWays(4), db, ROWS, on=ON, order_by=ORDER, limits=[5])


def test_too_many_rows_and_no_order_are_refused_before_any_page_is_read(db: Session) -> None:
    with pytest.raises(ArgumentError, match="the select has 12 rows, more than most=11"):
        check_pages(SESSIONS, db, ROWS, on=ON, order_by=ORDER, most=11)
    with pytest.raises(ArgumentError, match="give the order of the pages"):
        check_pages(SESSIONS, db, ROWS, on=ON, order_by=[])


def test_a_select_that_the_query_refuses_is_refused_with_its_reason(db: Session) -> None:
    with pytest.raises(ColumnError):
        check_pages(SESSIONS, db, ROWS.limit(3), on=ON, order_by=ORDER)


def test_an_order_that_no_page_can_have_is_refused_before_the_database_fails_over_it(db: Session) -> None:
    sent = list[str]()
    event.listen(db.get_bind(), "before_cursor_execute", lambda *given: sent.append(given[2]))
    document = type_coerce(CoachingSession.client, JSON)  # which PostgreSQL cannot sort
    with pytest.raises(ColumnError, match="JSON document, which has no order"):
        check_pages(SESSIONS, db, ROWS, on=ON, order_by=[document])
    assert not sent


def test_options_of_the_select_are_kept(db: Session) -> None:
    related = select(CoachingSession).options(joinedload("*"))
    check_pages(SESSIONS, db, related, on=ON, order_by=ORDER, limits=[4])


class Own(DeclarativeBase):
    pass


class Studio(Own):
    __tablename__ = "studio"

    country: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[SessionStatus]
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "studio"}  # noqa: RUF012 -- SQLAlchemy reads it as it is


class Visit(Own):
    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str | None]
    number: Mapped[int | None]


class StudioRow(SummaryRow):
    country: str = column_of(Studio.country)
    number: int = column_of(Studio.number)
    status: SessionStatus = status_of(Studio.status, STATUS)


STUDIOS = SummaryQuery(StudioRow, key=(Studio.country, Studio.number))


def test_rows_of_ones_own_shape_with_a_key_of_several_columns_are_compared(db: Session) -> None:
    Own.metadata.create_all(db.connection())
    keys = [(country, number) for country in ("at", "ch") for number in range(3)]
    db.add_all(Studio(country=country, number=number, status=SessionStatus.PENDING) for country, number in keys)
    db.add_all(Visit(country=country, number=number) for country, number in [*keys, *keys, ("at", None), (None, None)])
    db.flush()
    on = (Visit.country, Visit.number)
    check_pages(STUDIOS, db, select(Visit.id), on=on, order_by=[Visit.country.desc()])


class Hall(Studio):
    seats: Mapped[int | None]
    __mapper_args__ = {"polymorphic_identity": "hall"}  # noqa: RUF012 -- as above


def test_an_order_by_a_column_of_a_subclass_takes_no_other_row_away(db: Session) -> None:
    Own.metadata.create_all(db.connection())
    pending = SessionStatus.PENDING
    db.add_all(Studio(country="at", number=number, status=pending) for number in range(4))
    db.add_all(Hall(country="ch", number=number, status=pending, seats=number % 2) for number in range(4))
    db.flush()
    check_pages(STUDIOS, db, select(Studio), on=(Studio.country, Studio.number), order_by=[Hall.seats.desc()])
