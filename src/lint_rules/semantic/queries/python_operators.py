"""An operator of Python's -> whether a mapped class's column stands beside it, which the database was to compare."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cached_property

from lint_rules.semantic.classes.mapped_attributes import AttributeKind
from lint_rules.semantic.names.maybe_class import MaybeClass
from lint_rules.semantic.queries.condition_places import ConditionPlaces
from lint_rules.semantic.queries.sql_expressions import SqlExpressions
from lint_rules.semantic.scopes.file import File


class PythonOperator(Enum):
    """What Python does by itself, whatever stands beside it; the value is how it is written."""

    IDENTITY = "is"
    MEMBERSHIP = "in"
    NEGATION = "not"
    JUNCTION = "and, or"
    CHAIN = "a < b < c"


_IN_EXPRESSIONS = (ast.expr, ast.keyword, ast.comprehension)
_OPERATORS = (ast.Compare, ast.BoolOp, ast.UnaryOp)
_DECLARING = frozenset({"Column", "mapped_column"})
_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.ListComp, ast.SetComp, ast.GeneratorExp)
OperatorNode = ast.Compare | ast.BoolOp | ast.UnaryOp


class PythonOperators:
    """Answers for the operators of one file."""

    def __init__(self, file: File, sql: SqlExpressions, places: ConditionPlaces, denoting: MaybeClass) -> None:
        """Answer for `file`."""
        self._file = file
        self._sql = sql
        self._places = places
        self._denoting = denoting

    def on_column(self, node: OperatorNode) -> PythonOperator | None:
        """Return which operator takes a column out of the database's hands; None where Python's answer may be meant.

        Where Python tests the result (`if`, `assert`), nothing says that a condition of the database's was meant.
        """
        operator = self._operator(node) if node in self._beside_members else None
        return None if operator is None or self._places.is_tested(node) else operator

    def is_sql(self, expression: ast.expr) -> bool:
        """Whether an expression is a column or a condition, or is meant as one."""
        return self._sql.is_sql(expression)

    def is_relationship(self, expression: ast.expr) -> bool:
        """Whether an expression is a relationship, which has other methods than a column."""
        return self._sql.column_kind(expression) is AttributeKind.RELATIONSHIP

    @cached_property
    def _beside_members(self) -> set[ast.AST]:
        """The operators below which something stands that can be a column; of most, nothing has to be found out."""
        operators, names = set[ast.AST](), set[str]()
        own = [name for name in self._file.bindings.nodes(ast.Name) if name.id == "cls" or name.id in _DECLARING]
        self._climb([*self._denoting.members, *own], operators, names)
        if names:
            self._climb([name for name in self._file.bindings.nodes(ast.Name) if name.id in names], operators, names)
        return operators

    def _climb(self, nodes: Iterable[ast.expr], operators: set[ast.AST], names: set[str]) -> None:
        """Add the operators around some expressions, and the names of the variables that take what holds them."""
        parent = self._file.bindings.parent
        for node in nodes:
            around = parent(node)
            while isinstance(around, _IN_EXPRESSIONS) and around not in operators:
                if isinstance(around, _OPERATORS):
                    operators.add(around)
                around = parent(around)
            names.update(_assigned(around))

    def _operator(self, node: OperatorNode) -> PythonOperator | None:
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return PythonOperator.NEGATION if self._sql.is_sql(operand) else None
            case ast.BoolOp(values=values):
                # What comes last is handed on as it is: `name is None or X.name == name` is well-formed.
                return PythonOperator.JUNCTION if any(self._sql.is_sql(value) for value in values[:-1]) else None
            case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot()], comparators=[right]):
                return PythonOperator.IDENTITY if self._is_compared(left, right) else None
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[right]):
                return PythonOperator.MEMBERSHIP if self._is_sought(node, left, right) else None
            case ast.Compare(left=left, ops=[_, _, *_] as ops, comparators=others):
                plain = not any(isinstance(op, ast.Is | ast.IsNot | ast.In | ast.NotIn) for op in ops)
                return (
                    PythonOperator.CHAIN if plain and any(self._sql.is_sql(side) for side in [left, *others]) else None
                )
            case _:
                return None

    def _is_compared(self, left: ast.expr, right: ast.expr) -> bool:
        for side, other in ((left, right), (right, left)):
            if isinstance(other, ast.Constant) and (other.value is None or isinstance(other.value, bool)):
                return self._sql.is_sql(side)
        return False

    def _is_sought(self, node: ast.Compare, left: ast.expr, right: ast.expr) -> bool:
        if not self._sql.is_sql(left):
            return False
        elements = right.elts if isinstance(right, ast.List | ast.Tuple | ast.Set) else []
        if any(self._sql.is_sql(element) for element in elements):
            return False  # one of several columns: Python is asked which
        return isinstance(right, _DISPLAYS) or self._places.takes_condition(node)


def _assigned(statement: ast.AST | None) -> Iterator[str]:
    """Yield the names that an assignment binds."""
    match statement:
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case _:
            return
