"""One file of the project as rules see it: its nodes, and the questions that several rules ask."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from lint_rules import vocabulary
from lint_rules.facts.annotated_uses import AnnotatedUses
from lint_rules.facts.annotations import Annotations
from lint_rules.facts.bindings import File
from lint_rules.facts.census import Census, Importer
from lint_rules.facts.chains import Chains
from lint_rules.facts.class_kinds import ClassFacts, ClassKind
from lint_rules.facts.classes import Classes
from lint_rules.facts.collisions import Collision, Collisions
from lint_rules.facts.dict_uses import DictUses
from lint_rules.facts.evidence import Evidence
from lint_rules.facts.flow import never_runs
from lint_rules.facts.meaning import DefinedClass, DefinedModule, External, Made, Meaning
from lint_rules.facts.namesakes import Namesakes
from lint_rules.facts.options import Options
from lint_rules.facts.places import binding_span, name_span
from lint_rules.facts.queries import Position, Queries
from lint_rules.facts.resolver import Resolver
from lint_rules.facts.results import Results
from lint_rules.facts.roles import Shown
from lint_rules.facts.scopes import Binding, BindingKind, Scope
from lint_rules.facts.statuses import Statuses
from lint_rules.facts.suppressions import Suppressions
from lint_rules.facts.syntax import Tree
from lint_rules.facts.type_names import TypeNames
from lint_rules.facts.usage import Held, Holds, Usage, parameters
from lint_rules.spans import Span

_Node = TypeVar("_Node", bound=ast.AST)


class Module:
    """A checked file. Rules read it and never change it.

    Args:
        file: the parsed file.
        resolver: follows names through the project.
        classes: says what kind of class a class is.
        census: answers for the whole project.
        options: what the project says about itself.
    """

    def __init__(self, file: File, *, resolver: Resolver, classes: Classes, census: Census, options: Options) -> None:
        """See the class."""
        self.options = options
        self._file = file
        self._resolver = resolver
        self._classes = classes
        self._census = census
        self.annotations = Annotations(file, resolver)
        self.type_names = TypeNames(file, resolver)
        self._usage = Usage(file, resolver, classes, options)
        self._queries = Queries(file, resolver, classes, self._usage)
        chains = Chains(file, resolver, classes, self._usage, self._queries)
        self.results = Results(file, resolver, self._usage, chains)
        self.statuses = Statuses(file, resolver, classes, self.results, chains, options)
        self.dict_uses = DictUses(file, resolver, lambda name: (one.file for one in census.importers(name)))
        self._annotated_uses = AnnotatedUses(file, resolver, self._usage, self.results)
        self._evidence = Evidence(file, self._usage, self._queries, self._annotated_uses)
        self.namesakes = Namesakes(resolver, census)
        self._suppressions: Suppressions | None = None

    # -- the file

    @property
    def path(self) -> Path:
        """The file's absolute path."""
        return self._file.path

    @property
    def name(self) -> str:
        """The dotted name under which the project imports the file."""
        return self._file.name

    @property
    def tree(self) -> Tree:
        """The parsed text."""
        return self._file.tree

    @property
    def suppressions(self) -> Suppressions:
        """The comments that silence rules in this file."""
        if self._suppressions is None:
            self._suppressions = Suppressions.of(self._file.tree)
        return self._suppressions

    def nodes(self, kind: type[_Node]) -> Sequence[_Node]:
        """Return every node of exactly this type, in source order."""
        return self._file.bindings.nodes(kind)

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node around `node`."""
        return self._file.bindings.parent(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes around `node`, the nearest first."""
        return self._file.bindings.ancestors(node)

    def span(self, node: ast.AST) -> Span:
        """Return where a located node of this file stands."""
        assert isinstance(node, ast.expr | ast.stmt | ast.alias | ast.arg | ast.keyword | ast.excepthandler)  # noqa: S101  (only those have places)
        return self._file.tree.lines.span(node)

    def name_span(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.arg) -> Span:
        """Return where the name of a class, function or parameter stands, without the rest."""
        return name_span(self._file, node)

    def scope(self, node: ast.AST) -> Scope:
        """Return the scope that `node` stands in."""
        return self._file.bindings.context(node).scope

    # -- meanings

    def resolve(self, expression: ast.expr) -> Meaning:
        """Return what `expression` denotes at its place."""
        return self._resolver.resolve(expression, self._file)

    def candidates(self, name: ast.Name) -> list[Binding]:
        """Return the bindings that a name can mean at its place, the likeliest first."""
        return self._resolver.candidates(name, self._file)

    def denoted_by(self, binding: Binding) -> Meaning:
        """Return what a binding made in this file gives its name."""
        return self._resolver.of_binding(binding, self._file, binding.name)

    def kind(self, meaning: Meaning) -> ClassKind:
        """Return what kind of class something denotes; UNKNOWN silences rules."""
        return self._classes.kind(meaning)

    def facts(self, defined: DefinedClass) -> ClassFacts:
        """Return what is known of a class of the project."""
        return self._classes.facts(defined)

    def describe(self, meaning: Meaning) -> str:
        """Return a full name with what it is: "`app.domain.Session` (a dataclass)"."""
        match meaning:
            case DefinedClass(qualified_name=name):
                kind = self.kind(meaning)
                return f"`{name}`" if kind is ClassKind.UNKNOWN else f"`{name}` ({kind.value})"
            case DefinedModule(module=name):
                return f"`{name}` (a module)"
            case External(qualified_name=name) if name in vocabulary.SESSION_CLASSES:
                return f"`{name}` (the database session class)"
            case External(qualified_name=name):
                return f"`{name}`"
            case Made(by=maker):
                return f"what `{maker}(...)` returned"
            case _:
                return "something unknown"

    # -- places

    def binding_place(self, binding: Binding) -> tuple[Path, Span]:
        """Return the file and the place of a binding's narrowest node, in whichever file it stands."""
        return self._file.path, binding_span(self._file, binding)

    def class_place(self, defined: DefinedClass) -> tuple[Path, Span]:
        """Return the file and the place of a class statement's name."""
        return defined.path, name_span(self._resolver.file_of(defined), defined.node)

    def bound_at(self, expression: ast.expr) -> Binding | None:
        """Return the binding through which the first name of a dotted expression got its meaning."""
        root = expression
        while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
            root = root.func if isinstance(root, ast.Call) else root.value
        found = self.candidates(root) if isinstance(root, ast.Name) else []
        return found[0] if found else None

    def origin(self, binding: Binding) -> str:
        """Return how and where a binding of this file was made: "imported on line 24"."""
        how = {BindingKind.CLASS: "defined", BindingKind.VALUE: "assigned", BindingKind.PARAMETER: "a parameter"}
        verb = how.get(binding.kind, "imported" if "import" in binding.kind.value else "bound")
        return f"{verb} on line {binding_span(self._file, binding).start.row}"

    # -- questions about this file

    def collisions(self) -> Iterator[Collision]:
        """Yield the names that one scope binds to two different origins."""
        return iter(Collisions(self._file, self._resolver, self._classes))

    def entities(self, call: ast.Call) -> Iterator[Position]:
        """Yield what stands in `call` where SQLAlchemy expects an entity."""
        return self._queries.entities(call)

    def columns(self, call: ast.Call) -> Iterator[Position]:
        """Yield what stands in `call` where SQLAlchemy expects a column, as `Class.attribute`."""
        return self._queries.columns(call)

    def is_query(self, expression: ast.expr) -> bool:
        """Whether an expression is a query or a statement under construction."""
        return self._queries.is_query(expression)

    def annotated(self, annotation: ast.expr | None) -> Meaning:
        """Return the class that an annotation names, `Optional` and the like taken off."""
        return self.annotations.denoted(annotation)

    def annotated_name(self, annotation: ast.expr | None) -> ast.expr | None:
        """Return the expression inside an annotation that names the class."""
        return self.annotations.named(annotation)

    def held(self, binding: Binding) -> Held:
        """Return what the uses of a parameter or variable show."""
        return self._usage.held(binding)

    def holds_session(self, expression: ast.expr) -> Holds:
        """Whether an expression is a database session."""
        return self._usage.holds_session(expression)

    def shown_by(self, name: ast.Name, model: Meaning | None = None) -> Shown:
        """Return what the use of a name shows that it was meant to be; `model` is the mapped class it could be."""
        attributes = self.facts(model).attributes if isinstance(model, DefinedClass) else frozenset[str]()
        return self._evidence.shown_by(name, attributes)

    def annotation_shows(self, node: ast.arg | ast.AnnAssign) -> Shown:
        """Return what the uses of a parameter or variable show that its annotation was meant to be."""
        return self._annotated_uses.of(node)

    def class_of(self, expression: ast.expr) -> DefinedClass | None:
        """Return the class of the project whose object an expression is, None aside; None when it is not certain."""
        return self.statuses.objects.class_of(expression)

    def names_of(self, wanted: DefinedClass | External) -> Iterator[str]:
        """Yield the module-level names that end up denoting a class."""
        for name, bindings in self.module_names():
            if bindings and self.denoted_by(bindings[-1]) == wanted:
                yield name

    def role(self, meaning: Meaning) -> Shown:
        """Return which of the two roles a class can play in queries: the model's, or the session's."""
        if isinstance(meaning, Made):
            return Shown.NOTHING
        return Shown.SESSION if self.kind(meaning) is ClassKind.SESSION else Shown.MODEL

    def is_session_name(self, name: str) -> bool:
        """Whether the project says that this name holds a database session."""
        return self._usage.is_session_name(name)

    def is_session_like(self, name: str) -> bool:
        """Whether a name alone suggests a database session: `db`, or one that holds `session`."""
        return self._usage.is_session_like(name)

    def loads(self, binding: Binding) -> Iterator[ast.Name]:
        """Yield the uses that can mean a binding."""
        return self._usage.loads(binding)

    def parameters(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[ast.arg, Binding]]:
        """Yield a function's named parameters with their bindings."""
        scope = self._file.bindings.scope_of_node[function]
        for parameter in parameters(function):
            for binding in scope.bindings.get(parameter.arg, ()):
                if binding.kind is BindingKind.PARAMETER and binding.node is parameter:
                    yield parameter, binding

    def bindings_in(self, scope_node: ast.AST, name: str) -> Sequence[Binding]:
        """Return the bindings of `name` that the module, class or function `scope_node` makes, in order."""
        return self._file.bindings.scope_of_node[scope_node].bindings.get(name, ())

    def module_names(self) -> Iterator[tuple[str, Sequence[Binding]]]:
        """Yield every name bound at module level, with its bindings."""
        return iter(self._file.bindings.module_scope.bindings.items())

    def names_in_use(self) -> frozenset[str]:
        """Return every name that some scope of the file binds or uses."""
        bound = {name for scope in self._file.bindings.scopes() for name in scope.bindings}
        return frozenset(bound | {name.id for name in self.nodes(ast.Name)})

    def is_for_type_checkers(self, binding: Binding) -> bool:
        """Whether a binding never runs: it stands below `if TYPE_CHECKING:`."""
        return never_runs(binding)

    def is_deferred(self, node: ast.AST) -> bool:
        """Whether a node is evaluated later, if at all: a string annotation, or any under the future import."""
        return self._file.bindings.context(node).deferred

    def is_postponed(self) -> bool:
        """Whether no annotation is evaluated where it stands: the file has the future import."""
        return any(
            statement.module == "__future__" and any(one.name == "annotations" for one in statement.names)
            for statement in self.nodes(ast.ImportFrom)
        )

    def text_at(self, span: Span) -> str:
        """Return the text of the file at a place."""
        lines = self.tree.lines
        return lines.text[lines.offset(span.start) : lines.offset(span.end)]

    def is_annotation(self, node: ast.AST) -> bool:
        """Whether a node stands in an annotation."""
        return self._file.bindings.context(node).annotation

    def starred(self, name: str) -> Iterator[tuple[Binding, Meaning]]:
        """Yield the star imports at module level that bring `name`, with what it denotes by each."""
        top = self._file.bindings.module_scope
        for binding in self._resolver.bindings_of(name, top, self._file) if top.stars else ():
            if binding.kind is BindingKind.STAR_IMPORT:
                yield binding, self._resolver.of_binding(binding, self._file, name)

    # -- questions about the project

    def aliases_of(self, defined: DefinedClass) -> Counter[str]:
        """Return under which aliases the project imports a class, and how often."""
        return self._census.aliases_of(defined)

    def is_taken_from_here(self, name: str) -> bool:
        """Whether another file of the project uses a module-level name of this one."""
        return self._census.is_taken_from(self._file, name)

    def imported_module(self, statement: ast.ImportFrom) -> Meaning:
        """Return the module that a `from … import` of this file names."""
        return self._resolver.imported_module(statement, self._file)

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
        return any(vocabulary.is_framework(name) for name in imports)
