"""A gitignore pattern -> a regular expression that takes at most the product of pattern and path to fail.

What makes it so: a star goes on only until what stands behind it, up to the next star, is found for the first time. A later place
would leave less to match and nothing more, so no place is tried twice: the groups are atomic, as in Python's own `fnmatch`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SLASH = ord("/")
_POSIX = {
    b"alnum": rb"0-9A-Za-z",
    b"alpha": rb"A-Za-z",
    b"blank": rb" \t",
    b"cntrl": rb"\x00-\x1f\x7f",
    b"digit": rb"0-9",
    b"graph": rb"!-~",
    b"lower": rb"a-z",
    b"print": rb" -~",
    b"punct": rb"!-/:-@\[-`{-~",
    b"space": rb"\t-\r ",
    b"upper": rb"A-Z",
    b"xdigit": rb"0-9A-Fa-f",
}


class Malformed(Exception):  # noqa: N818  an outcome that the caller tells
    """A pattern that can match nothing; the message says why."""


def first_special(pattern: bytes) -> int:
    """Return where the first sign stands that is not for itself; the length where there is none."""
    special = re.search(rb"[*?\[\\]", pattern)
    return len(pattern) if special is None else special.start()


def matcher(pattern: bytes, *, by_name: bool, complain: Callable[[str], None]) -> bytes:
    """Return the expression of a pattern without its leading and closing slash.

    Args:
        pattern: as git's `wildmatch` takes it.
        by_name: whether it is matched with a name, in which stars are all alike.
        complain: is told what is odd in a pattern that can match something.

    Raises:
        Malformed: it can match nothing.
    """
    return _Translation(pattern, by_name=by_name, complain=complain).expression()


class _Translation:
    """One pattern on its way: what is written of its expression, and the groups that are open."""

    def __init__(self, pattern: bytes, *, by_name: bool, complain: Callable[[str], None]) -> None:
        self._pattern = pattern
        self._by_name = by_name
        self._complain = complain
        self._begin = first_special(pattern)
        self._at = 0
        self._pieces: list[bytes] = []
        self._in_star = self._in_folders = False

    def expression(self) -> bytes:
        """Return the whole expression."""
        special = {b"*": self._stars, b"?": self._any, b"[": self._set, b"\\": self._escaped}
        while self._at < len(self._pattern):
            special.get(self._pattern[self._at : self._at + 1], self._literal)()
        return b"".join([*self._pieces, rb"\Z", b")" * (self._in_star + self._in_folders)])

    def _any(self) -> None:
        self._write(b"[^/]")

    def _literal(self) -> None:
        self._write(re.escape(self._pattern[self._at : self._at + 1]))

    def _write(self, piece: bytes, length: int = 1) -> None:
        self._pieces.append(piece)
        self._at += length

    def _escaped(self) -> None:
        following = self._pattern[self._at + 1 : self._at + 2]
        if not following:
            raise Malformed("ends in a backslash")
        self._write(re.escape(following), 2)

    def _stars(self) -> None:
        first = self._at
        while self._pattern[self._at : self._at + 1] == b"*":
            self._at += 1
        self._close_star()
        if not self._spans_folders(first):
            self._in_star = True
            self._write(b"(?>[^/]*?", 0)
            return
        if self._in_folders:
            self._write(b")", 0)
        self._in_folders = True
        if self._at == len(self._pattern):
            self._write(b"(?>.*", 0)
        elif self._pattern[self._at] == _SLASH:
            self._write(b"(?>(?:[^/]*/)*?")  # none, one or more folders
        else:
            self._write(b"(?>.*?", 0)

    def _spans_folders(self, first: int) -> bool:
        """Whether stars that end here stand for folders: two or more of them, with slashes or nothing around them.

        git compares what stands before the first special sign by itself; what comes then has nothing before it.
        """
        pattern, end = self._pattern, self._at
        begins = first == self._begin or pattern[first - 1] == _SLASH
        ends = end == len(pattern) or pattern[end] == _SLASH or pattern[end : end + 2] == b"\\/"
        return not self._by_name and end - first > 1 and begins and ends

    def _close_star(self) -> None:
        if self._in_star:
            self._write(b")", 0)
        self._in_star = False

    def _set(self) -> None:
        """Translate a set of signs, from its bracket on."""
        self._at += 1
        is_negated = self._pattern[self._at : self._at + 1] in {b"!", b"^"}
        self._at += is_negated
        parts, before = [self._member()], self._last
        while self._pattern[self._at : self._at + 1] != b"]":
            if self._is_range(before):
                parts.append(self._range(before))
                before = None
            else:
                parts.append(self._member())
                before = self._last
        signs = b"".join(parts)
        self._write(b"(?!/)[%s%s]" % (b"^" if is_negated else b"", signs))

    _last: int | None = None
    """The sign that was read last in a set, where a range can begin with it."""

    def _sign(self) -> int:
        """Take one sign of a set, which a backslash may stand before."""
        if self._pattern[self._at : self._at + 1] == b"\\":
            self._at += 1
        if self._at >= len(self._pattern):
            raise Malformed("has a bracket that is not closed")
        self._at += 1
        return self._pattern[self._at - 1]

    def _member(self) -> bytes:
        """Translate one sign of a set, or a class of signs such as `[:alpha:]`."""
        if self._pattern[self._at : self._at + 2] == b"[:":
            end = self._pattern.find(b"]", self._at + 2)
            if end < 0:
                raise Malformed("has a bracket that is not closed")
            if self._pattern[end - 1 : end] == b":" and end - 1 >= self._at + 2:
                name = self._pattern[self._at + 2 : end - 1]
                if name not in _POSIX:
                    raise Malformed(f"names an unknown class of signs {name.decode('utf-8', 'replace')!r}")
                self._at, self._last = end + 1, None
                return _POSIX[name]
        self._last = self._sign()
        return b"\\x%02x" % self._last

    def _is_range(self, before: int | None) -> bool:
        following = self._pattern[self._at : self._at + 2]
        return before is not None and following[:1] == b"-" and following[1:] not in {b"", b"]"}

    def _range(self, first: int | None) -> bytes:
        self._at += 1
        last = self._sign()
        if first is None or last < first:
            self._complain("has a range that runs backwards")
            return b""
        return b"\\x%02x-\\x%02x" % (first, last)
