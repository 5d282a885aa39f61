"""An `if` chain or a `match` -> what its branches compare one expression with, and what is left to the last of them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import chain

from lint_rules.frozen import frozen
from lint_rules.semantic.statuses.branches import compared, pattern_values


@frozen
class Branching:
    """Branches on the value of one expression.

    Args:
        subject: the expression.
        values: what it is compared with.
        covered: the values that do not reach the last branch.
        bodies: the branches for these values.
        last: the branch for all others.
    """

    subject: ast.expr
    values: list[ast.expr]
    covered: list[ast.expr]
    bodies: list[list[ast.stmt]]
    last: list[ast.stmt]


def branching(node: ast.If | ast.Match, around: Iterator[ast.AST]) -> Branching | None:
    """Return the branches of a statement; None where they are not on one expression, or none is left for other values.

    Args:
        node: the statement; an `elif` is part of the one above.
        around: the nodes around it, the nearest first.
    """
    return _of_match(node) if isinstance(node, ast.Match) else _of_chain(node, around)


def _of_match(node: ast.Match) -> Branching | None:
    *cases, last = node.cases
    if not (isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None):
        return None
    values = [value for case in cases for value in pattern_values(case.pattern)]
    unguarded = [value for case in cases if case.guard is None for value in pattern_values(case.pattern)]
    return Branching(node.subject, values, unguarded, [case.body for case in cases], last.body)


def _of_chain(node: ast.If, around: Iterator[ast.AST]) -> Branching | None:
    parent = next(around)
    if isinstance(parent, ast.If) and parent.orelse == [node]:
        return None
    subject, values, bodies, last = "", list[ast.expr](), list[list[ast.stmt]](), node
    while True:
        comparison = compared(last.test)
        if comparison is None or (subject and ast.unparse(comparison[0]) != subject):
            return None
        subject = ast.unparse(comparison[0])
        values += comparison[1]
        bodies.append(last.body)
        match last.orelse:
            case [ast.If() as following]:
                last = following
            case [_, *_]:
                break
            case _:
                return None
    covered = [*values, *_excluded(node, subject, chain([parent], around))]
    return Branching(comparison[0], values, covered, bodies, last.orelse)


def _excluded(node: ast.If, subject: str, around: Iterable[ast.AST]) -> Iterator[ast.expr]:
    """Yield the values that a test around a chain leaves out: `if status != A:`."""
    inside: ast.AST = node
    for outer in around:
        match outer:
            case ast.If(
                test=ast.Compare(left=left, ops=[ast.NotEq() | ast.IsNot()], comparators=[value]), body=body
            ) if inside in body and ast.unparse(left) == subject:
                yield value
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return
            case _:
                pass
        inside = outer
