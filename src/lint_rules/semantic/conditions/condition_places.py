"""An expression -> whether what holds it takes a condition of the database's, or tests it in Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File

_CONDITION_TAKERS = frozenset(
    "where filter having join outerjoin join_from outerjoin_from and_ or_ not_ case exists any has "
    "with_loader_criteria relationship column_property CheckConstraint Index between on_conflict_do_update "
    "contains_eager order_by group_by select query add_columns".split()
)
"""What takes conditions wherever it is called on a column's or a query's side; others' methods take no columns."""
_COLLECTING = frozenset({"append", "add", "insert", "extend"})


class ConditionPlaces:
    """Answers for the expressions of one file."""

    def __init__(self, file: File) -> None:
        """Answer for `file`."""
        self._file = file

    def is_tested(self, expression: ast.expr) -> bool:
        """Whether Python looks at the truth of an expression: in `if`, `while`, `assert` and their like."""
        inner, around = self._outermost(expression)
        match around:
            case ast.If(test=test) | ast.While(test=test) | ast.Assert(test=test) | ast.IfExp(test=test):
                return test is inner
            case ast.comprehension(ifs=tests):
                return inner in tests
            case ast.match_case():
                return True
            case ast.Call(func=function):
                return last_name(function) == "bool" or last_name(function).lower().startswith("assert")
            case ast.Compare():
                return True  # `(X.a is None) == (X.b is None)`: what is compared is Python's
            case _:
                return False

    def junction_around(self, junction: ast.BoolOp) -> ast.BoolOp | None:
        """Return the junction that another one is directly part of."""
        around = self._file.bindings.parent(junction)
        return around if isinstance(around, ast.BoolOp) else None

    def takes_condition(self, expression: ast.expr) -> bool:
        """Whether an expression stands where a condition is meant, or goes there by way of a variable."""
        around = self._receiver(expression)
        match around:
            case ast.Call(func=function):
                name = last_name(function)
                if name in _COLLECTING and isinstance(function, ast.Attribute):
                    return self._is_condition(function.value)
                return name in _CONDITION_TAKERS
            case ast.Assign(targets=[ast.Name() as target]) | ast.AnnAssign(target=ast.Name() as target):
                return self._is_condition(target)
            case ast.AugAssign(target=ast.Name() as target):
                return self._is_condition(target)
            case _:
                return False

    def _is_condition(self, variable: ast.expr) -> bool:
        """Whether a variable of the same scope is handed to something that takes conditions."""
        if not isinstance(variable, ast.Name):
            return False
        return any(self._is_handed_on(use) for use in self._uses(variable))

    def _uses(self, variable: ast.Name) -> Iterator[ast.Name]:
        scope = self._file.bindings.context(variable).scope
        for name in self._file.bindings.nodes(ast.Name):
            is_use = name.id == variable.id and isinstance(name.ctx, ast.Load)
            if is_use and self._file.bindings.context(name).scope is scope:
                yield name

    def _is_handed_on(self, use: ast.expr) -> bool:
        around = self._receiver(use)
        return isinstance(around, ast.Call) and last_name(around.func) in _CONDITION_TAKERS

    def _outermost(self, expression: ast.expr) -> tuple[ast.AST, ast.AST | None]:
        """Return the junction or negation that an expression is part of, and what holds that."""
        inner: ast.AST = expression
        around = self._file.bindings.parent(inner)
        while isinstance(around, ast.BoolOp | ast.NamedExpr) or (
            isinstance(around, ast.UnaryOp) and isinstance(around.op, ast.Not)
        ):
            inner, around = around, self._file.bindings.parent(around)
        return inner, around

    def _receiver(self, expression: ast.expr) -> ast.AST | None:
        """Return the call, or the statement, that an expression is handed to, by itself or within a condition or a list."""
        inner: ast.AST = expression
        around = self._file.bindings.parent(inner)
        while True:
            match around:
                case ast.BoolOp() | ast.UnaryOp() | ast.BinOp() | ast.List() | ast.Tuple() | ast.Starred():
                    pass
                case ast.NamedExpr() | ast.keyword() | ast.Lambda():
                    pass
                case ast.IfExp(test=test) if test is not inner:
                    pass
                case ast.Call(func=function) if function is inner:
                    return None
                case _:
                    return around
            inner, around = around, self._file.bindings.parent(around)
