"""A collection -> the class of what it holds; a name that a loop, a comprehension or a lambda binds -> the class of its values."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import NamedTuple

from lint_rules.semantic.calls.callee import callee_of
from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.declared_types import DeclaredTypes
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass
from lint_rules.semantic.queries.chains import Chains, Stage
from lint_rules.semantic.queries.results import Results, Shape
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.semantic.scopes.reachability import is_none

_COLLECTIONS = frozenset(
    "list List Sequence Iterable set Set frozenset Collection Iterator AsyncIterator AsyncIterable deque".split()
)
_MAPPINGS = frozenset("dict Dict Mapping MutableMapping defaultdict OrderedDict".split())
_KEEPING = frozenset({"sorted", "reversed", "list", "tuple", "set", "iter"})
"""What gives the elements of its first argument."""
_APPLYING = frozenset({"filter", "map"})
_DEEPEST = 12
_ORDERING = frozenset({"sorted", "min", "max"})


class Said(NamedTuple):
    """An annotation, and the file that it stands in."""

    annotation: ast.expr
    file: File


class ElementClasses:
    """Answers for the collections of one file."""

    def __init__(
        self, file: File, resolver: Resolver, declarations: DeclaredTypes, results: Results, chains: Chains
    ) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._declarations = declarations
        self._results = results
        self._chains = chains
        self._depth = self._cuts = 0
        self._elements: dict[Binding, DefinedClass | None] = {}

    def deepened(self, find: Callable[[ast.expr], DefinedClass | None], expression: ast.expr) -> DefinedClass | None:
        """Return an answer, unless it rests on too many others."""
        if self._depth > _DEEPEST:
            self._cuts += 1
            return None
        self._depth += 1
        try:
            return find(expression)
        finally:
            self._depth -= 1

    def remembered(
        self,
        known: dict[Binding, DefinedClass | None],
        binding: Binding,
        find: Callable[[Binding], DefinedClass | None],
    ) -> DefinedClass | None:
        """Ask each binding once: a name bound again and again to what it was before would be asked for every path."""
        if binding in known:
            return known[binding]
        known[binding] = None  # what rests on itself is not certain
        cuts = self._cuts
        defined = known[binding] = find(binding)
        if self._cuts > cuts:
            del known[binding]  # asked from nearer, it may have an answer
        return defined

    @abstractmethod
    def class_of(self, expression: ast.expr) -> DefinedClass | None:
        """Return the class whose object `expression` is, None aside; None when it is not certain."""

    def element_class_of(self, expression: ast.expr) -> DefinedClass | None:
        """Return the class of what a collection holds, None aside; None when it is not certain."""
        return self.deepened(self._element_class_of, expression)

    def _element_class_of(self, expression: ast.expr) -> DefinedClass | None:
        match expression:
            case ast.Name():
                return self.agreed(self._element_of_name(binding) for binding in self.bindings(expression))
            case ast.ListComp(elt=element) | ast.SetComp(elt=element) | ast.GeneratorExp(elt=element):
                return self.class_of(element)
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                return self.agreed(map(self.class_of, elements))
            case ast.Call(func=function, args=[*_, inner]) if last_name(function) in _KEEPING | {"filter"}:
                return self.element_class_of(inner if last_name(function) == "filter" else expression.args[0])
            case ast.Call(func=ast.Attribute(value=mapping, attr="values"), args=[]):
                return self._value_class_of(mapping)
            case _:
                return self._fetched_elements(expression) or self._said_elements(expression)

    def _fetched_elements(self, iterated: ast.expr) -> DefinedClass | None:
        result = self._results.of(iterated)
        if result is not None and result.column is not None:
            return self.column_class_of(result.column)
        if result is not None:
            return result.model if result.shape in {Shape.LIST, Shape.SEQUENCE} else None
        chain = self._chains.of(iterated)
        if chain is None or chain.entities is None or chain.stage not in {Stage.QUERY, Stage.SCALARS}:
            return None
        first = chain.entities[0] if len(chain.entities) == 1 else None
        model = None if first is None else self._chains.model(first)[0]
        if model is None and isinstance(first, ast.Attribute) and chain.stage is Stage.SCALARS:
            return self.column_class_of(first)
        return model

    def column_class_of(self, column: ast.Attribute) -> DefinedClass | None:
        """Return the class of what `Job.status` stores."""
        owner = self._resolver.resolve(column.value, self._file)
        declared = self._declarations.declared(owner, column.attr) if isinstance(owner, DefinedClass) else None
        return None if declared is None else declared.type

    def _said_elements(self, expression: ast.expr) -> DefinedClass | None:
        """Return what `self.jobs: list[Job]` and `def jobs() -> list[Job]` say that they hold."""
        said = self._said_of(expression)
        inner = None if said is None else _parameters(said, self._resolver, _COLLECTIONS)
        return None if said is None or not inner else self._declarations.annotated(inner[0], said.file)

    def _value_class_of(self, mapping: ast.expr) -> DefinedClass | None:
        """Return the class of a dict's values."""
        if isinstance(mapping, ast.DictComp):
            return self.class_of(mapping.value)
        if isinstance(mapping, ast.Name):
            bound = self.bindings(mapping)
            if len(bound) == 1 and isinstance(bound[0].value, ast.DictComp) and bound[0].annotation is None:
                return self.class_of(bound[0].value.value)
        said = self._said_of(mapping)
        inner = None if said is None else _parameters(said, self._resolver, _MAPPINGS)
        return None if said is None or not inner else self._declarations.annotated(inner[-1], said.file)

    def _said_of(self, expression: ast.expr) -> Said | None:
        """Return the annotation of a name, an attribute, or what a function returns."""
        match expression:
            case ast.Await(value=value):
                return self._said_of(value)
            case ast.Name():
                said = [binding.annotation for binding in self.bindings(expression)]
                return Said(said[0], self._file) if len(said) == 1 and said[0] is not None else None
            case ast.Attribute(value=owner, attr=attr):
                of = self.class_of(owner)
                annotation = None if of is None else self._declarations.annotation_of(of, attr)
                return None if of is None or annotation is None else Said(*annotation)
            case ast.Call(func=function):
                callee = callee_of(function, self._file, self._resolver)
                if callee is None or callee.function.returns is None or callee.function.decorator_list:
                    return None
                return Said(callee.function.returns, callee.file)
            case _:
                return None

    # -- names

    def bindings(self, name: ast.Name) -> list[Binding]:
        """Return the bindings of a name that give it something other than None."""
        return [binding for binding in self._resolver.candidates(name, self._file) if not is_none(binding.value)]

    def agreed(self, answers: Iterable[DefinedClass | None]) -> DefinedClass | None:
        """Return the answer that all are; None where they differ, or one is not certain."""
        rest = iter(answers)
        first = next(rest, None)
        return first if first is not None and all(other is first for other in rest) else None

    def _element_of_name(self, binding: Binding) -> DefinedClass | None:
        return self.remembered(self._elements, binding, self._element_of_binding)

    def _element_of_binding(self, binding: Binding) -> DefinedClass | None:
        if binding.annotation is not None:
            said = Said(binding.annotation, self._file)
            inner = _parameters(said, self._resolver, _COLLECTIONS)
            return self._declarations.annotated(inner[0], self._file) if inner else None
        if binding.kind is not BindingKind.VALUE or binding.value is None or isinstance(binding.value, ast.Name):
            return None
        return self.element_class_of(binding.value)

    def looped(self, binding: Binding) -> DefinedClass | None:
        """Return the class of what a loop, or a comprehension, gives to a name: `for number, job in enumerate(jobs)`."""
        loop: ast.AST | None = binding.statement
        if isinstance(loop, ast.expr):  # a comprehension's target
            loop = self._file.bindings.parent(loop)
        if not isinstance(loop, ast.For | ast.AsyncFor | ast.comprehension):
            return None
        match loop.target, loop.iter:
            case ast.Name(), iterated:
                return self.element_class_of(iterated)
            case ast.Tuple(elts=parts), ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_]) if len(parts) == 2:  # noqa: PLR2004  a number and an element
                return self.element_class_of(inner) if parts[1] is binding.node else None
            case ast.Tuple(elts=[_, value]), ast.Call(func=ast.Attribute(value=mapping, attr="items"), args=[]):
                return self._value_class_of(mapping) if value is binding.node else None
            case ast.Tuple(elts=parts), ast.Call(func=ast.Name(id="zip"), args=inner) if len(parts) == len(inner):
                pairs = zip(parts, inner, strict=True)
                side = next((each for part, each in pairs if part is binding.node), None)
                return None if side is None else self.element_class_of(side)
            case _:
                return None

    def applied(self, binding: Binding) -> DefinedClass | None:
        """Return the class of what a lambda is applied to: `filter(lambda job: …, jobs)`, `sorted(jobs, key=lambda job: …)`."""
        function = binding.statement
        around = self._file.bindings.parent(function) if isinstance(function, ast.Lambda) else None
        call = self._file.bindings.parent(around) if isinstance(around, ast.keyword) else around
        match call:
            case ast.Call(func=ast.Name(id=name), args=[first, second]) if name in _APPLYING and first is function:
                return self.element_class_of(second)
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _ORDERING and around is not call:
                return self.element_class_of(first)
            case ast.Call(func=ast.Attribute(value=sorted_, attr="sort")) if around is not call:
                return self.element_class_of(sorted_)
            case _:
                return None


def _parameters(said: Said, resolver: Resolver, names: frozenset[str]) -> list[ast.expr]:
    """Return what stands in the brackets of `list[Job]`, `dict[int, Job] | None`; nothing for another annotation."""
    match Annotations(said.file, resolver).named(said.annotation):
        case ast.Subscript(value=outer, slice=inside) if last_name(outer) in names:
            return inside.elts if isinstance(inside, ast.Tuple) else [inside]
        case _:
            return []
