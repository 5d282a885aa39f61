"""An expression -> whether it can denote a class, a module or a function, by what its file binds alone."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Callable
from functools import cached_property

from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import IMPORTS, Binding, BindingKind

_DENOTING = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)
_IN_EXPRESSIONS = (ast.expr, ast.keyword, ast.comprehension)
_TAKING_APART = (ast.Attribute, ast.Subscript)
_FOLLOWING = (ast.Attribute, ast.Subscript, ast.Call)
_STANDARD = sys.stdlib_module_names


class MaybeClass:
    """Answers for one file, without following a name into another: it says yes too often, never too seldom.

    Parameters, loop variables and what calls return denote no class, and most of what stands in calls is such.
    """

    def __init__(self, file: File) -> None:
        """Answer for `file`."""
        self._file = file

    def may_be_class(self, expression: ast.expr) -> bool:
        """Whether `X`, `a.b.X` or `X[…]` can denote a class or a module, those of the standard library apart."""
        while isinstance(expression, _TAKING_APART):
            expression = expression.value
        return isinstance(expression, ast.Name) and (expression.id in self._classes or self._has_stars)

    def may_be_imported(self, expression: ast.expr) -> bool:
        """Whether `x`, `x.y` or `x(…).y` can be what another module made, or what calling that returned."""
        return self.may_begin_elsewhere(origin_name(expression))

    def may_begin_elsewhere(self, name: str) -> bool:
        """Whether a name that an expression begins with can be what another module made."""
        return name in self._elsewhere or (bool(name) and self._has_stars)

    def is_bound_once(self, name: str) -> bool:
        """Whether one statement of the file binds a name, which then means the same everywhere in it."""
        return self._times.get(name) == 1 and not self._has_stars

    def holds_member(self, call: ast.Call) -> bool:
        """Whether `X.attribute` stands anywhere in the arguments of a call, where `X` can be a class."""
        return call in self._holding

    @cached_property
    def members(self) -> list[ast.Attribute]:
        """Every `X.attribute` of the file where `X` can be a class, or what another module made."""
        names, has_stars = self._classes | self._elsewhere, self._has_stars
        members: list[ast.Attribute] = []
        for node in self._file.bindings.nodes(ast.Attribute):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else origin_name(owner)
            if name in names or (name and has_stars):
                members.append(node)
        return members

    @cached_property
    def _holding(self) -> set[ast.Call]:
        parent, calls = self._file.bindings.parent, set[ast.Call]()
        for node in self.members:
            inner: ast.AST = node
            around = parent(node) if self.may_be_class(node.value) else None
            while isinstance(around, _IN_EXPRESSIONS) and around not in calls:
                if isinstance(around, ast.Call) and around.func is not inner:
                    calls.add(around)
                inner, around = around, parent(around)
        return calls

    @cached_property
    def _has_stars(self) -> bool:
        return any(scope.stars for scope in self._file.bindings.scopes())

    @cached_property
    def bound(self) -> list[Binding]:
        """All that the file binds, scope by scope."""
        scopes = self._file.bindings.scopes()
        return [binding for scope in scopes for bindings in scope.bindings.values() for binding in bindings]

    @cached_property
    def _times(self) -> Counter[str]:
        return Counter([binding.name for binding in self.bound])

    @cached_property
    def _classes(self) -> frozenset[str]:
        own = {binding.name for binding in self.bound if binding.kind is BindingKind.CLASS}
        return _with_values(own | self._imported, self._values, _root)

    @cached_property
    def _elsewhere(self) -> frozenset[str]:
        return _with_values({*self._imported}, self._values, origin_name)

    @cached_property
    def _imported(self) -> frozenset[str]:
        return frozenset([binding.name for binding in self.bound if binding.kind in IMPORTS and _is_imported(binding)])

    @cached_property
    def _values(self) -> list[Binding]:
        return [
            binding
            for binding in self.bound
            if binding.kind is BindingKind.VALUE and isinstance(binding.value, _DENOTING)
        ]


def _is_imported(binding: Binding) -> bool:
    """Whether an import binds a name, unless to something of the standard library."""
    match binding.statement:
        case ast.Import():
            dotted = binding.node.name if isinstance(binding.node, ast.alias) else ""
        case ast.ImportFrom(module=module, level=level):
            dotted = "" if level else module or ""
        case _:
            return False
    return dotted.partition(".")[0] not in _STANDARD


def _with_values(names: set[str], values: list[Binding], begin: Callable[[ast.expr | None], str]) -> frozenset[str]:
    """Return names with those that are assigned from them."""
    origins = [(binding.name, begin(binding.value)) for binding in values]
    before = -1
    while len(names) > before:
        before = len(names)
        names |= {name for name, origin in origins if origin in names}
    return frozenset(names)


def _root(expression: ast.expr | None) -> str:
    """Return the name that `x.y` and `x[…]` begin with; the empty string where it is something else."""
    while isinstance(expression, _TAKING_APART):
        expression = expression.value
    return expression.id if isinstance(expression, ast.Name) else ""


def origin_name(expression: ast.expr | None) -> str:
    """Return the name that `x.y` and `x(…)` begin with; the empty string where it is something else."""
    while isinstance(expression, _FOLLOWING):
        expression = expression.func if isinstance(expression, ast.Call) else expression.value
    return expression.id if isinstance(expression, ast.Name) else ""
