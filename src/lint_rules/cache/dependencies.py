"""What a run learnt beside its findings: which files it read, which folders it listed, what rests on what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from lint_rules.cache.fingerprint import Stamp

NodeKey = str
"""A file, a folder, a question or a remembered answer, told apart by its first letter: f, d, q or a."""


class Dependencies(NamedTuple):
    """What a run, or a part of it, learnt. Paths are relative to the project's root.

    Args:
        files: each file that was read, its stamp before that (None if there was no file), and its digest.
        folders: each folder that was listed, when it was changed last before that, and the digest of its names.
        led: what rests on what.
        answers: each question about all files that was asked, and the files that it is true of.
    """

    files: dict[str, tuple[Stamp | None, str]]
    folders: dict[str, tuple[int, str]]
    led: dict[NodeKey, set[NodeKey]]
    answers: dict[NodeKey, list[str]]


def nothing() -> Dependencies:
    """Return a lesson in which nothing was learnt."""
    return Dependencies({}, {}, {}, {})


def file_node(path: str) -> NodeKey:
    """Return the node of a file, by its relative path."""
    return f"f{path}"


def folder_node(path: str) -> NodeKey:
    """Return the node of a folder."""
    return f"d{path}"


def question_node(text: str) -> NodeKey:
    """Return the node of a question about all files, by its text."""
    return f"q{text}"


def answer_node(what: str) -> NodeKey:
    """Return the node of a remembered answer."""
    return f"a{what}"


def questions(led: Mapping[NodeKey, Iterable[NodeKey]]) -> Iterator[NodeKey]:
    """Yield the questions that something rests on."""
    return (node for nodes in led.values() for node in nodes if node.startswith("q"))


class DigestsOfRun:
    """What files and folders held when the parts of a run looked at them."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._seen: dict[NodeKey, str] = {}

    def changed(self, part: Dependencies) -> list[NodeKey]:
        """Return the files and folders that hold something else than an earlier part of the run has seen."""
        now = {file_node(path): digest for path, (_, digest) in part.files.items()}
        now |= {folder_node(path): digest for path, (_, digest) in part.folders.items()}
        return [node for node, digest in now.items() if self._seen.setdefault(node, digest) != digest]
