"""Paths and settings -> the files as their fixes leave them, and the report of what is left: `lint` until it settles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType

from lint_rules.diagnostic import Diagnostic, Safety
from lint_rules.fixes.apply import fixed
from lint_rules.frozen import frozen
from lint_rules.linter.lint import Crash, ProgressCallback, Report, lint
from lint_rules.rule import NamedRule
from lint_rules.settings.config import Settings
from lint_rules.source.discovery import Unreadable, read
from lint_rules.source.file import SourceFile, encoding_of
from lint_rules.source.parser import SyntaxFailure, parse

ROUNDS = 10
"""After so many rounds of fixes a file that still changes is left as it is then."""


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
class _Progress:
    """What has been mended so far."""

    safeties: frozenset[Safety]
    instead: Mapping[Path, bytes]
    old: dict[Path, bytes] = field(default_factory=dict[Path, bytes])
    new: dict[Path, bytes] = field(default_factory=dict[Path, bytes])
    rules: dict[Path, Counter[str]] = field(default_factory=dict[Path, Counter[str]])
    bugs: dict[tuple[Path, str], Crash] = field(default_factory=dict[tuple[Path, str], Crash])
    is_settled: bool = True
    """Nothing has changed since all files were checked."""

    def now(self) -> Mapping[Path, bytes]:
        """Return what files hold that differ from what is on disk."""
        return {**self.instead, **self.new}

    def mend(self, diagnostics: Iterable[Diagnostic], stdin: SourceFile | None) -> list[Path]:
        """Make one round of fixes; return the files that it changed."""
        by_file: dict[Path, list[Diagnostic]] = {}
        for one in diagnostics:
            refused = (one.path, one.rule) in self.bugs
            if one.fix is not None and one.fix.safety in self.safeties and not refused:
                by_file.setdefault(one.path, []).append(one)
        return [path for path, found in by_file.items() if self._mend_file(path, found, stdin)]

    def _mend_file(self, path: Path, found: list[Diagnostic], stdin: SourceFile | None) -> bool:
        source = self._source(path, stdin)
        text = None if source is None else source.decode()
        if source is None or not isinstance(text, str):
            return False  # it was readable a moment ago; the final report says what it is now
        after, made = fixed(text, found)
        data = _encoded(after, source.data)
        if data is None:
            return False  # the names that it would need cannot be spelled in the file's encoding
        if isinstance(parse(SourceFile(path, data)), SyntaxFailure):
            return self._refuse(path, found, stdin)
        if data == source.data:
            return False
        self.old.setdefault(path, source.data)
        self.new[path] = data
        self.rules.setdefault(path, Counter()).update(one.rule for one in made)
        self.is_settled = False
        return True

    def _refuse(self, path: Path, found: list[Diagnostic], stdin: SourceFile | None) -> bool:
        """Leave out the rule whose fixes break the file, and report it as the rule's bug."""
        names = sorted({one.rule for one in found})
        if len(names) == 1:
            message = f"{names[0]}: its fix would leave a file that does not parse, so it was not made; this is a bug"
            self.bugs[path, names[0]] = Crash(path, message)
            return False
        changed = [self._mend_file(path, [one for one in found if one.rule == name], stdin) for name in names]
        return any(changed)

    def _source(self, path: Path, stdin: SourceFile | None) -> SourceFile | None:
        if path in self.new or path in self.instead:
            return SourceFile(path, self.now()[path])
        if stdin is not None and stdin.path == path:
            return stdin
        source = read(path)
        return None if isinstance(source, Unreadable) else source


def fix(  # noqa: PLR0913  each is an option, and has a name where it is given
    paths: Sequence[Path],
    *,
    root: Path,
    settings: Settings,
    rules: Sequence[NamedRule] | Callable[[], Sequence[NamedRule]],
    safeties: frozenset[Safety],
    stdin: SourceFile | None = None,
    instead: Mapping[Path, bytes] = MappingProxyType({}),
    jobs: int = 1,
    told: ProgressCallback | None = None,
) -> FixReport:
    """Check files and fix them in memory until nothing changes, at most `ROUNDS` times.

    Args:
        paths: files and folders; no other file is changed.
        root: the project's root folder, absolute.
        settings: which rules run, and what resolution reads.
        rules: all rules there are, or what returns them: that goes to other processes faster.
        safeties: which fixes to make.
        stdin: a text that is not on disk, checked as the file at its path.
        instead: what files are taken to hold at first instead of what is on disk.
        jobs: how many processes to use, if there is so much to do that they pay.
        told: is told how far each round has come.
    """
    progress = _Progress(safeties, instead)
    check = partial(lint, root=root, settings=settings, rules=rules, jobs=jobs, told=told)
    report = check(paths, stdin=stdin, instead=instead)
    changed = progress.mend(report.diagnostics, stdin)
    for _ in range(ROUNDS - 1):
        if changed:  # most files settle by themselves
            again = check(changed, instead=progress.now())
        elif progress.is_settled:
            break
        else:  # a change in one file can settle, or raise, a finding in another
            again = report = check(paths, stdin=stdin, instead=progress.now())
            progress.is_settled = True
        changed = progress.mend(again.diagnostics, stdin)
    if progress.new and not progress.is_settled:
        report = check(paths, stdin=stdin, instead=progress.now())
    crashes = (*report.crashes, *progress.bugs.values())
    changes = tuple(
        FixedFile(path, progress.old[path], new, progress.rules[path]) for path, new in progress.new.items()
    )
    return FixReport(Report(report.diagnostics, crashes, report.files), changes)


def _encoded(text: str, like: bytes) -> bytes | None:
    """Return a text in the encoding of the file that it came from, byte order mark included; None when it has none."""
    try:
        return text.encode(encoding_of(like) or "utf-8")
    except UnicodeEncodeError:
        return None
