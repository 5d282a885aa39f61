"""Settings and program -> the key of the cache that serves them: whatever findings depend on beside the checked code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import lint_rules
from lint_rules.cache.cache import Cache
from lint_rules.cache.fingerprint import digest_of
from lint_rules.cache.stamps import digest_at
from lint_rules.cache.store import NAME, CacheFile

if TYPE_CHECKING:
    from lint_rules.settings.config import Settings

VERSION = "1"
"""Counts changes of what is kept, or of how it is found out whether it still holds."""
_PACKAGE = lint_rules.__path__[0]


def cache_for(
    root: Path,
    settings: Settings,
    project: Callable[[], Iterable[Path | str]],
    *,
    folder: Path | None = None,
    sources: Iterable[Path] = (),
) -> Cache:
    """Return the cache of a project for these settings, this version of the program and this Python.

    Args:
        root: the project's root folder, absolute.
        settings: which rules run, and what resolution reads.
        project: returns all files of the project, in order.
        folder: where caches lie; without one, in the project's root folder.
        sources: the files of rules that are not the program's own.
    """
    return Cache(CacheFile(folder or root / NAME, key_of(settings, sources)), root, project)


def key_of(settings: Settings, sources: Iterable[Path] = ()) -> str:
    """Return the key: of the settings, the interpreter, and every source file of the program, its rules included."""
    own = (f"{path} {digest_at(str(path))}" for path in sources)
    parts = [VERSION, repr(settings), sys.version, *_program(), *own]
    return digest_of("\n".join(parts).encode("utf-8", "surrogateescape"))


def _program() -> Iterator[str]:
    """Yield the digest of each source file of the program: a version number would not tell two of them apart in development."""
    for folder, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            if name.endswith(".py"):
                yield f"{name} {digest_at(os.path.join(folder, name))}"  # noqa: PTH118
