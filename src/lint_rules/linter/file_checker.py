"""Files of one project x rules -> what is found in each of them, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cache.dependencies import (
    Dependencies,
    NodeKey,
    answer_node,
    file_node,
    folder_node,
    nothing,
    question_node,
)
from lint_rules.cache.fingerprint import digest_of_names
from lint_rules.cache.relative_paths import Root
from lint_rules.diagnostic import Diagnostic, Hidden
from lint_rules.frozen import replace
from lint_rules.linter.file_system import FileSystem
from lint_rules.linter.report import Crash
from lint_rules.linter.rule_runner import RuleError, check, check_failure
from lint_rules.linter.run_options import RunOptions
from lint_rules.linter.watchdog import TooSlow, Watchdog
from lint_rules.rule import NamedRule
from lint_rules.semantic.index.queries import Question
from lint_rules.semantic.project import Project
from lint_rules.settings.per_file_ignores import Ignores
from lint_rules.source.discovery import NOTEBOOK, Unreadable
from lint_rules.source.file import SourceFile
from lint_rules.source.notebooks import BROKEN
from lint_rules.source.spans import Position
from lint_rules.source.syntax.parser import SyntaxFailure

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.semantic.index.dependencies import DependencyNode

CheckResult = list[Diagnostic | Hidden | Crash]
"""What checking one file comes to."""
Target = SourceFile | Unreadable | Path


def _unknown(_: Question) -> None:
    """Know no answer."""


class Checker:
    """One project and the rules that run in it.

    Args:
        options: how files are checked.
        known: answers about all files that are known already; None for a question that has to be asked.
    """

    def __init__(self, options: RunOptions, known: Callable[[Question], Sequence[Path] | None] = _unknown) -> None:
        """See the class."""
        root, settings = options.root, options.settings
        self._options, self._answers = options, known
        self._root = Root(str(root))
        self._known = options.all_rules()
        self._rules = [rule for rule in self._known if settings.selects(rule)]
        self._ignores = Ignores(root, settings.per_file_ignores)
        self.watchdog = Watchdog()
        self._learnt_before = nothing()
        self._sent = set[Question]()
        self._open()

    def _begin_anew(self) -> None:
        """Let go of what is known of the project, which may be half made; what the files before rest on is whole."""
        self._learnt_before = self.dependencies()
        self._sent.clear()
        self._open()

    def _open(self) -> None:
        options, settings = self._options, self._options.settings
        notes = options.records_dependencies
        self.disk = FileSystem(
            options.root, settings.options.exclude, options.overlay, whole=options.is_whole, notes=notes
        )
        self._project = Project(
            options.root,
            replace(settings.options, is_strict=settings.strict),
            files=self._files,
            read=self.disk.read,
            read_beside=self.disk.read_beside,
            known=self._answers,
            notes=notes,
        )

    def _files(self) -> Iterator[SourceFile]:
        """Yield every file of the project; the time in which a question reads them is not that of the file that asks it first."""
        for source in self.disk.files():
            self.watchdog.renew()
            yield source
        self.watchdog.renew()

    def on(self, target: Target, *, named: bool) -> CheckResult:
        """Check one file; one that is `named` is parsed even if it holds nothing that a rule could be about."""
        path = target if isinstance(target, Path) else target.path
        try:
            self.watchdog.begin(
                path
            )  # no loop stands in this block itself: since Python 3.12, its jump back would be outside
            result = self._on(target, named=named)
            self.watchdog.end()
        except TooSlow:
            crash = Crash(path, self.watchdog.reason())
            self._begin_anew()
            return [crash]
        return result

    def _on(self, target: Target, *, named: bool) -> CheckResult:
        source = self.disk.fetch(target) if isinstance(target, Path) else target
        rules = self._ignores.without(self._rules, source.path)
        off: CheckResult = [Hidden(has_rules_off=True)] if len(rules) < len(self._rules) else []
        return [*off, *self._found(source, rules, named=named)]

    def _found(self, source: SourceFile | Unreadable, rules: Sequence[NamedRule], *, named: bool) -> CheckResult:
        if isinstance(source, Unreadable):
            failure = SyntaxFailure(SourceFile(source.path, b""), Position(1, 1), source.message)
            return [*check_failure(failure, rules)]
        if not (
            named
            or _has_broken_cells(source)
            or any(rule.rule.needs(source.data) for rule in rules)
            or _is_all_about_failures(rules)
        ):
            return []
        try:
            return [*self._checked(source, rules)]
        except RecursionError:
            failure = SyntaxFailure(source, Position(1, 1), "nests too deeply to be checked; split it")
            return [*check_failure(failure, rules)]
        except RuleError as error:
            return [Crash(source.path, str(error))]
        except Exception as error:  # noqa: BLE001  whatever it is, the other files are checked, and the run fails
            return [Crash(source.path, f"{type(error).__name__}: {error}")]

    def _checked(self, source: SourceFile, rules: Sequence[NamedRule]) -> list[Diagnostic | Hidden]:
        match self._project.open(source):
            case SyntaxFailure() as failure:
                return check_failure(failure, rules)
            case module:
                broken = _broken_cells(source)
                found = check(module, rules, known=self._known, watchdog=self.watchdog, broken=broken)
                return _unfixed(found) if _has_broken_cells(source) else found

    def dependencies(self) -> Dependencies:
        """Return what was learnt since the last call."""
        before, self._learnt_before = self._learnt_before, nothing()
        return before.with_more(self._learnt())

    def _learnt(self) -> Dependencies:
        """Return what was learnt since the project was opened or this was called."""
        graph, listed = self._project.visits.take(), self._project.layout.listed
        led = {self._node(node): {self._node(other) for other in nodes} for node, nodes in graph.led.items()}
        for node, folders in graph.folders.items():
            led.setdefault(self._node(node), set()).update(
                folder_node(self._root.relative(folder)) for folder in folders
            )
        asked = {other for nodes in graph.led.values() for other in nodes if isinstance(other, Question)}
        unanswered = {self._node(question) for question in asked - self._project.answers.keys()}
        led = {node: nodes - unanswered for node, nodes in led.items()}  # only a file that was given up rests on them
        questions = (asked & self._project.answers.keys()) - self._sent
        self._sent |= questions
        files, self.disk.noted = self.disk.noted, {}
        changed, self.disk.changed = self.disk.changed, set()
        return Dependencies(
            {self._root.relative(path): noted for path, noted in files.items()},
            {self._root.relative(path): (at, digest_of_names(names)) for path, (at, names) in listed.items()},
            led,
            {self._node(question): self._relative(self._project.answers[question]) for question in questions},
            {file_node(self._root.relative(path)) for path in changed},
        )

    def _node(self, node: DependencyNode) -> NodeKey:
        match node:
            case Question():
                return question_node(node.text)
            case Path():
                return file_node(self._root.relative(str(node)))
            case str():
                return answer_node(node)

    def _relative(self, paths: Iterable[Path]) -> list[str]:
        return [self._root.relative(str(path)) for path in paths]


def _has_broken_cells(source: SourceFile) -> bool:
    return source.path.suffix == NOTEBOOK and BROKEN in source.data


def _broken_cells(source: SourceFile) -> Sequence[SyntaxFailure]:
    """Return why cells of a notebook have no nodes; no other file has such parts."""
    if not _has_broken_cells(source):
        return ()
    from lint_rules.source.notebooks.broken_cells import failures  # noqa: PLC0415  few projects have notebooks

    return list(failures(source))


def _unfixed(found: Iterable[Diagnostic | Hidden]) -> list[Diagnostic | Hidden]:
    """Return what was found without fixes: what the cells that cannot be parsed use is not known."""
    return [replace(one, fix=None) if isinstance(one, Diagnostic) else one for one in found]


def _is_all_about_failures(rules: Sequence[NamedRule]) -> bool:
    return bool(rules) and all(rule.rule.check_failure for rule in rules)
