"""Paths -> what files of the user's own hold: no link is followed, and nothing of anybody else's is taken."""

import os
import stat

# A run that is replayed reads this first: hence only what the interpreter has loaded already, and paths that are texts.

READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How a file is opened that may be anything: no link is followed, and no pipe is waited for."""


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


def shown(path: str) -> str:
    """Return a path as it is shown: as it is, unless something in it would steer a terminal."""
    return path if path.isprintable() else ascii(path)
