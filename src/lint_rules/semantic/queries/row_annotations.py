"""What a query returns, and a place -> the annotation that says so with the names that the place already has."""

from __future__ import annotations

import ast
from functools import cached_property

from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import ExternalSymbol, Symbol
from lint_rules.semantic.queries.results import QueryResult, Shape
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, Branch, Point, Scope, ScopeKind

_SEQUENCES = (ExternalSymbol("collections.abc.Sequence"), ExternalSymbol("typing.Sequence"))
_FORMS = {
    Shape.ONE: "{name}",
    Shape.OPTIONAL: "{name} | None",
    Shape.LIST: "list[{name}]",
    Shape.SEQUENCE: "{sequence}[{name}]",
}
_Place = tuple[Scope, Point | None, Branch]


def spelled(shape: Shape, name: str, *, or_none: bool = False, sequence: str = "Sequence") -> str:
    """Return the annotation for `shape` of the class called `name`, as it reads in a message."""
    text = _FORMS[shape].format(name=name, sequence=sequence)
    return f"{text} | None" if or_none and shape is not Shape.OPTIONAL else text


class RowAnnotations:
    """Answers for the places of one file."""

    def __init__(self, file: File, resolver: Resolver) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver

    def of_variable(self, result: QueryResult, target: ast.Name, *, sequence: str | None = None) -> str | None:
        """Return the annotation for a variable that takes `result`; None when a name for it has to be imported first.

        `sequence` is the name under which `Sequence` will be imported.
        """
        context = self._file.bindings.context(target)
        place = (context.scope, (target.lineno, target.col_offset), context.branch)
        return self._at(place, result, or_none=False, sequence=sequence)

    def of_return(
        self,
        result: QueryResult,
        function: ast.FunctionDef | ast.AsyncFunctionDef,
        *,
        or_none: bool,
        sequence: str | None = None,
    ) -> str | None:
        """Return the annotation for what `function` returns, in quotes where its names are bound later on."""
        context = self._file.bindings.context(function)
        last: _Place = (context.scope, None, context.branch)
        if not self._file.bindings.postponed:
            here: _Place = (context.scope, (function.lineno, function.col_offset), context.branch)
            now = self._at(here, result, or_none=or_none, sequence=sequence)
            if now is not None:
                return now
        later = self._at(last, result, or_none=or_none, sequence=sequence)
        return later if later is None or self._file.bindings.postponed else f'"{later}"'

    def in_place_of(self, annotation: ast.expr, result: QueryResult) -> str | None:
        """Return the annotation for `result` where another one stands, a function's or a variable's."""
        match self._file.bindings.parent(annotation):
            case ast.FunctionDef() | ast.AsyncFunctionDef() as function:
                return self.of_return(result, function, or_none=False)
            case ast.AnnAssign(target=ast.Name() as target):
                return self.of_variable(result, target)
            case _:
                return None

    def _at(self, place: _Place, result: QueryResult, *, or_none: bool, sequence: str | None) -> str | None:
        entity = result.entity
        if sequence is None:
            sequence = self._sequence(place) if result.shape is Shape.SEQUENCE else "Sequence"
        if entity is None or sequence is None or not self._means_the_same(entity, place):
            return None
        if result.shape is Shape.LIST and self._meanings("list", (place[0], None, place[2])):
            return None  # a method or a variable called `list` hides the builtin, for type checkers everywhere
        return spelled(result.shape, ast.unparse(entity), or_none=or_none, sequence=sequence)

    def _means_the_same(self, entity: ast.expr, place: _Place) -> bool:
        root = entity
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name):
            return False
        here, there = self._resolver.resolve(root, self._file), self._meanings(root.id, place)
        return bool(there) and all(meaning == here for meaning in there)

    def _sequence(self, place: _Place) -> str | None:
        for name in self._sequences:
            meanings = self._meanings(name, place)
            if meanings and all(meaning in _SEQUENCES for meaning in meanings):
                return name
        return None

    @cached_property
    def _sequences(self) -> list[str]:
        """The names that the module has for `Sequence`."""
        bound = self._file.bindings.module_scope.bindings.items()
        of_binding = self._resolver.of_binding
        return [name for name, made in bound if any(of_binding(each, self._file) in _SEQUENCES for each in made)]

    def _meanings(self, name: str, place: _Place) -> list[Symbol]:
        scope, point, branch = place
        bindings = self._resolver.lookup(name, scope, self._file, point=point, branch=branch)
        if point is not None and any(_is_later(binding, scope, point) for binding in bindings):
            return []
        # For type checkers a class's method or attribute has its name in the whole class, be it bound below the place.
        own = scope.bindings.get(name, ()) if scope.kind is ScopeKind.CLASS else ()
        return [self._resolver.of_binding(binding, self._file, name) for binding in (*bindings, *own)]


def _is_later(binding: Binding, scope: Scope, point: Point) -> bool:
    """Whether a binding has not run yet at a place: a module and the classes in it run from top to bottom."""
    around: Scope | None = scope
    while around is not None and around is not binding.scope and around.kind is ScopeKind.CLASS:
        around = around.parent
    return around is binding.scope and binding.effective > point
