"""A folder -> a new file in it that no other run writes or removes, for as long as it has no name of its own.

What a killed run leaves is such a file. The next run that writes into the folder removes it: a run that lives holds a lock on its own.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

if sys.platform != "win32":  # there nobody can remove or replace a file that another program has open
    import fcntl

PRIVATE = 0o600
"""The mode of a file that only its owner reads."""
_BEFORE, _BEHIND = ".session-lint-", ".tmp"
_DIGITS = frozenset("0123456789abcdef")


class Changed(Exception):  # noqa: N818  the caller tells it
    """A file does not hold what it is expected to hold, or is another one than a moment ago."""


def is_temporary(name: str) -> bool:
    """Whether a file has a name that is given in the middle of writing, and to nothing else."""
    middle = name.removeprefix(_BEFORE).removesuffix(_BEHIND)
    return name == f"{_BEFORE}{middle}{_BEHIND}" and len(middle) == 16 and _DIGITS.issuperset(middle)  # noqa: PLR2004


def remove_leftovers(parent: Path, folder: int | None = None) -> None:
    """Remove the temporary files of runs that were killed; those of runs that live are locked, or open on Windows.

    Args:
        parent: the folder.
        folder: a descriptor of the folder that `parent` is relative to.

    Raises:
        OSError: the folder cannot be read.
    """
    for name in os.listdir(parent if folder is None else folder):  # noqa: PTH208  texts are faster
        if is_temporary(name):
            path = parent / name
            with contextlib.suppress(OSError, Changed), locked(path, folder=folder):
                os.unlink(path, dir_fd=folder)


@contextmanager
def temporary_file(parent: Path, folder: int | None = None) -> Generator[tuple[IO[bytes], str]]:
    """Give a new file, open for writing, and its path; where it is not renamed, it is removed in the end.

    Args:
        parent: the folder.
        folder: a descriptor of the folder that `parent` is relative to.

    Raises:
        OSError: it cannot be made or written.
    """
    remove_leftovers(parent, folder)
    descriptor, path = _made(parent, folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file, path
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path, dir_fd=folder)


def _made(parent: Path, folder: int | None) -> tuple[int, str]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    while True:
        # What tempfile does; to load that takes longer than all of this.
        path = str(parent / f"{_BEFORE}{os.urandom(8).hex()}{_BEHIND}")
        descriptor = os.open(path, flags, PRIVATE, dir_fd=folder)
        if sys.platform == "win32":
            return descriptor, path
        with contextlib.suppress(OSError):  # a file system without locks: nobody removes what cannot be locked
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return descriptor, path
        os.close(descriptor)  # another run took it for a dead one's before it was locked


@contextmanager
def locked(path: Path, *, folder: int | None = None, needs_lock: bool = True) -> Generator[None]:
    """Lock a regular file for a while.

    Args:
        path: the file, which no link leads to.
        folder: a descriptor of the folder that `path` is relative to.
        needs_lock: whether a file system without locks is an error.

    Raises:
        BlockingIOError: another run holds it.
        OSError: it cannot be opened, or locked where that is needed, or is no regular file.
        Changed: it was replaced meanwhile.
    """
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "is no regular file")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError:  # a file system without locks
            if needs_lock:
                raise
        if status.st_ino != os.stat(path, dir_fd=folder).st_ino:
            raise Changed
        yield
    finally:
        os.close(descriptor)
