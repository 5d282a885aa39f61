"""A binding -> the uses of it, and what they take from it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator

from lint_rules import known_names
from lint_rules.frozen import frozen
from lint_rules.semantic.calls.arguments import takes_keywords
from lint_rules.semantic.classes.body import is_self
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding


@frozen
class SessionUse:
    """What the uses of one parameter or variable show.

    Args:
        calls: method calls on it, by the method's name.
        attributes: all attributes taken from it.
    """

    calls: dict[str, list[ast.Call]]
    attributes: frozenset[str]

    @property
    def fits_session(self) -> bool:
        """Whether a database session has all that is used, and takes what is given by keywords."""
        if not self.calls or not self.attributes <= known_names.SESSION_METHODS:
            return False
        return all(takes_keywords(call, name) for name, calls in self.calls.items() for call in calls)

    @property
    def is_used_as_session(self) -> bool:
        """Whether it is used as a database session is used, and as a dict or a set is not."""
        return self.fits_session and not known_names.TELLING_METHODS.isdisjoint(self.calls)


class Uses:
    """Answers for the bindings of one file."""

    def __init__(self, file: File, resolver: Resolver) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._loads: dict[str, dict[Binding, list[ast.Name]]] = {}

    def loads(self, binding: Binding) -> Iterator[ast.Name]:
        """Return the uses that can mean `binding`, in source order."""
        of_name = self._loads.get(binding.name)
        if of_name is None:  # all bindings of a name at once: every function of a file may have a parameter `db`
            of_name = self._loads[binding.name] = self._by_binding(binding.name)
        return iter(of_name.get(binding, ()))

    def _by_binding(self, name: str) -> dict[Binding, list[ast.Name]]:
        found: dict[Binding, list[ast.Name]] = {}
        for use in self._file.bindings.named(ast.Name, name):
            if isinstance(use.ctx, ast.Load):
                for binding in dict.fromkeys(self._resolver.candidates(use, self._file)):
                    found.setdefault(binding, []).append(use)
        return found

    def held(self, binding: Binding) -> SessionUse:
        """Return what the uses of a parameter or variable show."""
        return self._taken_from(self.loads(binding))

    def held_by_self(self, target: ast.Attribute | ast.Name) -> SessionUse | None:
        """Return what the uses of `self.x` in its class show; None for an attribute of something else."""
        uses = self.uses_by_self(target)
        return None if uses is None else self._taken_from(uses)

    def uses_by_self(self, target: ast.Attribute | ast.Name) -> list[ast.Attribute] | None:
        """Return every `self.x` in the class of `self.x`, or of the `x` of its body; None for an attribute of something else."""
        owner = next((node for node in self._file.bindings.ancestors(target) if isinstance(node, ast.ClassDef)), None)
        if owner is None or not (isinstance(target, ast.Name) or is_self(target.value)):
            return None
        return [
            node
            for node in self._file.bindings.named(ast.Attribute, last_name(target))
            if is_self(node.value) and any(around is owner for around in self._file.bindings.ancestors(node))
        ]

    def _taken_from(self, uses: Iterable[ast.expr]) -> SessionUse:
        calls: defaultdict[str, list[ast.Call]] = defaultdict(list)
        attributes: set[str] = set()
        for use in uses:
            around = self._file.bindings.parent(use)
            if isinstance(around, ast.Attribute) and around.value is use:
                attributes.add(around.attr)
                call = self._file.bindings.parent(around)
                if isinstance(call, ast.Call) and call.func is around:
                    calls[around.attr].append(call)
        return SessionUse(dict(calls), frozenset(attributes))
