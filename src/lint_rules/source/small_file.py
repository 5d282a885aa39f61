"""A path -> the bytes of the regular file there, or why they cannot be had: nothing that lies there makes a run wait."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from lint_rules.frozen import frozen

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_SMALL = 1_000_000
"""Bytes that a file beside the checked code may have: settings, ignore files, lists of paths."""
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
"""A pipe without a writer and a terminal are opened at once: what they are is asked of the open file, which cannot be exchanged."""


@frozen
class Refusal:
    """Why a file was not read.

    Args:
        reason: for a message, behind the file's name.
        is_missing: whether there is no such file.
    """

    reason: str
    is_missing: bool = False


def read_small(path: Path | str, *, largest: int = LARGEST_SMALL) -> bytes | Refusal:
    """Return what a regular file of at most `largest` bytes holds."""
    data = read_regular(path, at_most=largest + 1)
    if isinstance(data, bytes) and len(data) > largest:
        return Refusal(f"has more than {largest:_} bytes, and was not read; shorten it".replace("_", " "))
    return data


def read_regular(path: Path | str, *, at_most: int | None = None, largest: int | None = None) -> bytes | Refusal:
    """Return what a regular file holds, or the first `at_most` bytes of it; one of more than `largest` bytes is not read."""
    try:
        descriptor = os.open(path, _FLAGS)
        with open(descriptor, "rb") as file:  # noqa: PTH123  it is open
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return Refusal("is not a regular file")
            if largest is not None and status.st_size > largest:
                return Refusal(f"has more than {largest / 1e6:.0f} MB and was not read; list it in `exclude`")
            return file.read(-1 if at_most is None else at_most)
    except (FileNotFoundError, NotADirectoryError) as error:
        return Refusal(reason_of(error), is_missing=True)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return Refusal("is not a regular file" if _is_folder(path) else reason_of(error))


def reason_of(error: Exception) -> str:
    """Return why something cannot be read, for a message."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"cannot be read: {text[:1].lower()}{text[1:]}"


def _is_folder(path: Path | str) -> bool:
    """Whether a path leads to a folder: Python opens none as a file, and says so in many words."""
    try:
        return stat.S_ISDIR(os.stat(path).st_mode)  # noqa: PTH116  a text or a path
    except (OSError, ValueError):
        return False
