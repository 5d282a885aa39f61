"""A module's name and one of its own -> the project's configuration files that name it: entry points, loggers, workers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.names.directory import CONFIGURATION_SUFFIXES
from lint_rules.semantic.names.module_resolver import ModuleResolver
from lint_rules.semantic.reach.access import Access
from lint_rules.source.spans import LineIndex, Span

_LARGEST = 200_000
"""Bytes of a configuration file that people write; larger ones are data."""
_DEEPEST = 2
"""Folders below the root in which configuration is looked for, besides those that the module lies in."""
_OF_OTHERS = frozenset({"node_modules", "venv", "site-packages", "build", "dist", "__pycache__"})


class ConfigurationFiles:
    """Reads the files of each folder once.

    Args:
        layout: lists folders.
        read: returns what a small file holds; None when it cannot be read, or is larger than a number.
        visits: is told which files are read.
    """

    def __init__(
        self, layout: ModuleResolver, read: Callable[[Path, int], bytes | None], visits: DependencyRecorder
    ) -> None:
        """See the class."""
        self._layout, self._read, self._visits = layout, read, visits
        self._above: list[Path] | None = None
        self._files: dict[Path, list[tuple[Path, bytes]]] = {}

    def naming(self, module: str, path: Path, name: str) -> Iterator[Access]:
        """Yield where a configuration file names `module:name` or `module.name`; `path` is the module's file."""
        word = re.compile(rf"(?<![\w.]){re.escape(module)}[.:]{re.escape(name)}(?!\w)")
        wanted = name.encode()
        for folder in self._folders(path):
            for file, data in self._in(folder):
                text = data.decode("utf-8", "replace") if wanted in data else ""
                match = word.search(text)
                if match is not None:
                    lines = LineIndex(text)
                    span = Span(lines.at(match.start()), lines.at(match.end()))
                    yield Access(file, span, "names it in a text", is_sure=True)

    def _folders(self, path: Path) -> Iterator[Path]:
        what = "folders with configuration"
        self._visits.lead(what)
        if self._above is None:
            self._above = self._visits.remembered(what, lambda: [*self._below(self._layout.root, _DEEPEST)])
        around = [folder for folder in path.parents if folder.is_relative_to(self._layout.root)]
        yield from dict.fromkeys([*self._above, *around])

    def _below(self, folder: Path, depth: int) -> Iterator[Path]:
        """Yield a folder and those below it, without hidden ones and those that hold what others made."""
        yield folder
        for name in sorted(self._layout.names_in(folder)) if depth else ():
            if "." not in name and name not in _OF_OTHERS and (folder / name).is_dir():
                yield from self._below(folder / name, depth - 1)

    def _in(self, folder: Path) -> list[tuple[Path, bytes]]:
        what = f"configuration in {folder}"
        self._visits.lead(what)
        if folder not in self._files:
            self._files[folder] = self._visits.remembered(what, lambda: self._read_in(folder))
        return self._files[folder]

    def _read_in(self, folder: Path) -> list[tuple[Path, bytes]]:
        names = sorted(name for name in self._layout.names_in(folder) if name.endswith(CONFIGURATION_SUFFIXES))
        read = [(folder / name, self._read(folder / name, _LARGEST)) for name in names]
        for path, _ in read:
            self._visits.lead(path)
        return [(path, data) for path, data in read if data is not None]
