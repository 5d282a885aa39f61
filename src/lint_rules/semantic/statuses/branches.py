"""A test, a pattern or a branch -> what it says: what is there or missing, what is compared, what the branch gives."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from lint_rules.frozen import frozen


@frozen
class BranchResult:
    """What a branch gives.

    Args:
        to: where to: "return", or the target as it is written.
        value: what.
    """

    to: str
    value: ast.expr


def said(test: ast.expr, *, there: bool) -> Iterator[str]:
    """Yield the expressions of which a test says that they are there, or (`there` False) that they are missing."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            yield from said(inner, there=not there)
        case ast.BoolOp(op=operator, values=values) if isinstance(operator, ast.And) is there:
            for value in values:
                yield from said(value, there=there)
        case ast.Compare(left=left, ops=[ast.IsNot() | ast.NotEq()], comparators=[ast.Constant(value=None)]) if there:
            yield ast.unparse(left)
        case ast.Compare(left=left, ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=None)]) if not there:
            yield ast.unparse(left)
        case ast.Call(func=ast.Name(id="hasattr"), args=[owner, ast.Constant(value=str(name))]):
            if there:
                yield f"{ast.unparse(owner)}.{name}"
        case ast.Name() | ast.Attribute() | ast.Subscript() | ast.Call() if there:
            yield ast.unparse(test)
        case _:
            return


def pattern_values(pattern: ast.pattern) -> Iterator[ast.expr]:
    """Yield the values that a pattern matches; an ellipsis stands for anything that is no value."""
    match pattern:
        case ast.MatchValue(value=value):
            yield value
        case ast.MatchOr(patterns=patterns):
            for inner in patterns:
                yield from pattern_values(inner)
        case ast.MatchAs(pattern=ast.pattern() as inner):
            yield from pattern_values(inner)
        case ast.MatchSingleton():
            return
        case _:
            yield ast.Constant(value=...)  # something that is no status


def compared(test: ast.expr) -> tuple[ast.expr, list[ast.expr]] | None:
    """Return what a test compares, and the values that pass."""
    match test:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[value]):
            return left, [value]
        case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.Tuple() | ast.List() | ast.Set() as values]):
            return left, values.elts
        case ast.BoolOp(op=ast.Or(), values=tests):
            each = [comparison for comparison in map(compared, tests) if comparison is not None]
            same = len(each) == len(tests) and len({ast.unparse(left) for left, _ in each}) == 1
            return (each[0][0], [value for _, values in each for value in values]) if same else None
        case _:
            return None


def prefixes(core: ast.expr) -> set[str]:
    """Return `x.job.status`, `x.job` and `x` of `x.job.status`."""
    written = {ast.unparse(core)}
    while isinstance(core, ast.Attribute | ast.Subscript | ast.Call):
        match core:
            case ast.Call(func=ast.Name(id="getattr"), args=[owner, *_]):
                core = owner
            case ast.Call(func=inner) | ast.Attribute(value=inner) | ast.Subscript(value=inner):
                core = inner
        written.add(ast.unparse(core))
    return written


def outcome(body: Sequence[ast.stmt]) -> BranchResult | None:
    """Return what a branch gives by its last statement; None when that gives nothing."""
    match body[-1]:
        case ast.Return(value=ast.expr() as value):
            return BranchResult("return", value)
        case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
            return BranchResult(ast.unparse(target), value)
        case _:
            return None


def raises(body: Sequence[ast.stmt]) -> bool:
    """Whether a branch ends by raising."""
    return isinstance(body[-1], ast.Raise)


def shared_target(outcomes: Sequence[BranchResult | None]) -> str | None:
    """Return where all branches give their values to; None when they differ, or one gives nothing."""
    targets = {outcome.to if outcome is not None else None for outcome in outcomes}
    return targets.pop() if len(targets) == 1 else None
