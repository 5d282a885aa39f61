"""A folder of caches -> the lines of one of them, or nothing if it is not whole and ours; written in one piece or not at all.

A file is one line with a seal of what follows, then lines of JSON: whatever another program, a repository or a broken disk has left there
is told apart by the seal, and reading it runs no code. Behind that come lines that were added later, each with a seal of its own. To add
one costs the same however large the file is; from the first one on that is not whole, they count for nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from lint_rules.cache.digest import seal_of

if TYPE_CHECKING:
    from lint_rules.cache.folder import Folder

_MAGIC = b"session-lint cache 3 "
_MOST_LINES = 64
"""Lines that are added before all is written anew: each one is read by every run."""
_MOST_FILES = 8
"""So many files are kept, of the settings and versions that were used last."""


SECONDS_BETWEEN = 10.0
"""How long a run goes on before it keeps what it has found so far."""


class Pace:
    """When to keep what a run has found so far: a twentieth of its time goes into that at most."""

    def __init__(self) -> None:
        """Begin now."""
        self._done_at, self._begun_at, self._took = time.monotonic(), 0.0, 0.0

    def is_due(self) -> bool:
        """Whether it is time; what is done then begins now."""
        self._begun_at = time.monotonic()
        return self._begun_at - self._done_at > max(SECONDS_BETWEEN, 20 * self._took)

    def is_done(self) -> None:
        """Note that it is done."""
        self._done_at = time.monotonic()
        self._took = self._done_at - self._begun_at


class Content(NamedTuple):
    """What a file holds.

    Args:
        lines: what was written.
        added: what was added to that later.
        takes_more: whether another line can be added.
    """

    lines: list[bytes]
    added: list[bytes]
    takes_more: bool


class CacheFile:
    """One cache in a folder of caches.

    Args:
        folder: where caches lie.
        key: what tells this one from the others: a name that a file can have.
    """

    def __init__(self, folder: Folder, key: str) -> None:
        """See the class."""
        self._folder = folder
        self._name = f"{key}.cache"
        self._header = b""

    def read(self) -> Content | None:
        """Return what the file holds; None when there is no such file, or one that is not as it was written."""
        data = self._folder.read(self._name)
        if data is None:
            return None
        header, _, rest = data.partition(b"\n")
        size = header.rpartition(b" ")[2]
        body, behind = (rest[: int(size)], rest[int(size) :]) if size.isdigit() else (rest, b"")
        if header != self._header_of(body):
            return None
        self._header = header
        more = behind.split(b"\n")
        added = list(self._whole(more[1:]))
        return Content(body.split(b"\n"), added, not more[0] and len(added) == len(more) - 1 < _MOST_LINES)

    def write(self, lines: list[bytes]) -> str | None:
        """Replace the file; return why that cannot be done, if it cannot."""
        body = b"\n".join(lines)
        try:
            self._folder.write(self._name, self._header_of(body) + b"\n" + body)
            self._folder.tidy(".cache", _MOST_FILES)
        except OSError as error:
            return f"{self._folder.path}: {error.strerror or error}"
        return None

    def add(self, line: bytes) -> str | None:
        """Add a line to what was read, unless another run has replaced that; return why that cannot be done, if it cannot.

        It is one write at the end of the file, so two runs at once do not write into each other's lines.
        """

        def added(descriptor: int) -> None:
            if os.read(descriptor, len(self._header) + 1) == self._header + b"\n":
                os.write(descriptor, b"\n" + self._seal(self._header, line) + b" " + line)

        try:
            self._folder.change(self._name, added)
        except OSError as error:
            return f"{self._folder.path}: {error.strerror or error}"
        return None

    def _header_of(self, body: bytes) -> bytes:
        return b"%s%s %d" % (_MAGIC, self._seal(b"", body), len(body))

    def _whole(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield lines up to the first one that is not as it was written."""
        for entry in lines:
            seal, _, line = entry.partition(b" ")
            if seal != self._seal(self._header, line):
                return
            yield line

    def _seal(self, header: bytes, data: bytes) -> bytes:
        """Return the seal of something in this file, behind its header: it holds nowhere else."""
        return seal_of(b"\n".join((self._name.encode(), header, data)), self._folder.secret).encode()
