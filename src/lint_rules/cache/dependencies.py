"""What a run learnt beside its findings: which files it read, which folders it listed, what rests on what."""

from __future__ import annotations

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


def merged(first: Dependencies, other: Dependencies) -> Dependencies | None:
    """Return what two parts of a run learnt; None when a file or folder changed between them."""
    for mine, theirs in ((first.files, other.files), (first.folders, other.folders)):
        for path in mine.keys() & theirs.keys():
            if mine[path][1] != theirs[path][1]:
                return None
    led = {node: set(nodes) for node, nodes in first.led.items()}
    for node, nodes in other.led.items():
        led.setdefault(node, set()).update(nodes)
    return Dependencies(first.files | other.files, first.folders | other.folders, led, first.answers | other.answers)


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
