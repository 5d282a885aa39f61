"""A name at its place -> the bindings that it can mean there, those that star imports bring included."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from lint_rules.semantic.names.star_imports import StarImports
from lint_rules.semantic.names.symbol import Symbol
from lint_rules.semantic.scopes.enclosing import seen_from_outside
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind, Branch, Point, Scope, ScopeKind
from lint_rules.semantic.scopes.reachability import AT_THE_END, Place, reaching, told_apart

Load = Callable[[Path], File | None]


class ScopeLookup:
    """Looks names up as Python does, from inner scopes to outer ones; remembers every answer.

    Args:
        load: returns the parsed file at a path, or None when it cannot be read or parsed.
        imported_module: returns what a `from … import` of a file imports from.
    """

    def __init__(self, load: Load, imported_module: Callable[[ast.ImportFrom, File], Symbol]) -> None:
        """See the class."""
        self._load = load
        self._module_of = imported_module
        self._candidates: defaultdict[File, dict[ast.Name, list[Binding]]] = defaultdict(dict)
        self._stars = StarImports(self._load, self._module_of)

    def let_go(self, files: Collection[File]) -> None:
        """Let go of the trees of some files."""
        for file in files:
            self._candidates.pop(file, None)
        self._stars.let_go(files)

    def candidates(self, name: ast.Name, file: File) -> list[Binding]:
        """Return the bindings that a name can mean at its place, the likeliest first; empty for a builtin."""
        known = self._candidates[file]
        visible = known.get(name)
        if visible is None:
            context = file.bindings.context(name)
            point = None if context.deferred else (name.lineno, name.col_offset)
            visible = self.lookup(name.id, context.scope, file, point=point, branch=context.branch)
            known[name] = visible
        return visible

    def lookup(self, name: str, scope: Scope, file: File, *, point: Point | None, branch: Branch) -> list[Binding]:
        """Return the bindings that `name` can mean at a place: inner scopes first, as Python looks them up."""
        of_module = _of_module_alone(name, scope)
        if of_module is not None:
            return of_module
        visible: list[Binding] = []
        start, around, place, past_functions = scope, scope, Place(point, branch), False
        while True:
            owner = around.elsewhere.get(name, around)
            if around is start or around.parent is None or not (past_functions or around.kind is ScopeKind.CLASS):
                bindings = self.bindings_of(name, owner, file)
                reached = reaching(bindings, place if owner is around else AT_THE_END)
                visible += reached.bindings
                # Only a class body goes on to look outside for a name that it binds and has not bound yet: in the module.
                if around.kind is not ScopeKind.CLASS and (bindings or owner is not around):
                    break
                past_functions = past_functions or bool(bindings)
                if reached.certain and not any(binding.kind is BindingKind.DELETE for binding in reached.bindings):
                    break
            if around.parent is None:
                break
            place = seen_from_outside(around, place, file)
            around = around.parent
        return told_apart(visible)

    def bindings_of(self, name: str, scope: Scope, file: File) -> list[Binding]:
        """Return what binds `name` in `scope`, the star imports that bring it included, in order."""
        named = scope.bindings.get(name, [])
        if not scope.stars:
            return named
        stars = [brought for star in scope.stars if (brought := self._stars.brought(star, name, file)) is not None]
        return sorted([*named, *stars], key=lambda binding: binding.effective) if stars else named

    def rests_on(self, expression: ast.expr, file: File) -> Iterator[ast.expr]:
        """Yield what has to be known before `expression`: what it is taken from, or the values that a name can have."""
        match expression:
            case (
                ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Await(value=inner) | ast.Call(func=inner)
            ):
                yield inner
            case ast.IfExp(body=body, orelse=orelse):
                yield from (body, orelse)
            case ast.Name():
                for binding in self.candidates(expression, file):
                    if binding.value is not None and isinstance(binding.statement, ast.Assign | ast.AnnAssign):
                        yield binding.value
            case _:
                return


def _of_module_alone(name: str, scope: Scope) -> list[Binding] | None:
    """Return what a name means that no scope but the module binds, and that once; None where more has to be weighed.

    Most names that are looked up are such: imports and classes that a function uses, which runs when the module has, and builtins.
    """
    around, function = scope, None
    while around.parent is not None:
        if name in around.bindings or name in around.elsewhere or around.stars:
            return None
        if around.kind is ScopeKind.FUNCTION:
            function = around.node
        around = around.parent
    if around.stars or name in around.elsewhere:
        return None
    bindings = around.bindings.get(name, [])
    is_simple = len(bindings) == 1 and not (bindings[0].branch or bindings[0].remote)
    runs_later = function is not None and not isinstance(function, ast.Lambda)
    return [*bindings] if not bindings or (is_simple and runs_later) else None
