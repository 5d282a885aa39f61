"""A collection, by its annotation -> what the uses of its elements show that they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.semantic.classes.kinds import Role
from lint_rules.semantic.intent.parameter_uses import ParameterUses
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding
from lint_rules.semantic.sessions.inference import SessionInference


class Elements:
    """Answers for the annotations of one file."""

    def __init__(self, file: File, usage: SessionInference, parameters: ParameterUses) -> None:
        """Answer for `file`."""
        self._file = file
        self._usage = usage
        self._parameters = parameters

    def of(self, node: ast.arg | ast.AnnAssign, attributes: frozenset[str]) -> Role:
        """Return SESSION where an element is used as a database session, else MODEL: several sessions are hardly kept."""
        shown = self._parameters.bound_as([*self._taken(self._collections(node))], attributes)
        return Role.SESSION if shown is Role.SESSION else Role.MODEL

    def _collections(self, node: ast.arg | ast.AnnAssign) -> list[Binding]:
        match node:
            case ast.arg():
                return self._parameters.bindings(node)
            case ast.AnnAssign(target=ast.Name(id=name) as target):
                return self._file.bindings.context(target).scope.bindings.get(name, [])
            case _:
                return []

    def _taken(self, collections: list[Binding]) -> Iterator[Binding]:
        """Yield the bindings of `one` in `for one in several`, in a statement or a comprehension."""
        for binding in collections:
            for several in self._usage.loads(binding):
                match self._file.bindings.parent(self._values(several)):
                    case (
                        ast.For(target=ast.Name() as element, iter=source)
                        | ast.AsyncFor(target=ast.Name() as element, iter=source)
                        | ast.comprehension(target=ast.Name() as element, iter=source)
                    ) if source is self._values(several):
                        bound = self._file.bindings.context(element).scope.bindings.get(element.id, [])
                        yield from (taken for taken in bound if taken.node is element)
                    case _:
                        continue

    def _values(self, several: ast.expr) -> ast.expr:
        """Return `several.values()` where that is taken of it."""
        match self._file.bindings.parent(several):
            case ast.Attribute(attr="values") as attribute:
                call = self._file.bindings.parent(attribute)
                return call if isinstance(call, ast.Call) and call.func is attribute else several
            case _:
                return several
