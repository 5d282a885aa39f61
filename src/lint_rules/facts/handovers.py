"""A parameter -> what those that hand it in, and those that it is handed on to, show that it is."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from lint_rules.facts.annotations import Annotations
from lint_rules.facts.bindings import File
from lint_rules.facts.class_kinds import MAPPED_FAMILY, ClassKind
from lint_rules.facts.classes import Classes
from lint_rules.facts.origins import origin_of
from lint_rules.facts.parameter_uses import ParameterUses
from lint_rules.facts.receivers import Function, Receiver, receiver_of
from lint_rules.facts.resolver import Resolver
from lint_rules.facts.roles import Shown
from lint_rules.facts.usage import Holds, Usage

_FARTHEST = 3
"""Functions that hand a parameter on to each other."""


class Handovers:
    """Answers for the parameters of one file."""

    def __init__(
        self,
        file: File,
        resolver: Resolver,
        classes: Classes,
        usage: Usage,
        *,
        known: dict[File, Handovers] | None = None,
    ) -> None:
        """Answer for `file`; `known` are the answers for the files that led to it."""
        self._file = file
        self._resolver = resolver
        self._classes = classes
        self._usage = usage
        self._annotations = Annotations(file, resolver)
        self._is_asked_about = known is None
        self._known = {} if known is None else known
        self._known[file] = self
        self._found: dict[tuple[ast.arg, frozenset[str], int], Shown] = {}
        self.uses = ParameterUses(file, resolver, classes, usage)

    def of(self, parameter: ast.arg, attributes: frozenset[str], left: int = _FARTHEST) -> Shown:
        """Return what all that hand a parameter in or take it show together; NOTHING when they do not agree."""
        key = (parameter, attributes, left)
        if key not in self._found:
            shown = {Shown.SESSION} if self._is_handed_in(parameter) else set[Shown]()
            loads = [name for binding in self.uses.bindings(parameter) for name in self._usage.loads(binding)]
            shown |= set(self._handed_on(loads, attributes, left))
            self._found[key] = agreed(shown)
        return self._found[key]

    def handed_on(self, uses: Iterable[ast.expr], attributes: frozenset[str]) -> Shown:
        """Return what the parameters that receive some expressions show together."""
        return agreed(self._handed_on(uses, attributes, _FARTHEST))

    def _handed_on(self, uses: Iterable[ast.expr], attributes: frozenset[str], left: int) -> Iterator[Shown]:
        for use in uses if left else ():
            receiver = receiver_of(use, self._file, self._resolver)
            if receiver is not None:
                yield self._in(receiver.file)._received(receiver, attributes, left - 1)  # noqa: SLF001  (of its own kind)

    def _received(self, receiver: Receiver, attributes: frozenset[str], left: int) -> Shown:
        """Return what a parameter of this file shows of what it receives: by its uses, else its annotation, else farther on."""
        shown = self.uses.of(receiver.parameter, attributes)
        if shown is Shown.NOTHING:
            shown = self._said(receiver.parameter)
        return self.of(receiver.parameter, attributes, left) if shown is Shown.NOTHING else shown

    def _said(self, parameter: ast.arg) -> Shown:
        """Return what a parameter's annotation says, where its name has one meaning."""
        named = self._annotations.named(parameter.annotation)
        is_circular = self._is_asked_about and isinstance(named, ast.Name)  # the very name that is asked about, perhaps
        if is_circular or not self._annotations.is_clear(parameter.annotation):
            return Shown.NOTHING
        kind = self._classes.kind(self._annotations.aliased(parameter.annotation))
        if kind is ClassKind.SESSION:
            return Shown.SESSION
        return Shown.MODEL if kind in MAPPED_FAMILY else Shown.NOTHING

    def _is_handed_in(self, parameter: ast.arg) -> bool:
        """Whether a decorator of the function, or a call of it in this file, hands it a database session."""
        function = self.uses.function(parameter)
        if isinstance(function, ast.Lambda) or not self._usage.is_session_like(parameter.arg):
            return False
        return any(self._hands_in(decorator, parameter.arg) for decorator in function.decorator_list)

    def _hands_in(self, decorator: ast.expr, name: str) -> bool:
        """Whether a decorator of the project calls what it decorates with `name=` and a database session."""
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        origin = origin_of(function, self._file, self._resolver)
        if origin is None or not isinstance(origin.binding.node, Function):
            return False
        there = self._in(origin.file)
        given = [node for node in ast.walk(origin.binding.node) if isinstance(node, ast.keyword) and node.arg == name]
        return any(there._usage.holds_session(keyword.value) is Holds.YES for keyword in given)  # noqa: SLF001

    def _in(self, file: File) -> Handovers:
        if file not in self._known:
            usage = self._usage.elsewhere(file)
            Handovers(file, self._resolver, self._classes, usage, known=self._known)
        return self._known[file]


def agreed(answers: Iterable[Shown]) -> Shown:
    """Return the one answer that some give, apart from those that know nothing; NOTHING when they differ."""
    told = {*answers} - {Shown.NOTHING}
    return told.pop() if len(told) == 1 else Shown.NOTHING
