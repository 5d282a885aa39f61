"""A name or a class -> the class statements of that name in the project, and whether a call maps the class."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from lint_rules.known_names import is_framework
from lint_rules.semantic.cross_file.importers import Importers
from lint_rules.semantic.cross_file.matching_files import Trees
from lint_rules.semantic.cross_file.migrations import is_revision
from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.index.queries import Question
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol, Unknown
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.source.file import SourceFile


class ProjectIndex(Importers):
    """The classes of the whole project, beside the imports in it; remembers every answer.

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
        super().__init__(
            resolver, files=files, trees=trees, framework_classes=framework_classes, visits=visits, known=known
        )
        self._mapped_by_call: frozenset[DefinedClass | None] | None = None
        self._named: dict[str, tuple[DefinedClass, ...]] = {}

    def is_mapped_by_call(self, defined: DefinedClass) -> bool | None:
        """Whether some file maps the class with `map_imperatively(...)` or `mapper(...)`.

        None where a file maps what only shows when it runs, `map_imperatively(models["orders"], …)`: that may be any class.
        """
        what = self._noted("mapped by call")
        if self._mapped_by_call is None:
            self._mapped_by_call = self._visits.remembered(what, lambda: frozenset(self._mapped_by_calls()))
        return defined in self._mapped_by_call or (None if None in self._mapped_by_call else False)

    def classes_named(self, name: str) -> tuple[DefinedClass, ...]:
        """Return every module-level class statement of this name in the project, migrations' own copies left out."""
        what = self._noted(f"classes named {name}")
        if name not in self._named:
            self._named[name] = self._visits.remembered(what, lambda: tuple(self._find_classes(name)))
        return self._named[name]

    def _find_classes(self, name: str) -> Iterator[DefinedClass]:
        for file in self.declaring(name):
            bindings = () if is_revision(file) else file.bindings.module_scope.bindings.get(name, ())
            for binding in bindings:
                if isinstance(binding.node, ast.ClassDef):
                    yield self._resolver.defined(binding.node, file)

    def _mapped_by_calls(self) -> Iterator[DefinedClass | None]:
        for file in self.mapping():
            for call in file.bindings.nodes(ast.Call):
                mapped = _mapped(call)
                meaning = None if mapped is None else self._resolver.resolve(mapped, file)
                if isinstance(meaning, DefinedClass):
                    yield meaning
                elif isinstance(meaning, Unknown) and self._is_mapper(call.func, file):
                    yield None

    def _is_mapper(self, function: ast.expr, file: File) -> bool:
        """Whether a function of this name is SQLAlchemy's: others have a `mapper` as well."""
        meaning = self._resolver.resolve(function, file)
        by_method = isinstance(function, ast.Attribute) and function.attr == "map_imperatively"
        return by_method or (isinstance(meaning, ExternalSymbol) and is_framework(meaning.qualified_name))


def _mapped(call: ast.Call) -> ast.expr | None:
    """Return the class of `map_imperatively(Order, table)`; one without a table or a class above it, is not mapped."""
    has_more = len(call.args) + len(call.keywords) > 1
    arguments = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "class_")]
    return arguments[0] if arguments and has_more and last_name(call.func) in {"map_imperatively", "mapper"} else None
