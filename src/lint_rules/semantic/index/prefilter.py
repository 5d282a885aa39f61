"""Bytes of a file -> whether a rule could say anything about it; keeps too much, never too little."""

from __future__ import annotations

from functools import lru_cache

from lint_rules.frozen import frozen
from lint_rules.source.file import encoding_of
from lint_rules.source.limits import LARGEST


@frozen
class Prefilter:
    """Words in conjunctive form: of every group, one word must occur. Call it with a file's bytes."""

    groups: tuple[tuple[bytes, ...], ...]

    def __call__(self, data: bytes) -> bool:
        """Return whether the file may hold what the rule looks for."""
        known = _words(data)
        for group in self.groups:
            for word in group:
                if word not in known:
                    known[word] = word in data
                if known[word]:
                    break
            else:
                return False
        return True


@lru_cache(maxsize=1)
def _words(_: bytes) -> dict[bytes, bool]:
    """Keep which words one file has: many rules look for the same ones, one rule after the other."""
    return {}


def contains(word: bytes) -> Prefilter:
    """Keep files that contain `word`."""
    return Prefilter(((word,),))


def any_of(*words: bytes) -> Prefilter:
    """Keep files that contain one of `words`."""
    return Prefilter((words,))


def all_of(*parts: bytes | Prefilter) -> Prefilter:
    """Keep files that contain every word, and that every given prefilter keeps."""
    groups: list[tuple[bytes, ...]] = []
    for part in parts:
        groups += ((part,),) if isinstance(part, bytes) else part.groups
    return Prefilter(tuple(groups))


def always() -> Prefilter:
    """Keep every file."""
    return Prefilter(())


def looks_broken(data: bytes) -> bool:
    """Return whether a file that holds no word of interest is likely not to be Python: cheap, and not complete.

    Brackets that do not pair up, bytes that are no text, template tags, marks of a merge: what such files have in common.
    """
    return len(data) > LARGEST or any(mark in data for mark in _MARKS) or not _is_text(data) or not _pairs_up(data)


_MARKS = (b"\0", b"{%", b"\n<<<<<<< ", b"\n>>>>>>> ")
_NOT_BRACKETS = bytes(set(range(256)) - set(b"()[]{}"))
_DEEPEST = 40


def _is_text(data: bytes) -> bool:
    encoding = encoding_of(data)
    if encoding is None:
        return False
    try:
        return data.isascii() or bool(data.decode(encoding))
    except UnicodeError:
        return False


def _pairs_up(data: bytes) -> bool:
    """Return whether brackets pair up at a depth that people write; those in strings and comments count too."""
    brackets = data.translate(None, _NOT_BRACKETS)
    for _ in range(_DEEPEST):
        if not brackets:
            return True
        brackets = brackets.replace(b"()", b"").replace(b"[]", b"").replace(b"{}", b"")
    return False
