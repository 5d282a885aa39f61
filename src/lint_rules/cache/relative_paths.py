"""The project's root folder, and paths as texts relative to it: what is kept can be used where the project lies elsewhere."""

from __future__ import annotations

import os


class Root:
    """Shortens the paths below a folder.

    Args:
        folder: the root, absolute.
    """

    def __init__(self, folder: str) -> None:
        """See the class."""
        self._prefix = folder.rstrip(os.sep) + os.sep

    def relative(self, path: str) -> str:
        """Return a path without the root; one outside as it is."""
        return path.removeprefix(self._prefix)

    def absolute(self, path: str) -> str:
        """Return the path that `relative` made shorter."""
        return path if path.startswith(os.sep) or os.path.isabs(path) else self._prefix + path  # noqa: PTH117
