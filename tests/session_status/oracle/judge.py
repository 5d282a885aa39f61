"""An example, a database and an engine -> right, refused, or how its pages differ from the plain select."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, with_loader_criteria
from tests.session_status.oracle.cases import Case
from tests.session_status.oracle.counting import compare_counts
from tests.session_status.oracle.databases import Database
from tests.session_status.oracle.engine import Engine, Seen
from tests.session_status.oracle.rows import fill
from tests.session_status.oracle.statements import Question, plain, question, schema_of, summaries
from tests.session_status.oracle.tables import TENANT
from tests.session_status.oracle.verdicts import (
    Difference,
    Expected,
    Invalid,
    Outcome,
    Verdict,
    frozen,
    frozen_page,
    reason_of,
    together,
)

from session_status import CursorError, SessionStatusError

COMPARING = frozenset({"equal", "at least", "among", "not among", "null or", "enum", "moment", "decorated"})
"""Filters whose values stand in the select itself."""
UNCACHED: Mapping[str, Any] = MappingProxyType({"compiled_cache": None})
"""What is right is not asked of a cache: SQLAlchemy's loses what a parameter works out."""


def judge(case: Case, database: Database, engine: Engine) -> Verdict:
    """Judge an example: build it twice, read it page by page, and compare.

    Args:
        case: The example.
        database: Where it is read; nothing of it stays.
        engine: What reads pages.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy warns of products, which are among the examples
        try:
            readings = [_Reading(case, run, database, engine) for run in (0, 1)]
            verdicts = [reading.verdict() for reading in readings]
            if engine.binds_values:
                readings[1].refuses_cursor_of(readings[0])
        except Difference as found:
            return Verdict(Outcome.DIFFERENT, found.kind, found.detail)
        finally:
            database.connection.rollback()
    return together(verdicts)


class _Reading:
    """One run of one example."""

    def __init__(self, case: Case, run: int, database: Database, engine: Engine) -> None:
        self._case, self._run, self._database, self._engine = case, run, database, engine
        self.first: Seen | None = None

    def verdict(self) -> Verdict:
        """Judge the run: its first page, and where it is the second run, all others.

        Raises:
            Difference: Something is not as the plain select has it.
        """
        self._database.connection.rollback()
        fill(self._database.connection, self._case.world, self._case.numbers)
        try:
            expected = self.expected()
        except Invalid as found:
            return self.invalid(found)
        refusal = self.refusal(expected)
        if refusal is not None:
            return refusal
        if self._run:
            self.compare(expected)
        return Verdict(Outcome.RIGHT)

    def refuses_cursor_of(self, other: _Reading) -> None:
        """See that a cursor of the same select with other values is refused.

        Raises:
            Difference: It is taken.
        """
        cursor = None if other.first is None else other.first.following
        if self.first is None or cursor is None or self.filtered_by() == other.filtered_by():
            return
        try:
            seen = self._page(after=cursor)
        except CursorError:
            return
        raise Difference(
            "cursor of other values", f"{other.filtered_by()}, not {self.filtered_by()}\npage: {seen.rows}"
        )

    def filtered_by(self) -> list[str]:
        """List the values of the select's conditions, as far as they are plain ones."""
        where = self._question().statement.whereclause
        if where is None or not COMPARING.issuperset(self._case.filters):
            return []
        return [repr(value) for value in where.compile().params.values()]

    @contextmanager
    def _session(self) -> Generator[Session]:
        with Session(self._database.connection) as db:
            if self._case.tenancy is not None:
                event.listen(db, "do_orm_execute", self._add_criterion)
            yield db

    def _add_criterion(self, state: Any) -> None:
        world, turn = self._case.world, self._case.turns[self._run]
        if self._case.tenancy == "schema":
            state.update_execution_options(schema_translate_map={TENANT: schema_of(self._run)})
            return
        if not state.is_select:
            return
        tenant, studio = 1 + turn % 3, 1 + turn % 2
        if self._case.tenancy == "rows" and world.row is not world.work:
            option = with_loader_criteria(world.row, lambda row: row.tenant != tenant, include_aliases=True)
        else:
            every = self._case.tenancy != "works without aliases"
            option = with_loader_criteria(world.work, lambda work: work.studio != studio, include_aliases=every)
        state.statement = state.statement.options(option)

    def _question(self) -> Question:
        return question(self._case, self._run)

    def expected(self) -> Expected:
        """Read the plain select.

        Raises:
            Invalid: It has no answer.
        """
        try:
            asked = self._question()
            with self._session() as db:
                result = db.execute(plain(asked), execution_options=UNCACHED)
                found = [frozen(tuple(row)) for row in (result.unique() if asked.repeats else result)]
                if asked.is_bare:
                    return Expected(found, None)
                width = len(asked.on)
                beside = self._summaries(db, asked, {row[-width:] for row in found})
        except Exception as error:
            raise Invalid(f"{type(error).__name__}: {error}") from error
        return Expected([row[:-width] for row in found], [beside.get(row[-width:]) for row in found])

    def _summaries(self, db: Session, asked: Question, keys: set[Any]) -> dict[Any, Any]:
        present = sorted((key for key in keys if None not in key), key=str)
        if not present:
            return {}
        statement = summaries(asked, present).options(*(option for option in asked.options if _is_criterion(option)))
        return {tuple(row[: len(asked.on)]): tuple(row) for row in db.execute(statement, execution_options=UNCACHED)}

    def invalid(self, found: Invalid) -> Verdict:
        """Judge a select that has no answer: it must not be given pages, and what was given to SQLAlchemy is explained."""
        self._database.connection.rollback()
        fill(self._database.connection, self._case.world, self._case.numbers)
        try:
            asked = self._question()
        except Exception as error:  # noqa: BLE001 -- SQLAlchemy's, or that of a reduced example without what it needs
            return Verdict(Outcome.INVALID, type(error).__name__, str(error))
        try:
            with self._session() as db:
                seen = self._engine.page(db, asked, limit=self._case.limit)
        except Exception as error:
            is_ours = isinstance(found.__cause__, ArgumentError) or self._fails_by_its_order(asked)
            if is_ours and not isinstance(error, SessionStatusError):
                raise Difference(f"raw {type(error).__name__}", str(error)) from error
            return Verdict(Outcome.INVALID, type(error).__name__, str(found))
        raise Difference("accepted though the select itself fails", f"{found}\npage: {seen.rows}")

    def _fails_by_its_order(self, asked: Question) -> bool:
        """Tell whether it is what the page was given as its order that no database takes."""
        try:
            with self._session() as db:
                db.execute(asked.statement.order_by(None)).all()
        except Exception:  # noqa: BLE001 -- whatever it is, it is of the select's own
            return False
        return len(asked.order) > 0

    def refusal(self, expected: Expected) -> Verdict | None:
        """Ask for the first page; judge its refusal if it is refused, else compare it.

        Raises:
            Difference: The page is wrong, or it is refused too late, without a remedy, or by an error that is not ours.
        """
        before = self._database.sent
        try:
            seen = self._page()
        except SessionStatusError as error:
            text = str(error)
            if self._database.sent > before:
                raise Difference("refused after a statement", f"{type(error).__name__}: {text}") from error
            if len(text) < 30 or not re.search(r"[:;]", text):
                raise Difference("refused without a remedy", text) from error
            return Verdict(Outcome.REFUSED, reason_of(error), text)
        except Exception as error:
            raise Difference(f"raw {type(error).__name__}", str(error)) from error
        self.first = seen
        self._compare_rows("first page", seen.rows, expected.between(0, self._case.limit))
        self._compare_total(seen, expected)
        return None

    def _page(self, **place: Any) -> Seen:
        with self._session() as db:
            return frozen_page(self._engine.page(db, self._question(), limit=self._case.limit, **place))

    def _prepared(self, offsets: Sequence[int]) -> Iterator[Seen]:
        fetch = self._engine.prepared(self._question())
        for offset in offsets:
            with self._session() as db:
                yield frozen_page(fetch(db, self._case.limit, offset))

    def compare(self, expected: Expected) -> None:
        """Walk forwards, backwards and by offsets, and compare.

        Raises:
            Difference: Something is not as the plain select has it.
        """
        try:
            self._compare_walks(expected)
            with self._session() as db:
                compare_counts(self._question(), db, self._engine, lambda: self._database.sent)
            if expected.summaries is not None and (self._case.tenancy == "schema" or not self._case.world.tenants):
                self._compare_many(expected)
        except Difference:
            raise
        except Exception as error:
            raise Difference(f"{type(error).__name__} on a later page", str(error)) from error

    def _compare_walks(self, expected: Expected) -> None:
        pages = self._forwards(len(expected.rows)) if not self._case.sorts_itself else self._by_offset(expected)
        self._compare_rows("pages", [row for page in pages for row in page.rows], expected)
        for page in pages:
            self._compare_total(page, expected)
        if not self._case.sorts_itself:
            self._compare_offset(expected)
            self._compare_back(pages)

    def _forwards(self, size: int) -> list[Seen]:
        pages = [self.first or self._page()]
        while pages[-1].following is not None:
            if len(pages) > size + 2:
                raise Difference("endless", f"{[page.rows for page in pages[:6]]} of {size} rows")
            pages.append(self._page(after=pages[-1].following))
        return pages

    def _by_offset(self, expected: Expected) -> list[Seen]:
        return [self._page(offset=start) for start in range(0, max(len(expected.rows), 1), self._case.limit)]

    def _compare_offset(self, expected: Expected) -> None:
        limit = self._case.limit
        self._compare_rows("offset", self._page(offset=limit).rows, expected.between(limit, 2 * limit))
        offsets = (0, limit)
        for offset, seen in zip(offsets, self._prepared(offsets), strict=True):
            self._compare_rows("prepared", seen.rows, expected.between(offset, offset + limit))
            self._compare_total(seen, expected)

    @staticmethod
    def _compare_total(page: Seen, expected: Expected) -> None:
        number = len(expected.rows)
        most = number if page.cap is None else min(number, page.cap)
        relation = "at_least" if number > most else "exact"
        if (page.total, page.relation) != (most, relation):
            raise Difference("total", f"{page.total} ({page.relation}), not {most} ({relation})")

    def _compare_back(self, pages: Sequence[Seen]) -> None:
        for earlier, later in zip(pages[-2::-1], pages[:0:-1], strict=False):
            if later.previous is None:
                return
            found = self._page(before=later.previous)
            if found.rows != earlier.rows:
                raise Difference("backwards", f"{found.rows}, not {earlier.rows}")
            if found.total != earlier.total or found.following is None:
                raise Difference("backwards", f"total {found.total}, next {found.following}")

    @staticmethod
    def _compare_rows(way: str, found: list[tuple[Any, ...]], expected: Expected) -> None:
        rows = [row[:-1] for row in found]
        if rows != expected.rows:
            kind = "order" if Counter(map(repr, rows)) == Counter(map(repr, expected.rows)) else "rows"
            raise Difference(f"{way}: {kind}", f"{rows}\nnot {expected.rows}")
        beside = [row[-1] for row in found]
        if expected.summaries is not None and beside != expected.summaries:
            raise Difference(f"{way}: summaries", f"{beside}\nnot {expected.summaries}")

    def _compare_many(self, expected: Expected) -> None:
        asked = self._question()
        if any(_is_criterion(option) for option in asked.options):
            return  # criteria of the select are none of `many`, which has no select
        width = len(asked.on)
        wanted = {row[:width] if width > 1 else row[0]: row for row in expected.summaries or () if row is not None}
        with self._session() as db:
            found = self._engine.many(db, asked.shown, wanted)
        if found != wanted:
            raise Difference("many", f"{found}\nnot {wanted}")


def _is_criterion(option: Any) -> bool:
    return type(option).__name__ == "LoaderCriteriaOption"
