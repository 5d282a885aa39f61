"""Paths and settings -> the files as their fixes leave them, and the report of what is left: `lint` until it settles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from lint_rules.diagnostic import Diagnostic, Safety
from lint_rules.fixes.apply import fixed
from lint_rules.fixes.name_table import newly_undefined
from lint_rules.frozen import frozen, replace
from lint_rules.linter.lint import lint
from lint_rules.linter.report import Crash, ProgressCallback, Report
from lint_rules.linter.run_options import RunOptions
from lint_rules.source.discovery import Unreadable, read
from lint_rules.source.file import CHANGED_BY_SAVING, SourceFile
from lint_rules.source.syntax.parser import SyntaxFailure, Tree, parse

_Harm = str | SyntaxFailure


class _Fixed(NamedTuple):
    """A text with fixes, and the findings that they mend."""

    text: str
    made: Sequence[Diagnostic]


ROUNDS = 100
"""After so many rounds of fixes a file that still changes is left as it is then, and the run says so."""


@frozen
class FixedFile:
    """A file before and after its fixes.

    Args:
        path: the file.
        old: what it holds.
        new: what it holds when its fixes are made.
        rules: how many findings of each rule are mended in it.
    """

    path: Path
    old: bytes
    new: bytes
    rules: Mapping[str, int]


@frozen
class FixReport:
    """What fixing comes to. Nothing is written yet.

    Args:
        report: what is left when the changes are made.
        changes: the files that change, in the order in which they were met.
    """

    report: Report
    changes: tuple[FixedFile, ...]

    @property
    def rules(self) -> Counter[str]:
        """How many findings of each rule were mended."""
        return sum((Counter(change.rules) for change in self.changes), Counter[str]())


@dataclass(slots=True)
class _FixState:
    """What has been mended so far."""

    safeties: frozenset[Safety]
    initial: Mapping[Path, bytes]
    old: dict[Path, bytes] = field(default_factory=dict[Path, bytes])
    new: dict[Path, bytes] = field(default_factory=dict[Path, bytes])
    rules: dict[Path, Counter[str]] = field(default_factory=dict[Path, Counter[str]])
    bugs: dict[tuple[Path, str], Crash] = field(default_factory=dict[tuple[Path, str], Crash])
    unsaved: dict[Path, str] = field(default_factory=dict[Path, str])
    """Files whose fixes their encoding does not allow, and why."""
    withheld: dict[tuple[Path, str], str] = field(default_factory=dict[tuple[Path, str], str])
    """Rules of which a fix would leave a name of a file undefined, as its last round found, and what is said of it."""
    undoing: dict[tuple[Path, str], str] = field(default_factory=dict[tuple[Path, str], str])
    """Rules whose fixes would undo another one, and what is said of it; they are made no more."""
    texts: dict[Path, set[bytes]] = field(default_factory=dict[Path, set[bytes]])
    """What each file that changed has held so far."""
    is_settled: bool = True
    """Nothing has changed since all files were checked."""

    def overlay(self) -> Mapping[Path, bytes]:
        """Return what files hold that differ from what is on disk."""
        return {**self.initial, **self.new}

    def mend(self, diagnostics: Iterable[Diagnostic], stdin: SourceFile | None) -> list[Path]:
        """Make one round of fixes; return the files that it changed."""
        by_file: dict[Path, list[Diagnostic]] = {}
        for diagnostic in diagnostics:
            refused = (diagnostic.path, diagnostic.rule) in self.undoing
            if diagnostic.fix is not None and diagnostic.fix.safety in self.safeties and not refused:
                by_file.setdefault(diagnostic.path, []).append(diagnostic)
        return [path for path, fixable in by_file.items() if self._mend_file(path, fixable, stdin)]

    def _mend_file(self, path: Path, fixable: list[Diagnostic], stdin: SourceFile | None) -> bool:
        source = self._source(path, stdin)
        tree = None if source is None else parse(source)
        if source is None or not isinstance(tree, Tree):
            return False  # it was readable a moment ago; the final report says what it is now
        self._forget(path)
        after, made = self._sound(tree, fixable)
        data = source.encode(after)
        self.unsaved.pop(path, None)
        if data is None:
            self.unsaved[path] = f"{path}: not fixed, because {CHANGED_BY_SAVING}"
            return False
        if data == source.data or self._undoes(path, source.data, data, made):
            return False
        self.old.setdefault(path, source.data)
        self.new[path] = data
        self.rules.setdefault(path, Counter()).update(diagnostic.rule for diagnostic in made)
        self.is_settled = False
        return True

    def _undoes(self, path: Path, before: bytes, after: bytes, made: Sequence[Diagnostic]) -> bool:
        """Whether fixes would give a file a text back that it had; they are withheld, since the others would follow again."""
        texts = self.texts.setdefault(path, {before})
        if after in texts:
            for rule in {diagnostic.rule for diagnostic in made}:
                self.undoing[path, rule] = f"{path}: {rule} not fixed, because it would undo what another fix did"
            return True
        texts.add(after)
        return False

    def _forget(self, path: Path) -> None:
        """Judge anew what could not be made in an earlier round: the file is another one, and what waited comes now."""
        self.bugs = {key: bug for key, bug in self.bugs.items() if key[0] != path}
        self.withheld = {key: text for key, text in self.withheld.items() if key[0] != path}

    def _sound(self, tree: Tree, fixable: list[Diagnostic]) -> _Fixed:
        """Make the fixes that together leave code, without those that do not: a rule is withheld for what it cannot mend."""
        whole = _harmless(tree, fixable)
        if not isinstance(whole, _Fixed):
            harms = [(diagnostic, _harmless(tree, [diagnostic])) for diagnostic in fixable]
            for diagnostic, harm in harms:
                if not isinstance(harm, _Fixed):
                    self._withhold(tree.source.path, diagnostic.rule, harm)
            sound = [diagnostic for diagnostic, harm in harms if isinstance(harm, _Fixed)]
            whole = _harmless(tree, sound)
            if not isinstance(whole, _Fixed):
                whole = next(harm for _, harm in harms if isinstance(harm, _Fixed))
        return whole

    def _withhold(self, path: Path, rule: str, harm: _Harm) -> None:
        """Note a fix that is not made: code that reads names where the rule could not see it is not the rule's bug."""
        if isinstance(harm, str):
            self.withheld[path, rule] = f"{path}: {rule} not fixed, because it would leave the name `{harm}` undefined"
        else:
            message = f"{rule}: its fix would leave a file that does not parse, so it was not made; this is a bug"
            self.bugs[path, rule] = Crash(path, message)

    def _source(self, path: Path, stdin: SourceFile | None) -> SourceFile | None:
        if path in self.new or path in self.initial:
            return SourceFile(path, self.overlay()[path])
        if stdin is not None and stdin.path == path:
            return stdin
        source = read(path)
        return None if isinstance(source, Unreadable) else source


