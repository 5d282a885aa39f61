"""A module's name and one of its own -> the project's configuration files that name it: entry points, loggers, workers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from lint_rules.semantic.reach.access import Access
from lint_rules.source.small_file import read_small
from lint_rules.source.spans import LineIndex, Span

_SUFFIXES = (".toml", ".cfg", ".ini", ".yaml", ".yml", ".json", ".conf")
_LARGEST = 200_000
"""Bytes of a configuration file that people write; larger ones are data."""
_DEEPEST = 2
"""Folders below the root in which configuration is looked for, besides those that the module lies in."""
_OF_OTHERS = frozenset({"node_modules", "venv", "site-packages", "build", "dist", "__pycache__"})


class ConfigurationFiles:
    """Reads the files of each folder once.

    Args:
        root: the project's root folder.
    """

    def __init__(self, root: Path) -> None:
        """See the class."""
        self._root = root
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
        if self._above is None:
            self._above = [*_below(self._root, _DEEPEST)]
        around = [folder for folder in path.parents if folder.is_relative_to(self._root)]
        yield from dict.fromkeys([*self._above, *around])

    def _in(self, folder: Path) -> list[tuple[Path, bytes]]:
        if folder not in self._files:
            paths = [folder / name for name in _entries(folder) if name.endswith(_SUFFIXES)]
            read = [(path, read_small(path, largest=_LARGEST)) for path in paths]
            self._files[folder] = [(path, data) for path, data in read if isinstance(data, bytes)]
        return self._files[folder]


def _below(folder: Path, depth: int) -> Iterator[Path]:
    """Yield a folder and those below it, without hidden ones and those that hold what others made."""
    yield folder
    for name in _entries(folder) if depth else ():
        is_ours = not name.startswith(".") and name not in _OF_OTHERS and "." not in name
        if is_ours and (folder / name).is_dir():
            yield from _below(folder / name, depth - 1)


def _entries(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208  names are enough, and five times cheaper
    except OSError:
        return []  # what cannot be listed holds no configuration that this program could read
