"""A report of the fast checker + what mypy found -> one report, each finding once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lint_rules.diagnostic import Diagnostic
from lint_rules.frozen import replace
from lint_rules.linter.mypy.run import TypesFound
from lint_rules.linter.report import Crash, Report
from lint_rules.rule import NamedRule
from lint_rules.settings.config import Settings
from lint_rules.settings.per_file_ignores import Ignores
from lint_rules.source.discovery import Unreadable, read
from lint_rules.source.spans import LineIndex, Span
from lint_rules.suppression.comments import Suppressions


def merged(report: Report, found: TypesFound, *, root: Path, settings: Settings, rules: Sequence[NamedRule]) -> Report:
    """Add what mypy found, where its rule runs, no comment excuses it, and the fast checker has not found it as well.

    A comment that excuses only what mypy found is no longer reported as one that excuses nothing.

    Args:
        report: of the fast checker.
        found: mypy's findings, excused ones too; a hook that failed is a failure of the run.
        root: the project's root folder.
        settings: which rules run, and where.
        rules: all rules there are.
    """
    running = _Running(root, settings, rules)
    known = {_identity(one) for one in report.diagnostics}
    typed = [one for one in found.diagnostics if running.allows(one) and _identity(one) not in known]
    comments = {path: _suppressions(path) for path in {one.path for one in typed}}
    silencing = {one: comments[one.path].silencing(one.rule, one.at) for one in typed}
    used = {(one.path, comment.at) for one in typed for comment in silencing[one]}
    kept = [
        one
        for one in report.diagnostics
        if (one.rule, (one.path, one.at)) not in {("unused-suppression", place) for place in used}
    ]
    shown = _in_order([*kept, *(one for one in typed if not silencing[one])], report)
    failed = tuple(Crash(root, failure) for failure in found.failures)
    return replace(report, diagnostics=shown, crashes=(*report.crashes, *failed))


class _Running:
    """Which rules run in which files."""

    def __init__(self, root: Path, settings: Settings, rules: Sequence[NamedRule]) -> None:
        self._rules: Mapping[str, NamedRule] = {rule.name: rule for rule in rules}
        self._settings = settings
        self._ignores = Ignores(root, settings.per_file_ignores)

    def allows(self, one: Diagnostic) -> bool:
        """Whether the rule of a finding runs in its file; one that only the plugin has ran because it is wanted."""
        rule = self._rules.get(one.rule)
        wanted = self._settings.selects(rule) if rule is not None else one.rule not in self._settings.ignore
        return wanted and one.rule not in self._ignores.names(one.path)


def _identity(one: Diagnostic) -> tuple[str, Path, object]:
    return one.rule, one.path, one.at.start


def _suppressions(path: Path) -> Suppressions:
    source = read(path)
    text = None if isinstance(source, Unreadable) else source.decode()
    return Suppressions.in_text(LineIndex(text if isinstance(text, str) else ""))


def _in_order(diagnostics: Iterable[Diagnostic], report: Report) -> tuple[Diagnostic, ...]:
    """Sort by file, the files of the report first and in its order, then by place."""
    order: dict[Path, int] = {}
    for one in report.diagnostics:
        order.setdefault(one.path, len(order))

    def key(one: Diagnostic) -> tuple[int, str, Span, str]:
        return order.get(one.path, len(order)), str(one.path), one.at, one.rule

    return tuple(sorted(diagnostics, key=key))
