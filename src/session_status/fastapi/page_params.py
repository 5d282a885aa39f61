"""Query parameters -> which page a client asks for, or FastAPI's own 422."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from fastapi import Query
from fastapi.exceptions import RequestValidationError

from session_status.arguments import shown
from session_status.errors import ArgumentError
from session_status.paging.cursors import LONGEST
from session_status.paging.pages import LARGEST_LIMIT
from session_status.paging.totals.kinds import Total, kind_of_total


class PageArguments(TypedDict):
    """Which page, as `page` and `fetch` take it."""

    limit: int
    after: str | None
    before: str | None
    total: bool | Total


@dataclass(frozen=True, slots=True)
class PageParams:
    """Which page a client asks for.

    Attributes:
        limit: Rows of the page, at most.
        after: The `next` of the page before it; None for the first page.
        before: The `previous` of the page behind it.
        total: Whether all rows are counted, too, and how.

    Example:
        >>> PageParams(limit=20, after="opaque").arguments
        {'limit': 20, 'after': 'opaque', 'before': None, 'total': False}
    """

    limit: int
    after: str | None = None
    before: str | None = None
    total: bool | Total = False

    @property
    def arguments(self) -> PageArguments:
        """What `page` and `fetch` take: `PAGES.fetch(db, **params.arguments)`."""
        return {"limit": self.limit, "after": self.after, "before": self.before, "total": self.total}


def page_params(
    *, limit: int = 50, largest: int = 200, total: bool | Total = False
) -> Callable[..., Coroutine[Any, Any, PageParams]]:
    """Make a dependency that reads `limit`, `after`, `before` and `total` from the query.

    FastAPI answers 422 to a limit out of range, to a total that is no truth value, and to both cursors at once. A cursor
    that no page gave is refused when the page is read; see `add_exception_handlers`.

    Args:
        limit: Rows of a page, where the client gives no number.
        largest: The largest number that a client may give, up to 10 000.
        total: Whether all rows are counted where the client does not say; `Capped(10_000)` or `Estimated()` says how,
            whoever asks for it.

    Raises:
        ArgumentError: `limit` is not from 1 to `largest`, `largest` is more than 10 000, or `total` is no kind of it.

    Example:
        >>> from typing import Annotated
        >>> from fastapi import Depends, FastAPI
        >>> app = FastAPI()
        >>> @app.get("/sessions")
        ... def listed(page: Annotated[PageParams, Depends(page_params(limit=20, largest=100))]) -> int:
        ...     return page.limit
        >>> [found["name"] for found in app.openapi()["paths"]["/sessions"]["get"]["parameters"]]
        ['limit', 'after', 'before', 'total']
    """
    if {type(limit), type(largest)} != {int} or not 1 <= limit <= largest <= LARGEST_LIMIT:
        given = f"limit={shown(limit)}, largest={shown(largest)}"
        raise ArgumentError(f"{given}: 1 <= limit <= largest <= {LARGEST_LIMIT} is needed")

    by_default = kind_of_total(total)
    counted: bool | Total = True if by_default is None or total is True else by_default

    async def params(
        limit: Annotated[int, Query(ge=1, le=largest, description="Rows of the page, at most.")] = limit,
        after: Annotated[str | None, _cursor("`next` of the page before.")] = None,
        before: Annotated[str | None, _cursor("`previous` of the page behind.")] = None,
        *,
        total: Annotated[bool, Query(description="Count the rows of all pages, too.")] = by_default is not None,
    ) -> PageParams:
        _check_one(after, before)
        return PageParams(limit, after, before, counted if total else False)

    return params


def _check_one(after: str | None, before: str | None) -> None:
    if after is not None and before is not None:
        fault = {"type": "page", "loc": ("query", "before"), "msg": "Give after or before, not both", "input": before}
        raise RequestValidationError([fault])


def _cursor(description: str) -> Any:
    return Query(min_length=1, max_length=LONGEST, description=description)