def fix(
    paths: Sequence[Path],
    options: RunOptions,
    *,
    safeties: frozenset[Safety],
    stdin: SourceFile | None = None,
    progress: ProgressCallback | None = None,
) -> FixReport:
    """Check files and fix them in memory until nothing changes, at most `ROUNDS` times.

    Args:
        paths: files and folders; no other file is changed.
        options: how to check them; the overlay is what files are taken to hold at first.
        safeties: which fixes to make.
        stdin: a text that is not on disk, checked as the file at its path.
        progress: is called with how far each round has come.
    """
    state = _FixState(safeties, options.overlay)

    def check(targets: Sequence[Path], source: SourceFile | None = None) -> Report:
        return lint(targets, replace(options, overlay=state.overlay()), stdin=source, progress=progress)

    report = check(paths, stdin)
    changed = state.mend(report.diagnostics, stdin)
    for _ in range(ROUNDS - 1):
        if changed:  # most files settle by themselves
            again = check(changed)
        elif state.is_settled:
            break
        else:  # a change in one file can settle, or raise, a finding in another
            again = report = check(paths, stdin)
            state.is_settled = True
        changed = state.mend(again.diagnostics, stdin)
    if state.new and not state.is_settled:
        report = check(paths, stdin)
    for path in changed:
        state.unsaved[path] = f"{path}: its fixes still change it after {ROUNDS} rounds; what is left is reported"
    crashes = (*report.crashes, *state.bugs.values())
    changes = tuple(FixedFile(path, state.old[path], new, state.rules[path]) for path, new in state.new.items())
    warnings = (*report.warnings, *state.unsaved.values(), *state.withheld.values(), *state.undoing.values())
    return FixReport(replace(report, crashes=crashes, warnings=warnings), changes)


def _harmless(tree: Tree, fixable: Sequence[Diagnostic]) -> _Fixed | _Harm:
    """Make fixes; what is wrong with the file that they leave instead: a name that is undefined, or that there is no tree."""
    text, made = fixed(tree.text, fixable, tree.module)
    data = tree.source.encode(text) if made else None
    after = None if data is None else parse(SourceFile(tree.source.path, data))
    if isinstance(after, SyntaxFailure):
        return after
    undefined = None if after is None else min(newly_undefined(tree.module, after.module), default=None)
    return _Fixed(text, made) if undefined is None else undefined
