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


def merged(report: Report, types: TypesFound, *, root: Path, settings: Settings, rules: Sequence[NamedRule]) -> Report:
    """Add what mypy found, where its rule runs, no comment excuses it, and the fast checker has not found it as well.

    A comment that excuses only what mypy found is no longer reported as one that excuses nothing.

    Args:
        report: of the fast checker.
        types: mypy's findings, excused ones too; a hook that failed is a failure of the run.
        root: the project's root folder.
        settings: which rules run, and where.
        rules: all rules there are.
    """
    running = _Running(root, settings, rules)
    known = {_identity(diagnostic) for diagnostic in report.diagnostics}
    typed = [
        diagnostic
        for diagnostic in types.diagnostics
        if running.allows(diagnostic) and _identity(diagnostic) not in known
    ]
    comments = {path: _suppressions(path) for path in {diagnostic.path for diagnostic in typed}}
    silencing = {
        diagnostic: comments[diagnostic.path].silencing(diagnostic.rule, diagnostic.at) for diagnostic in typed
    }
    used = {(diagnostic.path, comment.at) for diagnostic in typed for comment in silencing[diagnostic]}
    left = [
        diagnostic
        for diagnostic in report.diagnostics
        if (diagnostic.rule, (diagnostic.path, diagnostic.at)) not in {("unused-suppression", place) for place in used}
    ]
    shown = _in_order([*left, *(diagnostic for diagnostic in typed if not silencing[diagnostic])], report)
    failed = tuple(Crash(root, failure) for failure in types.failures)
    hidden = replace(report.hidden, silenced=report.hidden.silenced + sum(map(bool, silencing.values())))
    return replace(report, diagnostics=shown, crashes=(*report.crashes, *failed), hidden=hidden)


class _Running:
    """Which rules run in which files."""

    def __init__(self, root: Path, settings: Settings, rules: Sequence[NamedRule]) -> None:
        self._rules: Mapping[str, NamedRule] = {rule.name: rule for rule in rules}
        self._settings = settings
        self._ignores = Ignores(root, settings.per_file_ignores)

    def allows(self, diagnostic: Diagnostic) -> bool:
        """Whether the rule of a finding runs in its file; one that only the plugin has ran because it is wanted."""
        rule = self._rules.get(diagnostic.rule)
        wanted = self._settings.selects(rule) if rule is not None else diagnostic.rule not in self._settings.ignore
        return wanted and diagnostic.rule not in self._ignores.names(diagnostic.path)


def _identity(diagnostic: Diagnostic) -> tuple[str, Path, object]:
    return diagnostic.rule, diagnostic.path, diagnostic.at.start


def _suppressions(path: Path) -> Suppressions:
    source = read(path)
    text = None if isinstance(source, Unreadable) else source.decode()
    return Suppressions.in_text(LineIndex(text if isinstance(text, str) else ""))


def _in_order(diagnostics: Iterable[Diagnostic], report: Report) -> tuple[Diagnostic, ...]:
    """Sort by file, the files of the report first and in its order, then by place."""
    order: dict[Path, int] = {}
    for diagnostic in report.diagnostics:
        order.setdefault(diagnostic.path, len(order))

    def key(diagnostic: Diagnostic) -> tuple[int, str, Span, str]:
        return order.get(diagnostic.path, len(order)), str(diagnostic.path), diagnostic.at, diagnostic.rule

    return tuple(sorted(diagnostics, key=key))
