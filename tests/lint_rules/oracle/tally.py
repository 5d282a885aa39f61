"""Seeds -> how many projects and fixes there were, what is left unfixed and why, and each kind of difference once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.lint_rules.oracle.comparison import Difference
from tests.lint_rules.oracle.complaints import Checker, new_complaints, ruff
from tests.lint_rules.oracle.judge import Judge, Verdict
from tests.lint_rules.oracle.plans import Plan, drawn, hiding

SAFETIES = ("safe", "unsafe")


@dataclass(slots=True)
class Count:
    """What the fixes of one safety came to in many projects.

    Attributes:
        rules: How many fixes of each rule were made.
        left: How many findings are left, by rule and reason.
        kinds: How many projects differ, by kind.
        announced: How many projects differ as the findings said, by kind.
    """

    rules: Counter[str] = field(default_factory=Counter[str])
    left: Counter[str] = field(default_factory=Counter[str])
    kinds: Counter[str] = field(default_factory=Counter[str])
    announced: Counter[str] = field(default_factory=Counter[str])

    def add(self, verdict: Verdict) -> None:
        """Count a project."""
        self.rules.update(verdict.rules)
        self.left.update(verdict.reasons)
        if verdict.differences:
            self.kinds[verdict.differences[0].kind] += 1
        elif verdict.announced:
            self.announced[verdict.announced[0].kind] += 1

    def merge(self, other: Count) -> None:
        """Add what another batch gave."""
        self.rules.update(other.rules)
        self.left.update(other.left)
        self.kinds.update(other.kinds)
        self.announced.update(other.announced)


@dataclass(slots=True)
class Tally:
    """What became of many projects.

    Attributes:
        projects: How many there were.
        counts: What the safe fixes came to, and what all fixes.
        different: The plans that differ, with the first difference, by safety.
    """

    projects: int = 0
    counts: dict[str, Count] = field(default_factory=lambda: {safety: Count() for safety in SAFETIES})
    different: dict[str, list[tuple[Plan, Difference]]] = field(
        default_factory=lambda: {safety: [] for safety in SAFETIES}
    )

    def add(self, plan: Plan, verdicts: dict[str, Verdict]) -> None:
        """Count a project."""
        self.projects += 1
        for safety, verdict in verdicts.items():
            self.counts[safety].add(verdict)
            if verdict.differences:
                self.different[safety].append((plan, verdict.differences[0]))

    def merge(self, other: Tally) -> None:
        """Add what another batch gave."""
        self.projects += other.projects
        for safety in SAFETIES:
            self.counts[safety].merge(other.counts[safety])
            self.different[safety] += other.different[safety]

    def report(self) -> str:
        """Say how many projects there were, what was fixed, what differs, and what is left."""
        lines = [f"{self.projects} projects"]
        for safety, count in self.counts.items():
            lines.append(f"{safety}: {count.rules.total()} fixes, {count.kinds.total()} projects differ")
            lines += [f"  fixed {number}: {rule}" for rule, number in count.rules.most_common()]
            lines += [f"  differ {number}: {kind}" for kind, number in count.kinds.most_common()]
            lines += [f"  differ as announced {number}: {kind}" for kind, number in count.announced.most_common()]
        left = self.counts["unsafe"].left
        return "\n".join([*lines, *(f"left {number}: {reason}" for reason, number in left.most_common())])


def tally(
    judge: Judge,
    *,
    seed: int,
    numbers: Iterable[int],
    checkers: Sequence[Checker] = (ruff,),
    hidden: str | None = None,
) -> Tally:
    """Judge many projects.

    Args:
        judge: What judges them.
        seed: The same one gives the same projects.
        numbers: Which of the seed's projects.
        checkers: What else looks at the projects that changed.
        hidden: Another class of the framework that the models hide, if not SQLAlchemy's sessions.
    """
    plans = [drawn(seed, number) for number in numbers]
    plans = plans if hidden is None else [hiding(plan, hidden) for plan in plans]
    found = Tally()
    for plan, verdicts in judged(judge, plans, checkers):
        found.add(plan, verdicts)
    judge.clear()
    return found


def judged(
    judge: Judge, plans: Sequence[Plan], checkers: Sequence[Checker] = (ruff,)
) -> list[tuple[Plan, dict[str, Verdict]]]:
    """Judge projects, and let checkers look at those that changed.

    Args:
        judge: What judges them.
        plans: What they are made of, each of another number.
        checkers: What else looks at them.
    """
    verdicts = {plan.number: judge.judge(plan) for plan in plans}
    changed = {
        safety: [number for number, found in verdicts.items() if found[safety].is_changed and _is_own(safety, found)]
        for safety in SAFETIES
    }
    for checker in checkers:
        for safety, path, difference in new_complaints(judge.folder, changed, checker):
            found = verdicts[int(path.parts[0])]
            is_announced = safety == "unsafe" and _is_announced(difference, path, found["safe"])
            (found[safety].announced if is_announced else found[safety].differences).append(difference)
    return [(plan, verdicts[plan.number]) for plan in plans]


def _is_announced(difference: Difference, path: Path, safe: Verdict) -> bool:
    """Whether a file does not find an attribute any more that the findings say it may read."""
    return difference.kind == "mypy attr-defined" and str(Path(*path.parts[1:])) in safe.readers


def _is_own(safety: str, found: dict[str, Verdict]) -> bool:
    """Whether the fixes of a safety left files of their own: where no fix is unsafe, those of the safe ones stand for them."""
    return safety == "safe" or found[safety] is not found["safe"]
