"""The words in all files -> the files that may hold a word, so that a question about a large project reads few of them."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from lint_rules.source.file import SourceFile

_TOKEN = rb"[\w\x80-\xff]+"
_BUCKETS = 1 << 16
"""Words share a list of files with others of the same hash: how many words a project has costs nothing."""


class TokenIndex:
    """The files of each word; four bytes for each file that holds it.

    Args:
        files: every file of the project, read once.
    """

    def __init__(self, files: Iterable[SourceFile]) -> None:
        """Read all files."""
        tokens_in = re.compile(_TOKEN).findall
        self._paths: list[Path] = []
        self._files_of = [array("I") for _ in range(_BUCKETS)]
        for number, source in enumerate(files):
            self._paths.append(source.path)
            for bucket in {hash(token) % _BUCKETS for token in set(tokens_in(source.data))}:
                self._files_of[bucket].append(number)

    def holding_all(self, words: Iterable[bytes]) -> list[Path]:
        """Return the files that may hold each of some words, in their order; too many, never too few."""
        numbers = [self._numbers(word) for word in words]
        common = numbers[0] if numbers else set(range(len(self._paths)))
        for more in numbers[1:]:
            common &= more
        return self._at(common)

    def holding_any(self, words: Iterable[bytes]) -> list[Path]:
        """Return the files that may hold one of some words, in their order; too many, never too few."""
        return self._at({number for word in words for number in self._numbers(word)})

    def _numbers(self, word: bytes) -> set[int]:
        return set(self._files_of[hash(word) % _BUCKETS])

    def _at(self, numbers: set[int]) -> list[Path]:
        return [self._paths[number] for number in sorted(numbers)]


def tokens_in(text: bytes) -> list[bytes]:
    """Return the words of a text."""
    return re.findall(_TOKEN, text)
