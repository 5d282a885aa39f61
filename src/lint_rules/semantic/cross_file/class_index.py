"""Questions about all files of the project, each answered by reading only files that hold the asked bytes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from lint_rules.frozen import frozen
from lint_rules.known_names import SESSION_CLASSES, is_framework
from lint_rules.semantic.cross_file.migrations import is_revision
from lint_rules.semantic.index.dependencies import DependencyRecorder, Remembered
from lint_rules.semantic.index.queries import Asks, Question, Words
from lint_rules.semantic.index.words import WordIndex, index
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass, DefinedModule, ExternalSymbol, Symbol, Unknown
from lint_rules.semantic.scopes.dotted_names import last_name
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


class Trees(NamedTuple):
    """Parses files.

    Args:
        load: returns the file at a path; None when it cannot be read or parsed.
        load_imports: returns as much of it as holds all imports of a name.
        between: is called between two files that are looked at for one question: none of them is needed any longer.
    """

    load: Callable[[Path], File | None]
    load_imports: Callable[[Path, str], File | None]
    between: Callable[[], None]


class ProjectIndex:
    """Reads the whole project, lazily and at most once per question.

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
        self._resolver = resolver
        self._files = files
        self._trees = trees
        self._framework_classes = SESSION_CLASSES | frozenset(framework_classes)
        self._visits = visits
        self._known = known
        self._words: WordIndex | None = None
        self.answers: dict[Question, Sequence[Path]] = {}
        """What was asked about all files, and of which of them it is true."""
        self._mapped_by_call: frozenset[DefinedClass | None] | None = None
        self._named: dict[str, tuple[DefinedClass, ...]] = {}
        self._framework_importers: dict[str, tuple[Importer, ...]] = {}

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

    def framework_importer(self, name: str, *, besides: Path) -> Importer | None:
        """Return a file, not `besides`, that imports a database-session class under the bare name `name`."""
        what = self._noted(f"framework importers of {name}")
        if name not in self._framework_importers:
            # Two are enough: at most one of them is the file that asks.
            found = (one for one in self.importers(name) if self.is_framework_class(one.meaning))
            first = self._visits.remembered(what, lambda: tuple(islice(_one_a_file(found), 2)))
            self._framework_importers[name] = first
        return next((one for one in self._framework_importers[name] if one.path != besides), None)

    def is_framework_class(self, meaning: Symbol) -> bool:
        """Whether `meaning` is one of the framework's database-session classes."""
        return isinstance(meaning, ExternalSymbol) and meaning.qualified_name in self._framework_classes

    def is_taken_from(self, file: File, name: str) -> bool:
        """Whether another file uses `name` as an attribute of this module: imports it, or says `module.name`."""
        short = f"{file.name.rpartition('.')[2]}.{name}"  # and so every longer spelling of the module's name
        if any(path != file.path for path in self.answer(Question(Asks.ANY, (short,)))):
            return True
        return any(
            self._imports_from(path, file, word)
            for word in (name, "*")
            for path in self._paths_importing(word)
            if path != file.path
        )

    def _imports_from(self, path: Path, file: File, word: str) -> bool:
        importer = self._trees.load_imports(path, word)
        here = DefinedModule(file.name, file.path)
        return importer is not None and any(
            any(alias.name == word for alias in statement.names)
            and self._resolver.imported_module(statement, importer) == here
            for statement in importer.bindings.nodes(ast.ImportFrom)
        )

    def importers(self, name: str) -> Iterator[Importer]:
        """Yield every module-level import in the project of something under its own name `name`."""
        for file in self.importing(name):
            for binding in _bare_imports(name, file):
                yield from self.imported_by(binding, file)

    def files_importing(self, name: str) -> Iterator[File]:
        """Yield a file for every module-level import in it of something under its own name `name`."""
        for file in self._loaded(self._paths_importing(name)):
            for _ in _bare_imports(name, file):
                yield file

    def imported_by(self, binding: Binding, file: File) -> Iterator[Importer]:
        """Yield what an import binds in its file."""
        if isinstance(binding.node, ast.alias):
            meaning = self._resolver.of_binding(binding, file)
            yield Importer(file.path, file.name, binding.node, binding_span(file, binding), meaning)

    def holding(self, *words: str) -> Iterator[File]:
        """Yield the files of the project that hold every one of some words."""
        yield from self._loaded(self.answer(Question(Asks.ALL, words)))

    def importing(self, name: str) -> Iterator[File]:
        """Yield what holds all imports of `name` of the files of the project that may import it, under whatever alias."""
        yield from self._loaded_imports(self._paths_importing(name), name)

    def renaming(self, name: str) -> Iterator[File]:
        """Yield the same of the files that may import it under an alias."""
        yield from self._loaded_imports(self.answer(Question(Asks.RENAMED, (name,))), name)

    def bound_as(self, word: str) -> Iterator[File]:
        """Yield the same of the files that may import something as `word`: of this name, or under this alias."""
        yield from self._loaded_imports(self.answer(Question(Asks.IMPORTED, (word,))), word)

    def declaring(self, name: str) -> Iterator[File]:
        """Yield the files of the project that may have a class statement of this name."""
        yield from self._loaded(self.answer(Question(Asks.DECLARED, (name,))))

    def _paths_importing(self, name: str) -> Iterable[Path]:
        return self.answer(Question(Asks.NAMED, (name,)))

    def answer(self, question: Question) -> Sequence[Path]:
        """Return the files of the project that a question is true of, in their order."""
        self._visits.lead(question)
        if question not in self.answers:
            known = self._known(question)
            self.answers[question] = self._ask(question) if known is None else known
        return self.answers[question]

    def _ask(self, question: Question) -> Sequence[Path]:
        match question.asks:
            case Asks.IMPORTED:
                return self._indexed().imported.get(question.words[0], ())
            case Asks.NAMED:
                words, name = self._indexed(), question.words[0]
                aliases = words.aliases.get(name, set[Path]())
                return [path for path in words.imported.get(name, ()) if path not in aliases]
            case Asks.RENAMED:
                return self._indexed().renamed.get(question.words[0], ())
            case Asks.DECLARED:
                return self._indexed().declared.get(question.words[0], ())
            case Asks.MAPPING:
                return self._indexed().mapping
            case Asks.ALL | Asks.ANY:
                return [source.path for source in self._files() if question.holds_for(Words(source.data))]

    def _indexed(self) -> WordIndex:
        if self._words is None:
            self._words = index(self._files())
        return self._words

    def _noted(self, what: Remembered) -> Remembered:
        """Note that an answer is used that is remembered for all files."""
        self._visits.lead(what)
        return what

    def _loaded(self, paths: Iterable[Path]) -> Iterator[File]:
        return self._one_by_one(map(self._trees.load, paths))

    def _loaded_imports(self, paths: Iterable[Path], name: str) -> Iterator[File]:
        return self._one_by_one(self._trees.load_imports(path, name) for path in paths)

    def _one_by_one(self, files: Iterable[File | None]) -> Iterator[File]:
        for file in files:
            if file is not None:
                yield file
                self._trees.between()

    def _find_classes(self, name: str) -> Iterator[DefinedClass]:
        for file in self.declaring(name):
            bindings = () if is_revision(file) else file.bindings.module_scope.bindings.get(name, ())
            for binding in bindings:
                if isinstance(binding.node, ast.ClassDef):
                    yield self._resolver.defined(binding.node, file)

    def _mapped_by_calls(self) -> Iterator[DefinedClass | None]:
        for file in self._loaded(self.answer(Question(Asks.MAPPING))):
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


def _one_a_file(importers: Iterable[Importer]) -> Iterator[Importer]:
    last: Path | None = None
    for one in importers:
        if one.path != last:
            yield one
        last = one.path


def _bare_imports(name: str, file: File) -> Iterator[Binding]:
    for binding in file.bindings.module_scope.bindings.get(name, ()):
        node = binding.node
        if binding.kind is BindingKind.FROM_IMPORT and isinstance(node, ast.alias) and node.asname in {None, node.name}:
            yield binding


def _mapped(call: ast.Call) -> ast.expr | None:
    """Return the class of `map_imperatively(Order, table)`; one alone, without a table or a class above it, is not mapped."""
    has_more = len(call.args) + len(call.keywords) > 1
    given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "class_")]
    return given[0] if given and has_more and last_name(call.func) in {"map_imperatively", "mapper"} else None
