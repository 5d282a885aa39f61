"""An expression -> whether SQLAlchemy makes SQL of it: a mapped class's column, or what operators and methods make of one."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import cached_property

from lint_rules import known_names
from lint_rules.semantic.classes.mapped_attributes import AttributeKind, MappedAttributes
from lint_rules.semantic.names.maybe_class import MaybeClass, origin_name
from lint_rules.semantic.names.origin import file_of_call
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, ExternalSymbol, Symbol, Unknown
from lint_rules.semantic.scopes.dotted_names import called, last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind, Scope

_COLUMN_COLLECTIONS = frozenset({"c", "columns"})
_TABLE_MAKERS = frozenset({"subquery", "cte", "alias", "lateral", "table_valued", "values"})
_COLUMN_MAKERS = frozenset({"sqlalchemy.Column", "sqlalchemy.orm.mapped_column"})
_ALIAS_MAKERS = frozenset({"sqlalchemy.orm.aliased", "sqlalchemy.orm.with_polymorphic"})
_FUNCTIONS = known_names.COLUMN_FUNCTIONS | {
    f"sqlalchemy.{name}" for name in "exists literal literal_column null true false column text bindparam".split()
}
_NAMES = frozenset(name.rpartition(".")[2] for name in _FUNCTIONS)
_OF_CLASS = frozenset({"expression", "classmethod", "update_expression", "comparator"})
_SQL = frozenset({AttributeKind.COLUMN, AttributeKind.RELATIONSHIP})
_FARTHEST = 8
"""Names that stand for expressions with names in them."""
_OPERATIONS = (ast.Compare, ast.BinOp, ast.BoolOp, ast.UnaryOp, ast.IfExp)
_TAKEN = (ast.Attribute, ast.Subscript, ast.Call, ast.Name)
_BOOLEAN = (ast.Is, ast.IsNot, ast.In, ast.NotIn)


class SqlExpressions:
    """Answers for the expressions of one file."""

    def __init__(self, file: File, resolver: Resolver, attributes: MappedAttributes, denoting: MaybeClass) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._attributes = attributes
        self._denoting = denoting
        self._named: dict[tuple[Scope, str], bool] = {}

    def is_sql(self, expression: ast.expr) -> bool:
        """Whether an expression is a column or a condition, or is meant as one: `not X.a`, `X.a is None` count.

        A name counts where everything that it can mean is one.
        """
        return self._is_sql(expression, 0)

    def _is_sql(self, expression: ast.expr, distance: int) -> bool:
        left = [expression]  # a stack: conditions can be longer than the interpreter recurses
        while left:
            part = left.pop()
            match part:
                case ast.Attribute() if self.column_kind(part) in _SQL:
                    return True
                case ast.Name() if self._names_sql(part, distance):
                    return True
                case ast.Call() if self._calls_sql(part):
                    return True
                case ast.IfExp() | ast.BoolOp() if self._gives_sql(part, distance):
                    return True
                case _:
                    left += _operands(part)
        return False

    def _gives_sql(self, expression: ast.IfExp | ast.BoolOp, distance: int) -> bool:
        """Whether each of the values that an expression chooses from is SQL: `key and key.desc()` may be None."""
        values = [expression.body, expression.orelse] if isinstance(expression, ast.IfExp) else expression.values
        return distance <= _FARTHEST and all(self._is_sql(value, distance + 1) for value in values)

    def column_kind(self, expression: ast.expr) -> AttributeKind:
        """Return what an attribute of a mapped class, of its alias or of a table's `.c` is; UNKNOWN for anything else."""
        if not isinstance(expression, ast.Attribute):
            return AttributeKind.UNKNOWN
        owner = expression.value
        if isinstance(owner, ast.Name) and owner.id == "cls":
            return self._attributes.kind(self._own_class(owner), expression.attr)
        if not (self._denoting.may_be_class(owner) or self._denoting.may_be_imported(owner)):
            return AttributeKind.UNKNOWN
        if isinstance(owner, ast.Attribute) and owner.attr in _COLUMN_COLLECTIONS and self._is_table(owner.value):
            return AttributeKind.COLUMN
        return self._attributes.kind(self._entity(owner), expression.attr)

    # -- owners of columns

    def _entity(self, owner: ast.expr) -> Symbol:
        """Return the class that an expression names, be it under an alias of SQLAlchemy's."""
        match self._resolver.resolve(owner, self._file):
            case CallResult(by=maker, call=ast.Call(args=[entity, *_]) as call) if maker in _ALIAS_MAKERS:
                file = file_of_call(call, owner, self._file, self._resolver)
                return Unknown("an alias made out of sight") if file is None else self._resolver.resolve(entity, file)
            case meaning:
                return meaning

    def _own_class(self, name: ast.Name) -> Symbol:
        """Return the mapped class whose `@x.expression` or `@classmethod` takes it as its first parameter."""
        bindings = self._resolver.candidates(name, self._file)
        function = bindings[0].statement if len(bindings) == 1 else None
        if not isinstance(function, ast.FunctionDef) or bindings[0].kind is not BindingKind.PARAMETER:
            return self._resolver.resolve(name, self._file)
        owner = self._file.bindings.parent(function)
        decorators = {last_name(called(decorator)) for decorator in function.decorator_list}
        if isinstance(owner, ast.ClassDef) and decorators & _OF_CLASS:
            return self._resolver.defined(owner, self._file)
        return self._resolver.resolve(name, self._file)

    def _is_table(self, expression: ast.expr) -> bool:
        match expression:
            case ast.Attribute(value=owner, attr="__table__"):
                return isinstance(self._resolver.resolve(owner, self._file), DefinedClass)
            case ast.Call(func=ast.Attribute(attr=method)):
                return method in _TABLE_MAKERS
            case ast.Name():
                meaning = self._resolver.resolve(expression, self._file)
                if isinstance(meaning, CallResult) and meaning.by == "sqlalchemy.Table":
                    return True
                values = _values(self._resolver.candidates(expression, self._file))
                return bool(values) and all(isinstance(value, ast.Call) and self._is_table(value) for value in values)
            case _:
                return False

    # -- names and calls

    def _names_sql(self, name: ast.Name, distance: int) -> bool:
        if distance > _FARTHEST or name.id not in self._variables:
            return False
        candidates = self._resolver.candidates(name, self._file)
        if not candidates:
            return False
        scope = candidates[0].scope
        if distance:  # what is found at the end of a long way is not all that there is
            return self._binds_sql(name.id, scope, distance)
        if (scope, name.id) not in self._named:
            self._named[scope, name.id] = self._binds_sql(name.id, scope, distance)
        return self._named[scope, name.id]

    def _binds_sql(self, name: str, scope: Scope, distance: int) -> bool:
        # `key = None` somewhere is no stand-in here, but what the name may be.
        bindings = scope.bindings.get(name, [])
        values = _values(bindings)
        if not values or len(values) < len(bindings):
            return False
        return all(self._is_column(value) or self._is_sql(value, distance + 1) for value in values)

    @cached_property
    def _variables(self) -> frozenset[str]:
        """The names that take what can be SQL; most names take nothing of the kind, and need not be followed."""
        given = [(binding.name, binding.value) for binding in self._denoting.bound if binding.value is not None]
        names = {name for name, value in given if isinstance(value, _OPERATIONS)}
        taken = [(name, origin_name(value), value) for name, value in given if isinstance(value, _TAKEN)]
        names |= {name for name, origin, value in taken if origin and self._may_be_column(value, origin)}
        before = -1
        while len(names) > before:
            before = len(names)
            names |= {name for name, origin, _ in taken if origin in names}
        return frozenset(names)

    def _may_be_column(self, value: ast.expr, origin: str) -> bool:
        """Whether a value is taken from a class or from another module, or from the class that a method is of."""
        return origin == "cls" or self._denoting.may_begin_elsewhere(origin) or self._denoting.may_be_class(value)

    def _is_column(self, value: ast.expr) -> bool:
        """Whether a value is a column that is being declared: a class body uses its name before there is a class."""
        if not isinstance(value, ast.Call) or last_name(value.func) not in {"Column", "mapped_column"}:
            return False
        made = self._resolver.resolve(value, self._file)
        return isinstance(made, CallResult) and made.by in _COLUMN_MAKERS

    def _calls_sql(self, call: ast.Call) -> bool:
        function = call.func
        is_of_func = isinstance(function, ast.Attribute) and last_name(function.value) == "func"
        if not (is_of_func or last_name(function) in _NAMES) or not self._denoting.may_be_imported(function):
            return False
        made = self._resolver.resolve(function, self._file)
        return isinstance(made, ExternalSymbol) and (
            made.qualified_name in _FUNCTIONS or made.qualified_name.startswith(f"{known_names.FUNC}.")
        )


def _operands(part: ast.expr) -> Sequence[ast.expr]:
    """Return the parts of an expression of which one is enough to make it SQL."""
    match part:
        case (
            ast.Call(func=ast.Attribute(value=inner))
            | ast.Attribute(value=inner, attr="astext" | "comparator")
            | ast.UnaryOp(operand=inner)
            | ast.Subscript(value=inner)
            | ast.NamedExpr(value=inner)
        ):
            return [inner]
        case ast.Compare(left=left, ops=ops, comparators=others):
            return [left] if any(isinstance(op, _BOOLEAN) for op in ops) else [left, *others]
        case ast.BinOp(left=first, right=second):
            return [first, second]
        case _:
            return []


def _values(bindings: Sequence[Binding]) -> list[ast.expr]:
    """Return what assignments give a name."""
    return [
        binding.value
        for binding in bindings
        if binding.kind is BindingKind.VALUE
        and binding.value is not None
        and isinstance(binding.statement, ast.Assign | ast.AnnAssign)
    ]
