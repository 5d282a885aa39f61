"""A function -> what each of its names is bound to, where that is one expression.

mypy's own visitors are compiled, and no class that is not may inherit from them; the parts of a node are those that it is matched by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from mypy.nodes import (
    AssignmentExpr,
    AssignmentStmt,
    DictionaryComprehension,
    Expression,
    ForStmt,
    FuncItem,
    GeneratorExpr,
    ListExpr,
    NameExpr,
    Node,
    OperatorAssignmentStmt,
    StarExpr,
    SymbolNode,
    TupleExpr,
    WithStmt,
)

_NO_PARTS = frozenset({"node", "type", "index_type", "name", "def_var", "info"})
"""Attributes that lead out of the text of a function."""


def bindings(function: FuncItem) -> Mapping[SymbolNode, Expression]:
    """Return the names that are bound once, and to what; by a loop, to what it goes over."""
    bound: dict[SymbolNode, list[Expression | None]] = {argument.variable: [None] for argument in function.arguments}
    for node in nodes(function.body):
        for target, value in _bound(node):
            for name in _names(target):
                alone = isinstance(target, NameExpr)
                bound.setdefault(name, []).append(value if alone else None)
    return {name: only for name, values in bound.items() if len(values) == 1 and (only := values[0]) is not None}


def _bound(node: Node) -> Iterator[tuple[Expression, Expression | None]]:
    match node:
        case AssignmentStmt(lvalues=targets, rvalue=value):
            yield from ((target, value) for target in targets)
        case AssignmentExpr(target=target, value=value) | ForStmt(index=target, expr=value):
            yield target, value
        case (
            GeneratorExpr(indices=targets, sequences=values)
            | DictionaryComprehension(indices=targets, sequences=values)
        ):
            yield from zip(targets, values, strict=True)
        case WithStmt(target=targets):
            yield from ((target, None) for target in targets if target is not None)
        case OperatorAssignmentStmt(lvalue=target):
            yield target, None
        case _:
            return


def _names(target: Expression) -> Iterator[SymbolNode]:
    match target:
        case NameExpr(node=SymbolNode() as node):
            yield node
        case TupleExpr(items=items) | ListExpr(items=items):
            for item in items:
                yield from _names(item)
        case StarExpr(expr=inner):
            yield from _names(inner)
        case _:
            return


def nodes(root: Node) -> Iterator[Node]:
    """Return a node and all that is below it in the text."""
    pending: list[Node] = [root]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, AssignmentStmt):
            pending.append(node.rvalue)  # its parts leave that out
        for part in getattr(node, "__match_args__", ()):
            if part not in _NO_PARTS:
                pending.extend(_in(getattr(node, part, None)))


def _in(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, list | tuple):
        for item in cast("Iterable[object]", value):
            yield from _in(item)
