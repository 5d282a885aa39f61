"""Pages of drawn selects equal the plain select, or are refused when it is given; the judge itself is judged by lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from tests.session_status.oracle.cases import Case
from tests.session_status.oracle.counting import counted
from tests.session_status.oracle.databases import Database, opened
from tests.session_status.oracle.engine import Library, Seen
from tests.session_status.oracle.judge import judge
from tests.session_status.oracle.menus import ACCEPTED, EVERYTHING, PLAIN, RULES
from tests.session_status.oracle.mutations import MUTATIONS, broken
from tests.session_status.oracle.reduction import read, reduced, told, written
from tests.session_status.oracle.statements import Question, plain, summaries
from tests.session_status.oracle.tally import searched, tally
from tests.session_status.oracle.verdicts import Outcome
from tests.session_status.oracle.worlds import WORLDS, Shown

from session_status import ColumnError

pytestmark = pytest.mark.no_cover  # drawn in numbers, over lines that the tests of single cases count

FAULTS: dict[str, str] = {}
"""What pages get wrong, by rule; a rule that holds again fails its test until it is taken from here."""
FAULTY: dict[str, set[str]] = {}
"""What selects are made of that show these faults."""


def _plain(asked: Question) -> Any:
    try:
        return plain(asked)
    except ArgumentError as error:
        raise ColumnError(f"order_by: no order for SQLAlchemy: {error}") from error


class Naive:
    """Pages cut from the plain select: whatever the judge objects to here is its own fault."""

    binds_values = False

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
        result = db.execute(_plain(asked))
        rows = [tuple(row) for row in (result.unique() if asked.repeats else result)]
        width = len(asked.on)
        if not asked.is_bare:
            beside = self._beside(db, asked, {row[-width:] for row in rows})
            rows = [(*row[:-width], beside.get(row[-width:])) for row in rows]
        else:
            rows = [(*row, None) for row in rows]
        start = offset if after is None else int(after)
        start = start if before is None else int(before) - limit
        following = str(start + limit) if start + limit < len(rows) else None
        return Seen(rows[start : start + limit], len(rows), following, str(start) if start else None)

    def _beside(self, db: Session, asked: Question, keys: set[Any]) -> dict[Any, Any]:
        present = sorted((key for key in keys if None not in key), key=str)
        criteria = [option for option in asked.options if type(option).__name__ == "LoaderCriteriaOption"]
        found = db.execute(summaries(asked, present).options(*criteria))
        return {tuple(row[: len(asked.on)]): tuple(row) for row in found}

    def prepared(self, asked: Question) -> Callable[[Session, int, int], Seen]:
        return lambda db, limit, offset: self.page(db, asked, limit=limit, offset=offset)

    def many(self, db: Session, shown: Shown, keys: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
        of = shown.parents
        work = of.work
        asked = Question(shown, select(work), of.key, (), (), work.state, is_bare=False, repeats=False, options=())
        given = {key if len(of.key) > 1 else (key,): key for key in keys}
        return {given[key]: row for key, row in self._beside(db, asked, set(given)).items()}

    def counts(self, db: Session, asked: Question) -> dict[Any, int]:
        return counted(db, asked)


LIES: dict[str, tuple[Callable[[Seen], Seen], str]] = {
    "a row is missing": (lambda seen: replace(seen, rows=seen.rows[1:]), "rows"),
    "a row comes twice": (lambda seen: replace(seen, rows=[*seen.rows, *seen.rows[-1:]]), "rows"),
    "two rows are exchanged": (lambda seen: replace(seen, rows=seen.rows[::-1]), "order"),
    "a summary is missing": (lambda seen: replace(seen, rows=[(*row[:-1], None) for row in seen.rows]), "summaries"),
    "the total is one less": (lambda seen: replace(seen, total=(seen.total or 0) - 1), "total"),
    "the last page has a next one": (lambda seen: replace(seen, following=seen.following or "0"), "endless"),
    "the first page has no next one": (lambda seen: replace(seen, following=None), "pages: rows"),
    "the page before is another": (lambda seen: replace(seen, previous="1" if seen.previous else None), "backwards"),
}
"""What an engine may do to its pages, and how the judge calls it."""


class Lying(Naive):
    """Pages that are altered after they were read right."""

    def __init__(self, lie: Callable[[Seen], Seen]) -> None:
        self._lie = lie

    def page(self, db: Session, asked: Question, **place: Any) -> Seen:
        return self._lie(super().page(db, asked, **place))


class Miscounting(Naive):
    """Counts one row more of a status."""

    def counts(self, db: Session, asked: Question) -> dict[Any, int]:
        return counted(db, asked) + Counter({"DRAFT": 1})


class Late(Naive):
    """Refuses when a statement was sent already."""

    def page(self, db: Session, asked: Question, **place: Any) -> Seen:
        super().page(db, asked, **place)
        raise ColumnError("the select joins several rows: filter by a subquery instead")


class Mute(Naive):
    """Refuses without a reason."""

    def page(self, db: Session, asked: Question, **place: Any) -> Seen:  # noqa: ARG002 -- it looks at nothing
        raise ColumnError("no")


class Raw(Naive):
    """Lets an error of its own out."""

    def page(self, db: Session, asked: Question, **place: Any) -> Seen:  # noqa: ARG002 -- it looks at nothing
        raise AttributeError("selectable")


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with opened("sqlite://") as found:
        yield found


def test_pages_cut_from_the_plain_select_are_right(database: Database) -> None:
    found = tally(EVERYTHING, database, Naive(), examples=30, start=1)
    assert not found.kinds, found.report()
    assert found.outcomes[Outcome.RIGHT] > 25


@pytest.mark.parametrize("name", LIES)
def test_the_judge_sees_through_a_lie(database: Database, name: str) -> None:
    lie, kind = LIES[name]
    found = tally(PLAIN, database, Lying(lie), examples=25, start=1)
    assert any(kind in seen for seen in found.kinds), found.report()


def test_the_judge_sees_a_status_that_is_counted_wrong(database: Database) -> None:
    menu = RULES["counts are those of the select"]
    found = tally(menu, database, Miscounting(), examples=5, start=1)
    assert found.kinds == {"counts": found.examples}, found.report()
    assert not tally(menu, database, Naive(), examples=5, start=1).kinds


@pytest.mark.parametrize(
    ("engine", "kind"),
    [(Late(), "refused after a statement"), (Mute(), "refused without a remedy"), (Raw(), "raw AttributeError")],
)
def test_a_refusal_comes_before_any_statement_and_says_why(database: Database, engine: Naive, kind: str) -> None:
    found = tally(PLAIN, database, engine, examples=5, start=1)
    assert found.kinds == {kind: found.examples}


def test_one_seed_draws_the_same_examples(database: Database) -> None:
    first, second = (tally(EVERYTHING, database, Naive(), examples=10, start=3).outcomes for _ in range(2))
    assert first == second


def test_an_example_is_reduced_to_what_shows_its_difference(database: Database) -> None:
    engine = Lying(LIES["two rows are exchanged"][0])
    found = tally(EVERYTHING, database, engine, examples=20, start=1, stop_at_first=True)
    kind = next(kind for kind in found.kinds if "order" in kind)
    small = reduced(found.first[kind], lambda case: judge(case, database, engine).kind == kind)
    assert small.clauses() == Case(WORLDS[0], "class", ("keys",), (("tenant", ""),)).clauses()
    assert len(small.numbers.rows) == 2
    assert read(written(small)) == small
    assert "SELECT ticket.id" in told(small)


def holds(rule: str, database: Database, examples: int) -> None:
    """Judge a rule, and see that its selects were not refused instead."""
    found = tally(RULES[rule], database, Library(), examples=examples, start=1, stop_at_first=True)
    shown = [f"--replay '{written(case)}'" for case in found.first.values()]
    assert not found.kinds, "\n".join((found.report(), *shown))
    if rule in ACCEPTED:
        assert not found.refusals, found.report()


def rules() -> list[Any]:
    """Give each rule, and what is known to be wrong with it."""
    return [
        pytest.param(rule, marks=pytest.mark.xfail(reason=FAULTS[rule])) if rule in FAULTS else rule for rule in RULES
    ]


def test_plain_selects_are_accepted_and_right(database: Database) -> None:
    holds("plain selects are accepted", database, 25)


def test_all_rules_hold_for_a_few_selects(database: Database) -> None:
    found = tally(EVERYTHING.excluding(**FAULTY), database, Library(), examples=50, start=1)
    assert not found.kinds, found.report()
    assert found.outcomes[Outcome.REFUSED] < found.examples / 2, found.report()


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_rule_that_is_broken_on_purpose_is_a_rule_of_the_library(name: str) -> None:
    with broken(name):
        pass  # a LookupError tells that nothing would be broken


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTATIONS)
def test_a_rule_that_is_broken_on_purpose_is_missed(database: Database, name: str) -> None:
    with broken(name):
        menu = RULES[MUTATIONS[name].menu].excluding(**FAULTY)
        found = searched(menu, database, Library(), examples=2000, start=1)
    assert found.kinds, found.report()


@pytest.mark.slow
@pytest.mark.parametrize("rule", rules())
def test_a_rule_holds_for_many_selects(database: Database, rule: str) -> None:
    holds(rule, database, 150)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.xfail("everything together" in FAULTS, reason="each fault that is known")
def test_all_rules_hold_on_postgresql(postgres_url: str) -> None:
    with opened(postgres_url.replace("postgresql", "postgresql+psycopg")) as found:
        holds("everything together", found, 1000)


@pytest.mark.slow
@pytest.mark.mariadb
def test_all_rules_hold_on_mariadb(mariadb_address: str) -> None:
    with opened(f"mariadb+pymysql{mariadb_address}") as found:
        holds("everything together", found, 1000)


@pytest.mark.slow
@pytest.mark.xfail("everything together" in FAULTS, reason="each fault that is known")
def test_all_rules_hold_on_sqlite(database: Database) -> None:
    holds("everything together", database, 1000)


def test_no_fault_is_known_that_is_no_rule() -> None:
    assert FAULTS.keys() <= RULES.keys()
