"""What a command comes to: an exit code and what is to be printed, as a value."""

from __future__ import annotations

from typing import NamedTuple

NOTHING, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


class Outcome(NamedTuple):
    """An exit code, the text for standard output, and the lines for standard error.

    `data` stands for the text where bytes must be passed on as they are.
    """

    code: int = NOTHING
    text: str = ""
    said: tuple[str, ...] = ()
    data: bytes | None = None


def worst(*codes: int) -> int:
    """Return the exit code that counts: that the run failed above that something was found."""
    return max(codes, default=NOTHING)
