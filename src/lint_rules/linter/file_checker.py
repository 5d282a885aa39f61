"""Files of one project x rules -> what is found in each of them, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cache.dependencies import (
    Dependencies,
    NodeKey,
    answer_node,
    file_node,
    folder_node,
    question_node,
)
from lint_rules.cache.fingerprint import digest_of_names
from lint_rules.cache.relative_paths import Root
from lint_rules.diagnostic import Diagnostic
from lint_rules.frozen import field, frozen
from lint_rules.linter.file_system import FileSystem
from lint_rules.linter.report import Crash
from lint_rules.linter.rule_runner import RuleError, check, check_failure
from lint_rules.rule import NamedRule
from lint_rules.semantic.index.queries import Question
from lint_rules.semantic.project import Project
from lint_rules.settings.config import Settings
from lint_rules.settings.per_file_ignores import Ignores
from lint_rules.source.discovery import Unreadable
from lint_rules.source.file import SourceFile
from lint_rules.source.parser import SyntaxFailure
from lint_rules.source.spans import Position

if TYPE_CHECKING:
    from collections.abc import Callable

    from lint_rules.semantic.index.dependencies import DependencyNode

Found = list[Diagnostic | Crash]
Target = SourceFile | Unreadable | Path


@frozen
class Job:
    """What is to be done with files.

    Args:
        root: the project's root folder, absolute.
        settings: which rules run, and what resolution reads.
        rules: all rules there are, or what returns them: that goes to other processes faster.
        instead: what files are taken to hold instead of what is on disk.
        learns: whether to note what findings rest on.
    """

    root: Path
    settings: Settings
    rules: Sequence[NamedRule] | Callable[[], Sequence[NamedRule]]
    instead: Mapping[Path, bytes] = field(default_factory=dict[Path, bytes])
    learns: bool = False

    def all_rules(self) -> Sequence[NamedRule]:
        """Return all rules there are."""
        return self.rules() if callable(self.rules) else self.rules


def _unknown(_: Question) -> None:
    """Know no answer."""


class Checker:
    """One project and the rules that run in it.

    Args:
        job: what is to be done.
        known: answers about all files that are known already; None for a question that has to be asked.
    """

    def __init__(self, job: Job, known: Callable[[Question], Sequence[Path] | None] = _unknown) -> None:
        """See the class."""
        settings = job.settings
        self._root = Root(str(job.root))
        self._known = job.all_rules()
        self._rules = [rule for rule in self._known if settings.selects(rule)]
        self._ignores = Ignores(job.root, settings.per_file_ignores)
        self.disk = FileSystem(job.root, settings.options.exclude, job.instead, notes=job.learns)
        files, read = self.disk.files, self.disk.read
        self._project = Project(job.root, settings.options, files=files, read=read, known=known, notes=job.learns)

    def on(self, target: Target, *, named: bool) -> Found:
        """Check one file; one that is `named` is parsed even if it holds nothing that a rule could be about."""
        source = self.disk.fetch(target) if isinstance(target, Path) else target
        rules = self._ignores.without(self._rules, source.path)
        if isinstance(source, Unreadable):
            failure = SyntaxFailure(SourceFile(source.path, b""), Position(1, 1), source.message)
            return [*check_failure(failure, rules)]
        if not (named or any(rule.rule.needs(source.data) for rule in rules) or _is_all_about_failures(rules)):
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

    def _checked(self, source: SourceFile, rules: Sequence[NamedRule]) -> list[Diagnostic]:
        match self._project.open(source):
            case SyntaxFailure() as failure:
                return check_failure(failure, rules)
            case module:
                return check(module, rules, known=self._known)

    def lesson(self) -> Dependencies:
        """Return what was learnt since this was asked before."""
        graph, listed = self._project.visits.take(), self._project.layout.listed
        led = {self._node(node): {self._node(one) for one in nodes} for node, nodes in graph.led.items()}
        for node, folders in graph.folders.items():
            led.setdefault(self._node(node), set()).update(folder_node(self._root.relative(one)) for one in folders)
        questions = {one for nodes in graph.led.values() for one in nodes if isinstance(one, Question)}
        files, self.disk.noted = self.disk.noted, {}
        return Dependencies(
            {self._root.relative(path): noted for path, noted in files.items()},
            {self._root.relative(path): (at, digest_of_names(names)) for path, (at, names) in listed.items()},
            led,
            {self._node(one): self._relative(self._project.answers[one]) for one in questions},
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


def _is_all_about_failures(rules: Sequence[NamedRule]) -> bool:
    return bool(rules) and all(rule.rule.check_failure for rule in rules)
