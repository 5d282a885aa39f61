"""Paths -> what files of the user's own hold, and folders held open: no link is followed, and nothing of anybody else's is taken."""

from __future__ import annotations

import os
import stat

# A run that is replayed reads this first: hence only what the interpreter has loaded already, and paths that are texts.

READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How a file is opened that may be anything: no link is followed, and no pipe is waited for."""
_HAS_DESCRIPTORS = {os.open, os.mkdir, os.stat, os.unlink} <= os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


class Refused(OSError):  # noqa: N818  it costs the cache, and nothing else
    """A folder or file that is in the place of ours and is not; the message says which, and why."""


def read_own(path: str, folder: int | None = None) -> tuple[bytes, int] | None:
    """Return what a file of the user's holds, and its mode; None where there is no file.

    Args:
        path: the file; relative to `folder`, where that is given.
        folder: the descriptor of a folder.

    Raises:
        Refused: it is a link, no regular file, or somebody else's.
        OSError: it cannot be read.
    """
    try:
        descriptor = os.open(path, READ, dir_fd=folder) if folder is not None else os.open(path, READ)
    except FileNotFoundError:
        return None
    except OSError as error:
        if _is_link(path, folder):
            raise Refused(f"{shown(path)}: is a link") from error
        raise
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or (not hasattr(os, "O_NOFOLLOW") and _is_link(path, folder)):
            raise Refused(f"{shown(path)}: is no file")
        if not is_ours(status):
            raise Refused(f"{shown(path)}: belongs to somebody else")
        parts = list[bytes]()
        while part := os.read(descriptor, max(status.st_size, 1)):
            parts.append(part)
        return b"".join(parts), status.st_mode
    finally:
        os.close(descriptor)


def _is_link(path: str, folder: int | None) -> bool:
    try:
        status = os.lstat(path) if folder is None else os.lstat(path, dir_fd=folder)
    except OSError:
        return False
    return stat.S_ISLNK(status.st_mode)


def is_ours(status: os.stat_result) -> bool:
    """Whether a file or folder belongs to who runs this, where systems tell users apart by numbers."""
    return not hasattr(os, "geteuid") or status.st_uid == os.geteuid()


class OpenFolder:
    """A folder that is open: by a descriptor where systems have them, else by its path.

    Args:
        path: the folder.
        descriptor: what it is open by.
    """

    def __init__(self, path: str, descriptor: int | None) -> None:
        """See the class."""
        self.path, self.descriptor = path, descriptor

    @classmethod
    def anchor(cls, path: str) -> OpenFolder:
        """Open a folder that links may lead to."""
        return cls(path, os.open(path, os.O_RDONLY | os.O_DIRECTORY) if _HAS_DESCRIPTORS else None)

    def at(self, name: str) -> str:
        """Return a name as it is given together with the descriptor."""
        return name if self.descriptor is not None else os.path.join(self.path, name)  # noqa: PTH118

    def inside(self, name: str) -> OpenFolder:
        """Open a folder in this one.

        Raises:
            Refused: it is a link, no folder, or somebody else's.
            OSError: it cannot be opened.
        """
        path = os.path.join(self.path, name)  # noqa: PTH118
        status = os.lstat(self.at(name), dir_fd=self.descriptor)
        if stat.S_ISLNK(status.st_mode) or not stat.S_ISDIR(status.st_mode) or _is_junction(path):
            raise Refused(f"{shown(path)}: is {'a link' if stat.S_ISLNK(status.st_mode) else 'no folder'}")
        if not is_ours(status):
            raise Refused(f"{shown(path)}: belongs to somebody else")
        if self.descriptor is None:
            return OpenFolder(path, None)
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
        inner = OpenFolder(path, os.open(name, flags, dir_fd=self.descriptor))
        if not os.path.samestat(os.fstat(inner.descriptor or 0), status):
            inner.close()
            raise Refused(f"{shown(path)}: was exchanged a moment ago")
        return inner

    def mkdir(self, name: str) -> bool:
        """Make a folder; return whether it is new."""
        try:
            os.mkdir(self.at(name), 0o700, dir_fd=self.descriptor)
        except FileExistsError:
            return False
        return True

    def names(self) -> list[str]:
        """Return the names of all that is in it."""
        return os.listdir(self.path if self.descriptor is None else self.descriptor)  # noqa: PTH208

    def age(self, name: str) -> float:
        """Return what sorts the newest first."""
        try:
            return -os.stat(self.at(name), dir_fd=self.descriptor, follow_symlinks=False).st_mtime
        except OSError:
            return 0.0

    def unlink(self, name: str) -> None:
        """Remove a file, if it is there."""
        try:
            os.unlink(self.at(name), dir_fd=self.descriptor)
        except FileNotFoundError:
            return

    def rmdir(self, name: str) -> None:
        """Remove an empty folder."""
        os.rmdir(self.at(name), dir_fd=self.descriptor)

    def close(self) -> None:
        """Close it."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


def _is_junction(path: str) -> bool:
    """Whether a folder is a link of Windows' own kind."""
    return os.name == "nt" and os.path.realpath(path) != os.path.abspath(path)  # noqa: PTH100


def shown(path: str) -> str:
    """Return a path as it is shown: as it is, unless something in it would steer a terminal."""
    return path if path.isprintable() else ascii(path)
