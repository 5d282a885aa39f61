"""A function, a dependency or a name -> whether it gives a database session."""

from __future__ import annotations

import ast
from abc import abstractmethod
from enum import Enum

from lint_rules import known_names
from lint_rules.semantic.calls.return_values import ReturnFlow, given_by, is_named_for_session, provider_of
from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, ExternalSymbol, Symbol
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding
from lint_rules.semantic.sessions.uses import Uses

SESSION_MAKERS = known_names.SESSION_CLASSES | {
    f"{maker}(){how}" for maker in known_names.SESSION_FACTORIES for how in ("", ".begin")
}
FARTHEST = 3
"""Functions of other files that call each other until one makes a session."""


class IsSession(Enum):
    """Whether an expression is a database session."""

    YES = "yes"
    LIKELY = "by its name"
    NO = "no"


class SessionProviders(Uses):
    """Answers which functions that one file calls give database sessions."""

    def __init__(
        self, file: File, resolver: Resolver, classes: Classes, options: ResolutionOptions, *, distance: int = 0
    ) -> None:
        """Answer for `file`; `distance` says how many calls led to it from the file that is asked about."""
        super().__init__(file, resolver)
        self._annotations = Annotations(file, resolver)
        self._classes = classes
        self._options = options
        self._distance = distance

    @abstractmethod
    def holds_session(self, expression: ast.expr) -> IsSession:
        """Whether `expression` is a database session at its place."""

    @abstractmethod
    def elsewhere(self, file: File) -> SessionProviders:
        """Return what answers for a file that this one led to."""

    def symbol_holds(self, meaning: Symbol, *, instance: bool = False) -> IsSession:
        """Whether something resolved is a session: an object made by a factory, or (annotations) an instance of a class."""
        match meaning:
            case CallResult(by=maker) if instance:  # `db: SessionLocal`: no type, and what it makes is meant
                return IsSession.YES if maker in known_names.SESSION_FACTORIES else IsSession.NO
            case CallResult(by=maker):
                is_scoped = maker.endswith("scoped_session")
                return IsSession.YES if is_scoped or maker in SESSION_MAKERS else IsSession.NO
            case ExternalSymbol() | DefinedClass() if instance:
                return IsSession.YES if self._classes.kind(meaning) is ClassKind.SESSION else IsSession.NO
            case ExternalSymbol(qualified_name=known_names.FLASK_SESSION):
                return IsSession.YES
            case _:
                return IsSession.NO

    def gives_session(self, function: ast.expr) -> bool:
        """Whether a function of the project says, or shows, that it returns or yields a database session."""
        flow = given_by(function, self._file, self._resolver) if self._distance < FARTHEST else None
        if flow is None:
            return False
        there = self if flow.file is self._file else self.elsewhere(flow.file)
        return there.hands_out_session(flow)

    def is_yielded(self, binding: Binding) -> bool:
        """Whether a binding is `db` of `for db in get_db():`, and that yields a database session."""
        match binding.statement:
            case (
                ast.For(target=target, iter=ast.Call(func=function))
                | ast.AsyncFor(target=target, iter=ast.Call(func=function))
            ):
                return target is binding.node and self.gives_session(function)
            case _:
                return False

    def hands_out_session(self, flow: ReturnFlow) -> bool:
        """Whether what a function of this file gives is a database session."""
        said = self._annotations.aliased(flow.annotation)
        if self.symbol_holds(said, instance=True) is IsSession.YES:
            return True
        return bool(flow.values) and all(self.holds_session(value) is IsSession.YES for value in flow.values)

    def injected(self, dependency: ast.expr | None) -> IsSession:
        """Whether `Depends(get_db)` gives a database session: the function says so, or is out of sight and called so."""
        provider = provider_of(dependency, self._file, self._resolver)
        if provider is None:
            return IsSession.NO
        flow = given_by(provider, self._file, self._resolver)
        by_name = IsSession.LIKELY if is_named_for_session(last_name(provider), flow) else IsSession.NO
        return IsSession.YES if self.gives_session(provider) else by_name

    def is_wrapper(self, dependency: ast.expr | None) -> bool:
        """Whether `Depends(get_db)` gives an object of a class of the project that has a session's methods and is none."""
        provider = provider_of(dependency, self._file, self._resolver)
        flow = None if provider is None else given_by(provider, self._file, self._resolver)
        said = None if flow is None else Annotations(flow.file, self._resolver).aliased(flow.annotation)
        if not isinstance(said, DefinedClass) or self._classes.kind(said) in {ClassKind.SESSION, ClassKind.UNKNOWN}:
            return False
        return not known_names.SESSION_METHODS.isdisjoint(self._classes.facts(said).attributes)

    def is_session_name(self, name: str) -> bool:
        """Whether the project says that this name holds a database session."""
        return name.lstrip("_") in self._options.session_parameters

    def is_session_like(self, name: str) -> bool:
        """Whether a name alone suggests a database session."""
        bare = name.lower().strip("_")
        return self.is_session_name(name) or bare == "db" or "session" in bare

    def by_name(self, name: str) -> IsSession:
        """Return what a name alone says."""
        return IsSession.LIKELY if self.is_session_like(name) else IsSession.NO
