"""A folder of caches -> the lines of one of them, or nothing if it is not whole and ours; written in one piece or not at all.

A file is one line with a digest of what follows, then lines of JSON: whatever another program or a broken disk has left there is told
apart by the digest, and reading it runs no code. Behind that come lines that were added later, each with a digest of its own. To add one
costs the same however large the file is; from the first one on that is not whole, they count for nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from lint_rules.cache.digest import digest_of
from lint_rules.source.write import write_atomically

_MAGIC = b"session-lint cache 2 "
_MOST_LINES = 64
"""Lines that are added before all is written anew: each one is read by every run."""
_MOST_FILES = 8
"""So many files are kept, of the settings and versions that were used last."""
_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by session-lint.
# For information about cache directory tags see https://bford.info/cachedir/
"""
_BESIDE = {"CACHEDIR.TAG": _TAG, ".gitignore": "# Made by session-lint.\n*\n"}


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

    def __init__(self, folder: Path, key: str) -> None:
        """See the class."""
        self._folder = folder
        self._path = folder / f"{key}.cache"
        self._header = b""

    def read(self) -> Content | None:
        """Return what the file holds; None when there is no such file, or one that is not as it was written."""
        try:
            header, _, rest = self._path.read_bytes().partition(b"\n")
        except OSError:
            return None
        size = header.rpartition(b" ")[2]
        body, behind = (rest[: int(size)], rest[int(size) :]) if size.isdigit() else (rest, b"")
        if header != _header(body):
            return None
        self._header = header
        more = behind.split(b"\n")
        added = list(_whole(more[1:]))
        return Content(body.split(b"\n"), added, not more[0] and len(added) == len(more) - 1 < _MOST_LINES)

    def write(self, lines: list[bytes]) -> str | None:
        """Replace the file; return why that cannot be done, if it cannot."""
        body = b"\n".join(lines)
        try:
            put(str(self._folder), self._path.name, _header(body) + b"\n" + body)
            tidy(str(self._folder), "*.cache", _MOST_FILES)
        except OSError as error:
            return f"{self._folder}: {error.strerror or error}"
        return None

    def add(self, line: bytes) -> str | None:
        """Add a line to what was read, unless another run has replaced that; return why that cannot be done, if it cannot.

        It is one write at the end of the file, so two runs at once do not write into each other's lines.
        """
        try:
            with open(self._path, "r+b", buffering=0, opener=_at_the_end) as file:
                if file.read(len(self._header) + 1) == self._header + b"\n":
                    file.write(b"\n" + digest_of(line).encode() + b" " + line)
        except OSError as error:
            return f"{self._folder}: {error.strerror or error}"
        return None


def _header(body: bytes) -> bytes:
    return b"%s%s %d" % (_MAGIC, digest_of(body).encode(), len(body))


def _whole(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines up to the first one that is not as it was written."""
    for entry in lines:
        digest, _, line = entry.partition(b" ")
        if digest != digest_of(line).encode():
            return
        yield line


def _at_the_end(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_APPEND)


def put(folder: str, name: str, data: bytes) -> None:
    """Write a file of a cache folder, in one piece or not at all; the folder says what it is to backups and to git.

    Raises:
        OSError: that cannot be done.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for beside, text in _BESIDE.items():
        if not (place / beside).exists():
            (place / beside).write_text(text, encoding="ascii")
    write_atomically(place / name, data)


def tidy(folder: str, pattern: str, most: int) -> None:
    """Remove what was not used for long: of settings, versions and command lines of other times."""
    for path in sorted(Path(folder).glob(pattern), key=_age)[most:]:
        path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0
