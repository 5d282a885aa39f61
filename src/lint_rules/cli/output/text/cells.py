"""Text -> how many columns of a terminal it takes, and the lines that it makes there."""

from __future__ import annotations

from collections.abc import Iterator


def visible(text: str) -> str:
    """Return text as it is shown: tabs as spaces, and nothing that would steer the terminal."""
    return "".join("    " if char == "\t" else char if char.isprintable() else "?" for char in text)


def width(text: str) -> int:
    """Return how many columns a text takes."""
    return sum(map(_cells, text))


def _cells(char: str) -> int:
    if char == "\t":
        return 4
    if char.isascii():
        return 1
    import unicodedata  # noqa: PLC0415  few lines need it

    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def beginning(text: str, widest: int) -> str:
    """Return as much of the beginning of a text as fits."""
    end = taken = 0
    for end, char in enumerate(text):
        taken += _cells(char)
        if taken > widest:
            return text[:end]
    return text


def wrapped(text: str, widest: int, *, first: int = 0) -> Iterator[str]:
    """Yield lines of whole words; only a word that is longer than a line stands out.

    Args:
        text: words with a space between them.
        widest: columns of a line.
        first: columns of the first line that are taken already.
    """
    line, taken = "", first
    for word in text.split(" "):
        size = width(word)
        if taken and (line or first) and taken + 1 + size > widest:
            yield line
            line, taken = word, size
        else:
            line, taken = (f"{line} {word}", taken + 1 + size) if line else (word, taken + size)
    yield line
