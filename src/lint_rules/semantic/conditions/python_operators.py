"""An operator of Python's -> whether a mapped class's column stands beside it, which the database was to compare."""

from __future__ import annotations

import ast
from enum import Enum

from lint_rules.semantic.classes.mapped_attributes import AttributeKind
from lint_rules.semantic.conditions.condition_places import ConditionPlaces
from lint_rules.semantic.conditions.sql_expressions import SqlExpressions


class PythonOperator(Enum):
    """What Python does by itself, whatever stands beside it; the value is how it is written."""

    IDENTITY = "is"
    MEMBERSHIP = "in"
    NEGATION = "not"
    JUNCTION = "and, or"
    CHAIN = "a < b < c"


_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.ListComp, ast.SetComp, ast.GeneratorExp)
_BY_ITSELF = ast.Is | ast.IsNot | ast.In | ast.NotIn
"""What Python compares by itself; the other operators are the database's where a column stands beside them."""
OperatorNode = ast.Compare | ast.BoolOp | ast.UnaryOp


class PythonOperators:
    """Answers for the operators of one file."""

    def __init__(self, sql: SqlExpressions, places: ConditionPlaces) -> None:
        """Answer for the file of the two services."""
        self._sql = sql
        self._places = places

    def on_column(self, node: OperatorNode) -> PythonOperator | None:
        """Return which operator takes a column out of the database's hands; None where Python's answer may be meant.

        Where Python tests the result (`if`, `assert`), nothing says that a condition of the database's was meant.
        """
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and not isinstance(node.ops[0], _BY_ITSELF):
            return None
        operator = self._operator(node)
        return None if operator is None or self._places.is_tested(node) else operator

    def is_inside_another(self, node: OperatorNode) -> bool:
        """Whether a junction is part of another one that takes a column as well."""
        around = self._places.junction_around(node) if isinstance(node, ast.BoolOp) else None
        return around is not None and self.on_column(around) is not None

    def is_sql(self, expression: ast.expr) -> bool:
        """Whether an expression is a column or a condition, or is meant as one."""
        return self._sql.is_sql(expression)

    def is_relationship(self, expression: ast.expr) -> bool:
        """Whether an expression is a relationship, which has other methods than a column."""
        return self._sql.column_kind(expression) is AttributeKind.RELATIONSHIP

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
                plain = not any(isinstance(op, _BY_ITSELF) for op in ops)
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
