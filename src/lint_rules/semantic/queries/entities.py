"""A call -> the expressions that stand where SQLAlchemy expects an entity."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from lint_rules import known_names
from lint_rules.semantic.calls.arguments import QueryArgument, positions, takes_entities
from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.fixpoint import Fixpoint
from lint_rules.semantic.names.maybe_class import MaybeClass
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, ExternalSymbol, Symbol
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.semantic.sessions.inference import IsSession, SessionInference

QUERY_TYPES = frozenset(
    {"sqlalchemy.orm.Query", "sqlalchemy.Select", "sqlalchemy.sql.Select", "sqlalchemy.sql.expression.Select"}
)
_ENTITY_SHAPED = (ast.Name, ast.Attribute, ast.Starred)
_GETTERS = frozenset({"get", "get_one"})
_OF_ONE_ENTITY = _GETTERS | {"bulk_insert_mappings", "bulk_update_mappings"}
_OF_COLUMNS_OR_ENTITIES = frozenset({"add_columns", "with_only_columns", "returning"})
UNNAMED = "call"
"""How a construct without a name is called in messages."""


class Queries:
    """Answers for the calls of one file."""

    def __init__(
        self, file: File, resolver: Resolver, classes: Classes, usage: SessionInference, denoting: MaybeClass
    ) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._classes = classes
        self._usage = usage
        self._annotations = Annotations(file, resolver)
        self._denoting = denoting
        # `query = query.filter(...)` in a loop is a query if it was one before the loop: hence assumed, until refuted.
        self._known = Fixpoint(
            Queries._is_query, rests_on=lambda expression: resolver.rests_on(expression, file), circle=True
        )
        self._entities: dict[ast.Call, tuple[QueryArgument, ...]] = {}

    def entities(self, call: ast.Call) -> Sequence[QueryArgument]:
        """Return the arguments of `call` that are in the place of an entity, columns left out.

        There are none in a call none of whose arguments can be a class, or `self.x` that a class body sets.
        """
        known = self._entities.get(call)
        if known is None:
            expected = self.expecting_entities(call) if self._may_give_class(call) else ()
            known = tuple([argument for argument in expected if self.is_entity_shaped(argument.expression)])
            self._entities[call] = known
        return known

    def _may_give_class(self, call: ast.Call) -> bool:
        """Whether an argument can be an entity: most calls have none, and what they call need not be found out."""
        arguments = call.args
        if call.keywords:
            arguments = [*arguments, *(keyword.value for keyword in call.keywords if keyword.arg == "entity")]
        may_be_class = self._denoting.may_be_class
        for argument in arguments:
            if isinstance(argument, _ENTITY_SHAPED) and (may_be_class(argument) or _is_apart(argument)):
                return True
        return False

    # -- which arguments

    def expecting_entities(self, call: ast.Call) -> Iterator[QueryArgument]:
        """Yield the arguments of `call` that are in the place of an entity, columns among them."""
        function = call.func
        match self.called(function):
            case ExternalSymbol(qualified_name=name) if name in known_names.ENTITY_FUNCTIONS:
                yield from positions(
                    call.args[: known_names.ENTITY_FUNCTIONS[name]], last_name(function) or UNNAMED, sure=True
                )
                return
            case ExternalSymbol(qualified_name=name) if name in known_names.LOADER_ENTITIES:
                yield from positions(self._loaded(call, name), last_name(function) or UNNAMED, sure=True)
                return
            case ExternalSymbol(qualified_name=name) if known_names.is_framework(name) and "()" not in name:
                return
            case _:
                pass
        if isinstance(function, ast.Attribute):
            yield from self._method_entities(call, function)

    def called(self, function: ast.expr) -> Symbol | None:
        """Return what is called; None where that cannot be a function of SQLAlchemy's."""
        return self._resolver.resolve(function, self._file) if self._denoting.may_be_imported(function) else None

    def _method_entities(self, call: ast.Call, function: ast.Attribute) -> Iterator[QueryArgument]:
        method = function.attr
        if method == "query" or (method in _OF_ONE_ENTITY and len(call.args) + len(call.keywords) > 1):
            holds = self._usage.calls_session(call)
            if holds is not IsSession.NO:
                named = [keyword.value for keyword in call.keywords if keyword.arg == "entity"]
                arguments = call.args if method == "query" else [*call.args, *named][:1]
                yield from positions(arguments, method, sure=holds is IsSession.YES)
        elif method in known_names.QUERY_ENTITY_METHODS:
            sure = self.is_query(function.value)
            if sure or _is_named_query(function.value):
                count = known_names.QUERY_ENTITY_METHODS[method]
                yield from positions(call.args[:count], method, sure=sure)
        elif method in _OF_COLUMNS_OR_ENTITIES and self.is_query(function.value):
            yield from positions(
                [argument for argument in call.args if isinstance(argument, ast.Name)], method, sure=True
            )

    def _loaded(self, call: ast.Call, name: str) -> list[ast.expr]:
        """Return the entity of a loader option, as far as SQLAlchemy refuses it where it is not mapped."""
        first = call.args[:1]
        if name != known_names.CRITERIA_FOR_MIXINS:
            return first
        kinds = [self._classes.kind(self._resolver.resolve(entity, self._file)) for entity in first]
        return [] if ClassKind.PLAIN in kinds else first

    # -- what stands there

    def is_entity_shaped(self, expression: ast.expr) -> bool:
        """Whether an expression in the place of an entity can be one, and is no attribute of a class."""
        match expression:
            case ast.Name():
                return True
            case ast.Attribute(value=owner):
                return not self.is_class(self._resolver.resolve(owner, self._file))
            case _:
                return False

    def is_class(self, meaning: Symbol) -> bool:
        """Whether something is a class whose attributes can be taken for columns."""
        return isinstance(meaning, DefinedClass) or self._classes.kind(meaning) is ClassKind.SESSION

    # -- queries

    def is_query(self, expression: ast.expr) -> bool:
        """Whether `expression` is a query or a statement under construction."""
        return self._known.of(expression, self)

    def _is_query(self, expression: ast.expr) -> bool:
        match expression:
            case ast.Call(func=ast.Attribute(value=receiver, attr=method)) if method in known_names.QUERY_METHODS:
                return self.is_query(receiver) or self._made_query(expression)
            case ast.Call(func=ast.Attribute(attr="query")):
                return self._usage.calls_session(expression) is not IsSession.NO and takes_entities(expression)
            case ast.Call():
                return self._made_query(expression)
            case ast.Attribute(value=owner, attr="query"):
                return self._classes.kind(self._resolver.resolve(owner, self._file)) is ClassKind.MAPPED
            case ast.Name():
                candidates = self._resolver.candidates(expression, self._file)
                return bool(candidates) and all(self._binds_query(binding) for binding in candidates)
            case _:
                return False

    def _made_query(self, call: ast.Call) -> bool:
        made = self._resolver.resolve(call, self._file)
        return (
            isinstance(made, CallResult)
            and made.by in known_names.ENTITY_FUNCTIONS
            and not made.by.endswith((".aliased", ".with_polymorphic"))
        )

    def _binds_query(self, binding: Binding) -> bool:
        if binding.annotation is not None:
            meaning = self._annotations.denoted(binding.annotation)
            if isinstance(meaning, ExternalSymbol):
                return meaning.qualified_name in QUERY_TYPES
        return binding.kind is BindingKind.VALUE and binding.value is not None and self.is_query(binding.value)


def _is_apart(expression: ast.expr) -> bool:
    """Whether an expression is `*names`, or `self.x`, which a class body may set."""
    match expression:
        case ast.Starred() | ast.Attribute(value=ast.Name(id="self" | "cls")):
            return True
        case _:
            return False


def _is_named_query(receiver: ast.expr) -> bool:
    """Whether a receiver of unknown origin is called a query: `query.join(X, …)` on a parameter."""
    while isinstance(receiver, ast.Call) and isinstance(receiver.func, ast.Attribute):
        receiver = receiver.func.value
    return isinstance(receiver, ast.Name) and receiver.id.lower().endswith(("query", "stmt", "statement"))
