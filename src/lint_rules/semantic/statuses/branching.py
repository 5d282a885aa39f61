"""An `if` chain, a conditional or a `match` -> what its branches compare one expression with, and what is left to the last."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
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


_Test = tuple[ast.expr, list[ast.stmt]]


def branching(
    node: ast.If | ast.Match | ast.IfExp, around: Iterator[ast.AST], block: Sequence[ast.stmt] = ()
) -> Branching | None:
    """Return the branches of a statement; None where they are not on one expression, or none is left for other values.

    Args:
        node: the statement, or a conditional expression; an `elif` is part of the one above.
        around: the nodes around it, the nearest first.
        block: the statements among which it stands: an `if` that returns goes on with the one behind it.
    """
    match node:
        case ast.Match():
            return _of_match(node)
        case ast.IfExp():
            return _of_expression(node, next(around))
        case ast.If():
            return _of_chain(node, around, block)


def _of_match(node: ast.Match) -> Branching | None:
    *cases, last = node.cases
    if not (isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None):
        return None
    values = [value for case in cases for value in pattern_values(case.pattern)]
    unguarded = [value for case in cases if case.guard is None for value in pattern_values(case.pattern)]
    return Branching(node.subject, values, unguarded, [case.body for case in cases], last.body)


def _of_expression(node: ast.IfExp, parent: ast.AST) -> Branching | None:
    """`"…" if s is A else "…" if s is B else "…"`."""
    if isinstance(parent, ast.IfExp) and parent.orelse is node:
        return None
    tests: list[_Test] = [(node.test, [ast.Return(node.body)])]
    rest = node.orelse
    while isinstance(rest, ast.IfExp):
        tests.append((rest.test, [ast.Return(rest.body)]))
        rest = rest.orelse
    last: list[ast.stmt] = [ast.Return(rest)]
    return _compared_alike(tests, last, ())


def _of_chain(node: ast.If, around: Iterator[ast.AST], block: Sequence[ast.stmt]) -> Branching | None:
    parent = next(around)
    if isinstance(parent, ast.If) and parent.orelse == [node]:
        return None
    tests, last = _tests(node)
    at = next((index for index, statement in enumerate(block) if statement is node), 0)
    if at and _goes_on(block[at - 1], node):
        return None  # part of those before
    while not last and at + 1 < len(block) and _leaves(tests):
        at += 1
        following = block[at]
        if isinstance(following, ast.If) and _subject(following) == _subject(node):
            more, last = _tests(following)
            tests += more
        else:
            last = [*block[at : at + 1]] if isinstance(following, ast.Return) else []
            break
    excluded = _excluded(node, _subject(node) or "", chain([parent], around))
    return _compared_alike(tests, last, excluded) if last else None


def _tests(node: ast.If) -> tuple[list[_Test], list[ast.stmt]]:
    """Return the tests of an `if` and its `elif`s with their bodies, and the body of the `else`."""
    tests = [(node.test, node.body)]
    rest = node.orelse
    while len(rest) == 1 and isinstance(rest[0], ast.If):
        node = rest[0]
        tests.append((node.test, node.body))
        rest = node.orelse
    return tests, rest


def _goes_on(before: ast.stmt, node: ast.If) -> bool:
    """Whether an `if` is one more of those that return, each for a value of the same expression."""
    if not isinstance(before, ast.If) or _subject(before) is None or _subject(before) != _subject(node):
        return False
    tests, last = _tests(before)
    return not last and _leaves(tests)


def _leaves(tests: list[_Test]) -> bool:
    return all(isinstance(body[-1], ast.Return | ast.Raise) for _, body in tests)


def _subject(node: ast.If) -> str | None:
    comparison = compared(node.test)
    return None if comparison is None else ast.unparse(comparison[0])


def _compared_alike(tests: list[_Test], last: list[ast.stmt], excluded: Iterable[ast.expr]) -> Branching | None:
    """Return branches whose tests all compare one expression; `excluded` are values that do not come so far."""
    comparisons = [comparison for test, _ in tests if (comparison := compared(test)) is not None]
    if len(comparisons) < len(tests) or len({ast.unparse(left) for left, _ in comparisons}) != 1:
        return None
    values = [value for _, listed in comparisons for value in listed]
    return Branching(comparisons[0][0], values, [*values, *excluded], [body for _, body in tests], last)


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
