"""One file of the project as rules see it: what it says, and the questions that several rules ask."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from lint_rules.semantic.classes.kinds import ClassKind, Role
from lint_rules.semantic.classes.project_classes import ProjectClasses
from lint_rules.semantic.cross_file.class_index import ProjectIndex
from lint_rules.semantic.cross_file.importers import Importer
from lint_rules.semantic.cross_file.migrations import is_revision
from lint_rules.semantic.cross_file.neighbours import Neighbours
from lint_rules.semantic.intent.pytest_code import Function, asks_for_fixtures, is_test_file
from lint_rules.semantic.model.services import FileServices
from lint_rules.semantic.model.surroundings import Surroundings
from lint_rules.semantic.names.imports import imports_framework
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, DefinedModule, ExternalSymbol, Symbol
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.queries.results import QueryResult
from lint_rules.semantic.reach.access import Access
from lint_rules.semantic.requirements.oldest_versions import Requirement
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.semantic.sessions.inference import parameters
from lint_rules.suppression.comments import Suppressions


class SemanticModel(FileServices):
    """A checked file, and the services that answer questions about it. Rules read it and never change it.

    Attributes:
        options: what the project says about itself.
        classes: what kind of class a class is, and what is known of it.
        names: who else in the project bears a name, and under which aliases a class is imported.

    Args:
        file: the parsed file.
        resolver: follows names through the project.
        classes: answers for the classes of the project.
        census: answers for the whole project.
        around: what stands around the file in the project.
        options: what the project says about itself.
    """

    def __init__(
        self,
        file: File,
        *,
        resolver: Resolver,
        classes: ProjectClasses,
        census: ProjectIndex,
        around: Surroundings,
        options: ResolutionOptions,
    ) -> None:
        """See the class."""
        super().__init__(file, resolver=resolver, classes=classes, census=census, options=options)
        self.names: Neighbours = around.neighbours
        self._around = around
        self._accesses: dict[Binding, tuple[Access, ...]] = {}
        self._load_counts: dict[Binding, int] = {}

    # -- the file

    @cached_property
    def suppressions(self) -> Suppressions:
        """The comments that silence rules in this file."""
        return Suppressions.of(self._file.tree)

    @property
    def is_revision(self) -> bool:
        """Whether the file is a database migration of Alembic's, whose classes are copies of its own."""
        return is_revision(self._file)

    def is_test_code(self, function: Function) -> bool:
        """Whether a function is pytest's to call: a test, a fixture, or anything else in a test file."""
        return asks_for_fixtures(function) or is_test_file(self.path, self._resolver.layout.root)

    # -- questions about this file

    def may_be_class(self, expression: ast.expr) -> bool:
        """Whether the file's own bindings let an expression denote a class; cheaper than `resolve`, and to be asked before."""
        return self._denoting.may_be_class(expression)

    def annotated_kinds(self, name: ast.Name) -> set[ClassKind]:
        """Return the kinds of the classes that annotations of a name denote."""
        annotations = [binding.annotation for binding in self.candidates(name) if binding.annotation is not None]
        return {self.classes.kind(self.annotations.denoted(annotation)) for annotation in annotations}

    def shown_by(self, name: ast.Name, model: Symbol | None = None, other: Symbol | None = None) -> Role:
        """Return what the use of a name shows that it was meant to be.

        Args:
            name: the use.
            model: the mapped class that it could be.
            other: the class of the project that it could be instead; what both have shows nothing.
        """
        attributes = self.classes.facts(model).attributes if isinstance(model, DefinedClass) else frozenset[str]()
        if isinstance(other, DefinedClass):
            facts = self.classes.facts(other)
            attributes = attributes - facts.attributes if facts.complete else frozenset[str]()
        return self._evidence.shown_by(name, attributes)

    def role(self, meaning: Symbol) -> Role:
        """Return which of the two roles a class can play in queries: the model's, or the session's."""
        if isinstance(meaning, CallResult):
            return Role.NOTHING
        return Role.SESSION if self.classes.kind(meaning) is ClassKind.SESSION else Role.MODEL

    def name_of_rows(self, result: QueryResult) -> str:
        """Return what this file calls the class of a query's rows; its own name where the file has none for it."""
        entity, model = result.entity, result.model
        if model is None:
            return ""
        if isinstance(entity, ast.Name | ast.Attribute) and self.resolve(entity) == model:
            return ast.unparse(entity)
        return next(self.names_of(model), model.name)

    def loads(self, binding: Binding) -> Iterator[ast.Name]:
        """Yield the uses that can mean a binding."""
        return self.sessions.loads(binding)

    def count_loads(self, binding: Binding) -> int:
        """Return how many uses can mean a binding."""
        if binding not in self._load_counts:
            self._load_counts[binding] = sum(1 for _ in self.loads(binding))
        return self._load_counts[binding]

    def parameters(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[ast.arg, Binding]]:
        """Yield a function's named parameters with their bindings."""
        bound = self._file.bindings.names_in(function)
        for parameter in parameters(function):
            for binding in bound.get(parameter.arg, ()):
                if binding.kind is BindingKind.PARAMETER and binding.node is parameter:
                    yield parameter, binding

    def uses_framework(self) -> bool:
        """Whether the file imports SQLAlchemy or a relative anywhere."""
        return imports_framework(self._file)

    def session_class(self, *, awaited: bool) -> str:
        """Return the database-session class that this file would import: SQLModel's where it imports from SQLModel."""
        usual = "sqlalchemy.ext.asyncio.AsyncSession" if awaited else "sqlalchemy.orm.Session"
        imports = [node.module or "" for node in self.nodes(ast.ImportFrom) if not node.level]
        imports += [alias.name for node in self.nodes(ast.Import) for alias in node.names]
        if not any(name.partition(".")[0] == "sqlmodel" for name in imports):
            return usual
        if next(self.names_of(ExternalSymbol(usual)), None) is not None:
            return usual
        return "sqlmodel.ext.asyncio.session.AsyncSession" if awaited else "sqlmodel.Session"

    # -- questions about this file among the others

    def lacks(self, name: str) -> Requirement | None:
        """Return what says that this file has to run without something in `SINCE`; None where nothing says so."""
        return self._around.versions.lacks(name, self.path)

    def is_taken_from_here(self, name: str) -> bool:
        """Whether another file of the project uses a module-level name of this one, or may do so."""
        return next(self._around.reach.from_outside(name, self._file), None) is not None

    def accesses(self, binding: Binding) -> tuple[Access, ...]:
        """Return a way to a name of this file, other than names in it, that is sure; else all that may be ways."""
        if binding not in self._accesses:
            self._accesses[binding] = self._found_accesses(binding)
        return self._accesses[binding]

    def _found_accesses(self, binding: Binding) -> tuple[Access, ...]:
        perhaps: list[Access] = []
        for access in self._around.reach.accesses(binding, self._file):
            if access.is_sure:
                return (access,)
            perhaps.append(access)
        return tuple(perhaps)

    def is_taken_as_value(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        """Whether something uses a function of this file otherwise than by a call, and so may read its annotations."""
        return self._around.reach.values.takes(function, self._file)

    def mapped_namesakes(self, name: str) -> list[DefinedClass]:
        """Return the mapped classes of the project that have this name."""
        return [defined for defined in self.names.classes_named(name) if self.classes.kind(defined) is ClassKind.MAPPED]

    def namesakes_of(self, meaning: Symbol) -> list[DefinedClass]:
        """Return the mapped classes of the project that are called like a class, or like a module of one class."""
        match meaning:
            case DefinedClass(qualified_name=name) | ExternalSymbol(qualified_name=name):
                return self.mapped_namesakes(name.rpartition(".")[2])
            case DefinedModule(module=name):
                return self.mapped_namesakes(name.rpartition(".")[2].title())
            case _:
                return []  # an alias has none

    def framework_importer(self, name: str) -> Importer | None:
        """Return the nearest other file that imports a database-session class under this bare name."""
        return self.names.framework_importer(name)
