"""A mapped class and the name of an attribute -> whether it is a column, a relationship, or nothing of the database's."""

from __future__ import annotations

import ast
from enum import Enum

from lint_rules import known_names
from lint_rules.semantic.classes.body import defines, is_table, outer_name
from lint_rules.semantic.classes.family import with_bases
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol, Symbol
from lint_rules.semantic.scopes.dotted_names import called, last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind


class AttributeKind(Enum):
    """What a mapped class's attribute is to the database."""

    COLUMN = "a column"
    RELATIONSHIP = "a relationship"
    PLAIN = "an attribute of Python's"
    UNKNOWN = "not known"

    __hash__ = object.__hash__  # a member is itself alone: `Enum` computes it from the name each time


_COLUMNS = frozenset(
    {"Column", "mapped_column", "column_property", "deferred", "synonym", "composite", "query_expression"}
)
_RELATIONSHIPS = frozenset({"relationship", "backref", "dynamic_loader", "Relationship", "relation"})
_MAPPED = frozenset({"Mapped", "WriteOnlyMapped", "DynamicMapped"})
_OF_SQLMODEL = frozenset({"Field", "PydanticField"})
_NO_IMPORT = frozenset({"ImportError", "ModuleNotFoundError"})


class MappedAttributes:
    """Answers for the mapped classes of the project; remembers every answer."""

    def __init__(self, resolver: Resolver, classes: Classes) -> None:
        """Answer for the classes that `resolver` finds."""
        self._resolver = resolver
        self._classes = classes
        self._known: dict[tuple[DefinedClass, str], AttributeKind] = {}

    def kind(self, owner: Symbol, attr: str) -> AttributeKind:
        """Return what `owner.attr` is; UNKNOWN for what is no mapped class, and for what no class body in sight says."""
        if not isinstance(owner, DefinedClass) or self._classes.kind(owner) is not ClassKind.MAPPED:
            return AttributeKind.UNKNOWN
        key = (owner, attr)
        if key not in self._known:
            self._known[key] = self._judge(owner, attr)
        return self._known[key]

    def _judge(self, owner: DefinedClass, attr: str) -> AttributeKind:
        family = with_bases(owner, self._resolver)
        by_annotation = any(is_table(defined.node) for defined in family)  # SQLModel's columns are its fields
        for defined in family:
            statement = next((each for each in defined.node.body if attr in defines(each)), None)
            if statement is not None:
                kind = self._declared(statement, self._resolver.file_of(defined), by_annotation=by_annotation)
                return AttributeKind.UNKNOWN if self._has_table_elsewhere(owner, family) else kind
        return AttributeKind.UNKNOWN

    def _has_table_elsewhere(self, owner: DefinedClass, family: list[DefinedClass]) -> bool:
        """Whether a table that is no part of the class body puts columns over what the class has: a call maps it, or `__table__`."""
        by_call = self._classes.facts(owner).kind is not ClassKind.MAPPED
        return by_call or any("__table__" in defines(each) for defined in family for each in defined.node.body)

    def _declared(self, statement: ast.stmt, file: File, *, by_annotation: bool) -> AttributeKind:
        match statement:
            case ast.AnnAssign(annotation=annotation, value=value):
                return self._annotated(annotation, value, file, by_annotation=by_annotation)
            case ast.Assign(value=ast.Call() as call):
                return self._made(call, file)
            case ast.Assign(value=ast.Constant()) | ast.ClassDef():
                return AttributeKind.PLAIN
            case ast.FunctionDef(decorator_list=decorators) | ast.AsyncFunctionDef(decorator_list=decorators):
                return _decorated(decorators, statement)
            case _:
                return AttributeKind.UNKNOWN

    def _annotated(
        self, annotation: ast.expr, value: ast.expr | None, file: File, *, by_annotation: bool
    ) -> AttributeKind:
        outer = outer_name(annotation)
        if outer in {"ClassVar", "Final"}:
            return AttributeKind.PLAIN
        if isinstance(value, ast.Call) and (made := self._made(value, file)) is not AttributeKind.UNKNOWN:
            return made
        if outer in _MAPPED and value is None:
            return AttributeKind.COLUMN if outer == "Mapped" else AttributeKind.RELATIONSHIP
        is_field = value is None or isinstance(value, ast.Constant) or last_name(called(value)) in _OF_SQLMODEL
        return AttributeKind.COLUMN if by_annotation and is_field else AttributeKind.UNKNOWN

    def _made(self, call: ast.Call, file: File) -> AttributeKind:
        name = last_name(called(call.func))
        if name not in _COLUMNS and name not in _RELATIONSHIPS:
            return AttributeKind.UNKNOWN
        if not (_is_frameworks(self._resolver.resolve(call.func, file)) or self._is_stood_in_for(call.func, file)):
            return AttributeKind.UNKNOWN
        return AttributeKind.COLUMN if name in _COLUMNS else AttributeKind.RELATIONSHIP

    def _is_stood_in_for(self, function: ast.expr, file: File) -> bool:
        """Whether a name is the framework's, but for a function of the project's own where that cannot be imported."""
        bindings = self._resolver.candidates(function, file) if isinstance(function, ast.Name) else []
        imported = [binding for binding in bindings if binding.kind is BindingKind.FROM_IMPORT]
        return bool(imported) and all(
            _is_frameworks(self._resolver.of_binding(binding, file))
            if binding in imported
            else binding.kind is BindingKind.FUNCTION and _replaces_import(binding, file)
            for binding in bindings
        )


def _is_frameworks(meaning: Symbol) -> bool:
    return isinstance(meaning, ExternalSymbol) and known_names.is_framework(meaning.qualified_name)


def _replaces_import(binding: Binding, file: File) -> bool:
    around = file.bindings.ancestors(binding.statement)
    caught = [node.type for node in around if isinstance(node, ast.ExceptHandler) and node.type is not None]
    return any(
        last_name(each) in _NO_IMPORT
        for type_ in caught
        for each in (type_.elts if isinstance(type_, ast.Tuple) else [type_])
    )


def _decorated(decorators: list[ast.expr], function: ast.stmt) -> AttributeKind:
    """Return what a function in a class body is: a hybrid is a column, a declared attribute is what it returns."""
    names = [last_name(called(decorator)) for decorator in decorators]
    if any(name.startswith("hybrid_property") for name in names) or any(map(_changes_hybrid, decorators)):
        return AttributeKind.COLUMN
    if "declared_attr" not in names:
        dynamic = any(
            "declared_attr" in ast.dump(decorator) or "hybrid" in name
            for decorator, name in zip(decorators, names, strict=True)
        )
        return AttributeKind.UNKNOWN if dynamic else AttributeKind.PLAIN
    made = {last_name(called(node.value)) for node in ast.walk(function) if isinstance(node, ast.Return) and node.value}
    if made and made <= _COLUMNS:
        return AttributeKind.COLUMN
    return AttributeKind.RELATIONSHIP if made and made <= _RELATIONSHIPS else AttributeKind.UNKNOWN


def _changes_hybrid(decorator: ast.expr) -> bool:
    """`@total.inplace.expression`: what stands under the name of such a function is the hybrid itself."""
    return isinstance(decorator, ast.Attribute) and last_name(decorator.value) == "inplace"
