"""Files and folders -> what tells whether they changed: a stamp, quick to compare, and a digest of what they hold."""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

from lint_rules.cache import SETTLING
from lint_rules.cache.digest import digest_of

NO_FILE = ""
"""The digest of what cannot be read."""


class Stamp(NamedTuple):
    """What the file system says of a file; all of it stays the same as long as nobody writes to the file."""

    modified: int
    changed: int
    size: int
    inode: int

    def settled(self, now: int) -> Stamp:
        """Return the stamp, made useless if the file is so new at `now` that it can change again without a sign."""
        return self if settled(max(self.modified, self.changed), now) >= 0 else self._replace(modified=-1)


def settled(at: int, now: int) -> int:
    """Return a time of change, or -1, which is none, if it is so late before `now` that a change would leave no sign."""
    return at if at <= now - SETTLING else -1


def stamp_of(path: str) -> Stamp | None:
    """Return a regular file's stamp; None for what is none."""
    try:
        status = os.stat(path)  # noqa: PTH116  strings are ten times as fast
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Stamp(status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def digest_at(path: str) -> str:
    """Return the digest of a file on disk; `NO_FILE` when it cannot be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return digest_of(file.read())
    except (OSError, ValueError):
        return NO_FILE


def digest_of_names(names: frozenset[str]) -> str:
    """Return the digest of the names that a folder holds."""
    return digest_of("\0".join(sorted(names)).encode("utf-8", "surrogateescape"))
