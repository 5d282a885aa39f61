"""Answers about all files as they were kept -> as they are now, by asking the files that have changed since."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.cache.digest import digest_of
from lint_rules.cache.fingerprint import NO_FILE, digest_at, stamp_of
from lint_rules.semantic.index.queries import Question, Words

if TYPE_CHECKING:
    from lint_rules.cache.contents import CacheContents, Seen
    from lint_rules.cache.dependencies import NodeKey
    from lint_rules.cache.relative_paths import Root


class ProjectChanges:
    """The project as it is now, beside what is kept of it, which stays as it is.

    Args:
        kept: what is kept.
        root: the project's root folder.
        project: returns all files of the project, in order.
    """

    def __init__(self, contents: CacheContents, root: Root, project: Callable[[], Iterable[Path | str]]) -> None:
        """Look at every file that was read."""
        self._contents = contents
        self._root = root
        self._project = project
        self.now: dict[str, Seen] = dict(changed(contents.files, root))
        """The files that have another stamp than they had, or are new, as they are."""

    @cached_property
    def members(self) -> dict[str, str]:
        """The files of the project, in order, with the digest of each."""
        return {path: self.digest(path) for path in (self._root.relative(str(file)) for file in self._project())}

    def digest(self, path: str) -> str:
        """Return the digest of a file that was read, or is new."""
        seen = self.now.get(path) or self._contents.files.get(path)
        if seen is None:
            self._words(path)
            seen = self.now[path]
        return seen[1]

    def answer(self, node: NodeKey) -> list[str]:
        """Return the files that a question is true of now; it was asked before."""
        question, before = Question.of_text(node[1:]), self._contents.answers[node]
        fresh = {path for path, held in self._odd.items() if held is not None and question.holds_for(held)}
        if fresh == self._odd.keys() & before:
            return before
        return sorted(fresh.union(path for path in before if path not in self._odd), key=self._places.__getitem__)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {path: number for number, path in enumerate(self.members)}

    @cached_property
    def _odd(self) -> dict[str, Words | None]:
        """The files that are not as they were when the answers were found; None for those that cannot be asked now."""
        before = self._contents.members
        odd = {path: self._words(path) for path, digest in list(self.members.items()) if before.get(path) != digest}
        return odd | dict.fromkeys(before.keys() - self.members.keys())

    def _words(self, path: str) -> Words | None:
        absolute = self._root.absolute(path)
        stamp = stamp_of(absolute)
        try:
            data = Path(absolute).read_bytes() if stamp is not None else None
        except OSError:
            data = None
        self.now[path] = (None, NO_FILE) if data is None else (stamp, digest_of(data))
        if "members" in self.__dict__:
            self.members[path] = self.now[path][1]
        return None if data is None else Words(data)


def changed(files: dict[str, Seen], root: Root) -> Iterator[tuple[str, Seen]]:
    """Yield the files that have another stamp than they had, as they are now."""
    stat = os.stat
    for path, (known, _) in files.items():
        absolute = root.absolute(path)
        try:  # most are as they were; for these, this is all that is done
            status = stat(absolute)
            is_same = known == (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
        except (OSError, ValueError):
            is_same = known is None
        if not is_same:
            stamp = stamp_of(absolute)
            if stamp != known:  # what is no regular file has none
                yield path, (stamp, NO_FILE if stamp is None else digest_at(absolute))
