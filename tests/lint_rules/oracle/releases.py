"""A release's sources -> what its fixes change of what is seen when all its modules are imported."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from tests.lint_rules.oracle.comparison import Difference, Names, Observation, differences
from tests.lint_rules.oracle.judge import SAFETIES
from tests.lint_rules.oracle.probe.process import Probe

from lint_rules.linter.fix_loop import FixedFile, FixReport, fix
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Settings
from lint_rules.source.write import replace

SHIFTS = (1, 1009, 5003, 20011)
"""How much is put into memory before a release is imported once more, to see what rests on chance."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the fixes of one safety come to in a release.

    Attributes:
        imported: How many modules can be imported.
        seen: How many things were looked at.
        rules: How many fixes of each rule were made.
        differences: What is not as it was.
        annotated: How many type hints are other than before in a release whose unsafe fixes wrote annotations.
    """

    imported: int
    seen: int
    rules: Counter[str]
    differences: list[Difference]
    annotated: int


def judged(probe: Probe, release: Path, folder: Path) -> dict[str, Outcome]:
    """Fix a release by each safety, all rules on, and compare.

    Args:
        probe: A process whose interpreter has what the release imports.
        release: A folder that holds its packages.
        folder: Where copies are made.
    """
    root = folder / "release"
    _copy(release, root)
    before = probe.observe(root, runs=False)
    outcomes = {name: _outcome(probe, release, root, before, name) for name in SAFETIES}
    if any(outcome.differences for outcome in outcomes.values()):
        _copy(release, root)
        for outcome in outcomes.values():
            outcome.differences[:] = without_chance(outcome.differences, probe, root, before)
    return outcomes


def _copy(release: Path, root: Path) -> None:
    """Put a release as it is at the place of all copies."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(release, root)


def without_chance(found: list[Difference], probe: Probe, root: Path, once: Observation) -> list[Difference]:
    """Leave out what differs from run to run of one text: it rests on the clock, or on where things lie in memory.

    Args:
        found: Differences between two texts.
        probe: What observes.
        root: The folder that holds one of them.
        once: What was seen of that one.
    """
    runs = [probe.observe(root, runs=False, shift=shift) for shift in SHIFTS] if found else []
    chance = {key for seen in runs for key in {**once, **seen} if once.get(key) != seen.get(key)}
    return [difference for difference in found if difference.detail.partition(": ")[0] not in chance]


def _outcome(probe: Probe, release: Path, root: Path, before: Observation, name: str) -> Outcome:
    _copy(release, root)
    mended = _fixed(root, name)
    names = tuple(_names(mended, root, side) for side in (attrgetter("old"), attrgetter("new")))
    for change in mended.changes:
        replace(change.path, change.old, change.new, within=root)
    after = probe.observe(root, runs=False)
    found = without_chance(differences(before, after, (names[0], names[1])), probe, root, after)
    hints = [difference for difference in found if name == "unsafe" and _is_written(difference)]
    rest = [difference for difference in found if difference not in hints]
    imported = sum(key.startswith("import ") and said == "imported" for key, said in before.items())
    return Outcome(imported, len(before), Counter(mended.rules), rest, len(hints))


def _names(mended: FixReport, root: Path, side: Callable[[FixedFile], bytes]) -> Names:
    return Names({change.path.relative_to(root).as_posix(): side(change).decode() for change in mended.changes})


def _is_written(difference: Difference) -> bool:
    """Whether a difference is an annotation, or a column that has one: unsafe fixes write them."""
    return difference.kind.startswith("hint") or difference.detail.endswith("MappedColumn")


def _fixed(root: Path, name: str) -> FixReport:
    options = RunOptions(root=root, settings=Settings(strict=True), rules=registered())
    return fix([root], options, safeties=SAFETIES[name])
