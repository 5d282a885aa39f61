"""An annotation -> what the uses of the annotated thing show that it was meant to be."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from lint_rules import known_names
from lint_rules.semantic.calls.callee import Function, callee_of
from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import Role
from lint_rules.semantic.intent.annotation_aliases import AnnotationAliases
from lint_rules.semantic.intent.annotation_shapes import (
    COLLECTIONS,
    OF_MODELS,
    OF_SESSIONS,
    annotation_of,
    cast_to,
    holder_of,
)
from lint_rules.semantic.intent.call_flow import CallFlow, agreed
from lint_rules.semantic.intent.elements import Elements
from lint_rules.semantic.intent.provenance import Provenance
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.queries.results import Results
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, ScopeKind
from lint_rules.semantic.sessions.inference import SessionInference


class AnnotatedUses:
    """Answers for the annotations of one file."""

    def __init__(
        self,
        file: File,
        resolver: Resolver,
        classes: Classes,
        usage: SessionInference,
        results: Results,
        importing: Callable[[str], Iterable[File]],
    ) -> None:
        """Answer for `file`; `importing` finds the files that import something of a name."""
        self._aliases = AnnotationAliases(file, resolver, importing)
        self._file = file
        self._resolver = resolver
        self._usage = usage
        self._values = Provenance(file, resolver, usage, results)
        self._annotations = Annotations(file, resolver)
        self._handovers = CallFlow(file, resolver, classes, usage)
        self.parameters = self._handovers.uses
        self._elements = Elements(file, usage, self.parameters)
        self._namesakes: dict[tuple[str, str, frozenset[str]], Role] = {}

    def shown_by(self, name: ast.Name, attributes: frozenset[str] = frozenset()) -> Role:
        """Return what the annotated thing's uses show that `name`, in its annotation, was meant to be.

        Args:
            name: the name of a class in an annotation.
            attributes: those of the mapped class that it could be; none where the other class is no session's either.
        """
        call = cast_to(name, self._file)
        return self._annotated(name, attributes) if call is None else self._cast(call, name, attributes)

    def _annotated(self, name: ast.Name, attributes: frozenset[str]) -> Role:
        whole, around = annotation_of(name, self._file)
        holder = holder_of(name, self._file)
        if holder in OF_MODELS or holder in OF_SESSIONS:
            return Role.MODEL if holder in OF_MODELS else Role.SESSION
        is_collection = holder in COLLECTIONS and bool(attributes)
        match around:
            case ast.arg() | ast.AnnAssign() if is_collection:
                return self._elements.of(around, attributes)
            case ast.arg() if not holder:
                return self._given_as(around, attributes)
            case ast.AnnAssign() if not holder:
                return self.of(around, attributes)
            case ast.FunctionDef() | ast.AsyncFunctionDef() if whole is around.returns:
                shown = self._returned(around, name, attributes)
                return Role.MODEL if shown is Role.NOTHING and is_collection else shown
            case _:
                return Role.NOTHING

    def of(
        self,
        node: ast.arg | ast.AnnAssign,
        attributes: frozenset[str] = frozenset(),
        own_names: frozenset[str] = frozenset(),
    ) -> Role:
        """Return what the uses of a parameter or variable show that its annotation was meant to be.

        Args:
            node: the parameter or variable.
            attributes: those of the mapped class that it could be, if it is no session.
            own_names: those of the class that annotates it: a name like `db` says nothing where they are what is used.
        """
        if isinstance(node, ast.arg):
            return self._of_parameter(node, attributes, own_names)
        return self._of_variable(node, attributes, own_names)

    def takes_session_methods(self, node: ast.arg | ast.AnnAssign, own_names: frozenset[str]) -> bool:
        """Return whether something that a database session has is taken of a parameter or variable, and its class has it not."""
        taken = frozenset(name for held in self.parameters.held(node) for name in held.attributes)
        return not (taken - own_names).isdisjoint(known_names.SESSION_METHODS)

    def by_alias(self, name: ast.Name, attributes: frozenset[str]) -> Role:
        """Return what the parameters and variables that are annotated by an alias show of the class in it.

        Args:
            name: the class in `Db = Annotated[Session, Depends(get_db)]`, whose alias this file or others annotate with.
            attributes: those of the mapped class that it could be.
        """
        alias = self._aliases.around(name)
        if alias is None:
            return Role.NOTHING
        shown = [self.of(node, attributes) for node in self._aliases.annotated_here(alias)]
        elsewhere = self._aliases.annotated_elsewhere(alias)
        shown += [self._handovers.elsewhere(node, user, attributes) for node, user in elsewhere]
        return agreed(shown)

    def used_as(self, expression: ast.expr, attributes: frozenset[str]) -> Role:
        """Return what is known of a variable, or of `self.x`, by its uses, or by where it comes from as a parameter."""
        match expression:
            case ast.Name():
                bindings = self._resolver.candidates(expression, self._file)
                shown = self.parameters.bound_as(bindings, attributes)
                if shown is not Role.NOTHING:
                    return shown
                annotated = [binding.node for binding in bindings if isinstance(binding.node, ast.arg)]
                return agreed(self._given_as(parameter, attributes) for parameter in annotated)
            case ast.Attribute():
                return self.parameters.attribute_as(expression, attributes)
            case _:
                return Role.NOTHING

    def made_as(self, call: ast.Call, attributes: frozenset[str]) -> Role:
        """Return what is known of an object by what is done with it where it is made: kept as a variable, or stored."""
        match self._file.bindings.parent(call):
            case ast.Assign(targets=[ast.Name(id=name) as target], value=value) if value is call:
                scope = self._file.bindings.context(target).scope
                bound = [binding for binding in scope.bindings.get(name, []) if binding.node is target]
                shown = self.parameters.bound_as(bound, attributes)
                return self._handovers.handed_on(self._loads(bound), attributes) if shown is Role.NOTHING else shown
            case _:
                return Role.MODEL if self.parameters.is_stored(call) else Role.NOTHING

    def _of_parameter(
        self, parameter: ast.arg, attributes: frozenset[str], own_names: frozenset[str] = frozenset()
    ) -> Role:
        shown = self.parameters.of(parameter, attributes, own_names)
        if shown is Role.NOTHING and self._may_be_either(parameter):
            return self._handovers.of(parameter, attributes)
        return shown

    def _cast(self, call: ast.Call, name: ast.Name, attributes: frozenset[str]) -> Role:
        """`cast("Session", x)`: what `x` is, or what is done with it then."""
        value, around = call.args[1], self._file.bindings.parent(call)
        shown = {self._values.of(value, name.id), self.used_as(value, attributes), self.made_as(call, attributes)}
        if isinstance(around, ast.AnnAssign):
            shown.add(self._of_variable(around, attributes))
        return agreed(shown)

    def _given_as(self, parameter: ast.arg, attributes: frozenset[str]) -> Role:
        """Return what a parameter shows; where it shows nothing, what those of its name do."""
        shown = self._of_parameter(parameter, attributes)
        return self._as_namesakes(parameter, attributes) if shown is Role.NOTHING else shown

    def _as_namesakes(self, parameter: ast.arg, attributes: frozenset[str]) -> Role:
        """Return what the parameters of the file that have the same name and annotation show together."""
        key = (parameter.arg, self._class_named_by(parameter), attributes)
        if key not in self._namesakes:
            named = [
                other for other in self._file.bindings.nodes(ast.arg) if other.arg == parameter.arg and other.annotation
            ]
            alike = [other for other in named if self._class_named_by(other) == self._class_named_by(parameter)]
            self._namesakes[key] = agreed(self.of(other, attributes) for other in alike)
        return self._namesakes[key]

    def _class_named_by(self, parameter: ast.arg) -> str:
        named = self._annotations.named(parameter.annotation)
        return "" if named is None else ast.unparse(named)

    def _may_be_either(self, parameter: ast.arg) -> bool:
        """Whether it is worth following a parameter through other functions: its name or its annotation's says session."""
        said = "" if parameter.annotation is None else ast.unparse(parameter.annotation)
        return self._usage.is_session_like(parameter.arg) or "session" in said.lower()

    def _loads(self, bindings: list[Binding]) -> list[ast.Name]:
        return [name for binding in bindings for name in self._usage.loads(binding)]

    def _of_variable(
        self, statement: ast.AnnAssign, attributes: frozenset[str], own_names: frozenset[str] = frozenset()
    ) -> Role:
        target = statement.target
        shown = self._values.of(statement.value, "")
        if shown is Role.NOTHING and statement.value is not None:
            shown = self.used_as(statement.value, attributes)
        if shown is not Role.NOTHING:
            return shown
        match target:
            case ast.Name() if self._file.bindings.context(target).scope.kind is ScopeKind.CLASS:
                shown = self._of_name(target, attributes)
                shown = self.parameters.member_as(target, attributes) if shown is Role.NOTHING else shown
                return self._handed_by_self(target, attributes) if shown is Role.NOTHING else shown
            case ast.Name(id=name):
                bound = self._file.bindings.context(target).scope.bindings.get(name, [])
                uses = map(self._usage.held, bound)
                is_named = self.parameters.is_named(name, uses, attributes | own_names)
                return Role.SESSION if is_named else self._of_name(target, attributes)
            case ast.Attribute():
                shown = self.parameters.attribute_as(target, attributes, own_names)
                return self._handed_by_self(target, attributes) if shown is Role.NOTHING else shown
            case _:
                return Role.NOTHING

    def _of_name(self, target: ast.Name, attributes: frozenset[str]) -> Role:
        """Return what a variable's uses by its name, and its values, show of it."""
        bound = self._file.bindings.context(target).scope.bindings.get(target.id, [])
        shown = self.parameters.bound_as(bound, attributes)
        if shown is Role.NOTHING:
            shown = agreed(self._values.of(binding.value, "") for binding in bound)
        return self._handovers.handed_on(self._loads(bound), attributes) if shown is Role.NOTHING else shown

    def _handed_by_self(self, target: ast.Attribute | ast.Name, attributes: frozenset[str]) -> Role:
        return self._handovers.handed_on(self._usage.uses_by_self(target) or (), attributes)

    def _returned(self, function: Function, name: ast.Name, attributes: frozenset[str], left: int = 3) -> Role:
        """Return what a function's results show that its return annotation was meant to be."""
        if self._is_own_class(function, name.id) and any(map(_is_own, _results_of(function))):
            return Role.MODEL
        shown = {self._values.of(value, name.id) for value in _results_of(function)}
        shown |= {self.used_as(value, attributes) for value in _results_of(function)}
        shown |= {self._passed_on(value, name, attributes, left) for value in _results_of(function)}
        return agreed(shown)

    def _passed_on(self, value: ast.expr, name: ast.Name, attributes: frozenset[str], left: int) -> Role:
        """Return what the results show of another function of this file that says to return the same class."""
        call = value.value if isinstance(value, ast.Await) else value
        callee = callee_of(call.func, self._file, self._resolver) if isinstance(call, ast.Call) and left else None
        if callee is None or callee.file is not self._file or callee.function.returns is None:
            return Role.NOTHING
        said = self._annotations.named(callee.function.returns)
        if isinstance(said, ast.Name) and said.id == name.id:
            return self._returned(callee.function, said, attributes, left - 1)
        return Role.NOTHING

    def _is_own_class(self, function: Function, name: str) -> bool:
        around = self._file.bindings.parent(function)
        return isinstance(around, ast.ClassDef) and around.name == name


def _results_of(function: Function) -> Iterator[ast.expr]:
    """Yield what a function returns or yields, not what functions inside it do."""
    stack: list[ast.AST] = list(function.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            yield node.value
        stack += ast.iter_child_nodes(node)


def _is_own(value: ast.expr) -> bool:
    """Whether a method returns its own object, or one that it makes: `self`, `cls(…)`."""
    match value:
        case ast.Name(id="self") | ast.Call(func=ast.Name(id="cls")):
            return True
        case _:
            return False
