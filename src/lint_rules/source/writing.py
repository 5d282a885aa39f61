"""New sources -> disk: each file is the old one or the new one at any moment, never a mixture."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path


class NotWritten(Exception):  # noqa: N818  an outcome that the caller tells, not a programming error
    """A file was left as it was; the message says why."""


def replace(path: Path, old: bytes, new: bytes) -> None:
    """Put `new` in the place of `old` at `path`: temporary file, fsync, rename; mode and owner kept, links followed.

    Raises:
        NotWritten: the file is no longer `old`, cannot be written, or the disk is full; it is as it was.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.read_bytes() != old:
            raise NotWritten(f"{path}: left alone, because it changed since it was checked; run again")
        if not os.access(target, os.W_OK):
            raise NotWritten(f"{path}: left alone, because it is read-only")
        _write(target, new, target.stat())
    except OSError as error:
        raise NotWritten(f"{path}: left alone: {error.strerror or error}") from error


def _write(target: Path, new: bytes, like: os.stat_result) -> None:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        _keep_owner(name, like)
        os.chmod(name, stat.S_IMODE(like.st_mode))  # noqa: PTH101  by name, before it takes its place
        os.replace(name, target)  # noqa: PTH105  the same
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)  # noqa: PTH108  the same; nothing of an interrupted write stays
        raise


def _keep_owner(name: str, like: os.stat_result) -> None:
    """Give a file the owner and the group of another; who may not give files away keeps it, as editors do."""
    if hasattr(os, "chown") and (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
        with contextlib.suppress(PermissionError):
            os.chown(name, like.st_uid, like.st_gid)
