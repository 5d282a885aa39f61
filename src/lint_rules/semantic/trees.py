"""Files of the project -> their trees, kept as long as names lead to them and there is room."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.index.import_header import top_of
from lint_rules.semantic.names.module_resolver import ModuleResolver
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.scopes.builder import bind
from lint_rules.semantic.scopes.file import File
from lint_rules.source.file import SourceFile
from lint_rules.source.syntax.parser import SyntaxFailure, parse

CHECKED = 1_000_000
"""Bytes of checked source whose trees are kept until it shows whether names of other files lead to them."""
ROOM = 5_000_000
"""Bytes of source whose trees are kept at all; a tree takes about thirty times as much. What names led to last stays longest."""
SURVEYED = 500_000
"""Bytes of source whose trees are kept although nothing but questions about all files led to them."""

_GLOBAL = re.compile(r"\bglobal\b")


class TreeStore:
    """Parses files, and lets go of their trees between two files that are checked.

    Args:
        layout: where modules lie.
        read: returns the file at a path, or None when it cannot be read.
        visits: is told what is looked at.
    """

    def __init__(
        self, layout: ModuleResolver, read: Callable[[Path], SourceFile | None], visits: DependencyRecorder
    ) -> None:
        """See the class."""
        self._layout = layout
        self._read = read
        self._visits = visits
        self._parsed: dict[Path, File | SyntaxFailure] = {}  # in the order in which they were looked at last
        self._sizes: dict[Path, int] = {}
        self._size = 0
        self._reached: set[Path] = set()
        self._checked: dict[Path, int] = {}  # since trees were let go of last
        self._were_checked: set[Path] = set()
        self._surveyed: dict[Path, int] = {}
        self._tops: list[File] = []
        self.resolver = Resolver(layout, self.load, visits)
        """Follows names through these trees, and remembers what it found as long as they are kept."""

    def check(self, source: SourceFile) -> File | SyntaxFailure:
        """Return a file that is to be checked; trees of others that were may be let go of before."""
        if sum(self._checked.values()) > CHECKED:
            self._let_go()
        self.make_room()
        self._visits.begin(source.path)
        parsed = self.parse(source, is_checked=True)
        self._surveyed.pop(source.path, None)
        self._checked[source.path] = len(source.data)
        self._were_checked.add(source.path)
        return parsed

    def make_room(self) -> None:
        """Let go of trees where more are kept than there is room for, between two files or two names."""
        if self._size > ROOM:
            self._shrink()

    def _let_go(self) -> None:
        """Let go of the trees that were checked and that no name of another file led to; most files are such."""
        files = self._taken_out(self._checked.keys() - self._reached)
        self._checked.clear()
        self.resolver.let_go(files)
        _free(files)

    def _taken_out(self, paths: Iterable[Path]) -> set[File]:
        """Take trees out of those that are kept; return them."""
        gone = {path: self._parsed.pop(path) for path in [*paths] if path in self._parsed}
        self._size -= sum(self._sizes.pop(path) for path in gone)
        self._reached.difference_update(gone)
        for path in gone:
            self._surveyed.pop(path, None)
        return {file for file in gone.values() if isinstance(file, File)}

    def let_go_of_surveyed(self) -> None:
        """Let go of the trees that questions about all files alone led to, between two files that are looked at for one."""
        tops = sum(len(file.tree.source.data) for file in self._tops)
        if sum(self._surveyed.values()) + tops < SURVEYED or self._visits.is_nested:
            return
        files = {*self._taken_out(self._surveyed), *self._tops}
        self._surveyed.clear()
        self._tops.clear()
        self.resolver.let_go(files)
        _free(files)

    def _shrink(self) -> None:
        """Let go of trees between two files, of those first that were checked, and that were looked at longest ago.

        Those that are needed again are parsed again: that of a file that is still to be checked, above all.
        """
        size, gone = self._size, list[Path]()
        for path in sorted(self._parsed, key=self._were_checked.__contains__, reverse=True):
            if size <= ROOM * 2 // 3:
                break
            gone.append(path)
            size -= self._sizes[path]
        files = {*self._taken_out(gone), *self._tops}
        self._tops.clear()
        self.resolver.let_go(files, are_reached=True)
        _free(files)

    def load(self, path: Path) -> File | None:
        """Return the file at a path, parsed; None when it cannot be read or parsed."""
        self._reached.add(path)
        self._visits.lead(path)
        if self._surveyed and not self._visits.is_asking:
            self._surveyed.pop(path, None)
        parsed = self._parsed.pop(path, None)
        if parsed is None:
            source = self._read(path)
            if source is None:
                return None
            parsed = self.parse(source)
            if self._visits.is_asking:
                self._surveyed[path] = len(source.data)
        self._parsed[path] = parsed  # as the one that was looked at last
        return readable(parsed)

    def load_imports(self, path: Path, name: str) -> File | None:
        """Return as much of the file at a path as holds all imports of a name; None when it cannot be read or parsed."""
        source = None if isinstance(self._parsed.get(path), File) else self._read(path)
        top = None if source is None else top_of(source, name)
        file = None if top is None else self._bound(top)
        if not isinstance(file, File):
            return self.load(path)
        self._visits.lead(path)
        self._tops.append(file)
        return file

    def parse(self, source: SourceFile, *, is_checked: bool = False) -> File | SyntaxFailure:
        """Return a file, parsed and bound, or why it cannot be; once, as long as its tree is kept."""
        path = source.path
        if path not in self._parsed:
            self._size += len(source.data)
            self._sizes[path] = len(source.data)
            self._parsed[path] = self._bound(source, is_checked=is_checked)
        return self._parsed[path]

    def _bound(self, source: SourceFile, *, is_checked: bool = False) -> File | SyntaxFailure:
        path, tree = source.path, parse(source)
        if isinstance(tree, SyntaxFailure):
            return tree
        name, heard = self._layout.hearing(lambda: self._layout.dotted(path))
        self._visits.note_folders(path, heard)
        leaves_bodies = not is_checked and _GLOBAL.search(tree.text) is None
        return File(path, name, tree, bind(tree.module, leaves_bodies=leaves_bodies))


def readable(parsed: File | SyntaxFailure) -> File | None:
    """Return the file; one that cannot be parsed has unknown contents here, and is reported when it is checked."""
    return parsed if isinstance(parsed, File) else None


def _free(files: Iterable[File]) -> None:
    """Take trees apart: their bindings and scopes hold each other, and a search for such circles takes longer."""
    for file in files:
        file.bindings.take_apart()
        file.tree.module.body.clear()
