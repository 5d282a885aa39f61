"""Lines of gitignore syntax -> which paths they leave out, with git's own verdicts, in time that no pattern can stretch."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from lint_rules.source.gitignore.wildcards import Malformed, first_special, matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST = 4096
"""Bytes of a pattern: no path has more."""
MOST = 5000
"""Patterns of one file."""


class BadPattern(NamedTuple):
    """A line that git takes, and that does not do what its writer meant.

    Args:
        row: the line, from 1.
        line: what stands there.
        reason: what is wrong with it.
    """

    row: int
    line: str
    reason: str


class _Rule(NamedTuple):
    """One pattern.

    Args:
        matches: whether it matches a name or a path.
        by_name: whether it looks at the last name of a path alone.
        only_folders: whether it is about folders alone.
        leaves_out: what it says of what it matches.
    """

    matches: Callable[[bytes], object]
    by_name: bool
    only_folders: bool
    leaves_out: bool


class Patterns:
    """The patterns of one file: of those that match a path, the last one counts.

    Paths are bytes, relative to the folder of the file, with slashes between their names: git compares bytes, and names need
    not be text.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        """Read the lines of a file; what is wrong with them is in `bad`."""
        self.bad: list[BadPattern] = []
        rules: list[_Rule] = []
        for row, line in enumerate(lines, 1):
            if len(rules) >= MOST:
                self._complain(row, line, f"has {MOST} patterns before it, and those from here on are not used")
                break
            rule = self._rule(row, _trimmed(line))
            if rule is not None:
                rules.append(rule)
        self._rules = rules[::-1]
        self._folders: dict[bytes, bool] = {}

    def __bool__(self) -> bool:
        """Whether there is a pattern."""
        return bool(self._rules)

    def verdict(self, path: bytes, *, is_folder: bool) -> bool | None:
        """Return whether a path is left out, looked at for itself; None where no pattern matches it."""
        name = path[path.rfind(b"/") + 1 :]
        for matches, by_name, only_folders, leaves_out in self._rules:
            if (is_folder or not only_folders) and matches(name if by_name else path):
                return leaves_out
        return None

    def leave_out(self, path: bytes, *, is_folder: bool) -> bool:
        """Whether a path is left out: by itself, or because a folder around it is."""
        around, _, _ = path.rpartition(b"/")
        return (bool(around) and self._leave_out_folder(around)) or bool(self.verdict(path, is_folder=is_folder))

    def _leave_out_folder(self, folder: bytes) -> bool:
        verdict = self._folders.get(folder)
        if verdict is None:
            verdict = self._folders[folder] = self.leave_out(folder, is_folder=True)
        return verdict

    def _rule(self, row: int, line: bytes) -> _Rule | None:
        if not line or line.startswith(b"#"):
            return None
        if len(line) > LONGEST:
            self._complain(row, line[:40] + b"...", f"has more than {LONGEST} bytes")
            return None
        leaves_out = not line.startswith(b"!")
        pattern = line if leaves_out else line[1:]
        only_folders = pattern.endswith(b"/")
        pattern = pattern[:-1] if only_folders else pattern
        by_name = b"/" not in pattern
        pattern = pattern.removeprefix(b"/")
        if not pattern:
            if line == b"!":
                self._complain(row, line, "names nothing")
            return None
        try:
            matches = _matcher(pattern, by_name=by_name, complain=partial(self._complain, row, line))
        except Malformed as malformed:
            self._complain(row, line, str(malformed))
            return None
        return _Rule(matches, by_name, only_folders, leaves_out)

    def _complain(self, row: int, line: bytes, reason: str) -> None:
        self.bad.append(BadPattern(row, line.decode("utf-8", "replace"), reason))


def patterns_in(data: bytes) -> Patterns:
    """Return the patterns in the bytes of a `.gitignore`."""
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return Patterns([*(line.removesuffix(b"\r") for line in lines[:-1]), lines[-1]])


def problem_of(pattern: str) -> str | None:
    """Return what is wrong with one pattern of the settings."""
    return next((bad.reason for bad in Patterns([pattern.encode()]).bad), None)


def _trimmed(line: bytes) -> bytes:
    """Return a line without the spaces at its end, up to one that a backslash keeps."""
    line = line.partition(b"\0")[0]
    bare = line.rstrip(b" ")
    backslashes = len(bare) - len(bare.rstrip(b"\\"))
    return bare if len(bare) == len(line) or backslashes % 2 == 0 else line[: len(bare) + 1]


def _matcher(pattern: bytes, *, by_name: bool, complain: Callable[[str], None]) -> Callable[[bytes], object]:
    """Return what matches a pattern; for the simple ones, which most are, without an expression."""
    if first_special(pattern) == len(pattern):
        return pattern.__eq__
    rest = pattern[1:]
    if by_name and pattern.startswith(b"*") and first_special(rest) == len(rest):
        return partial(_ends_with, rest)
    return re.compile(matcher(pattern, by_name=by_name, complain=complain), re.DOTALL).match


def _ends_with(end: bytes, name: bytes) -> bool:
    return name.endswith(end)
