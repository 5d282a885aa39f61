"""An expression -> whether it holds a database session, as its bindings, its annotation and its uses say."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from lint_rules import known_names
from lint_rules.semantic.calls.arguments import takes_keywords
from lint_rules.semantic.classes.body import Store, stores_in
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.fixpoint import Fixpoint
from lint_rules.semantic.names.origin import origin_of_binding
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, DefinedModule, ExternalSymbol, Symbol, Unknown
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.scopes.defaults import default_of
from lint_rules.semantic.scopes.dotted_names import called, last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.semantic.scopes.reachability import is_none
from lint_rules.semantic.sessions.providers import FARTHEST, SESSION_MAKERS, IsSession, SessionProviders

__all__ = ["IsSession", "SessionInference", "parameters"]


class SessionInference(SessionProviders):
    """Answers which expressions of one file are database sessions."""

    def __init__(
        self, file: File, resolver: Resolver, classes: Classes, options: ResolutionOptions, *, distance: int = 0
    ) -> None:
        """Answer for `file`; `distance` says how many calls led to it from the file that is asked about."""
        super().__init__(file, resolver, classes, options, distance=distance)
        self._sessions = Fixpoint(
            SessionInference._holds,
            rests_on=lambda expression: resolver.rests_on(expression, file),
            circle=IsSession.NO,
        )
        self._stores: dict[ast.ClassDef, dict[str, list[Store]]] = {}

    def elsewhere(self, file: File) -> SessionInference:
        """Return what answers for a file that this one led to."""
        return SessionInference(file, self._resolver, self._classes, self._options, distance=self._distance + 1)

    def holds_session(self, expression: ast.expr) -> IsSession:
        """Whether `expression` is a database session at its place."""
        return self._sessions.of(expression, self)

    def _holds(self, expression: ast.expr) -> IsSession:
        match expression:
            case ast.Name(id=name):
                candidates = self._resolver.candidates(expression, self._file)
                answers = {self._bound_to_session(binding) for binding in candidates}
                return _joined(answers) if candidates else self.by_name(name)
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
            case ExternalSymbol(qualified_name=name) if name.startswith(known_names.HOLDERS):
                return self.by_name(attr)
            case ExternalSymbol() | CallResult() | DefinedClass() | DefinedModule() as meaning:
                return self.symbol_holds(meaning)
            case Unknown():
                assigned = self._set_on_self(expression)
                return assigned if assigned is not None else self.by_name(attr)

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
            said = self.symbol_holds(self._annotations.aliased(statement.annotation), instance=True)
            if said is IsSession.NO and not self._annotations.is_clear(statement.annotation):
                return self.by_name(last_name(statement.target))
            return said
        return self.holds_session(statement.value)

    def _bound_to_session(self, binding: Binding) -> IsSession:
        if binding.annotation is not None:
            return self._annotated_session(binding)
        match binding.kind:
            case BindingKind.PARAMETER:
                injected = self.injected(default_of(binding))
                is_open = injected is IsSession.NO and not self.is_wrapper(default_of(binding))
                return self.by_name(binding.name) if is_open else injected
            case BindingKind.OTHER:
                return IsSession.YES if self.is_yielded(binding) else self.by_name(binding.name)
            case BindingKind.VALUE if binding.value is not None:
                holds = self.holds_session(binding.value)
                plain = not isinstance(binding.value, ast.Name | ast.Attribute | ast.Call | ast.Await)
                return (
                    self.by_name(binding.name)
                    if holds is IsSession.NO and not plain and self._unknown(binding.value)
                    else holds
                )
            case BindingKind.FROM_IMPORT | BindingKind.STAR_IMPORT:
                meaning = self._resolver.of_binding(binding, self._file, binding.name)
                holds = self.symbol_holds(meaning)
                # What a call returned, `NEW_SESSION = cast("Session", None)`, may be told by an annotation.
                is_open = isinstance(meaning, Unknown | CallResult) and holds is IsSession.NO
                return self._imported(binding, meaning) if is_open else holds
            case _:
                return IsSession.NO

    def _imported(self, binding: Binding, meaning: Symbol) -> IsSession:
        """Return what the annotation of a variable of another file says of it; else what its name says."""
        origin = origin_of_binding(binding, self._file, self._resolver) if self._distance < FARTHEST else None
        if origin is not None and origin.file is not self._file and origin.binding.annotation is not None:
            return self.elsewhere(origin.file)._annotated_session(origin.binding)  # noqa: SLF001  (of its own kind)
        return self.by_name(binding.name) if isinstance(meaning, Unknown) else IsSession.NO

    def _annotated_session(self, binding: Binding) -> IsSession:
        meaning = self._annotations.aliased(binding.annotation)
        match meaning:
            case Unknown():
                return self.by_name(binding.name)
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
                return self.symbol_holds(meaning, instance=True)

    def _unknown(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Call):
            made = self._resolver.resolve(value.func, self._file)
            if isinstance(made, DefinedClass):  # an object of a known class is no session, whatever its name
                return self._classes.kind(made) is ClassKind.UNKNOWN
        return isinstance(self._resolver.resolve(value, self._file), Unknown)

    def _made_session(self, meaning: Symbol, function: ast.expr) -> IsSession:
        match meaning:
            case CallResult(by=maker) if maker in SESSION_MAKERS:
                return IsSession.YES
            case CallResult(by="typing.cast", call=ast.Call(args=[said, value])):
                denoted = self._annotations.aliased(said)
                is_told = not isinstance(denoted, Unknown)
                return self.symbol_holds(denoted, instance=True) if is_told else self.holds_session(value)
            case Unknown():
                made = self._resolver.resolve(function, self._file)
                if isinstance(made, DefinedClass):
                    return IsSession.YES if self._classes.kind(made) is ClassKind.SESSION else IsSession.NO
                return IsSession.YES if self.gives_session(function) else self.by_name(last_name(called(function)))
            case _:
                return IsSession.NO

    def calls_session(self, call: ast.Call) -> IsSession:
        """Whether a call is of a database session's method: a wrapper's takes other keywords, `db.get(Order, filters=…)`."""
        match call.func:
            case ast.Attribute(value=receiver, attr=method) if takes_keywords(call, method):
                return self.holds_session(receiver)
            case _:
                return IsSession.NO


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
