"""An expression -> the class of the project whose object it is, as far as annotations, constructions and queries say."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.semantic.classes.declared_types import DeclaredTypes, default_is_text, is_assigned
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass
from lint_rules.semantic.queries.chains import Chains, Stage
from lint_rules.semantic.queries.results import Results, Shape
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.semantic.scopes.reachability import is_none

_COLLECTIONS = frozenset({"list", "List", "Sequence", "Iterable", "set"})
_DEEPEST = 12

_VALIDATING = frozenset({"model_validate", "model_validate_json", "model_construct", "parse_obj", "from_orm"})
_VALIDATED = frozenset({ClassKind.PYDANTIC, ClassKind.SQLMODEL})


class Objects:
    """Answers for the expressions of one file, as far as annotations, constructions and queries say."""

    def __init__(
        self,
        file: File,
        resolver: Resolver,
        classes: Classes,
        declarations: DeclaredTypes,
        results: Results,
        chains: Chains,
    ) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._classes = classes
        self._results = results
        self._chains = chains
        self._declarations = declarations
        self._depth = self._cuts = 0
        self._known: dict[Binding, DefinedClass | None] = {}

    # -- expressions

    def class_of(self, expression: ast.expr) -> DefinedClass | None:
        """Return the class whose object `expression` is, None aside; None when it is not certain."""
        if self._depth > _DEEPEST:
            self._cuts += 1
            return None
        self._depth += 1
        try:
            return self._class_of(expression)
        finally:
            self._depth -= 1

    def element_class_of(self, expression: ast.expr) -> DefinedClass | None:
        """Return the class of what a collection holds, None aside; None when it is not certain."""
        return self._element(expression)

    def _class_of(self, expression: ast.expr) -> DefinedClass | None:
        match expression:
            case ast.Name():
                return self._agreed(self._of_binding(binding) for binding in self._bindings(expression))
            case ast.Attribute(value=owner, attr=attr):
                return self._of_attribute(owner, attr)
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                return self.class_of(value)
            case ast.Subscript(value=ast.Name() | ast.Attribute() as value):
                return self._enum(value)  # `Status["DONE"]`
            case ast.Call(func=function):
                made = self._resolver.resolve(function, self._file)
                return made if isinstance(made, DefinedClass) else self._fetched(expression) or self._returned(function)
            case _:
                return None

    def _bindings(self, name: ast.Name) -> list[Binding]:
        return [binding for binding in self._resolver.candidates(name, self._file) if not is_none(binding.value)]

    def _agreed(self, answers: Iterator[DefinedClass | None]) -> DefinedClass | None:
        first = next(answers, None)
        return first if first is not None and all(other is first for other in answers) else None

    def _of_binding(self, binding: Binding) -> DefinedClass | None:
        """Ask each binding once: a name bound again and again to what it was before would be asked for every path."""
        if binding in self._known:
            return self._known[binding]
        self._known[binding] = None  # what rests on itself is not certain
        cuts = self._cuts
        defined = self._known[binding] = self._bound_to(binding)
        if self._cuts > cuts:
            del self._known[binding]  # asked from nearer, it may have an answer
        return defined

    def _bound_to(self, binding: Binding) -> DefinedClass | None:
        if binding.annotation is not None:
            if default_is_text(binding):
                return None
            return self._declarations.annotated(binding.annotation, self._file)
        match binding.kind, binding.statement:
            case BindingKind.PARAMETER, _:
                return self._self(binding)
            case BindingKind.VALUE, ast.Assign() | ast.NamedExpr() if binding.value is not None:
                return self.class_of(binding.value)
            case BindingKind.OTHER, ast.For() | ast.AsyncFor() | ast.Name() if binding.value is not None:
                return self._element(binding.value)
            case _:
                return None

    def _self(self, binding: Binding) -> DefinedClass | None:
        """Return the class of the method whose first parameter this is."""
        function = binding.statement
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or binding.name != "self":
            return None
        owner = self._file.bindings.parent(function)
        return self._resolver.defined(owner, self._file) if isinstance(owner, ast.ClassDef) else None

    def _of_attribute(self, owner: ast.expr, attr: str) -> DefinedClass | None:
        enum = self._enum(owner)
        if enum is not None:
            return enum if is_assigned(enum, attr) else None
        of = self.class_of(owner)
        declared = self._declarations.declared(of, attr) if of is not None else None
        return declared.type if declared is not None else None

    def _enum(self, expression: ast.expr) -> DefinedClass | None:
        meaning = self._resolver.resolve(expression, self._file)
        is_enum = isinstance(meaning, DefinedClass) and self._classes.kind(meaning) is ClassKind.ENUM
        return meaning if is_enum and isinstance(meaning, DefinedClass) else None

    # -- queries

    def _fetched(self, call: ast.Call) -> DefinedClass | None:
        """`db.get(Model, key)`, `db.query(Model)….first()`, `db.scalar(select(Model)…)`."""
        result = self._results.of(call)
        return result.model if result is not None and result.shape in {Shape.ONE, Shape.OPTIONAL} else None

    def _returned(self, function: ast.expr) -> DefinedClass | None:
        """Return the class that a function of this file, or a method of a known object, says that it returns."""
        match function:
            case ast.Name():
                bindings = self._resolver.candidates(function, self._file)
                statement = bindings[0].node if len(bindings) == 1 else None
                if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and not statement.decorator_list:
                    return self._declarations.annotated(statement.returns, self._file)
                return None
            case ast.Attribute(value=owner, attr=method) if method in _VALIDATING:
                return self._validated(owner, method)
            case ast.Attribute(value=owner, attr=method):
                of = self.class_of(owner)
                return self._declarations.returned(of, method) if of is not None else None
            case _:
                return None

    def _validated(self, owner: ast.expr, method: str) -> DefinedClass | None:
        """`Model.model_validate(…)` of Pydantic and SQLModel."""
        meaning = self._resolver.resolve(owner, self._file)
        if not isinstance(meaning, DefinedClass):
            return None
        facts = self._classes.facts(meaning)
        return meaning if facts.kind in _VALIDATED and method not in facts.attributes else None

    def _element(self, iterated: ast.expr) -> DefinedClass | None:
        """Return the class of what a loop over `iterated` gives."""
        if isinstance(iterated, ast.Name):
            return self._agreed(self._element_of_binding(binding) for binding in self._bindings(iterated))
        result = self._results.of(iterated)
        if result is not None:
            return result.model if result.shape in {Shape.LIST, Shape.SEQUENCE} else None
        chain = self._chains.of(iterated)
        if chain is None or chain.entities is None or chain.stage not in {Stage.QUERY, Stage.SCALARS}:
            return None
        return self._chains.model(chain.entities[0])[0] if len(chain.entities) == 1 else None

    def _element_of_binding(self, binding: Binding) -> DefinedClass | None:
        match binding.annotation:
            case None if binding.kind is BindingKind.VALUE and isinstance(binding.value, ast.Call | ast.Await):
                return self._element(binding.value)
            case ast.Subscript(value=ast.Name(id=name), slice=inner) if name in _COLLECTIONS:
                return self._declarations.annotated(inner, self._file)
            case _:
                return None
