"""A path -> a folder of the user's own, held open: what is checked is what is used, whatever takes its place meanwhile."""

from __future__ import annotations

import os
import stat

from lint_rules.source.own_files import Refused, is_ours, shown

_HAS_DESCRIPTORS = {os.open, os.mkdir, os.stat, os.unlink} <= os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


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
