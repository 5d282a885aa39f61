"""A file -> the places where it asks an Enum for a member that it does not have: by attribute, by name or by value."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property

from lint_rules.frozen import frozen
from lint_rules.semantic.classes.body import outer_name
from lint_rules.semantic.classes.enum_contents import EnumContents
from lint_rules.semantic.classes.enums import EnumFacts
from lint_rules.semantic.names.maybe_class import MaybeClass
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import BindingKind

_ANYTHING = frozenset({"", "Any", "EnumMeta", "EnumType", "object", "type", "Type"})
"""Annotations under which a parameter may take a class."""


@frozen(eq=False)
class FailingLookup:
    """An expression that fails when it runs.

    Args:
        node: the expression.
        enum: the Enum that it asks.
        wanted: the name or the value that it asks for.
        error: the name of the exception.
    """

    node: ast.Attribute | ast.Subscript | ast.Call
    enum: EnumFacts
    wanted: object
    error: str


class EnumLookups:
    """Answers for one file; remembers which of its names denote Enums."""

    def __init__(self, file: File, resolver: Resolver, contents: EnumContents, denoting: MaybeClass) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._denoting = denoting
        self._contents = contents
        self._named: dict[str, EnumFacts | None] = {}

    def failing(self) -> Iterator[FailingLookup]:
        """Yield the lookups that fail, one kind after the other; what is not called as classes are is not followed."""
        nodes = self._file.bindings.nodes
        for attribute in self._denoting.members:  # what is taken from anything else is of no class
            if _is_named_like_class(attribute.value) and self._is_read(attribute):
                yield from self._taken(attribute)
        for subscript in nodes(ast.Subscript):
            if isinstance(subscript.slice, ast.Constant):
                yield from self._subscribed(subscript, subscript.slice.value)
        for call in nodes(ast.Call):
            if _is_named_like_class(call.func) or (isinstance(call.func, ast.Name) and call.func.id == "getattr"):
                yield from self._called(call)

    def _taken(self, node: ast.Attribute) -> Iterator[FailingLookup]:
        enum = self._enum(node.value)
        if enum is not None and self._lacks_attribute(enum, node.attr):
            yield FailingLookup(node, enum, node.attr, "AttributeError")

    def _is_read(self, attribute: ast.Attribute) -> bool:
        """Whether an attribute is neither set nor called: a member is no function."""
        around = self._file.bindings.parent(attribute)
        is_called = isinstance(around, ast.Call) and around.func is attribute
        return isinstance(attribute.ctx, ast.Load) and not is_called

    def _subscribed(self, node: ast.Subscript, name: object) -> Iterator[FailingLookup]:
        owner = node.value
        if isinstance(owner, ast.Attribute) and owner.attr == "__members__":
            owner = owner.value
        if isinstance(name, str) and isinstance(node.ctx, ast.Load) and _is_named_like_class(owner):
            enum = self._enum(owner)
            if enum is not None and self._contents.lacks_name(enum, name):
                yield FailingLookup(node, enum, name, "KeyError")

    def _called(self, call: ast.Call) -> Iterator[FailingLookup]:
        literal = _literal(call)
        if literal is None:
            return
        value = literal.value
        if isinstance(call.func, ast.Name) and call.func.id == "getattr":
            enum = self._enum(call.args[0])
            if enum is not None and self._lacks_attribute(enum, str(value)):
                yield FailingLookup(call, enum, value, "AttributeError")
            return
        enum = self._enum(call.func)
        if enum is not None and self._contents.lacks_value(enum, value) and not self._may_be_set("_missing_"):
            yield FailingLookup(call, enum, value, "ValueError")

    def _enum(self, owner: ast.expr) -> EnumFacts | None:
        """Return the Enum that an expression denotes; a name that the file binds once is asked about once."""
        if not isinstance(owner, ast.Name) or not self._denoting.is_bound_once(owner.id):
            return self._resolved(owner)
        if owner.id not in self._named:
            self._named[owner.id] = self._resolved(owner)
        return self._named[owner.id]

    def _resolved(self, owner: ast.expr) -> EnumFacts | None:
        if not self._denoting.may_be_class(owner):
            return None
        return self._contents.facts(self._resolver.resolve(owner, self._file))

    def _lacks_attribute(self, enum: EnumFacts, name: str) -> bool:
        return self._contents.lacks_attribute(enum, name) and not self._may_be_set(name)

    def _may_be_set(self, name: str) -> bool:
        """Whether the file sets an attribute of this name on something, or some that only show when it runs."""
        return name in self._set or "setattr" in self._set

    @cached_property
    def _set(self) -> frozenset[str]:
        bindings = self._file.bindings
        stored = {node.attr for node in bindings.nodes(ast.Attribute) if isinstance(node.ctx, ast.Store)}
        calls = (call.args for call in bindings.named(ast.Call, "setattr") if isinstance(call.func, ast.Name))
        return frozenset(stored.union(*map(self._set_by, calls)))

    def _set_by(self, arguments: Sequence[ast.expr]) -> set[str]:
        """Return the name that `setattr` sets; `setattr` itself for any name, and nothing on an object that is no class."""
        match arguments:
            case [_, ast.Constant(value=str(name)), _]:
                return {name}
            case [ast.Name() as taker, _, _] if self._is_object(taker):
                return set()
            case _:
                return {"setattr"}

    def _is_object(self, taker: ast.Name) -> bool:
        """Whether parameters alone bind a name, all of them annotated with a class: what they take is an object of it."""
        bindings = self._resolver.candidates(taker, self._file)
        return bool(bindings) and all(
            binding.kind is BindingKind.PARAMETER
            and binding.annotation is not None
            and outer_name(binding.annotation) not in _ANYTHING
            for binding in bindings
        )


def _is_named_like_class(owner: ast.expr) -> bool:
    """Whether an expression is called as classes are."""
    if isinstance(owner, ast.Name):
        return owner.id[0].isupper()
    return isinstance(owner, ast.Attribute) and owner.attr[0].isupper()


def _literal(call: ast.Call) -> ast.Constant | None:
    """Return the one value that a call gives; for `getattr` the name that it takes from something."""
    arguments = call.args or [keyword.value for keyword in call.keywords if keyword.arg == "value"]
    if not arguments or not isinstance(arguments[-1], ast.Constant):
        return None
    is_getattr = isinstance(call.func, ast.Name) and call.func.id == "getattr"
    wanted = 2 if is_getattr else 1
    return arguments[-1] if len(call.args) + len(call.keywords) == len(arguments) == wanted else None
