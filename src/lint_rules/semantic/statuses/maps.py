"""An expression -> the map from statuses that it denotes, and the members that have no key in it."""

from __future__ import annotations

import ast

from lint_rules.frozen import frozen
from lint_rules.semantic.classes.enums import EnumFacts, Member
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.semantic.scopes.reachability import is_none
from lint_rules.semantic.statuses.dict_uses import is_changed
from lint_rules.semantic.statuses.inference import Form, Status, Statuses

_WRAPPERS = frozenset({"MappingProxyType", "dict", "frozendict", "StatusMapping"})


@frozen
class StatusMap:
    """A dict display whose keys are statuses, or texts.

    Args:
        node: the display.
        enum: the Enum of its keys; None where they are texts.
        keys: names of members in the order of the keys, or the texts.
    """

    node: ast.Dict
    enum: EnumFacts | None
    keys: tuple[str, ...]

    def missing(self, status: Status) -> tuple[Member, ...] | None:
        """Return the members that have no key; None when the Enum is not known."""
        if self.enum is not None:
            return self.enum.without(self.keys)
        if status.enum is None or not (status.enum.known or status.form is Form.NAME):
            return None
        if status.form is Form.NAME:
            return status.enum.without(self.keys)
        keys = {key.casefold() for key in self.keys} if status.form is Form.TEXT else set(self.keys)
        return tuple(
            member
            for member in status.enum.members
            if ((member.value or "").casefold() if status.form is Form.TEXT else member.value) not in keys
        )


class StatusMaps:
    """Answers which expressions of one file are maps from statuses."""

    def __init__(self, file: File, resolver: Resolver, statuses: Statuses) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._statuses = statuses

    def map_of(self, expression: ast.expr) -> StatusMap | None:
        """Return the dict display that an expression denotes, when it is never changed and its keys are statuses or texts."""
        match expression:
            case ast.Dict():
                return self.display(expression)
            case ast.Call(func=function, args=[ast.Dict() as node], keywords=[]):
                return self.display(node) if last_name(function) in _WRAPPERS else None
            case ast.Name():
                bindings = self._resolver.candidates(expression, self._file)
                return self._map_of_binding(bindings[0]) if len(bindings) == 1 else None
            case ast.Attribute(value=ast.Name() as owner, attr=attr):
                return self._map_of_class(expression, owner, attr)
            case _:
                return None

    def _map_of_binding(self, binding: Binding) -> StatusMap | None:
        if binding.kind is not BindingKind.VALUE or binding.value is None or isinstance(binding.value, ast.Name):
            return None
        if not isinstance(binding.statement, ast.Assign | ast.AnnAssign) or is_changed(binding.name, self._file):
            return None
        return self.map_of(binding.value)

    def _map_of_class(self, expression: ast.Attribute, owner: ast.Name, attr: str) -> StatusMap | None:
        """`self.LABELS`, `Job.LABELS`: an assignment in the class body of this file."""
        meaning = self._resolver.resolve(owner, self._file)
        node = meaning.node if isinstance(meaning, DefinedClass) and meaning.path == self._file.path else None
        if owner.id in {"self", "cls"}:
            around = self._file.bindings.ancestors(expression)
            node = next((outer for outer in around if isinstance(outer, ast.ClassDef)), None)
        bindings = self._file.bindings.names_in(node).get(attr, ()) if node is not None else ()
        return self._map_of_binding(bindings[0]) if len(bindings) == 1 else None

    def display(self, node: ast.Dict) -> StatusMap | None:
        """Return a dict display as a map from statuses or texts; None when a key is anything else."""
        keys = [key for key in node.keys if not is_none(key)]
        if not keys or None in node.keys:
            return None
        texts = [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
        if len(texts) == len(keys):
            return StatusMap(node, None, tuple(texts))
        spelled = [self._statuses.member(key) for key in keys if isinstance(key, ast.Attribute)]
        members = [member for member in spelled if member is not None]
        if len(members) != len(keys) or any(enum.defined is not members[0][0].defined for enum, _ in members):
            return None
        return StatusMap(node, members[0][0], tuple(member.name for _, member in members))
