"""A file -> what says that its code has to run on an SQLAlchemy or a Python that lacks something: the one place for this."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from lint_rules.frozen import frozen
from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.names.directory import DISTRIBUTION_FILES, REQUIREMENTS, is_requirements
from lint_rules.semantic.names.module_resolver import ModuleResolver
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.requirements.declarations import specifiers_in
from lint_rules.semantic.requirements.specifiers import Version, VersionRange, ranges
from lint_rules.source.small_file import LARGEST_SMALL

SINCE: dict[str, tuple[str, Version]] = {
    "mapped_column": ("sqlalchemy", (2, 0)),
    "get_one": ("sqlalchemy", (2, 0)),
    "is_not": ("sqlalchemy", (1, 4)),
    "not_in": ("sqlalchemy", (1, 4)),
    "X | Y": ("python", (3, 10)),
}
"""What fixes write, or messages advise, and versions lack which are still in use → the first that has it."""
_IN_ORDER = ("pyproject.toml", "setup.cfg", "setup.py")


@frozen
class Requirement:
    """What a project says about the SQLAlchemy, or the Python, that it runs on.

    Args:
        written: in its own words.
        place: where it stands, for messages.
        allowed: the versions that it allows, one range an alternative.
    """

    written: str
    place: str
    allowed: tuple[VersionRange, ...]

    def __str__(self) -> str:
        """Return the words and the place, for messages."""
        return f"`{self.written}` in {self.place}"

    def reaches_before(self, version: Version) -> bool:
        """Whether the code has to run on something older than `version`."""
        return any(alternative.reaches_before(version) for alternative in self.allowed)


class OldestVersions:
    """Reads what a folder says once.

    Args:
        options: the settings, which may name versions.
        layout: lists folders.
        read: returns what a small file holds; None when it cannot be read, or is larger than a number.
        visits: is told which files are read.
    """

    def __init__(
        self,
        options: ResolutionOptions,
        layout: ModuleResolver,
        read: Callable[[Path, int], bytes | None],
        visits: DependencyRecorder,
    ) -> None:
        """See the class."""
        self._layout, self._read, self._visits = layout, read, visits
        said = {"sqlalchemy": options.sqlalchemy_version, "python": options.python_version}
        self._said = {package: _in_settings(package, version) for package, version in said.items() if version}
        self._known: dict[tuple[str, Path], tuple[Requirement, ...]] = {}

    def lacks(self, name: str, path: Path) -> Requirement | None:
        """Return what says that code in a file has to run without something in `SINCE`; None where nothing says so."""
        package, version = SINCE[name]
        requirements = self._said.get(package) or self._nearest(package, path)
        return next((each for each in requirements if each.reaches_before(version)), None)

    def _nearest(self, package: str, path: Path) -> tuple[Requirement, ...]:
        """Return what the nearest folder says that says anything."""
        for folder in path.parents:
            requirements = self._of(package, folder) if folder.is_relative_to(self._layout.root) else ()
            if requirements:
                return requirements
        return ()

    def _of(self, package: str, folder: Path) -> tuple[Requirement, ...]:
        what = f"which {package} {folder} requires"
        self._visits.lead(what)
        if (package, folder) not in self._known:
            self._known[package, folder] = self._visits.remembered(what, lambda: self._find(package, folder))
        return self._known[package, folder]

    def _find(self, package: str, folder: Path) -> tuple[Requirement, ...]:
        names = self._layout.names_in(folder) & DISTRIBUTION_FILES
        for name in sorted(names, key=_IN_ORDER.index):
            declared = tuple(self._in(folder / name, package))
            if declared:
                return declared
        return tuple(requirement for file in self._lists(folder) for requirement in self._in(file, package))

    def _lists(self, folder: Path) -> Iterator[Path]:
        """Yield `requirements*.txt` and what a folder `requirements` holds."""
        for holder in (folder, folder / REQUIREMENTS):
            is_theirs = holder.name == REQUIREMENTS
            names = sorted(self._layout.names_in(holder))
            yield from (holder / name for name in names if is_requirements(name, holds_requirements=is_theirs))

    def _in(self, file: Path, package: str) -> Iterator[Requirement]:
        self._visits.lead(file)
        data = self._read(file, LARGEST_SMALL)
        if data is None:
            return
        place = file.relative_to(self._layout.root).as_posix()
        for specifier in specifiers_in(file.name, data, package):
            allowed = ranges(specifier)
            if allowed:
                yield Requirement(f"{package}{specifier}", place, allowed)


def _in_settings(package: str, version: str) -> tuple[Requirement, ...]:
    return (Requirement(f'{package}-version = "{version}"', "the settings", ranges(version)),)
