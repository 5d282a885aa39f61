"""A call -> the expressions below it that stand where SQLAlchemy expects a column."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from lint_rules import known_names
from lint_rules.semantic.calls.arguments import QueryArgument, column_keywords, positions, side_by_side
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.names.maybe_class import MaybeClass
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol
from lint_rules.semantic.queries.entities import UNNAMED, Queries
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File

_COLUMN_METHODS = known_names.QUERY_COLUMN_METHODS | {"join", "outerjoin", "update"}


class QueryColumns:
    """Answers for the calls of one file."""

    def __init__(
        self, file: File, resolver: Resolver, classes: Classes, queries: Queries, denoting: MaybeClass
    ) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._classes = classes
        self._queries = queries
        self._denoting = denoting
        self._columns: dict[ast.Call, tuple[QueryArgument, ...]] = {}

    def of(self, call: ast.Call) -> Sequence[QueryArgument]:
        """Return the `Class.attribute` expressions below `call` that are in the place of a column."""
        if not self._denoting.holds_member(call):
            return ()  # as most calls
        if call not in self._columns:
            self._columns[call] = tuple(self._find(call))
        return self._columns[call]

    def _find(self, call: ast.Call) -> Iterator[QueryArgument]:
        for position in self._queries.expecting_entities(call):
            if not self._queries.is_entity_shaped(position.expression):
                yield from self._attributes(position.expression, position)
        for position in self._expecting(call):
            yield from self._attributes(position.expression, position)

    def _expecting(self, call: ast.Call) -> Iterator[QueryArgument]:
        function = call.func
        if (
            isinstance(function, ast.Attribute)
            and function.attr in _COLUMN_METHODS
            and self._queries.is_query(function.value)
        ):
            arguments = call.args[1:] if function.attr in {"join", "outerjoin"} else call.args
            yield from positions([*arguments, *column_keywords(call)], function.attr, sure=True)
            return
        match self._queries.called(function):
            case ExternalSymbol(qualified_name=name) if _takes_columns(name):
                yield from positions([*call.args, *column_keywords(call)], last_name(function) or UNNAMED, sure=True)
            case ExternalSymbol(qualified_name=name) if name.startswith(f"{known_names.FUNC}."):
                yield from positions(
                    [*call.args, *column_keywords(call)], f"func.{last_name(function) or UNNAMED}", sure=True
                )
            case _:
                return

    def _attributes(self, expression: ast.expr, position: QueryArgument) -> Iterator[QueryArgument]:
        """Yield `Class.attribute` where it is a column itself, not an argument of something unknown."""
        left = [(expression, False)]  # a stack: conditions can be longer than the interpreter recurses
        while left:
            part, beside = left.pop()
            if isinstance(part, ast.Attribute) and self._queries.is_class(
                self._resolver.resolve(part.value, self._file)
            ):
                yield QueryArgument(part, position.call, position.sure, beside)
            else:
                left += reversed(self._parts(part, beside=beside))

    def _parts(self, expression: ast.expr, *, beside: bool) -> list[tuple[ast.expr, bool]]:
        """Return what of an expression can be a column, and whether it stands beside one."""
        match expression:
            case ast.Attribute(value=inner) | ast.UnaryOp(operand=inner) | ast.Starred(value=inner):
                return [(inner, beside)]
            case ast.Call(func=ast.Attribute(value=inner)) if not self._looks_itself(expression):
                return [(inner, beside)]
            case ast.Compare(left=left, comparators=others):
                return self._sides([left, *others])
            case ast.BinOp(left=left, right=right):
                return self._sides([left, right])
            case ast.BoolOp() | ast.Tuple() | ast.List() | ast.IfExp() | ast.Dict():
                return [(value, beside) for value in side_by_side(expression)]
            case _:
                return []

    def _sides(self, sides: list[ast.expr]) -> list[tuple[ast.expr, bool]]:
        columns = [self._may_be_column(side) for side in sides]
        return [(side, sum(columns) > is_column) for side, is_column in zip(sides, columns, strict=True)]

    def _may_be_column(self, expression: ast.expr) -> bool:
        while isinstance(expression, ast.Call) and isinstance(expression.func, ast.Attribute):
            expression = expression.func.value
        match expression:
            case ast.Constant() | ast.List() | ast.Tuple() | ast.Set():
                return False
            case ast.Attribute(value=owner):
                meaning = self._resolver.resolve(owner, self._file)
                return not (isinstance(meaning, DefinedClass) and self._classes.kind(meaning) is not ClassKind.MAPPED)
            case ast.Name():
                # A bare name here is nearly always a parameter or a local value; a column comes from a class.
                return False
            case _:
                return True

    def _looks_itself(self, call: ast.Call) -> bool:
        """Whether the call is one that this class is asked about on its own."""
        return (
            next(self._expecting(call), None) is not None
            or next(self._queries.expecting_entities(call), None) is not None
        )


def _takes_columns(name: str) -> bool:
    """Whether a function takes columns: `and_`, `joinedload`, `joinedload(…).load_only`."""
    if name in known_names.COLUMN_FUNCTIONS or name in known_names.LOADER_OPTIONS:
        return True
    first, called, last = name.partition("()")[0], "()" in name, name.rpartition(".")[2]
    loading = known_names.LOADER_OPTIONS | known_names.LOADER_ENTITIES
    return called and first in loading and f"sqlalchemy.orm.{last}" in known_names.LOADER_OPTIONS
