"""The project's files as a run reads them: listed once, kept up to a limit, and noted for later runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lint_rules.cache.digest import digest_of
from lint_rules.cache.fingerprint import NO_FILE, Stamp, stamp_of
from lint_rules.source.discovery import Unreadable, find, read
from lint_rules.source.file import SourceFile
from lint_rules.source.small_file import read_small


class FileSystem:
    """The files below a project's root; memory does not grow with the project.

    Args:
        root: the project's root folder, absolute.
        exclude: gitignore patterns.
        overlay: what files are taken to hold instead of what is on disk.
        whole: whether folders with settings of their own belong to it.
        notes: whether what is read is noted.
    """

    def __init__(
        self,
        root: Path,
        exclude: Sequence[str],
        overlay: Mapping[Path, bytes],
        *,
        whole: bool = False,
        notes: bool = False,
    ) -> None:
        """See the class."""
        self._root, self._exclude, self._whole, self._overlay = root, exclude, whole, overlay
        self._paths: list[Path] | None = None
        self._sources: dict[Path, SourceFile] = {}
        self._room = 8_000_000
        self._notes = notes
        self.noted: dict[str, tuple[Stamp | None, str]] = {}
        self.changed = set[str]()
        """The files that had another content when they were read again."""

    def paths(self) -> list[Path]:
        """Return every file of the project, in a stable order."""
        if self._paths is None:
            entries = find([self._root], root=self._root, exclude=self._exclude, nested=None if self._whole else len)
            self._paths = [path for path in entries if isinstance(path, Path)]
        return self._paths

    def files(self) -> Iterable[SourceFile]:
        """Yield every file of the project that can be read: the others are reported where they are checked."""
        for path in self.paths():
            source = self.read(path)
            if source is not None:
                yield source

    def read(self, path: Path) -> SourceFile | None:
        """Return a file; None when it cannot be read."""
        if path in self._sources:
            return self._sources[path]
        source = self.fetch(path)
        if isinstance(source, Unreadable):
            return None
        if len(source.data) <= self._room:
            self._sources[path] = source
            self._room -= len(source.data)
        return source

    def read_beside(self, path: Path, largest: int) -> bytes | None:
        """Return what a small file beside the code holds; None when it cannot be read, or has more than `largest` bytes."""
        key = str(path)
        stamp = stamp_of(key) if self._notes else None
        data = read_small(path, largest=largest)
        held = data if isinstance(data, bytes) else None
        if self._notes:
            self._note(key, (stamp, NO_FILE if held is None else digest_of(held)))
        return held

    def fetch(self, path: Path) -> SourceFile | Unreadable:
        """Return a file as it is taken to be, or why it cannot be read."""
        if path in self._overlay:
            return SourceFile(path, self._overlay[path])
        if not self._notes:
            return read(path)
        key = str(path)
        stamp = stamp_of(key)  # before the file is read: a stamp that is too old is noticed, one that is too new is not
        source = read(path)
        seen = (None, NO_FILE) if isinstance(source, Unreadable) else (stamp, digest_of(source.data))
        self._note(key, seen)
        return source

    def _note(self, key: str, seen: tuple[Stamp | None, str]) -> None:
        if self.noted.get(key, seen)[1] != seen[1]:
            self.changed.add(key)
        self.noted[key] = seen
