"""Settings and program -> the key of the cache that serves them: whatever findings depend on beside the checked code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import lint_rules
from lint_rules.cache.cache import Cache
from lint_rules.cache.digest import digest_of
from lint_rules.cache.fingerprint import digest_at
from lint_rules.cache.folder import Folder, folder_of
from lint_rules.cache.store import CacheFile

if TYPE_CHECKING:
    from lint_rules.settings.config import Settings

VERSION = "2"
"""Counts changes of what is kept, or of how it is found out whether it still holds."""
PACKAGE = lint_rules.__path__[0]
"""The folder of the program: wherever this module moves to, all of it counts."""


def cache_for(
    root: Path,
    settings: Settings,
    project: Callable[[], Iterable[Path | str]],
    *,
    folder: Folder | None = None,
    sources: Iterable[Path] = (),
) -> Cache:
    """Return the cache of a project for these settings, this version of the program and this Python.

    Args:
        root: the project's root folder, absolute.
        settings: which rules run, and what resolution reads.
        project: returns all files of the project, in order.
        folder: where the project's caches lie; without one, in the user's own folder of caches.
        sources: the files of rules that are not the program's own.

    Raises:
        Refused: what is there is not this program's.
        OSError: the secret that seals caches cannot be read or written.
    """
    return Cache(CacheFile(folder or folder_of(str(root)), key_of(settings, sources)), root, project)


def key_of(settings: Settings, sources: Iterable[Path] = ()) -> str:
    """Return the key: of the settings, the interpreter, and every file of the program, its rules and their pages included."""
    own = (f"{path} {digest_at(str(path))}" for path in sources)
    parts = [VERSION, repr(settings), sys.version, *_program(), *own]
    return digest_of("\n".join(parts).encode("utf-8", "surrogateescape"))


def _program() -> Iterator[str]:
    """Yield the digest of each file of the program: a version number would not tell two of them apart in development."""
    for _, files in program_files():
        yield from (f"{path.removeprefix(PACKAGE)} {digest_at(path)}" for path in files)


def program_files() -> Iterator[tuple[str, list[str]]]:
    """Yield each folder of the program, and its files; what Python has compiled of them is left out."""
    for folder, folders, names in os.walk(PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield folder, [os.path.join(folder, name) for name in sorted(names)]  # noqa: PTH118  strings are ten times as fast
