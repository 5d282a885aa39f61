"""A class body that says `model = X`, or a call that makes an object with X -> X, where methods take `self.model` for an entity."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from lint_rules.semantic.calls.arguments import QueryArgument
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import UNMAPPED, ClassKind
from lint_rules.semantic.names.maybe_class import MaybeClass
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass
from lint_rules.semantic.queries.entities import Queries
from lint_rules.semantic.queries.entity_attributes import EntityAttributes, Taken, entity_attributes
from lint_rules.semantic.scopes.file import File

_NAMING = (ast.Name, ast.Attribute)
_FARTHEST = 3
"""Constructors that hand an argument on to those of their bases."""


class ClassModels:
    """Answers for the class statements and the calls of one file; bases in other files are followed.

    Args:
        file: the file.
        resolver: follows names.
        classes: says which classes are mapped: only of others is there something to say.
        queries: answers for the calls of the file.
        queries_of: makes what answers for those of another file.
        denoting: says cheaply what can be a class.
    """

    def __init__(
        self,
        file: File,
        *,
        resolver: Resolver,
        classes: Classes,
        queries: Queries,
        queries_of: Callable[[File], Queries],
        denoting: MaybeClass,
    ) -> None:
        """See the class."""
        self._file = file
        self._resolver = resolver
        self._classes = classes
        self._queries = queries
        self._queries_of = queries_of
        self._denoting = denoting
        self._attributes: dict[Path, EntityAttributes] = {}

    # -- class bodies

    def of(self, node: ast.ClassDef) -> Iterator[QueryArgument]:
        """Yield what a class body gives to names that its methods take for entities."""
        for statement in node.body:
            match statement:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=ast.Name() | ast.Attribute() as value)
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.Name() | ast.Attribute() as value)
                ) if self._denoting.may_be_class(value) and not self._says_mapped(value):
                    family = self._family(self._resolver.defined(node, self._file))
                    taken = None if self._stores(family, name) else self._taken(family, name)
                    if taken is not None and self._is_of_interest(value):
                        yield QueryArgument(value, taken.call, taken.sure)
                case _:
                    continue

    def _says_mapped(self, value: ast.expr) -> bool:
        """Whether a class statement itself says that its class is mapped, as most do: then nothing else has to be found out."""
        meaning = self._resolver.resolve(value, self._file)
        return isinstance(meaning, DefinedClass) and self._classes.facts(meaning).kind is ClassKind.MAPPED

    def _is_of_interest(self, value: ast.expr) -> bool:
        meaning = self._resolver.resolve(value, self._file)
        return not isinstance(meaning, DefinedClass) or self._classes.kind(meaning) in UNMAPPED

    def _family(self, defined: DefinedClass) -> list[DefinedClass]:
        """Return a class and those of its bases that the project defines."""
        family, waiting = list[DefinedClass](), [defined]
        while waiting:
            relative = waiting.pop(0)
            if relative not in family:
                family.append(relative)
                file = self._resolver.file_of(relative)
                bases = [self._resolver.resolve(_unsubscripted(base), file) for base in relative.node.bases]
                waiting += [base for base in bases if isinstance(base, DefinedClass)]
        return family

    def _taken(self, family: list[DefinedClass], name: str) -> Taken | None:
        """Return where a method of a class or of a base takes `self.name` for an entity."""
        found = (self._attributes_in(relative).taken.get((relative.node.lineno, name)) for relative in family)
        return next((taken for taken in found if taken is not None), None)

    def _stores(self, family: list[DefinedClass], name: str) -> int:
        return sum(self._attributes_in(relative).stores[relative.node.lineno, name] for relative in family)

    def _attributes_in(self, defined: DefinedClass) -> EntityAttributes:
        """Return what is known of the classes in a class's file."""
        if defined.path not in self._attributes:
            file = self._resolver.file_of(defined)
            queries = self._queries if file is self._file else self._queries_of(file)
            self._attributes[defined.path] = entity_attributes(file, queries)
        return self._attributes[defined.path]

    # -- constructors

    def of_call(self, call: ast.Call) -> Iterable[QueryArgument]:
        """Return what a constructor is given and keeps as what methods take for an entity: `Store(Plain)`."""
        return self._of_constructor(call) if self._may_construct(call.func) else ()

    def _of_constructor(self, call: ast.Call) -> Iterator[QueryArgument]:
        may_be_class = self._denoting.may_be_class
        classes = list[tuple[str | int, ast.expr]]()
        for at, value in enumerate(call.args):
            if isinstance(value, _NAMING) and may_be_class(value):
                classes.append((at, value))
        for keyword in call.keywords:
            if keyword.arg is not None and isinstance(keyword.value, _NAMING) and may_be_class(keyword.value):
                classes.append((keyword.arg, keyword.value))
        # What is called comes first: it is mostly known already, and mostly no class of the project's.
        constructors = [*self._made(call)] if classes else []
        for place, value in classes if constructors else ():
            if self._is_open(value):
                for made, own in constructors:
                    taken = self._reached(made, place, own)
                    if taken is not None and self._is_unmapped(value):
                        yield QueryArgument(value, taken.call, taken.sure)

    def _may_construct(self, function: ast.expr) -> bool:
        is_base = isinstance(function, ast.Attribute) and function.attr == "__init__"
        return is_base or self._denoting.may_be_class(_unsubscripted(function))

    def _is_open(self, value: ast.expr) -> bool:
        """Whether a value is a class of the project, and its statement does not say that it is mapped."""
        meaning = self._resolver.resolve(value, self._file)
        return isinstance(meaning, DefinedClass) and self._classes.facts(meaning).kind is not ClassKind.MAPPED

    def _is_unmapped(self, value: ast.expr) -> bool:
        meaning = self._resolver.resolve(value, self._file)
        return isinstance(meaning, DefinedClass) and self._classes.kind(meaning) in UNMAPPED

    def _made(self, call: ast.Call) -> Iterator[tuple[DefinedClass, DefinedClass]]:
        """Yield the class whose constructor is called, and that of the object: the class below in `super().__init__(…)`."""
        match call.func:
            case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"):
                around = self._file.bindings.ancestors(call)
                node = next((outer for outer in around if isinstance(outer, ast.ClassDef)), None)
                own = None if node is None else self._resolver.defined(node, self._file)
                for base in [] if own is None else self._family(own)[1:2]:
                    yield base, own if own is not None else base
            case function:
                made = self._resolver.resolve(_unsubscripted(function), self._file)
                if isinstance(made, DefinedClass):
                    yield made, made

    def _reached(self, made: DefinedClass, place: str | int, own: DefinedClass, left: int = _FARTHEST) -> Taken | None:
        """Return where an argument of a constructor is taken for an entity."""
        for relative in self._family(made):
            function = next((node for node in relative.node.body if _is_constructor(node)), None)
            if isinstance(function, ast.FunctionDef):
                parameter = _parameter(function, place)
                return None if parameter is None else self._kept(function, parameter, relative, own, left)
        return None

    def _kept(
        self, function: ast.FunctionDef, parameter: str, of: DefinedClass, own: DefinedClass, left: int
    ) -> Taken | None:
        """Return where a parameter that is kept as an attribute, or handed on to a base, is taken for an entity."""
        for statement in function.body:
            match statement:
                case (
                    ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=attr)], value=ast.Name(id=name))
                    | ast.AnnAssign(target=ast.Attribute(value=ast.Name(id="self"), attr=attr), value=ast.Name(id=name))
                ) if name == parameter:
                    family = self._family(own)
                    return self._taken(family, attr) if self._stores(family, attr) == 1 else None
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")))) as call):
                    place = _place_of(parameter, call)
                    base = self._family(of)[1:2] if left and place is not None else []
                    if base and place is not None:
                        return self._reached(base[0], place, own, left - 1)
                case _:
                    continue
        return None


def _is_constructor(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == "__init__"


def _unsubscripted(expression: ast.expr) -> ast.expr:
    return expression.value if isinstance(expression, ast.Subscript) else expression


def _parameter(function: ast.FunctionDef, place: str | int) -> str | None:
    """Return the name of the parameter that an argument fills, `self` aside."""
    arguments = function.args
    positional = [parameter.arg for parameter in (*arguments.posonlyargs, *arguments.args)][1:]
    if isinstance(place, int):
        return positional[place] if place < len(positional) else None
    named = {*positional, *(parameter.arg for parameter in arguments.kwonlyargs)}
    return place if place in named else None


def _place_of(parameter: str, call: ast.Call) -> str | int | None:
    """Return as which argument a call hands a parameter on."""
    for place, value in enumerate(call.args):
        if isinstance(value, ast.Name) and value.id == parameter:
            return place
    named = (item.arg for item in call.keywords if isinstance(item.value, ast.Name) and item.value.id == parameter)
    return next(named, None)
