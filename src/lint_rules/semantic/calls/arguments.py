"""The arguments of a call that builds a query -> the parts of them that can be entities or columns."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.frozen import frozen
from lint_rules.known_names import METHOD_KEYWORDS

_COLUMN_KEYWORDS = frozenset({"partition_by", "order_by", "onclause", "else_"})


@frozen
class QueryArgument:
    """An expression that stands where SQLAlchemy expects an entity or a column.

    Args:
        expression: the argument, or the part of it that matters.
        call: how the construct is called, for messages: `query`, `select`, `join`.
        sure: whether the receiver is known to be SQLAlchemy's; False when only its name says so.
        beside_column: whether it is compared with something that may be a column.
    """

    expression: ast.expr
    call: str
    sure: bool
    beside_column: bool = False


def positions(arguments: list[ast.expr], call: str, *, sure: bool) -> Iterator[QueryArgument]:
    """Yield arguments as positions in a call, those of an unpacked display one by one."""
    for argument in arguments:
        match argument:
            case ast.Starred(value=ast.List(elts=inner) | ast.Tuple(elts=inner)):
                yield from positions(inner, call, sure=sure)
            case _:
                yield QueryArgument(argument, call, sure)


def side_by_side(expression: ast.BoolOp | ast.Tuple | ast.List | ast.IfExp | ast.Dict) -> list[ast.expr]:
    """Return the parts of an expression that stand where it stands."""
    match expression:
        case ast.BoolOp(values=values) | ast.Tuple(elts=values) | ast.List(elts=values):
            return values
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.Dict(keys=keys):  # `update({X.id: 1})`
            return [key for key in keys if key is not None]


def column_keywords(call: ast.Call) -> list[ast.expr]:
    """Return what is passed by a keyword that takes columns: `over(partition_by=X.id)`."""
    return [keyword.value for keyword in call.keywords if keyword.arg in _COLUMN_KEYWORDS]


def takes_entities(call: ast.Call) -> bool:
    """Whether `.query(...)` has arguments as a session's has: pandas' and others' take text."""
    return not any(isinstance(argument, ast.Constant | ast.JoinedStr) for argument in call.args)


def takes_keywords(call: ast.Call, method: str) -> bool:
    """Whether a database session's method takes what a call gives by keywords: `db.get(Order, filters=…)` is a wrapper's."""
    known = METHOD_KEYWORDS.get(method)
    return known is None or all(keyword.arg is None or keyword.arg in known for keyword in call.keywords)
