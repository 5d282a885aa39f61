"""The project around the checked files: wires layout, resolver, classes and census, and hands out modules."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.cross_file.class_index import ProjectIndex
from lint_rules.semantic.cross_file.matching_files import Trees
from lint_rules.semantic.cross_file.namesakes import Namesakes
from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.index.import_header import top_of
from lint_rules.semantic.index.queries import Question
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.module_resolver import ModuleResolver
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.scopes.builder import bind
from lint_rules.semantic.scopes.file import File
from lint_rules.source.file import SourceFile
from lint_rules.source.parser import SyntaxFailure, parse

CHECKED = 1_000_000
"""Bytes of checked source whose trees are kept until it shows whether names of other files lead to them."""
ROOM = 12_000_000
"""Bytes of source whose trees are kept at all; all that names lead to in most projects, and no more for a larger one."""
ROOM_BETWEEN_FOLDERS = 1_500_000
"""The same between two folders of the project's root: names of one seldom lead into the other."""
ASKED = 500_000
"""Bytes of source whose trees are kept although nothing but questions about all files led to them."""

_GLOBAL = re.compile(r"\bglobal\b")


class Project:
    """Everything that names can be resolved in.

    Args:
        root: the project's root folder, absolute.
        options: what the project says about itself.
        files: yields every file of the project; called only for questions about all of them.
        read: returns the file at a path, or None when it cannot be read.
        known: answers about all files that are known already.
        notes: whether it is noted what is looked at.
    """

    def __init__(
        self,
        root: Path,
        options: ResolutionOptions,
        *,
        files: Callable[[], Iterable[SourceFile]],
        read: Callable[[Path], SourceFile | None],
        known: Callable[[Question], Sequence[Path] | None] = lambda _: None,
        notes: bool = True,
    ) -> None:
        """See the class."""
        self.options = options
        self.visits = DependencyRecorder(notes=notes)
        self._read = read
        self._parsed: dict[Path, File | SyntaxFailure] = {}
        self._size = 0
        self._reached: set[Path] = set()
        self._checked: dict[Path, int] = {}
        self._folder = ""
        self._asked: dict[Path, int] = {}
        self._tops: list[File] = []
        self.layout = ModuleResolver(root, src=options.src)
        resolver = Resolver(self.layout, self._load, self.visits)
        census = ProjectIndex(
            resolver,
            files=files,
            trees=Trees(self._load, self._load_imports, self._let_go_of_asked),
            framework_classes=options.framework_classes,
            visits=self.visits,
            known=known,
        )
        self.answers = census.answers
        classes = Classes(
            resolver,
            mapped_bases=options.mapped_bases,
            framework_classes=options.framework_classes,
            imperatively_mapped=census.is_mapped_by_call,
        )
        self.resolver, self._census, self.classes = resolver, census, classes
        self._namesakes = Namesakes(resolver, census, self.visits)

    def open(self, source: SourceFile) -> SemanticModel | SyntaxFailure:
        """Return a file as rules see it, or why it cannot be parsed.

        A file has one tree, whether it is opened or names lead to it: one class statement stays one class. What is returned
        serves until the next file is opened: to save memory, trees are let go of between two files.
        """
        if sum(self._checked.values()) > CHECKED:
            self._let_go()
        folder = self._folder_of(source.path)
        if self._size > min(ROOM, ROOM if folder == self._folder else ROOM_BETWEEN_FOLDERS):
            self._forget()
        self._folder = folder
        self.visits.begin(source.path)
        parsed = self._parse(source, is_checked=True)
        self._asked.pop(source.path, None)
        self._checked[source.path] = len(source.data)
        if isinstance(parsed, SyntaxFailure):
            return parsed
        return SemanticModel(
            parsed,
            resolver=self.resolver,
            classes=self.classes,
            census=self._census,
            namesakes=self._namesakes,
            options=self.options,
        )

    def _folder_of(self, path: Path) -> str:
        """Return the folder of the project's root that a file is below."""
        below = str(path.parent).removeprefix(str(self.layout.root)).lstrip(os.sep)
        return below.partition(os.sep)[0]

    def _let_go(self) -> None:
        """Let go of the trees that were checked and that no name of another file led to; most files are such."""
        gone = {path: self._parsed.pop(path) for path in self._checked.keys() - self._reached if path in self._parsed}
        self._size -= sum(self._checked[path] for path in gone)
        self._checked.clear()
        files = {file for file in gone.values() if isinstance(file, File)}
        self.resolver.let_go(files)
        _free(files)

    def _let_go_of_asked(self) -> None:
        """Let go of the trees that questions about all files alone led to, between two files that are looked at for one."""
        tops = sum(len(file.tree.source.data) for file in self._tops)
        if sum(self._asked.values()) + tops < ASKED or self.visits.is_nested:
            return
        files = {file for path in self._asked if isinstance(file := self._parsed.pop(path), File)}
        files.update(self._tops)
        self._size -= sum(self._asked.values())
        self._reached -= self._asked.keys()
        self._asked.clear()
        self._tops.clear()
        self.resolver.let_go(files)
        _free(files)

    def _forget(self) -> None:
        """Let go of every tree, between two files: those that are needed again are parsed again."""
        files = [*self._tops, *(file for file in self._parsed.values() if isinstance(file, File))]
        self._tops.clear()
        self._parsed.clear()
        self._reached.clear()
        self._checked.clear()
        self._asked.clear()
        self._size = 0
        self.resolver.forget()
        _free(files)

    def files(self, sources: Iterable[SourceFile]) -> Iterator[File]:
        """Yield the given files, parsed and bound; those that cannot be parsed are left out."""
        for source in sources:
            file = self._file(self._parse(source))
            if file is not None:
                yield file

    def _load(self, path: Path) -> File | None:
        self._reached.add(path)
        self.visits.lead(path)
        if not self.visits.is_asking:
            self._asked.pop(path, None)
        if path not in self._parsed:
            source = self._read(path)
            if source is None:
                return None
            self._parse(source)
            if self.visits.is_asking:
                self._asked[path] = len(source.data)
        return self._file(self._parsed[path])

    def _load_imports(self, path: Path, name: str) -> File | None:
        """Return as much of the file at a path as holds all imports of a name; None when it cannot be read or parsed."""
        source = None if isinstance(self._parsed.get(path), File) else self._read(path)
        top = None if source is None else top_of(source, name)
        file = None if top is None else self._bound(top)
        if not isinstance(file, File):
            return self._load(path)
        self.visits.lead(path)
        self._tops.append(file)
        return file

    def _parse(self, source: SourceFile, *, is_checked: bool = False) -> File | SyntaxFailure:
        path = source.path
        if path not in self._parsed:
            self._size += len(source.data)
            self._parsed[path] = self._bound(source, is_checked=is_checked)
        return self._parsed[path]

    def _bound(self, source: SourceFile, *, is_checked: bool = False) -> File | SyntaxFailure:
        path, tree = source.path, parse(source)
        if isinstance(tree, SyntaxFailure):
            return tree
        name, heard = self.layout.hearing(lambda: self.layout.dotted(path))
        self.visits.note_folders(path, heard)
        leaves_bodies = not is_checked and _GLOBAL.search(tree.text) is None
        return File(path, name, tree, bind(tree.module, leaves_bodies=leaves_bodies))

    def _file(self, parsed: File | SyntaxFailure) -> File | None:
        """Return the file; one that cannot be parsed has unknown contents here, and is reported when it is checked."""
        return parsed if isinstance(parsed, File) else None


def _free(files: Iterable[File]) -> None:
    """Take trees apart: their bindings and scopes hold each other, and a search for such circles takes longer."""
    for file in files:
        file.bindings.take_apart()
        file.tree.module.body.clear()
