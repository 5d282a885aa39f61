"""An expression at its place -> what it denotes, followed lazily through the files of the project."""

from __future__ import annotations

import ast
from collections.abc import Collection

from lint_rules.semantic.fixpoint import Fixpoint
from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.names.bound_symbols import BoundSymbols
from lint_rules.semantic.names.combine import agreed, made, of_builtin, parametrised
from lint_rules.semantic.names.lookup import Load
from lint_rules.semantic.names.module_resolver import ModuleResolver
from lint_rules.semantic.names.symbol import Symbol, Unknown, holds_tree
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import BindingKind

_RESTING_ON_NOTHING = frozenset(
    {BindingKind.IMPORT, BindingKind.FROM_IMPORT, BindingKind.CLASS, BindingKind.FUNCTION, BindingKind.PARAMETER}
)

_Placed = tuple[ast.expr, File]


class Resolver(BoundSymbols):
    """Resolves names across the project; remembers every answer.

    Args:
        layout: where modules lie.
        load: returns the parsed file at a path, or None when it cannot be read or parsed.
        visits: is told where the imports of each file lead.
    """

    def __init__(self, layout: ModuleResolver, load: Load, visits: DependencyRecorder) -> None:
        """See the class."""
        super().__init__(layout, load, visits)
        self._meanings = Fixpoint["Resolver", _Placed, Symbol](
            Resolver._resolve,
            rests_on=lambda placed: [(inner, placed[1]) for inner in self.rests_on(*placed)],
            circle=Unknown("it is defined by itself"),
        )

    def let_go(self, files: Collection[File], *, are_reached: bool = False) -> None:
        """Let go of the trees of some files; see `BoundSymbols.let_go`."""
        super().let_go(files, are_reached=are_reached)
        self._meanings.forget(lambda placed, meaning: placed[1] in files or (are_reached and holds_tree(meaning)))

    def resolve(self, expression: ast.expr, file: File) -> Symbol:
        """Return what `expression` denotes at its place in `file`."""
        inner, attributes = expression, list[str]()
        while isinstance(inner, ast.Attribute):
            attributes.append(inner.attr)
            inner = inner.value
        meaning = self._at_once(inner, file) if isinstance(inner, ast.Name) else None
        if meaning is None:
            return self._meanings.of((expression, file), self)
        for name in reversed(attributes):
            meaning = self.attribute(meaning, name)
        return meaning

    def _at_once(self, name: ast.Name, file: File) -> Symbol | None:
        """Return what a name denotes that nothing assigns: it rests on nothing else in its file; None for others."""
        bindings = self.candidates(name, file)
        if not bindings:
            return of_builtin(name.id)
        is_sure = len(bindings) == 1 and bindings[0].kind in _RESTING_ON_NOTHING
        return self.of_binding(bindings[0], file, name.id) if is_sure else None

    def _resolve(self, placed: _Placed) -> Symbol:
        expression, file = placed
        match expression:
            case ast.Name():
                bindings = self.candidates(expression, file)
                meanings = [self.of_binding(binding, file, expression.id) for binding in bindings]
                return agreed(meanings) if meanings else of_builtin(expression.id)
            case ast.Attribute(value=value, attr=attr):
                return self.attribute(self.resolve(value, file), attr)
            case ast.Call(func=function):
                return made(self.resolve(function, file), expression)
            case ast.IfExp(body=body, orelse=orelse):
                return agreed([self.resolve(body, file), self.resolve(orelse, file)])
            case ast.Subscript(value=value):
                return parametrised(self.resolve(value, file))
            case _:
                return Unknown("an expression")
