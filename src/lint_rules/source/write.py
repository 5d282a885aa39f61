"""New content -> a file that holds all of it or is as it was, at any moment: there is one way to write a file, and this is it."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

PRIVATE = 0o600
"""The mode of a file that only its owner reads."""


class NotWritten(Exception):  # noqa: N818  an outcome that the caller tells, not a programming error
    """A file was left as it was; the message says why."""


def replace(path: Path, old: bytes, new: bytes) -> None:
    """Put `new` in the place of `old` at `path`; mode and owner are kept, links followed, and it is on the disk when this returns.

    Raises:
        NotWritten: the file is no longer `old`, cannot be written, or the disk is full; it is as it was.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.read_bytes() != old:
            raise NotWritten(f"{path}: left alone, because it changed since it was checked; run again")
        if not os.access(target, os.W_OK):
            raise NotWritten(f"{path}: left alone, because it is read-only")
        status = target.stat()
        write_atomically(
            target, new, mode=stat.S_IMODE(status.st_mode), owner=(status.st_uid, status.st_gid), sync=True
        )
    except OSError as error:
        raise NotWritten(f"{path}: left alone: {error.strerror or error}") from error


def write_text(target: Path, text: str) -> None:
    """Put a text into a file, with the mode that it has or that a new one gets; a pipe or a device is written to as it is.

    Raises:
        OSError: it cannot be written; the file is as it was.
    """
    data = text.encode("utf-8", "backslashreplace")  # a path need not be text
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    real = Path(os.path.realpath(target))
    write_atomically(real, data, mode=_mode(real))


def write_atomically(
    target: Path,
    data: bytes,
    *,
    mode: int = PRIVATE,
    owner: tuple[int, int] | None = None,
    sync: bool = False,
    folder: int | None = None,
) -> None:
    """Write a temporary file beside the target, and rename it: whoever reads the target sees the old content or the new.

    Args:
        target: the file, which no link leads to.
        data: its new content.
        mode: its permissions.
        owner: the user and the group that it is given to; without one it belongs to who runs this.
        sync: whether the content is on the disk before it takes its place.
        folder: a descriptor of the folder that the target is relative to; such a file has neither another mode nor an owner.

    Raises:
        OSError: it cannot be written; the target is as it was, and nothing is left beside it.
    """
    # What tempfile does; to load that takes longer than all of this.
    temporary = str(target.parent / f".{target.name}.{os.urandom(4).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, PRIVATE, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        if owner is not None:
            _give(temporary, *owner)
        if mode != PRIVATE:
            os.chmod(temporary, mode)  # noqa: PTH101  by name, before it takes its place
        if folder is None:
            os.replace(temporary, target)  # noqa: PTH105  the same
        else:
            os.replace(temporary, target, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=folder)
        raise


def _give(path: str, user: int, group: int) -> None:
    """Give a file to a user and a group; who may not give files away keeps it, as editors do."""
    if hasattr(os, "chown") and (user, group) != (os.geteuid(), os.getegid()):
        with contextlib.suppress(PermissionError):
            os.chown(path, user, group)


def _mode(target: Path) -> int:
    """Return the mode of a file, or that of a new one."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
