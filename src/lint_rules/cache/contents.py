"""Lines of JSON <-> what a cache keeps: results, what they rest on, and the files and folders as they were; read as far as needed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from lint_rules.cache.dependencies import NodeKey, file_node, folder_node, questions
from lint_rules.cache.diagnostics import Record
from lint_rules.cache.fingerprint import Stamp, settled

FileFindings = tuple[bool, list[Record]]
"""Whether the file was named, and what was found in it."""
Seen = tuple[Stamp | None, str]
"""A file's stamp and digest."""
_NOTHING = [b"[]", b"[]", b'{"clean": [], "named": [], "found": []}', b"[[], []]", b'{"nodes": [], "led": []}']


class CacheContents:
    """What a cache keeps. Paths are relative to the project's root.

    Args:
        lines: what `lines` returned; nothing for an empty cache.
        added: what later runs added to that; it counts from `take_in` on.

    Raises:
        ValueError, TypeError, LookupError: the lines are none that this program writes; also whenever one is read at last.
    """

    def __init__(self, lines: list[bytes] | None = None, added: Iterable[bytes] = ()) -> None:
        """See the class."""
        self._files_line, self._folders_line, self._results_line, self._answers_line, self._graph_line = (
            lines or _NOTHING
        )
        self.added = [CacheDelta.of_line(line) for line in added]

    @cached_property
    def files(self) -> dict[str, Seen]:
        """The files that were read, as they were."""
        return {path: _seen(stamp, digest) for path, stamp, digest in json.loads(self._files_line)}

    @cached_property
    def folders(self) -> dict[str, tuple[int, str]]:
        """The folders that were listed, when each was changed last, and the digest of its names."""
        return {path: (at, digest) for path, at, digest in json.loads(self._folders_line)}

    @cached_property
    def results(self) -> dict[str, FileFindings]:
        """What was found in each file."""
        results = json.loads(self._results_line)
        findings: dict[str, FileFindings] = {path: (False, []) for path in results["clean"]}
        findings |= {path: (True, []) for path in results["named"]}
        return findings | {path: (named, records) for path, named, records in results["found"]}

    @cached_property
    def _answered(self) -> tuple[dict[str, str], dict[NodeKey, list[str]]]:
        members, answers = json.loads(self._answers_line)
        return dict(members), dict(answers)

    @property
    def members(self) -> dict[str, str]:
        """The files of the project that the answers are about, each with the digest of what it held then."""
        return self._answered[0]

    @property
    def answers(self) -> dict[NodeKey, list[str]]:
        """The questions about all files, and the files that each is true of."""
        return self._answered[1]

    def now_ask(self, members: dict[str, str], answers: dict[NodeKey, list[str]]) -> None:
        """Take in the answers as they are about other members."""
        self._answered = members, answers

    def otherwise(
        self, delta: CacheDelta, answers: Mapping[NodeKey, list[str]], *, with_files: bool
    ) -> Iterator[NodeKey]:
        """Yield what a part of a run has seen otherwise than it is kept, or rests on without having told it.

        Args:
            delta: what the part has found.
            answers: the answers that it rests on.
            with_files: whether what is kept of files is as the run has found it.
        """
        yield from (node for node in questions(delta.led) if node not in answers and node not in self.answers)
        yield from (node for node, answer in answers.items() if self.answers.get(node, answer) != answer)
        if with_files:
            for path, (_, digest) in delta.files.items():
                if _was(self.files, path, digest) != digest:
                    yield file_node(path)

    @cached_property
    def led(self) -> dict[NodeKey, set[NodeKey]]:
        """What rests on what."""
        graph = json.loads(self._graph_line)
        nodes = graph["nodes"]
        return {nodes[number]: {nodes[other] for other in others} for number, others in graph["led"]}

    def seen(self, path: str) -> Seen | None:
        """Return a file as it was when it was read last, without reading what is kept of the others."""
        for delta in reversed(self.added):
            if path in delta.files:
                return delta.files[path]
        if "files" in self.__dict__:
            return self.files.get(path)
        name = b"[" + json.dumps(path).encode() + b","
        at = self._files_line.find(name)
        if at < 0:
            return None
        _, stamp, digest = json.loads(self._files_line[at : self._files_line.index(b'"]', at + len(name)) + 2])
        return _seen(stamp, digest)

    def take_in(self, delta: CacheDelta) -> None:
        """Take in the results of a run and what they rest on; forget what rests on what has changed since."""
        self.forget(
            [
                *(file_node(path) for path, (_, now) in delta.files.items() if _was(self.files, path, now) != now),
                *(
                    folder_node(path)
                    for path, (_, now) in delta.folders.items()
                    if _was(self.folders, path, now) != now
                ),
            ]
        )
        self.files |= delta.files
        self.folders |= delta.folders
        for node, nodes in delta.led.items():
            self.led.setdefault(node, set()).update(nodes)
        self.results |= delta.results

    def reached(self, paths: Iterable[str]) -> set[NodeKey]:
        """Return all that the results of some files rest on, the files included."""
        return _closure(map(file_node, paths), self.led)

    def forget(self, changed: Iterable[NodeKey]) -> None:
        """Forget the results that rest on what has changed, and where it led."""
        roots = set(changed)
        if not roots:
            return
        back: dict[NodeKey, set[NodeKey]] = {}
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
        answers = [(node, answer) for node, answer in self.answers.items() if node in reached]
        members = list(self.members.items()) if answers else []
        needed = {node[1:] for node in reached}.union(self.members if answers else ())
        files = [
            (path, stamp and stamp.settled(now), digest)
            for path, (stamp, digest) in self.files.items()
            if path in needed
        ]
        folders = [(path, settled(at, now), digest) for path, (at, digest) in self.folders.items() if path in needed]
        graph = _numbered(self.led, reached)
        return [*map(_line, (files, folders, _sorted_out(self.results), (members, answers), graph))]


