"""A row in a function -> the names and expressions of the columns that its statement selects, as far as the function shows them."""

from __future__ import annotations

from collections.abc import Mapping

from mypy.nodes import (
    AwaitExpr,
    CallExpr,
    Expression,
    FuncItem,
    IndexExpr,
    MemberExpr,
    NameExpr,
    StrExpr,
    SymbolNode,
    TypeInfo,
)

from lint_rules.mypy_checks.models.class_body import last_name
from lint_rules.mypy_checks.results.bindings import bindings

_RUNS = frozenset({"execute", "stream"})
_RESULTS = frozenset(
    "one one_or_none first all fetchone fetchall fetchmany unique yield_per mappings tuples _mapping freeze t".split()
)
"""What goes from a query or a result on to its rows."""
_SAME = frozenset(
    "filter filter_by where order_by limit offset options distinct group_by having execution_options join outerjoin select_from "
    "with_for_update populate_existing yield_per join_from correlate".split()
)
"""Methods of statements that leave what is selected as it is."""


Columns = Mapping[str, Expression]
"""Name of a column in a row → what is selected under it."""


class Origins:
    """The rows of one function."""

    def __init__(self, function: FuncItem) -> None:
        self._values = bindings(function)

    def columns(self, row: Expression) -> Columns | None:
        """Return the columns of a row, or of a mapping of one; None where they are not all seen."""
        statement = self._statement(row)
        return _selected(statement) if statement is not None else None

    def _statement(self, row: Expression) -> CallExpr | None:  # noqa: PLR0911  one answer for each form
        """Return the `select(…)` or `query(…)` that a row comes from."""
        match row:
            case NameExpr(node=node) if isinstance(node, SymbolNode):
                value = self._values.get(node)
                return self._statement(value) if value is not None else None
            case AwaitExpr(expr=inner) | IndexExpr(base=inner):
                return self._statement(inner)
            case MemberExpr(expr=inner, name="_mapping" | "t"):
                return self._statement(inner)
            case CallExpr(callee=callee) if _called(row) in {"select", "query"} and not _continues(callee):
                return row
            case CallExpr(callee=MemberExpr(), args=[statement, *_]) if _called(row) in _RUNS:
                return self._statement(statement)
            case CallExpr(callee=MemberExpr(expr=inner)) if _called(row) in _RESULTS | _SAME:
                return self._statement(inner)
            case _:
                return None


def _called(call: CallExpr) -> str | None:
    return last_name(call.callee)


def _continues(callee: Expression) -> bool:
    return isinstance(callee, MemberExpr) and isinstance(callee.expr, CallExpr)


def _selected(statement: CallExpr) -> Columns | None:
    columns: dict[str, Expression] = {}
    for expression in statement.args:
        match expression:
            case NameExpr(node=TypeInfo(name=name)) | MemberExpr(node=TypeInfo(name=name)):
                columns[name] = expression
            case MemberExpr(expr=NameExpr(node=TypeInfo()) | MemberExpr(node=TypeInfo()), name=name):
                columns[name] = expression
            case CallExpr(callee=MemberExpr(name="label"), args=[StrExpr(value=name)]):
                columns[name] = expression
            case _:
                return None
    return columns if columns and len(columns) == len(statement.args) else None  # `table.select()` names none
