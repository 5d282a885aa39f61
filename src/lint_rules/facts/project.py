"""The project around the checked files: wires layout, resolver, classes and census, and hands out modules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from lint_rules.facts.bindings import Bindings
from lint_rules.facts.census import Census
from lint_rules.facts.classes import Classes
from lint_rules.facts.layout import Layout
from lint_rules.facts.module import Module
from lint_rules.facts.options import Options
from lint_rules.facts.resolver import File, Resolver
from lint_rules.facts.source import SourceFile
from lint_rules.facts.syntax import Tree, parse


class Project:
    """Everything that names can be resolved in.

    Args:
        root: the project's root folder, absolute.
        options: what the project says about itself.
        files: yields every file of the project; called only for questions about all of them.
        read: returns the file at a path, or None when it cannot be read.
    """

    def __init__(
        self,
        root: Path,
        options: Options,
        *,
        files: Callable[[], Iterable[SourceFile]],
        read: Callable[[Path], SourceFile | None],
    ) -> None:
        """See the class."""
        self.options = options
        self._read = read
        self._parsed: dict[Path, File | None] = {}
        self.layout = Layout(root, src=options.src)
        resolver = Resolver(self.layout, self._load)
        census = Census(resolver, files=files, load=self._parse, framework_classes=options.framework_classes)
        classes = Classes(
            resolver,
            mapped_bases=options.mapped_bases,
            framework_classes=options.framework_classes,
            imperatively_mapped=census.is_mapped_by_call,
        )
        self._resolver, self._census, self._classes = resolver, census, classes

    def module(self, tree: Tree) -> Module:
        """Return a parsed file as rules see it."""
        path = tree.source.path
        file = self._parsed.get(path)
        if file is None or file.tree is not tree:
            file = self._parsed[path] = self._bound(tree)
        return Module(
            file, resolver=self._resolver, classes=self._classes, census=self._census, options=self.options
        )

    def _load(self, path: Path) -> File | None:
        if path in self._parsed:
            return self._parsed[path]
        source = self._read(path)
        return None if source is None else self._parse(source)

    def _parse(self, source: SourceFile) -> File | None:
        """Parse a file that names lead to; one that cannot be parsed has unknown contents, and is reported when checked."""
        path = source.path
        if path not in self._parsed:
            tree = parse(source)
            self._parsed[path] = self._bound(tree) if isinstance(tree, Tree) else None
        return self._parsed[path]

    def _bound(self, tree: Tree) -> File:
        path = tree.source.path
        return File(path, self.layout.dotted(path), tree, Bindings(tree.module))
