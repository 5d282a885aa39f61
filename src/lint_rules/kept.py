"""Lines of JSON <-> what a cache keeps: results, what they rest on, and the files and folders as they were; read as far as needed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from lint_rules.lessons import Node, file_node
from lint_rules.records import Record
from lint_rules.stamps import Stamp, settled

Result = tuple[bool, list[Record]]
"""Whether the file was named, and what was found in it."""
_NOTHING = [
    b'{"files": [], "folders": [], "members": [], "asked": false}',
    b'{"clean": [], "named": [], "found": []}',
    b"[]",
    b'{"nodes": [], "led": []}',
]


class Kept:
    """What a cache keeps. Paths are relative to the project's root.

    Args:
        lines: what `lines` returned; nothing for an empty cache.

    Raises:
        ValueError, TypeError, LookupError: the lines are none that this program writes.
    """

    def __init__(self, lines: list[bytes] | None = None) -> None:
        """See the class."""
        first, second, self._answers_line, self._graph_line = lines or _NOTHING
        state, results = json.loads(first), json.loads(second)
        self.files: dict[str, tuple[Stamp | None, str]] = {
            path: (None if stamp is None else Stamp(*stamp), digest) for path, stamp, digest in state["files"]
        }
        self.folders: dict[str, tuple[int, str]] = {path: (at, digest) for path, at, digest in state["folders"]}
        self.members: list[str] = state["members"]
        """The files of the project, if a question was asked about all of them."""
        self.has_asked: bool = state["asked"]
        self.results: dict[str, Result] = {path: (False, []) for path in results["clean"]}
        self.results |= {path: (True, []) for path in results["named"]}
        self.results |= {path: (named, records) for path, named, records in results["found"]}

    @cached_property
    def answers(self) -> dict[Node, list[str]]:
        """The questions about all files, and the files that each is true of."""
        return dict(json.loads(self._answers_line))

    @cached_property
    def led(self) -> dict[Node, set[Node]]:
        """What rests on what."""
        graph = json.loads(self._graph_line)
        nodes = graph["nodes"]
        return {nodes[number]: {nodes[other] for other in others} for number, others in graph["led"]}

    def reached(self, paths: Iterable[str]) -> set[Node]:
        """Return all that the results of some files rest on, the files included."""
        return _closure(map(file_node, paths), self.led)

    def forget(self, changed: Iterable[Node]) -> None:
        """Forget the results that rest on what has changed, and where it led."""
        roots = set(changed)
        if not roots:
            return
        back: dict[Node, set[Node]] = {}
        for node, others in self.led.items():
            for other in others:
                back.setdefault(other, set()).add(node)
        for node in _closure(roots, back):
            self.results.pop(node[1:], None) if node.startswith("f") else None
        for node in roots:
            self.led.pop(node, None)

    def lines(self, now: int) -> list[bytes]:
        """Return all of it as lines, without what no result rests on; `now` is when the run began, in nanoseconds."""
        reached = self.reached(self.results)
        asked = [(node, answer) for node, answer in self.answers.items() if node in reached]
        members = self.members if asked else []
        needed = {node[1:] for node in reached}.union(members)
        files = [
            (path, stamp and stamp.settled(now), digest)
            for path, (stamp, digest) in self.files.items()
            if path in needed
        ]
        folders = [(path, settled(at, now), digest) for path, (at, digest) in self.folders.items() if path in needed]
        state = {"files": files, "folders": folders, "members": members, "asked": bool(asked)}
        return [_line(state), _line(_sorted_out(self.results)), _line(asked), _line(_numbered(self.led, reached))]


def _closure(roots: Iterable[Node], led: dict[Node, set[Node]]) -> set[Node]:
    seen = set(roots)
    waiting = list(seen)
    while waiting:
        new = led.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
    return seen


def _sorted_out(results: dict[str, Result]) -> dict[str, Any]:
    return {
        "clean": [path for path, (named, records) in results.items() if not records and not named],
        "named": [path for path, (named, records) in results.items() if not records and named],
        "found": [(path, named, records) for path, (named, records) in results.items() if records],
    }


def _numbered(led: dict[Node, set[Node]], reached: set[Node]) -> dict[str, Any]:
    """Return a graph with each node spelled once."""
    numbers = {node: number for number, node in enumerate(sorted(reached))}
    edges = [
        (numbers[node], sorted(numbers[other] for other in others if other in numbers))
        for node, others in led.items()
        if node in numbers
    ]
    return {"nodes": list(numbers), "led": edges}


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
