"""What stands for an entity and is no class itself -> the classes that it can be: a default, a loop over some, a dict of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.scopes.defaults import default_of
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind

_FARTHEST = 4


class EntitySources:
    """Answers for the expressions of one file."""

    def __init__(self, file: File, resolver: Resolver) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver

    def of(self, expression: ast.expr, left: int = _FARTHEST) -> Iterator[ast.expr]:
        """Yield the expressions whose value an expression can have, where it is spelled out what that can be."""
        match expression:
            case ast.Name():
                bound = self._resolver.candidates(expression, self._file)
                if len(bound) == 1 and left:
                    yield from self._of_binding(bound[0], left - 1)
            case ast.Subscript(value=mapping) | ast.Call(func=ast.Attribute(value=mapping, attr="get")):
                yield from self._values(mapping)
            case _:
                return

    def _of_binding(self, binding: Binding, left: int) -> Iterator[ast.expr]:
        match binding.kind, binding.value:
            case BindingKind.PARAMETER, _:
                default = default_of(binding)
                if isinstance(default, ast.Name | ast.Attribute):
                    yield default
            case BindingKind.VALUE, ast.Subscript() | ast.Call() as value if isinstance(binding.statement, ast.Assign):
                yield from self.of(value, left)
            case BindingKind.OTHER, _:
                yield from self._looped(binding)
            case _:
                return

    def _looped(self, binding: Binding) -> Iterator[ast.expr]:
        """`for model in (Job, Task)`, `for model in MODELS.values()`, `for name, model in MODELS.items()`."""
        loop: ast.AST | None = binding.statement
        if isinstance(loop, ast.expr):  # a comprehension's target
            loop = self._file.bindings.parent(loop)
        if not isinstance(loop, ast.For | ast.AsyncFor | ast.comprehension):
            return
        match loop.target, loop.iter:
            case ast.Name(), ast.Call(func=ast.Attribute(value=mapping, attr="values"), args=[]):
                yield from self._values(mapping)
            case ast.Tuple(elts=[_, value]), ast.Call(func=ast.Attribute(value=mapping, attr="items"), args=[]):
                yield from self._values(mapping) if value is binding.node else ()
            case ast.Name(), iterated:
                display = self._display(iterated)
                yield from display.elts if isinstance(display, ast.Tuple | ast.List | ast.Set) else ()
            case _:
                return

    def _values(self, mapping: ast.expr) -> Iterator[ast.expr]:
        display = self._display(mapping)
        yield from display.values if isinstance(display, ast.Dict) else ()

    def _display(self, expression: ast.expr) -> ast.expr | None:
        """Return a display, also behind a name of this file that nothing else is bound to."""
        if not isinstance(expression, ast.Name):
            return expression
        bound = self._resolver.candidates(expression, self._file)
        return bound[0].value if len(bound) == 1 and bound[0].kind is BindingKind.VALUE else None
