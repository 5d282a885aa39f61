"""An expression -> whether it holds a database session, as its bindings, its annotation and its uses say."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from enum import Enum

from lint_rules import known_names
from lint_rules.semantic.calls.arguments import takes_keywords
from lint_rules.semantic.calls.return_values import ReturnFlow, given_by, is_named_for_session, provider_of
from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.body import Store, stores_in
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.names.fixpoint import Fixpoint
from lint_rules.semantic.names.origin import origin_of_binding
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, DefinedModule, ExternalSymbol, Symbol, Unknown
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.scopes.defaults import default_of
from lint_rules.semantic.scopes.dotted_names import called, last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.semantic.scopes.reachability import is_none
from lint_rules.semantic.sessions.uses import Uses

_SESSION_MAKERS = known_names.SESSION_CLASSES | {
    f"{maker}(){how}" for maker in known_names.SESSION_FACTORIES for how in ("", ".begin")
}
_FARTHEST = 3
"""Functions of other files that call each other until one makes a session."""


class IsSession(Enum):
    """Whether an expression is a database session."""

    YES = "yes"
    LIKELY = "by its name"
    NO = "no"


class SessionInference(Uses):
    """Answers how one file uses its names."""

    def __init__(
        self, file: File, resolver: Resolver, classes: Classes, options: ResolutionOptions, *, distance: int = 0
    ) -> None:
        """Answer for `file`; `distance` says how many calls led to it from the file that is asked about."""
        super().__init__(file, resolver)
        self._annotations = Annotations(file, resolver)
        self._classes = classes
        self._options = options
        self._distance = distance
        self._sessions = Fixpoint(
            SessionInference._holds, rests_on=lambda asked: resolver.rests_on(asked, file), circle=IsSession.NO
        )
        self._stores: dict[ast.ClassDef, dict[str, list[Store]]] = {}

    # -- database sessions

    def holds_session(self, expression: ast.expr) -> IsSession:
        """Whether `expression` is a database session at its place."""
        return self._sessions.of(expression, self)

    def _holds(self, expression: ast.expr) -> IsSession:
        match expression:
            case ast.Name(id=name):
                candidates = self._resolver.candidates(expression, self._file)
                answers = {self._bound_to_session(binding) for binding in candidates}
                return _joined(answers) if candidates else self._by_name(name)
            case ast.Attribute(attr=attr):
                return self._attribute_holds(expression, attr)
            case ast.Await(value=value) | ast.Call(func=ast.Name(id="next" | "anext"), args=[value, *_]):
                return self.holds_session(value)
            case ast.BoolOp() | ast.IfExp():
                return _joined({self.holds_session(value) for value in _alternatives(expression)})
            case ast.Call(func=function):
                return self._made_session(self._resolver.resolve(expression, self._file), function)
            case _:
                return IsSession.NO

    def _attribute_holds(self, expression: ast.Attribute, attr: str) -> IsSession:
        match self._resolver.resolve(expression, self._file):
            case ExternalSymbol(qualified_name=known_names.FLASK_SESSION):
                return IsSession.YES
            case ExternalSymbol() | CallResult() | DefinedClass() | DefinedModule() as meaning:
                return self._meaning_holds(meaning)
            case Unknown():
                assigned = self._set_on_self(expression)
                return assigned if assigned is not None else self._by_name(attr)

    def _set_on_self(self, expression: ast.Attribute) -> IsSession | None:
        """Return what `self.x = …` or `self.x: T` in the same class says of `self.x`; None when nothing does."""
        if not (isinstance(expression.value, ast.Name) and expression.value.id in {"self", "cls"}):
            return None
        owner = next(
            (node for node in self._file.bindings.ancestors(expression) if isinstance(node, ast.ClassDef)), None
        )
        if owner is None:
            return None
        if owner not in self._stores:
            self._stores[owner] = stores_in(owner)
        answers = {self._stored(statement) for statement in self._stores[owner].get(expression.attr, ())}
        if not answers:
            return None
        return _joined(answers)

    def _stored(self, statement: Store) -> IsSession:
        if isinstance(statement, ast.AnnAssign):
            said = self._meaning_holds(self._annotations.aliased(statement.annotation), instance=True)
            if said is IsSession.NO and not self._annotations.is_clear(statement.annotation):
                return self._by_name(last_name(statement.target))
            return said
        return self.holds_session(statement.value)

    def _bound_to_session(self, binding: Binding) -> IsSession:
        if binding.annotation is not None:
            return self._annotated_session(binding)
        match binding.kind:
            case BindingKind.PARAMETER:
                injected = self.injected(default_of(binding))
                is_open = injected is IsSession.NO and not self.is_wrapper(default_of(binding))
                return self._by_name(binding.name) if is_open else injected
            case BindingKind.OTHER:
                return IsSession.YES if self._is_yielded(binding) else self._by_name(binding.name)
            case BindingKind.VALUE if binding.value is not None:
                found = self.holds_session(binding.value)
                plain = not isinstance(binding.value, ast.Name | ast.Attribute | ast.Call | ast.Await)
                return (
                    self._by_name(binding.name)
                    if found is IsSession.NO and not plain and self._unknown(binding.value)
                    else found
                )
            case BindingKind.FROM_IMPORT | BindingKind.STAR_IMPORT:
                meaning = self._resolver.of_binding(binding, self._file, binding.name)
                found = self._meaning_holds(meaning)
                # What a call returned, `NEW_SESSION = cast("Session", None)`, may be told by an annotation.
                is_open = isinstance(meaning, Unknown | CallResult) and found is IsSession.NO
                return self._imported(binding, meaning) if is_open else found
            case _:
                return IsSession.NO

    def _imported(self, binding: Binding, meaning: Symbol) -> IsSession:
        """Return what the annotation of a variable of another file says of it; else what its name says."""
        origin = origin_of_binding(binding, self._file, self._resolver) if self._distance < _FARTHEST else None
        if origin is not None and origin.file is not self._file and origin.binding.annotation is not None:
            return self.elsewhere(origin.file)._annotated_session(origin.binding)  # noqa: SLF001  (of its own kind)
        return self._by_name(binding.name) if isinstance(meaning, Unknown) else IsSession.NO

    def _annotated_session(self, binding: Binding) -> IsSession:
        meaning = self._annotations.aliased(binding.annotation)
        match meaning:
            case Unknown():
                return self._by_name(binding.name)
            case DefinedClass() if self._classes.kind(meaning) is not ClassKind.SESSION:
                # The annotation may name the wrong class: that is the very bug. A class that has the used methods
                # itself is a wrapper, and no database session.
                facts = self._classes.facts(meaning)
                is_clear = self._annotations.is_clear(binding.annotation)
                methods = known_names.SESSION_METHODS if is_clear else known_names.TELLING_METHODS
                if facts.kind is ClassKind.UNKNOWN or facts.attributes & methods:
                    return IsSession.NO
                named = self.is_session_name if is_clear else self.is_session_like
                used = named(binding.name) or self.held(binding).is_used_as_session
                return IsSession.LIKELY if used else self.injected(default_of(binding))
            case _:
                return self._meaning_holds(meaning, instance=True)

    def _unknown(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Call):
            made = self._resolver.resolve(value.func, self._file)
            if isinstance(made, DefinedClass):  # an object of a known class is no session, whatever its name
                return self._classes.kind(made) is ClassKind.UNKNOWN
        return isinstance(self._resolver.resolve(value, self._file), Unknown)

    def _made_session(self, meaning: Symbol, function: ast.expr) -> IsSession:
        match meaning:
            case CallResult(by=maker) if maker in _SESSION_MAKERS:
                return IsSession.YES
            case CallResult(by="typing.cast", call=ast.Call(args=[said, value])):
                denoted = self._annotations.aliased(said)
                is_told = not isinstance(denoted, Unknown)
                return self._meaning_holds(denoted, instance=True) if is_told else self.holds_session(value)
            case Unknown():
                made = self._resolver.resolve(function, self._file)
                if isinstance(made, DefinedClass):
                    return IsSession.YES if self._classes.kind(made) is ClassKind.SESSION else IsSession.NO
                return IsSession.YES if self.gives_session(function) else self._by_name(last_name(called(function)))
            case _:
                return IsSession.NO

    def gives_session(self, function: ast.expr) -> bool:
        """Whether a function of the project says, or shows, that it returns or yields a database session."""
        given = given_by(function, self._file, self._resolver) if self._distance < _FARTHEST else None
        if given is None:
            return False
        there = self if given.file is self._file else self.elsewhere(given.file)
        return there.hands_out_session(given)

    def elsewhere(self, file: File) -> SessionInference:
        """Return what answers for a file that this one led to."""
        return SessionInference(file, self._resolver, self._classes, self._options, distance=self._distance + 1)

    def _is_yielded(self, binding: Binding) -> bool:
        """Whether a binding is `db` of `for db in get_db():`, and that yields a database session."""
        match binding.statement:
            case (
                ast.For(target=target, iter=ast.Call(func=function))
                | ast.AsyncFor(target=target, iter=ast.Call(func=function))
            ):
                return target is binding.node and self.gives_session(function)
            case _:
                return False

    def hands_out_session(self, given: ReturnFlow) -> bool:
        """Whether what a function of this file gives is a database session."""
        said = self._annotations.aliased(given.annotation)
        if self._meaning_holds(said, instance=True) is IsSession.YES:
            return True
        return bool(given.values) and all(self.holds_session(value) is IsSession.YES for value in given.values)

    def calls_session(self, call: ast.Call) -> IsSession:
        """Whether a call is of a database session's method: a wrapper's takes other keywords, `db.get(Order, filters=…)`."""
        match call.func:
            case ast.Attribute(value=receiver, attr=method) if takes_keywords(call, method):
                return self.holds_session(receiver)
            case _:
                return IsSession.NO

    def injected(self, dependency: ast.expr | None) -> IsSession:
        """Whether `Depends(get_db)` gives a database session: the function says so, or is out of sight and called so."""
        provider = provider_of(dependency, self._file, self._resolver)
        if provider is None:
            return IsSession.NO
        given = given_by(provider, self._file, self._resolver)
        by_name = IsSession.LIKELY if is_named_for_session(last_name(provider), given) else IsSession.NO
        return IsSession.YES if self.gives_session(provider) else by_name

    def is_wrapper(self, dependency: ast.expr | None) -> bool:
        """Whether `Depends(get_db)` gives an object of a class of the project that has a session's methods and is none."""
        provider = provider_of(dependency, self._file, self._resolver)
        given = None if provider is None else given_by(provider, self._file, self._resolver)
        said = None if given is None else Annotations(given.file, self._resolver).aliased(given.annotation)
        if not isinstance(said, DefinedClass) or self._classes.kind(said) in {ClassKind.SESSION, ClassKind.UNKNOWN}:
            return False
        return not known_names.SESSION_METHODS.isdisjoint(self._classes.facts(said).attributes)

    def _meaning_holds(self, meaning: Symbol, *, instance: bool = False) -> IsSession:
        """Whether something resolved is a session: an object made by a factory, or (annotations) an instance of a class."""
        match meaning:
            case CallResult(by=maker):
                is_scoped = maker.endswith("scoped_session")
                return IsSession.YES if is_scoped or maker in _SESSION_MAKERS else IsSession.NO
            case ExternalSymbol() | DefinedClass() if instance:
                return IsSession.YES if self._classes.kind(meaning) is ClassKind.SESSION else IsSession.NO
            case ExternalSymbol(qualified_name=known_names.FLASK_SESSION):
                return IsSession.YES
            case _:
                return IsSession.NO

    def is_session_name(self, name: str) -> bool:
        """Whether the project says that this name holds a database session."""
        return name.lstrip("_") in self._options.session_parameters

    def is_session_like(self, name: str) -> bool:
        """Whether a name alone suggests a database session."""
        bare = name.lower().strip("_")
        return self.is_session_name(name) or bare == "db" or "session" in bare

    def _by_name(self, name: str) -> IsSession:
        return IsSession.LIKELY if self.is_session_like(name) else IsSession.NO


def _alternatives(expression: ast.BoolOp | ast.IfExp) -> list[ast.expr]:
    """Return what an expression chooses between, None aside."""
    values = expression.values if isinstance(expression, ast.BoolOp) else [expression.body, expression.orelse]
    return [value for value in values if not is_none(value)]


def _joined(answers: set[IsSession]) -> IsSession:
    """Return what several bindings of one name say together."""
    if answers == {IsSession.YES}:
        return IsSession.YES
    return IsSession.LIKELY if answers & {IsSession.YES, IsSession.LIKELY} else IsSession.NO


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Sequence[ast.arg]:
    """Return the named parameters of a function, without `*args` and `**kwargs`."""
    arguments = function.args
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
