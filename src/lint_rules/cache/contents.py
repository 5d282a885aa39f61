"""What one small run adds to what a cache keeps <-> a line of JSON."""

from __future__ import annotations

import json
from typing import NamedTuple

from lint_rules.cache.dependencies import NodeKey
from lint_rules.cache.diagnostics import Record
from lint_rules.cache.stamps import Stamp, settled


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
