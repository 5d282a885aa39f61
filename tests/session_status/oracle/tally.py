"""A menu, a database and a seed -> how many examples were accepted, refused and why, and each kind of difference once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.session_status.oracle.cases import Case, Menu, cases
from tests.session_status.oracle.databases import Database
from tests.session_status.oracle.engine import Engine
from tests.session_status.oracle.judge import judge
from tests.session_status.oracle.verdicts import Outcome, Verdict


@dataclass(slots=True)
class Tally:
    """What became of many examples.

    Attributes:
        outcomes: How many of each.
        refusals: How many for each reason.
        kinds: How many differences of each kind.
        first: The first example of each kind of difference.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter[Outcome])
    refusals: Counter[str] = field(default_factory=Counter[str])
    kinds: Counter[str] = field(default_factory=Counter[str])
    first: dict[str, Case] = field(default_factory=dict[str, Case])

    def add(self, case: Case, verdict: Verdict) -> None:
        """Count an example."""
        self.outcomes[verdict.outcome] += 1
        if verdict.outcome is Outcome.REFUSED:
            self.refusals[verdict.kind] += 1
        if verdict.outcome is Outcome.DIFFERENT:
            self.kinds[verdict.kind] += 1
            self.first.setdefault(verdict.kind, case)

    def merge(self, other: Tally) -> None:
        """Add what another batch gave."""
        self.outcomes.update(other.outcomes)
        self.refusals.update(other.refusals)
        self.kinds.update(other.kinds)
        self.first = {**other.first, **self.first}

    @property
    def examples(self) -> int:
        """How many there were."""
        return self.outcomes.total()

    def report(self) -> str:
        """Say how many examples were accepted, refused by reason, and different by kind."""
        counts = ", ".join(f"{self.outcomes[outcome]} {outcome.value}" for outcome in Outcome)
        lines = [f"{self.examples} examples: {counts}"]
        lines += [f"  refused {count}: {reason}" for reason, count in self.refusals.most_common()]
        lines += [f"  different {count}: {kind}" for kind, count in self.kinds.most_common()]
        return "\n".join(lines)


def tally(
    menu: Menu,
    database: Database,
    engine: Engine,
    *,
    examples: int,
    start: int,
    stop_at_first: bool = False,
) -> Tally:
    """Judge many examples.

    Args:
        menu: What they are made of.
        database: Where they are read.
        engine: What is judged.
        examples: How many.
        start: The seed: the same one gives the same examples.
        stop_at_first: Whether to end with the first difference.
    """
    found = Tally()

    @seed(start)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
        phases=[Phase.generate],
    )
    @given(cases(menu, database.offers))
    def run(case: Case) -> None:
        if stop_at_first and found.kinds:
            return
        found.add(case, judge(case, database, engine))

    _: Any = run()
    return found


BATCH = 50
"""Examples that are drawn at once: those behind the first difference are drawn for nothing."""


def searched(menu: Menu, database: Database, engine: Engine, *, examples: int, start: int) -> Tally:
    """Judge examples until one is different.

    Args:
        menu: What they are made of.
        database: Where they are read.
        engine: What is judged.
        examples: How many at most.
        start: The seed.
    """
    found = Tally()
    for batch in range(-(-examples // BATCH)):
        size = min(BATCH, examples - batch * BATCH)
        seed = start * 1_000_003 + batch
        found.merge(tally(menu, database, engine, examples=size, start=seed, stop_at_first=True))
        if found.kinds:
            break
    return found
