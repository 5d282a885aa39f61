"""A question -> pages of the library under judgement; the one place that knows its surface."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from sqlalchemy.orm import Session
from tests.session_status.oracle.statements import Question
from tests.session_status.oracle.worlds import WORDS, Shown

from session_status import StatusMapping, SummaryQuery, Unrecognized


@dataclass(frozen=True, slots=True)
class Seen:
    """One page.

    Attributes:
        rows: Each row's own columns, and last its summary as a tuple, or None.
        total: How many rows there are on all pages.
        following: The cursor of the next page.
        previous: The cursor of the page before; None, too, where none is offered.
    """

    rows: list[tuple[Any, ...]]
    total: int | None
    following: str | None
    previous: str | None


class Engine(Protocol):
    """What is judged.

    Attributes:
        binds_values: Whether a cursor of other values than the select's must be refused.
    """

    binds_values: bool

    def page(
        self,
        db: Session,
        asked: Question,
        *,
        limit: int,
        offset: int = 0,
        after: str | None = None,
        before: str | None = None,
    ) -> Seen:
        """Read one page with its total."""
        ...

    def many(self, db: Session, shown: Shown, keys: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
        """Read the summaries of some sessions."""
        ...


@cache
def query_for(shown: Shown) -> Any:
    """Make the query for what summaries show, once, as an application does at import."""
    key, status, title, count = shown.columns()
    mapping = StatusMapping(type(next(iter(WORDS))), WORDS, unrecognized="?" if shown.world.unknown else None)
    counted = {"segments": shown.world.piece.owner_id} if shown.count == "segments" else {"counter": count}
    raised: Any = {"on_unknown": "row"} if shown.world.unknown else {}
    return SummaryQuery(mapping, id=key, status=status, title=title, **counted, **raised)


class FourColumns:
    """The story's form: SummaryQuery(STATUS, id=, status=, title=, segments=)."""

    binds_values = True

    def page(
        self,
        db: Session,
        asked: Question,
        *,
        limit: int,
        offset: int = 0,
        after: str | None = None,
        before: str | None = None,
    ) -> Seen:
        """Read one page with its total."""
        place: Any = {} if before is None else {"before": before}
        page = query_for(asked.shown).page(
            db,
            asked.statement,
            on=asked.on,
            order_by=list(asked.order),
            limit=limit,
            offset=offset,
            after=after,
            total=True,
            **place,
        )
        rows = [(*row[:-1], _summary(row[-1])) for row in page.items]
        return Seen(rows, page.total, page.next, getattr(page, "previous", None))

    def many(self, db: Session, shown: Shown, keys: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
        """Read the summaries of some sessions."""
        return {key: _summary(found) for key, found in query_for(shown).many(db, keys).items()}


def _summary(found: Any) -> Any:
    if found is None:
        return None
    status = found.status.raw if isinstance(found.status, Unrecognized) else found.status.name
    return found.id, status, found.title, found.segments_count
