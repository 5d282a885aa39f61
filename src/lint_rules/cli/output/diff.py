"""Changes -> unified diffs."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from pathlib import Path


def as_diff(path: Path, old: str, new: str) -> str:
    """Return a unified diff of one file, with a path as it is seen from the current folder."""
    shown = os.path.relpath(path)
    lines = difflib.unified_diff(_lines(old), _lines(new), shown, shown)
    return "".join(_ended(lines))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").splitlines(keepends=True)


def _ended(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
