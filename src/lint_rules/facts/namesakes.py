"""A name or a class -> who else in the project bears the name or the alias, and who inherits from the class."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from lint_rules.facts.bindings import File
from lint_rules.facts.census import Census, Importer
from lint_rules.facts.meaning import DefinedClass, Meaning
from lint_rules.facts.resolver import Resolver
from lint_rules.facts.scopes import BindingKind

_CLASS = re.compile(rb"^class[ \t]+(\w+)", re.MULTILINE)


class Namesakes:
    """Reads the whole project for each question that it was not asked before.

    Args:
        resolver: resolves what is found.
        census: finds the files that hold a word.
    """

    def __init__(self, resolver: Resolver, census: Census) -> None:
        """See the class."""
        self._resolver = resolver
        self._census = census
        self._imported: dict[str, tuple[Importer, ...]] = {}
        self._renamed: dict[str, tuple[Importer, ...]] = {}
        self._children: dict[DefinedClass, tuple[DefinedClass, ...]] = {}
        self._bare: dict[str, tuple[Importer, ...]] = {}
        self._twice: dict[str, bool] = {}

    def imported_as(self, alias: str) -> tuple[Importer, ...]:
        """Return every module-level `from … import … as alias` and `from … import alias` of the project."""
        if alias not in self._imported:
            files = self._census.importing(alias)
            self._imported[alias] = tuple(
                found
                for file in files
                for binding in file.bindings.module_scope.bindings.get(alias, ())
                if binding.kind is BindingKind.FROM_IMPORT
                for found in self._census.imported_by(binding, file)
            )
        return self._imported[alias]

    def classes_named(self, name: str) -> tuple[DefinedClass, ...]:
        """Return every module-level class statement of this name in the project."""
        return self._census.classes_named(name)

    def imports_of(self, name: str, meaning: Meaning) -> Iterator[Importer]:
        """Yield every module-level import of the class that `meaning` is, whose own name is `name`, under any alias."""
        if name not in self._renamed:
            self._renamed[name] = tuple(
                found for file in self._census.importing(name) for found in self._in(file, name)
            )
        yield from (found for found in self._renamed[name] if found.meaning == meaning)

    def _in(self, file: File, name: str) -> Iterator[Importer]:
        for bindings in file.bindings.module_scope.bindings.values():
            for binding in bindings:
                node = binding.node
                if binding.kind is BindingKind.FROM_IMPORT and isinstance(node, ast.alias) and node.name == name:
                    yield from self._census.imported_by(binding, file)

    def bare_imports(self, name: str) -> tuple[Importer, ...]:
        """Return every module-level import in the project of something under its own name `name`."""
        if name not in self._bare:
            self._bare[name] = tuple(self._census.importers(name))
        return self._bare[name]

    def is_declared_twice(self, name: str) -> bool:
        """Whether the project has class statements of this name in more than one file."""
        if name not in self._twice:
            files = (file.tree.source.data for file in self._census.declaring(name))
            self._twice[name] = sum(name.encode() in _CLASS.findall(data) for data in files) > 1
        return self._twice[name]

    def children(self, defined: DefinedClass) -> tuple[DefinedClass, ...]:
        """Return the classes of the project that stand directly below a class."""
        if defined not in self._children:
            self._children[defined] = tuple(
                self._resolver.defined(node, file)
                for file in self._census.holding(b"class ", defined.name.encode())
                for node in file.bindings.nodes(ast.ClassDef)
                if any(self._resolver.resolve(base, file) == defined for base in node.bases)
            )
        return self._children[defined]

    def family(self, defined: DefinedClass) -> Iterator[DefinedClass]:
        """Yield a class and every class of the project below it."""
        seen, waiting = {defined}, [defined]
        while waiting:
            one = waiting.pop()
            yield one
            new = [child for child in self.children(one) if child not in seen]
            seen |= set(new)
            waiting += new
