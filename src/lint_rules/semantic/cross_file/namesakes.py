"""A name or a class -> who else in the project bears the name or the alias, and who inherits from the class."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from lint_rules.semantic.cross_file.class_index import ProjectIndex
from lint_rules.semantic.cross_file.importers import Importer
from lint_rules.semantic.cross_file.list_uses import uses_as_list
from lint_rules.semantic.cross_file.proximity import Proximity
from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass, Symbol
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import BindingKind

_About = TypeVar("_About", bound=Hashable)
_Answer = TypeVar("_Answer")
_ByMeaning = dict[Symbol, list[Importer]]
_CLASS = rb"^class[ \t]+(\w+)"


class Namesakes:
    """Reads the whole project for each question that it was not asked before.

    Args:
        resolver: resolves what is found.
        census: finds the files that hold a word.
        visits: is told what is asked.
    """

    def __init__(self, resolver: Resolver, census: ProjectIndex, visits: DependencyRecorder) -> None:
        """See the class."""
        self._visits = visits
        self._resolver = resolver
        self._census = census
        self._imported: dict[str, Proximity[Importer]] = {}
        self._named: dict[str, _ByMeaning] = {}
        self._renamed: dict[str, _ByMeaning] = {}
        self._children: dict[str, dict[DefinedClass, list[DefinedClass]]] = {}
        self._bare: dict[str, Proximity[Importer]] = {}
        self._twice: dict[str, bool] = {}
        self._lists: dict[str, tuple[Path, ...]] = {}
        self._classes: dict[str, Proximity[DefinedClass]] = {}

    def imported_as(self, alias: str) -> Proximity[Importer]:
        """Return every module-level `from … import … as alias` and `from … import alias` of the project."""
        what = f"imported as {alias}"
        return self._once(what, alias, self._imported, lambda: Proximity(self._find_imports(alias), path_of))

    def _find_imports(self, alias: str) -> Iterator[Importer]:
        for file in self._census.bound_as(alias):
            for binding in file.bindings.module_scope.bindings.get(alias, ()):
                if binding.kind is BindingKind.FROM_IMPORT:
                    yield from self._census.imported_by(binding, file)

    def _once(self, what: str, about: _About, known: dict[_About, _Answer], find: Callable[[], _Answer]) -> _Answer:
        """Return a remembered answer; note that it is used, and when it is found, what it rests on."""
        self._visits.lead(what)
        if about not in known:
            known[about] = self._visits.remembered(what, find)
        return known[about]

    def classes_named(self, name: str) -> Proximity[DefinedClass]:
        """Return every module-level class statement of this name in the project."""
        classes = self._census.classes_named(name)
        if name not in self._classes:
            self._classes[name] = Proximity(classes, path_of)
        return self._classes[name]

    def imports_of(self, name: str, meaning: Symbol) -> Iterator[Importer]:
        """Yield every module-level import of the class that `meaning` is, whose own name is `name`, under any alias."""
        what = f"imports of {name}"
        importers = self._once(what, name, self._named, lambda: self._in_all(name, self._census.importing(name)))
        yield from importers.get(meaning, ())

    def aliases_of(self, name: str, meaning: Symbol) -> Counter[str]:
        """Return under which other names the project imports the class that `meaning` is, and how often."""
        what = f"imports of {name} under aliases"
        importers = self._once(what, name, self._renamed, lambda: self._in_all(name, self._census.renaming(name)))
        return Counter(importer.bound for importer in importers.get(meaning, ()) if importer.bound != name)

    def _in_all(self, name: str, files: Iterable[File]) -> _ByMeaning:
        by_meaning: _ByMeaning = {}
        for file in files:
            for importer in self._in(file, name):
                by_meaning.setdefault(importer.meaning, []).append(importer)
        return by_meaning

    def _in(self, file: File, name: str) -> Iterator[Importer]:
        for bindings in file.bindings.module_scope.bindings.values():
            for binding in bindings:
                node = binding.node
                if binding.kind is BindingKind.FROM_IMPORT and isinstance(node, ast.alias) and node.name == name:
                    yield from self._census.imported_by(binding, file)

    def bare_imports(self, name: str) -> Proximity[Importer]:
        """Return every module-level import in the project of something under its own name `name`."""
        what = f"bare imports of {name}"
        return self._once(what, name, self._bare, lambda: Proximity(self._census.importers(name), path_of))

    def is_declared_twice(self, name: str) -> bool:
        """Whether the project has class statements of this name in more than one file."""
        return self._once(f"declared twice: {name}", name, self._twice, lambda: self._is_declared_twice(name))

    def _is_declared_twice(self, name: str) -> bool:
        files = (file.tree.source.data for file in self._census.declaring(name))
        return (
            sum(name.encode("utf-8", "surrogatepass") in re.findall(_CLASS, data, re.MULTILINE) for data in files) > 1
        )

    def using_as_list(self, name: str) -> tuple[Path, ...]:
        """Return the files that use what a function of this name returns, whose ever it is, as only a list can be used."""
        return self._once(f"lists of {name}", name, self._lists, lambda: tuple(self._find_lists(name)))

    def _find_lists(self, name: str) -> Iterator[Path]:
        for path in dict.fromkeys((*self._census.referring(name), *self._census.paths_importing(name))):
            file = self._census.load(path)
            if file is not None and uses_as_list(name, file):
                yield path
            self._census.between()

    def children(self, defined: DefinedClass) -> Sequence[DefinedClass]:
        """Return the classes of the project that stand directly below a class."""
        what, name = f"children of {defined.name}", defined.name
        return self._once(what, name, self._children, lambda: self._find_children(name)).get(defined, ())

    def _find_children(self, name: str) -> dict[DefinedClass, list[DefinedClass]]:
        """Return the classes below each class of a name: packages of one project have bases that are called alike."""
        children: dict[DefinedClass, list[DefinedClass]] = {}
        for file in self._census.holding("class ", name):
            for node in file.bindings.nodes(ast.ClassDef):
                bases = dict.fromkeys(self._resolver.resolve(base, file) for base in node.bases)
                for base in bases:
                    if isinstance(base, DefinedClass) and base.name == name:
                        children.setdefault(base, []).append(self._resolver.defined(node, file))
        return children

    def family(self, defined: DefinedClass) -> Iterator[DefinedClass]:
        """Yield a class and every class of the project below it."""
        seen, waiting = {defined}, [defined]
        while waiting:
            relative = waiting.pop()
            yield relative
            new = [child for child in self.children(relative) if child not in seen]
            seen |= set(new)
            waiting += new


def path_of(item: Importer | DefinedClass) -> Path:
    """Return the file that an import or a class stands in."""
    return item.path
