"""Bytes of a file -> whether a rule could say anything about it; keeps too much, never too little."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prefilter:
    """Words in conjunctive form: of every group, one word must occur. Call it with a file's bytes."""

    groups: tuple[tuple[bytes, ...], ...]

    def __call__(self, data: bytes) -> bool:
        """Return whether the file may hold what the rule looks for."""
        for group in self.groups:
            for word in group:
                if word in data:
                    break
            else:
                return False
        return True


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
