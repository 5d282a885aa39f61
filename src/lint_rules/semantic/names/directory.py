"""A folder -> the names in it that can be modules or configuration, or say what it is, and when it was changed last."""

from __future__ import annotations

import os

MODULE_SUFFIXES = (".py", ".pyi")
DISTRIBUTION_FILES = frozenset({"pyproject.toml", "setup.cfg", "setup.py"})
"""What says that a folder is distributed as a whole, and that imports start there."""
REQUIREMENTS = "requirements"
"""What lists of requirements are called, with more behind it, or the folder that they lie in."""
_LISTS = (".txt", ".in")
CONFIGURATION_SUFFIXES = (".toml", ".cfg", ".ini", ".yaml", ".yml", ".json", ".conf")
"""Of files that may name what is in modules."""


def listing(folder: str) -> frozenset[str]:
    """Return what a folder holds that decides about findings elsewhere; nothing for what is no folder, or not ours to read."""
    try:
        entries = os.listdir(folder)  # noqa: PTH208  (names are enough, and five times cheaper)
    except OSError:
        return frozenset()
    holds_requirements = os.path.basename(folder) == REQUIREMENTS  # noqa: PTH119
    return frozenset(name for name in entries if _decides(name, holds_requirements=holds_requirements))


def changed_at(folder: str) -> int:
    """Return when an entry of a folder was added, removed or renamed last, in nanoseconds; 0 for what is no folder."""
    try:
        status = os.stat(folder)  # noqa: PTH116  strings are ten times as fast
    except OSError:
        return 0
    return max(status.st_mtime_ns, status.st_ctime_ns)


def is_requirements(name: str, *, holds_requirements: bool) -> bool:
    """Whether a name is that of a list of requirements.

    Args:
        name: the file's.
        holds_requirements: whether the folder has the name that is usual for one that holds nothing else.
    """
    return name.endswith(_LISTS) and (holds_requirements or name.startswith(REQUIREMENTS))


def _decides(name: str, *, holds_requirements: bool) -> bool:
    """Whether a name can be that of a module, a folder, a configuration file or a list of requirements."""
    return (
        name.endswith(_DECIDING)
        or ("." not in name and name != "__pycache__")
        or is_requirements(name, holds_requirements=holds_requirements)
    )


_DECIDING = (*MODULE_SUFFIXES, *CONFIGURATION_SUFFIXES)
