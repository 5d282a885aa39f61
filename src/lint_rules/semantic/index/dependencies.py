"""What the answers about each file rest on, as a graph: other files, listings of folders, and questions about all files.

A file leads to what its own names lead to; what those files lead to in turn is found by following the graph. An answer that is
remembered leads nowhere when it is given again, so each one is noted once, under the file or the question that it was found for:
from there all that used it lead to what it rests on. The graph may hold too much, never too little.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from lint_rules.frozen import field, frozen
from lint_rules.semantic.index.queries import Question

_Answer = TypeVar("_Answer")
Remembered = str
"""An answer that is remembered for all files: what was asked, in words."""
DependencyNode = Path | Question | Remembered


@frozen
class DependencyGraph:
    """Who leads to what.

    Args:
        led: a file, or a remembered answer → the files, questions and answers that it rests on.
        folders: a file → the folders whose listings decided where its imports lead.
    """

    led: dict[DependencyNode, set[DependencyNode]] = field(default_factory=dict[DependencyNode, set[DependencyNode]])
    folders: dict[DependencyNode, set[str]] = field(default_factory=dict[DependencyNode, set[str]])


class DependencyRecorder:
    """Notes what is looked at, for the file that is checked or the question that is answered.

    Args:
        notes: whether anything is noted at all: a run that keeps nothing needs no notes, which grow with the project.
    """

    def __init__(self, *, notes: bool = True) -> None:
        """Begin with nothing noted."""
        self.graph = DependencyGraph()
        self._notes = notes
        self._around: DependencyNode = "nothing"
        self._depth = 0

    def take(self) -> DependencyGraph:
        """Return what was noted since this was asked before."""
        graph, self.graph = self.graph, DependencyGraph()
        return graph

    @contextmanager
    def inside(self, node: DependencyNode) -> Generator[None]:
        """Note what is looked at as looked at for `node`."""
        before, self._around = self._around, node
        self._depth += 1
        try:
            yield
        finally:
            self._around = before
            self._depth -= 1

    @property
    def is_asking(self) -> bool:
        """Whether what is looked at is looked at for a question about all files."""
        return self._depth > 0

    @property
    def is_nested(self) -> bool:
        """Whether one such question is asked for another one."""
        return self._depth > 1

    def begin(self, path: Path) -> None:
        """Note what is looked at from now on as looked at for a file."""
        self._around = path

    def lead(self, to: DependencyNode) -> None:
        """Note that what is being found rests on `to`."""
        self.note(self._around, to)

    def note(self, node: DependencyNode, to: DependencyNode) -> None:
        """Note that `node` rests on `to`."""
        if self._notes:
            self.graph.led.setdefault(node, set()).add(to)

    def note_folders(self, node: DependencyNode | None, folders: set[str]) -> None:
        """Note that `node`, or what is being found, rests on what some folders hold."""
        if self._notes and folders:
            self.graph.folders.setdefault(self._around if node is None else node, set()).update(folders)

    def remembered(self, what: Remembered, find: Callable[[], _Answer]) -> _Answer:
        """Find an answer that will be remembered for all files, and note what it rests on."""
        with self.inside(what):
            return find()
