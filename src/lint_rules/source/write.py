"""New content -> a file that holds all of it or is as it was, at any moment: there is one way to write a file, and this is it.

What a killed run leaves is a temporary file beside the target. The next run that writes into that folder removes it: a run that lives
holds a lock on its own.
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

if sys.platform != "win32":  # there nobody can remove or replace a file that another program has open
    import fcntl

_BEFORE, _BEHIND = ".session-lint-", ".tmp"
PRIVATE = 0o600
"""The mode of a file that only its owner reads."""


class NotWritten(Exception):  # noqa: N818  an outcome that the caller tells, not a programming error
    """A file was left as it was; the message says why."""


def replace(path: Path, old: bytes, new: bytes, *, within: Path) -> None:
    """Put `new` in the place of `old` at `path`; mode and owner are kept, and it is on the disk when this returns.

    Args:
        path: the file; a link is followed as far as it stays within the folder.
        old: what it holds.
        new: what it is to hold.
        within: the project's folder: what lies in it is not written outside of it. What does not was named, and is written in its folder.

    Raises:
        NotWritten: it is a link that leads out of the folder, is no longer `old`, cannot be written, or the disk is full; it is as it was.
    """
    target = Path(os.path.realpath(path))
    bounds = within if path.is_relative_to(within) else path.parent
    if not target.is_relative_to(os.path.realpath(bounds)):
        raise NotWritten(f"{path}: left alone, because it is a link that leads out of the project; fix the file itself")
    try:
        with _held(target, needs_lock=False):
            _require(target, old)
            if not os.access(target, os.W_OK):
                raise NotWritten(f"{path}: left alone, because it is read-only")
            status = target.stat()
            mode, owner = stat.S_IMODE(status.st_mode), (status.st_uid, status.st_gid)
            write_atomically(target, new, mode=mode, owner=owner, sync=True, expected=old)
    except _Changed as changed:
        raise NotWritten(f"{path}: left alone, because it changed since it was checked; run again") from changed
    except BlockingIOError as error:
        raise NotWritten(f"{path}: left alone, because another run writes it; run again") from error
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


class _Changed(Exception):  # noqa: N818  the caller tells it
    """A file does not hold what it is expected to hold."""


def write_atomically(
    target: Path,
    data: bytes,
    *,
    mode: int = PRIVATE,
    owner: tuple[int, int] | None = None,
    sync: bool = False,
    expected: bytes | None = None,
    folder: int | None = None,
) -> None:
    """Write a temporary file beside the target, and rename it: whoever reads the target sees the old content or the new.

    Args:
        target: the file, which no link leads to.
        data: its new content.
        mode: its permissions.
        owner: the user and the group that it is given to; without one it belongs to who runs this.
        sync: whether the content is on the disk before it takes its place.
        expected: what the target has to hold at the moment when it is replaced.
        folder: a descriptor of the folder that the target is relative to; such a file has neither another mode nor an owner.

    Raises:
        OSError: it cannot be written; the target is as it was, and nothing is left beside it.
    """
    _remove_leftovers(target.parent, folder)
    descriptor, temporary = _temporary(target.parent, folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if sync:
                os.fsync(file.fileno())
            if owner is not None:
                _give(temporary, *owner)
            if mode != PRIVATE:
                os.chmod(temporary, mode)  # noqa: PTH101  by name, before it takes its place
            if sys.platform == "win32":
                file.close()  # an open file has no other name there; elsewhere the lock is held until it has it
            if expected is not None:
                _require(target, expected)
            if folder is None:
                os.replace(temporary, target)  # noqa: PTH105  the same
            else:
                os.replace(temporary, target, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=folder)
        raise


def _temporary(parent: Path, folder: int | None) -> tuple[int, str]:
    """Open a new file that nobody else writes or removes."""
    while True:
        # What tempfile does; to load that takes longer than all of this.
        path = str(parent / f"{_BEFORE}{os.urandom(8).hex()}{_BEHIND}")
        descriptor = os.open(
            path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE, dir_fd=folder
        )
        if sys.platform == "win32":
            return descriptor, path
        with contextlib.suppress(OSError):  # a file system without locks: nobody removes what cannot be locked
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return descriptor, path
        os.close(descriptor)  # another run took it for a dead one's before it was locked


def _remove_leftovers(parent: Path, folder: int | None) -> None:
    """Remove the temporary files of runs that were killed; those of runs that live are locked, or open on Windows."""
    for name in os.listdir(parent if folder is None else folder):  # noqa: PTH208  texts are faster
        if name.startswith(_BEFORE) and name.endswith(_BEHIND):
            path = parent / name
            with contextlib.suppress(OSError, _Changed), _held(path, folder=folder):
                os.unlink(path, dir_fd=folder)


@contextmanager
def _held(path: Path, *, folder: int | None = None, needs_lock: bool = True) -> Generator[None]:
    """Lock a regular file for a while.

    Raises:
        BlockingIOError: another run holds it.
        OSError: it cannot be opened, or locked where that is needed, or is no regular file.
        _Changed: it was replaced meanwhile.
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
            raise _Changed
        yield
    finally:
        os.close(descriptor)


def _require(target: Path, expected: bytes) -> None:
    if target.read_bytes() != expected:
        raise _Changed


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
