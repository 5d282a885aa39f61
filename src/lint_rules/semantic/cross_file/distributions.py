"""Two files of a repository -> whether they are of one world: of one distribution, or of two of which one depends on the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from lint_rules.semantic.cross_file.proximity import Proximity
from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.names.directory import DISTRIBUTION_FILES
from lint_rules.semantic.names.module_resolver import ModuleResolver
from lint_rules.source.file import SourceFile

_NAME = re.compile(rb"""^\s*name\s*=\s*["']?([\w.-]+)""", re.MULTILINE)
_SEPARATORS = re.compile(rb"[-_.]+")
_AS_KEY = rb"""^\s*["']?%b["']?\s*="""
_AS_STRING = rb"""["']%b\s*(?:\[[^]"']*\]\s*)?(?:[<>=!~;@(][^"'\n]*)?["']"""
_AS_LINE = rb"""^\s+%b\s*(?:[<>=!~;@\[].*)?$"""
_Of = TypeVar("_Of")


class Distributions:
    """Knows which files say what is distributed together: `pyproject.toml`, `setup.cfg`, `setup.py`.

    Args:
        layout: lists folders.
        read: returns the file at a path, or None when it cannot be read.
        visits: is told what is looked at.
    """

    def __init__(
        self, layout: ModuleResolver, read: Callable[[Path], SourceFile | None], visits: DependencyRecorder
    ) -> None:
        """See the class."""
        self._layout, self._read, self._visits = layout, read, visits
        self._related: dict[tuple[Path, Path], bool] = {}

    def are_one_world(self, one: Path, other: Path) -> bool:
        """Whether what is in one file can meet what is in another: siblings meet where one names the other as a dependency."""
        first, second = self._around(one), self._around(other)
        if first.is_relative_to(second) or second.is_relative_to(first):
            return True
        return self._depends(first, second) or self._depends(second, first)

    def _around(self, path: Path) -> Path:
        return self._layout.distribution(path)

    def near(self, path: Path, of: Proximity[_Of], at: Callable[[_Of], Path]) -> Iterator[_Of]:
        """Yield what is in files of the same world, the nearest to a file first."""
        return (item for item in of.around(path) if self.are_one_world(path, at(item)))

    def _depends(self, folder: Path, on: Path) -> bool:
        self._lead(folder)
        self._lead(on)
        if (folder, on) not in self._related:
            names = {
                _normal(on.name.encode()),
                *(_normal(name) for text in self._texts(on) for name in _NAME.findall(text)[:1]),
            }
            self._related[folder, on] = any(_names(text, names) for text in self._texts(folder))
        return self._related[folder, on]

    def _texts(self, folder: Path) -> list[bytes]:
        sources = (self._read(path) for path in self._files(folder))
        return [source.data for source in sources if source is not None]

    def _files(self, folder: Path) -> list[Path]:
        return [folder / name for name in self._layout.names_in(folder) if name in DISTRIBUTION_FILES]

    def _lead(self, folder: Path) -> None:
        for path in self._files(folder):
            self._visits.lead(path)


def _normal(name: bytes) -> bytes:
    return _SEPARATORS.sub(b"-", name).lower()


def _names(text: bytes, names: set[bytes]) -> bool:
    normal = _SEPARATORS.sub(b"-", text).lower()
    return any(
        re.search(pattern % re.escape(name), normal, re.MULTILINE)
        for name in names
        for pattern in (_AS_KEY, _AS_STRING, _AS_LINE)
    )
