"""A parameter -> what those that hand it in, and those that it is handed on to, show that it is."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lint_rules.semantic.calls.callee import Function, Receiver, receiver_of
from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import MAPPED_FAMILY, ClassKind, Role
from lint_rules.semantic.intent.parameter_uses import ParameterUses
from lint_rules.semantic.names.origin import origin_of
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.sessions.inference import IsSession, SessionInference

_FARTHEST = 3
"""Functions that hand a parameter on to each other."""


class _Side(NamedTuple):
    """What answers for one file."""

    file: File
    usage: SessionInference
    annotations: Annotations
    uses: ParameterUses


class CallFlow:
    """Answers for the parameters of one file, and of those that theirs are handed on to.

    It holds what answers for each file, and none of those holds it: a run searches for no circles.
    """

    def __init__(self, file: File, resolver: Resolver, classes: Classes, usage: SessionInference) -> None:
        """Answer for `file`."""
        self._resolver = resolver
        self._classes = classes
        self._here = self._side(file, usage)
        self._sides = {file: self._here}
        self._roles: dict[tuple[ast.arg, frozenset[str], int], Role] = {}
        self.uses = self._here.uses

    def _side(self, file: File, usage: SessionInference) -> _Side:
        annotations = Annotations(file, self._resolver)
        return _Side(file, usage, annotations, ParameterUses(file, self._resolver, self._classes, usage))

    def of(self, parameter: ast.arg, attributes: frozenset[str]) -> Role:
        """Return what all that hand a parameter in or take it show together; NOTHING when they do not agree."""
        return self._of(parameter, attributes, _FARTHEST, self._here)

    def elsewhere(self, parameter: ast.arg, file: File, attributes: frozenset[str]) -> Role:
        """Return what the uses of a parameter of another file show."""
        return self._in(file, self._here).uses.of(parameter, attributes)

    def handed_on(self, uses: Iterable[ast.expr], attributes: frozenset[str]) -> Role:
        """Return what the parameters that receive some expressions show together."""
        return agreed(self._handed_on(uses, attributes, _FARTHEST, self._here))

    def _of(self, parameter: ast.arg, attributes: frozenset[str], left: int, side: _Side) -> Role:
        key = (parameter, attributes, left)
        if key not in self._roles:
            shown = {Role.SESSION} if self._is_handed_in(parameter, side) else set[Role]()
            loads = [name for binding in side.uses.bindings(parameter) for name in side.usage.loads(binding)]
            shown |= set(self._handed_on(loads, attributes, left, side))
            self._roles[key] = agreed(shown)
        return self._roles[key]

    def _handed_on(
        self, uses: Iterable[ast.expr], attributes: frozenset[str], left: int, side: _Side
    ) -> Iterator[Role]:
        for use in uses if left else ():
            receiver = receiver_of(use, side.file, self._resolver)
            if receiver is not None:
                yield self._received(receiver, attributes, left - 1, self._in(receiver.file, side))

    def _received(self, receiver: Receiver, attributes: frozenset[str], left: int, side: _Side) -> Role:
        """Return what a parameter shows of what it receives: by its uses, else its annotation, else farther on."""
        shown = side.uses.of(receiver.parameter, attributes)
        if shown is Role.NOTHING:
            shown = self._said(receiver.parameter, side)
        return self._of(receiver.parameter, attributes, left, side) if shown is Role.NOTHING else shown

    def _said(self, parameter: ast.arg, side: _Side) -> Role:
        """Return what a parameter's annotation says, where its name has one meaning."""
        named = side.annotations.named(parameter.annotation)
        # the very name that is asked about, perhaps
        is_circular = side is self._here and isinstance(named, ast.Name)
        if is_circular or not side.annotations.is_clear(parameter.annotation):
            return Role.NOTHING
        kind = self._classes.kind(side.annotations.aliased(parameter.annotation))
        if kind is ClassKind.SESSION:
            return Role.SESSION
        return Role.MODEL if kind in MAPPED_FAMILY else Role.NOTHING

    def _is_handed_in(self, parameter: ast.arg, side: _Side) -> bool:
        """Whether a decorator of the function, or a call of it in its file, hands it a database session."""
        function = side.uses.function(parameter)
        if isinstance(function, ast.Lambda) or not side.usage.is_session_like(parameter.arg):
            return False
        return any(self._hands_in(decorator, parameter.arg, side) for decorator in function.decorator_list)

    def _hands_in(self, decorator: ast.expr, name: str, side: _Side) -> bool:
        """Whether a decorator of the project calls what it decorates with `name=` and a database session."""
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        origin = origin_of(function, side.file, self._resolver)
        if origin is None or not isinstance(origin.binding.node, Function):
            return False
        there = self._in(origin.file, side).usage
        keywords = [
            node for node in ast.walk(origin.binding.node) if isinstance(node, ast.keyword) and node.arg == name
        ]
        return any(there.holds_session(keyword.value) is IsSession.YES for keyword in keywords)

    def _in(self, file: File, side: _Side) -> _Side:
        if file not in self._sides:
            self._sides[file] = self._side(file, side.usage.elsewhere(file))
        return self._sides[file]


def agreed(answers: Iterable[Role]) -> Role:
    """Return the one answer that some give, apart from those that know nothing; NOTHING when they differ."""
    roles = {*answers} - {Role.NOTHING}
    return roles.pop() if len(roles) == 1 else Role.NOTHING
