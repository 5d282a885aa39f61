"""A plan and a probe -> what its fixes come to: how many were made, what is left, and what differs when the project runs."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.lint_rules.oracle.comparison import Difference, Names, Observation, differences
from tests.lint_rules.oracle.plans import Plan
from tests.lint_rules.oracle.probe.process import Probe
from tests.lint_rules.oracle.projects import project

from lint_rules.diagnostic import Diagnostic, Safety
from lint_rules.linter.fix_loop import FixReport, fix
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Misconfigured, load
from lint_rules.source.write import replace

UNSAFE = "so the fix is unsafe"
"""How the note of a finding ends that says why a fix is unsafe."""
SAFETIES = {"safe": frozenset({Safety.SAFE}), "unsafe": frozenset(Safety)}


@dataclass(slots=True)
class Verdict:
    """What the fixes of one safety come to in one project.

    Attributes:
        rules: How many fixes of each rule were made.
        left: How many findings of each rule are left.
        reasons: What the findings that are left without a fix say about why.
        is_changed: Whether the project's files changed.
        has_unsafe: Whether there are fixes that were not made, because they are unsafe.
        warnings: What the findings say whose fixes were not made, because something may read a name that they change.
        readers: The files that may read such a name, by their paths in the project, as those findings say.
        announced: What is not as it was, but that the findings said of it.
        differences: What is not as it was.
    """

    rules: Counter[str] = field(default_factory=Counter[str])
    left: Counter[str] = field(default_factory=Counter[str])
    reasons: Counter[str] = field(default_factory=Counter[str])
    is_changed: bool = False
    has_unsafe: bool = False
    warnings: list[str] = field(default_factory=list[str])
    readers: set[str] = field(default_factory=set[str])
    announced: list[Difference] = field(default_factory=list[Difference])
    differences: list[Difference] = field(default_factory=list[Difference])


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges projects in a folder of its own.

    Attributes:
        probe: What runs them.
        folder: Where they are written: `before`, `safe`, `unsafe` and `meant` hold one folder for each project.
    """

    probe: Probe
    folder: Path

    def judge(self, plan: Plan) -> dict[str, Verdict]:
        """Write a project, fix it by each safety, and compare what is seen when it runs.

        Args:
            plan: What the project is made of.
        """
        files = project(plan)
        self._written("before", plan, files)
        verdicts: dict[str, Verdict] = {}
        texts: dict[str, dict[str, str]] = {}
        for name, safeties in SAFETIES.items():
            if verdicts and not verdicts["safe"].has_unsafe:
                verdicts[name] = verdicts["safe"]
                continue
            verdicts[name], texts[name] = self._fixed(self._written(name, plan, files), safeties, files)
        if any(text != files for text in texts.values()):
            before = self.probe.observe(self._root("before", plan))
            for name, now in texts.items():
                if now != files:
                    found = self._compared(name, plan, (files, now), before)
                    is_announced = name == "unsafe" and verdicts["safe"].warnings and not _breaks(found)
                    (verdicts[name].announced if is_announced else verdicts[name].differences).extend(found)
        return verdicts

    def run(self, files: Mapping[str, str], plan: Plan) -> dict[str, str]:
        """Write a project's files, and say what is seen when it runs.

        Args:
            files: The text of each file, by its path.
            plan: What the project is made of.
        """
        return self.probe.observe(self._written("meant", plan, files))

    def clear(self) -> None:
        """Remove what was written."""
        for name in (*SAFETIES, "before", "meant"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def _root(self, tree: str, plan: Plan) -> Path:
        return self.folder.resolve() / tree / str(plan.number)

    def _written(self, tree: str, plan: Plan, files: Mapping[str, str]) -> Path:
        root = self._root(tree, plan)
        if root.exists():
            shutil.rmtree(root)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        return root

    def _fixed(
        self, root: Path, safeties: frozenset[Safety], files: Mapping[str, str]
    ) -> tuple[Verdict, dict[str, str]]:
        mended = fixed(root, safeties)
        verdict = Verdict(Counter(mended.rules), Counter(found.rule for found in mended.report.diagnostics))
        verdict.reasons = reasons(mended)
        verdict.differences += [Difference("crash", crash.message) for crash in mended.report.crashes]
        withheld = (warning for warning in mended.report.warnings if warning.endswith("` undefined"))
        verdict.differences += [Difference("withheld", warning) for warning in withheld]
        for change in mended.changes:
            replace(change.path, change.old, change.new, within=root)
        if mended.changes:
            again = fixed(root, safeties)
            verdict.differences += [
                Difference("a second run changes it", f"{change.path.relative_to(root)}: {dict(again.rules)}")
                for change in again.changes
            ]
        verdict.warnings = [note for found in mended.report.diagnostics for note in notes(found) if UNSAFE in note]
        verdict.readers = {
            str(place.path.relative_to(root))
            for found in mended.report.diagnostics
            for place in found.related
            if UNSAFE in place.message
        }
        verdict.is_changed = bool(mended.changes)
        verdict.has_unsafe = any(found.fix is not None for found in mended.report.diagnostics)
        return verdict, {path: (root / path).read_text() for path in files}

    def _compared(
        self, name: str, plan: Plan, texts: tuple[Mapping[str, str], Mapping[str, str]], before: Observation
    ) -> list[Difference]:
        after = self.probe.observe(self._root(name, plan))
        names = Names(texts[0]), Names(texts[1])
        found = differences(before, after, names)
        if name == "safe" or not found:
            return found
        meant = self.run(project(plan, as_meant=True), plan)
        return differences(before, after, names, meant)


def fixed(root: Path, safeties: frozenset[Safety]) -> FixReport:
    """Fix a project in memory.

    Args:
        root: Its folder.
        safeties: Which fixes to make.

    Raises:
        LookupError: It has no settings that can be read.
    """
    rules = registered()
    settings = load(root / "pyproject.toml", rules=[rule.name for rule in rules])
    match settings:
        case Misconfigured():
            raise LookupError(str(settings))
        case _:
            return fix([root], RunOptions(root=root, settings=settings, rules=rules), safeties=safeties)


def _breaks(found: Sequence[Difference]) -> bool:
    """Whether a file cannot be imported any more, which no finding announces."""
    return any(difference.kind.startswith(("import", "mappers")) for difference in found)


def notes(found: Diagnostic) -> list[str]:
    """Return what a finding says about its fix: that there is none, or that it is unsafe, and why."""
    said = [related.message for related in found.related]
    return [message for message in said if "no fix" in message or UNSAFE in message]


def reasons(mended: FixReport) -> Counter[str]:
    """Count what is left by rule, and by why it has no fix."""
    counted: Counter[str] = Counter()
    for found in mended.report.diagnostics:
        why = "unsafe" if found.fix is not None else next(iter(notes(found)), "no reason said")
        counted[f"{found.rule}: {re.sub('`.*?`', '…', why)}"] += 1
    return counted
