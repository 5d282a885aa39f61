"""What a run learnt beside its findings: which files it read, which folders it listed, what rests on what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from lint_rules.cache.fingerprint import Stamp

NodeKey = str
"""A file, a folder, a question or a remembered answer, told apart by its first letter: f, d, q or a."""

IN_DOUBT = "?"
"""Stands for what a file held that changed while it was asked about all files: no file's digest, so it is asked again."""


class Dependencies(NamedTuple):
    """What a run, or a part of it, learnt. Paths are relative to the project's root.

    Args:
        files: each file that was read, its stamp before that (None if there was no file), and its digest.
        folders: each folder that was listed, when it was changed last before that, and the digest of its names.
        led: what rests on what.
        answers: each question about all files that was asked, and the files that it is true of.
        changed: what held or was something else when it was looked at again.
    """

    files: dict[str, tuple[Stamp | None, str]]
    folders: dict[str, tuple[int, str]]
    led: dict[NodeKey, set[NodeKey]]
    answers: dict[NodeKey, list[str]]
    changed: set[NodeKey]

    def digests(self) -> dict[NodeKey, str]:
        """Return what files and folders held."""
        files = {file_node(path): digest for path, (_, digest) in self.files.items()}
        return files | {folder_node(path): digest for path, (_, digest) in self.folders.items()}

    def with_more(self, later: Dependencies) -> Dependencies:
        """Return this with what was learnt after it."""
        now = later.digests()
        changed = {node for node, digest in self.digests().items() if now.get(node, digest) != digest}
        changed |= {node for node, answer in self.answers.items() if later.answers.get(node, answer) != answer}
        led = {node: {*nodes, *later.led.get(node, ())} for node, nodes in self.led.items()}
        return Dependencies(
            self.files | later.files,
            self.folders | later.folders,
            later.led | led,
            self.answers | later.answers,
            changed | self.changed | later.changed,
        )


def nothing() -> Dependencies:
    """Return a lesson in which nothing was learnt."""
    return Dependencies({}, {}, {}, {}, set())


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
    """What files and folders held when the parts of a run looked at them, and which of them changed meanwhile."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._seen: dict[NodeKey, str] = {}
        self.changed = set[NodeKey]()
        """What changed during the run, as far as that was seen: nothing that the run found with its help is sure."""

    def note(self, part: Dependencies) -> None:
        """Take in what a part of the run has seen."""
        self.changed |= part.changed
        self.changed |= {
            node for node, digest in part.digests().items() if self._seen.setdefault(node, digest) != digest
        }

    def note_changed(self, nodes: Iterable[NodeKey]) -> None:
        """Take in what is no longer as it was, if the run has begun to rest on it."""
        self.changed |= {node for node in nodes if node in self._seen or (self._seen and node.startswith("q"))}

    def digest(self, path: str, kept: Mapping[str, tuple[Stamp | None, str]]) -> str:
        """Return what a file held all the while: what this run has seen, or else what is kept of it."""
        node = file_node(path)
        if node in self.changed:
            return IN_DOUBT
        return self._seen.get(node) or (kept[path][1] if path in kept else IN_DOUBT)
