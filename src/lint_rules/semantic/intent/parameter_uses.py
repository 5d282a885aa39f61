"""A parameter -> what its own name, its default and its uses show that its annotation was meant to be."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from lint_rules import known_names
from lint_rules.semantic.calls.callee import Function
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind, Role
from lint_rules.semantic.intent.fixtures import Fixtures
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.scopes.defaults import default_of
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind, ScopeKind
from lint_rules.semantic.sessions.inference import IsSession, SessionInference
from lint_rules.semantic.sessions.uses import SessionUse

_STORING = frozenset({"add", "delete", "merge", "refresh", "expunge", "expire"})


class ParameterUses:
    """Answers for the parameters of one file, and for what they are kept as."""

    def __init__(self, file: File, resolver: Resolver, classes: Classes, usage: SessionInference) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._classes = classes
        self._usage = usage
        self._fixtures = Fixtures(file, resolver, classes, usage)

    def of(self, parameter: ast.arg, attributes: frozenset[str], own_names: frozenset[str] = frozenset()) -> Role:
        """Return what a function's head and body show of one of its parameters; `own_names` are those of what annotates it."""
        own = self.bindings(parameter)
        held = self.held(parameter)
        if self.is_named(parameter.arg, held, attributes | own_names) or self._is_given(parameter, own):
            return Role.SESSION
        shown = self.bound_as(own, attributes)
        shown = self._kept_as(own, attributes, own_names) if shown is Role.NOTHING else shown
        return self._fixtures.given(parameter, self.function(parameter)) if shown is Role.NOTHING else shown

    def held(self, node: ast.arg | ast.AnnAssign) -> Iterator[SessionUse]:
        """Yield what the uses of a parameter, a variable or a member show: those by its name, and those as `self.x`."""
        own = self.bindings(node) if isinstance(node, ast.arg) else self._bound(node.target)
        kept = self._keepers(own) if isinstance(node, ast.arg) else self._members(node.target)
        yield from map(self._usage.held, own)
        yield from filter(None, map(self._usage.held_by_self, kept))

    def _bound(self, target: ast.expr) -> list[Binding]:
        """Return the bindings of the name that is assigned to, of which each statement may give the value."""
        if not isinstance(target, ast.Name):
            return []
        return self._file.bindings.context(target).scope.bindings.get(target.id, [])

    def _members(self, target: ast.expr) -> Iterator[ast.Attribute | ast.Name]:
        """Yield `self.x`, or the `x` of a class body."""
        match target:
            case ast.Attribute():
                yield target
            case ast.Name() if self._file.bindings.context(target).scope.kind is ScopeKind.CLASS:
                yield target
            case _:
                return

    def function(self, parameter: ast.arg) -> Function | ast.Lambda:
        """Return the function that has the parameter."""
        return next(
            node for node in self._file.bindings.ancestors(parameter) if isinstance(node, Function | ast.Lambda)
        )

    def bindings(self, parameter: ast.arg) -> list[Binding]:
        """Return the binding that the parameter makes in its function, in a list."""
        bound = self._file.bindings.names_in(self.function(parameter)).get(parameter.arg, ())
        return [binding for binding in bound if binding.kind is BindingKind.PARAMETER]

    def bound_as(self, bindings: list[Binding], attributes: frozenset[str]) -> Role:
        """Return what is taken from the values of some bindings shows of them."""
        uses = [self._usage.held(binding) for binding in bindings]
        if any(use.is_used_as_session or self._looks_up(use, attributes) for use in uses):
            return Role.SESSION
        if any(self.is_stored(name) for binding in bindings for name in self._usage.loads(binding)):
            return Role.MODEL
        return _shown_by(SessionUse({}, frozenset(name for use in uses for name in use.attributes)), attributes)

    def is_named(self, name: str, uses: Iterable[SessionUse], attributes: frozenset[str]) -> bool:
        """Whether a name says database session, and the uses do not say that it is what its annotation names."""
        return self._usage.is_session_name(name) and not _fits_class(uses, attributes)

    def _looks_up(self, held: SessionUse, attributes: frozenset[str]) -> bool:
        """Whether `.get(Model, key)` is called, which neither a dict has nor a mapped class without a `get` of its own."""
        calls = [call for method in ("get", "get_one") for call in held.calls.get(method, ())]
        alien = bool(attributes) and "get" not in attributes
        return any(
            (alien and len(call.args) + len(call.keywords) > 1) or self._is_mapped(call.args[0])
            for call in calls
            if call.args
        )

    def _is_mapped(self, named: ast.expr) -> bool:
        return self._classes.kind(self._resolver.resolve(named, self._file)) is ClassKind.MAPPED

    def is_stored(self, value: ast.expr) -> bool:
        """Whether a value is handed to a database session: `db.add(value)`."""
        match self._file.bindings.parent(value):
            case ast.Call(func=ast.Attribute(value=store, attr=method), args=[first, *_]) as call if first is value:
                held = self._usage.calls_session(call) if method in _STORING else IsSession.NO
                # A set of sessions has `add`, and is called so as well.
                return held is IsSession.YES or (held is IsSession.LIKELY and not last_name(store).endswith("s"))
            case _:
                return False

    def attribute_as(
        self, target: ast.Attribute, attributes: frozenset[str], own_names: frozenset[str] = frozenset()
    ) -> Role:
        """Return what the uses of `self.x` in its class show that it is."""
        held = self._usage.held_by_self(target)
        if self.is_named(target.attr, [] if held is None else [held], attributes | own_names):
            return Role.SESSION
        return Role.NOTHING if held is None else _shown_by(held, attributes)

    def member_as(self, target: ast.Name, attributes: frozenset[str]) -> Role:
        """Return what the uses of `self.x` show of the `x` of a class body; its name shows nothing: a row has members, too."""
        held = self._usage.held_by_self(target)
        return Role.NOTHING if held is None else _shown_by(held, attributes)

    def is_injected(self, annotation: ast.AST | None) -> bool:
        """Whether an annotation is `Annotated[…, Depends(get_db)]`."""
        match annotation:
            case ast.Subscript(value=outer, slice=ast.Tuple(elts=[_, *extras])) if last_name(outer) == "Annotated":
                return any(self._usage.injected(extra) is not IsSession.NO for extra in extras)
            case _:
                return False

    def _is_given(self, parameter: ast.arg, own: list[Binding]) -> bool:
        """Whether the default, or a dependency in the annotation, is a database session."""
        defaults = [default for binding in own if (default := default_of(binding)) is not None]
        return self.is_injected(parameter.annotation) or any(
            self._usage.injected(default) is not IsSession.NO or self._usage.holds_session(default) is IsSession.YES
            for default in defaults
        )

    def _kept_as(self, bindings: list[Binding], attributes: frozenset[str], own_names: frozenset[str]) -> Role:
        """Return what the uses of `self.x` show of a parameter that is kept there."""
        target = next(self._keepers(bindings), None)
        return Role.NOTHING if target is None else self.attribute_as(target, attributes, own_names)

    def _keepers(self, bindings: list[Binding]) -> Iterator[ast.Attribute]:
        """Yield the attributes that a parameter is kept as: `self.x = x`."""
        for binding in bindings:
            for name in self._usage.loads(binding):
                match self._file.bindings.parent(name):
                    case (
                        ast.Assign(targets=[ast.Attribute() as target], value=value)
                        | ast.AnnAssign(target=ast.Attribute() as target, value=value)
                    ) if value is name:
                        yield target
                    case _:
                        continue


def _shown_by(held: SessionUse, attributes: frozenset[str]) -> Role:
    """Return what the attributes taken from something show that it is; `attributes` are those of the mapped class."""
    if held.is_used_as_session:
        return Role.SESSION
    own = attributes - known_names.SESSION_METHODS
    return Role.MODEL if held.attributes & own and held.attributes <= attributes else Role.NOTHING


def _fits_class(uses: Iterable[SessionUse], attributes: frozenset[str]) -> bool:
    """Whether what is taken is the annotated class's, and nothing a database session's alone: `db.host` of settings."""
    taken = frozenset(name for use in uses for name in use.attributes)
    return bool(taken & attributes) and not (taken - attributes) & known_names.SESSION_METHODS
