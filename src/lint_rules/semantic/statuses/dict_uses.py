"""A dict display -> what the project does with it: asked for any key, or with a fallback, iterated over, handed on."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from enum import Flag, auto

from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File

_WRAPPERS = frozenset({"MappingProxyType", "dict", "frozendict"})
_CHANGES = frozenset({"update", "setdefault", "pop", "popitem", "clear", "__setitem__"})
_CATCHING = frozenset({"KeyError", "LookupError", "Exception"})


class DictUse(Flag):
    """What is done with a dict; several at once."""

    NOTHING = 0
    CONSTANT = auto()
    """It is a constant of a module or class."""
    LOOKED_UP = auto()
    """It is asked for a key that is not spelled out, and a missing one is an error."""
    INVERTED = auto()
    """It is turned round: its values become keys."""
    MAPPING = auto()
    """It is made into a `StatusMapping`."""
    ELSE = auto()
    """Anything that shows or allows that it need not have every key."""


Importers = Callable[[str], Iterable[File]]


class DictUses:
    """Answers for one file, and for those that import a dict from it."""

    def __init__(self, file: File, resolver: Resolver, importers: Importers) -> None:
        """Answer for `file`; `importers` yields the files that import a name."""
        self._file = file
        self._resolver = resolver
        self._importers = importers

    def of(self, node: ast.Dict) -> DictUse:
        """Return what is done with a dict display, in its file and in those that import it from there."""
        whole, around = self._unwrapped(node)
        match around:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                changed = is_changed(name, self._file)
                return DictUse.ELSE if changed else self._of_name(name, whole, around)
            case _:
                return self._at(whole)

    def _unwrapped(self, node: ast.expr) -> tuple[ast.expr, ast.AST | None]:
        """Return the expression that `MappingProxyType({…})` stands for, and what is around it."""
        around = self._file.bindings.parent(node)
        if isinstance(around, ast.Call) and around.args == [node] and last_name(around.func) in _WRAPPERS:
            return around, self._file.bindings.parent(around)
        return node, around

    def _of_name(self, name: str, whole: ast.expr, statement: ast.Assign | ast.AnnAssign) -> DictUse:
        scope = self._file.bindings.context(statement).scope.node
        constant = isinstance(scope, ast.Module | ast.ClassDef)
        uses = DictUse.CONSTANT if constant else DictUse.NOTHING
        for place in self._places(name, whole, in_class=isinstance(scope, ast.ClassDef)):
            uses |= self._at(place)
        if isinstance(scope, ast.Module) and not uses & DictUse.ELSE:
            for file in self._importers(name):
                uses |= DictUses(file, self._resolver, self._importers).imported(name)
        return uses

    def imported(self, name: str) -> DictUse:
        """Return what the file does with a dict that it imports under its own name."""
        uses = DictUse.NOTHING
        for load in self._file.bindings.nodes(ast.Name):
            if load.id == name and isinstance(load.ctx, ast.Load):
                uses |= self._at(load)
        return uses

    def _places(self, name: str, whole: ast.expr, *, in_class: bool) -> Iterator[ast.expr]:
        for load in self._file.bindings.nodes(ast.Name):
            if load.id == name and isinstance(load.ctx, ast.Load) and self._denotes(load, whole):
                yield load
        for attribute in self._file.bindings.nodes(ast.Attribute):
            if in_class and attribute.attr == name:
                yield attribute

    def _denotes(self, name: ast.Name, whole: ast.expr) -> bool:
        return any(binding.value is whole for binding in self._resolver.candidates(name, self._file))

    def _at(self, place: ast.expr) -> DictUse:
        around = self._file.bindings.parent(place)
        match around:
            case ast.Subscript(value=value, ctx=ast.Load()) if value is place:
                return DictUse.ELSE if self._is_partial(around) else DictUse.LOOKED_UP
            case ast.Attribute(attr="items") if self._is_inverted(around):
                return DictUse.INVERTED
            case ast.Call(func=function) if last_name(function) == "StatusMapping":
                return DictUse.MAPPING
            case ast.keyword():
                call = self._file.bindings.parent(around)
                made = isinstance(call, ast.Call) and last_name(call.func) == "StatusMapping"
                return DictUse.MAPPING if made else DictUse.ELSE
            case _:
                return DictUse.ELSE

    def _is_partial(self, lookup: ast.Subscript) -> bool:
        """Whether the key is spelled out, or a missing one is caught."""
        if isinstance(lookup.slice, ast.Attribute) and lookup.slice.attr.isupper():
            return True
        inside: ast.AST = lookup
        for around in self._file.bindings.ancestors(lookup):
            if isinstance(around, ast.Try) and inside in around.body and any(map(_catches, around.handlers)):
                return True
            if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                return False
            inside = around
        return False

    def _is_inverted(self, items: ast.Attribute) -> bool:
        """`{value: key for key, value in THE_DICT.items()}`."""
        around = list(self._file.bindings.ancestors(items))[:3]
        match around:
            case [
                ast.Call(),
                ast.comprehension(target=ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=second)])),
                comp,
            ]:
                match comp:
                    case ast.DictComp(key=ast.Name(id=key), value=ast.Name(id=value)):
                        return (key, value) == (second, first)
                    case _:
                        return False
            case _:
                return False


def is_changed(name: str, file: File) -> bool:
    """Whether a file ever changes a dict of this name after its display."""
    for node in file.bindings.nodes(ast.Subscript):
        if not isinstance(node.ctx, ast.Load) and last_name(node.value) == name:
            return True
    for attribute in file.bindings.nodes(ast.Attribute):
        if attribute.attr in _CHANGES and last_name(attribute.value) == name:
            return True
    return any(last_name(node.target) == name for node in file.bindings.nodes(ast.AugAssign))


def _catches(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or last_name(kind) in _CATCHING for kind in kinds)