class CacheDelta(NamedTuple):
    """The results of a run, and what they rest on; all answers about all files were as they are kept. Paths are relative.

    Args:
        files: each file that was read, its stamp, and its digest.
        folders: each folder that was listed, when it was changed last, and the digest of its names.
        led: what rests on what.
        results: what was found: whether the file was named, and the findings.
    """

    files: dict[str, tuple[Stamp | None, str]]
    folders: dict[str, tuple[int, str]]
    led: dict[NodeKey, set[NodeKey]]
    results: dict[str, tuple[bool, list[Record]]]

    def with_more(self, other: CacheDelta) -> CacheDelta:
        """Return this with the results of another part of the run."""
        led = {node: {*nodes} for node, nodes in self.led.items()}
        for node, nodes in other.led.items():
            led.setdefault(node, set()).update(nodes)
        return CacheDelta(self.files | other.files, self.folders | other.folders, led, self.results | other.results)

    def line(self, now: int) -> bytes:
        """Return all of it in a line; `now` is when the run began, in nanoseconds."""
        files = [(path, stamp and stamp.settled(now), digest) for path, (stamp, digest) in self.files.items()]
        folders = [(path, settled(at, now), digest) for path, (at, digest) in self.folders.items()]
        led = [(node, sorted(nodes)) for node, nodes in self.led.items()]
        results = [(path, named, records) for path, (named, records) in self.results.items()]
        return json.dumps([files, folders, led, results], separators=(",", ":")).encode()

    @staticmethod
    def of_line(line: bytes) -> CacheDelta:
        """Return what `line` made a line of.

        Raises:
            ValueError, TypeError: the line is none that this program writes.
        """
        files, folders, led, results = json.loads(line)
        return CacheDelta(
            {path: (None if stamp is None else Stamp(*stamp), digest) for path, stamp, digest in files},
            {path: (at, digest) for path, at, digest in folders},
            {node: set(nodes) for node, nodes in led},
            {path: (named, records) for path, named, records in results},
        )


def _seen(stamp: list[int] | None, digest: str) -> Seen:
    return None if stamp is None else Stamp(*stamp), digest


def _was(known: dict[str, Any], path: str, now: str) -> str:
    """Return the digest that is known; `now` for what is not known."""
    return known[path][1] if path in known else now


def _closure(roots: Iterable[NodeKey], led: dict[NodeKey, set[NodeKey]]) -> set[NodeKey]:
    seen = set(roots)
    waiting = list(seen)
    while waiting:
        new = led.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
    return seen


def _sorted_out(results: dict[str, FileFindings]) -> dict[str, Any]:
    return {
        "clean": [path for path, (named, records) in results.items() if not records and not named],
        "named": [path for path, (named, records) in results.items() if not records and named],
        "found": [(path, named, records) for path, (named, records) in results.items() if records],
    }


def _numbered(led: dict[NodeKey, set[NodeKey]], reached: set[NodeKey]) -> dict[str, Any]:
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
