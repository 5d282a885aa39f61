"""A question -> pages of the library under judgement; the one place that knows its surface."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import Any, Protocol

from sqlalchemy.orm import Session
from tests.session_status.oracle.fields import FIELDS, WORDS
from tests.session_status.oracle.statements import Question
from tests.session_status.oracle.worlds import COUNTS, TITLES, Shown

from session_status import Capped, StatusMapping, SummaryQuery, SummaryRow, Unrecognized, column_of


@dataclass(frozen=True, slots=True)
class Seen:
    """One page.

    Attributes:
        rows: Each row's own columns, and last its summary as a tuple, or None.
        total: How many rows there are on all pages.
        following: The cursor of the next page.
        previous: The cursor of the page before; None, too, where none is offered.
        cap: How far rows were counted; None where to the end.
        relation: What the total is said to be.
    """

    rows: list[tuple[Any, ...]]
    total: int | None
    following: str | None
    previous: str | None
    cap: int | None = None
    relation: str | None = "exact"


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

    def prepared(self, asked: Question) -> Callable[[Session, int, int], Seen]:
        """Make statements for this select alone: they read a page by its limit and offset, and count to the limit."""
        ...

    def many(self, db: Session, shown: Shown, keys: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
        """Read the summaries of some sessions."""
        ...

    def counts(self, db: Session, asked: Question) -> dict[Any, int]:
        """Count rows by what is stored as their status; what no row has is left out."""
        ...


@cache
def query_for(shown: Shown) -> Any:
    """Make the query for what summaries show, once, as an application does at import."""
    of, unknown = shown.parents, shown.world.unknown
    if shown.fields:
        return SummaryQuery(_row_type(shown), key=of.key if of.key[1:] else of.key[0])
    mapping = StatusMapping(type(next(iter(WORDS))), WORDS, unrecognized="?" if unknown else None)
    counted = {"segments": of.references[0]} if shown.count == "segments" else {"counter": COUNTS[shown.count](of)}
    raised: Any = {"on_unknown": "row"} if unknown else {}
    return SummaryQuery(mapping, id=of.key[0], status=of.work.state, title=TITLES[shown.title](of), **counted, **raised)


def _row_type(shown: Shown) -> Any:
    of = shown.parents
    fields: dict[str, Any] = {f"key_{n}": column_of(column) for n, column in enumerate(of.key)}
    fields |= {f"field_{n}": FIELDS[name].specified(of) for n, name in enumerate(shown.fields)}
    kinds: dict[str, Any] = {f"key_{n}": column.type.python_type for n, column in enumerate(of.key)}
    kinds |= {f"field_{n}": FIELDS[name].kind for n, name in enumerate(shown.fields)}
    make: Any = type(SummaryRow)
    return make("Row", (SummaryRow,), {**fields, "__annotations__": kinds, "__module__": __name__})


class Library:
    """The library: SummaryQuery(STATUS, id=, status=, title=, segments=), and SummaryQuery(Row, key=...)."""

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
            on=_reference(asked),
            order_by=list(asked.order),
            limit=limit,
            offset=offset,
            after=after,
            total=True,
            **place,
        )
        return _seen(asked, page)

    def prepared(self, asked: Question) -> Callable[[Session, int, int], Seen]:
        """Make statements for this select alone: they read a page by its limit and offset, and count to the limit."""
        pages = query_for(asked.shown).pages(
            asked.statement, on=_reference(asked), order_by=list(asked.order), into=_as_tuple
        )

        def fetch(db: Session, limit: int, offset: int) -> Seen:
            page = pages.fetch(db, limit=limit, offset=offset, total=Capped(limit))
            return replace(_seen(asked, page), cap=limit)

        return fetch

    def many(self, db: Session, shown: Shown, keys: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
        """Read the summaries of some sessions."""
        return {key: _summary(shown, found) for key, found in query_for(shown).many(db, keys).items()}

    def counts(self, db: Session, asked: Question) -> dict[Any, int]:
        """Count rows by what is stored as their status; what no row has is left out."""
        return _counted(query_for(asked.shown).counts(db, asked.statement, by=asked.shown.world.work.state))


def _counted(found: Any) -> dict[Any, int]:
    numbers = {_raw(status): number for status, number in found.items()} | found.unrecognized | {None: found.null}
    return {value: number for value, number in numbers.items() if number}


def _as_tuple(*row: Any) -> tuple[Any, ...]:
    return row


def _reference(asked: Question) -> Any:
    return asked.on if asked.on[1:] else asked.on[0]


def _seen(asked: Question, page: Any) -> Seen:
    rows = [(*row[:-1], _summary(asked.shown, row[-1])) for row in page.items]
    return Seen(rows, page.total, page.next, page.previous, relation=page.total_relation)


def _summary(shown: Shown, found: Any) -> Any:
    if found is None:
        return None
    if not shown.fields:
        return found.id, _raw(found.status), found.title, found.segments_count
    names = [f"key_{n}" for n in range(len(shown.parents.key))] + [f"field_{n}" for n in range(len(shown.fields))]
    return tuple(_raw(getattr(found, name)) for name in names)


def _raw(value: Any) -> Any:
    """Give a status as it is stored."""
    if isinstance(value, Unrecognized):
        return value.raw
    return value.name if isinstance(value, Enum) else value
