"""A release's sources -> what its fixes change of what is seen when all its modules are imported."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from tests.lint_rules.oracle.comparison import Difference, Names, differences
from tests.lint_rules.oracle.judge import SAFETIES
from tests.lint_rules.oracle.probe.process import Probe

from lint_rules.linter.fix_loop import FixReport, fix
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Settings
from lint_rules.source.write import replace


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
    shutil.copytree(release, root)
    again, before = probe.observe(root, runs=False), probe.observe(root, runs=False)
    chance = {key for key in {**before, **again} if before.get(key) != again.get(key)}
    outcomes: dict[str, Outcome] = {}
    for name in SAFETIES:
        shutil.rmtree(root)
        shutil.copytree(release, root)
        mended = _fixed(root, name)
        texts = [
            {
                change.path.relative_to(root).as_posix(): text.decode()
                for change in mended.changes
                for text in [side(change)]
            }
            for side in (attrgetter("old"), attrgetter("new"))
        ]
        for change in mended.changes:
            replace(change.path, change.old, change.new, within=root)
        found = differences(before, probe.observe(root, runs=False), (Names(texts[0]), Names(texts[1])))
        hints = [difference for difference in found if name == "unsafe" and _is_written(difference)]
        rest = [
            difference
            for difference in found
            if difference not in hints and difference.detail.partition(": ")[0] not in chance
        ]
        imported = sum(key.startswith("import ") and said == "imported" for key, said in before.items())
        outcomes[name] = Outcome(imported, len(before), Counter(mended.rules), rest, len(hints))
    return outcomes


def _is_written(difference: Difference) -> bool:
    """Whether a difference is an annotation, or a column that has one: unsafe fixes write them."""
    return difference.kind.startswith("hint") or difference.detail.endswith("MappedColumn")


def _fixed(root: Path, name: str) -> FixReport:
    options = RunOptions(root=root, settings=Settings(strict=True), rules=registered())
    return fix([root], options, safeties=SAFETIES[name])
