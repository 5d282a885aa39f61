"""Changes -> unified diffs."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from lint_rules.source.printable import printable


def as_diff(path: Path, old: str, new: str, *, for_terminal: bool = False) -> str:
    """Return a unified diff of one file, with a path as it is seen from the current folder.

    Args:
        path: the file.
        old: its text.
        new: its text with fixes.
        for_terminal: whether a person reads it, and no program that applies it and needs each sign of the text as it is.
    """
    shown = quoted(os.path.relpath(path))
    lines = difflib.unified_diff(_lines(old), _lines(new), shown, shown)
    return "".join(f"{printable(line[:-1])}\n" if for_terminal else line for line in _ended(lines))


def quoted(name: str) -> str:
    r"""Return the name of a file as git has it in the head of a diff, so that git and patch find the file, and no name ends a line.

    A name with control signs, signs that turn the direction of a line, bytes that are no text, quotes or backslashes stands in quotes,
    such bytes as three octal digits; behind one with a space is a tab, where its end is.
    """
    if printable(name) == name and not _QUOTED.search(name):
        return f"{name}\t" if " " in name else name
    return '"' + "".join(map(_spelled, name)) + '"'


_QUOTED = re.compile(r'["\\\t]')


def _spelled(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    if sign == "\t" or printable(sign) != sign:
        return "".join(f"\\{byte:03o}" for byte in os.fsencode(sign))
    return sign


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+\Z", text.replace("\r\n", "\n"))


def _ended(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line.endswith("\n"):
            yield line
        else:
            yield from (f"{line}\n", "\\ No newline at end of file\n")
