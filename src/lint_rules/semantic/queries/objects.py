"""An expression -> the class of the project whose object it is, as far as annotations, constructions and queries say."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.semantic.calls.callee import callee_of
from lint_rules.semantic.calls.return_values import injected_by, results_of
from lint_rules.semantic.classes.declared_types import DeclaredTypes, default_is_text, is_assigned
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass
from lint_rules.semantic.queries.chains import Chains
from lint_rules.semantic.queries.element_classes import ElementClasses
from lint_rules.semantic.queries.results import Results, Shape
from lint_rules.semantic.scopes.defaults import default_of
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.semantic.scopes.reachability import is_none

_VALIDATING = frozenset({"model_validate", "model_validate_json", "model_construct", "parse_obj", "from_orm"})
_VALIDATED = frozenset({ClassKind.PYDANTIC, ClassKind.SQLMODEL})


class Objects(ElementClasses):
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
        super().__init__(file, resolver, declarations, results, chains)
        self._classes = classes
        self._known: dict[Binding, DefinedClass | None] = {}

    # -- expressions

    def class_of(self, expression: ast.expr) -> DefinedClass | None:
        """Return the class whose object `expression` is, None aside; None when it is not certain."""
        return self.deepened(self._class_of, expression)

    def _class_of(self, expression: ast.expr) -> DefinedClass | None:
        match expression:
            case ast.Name():
                return self.agreed(self._of_binding(binding) for binding in self.bindings(expression))
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

    def _of_binding(self, binding: Binding) -> DefinedClass | None:
        return self.remembered(self._known, binding, self._bound_to)

    def _bound_to(self, binding: Binding) -> DefinedClass | None:
        if binding.annotation is not None:
            if default_is_text(binding):
                return None
            return self._declarations.annotated(binding.annotation, self._file)
        match binding.kind, binding.statement:
            case BindingKind.PARAMETER, _:
                return self._self(binding) or self.applied(binding)
            case BindingKind.VALUE, ast.Assign() | ast.NamedExpr() if binding.value is not None:
                return self.class_of(binding.value)
            case BindingKind.OTHER, ast.For() | ast.AsyncFor() | ast.Name() | ast.Tuple():
                return self.looped(binding)
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

    # -- dependencies

    def is_injected_otherwise(self, expression: ast.expr, defined: DefinedClass) -> bool:
        """Whether a dependency gives an object without saying that it is of a class: FastAPI holds it to no annotation."""
        bindings = self.bindings(expression) if isinstance(expression, ast.Name) else []
        dependencies = (dependency for binding in bindings for dependency in _dependencies(binding))
        providers = (injected_by(dependency, self._file, self._resolver) for dependency in dependencies)
        return any(self._provided(provider) is not defined for provider in providers if provider is not None)

    def _provided(self, provider: ast.expr) -> DefinedClass | None:
        """Return the class that a dependency is, or says that it returns."""
        made = self._resolver.resolve(provider, self._file)
        if isinstance(made, DefinedClass):
            return made
        callee = callee_of(provider, self._file, self._resolver)
        return None if callee is None else self._declarations.annotated(callee.function.returns, callee.file)

    # -- queries

    def _fetched(self, call: ast.Call) -> DefinedClass | None:
        """`db.get(Model, key)`, `db.query(Model)….first()`, `db.scalar(select(Model)…)`, also of a column."""
        result = self._results.of(call)
        if result is not None and result.column is not None:
            return self.column_class_of(result.column)
        return result.model if result is not None and result.shape in {Shape.ONE, Shape.OPTIONAL} else None

    def _returned(self, function: ast.expr) -> DefinedClass | None:
        """Return the class that a function of this file, or a method of a known object, says that it returns."""
        match function:
            case ast.Name():
                return self._of_function(function)
            case ast.Attribute(value=owner, attr=method) if method in _VALIDATING:
                return self._validated(owner, method)
            case ast.Attribute(value=owner, attr=method):
                of = self.class_of(owner)
                return self._declarations.returned(of, method) if of is not None else None
            case _:
                return None

    def _of_function(self, function: ast.Name) -> DefinedClass | None:
        """Return what a function says that it returns, or, in this file, what each of its results is."""
        callee = callee_of(function, self._file, self._resolver)
        if callee is None or callee.function.decorator_list:
            return None
        if callee.function.returns is not None or callee.file is not self._file:
            return self._declarations.annotated(callee.function.returns, callee.file)
        return self.agreed(self.class_of(value) for value in results_of(callee.function) if not is_none(value))

    def _validated(self, owner: ast.expr, method: str) -> DefinedClass | None:
        """`Model.model_validate(…)` of Pydantic and SQLModel."""
        meaning = self._resolver.resolve(owner, self._file)
        if not isinstance(meaning, DefinedClass):
            return None
        facts = self._classes.facts(meaning)
        return meaning if facts.kind in _VALIDATED and method not in facts.attributes else None


def _dependencies(binding: Binding) -> Iterator[ast.expr]:
    """Yield what may be the dependency of a parameter: its default, or what stands beside its type in `Annotated`."""
    default = default_of(binding)
    if default is not None:
        yield default
    match binding.annotation:
        case ast.Subscript(value=outer, slice=ast.Tuple(elts=[_, *beside])) if last_name(outer) == "Annotated":
            yield from beside
        case _:
            return
