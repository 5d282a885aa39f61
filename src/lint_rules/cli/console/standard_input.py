"""Standard input -> its bytes, read once, and whether a run is a filter that has to give them back whatever becomes of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import BinaryIO


def read() -> bytes:
    """Return all of standard input; a second time what it was."""
    return _all_of(sys.stdin.buffer)


@lru_cache(maxsize=1)
def _all_of(stream: BinaryIO) -> bytes:
    return stream.read()


def is_filter(argv: Sequence[str]) -> bool:
    """Whether a command line asks for standard input with its fixes made, as editors do: they keep what is printed.

    It is asked of the bare words: where they are misspelled, or a setting is wrong, the text has to come back all the same.
    """
    words = [word.partition("=")[0] for word in argv]
    is_piped = "-" in words or "--stdin-filename" in words
    return is_piped and "--fix" in words and "--diff" not in words
