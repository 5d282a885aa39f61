"""A name -> the imports that bind it in the files of the project, and what it denotes there."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from lint_rules.frozen import frozen
from lint_rules.known_names import SESSION_CLASSES
from lint_rules.semantic.cross_file.distributions import Distributions
from lint_rules.semantic.cross_file.matching_files import MatchingFiles, Trees
from lint_rules.semantic.cross_file.proximity import Proximity
from lint_rules.semantic.index.dependencies import DependencyRecorder, Remembered
from lint_rules.semantic.index.queries import Question
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import ExternalSymbol, Symbol
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.locations import binding_span
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.source.file import SourceFile
from lint_rules.source.spans import Span


@frozen
class Importer:
    """A file that binds a name at module level by an import, and what the name denotes there.

    Args:
        path: the file.
        module: its dotted name.
        alias: the imported name in the statement, with its alias.
        span: where that stands.
        meaning: what the name denotes in the file.
    """

    path: Path
    module: str
    alias: ast.alias
    span: Span
    meaning: Symbol

    @property
    def bound(self) -> str:
        """The name in the file."""
        return self.alias.asname or self.alias.name

    @property
    def place(self) -> tuple[Path, Span]:
        """The file, and where the import stands in it."""
        return self.path, self.span


class Importers(MatchingFiles):
    """Finds the imports of names in all files, module by module; remembers which import the framework's classes.

    Args:
        resolver: resolves what is found.
        files: every file of the project, read from disk when iterated.
        trees: parses files.
        framework_classes: qualified names of further database-session classes.
        visits: is told what is asked.
        known: answers that are known already; None for a question that has to be asked.
    """

    def __init__(
        self,
        resolver: Resolver,
        *,
        files: Callable[[], Iterable[SourceFile]],
        trees: Trees,
        framework_classes: Iterable[str],
        visits: DependencyRecorder,
        known: Callable[[Question], Sequence[Path] | None],
    ) -> None:
        """See the class."""
        super().__init__(files=files, trees=trees, visits=visits, known=known)
        self._resolver = resolver
        self._framework_classes = SESSION_CLASSES | frozenset(framework_classes)
        self._framework_importers: dict[tuple[str, Path], Importer | None] = {}
        self._near: dict[str, Proximity[Path]] = {}
        self._imports: dict[tuple[str, Path], tuple[Importer, ...]] = {}

    def framework_importer(self, name: str, seen_from: Path, distributions: Distributions) -> Importer | None:
        """Return the nearest other file that imports a database-session class under the bare name `name`."""
        what = self._noted(f"framework importers of {name} near {seen_from}")
        if (name, seen_from) not in self._framework_importers:
            paths = self.paths_importing(name)
            if name not in self._near:
                self._near[name] = Proximity(paths, _itself)
            near = distributions.near(seen_from, self._near[name], _itself)
            importers = self._imports_in((path for path in near if path != seen_from), name)
            found = (importer for importer in importers if self.is_framework_class(importer.meaning))
            self._framework_importers[name, seen_from] = self._visits.remembered(what, lambda: next(found, None))
        return self._framework_importers[name, seen_from]

    def is_framework_class(self, meaning: Symbol) -> bool:
        """Whether `meaning` is one of the framework's database-session classes."""
        return isinstance(meaning, ExternalSymbol) and meaning.qualified_name in self._framework_classes

    def importers(self, name: str) -> Iterator[Importer]:
        """Return every module-level import in the project of something under its own name `name`."""
        return self._imports_in(self.paths_importing(name), name)

    def _imports_in(self, paths: Iterable[Path], name: str) -> Iterator[Importer]:
        for path in paths:
            key, what = (name, path), self._noted(f"imports of {name} in {path}")
            if key not in self._imports:
                self._imports[key] = self._visits.remembered(what, lambda: tuple(self._find_imports(name, path)))  # noqa: B023  called at once
            yield from self._imports[key]
            self.between()

    def _find_imports(self, name: str, path: Path) -> Iterator[Importer]:
        for file in self._loaded_imports((path,), name):
            for binding in _bare_imports(name, file):
                yield from self.imported_by(binding, file)

    def files_importing(self, name: str) -> Iterator[File]:
        """Yield a file for every module-level import in it of something under its own name `name`."""
        for file in self._loaded(self.paths_importing(name)):
            for _ in _bare_imports(name, file):
                yield file

    def imported_by(self, binding: Binding, file: File) -> Iterator[Importer]:
        """Yield what an import binds in its file."""
        if isinstance(binding.node, ast.alias):
            meaning = self._resolver.of_binding(binding, file)
            yield Importer(file.path, file.name, binding.node, binding_span(file, binding), meaning)

    def _noted(self, what: Remembered) -> Remembered:
        """Note that an answer is used that is remembered for all files."""
        self._visits.lead(what)
        return what


def _itself(path: Path) -> Path:
    return path


def _bare_imports(name: str, file: File) -> Iterator[Binding]:
    for binding in file.bindings.module_scope.bindings.get(name, ()):
        node = binding.node
        if binding.kind is BindingKind.FROM_IMPORT and isinstance(node, ast.alias) and node.asname in {None, node.name}:
            yield binding
