"""One file of the project as rules see it: what it says, and the questions that several rules ask."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from lint_rules import known_names
from lint_rules.semantic.calls.arguments import QueryArgument
from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind, Role
from lint_rules.semantic.cross_file.class_index import ProjectIndex
from lint_rules.semantic.cross_file.importers import Importer
from lint_rules.semantic.cross_file.migrations import is_revision
from lint_rules.semantic.cross_file.namesakes import Namesakes
from lint_rules.semantic.intent.annotated_uses import AnnotatedUses
from lint_rules.semantic.intent.evidence import Evidence
from lint_rules.semantic.model.collisions import Collision, Collisions
from lint_rules.semantic.model.resolved_file import ResolvedFile
from lint_rules.semantic.names.maybe_class import MaybeClass
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, Symbol
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.queries.chains import Chains
from lint_rules.semantic.queries.class_models import ClassModels
from lint_rules.semantic.queries.columns import QueryColumns
from lint_rules.semantic.queries.entities import Queries
from lint_rules.semantic.queries.results import Results
from lint_rules.semantic.queries.row_annotations import RowAnnotations
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.semantic.sessions.inference import IsSession, SessionInference, parameters
from lint_rules.semantic.sessions.name_hints import SessionHints
from lint_rules.semantic.sessions.uses import SessionUse
from lint_rules.semantic.statuses.audience import Audience
from lint_rules.semantic.statuses.dict_uses import DictUses
from lint_rules.semantic.statuses.inference import Statuses
from lint_rules.semantic.statuses.maps import StatusMaps
from lint_rules.suppression.comments import Suppressions


class SemanticModel(ResolvedFile):
    """A checked file. Rules read it and never change it.

    Args:
        file: the parsed file.
        resolver: follows names through the project.
        classes: says what kind of class a class is.
        census: answers for the whole project.
        namesakes: finds who else in the project bears a name; one for all modules, because it remembers.
        options: what the project says about itself.
    """

    def __init__(
        self,
        file: File,
        *,
        resolver: Resolver,
        classes: Classes,
        census: ProjectIndex,
        namesakes: Namesakes,
        options: ResolutionOptions,
    ) -> None:
        """See the class."""
        super().__init__(file, resolver=resolver, classes=classes)
        self.options = options
        self.namesakes = namesakes
        self._census = census
        self.annotations = Annotations(file, resolver)
        self.type_names = RowAnnotations(file, resolver)
        self._denoting = MaybeClass(file)
        self._usage = SessionInference(file, resolver, classes, options)
        self._queries = Queries(file, resolver, classes, self._usage, self._denoting)
        self._columns = QueryColumns(file, resolver, classes, self._queries, self._denoting)
        self._class_models = ClassModels(file, resolver, self._queries)
        chains = Chains(file, resolver, classes, self._usage, self._queries)
        self.results = Results(file, resolver, self._usage, chains)
        self.statuses = Statuses(file, resolver, classes, self.results, chains, options)
        self.status_maps = StatusMaps(file, resolver, self.statuses)
        self.dict_uses = DictUses(file, resolver, census.files_importing)
        self._annotated_uses = AnnotatedUses(file, resolver, classes, self._usage, self.results)
        self._hints = SessionHints(file, self._usage)
        self._evidence = Evidence(file, self._usage, self._queries, self._columns, self._annotated_uses)
        self._suppressions: Suppressions | None = None

    # -- the file

    @property
    def suppressions(self) -> Suppressions:
        """The comments that silence rules in this file."""
        if self._suppressions is None:
            self._suppressions = Suppressions.of(self._file.tree)
        return self._suppressions

    @property
    def is_revision(self) -> bool:
        """Whether the file is a database migration of Alembic's, whose classes are copies of its own."""
        return is_revision(self._file)

    # -- questions about this file

    def collisions(self) -> Iterator[Collision]:
        """Yield the names that one scope binds to two different origins."""
        return iter(Collisions(self._file, self._resolver, self._classes))

    def entities(self, call: ast.Call) -> Iterator[QueryArgument]:
        """Yield what stands in `call` where SQLAlchemy expects an entity."""
        return self._queries.entities(call)

    def class_models(self, node: ast.ClassDef) -> Iterator[QueryArgument]:
        """Yield `X` of `model = X` in a class body, where a method takes `self.model` for an entity."""
        return self._class_models.of(node)

    def columns(self, call: ast.Call) -> Iterator[QueryArgument]:
        """Yield what stands in `call` where SQLAlchemy expects a column, as `Class.attribute`."""
        return self._columns.of(call)

    def is_query(self, expression: ast.expr) -> bool:
        """Whether an expression is a query or a statement under construction."""
        return self._queries.is_query(expression)

    def annotated(self, annotation: ast.expr | None) -> Symbol:
        """Return the class that an annotation names, `Optional` and the like taken off."""
        return self.annotations.denoted(annotation)

    def annotated_name(self, annotation: ast.expr | None) -> ast.expr | None:
        """Return the expression inside an annotation that names the class."""
        return self.annotations.named(annotation)

    def held(self, binding: Binding) -> SessionUse:
        """Return what the uses of a parameter or variable show."""
        return self._usage.held(binding)

    def holds_session(self, expression: ast.expr) -> IsSession:
        """Whether an expression is a database session."""
        return self._usage.holds_session(expression)

    def calls_session(self, call: ast.Call) -> IsSession:
        """Whether a call is of a database session's method, by what it is called on and by its keywords."""
        return self._usage.calls_session(call)

    def is_wrapper(self, dependency: ast.expr | None) -> bool:
        """Whether `Depends(get_db)` gives an object of a class of the project that has a session's methods and is none."""
        return self._usage.is_wrapper(dependency)

    def shown_by(self, name: ast.Name, model: Symbol | None = None) -> Role:
        """Return what the use of a name shows that it was meant to be; `model` is the mapped class it could be."""
        attributes = self.facts(model).attributes if isinstance(model, DefinedClass) else frozenset[str]()
        return self._evidence.shown_by(name, attributes)

    def may_be_class(self, expression: ast.expr) -> bool:
        """Whether the file's own bindings let an expression denote a class; cheaper than `resolve`, and to be asked before."""
        return self._denoting.may_be_class(expression)

    def may_be_session(self, parameter: ast.arg) -> bool:
        """Whether names alone let a parameter be a database session; cheaper than `annotation_shows`."""
        return self._hints.of(parameter)

    def is_telling(self, name: str) -> bool:
        """Whether a method that can show a database session is taken of some variable of this name."""
        return self._hints.is_telling(name)

    def annotation_shows(self, node: ast.arg | ast.AnnAssign) -> Role:
        """Return what the uses of a parameter or variable show that its annotation was meant to be."""
        return self._annotated_uses.of(node)

    def class_of(self, expression: ast.expr) -> DefinedClass | None:
        """Return the class of the project whose object an expression is, None aside; None when it is not certain."""
        return self.statuses.objects.class_of(expression)

    def element_class_of(self, expression: ast.expr) -> DefinedClass | None:
        """Return the class of the project whose objects a collection holds; None when it is not certain."""
        return self.statuses.objects.element_class_of(expression)

    def role(self, meaning: Symbol) -> Role:
        """Return which of the two roles a class can play in queries: the model's, or the session's."""
        if isinstance(meaning, CallResult):
            return Role.NOTHING
        return Role.SESSION if self.kind(meaning) is ClassKind.SESSION else Role.MODEL

    def is_session_name(self, name: str) -> bool:
        """Whether the project says that this name holds a database session."""
        return self._usage.is_session_name(name)

    def is_session_like(self, name: str) -> bool:
        """Whether a name alone suggests a database session: `db`, or one that holds `session`."""
        return self._usage.is_session_like(name)

    def is_for_people(self, node: ast.expr) -> bool:
        """Whether a value goes into a log, an exception's message or an f-string."""
        return Audience(self._file, self._usage).is_for_people(node)

    def loads(self, binding: Binding) -> Iterator[ast.Name]:
        """Yield the uses that can mean a binding."""
        return self._usage.loads(binding)

    def parameters(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[ast.arg, Binding]]:
        """Yield a function's named parameters with their bindings."""
        bound = self._file.bindings.names_in(function)
        for parameter in parameters(function):
            for binding in bound.get(parameter.arg, ()):
                if binding.kind is BindingKind.PARAMETER and binding.node is parameter:
                    yield parameter, binding

    # -- questions about the project

    def aliases_of(self, defined: DefinedClass) -> Counter[str]:
        """Return under which aliases the project imports a class, and how often."""
        return self.namesakes.aliases_of(defined.name, defined)

    def is_taken_from_here(self, name: str) -> bool:
        """Whether another file of the project uses a module-level name of this one."""
        return self._census.is_taken_from(self._file, name)

    def mapped_namesakes(self, name: str) -> list[DefinedClass]:
        """Return the mapped classes of the project that have this name."""
        return [found for found in self._census.classes_named(name) if self.kind(found) is ClassKind.MAPPED]

    def framework_importer(self, name: str) -> Importer | None:
        """Return another file of the project that imports a database-session class under this bare name."""
        return self._census.framework_importer(name, besides=self.path)

    def uses_framework(self) -> bool:
        """Whether the file imports SQLAlchemy or a relative anywhere."""
        imports = [alias.name for node in self.nodes(ast.Import) for alias in node.names]
        imports += [node.module or "" for node in self.nodes(ast.ImportFrom) if not node.level]
        return any(known_names.is_framework(name) for name in imports)
