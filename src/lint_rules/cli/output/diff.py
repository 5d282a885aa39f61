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
        for_terminal: whether a person reads it, and no program that applies it and needs each sign as it is.
    """
    shown = printable(os.path.relpath(path))
    lines = difflib.unified_diff(_lines(old), _lines(new), shown, shown)
    return "".join(f"{printable(line[:-1])}\n" if for_terminal else line for line in _ended(lines))


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+\Z", text.replace("\r\n", "\n"))


def _ended(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line.endswith("\n"):
            yield line
        else:
            yield from (f"{line}\n", "\\ No newline at end of file\n")
