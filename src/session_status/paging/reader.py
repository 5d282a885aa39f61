"""What a page's statement gave -> the page: its rows with their summaries, its cursors, and the total."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple

from session_status.arguments import check_callable
from session_status.errors import ColumnError
from session_status.paging.cursors import check_sorted, write_cursor
from session_status.paging.page_rows import Make, TailPlaces
from session_status.paging.totals.kinds import Capped, Estimated, Relation, Total
from session_status.type_variables import OtherR, R


@dataclass(slots=True)
class Page(Generic[R]):
    """One page of rows.

    Attributes:
        items: The rows, in order.
        total: How many rows there are on all pages; None where it was not asked for.
        next: The cursor for `after`, where rows follow and `order_by` was given; else None.
        previous: The cursor for `before`, where rows may come before and `order_by` was given; else None.
        total_relation: What `total` is to the number of rows: "exact", "at_least" where `Capped` counted no further, or
            "about" where it is `Estimated`; None where there is no total.

    Example:
        >>> page = sessions.page(
        ...     db, select(CoachingSession.client), on=CoachingSession.transcription_session_id, limit=1, total=True
        ... )
        >>> page.total, [(client, session and session.wire) for client, session in page.items]
        (2, [('Ada', 'completed')])
    """

    items: list[R]
    total: int | None
    next: str | None
    previous: str | None = None
    total_relation: Relation | None = None

    def __post_init__(self) -> None:
        """Take a total of which nothing was said for what it was before there were others."""
        if self.total is not None and self.total_relation is None:
            self.total_relation = "exact"

    def map(self, make: Callable[[R], OtherR]) -> "Page[OtherR]":
        """Make a page of other rows, with the same total and cursors: `page.map(lambda row: row[-1])` has the summaries.

        Args:
            make: Makes a row of one of this page's.

        Raises:
            ArgumentError: `make` cannot be called.
        """
        check_callable("make", make)
        return Page([make(item) for item in self.items], self.total, self.next, self.previous, self.total_relation)


class Request(NamedTuple):
    """What a call asks of a page.

    Attributes:
        limit: Rows of the page.
        offset: Rows to skip.
        cursor: Where it begins or ends; None for an end of the rows.
        backwards: Whether the cursor is the page's end.
        total: What is asked of the number of all rows; None for nothing.
    """

    limit: int
    offset: int
    cursor: str | None
    backwards: bool
    total: Total | None


class Layout(NamedTuple):
    """Where the parts of a page's row stand.

    Attributes:
        own: The select's own columns.
        summary: What its summary is made of.
        total: How many rows there are on all pages, where that was asked for.
        tail: Sort values and keys.
    """

    own: slice
    summary: slice
    total: int
    tail: TailPlaces

    @classmethod
    def of(cls, own: int, summary: int, tail: TailPlaces) -> "Layout":
        """Lay out so many columns of the select, and so many of the summary behind them."""
        return cls(slice(own), slice(own, own + summary), own + summary, tail)


def with_total(page: Page[R], number: int | None, asked: Total | None) -> Page[R]:
    """Say on a page how many rows there are.

    Args:
        page: The page, without a total.
        number: What was counted or guessed; None where nothing was.
        asked: What was asked for.
    """
    if number is None or asked is None:
        return page
    match asked:
        case Capped(most) if number > most:
            page.total, page.total_relation = most, "at_least"
        case Estimated():
            page.total, page.total_relation = number, "about"
        case _:
            page.total, page.total_relation = number, "exact"
    return page


class SortKinds(NamedTuple):
    """What stands in the cursors of a page.

    Attributes:
        names: The sort expressions, for messages.
        kinds: The Python types of each.
    """

    names: Sequence[str]
    kinds: Sequence[tuple[type, ...]]


class PageReader(Generic[R]):
    """Reads pages of one form; it holds no value that a select was made with.

    Args:
        layout: Where the parts of a row stand.
        decode: Makes summaries of their columns.
        make: Makes rows of columns, the summaries last.
        name: The column that leads to the sessions, for messages.
        sorts: What stands in cursors; None where pages have none.
    """

    __slots__ = ("_decode", "_layout", "_make", "_name", "_sorts")

    def __init__(
        self,
        layout: Layout,
        decode: Callable[..., Sequence[Any]],
        make: Make,
        name: str,
        *,
        sorts: SortKinds | None,
    ) -> None:
        self._layout = layout
        self._decode = decode
        self._make = make
        self._name = name
        self._sorts = sorts

    def page(self, found: Sequence[Any], request: Request, seal: bytes) -> Page[R]:
        """Make the page.

        Args:
            found: The rows, in order: one more than the page has where there are more.
            request: What was asked for.
            seal: What tells this query's cursors from others.

        Raises:
            ColumnError: A row came twice: a constraint that was declared is not there; or what it is sorted by is not
                of the type that was declared.
            UnknownStoredStatusError: A stored status is none of its mapping's.
        """
        layout, limit, count = self._layout, request.limit, len(found)
        if layout.tail.keys and layout.tail.repeats(found):
            raise ColumnError(
                f"the select has several rows for one row of the table of {self._name}: a key that the program declares "
                "unique is not unique in the database"
            )
        more = count > limit
        shown = found if not more else found[-limit:] if request.backwards else found[:limit]
        page = Page(self._items(shown), None, None)
        if self._sorts is not None and shown:
            self._add_cursors(page, shown, request, seal, more=more)
        return page if request.total is None else with_total(page, self._total(found, request), request.total)

    def _add_cursors(self, page: Page[R], shown: Sequence[Any], request: Request, seal: bytes, *, more: bool) -> None:
        if request.backwards or more:
            page.next = self._cursor(shown[-1], seal)
        if more if request.backwards else request.cursor is not None or request.offset > 0:
            page.previous = self._cursor(shown[0], seal)

    def _cursor(self, row: Sequence[Any], seal: bytes) -> str:
        names, kinds = self._sorts or ((), ())
        values = self._layout.tail.values(row)
        check_sorted(values, names, kinds)
        return write_cursor(values, seal)

    def _total(self, found: Sequence[Any], request: Request) -> int | None:
        if request.total is None or isinstance(request.total, Estimated):
            return None
        if found:
            total: int = found[0][self._layout.total]
            return total
        return 0 if request.cursor is None and not request.offset else None

    def _items(self, rows: Sequence[Any]) -> list[R]:
        """Turn rows into columns and back: cheaper than to slice each row."""
        if not rows:
            return []
        columns = list(zip(*rows, strict=True))
        return self._make([*columns[self._layout.own], self._decode(*columns[self._layout.summary])])
