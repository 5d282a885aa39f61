"""The pipeline as one paragraph: paths and settings -> Report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from lint_rules.check import RuleError, check, check_failure
from lint_rules.config import Settings
from lint_rules.diagnostic import Diagnostic
from lint_rules.facts.discovery import Unreadable, find, read
from lint_rules.facts.project import Project
from lint_rules.facts.source import SourceFile
from lint_rules.facts.syntax import SyntaxFailure
from lint_rules.rule import NamedRule
from lint_rules.spans import Position

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class Crash:
    """A file on which a rule failed, and how."""

    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found.

    Args:
        diagnostics: by file in the order of discovery, then by place.
        crashes: files that could not be checked because of an error in a rule.
        files: how many files were looked at.
    """

    diagnostics: tuple[Diagnostic, ...]
    crashes: tuple[Crash, ...]
    files: int


Told = Callable[[int, int], None]
"""Is told how many files are checked, of how many; of 0 where that is not known yet."""


def lint(
    paths: Sequence[Path],
    *,
    root: Path,
    settings: Settings,
    rules: Sequence[NamedRule],
    stdin: SourceFile | None = None,
    instead: Mapping[Path, bytes] = MappingProxyType({}),
    told: Told | None = None,
) -> Report:
    """Check files and what is below folders, each name resolved in the project at `root`.

    Args:
        paths: files and folders.
        root: the project's root folder, absolute.
        settings: which rules run, and what resolution reads.
        rules: all rules there are.
        stdin: a text that is not on disk, checked as the file at its path.
        instead: what files are taken to hold instead of what is on disk.
        told: is told how far the run has come.
    """
    disk = _Disk(root, settings.options.exclude, instead)
    run = _Run(root, settings, rules, disk)
    named = {path.absolute() for path in paths if not path.is_dir()}
    found: list[Diagnostic | Crash] = []
    files = 0
    given = (_replaced(stdin, instead),) if stdin else ()
    for source in (*given, *_sources(paths, root, settings, disk)):
        found += run.on(source, named=source in given or source.path in named)
        files += 1
        if told is not None:
            told(files, 0)
    diagnostics = tuple(one for one in found if isinstance(one, Diagnostic))
    return Report(diagnostics, tuple(one for one in found if isinstance(one, Crash)), files)


def _replaced(source: SourceFile, instead: Mapping[Path, bytes]) -> SourceFile:
    return SourceFile(source.path, instead[source.path]) if source.path in instead else source


def _sources(paths: Sequence[Path], root: Path, settings: Settings, disk: _Disk) -> Iterator[SourceFile | Unreadable]:
    for found in find(paths, root=root, exclude=settings.options.exclude):
        yield disk.fetch(found) if isinstance(found, Path) else found


class _Run:
    """One project and the rules that run in it."""

    def __init__(self, root: Path, settings: Settings, rules: Sequence[NamedRule], disk: _Disk) -> None:
        self._rules = [rule for rule in rules if settings.selects(rule)]
        self._known = rules
        self._ignores = Ignores(root, settings.per_file_ignores)
        self._project = Project(root, settings.options, files=disk.files, read=disk.read)

    def on(self, source: SourceFile | Unreadable, *, named: bool) -> list[Diagnostic | Crash]:
        """Check one file; one that is `named` is parsed even if it holds nothing that a rule could be about."""
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


def _is_all_about_failures(rules: Sequence[NamedRule]) -> bool:
    return bool(rules) and all(rule.rule.check_failure for rule in rules)


def _spec(pattern: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415  costs more than many a run, and few projects need it here

    return GitIgnoreSpec.from_lines([pattern])


class Ignores:
    """Which rules the settings switch off in which files."""

    def __init__(self, root: Path, patterns: Mapping[str, tuple[str, ...]]) -> None:
        self._root = root
        self._specs = [(_spec(pattern), frozenset(names)) for pattern, names in patterns.items()]

    def without(self, rules: Sequence[NamedRule], path: Path) -> Sequence[NamedRule]:
        """Return the rules that run in a file."""
        if not self._specs or not path.is_relative_to(self._root):
            return rules
        place = path.relative_to(self._root).as_posix()
        ignored = {name for spec, names in self._specs if spec.match_file(place) for name in names}
        return [rule for rule in rules if rule.name not in ignored]


class _Disk:
    """The project's files, listed once; what was read is kept up to a limit, so that memory does not grow with the project."""

    def __init__(self, root: Path, exclude: Sequence[str], instead: Mapping[Path, bytes]) -> None:
        self._root, self._exclude, self._instead = root, exclude, instead
        self._paths: list[Path] | None = None
        self._kept: dict[Path, SourceFile] = {}
        self._room = 16_000_000

    def files(self) -> Iterable[SourceFile]:
        """Yield every file of the project that can be read: the others are reported where they are checked."""
        if self._paths is None:
            found = find([self._root], root=self._root, exclude=self._exclude)
            self._paths = [path for path in found if isinstance(path, Path)]
        for path in self._paths:
            source = self.read(path)
            if source is not None:
                yield source

    def read(self, path: Path) -> SourceFile | None:
        """Return a file; None when it cannot be read."""
        if path in self._kept:
            return self._kept[path]
        source = self.fetch(path)
        if isinstance(source, Unreadable):
            return None
        if len(source.data) <= self._room:
            self._kept[path] = source
            self._room -= len(source.data)
        return source

    def fetch(self, path: Path) -> SourceFile | Unreadable:
        """Return a file as it is taken to be, or why it cannot be read."""
        return SourceFile(path, self._instead[path]) if path in self._instead else read(path)
