"""A query, a select and a database -> nothing, or one AssertionError that lists where pages differ from the plain select."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import SQLColumnExpression, func
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import GenerativeSelect

from session_status.arguments import check_has, check_whole, several
from session_status.errors import ArgumentError
from session_status.paging.checks.selects import check_select
from session_status.paging.order.sorting import check_sorts, sort_of
from session_status.paging.pages import LARGEST_LIMIT
from session_status.rows.nodes import plain_column
from session_status.statuses.spelling import check_column

Row = tuple[Any, ...]
Fetch = Callable[..., Any]


class PagedQuery(Protocol):
    """What reads pages, and rows by their keys: a SummaryQuery, or what an application makes of one."""

    @property
    def page(self) -> Any:
        """Read one page of a select."""
        ...

    @property
    def many(self) -> Any:
        """Read rows by their keys."""
        ...


def check_pages(
    query: PagedQuery,
    db: Session,
    statement: GenerativeSelect,
    /,
    *,
    on: SQLColumnExpression[Any] | tuple[SQLColumnExpression[Any], ...],
    order_by: Sequence[SQLColumnExpression[Any]],
    limits: Iterable[int] = (1, 3, 20),
    most: int = 200,
) -> None:
    """Compare all pages of a select with the select itself, in a database of one's own.

    The pages one after the other must be the rows of the plain select in its order, by cursors forwards, by cursors
    backwards where pages have `previous`, and by offsets; where the database takes rows for equal in that order, they may
    come in any order, but in the same one every time. Each total must be their number, and each row's summary what `many`
    says of its key. Call it in a transaction: rows that others change meanwhile are differences.

    Args:
        query: The query whose pages are read.
        db: A session; with an AsyncSession `await db.run_sync(lambda db: check_pages(query, db, ...))`.
        statement: The select, as for `page`.
        on: As for `page`.
        order_by: As for `page`; it must not be empty.
        limits: The sizes of pages; all rows are read in pages of each.
        most: How many rows the select may have: every row is read several times.

    Raises:
        AssertionError: Something differs; each difference is one line.
        ArgumentError: The select has more than `most` rows, or `order_by` is empty.

    Example:
        >>> check_pages(
        ...     sessions,
        ...     db,
        ...     select(CoachingSession.client),
        ...     on=CoachingSession.transcription_session_id,
        ...     order_by=[CoachingSession.client.desc()],
        ... )
    """
    check_has("query", query, "a SummaryQuery", "page", "many")
    check_select(statement)
    check_sorts(order_by)
    for column in on if isinstance(on, tuple) else (on,):
        check_column(column, "on")
    check_whole("most", most, 1, LARGEST_LIMIT)
    sizes = several("limits", limits)
    if not order_by:
        raise ArgumentError("order_by=[]: give the order of the pages; without one there are no cursors")

    def fetch(**place: Any) -> Any:
        return query.page(db, statement, on=on, order_by=order_by, total=True, **place)

    fetch(limit=1)  # what no page can be made of is refused in the words of a page, before the plain select fails
    expected = _expected(query, db, statement, on, order_by)
    if len(expected.rows) > most:
        raise ArgumentError(
            f"the select has {len(expected.rows)} rows, more than most={most}: choose fewer of them, or say most=..."
        )

    walks = [_Walk(fetch, limit, expected) for limit in sizes]
    faults = [f"limit={walk.limit}: {fault}" for walk in walks for fault in walk.faults()]
    if faults:
        raise AssertionError(f"{query!r}:" + "".join(f"\n  {fault}" for fault in dict.fromkeys(faults)))


@dataclass(frozen=True, slots=True)
class _Expected:
    """What the plain select gives.

    Attributes:
        rows: The rows as pages have them, each with its summary, in the order of the database.
        ranks: For each row its place in that order; rows that the database takes for equal have the same.
    """

    rows: list[Row]
    ranks: list[int]

    def groups(self) -> Iterator[list[Row]]:
        ranked = zip(self.ranks, self.rows, strict=True)
        return ([row for _, row in group] for _, group in groupby(ranked, key=lambda pair: pair[0]))


def _expected(query: PagedQuery, db: Any, statement: Any, on: Any, order_by: Sequence[Any]) -> _Expected:
    """Execute the plain select; the database itself says which rows are equal in the order, by a rank."""
    references: tuple[Any, ...] = on if isinstance(on, tuple) else (on,)  # pyright: ignore[reportUnknownVariableType] -- columns of any type
    # As a column that is shown, one of a subclass would choose the rows of that subclass.
    order = [sort.of(plain_column(sort.column)) for sort in map(sort_of, order_by)]
    rank = func.dense_rank().over(order_by=order).label("check_rank")
    added = [reference.label(f"check_on_{number}") for number, reference in enumerate(references)]
    whole = statement.order_by(None).add_columns(*added, rank).execution_options(yield_per=None)  # see Sending
    found: list[Row] = [tuple(row) for row in db.execute(whole)]
    found.sort(key=lambda row: int(row[-1]))
    width = len(references) + 1
    keys = [_key(row[-width:-1]) for row in found]
    summaries: dict[Any, Any] = query.many(db, {key for key in keys if key is not None})
    rows = [(*row[:-width], summaries.get(key)) for row, key in zip(found, keys, strict=True)]
    return _Expected(rows, [row[-1] for row in found])


def _key(values: Row) -> Any:
    if None in values:
        return None
    return values[0] if len(values) == 1 else values


@dataclass(frozen=True, slots=True)
class _Walk:
    """All pages of one size."""

    fetch: Fetch
    limit: int
    expected: _Expected

    def faults(self) -> Iterator[str]:
        pages = list(self._forwards())
        forwards = _rows_of(pages)
        yield from self._page_faults(pages)
        yield from _row_faults(forwards, self.expected)
        if pages and getattr(pages[-1], "previous", None) is not None:
            backwards = _rows_of(self._backwards(pages[-1]))
            yield from _same_faults("backwards", backwards, forwards)
        yield from _same_faults("by offsets", _rows_of(self._by_offsets()), forwards)

    def _forwards(self) -> Iterator[Any]:
        page = self.fetch(limit=self.limit)
        yield page
        for _ in self.expected.rows:  # a walk that has no end of its own is ended here, with rows too many
            if page.next is None:
                return
            page = self.fetch(limit=self.limit, after=page.next)
            yield page

    def _backwards(self, last: Any) -> list[Any]:
        pages = [last]
        for _ in self.expected.rows:
            if pages[0].previous is None:
                break
            pages.insert(0, self.fetch(limit=self.limit, before=pages[0].previous))
        return pages

    def _by_offsets(self) -> list[Any]:
        places = range(0, len(self.expected.rows), self.limit)
        return [self.fetch(limit=self.limit, offset=place) for place in places]

    def _page_faults(self, pages: Sequence[Any]) -> Iterator[str]:
        number = len(self.expected.rows)
        for place, page in enumerate(pages, start=1):
            if page.total != number:
                yield f"page {place} says total={page.total}, the plain select has {number} rows"
            if len(page.items) > self.limit:
                yield f"page {place} has {len(page.items)} rows"
            if page.next is not None and len(page.items) < self.limit:
                yield f"page {place} has {len(page.items)} rows, and is not the last one"


def _rows_of(pages: Iterable[Any]) -> list[Row]:
    return [tuple(item) for page in pages for item in page.items]


def _row_faults(rows: Sequence[Row], expected: _Expected) -> Iterator[str]:
    """Compare rows with those expected; among rows that are equal in the order, any may come first."""
    if len(rows) != len(expected.rows):
        yield f"{len(rows)} rows on all pages, the plain select has {len(expected.rows)}"
    begin = 0
    for group in expected.groups():
        missing = list(group)
        for place, row in enumerate(rows[begin : begin + len(group)], start=begin + 1):
            if row in missing:
                missing.remove(row)
            else:
                yield f"row {place} is {row!r}, where the plain select has {_either(missing)}"
                return  # all that follows is moved, too
        begin += len(group)


def _either(rows: Sequence[Row]) -> str:
    shown = [repr(row) for row in rows[:3]]
    return " or ".join([*shown, *(["others"] if len(rows) > len(shown) else [])])


def _same_faults(way: str, rows: Sequence[Row], forwards: Sequence[Row]) -> Iterator[str]:
    if len(rows) != len(forwards):
        yield f"{way} there are {len(rows)} rows, forwards {len(forwards)}"
    for place, (row, other) in enumerate(zip(rows, forwards, strict=False), start=1):
        if row != other:
            yield f"{way} row {place} is {row!r}, forwards {other!r}"
            return
