"""The statements of one branch -> what the branch gives: the value that it returns, or assigns to which target."""

from __future__ import annotations

import ast
from collections.abc import Sequence

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
    targets = {one.to if one is not None else None for one in outcomes}
    return targets.pop() if len(targets) == 1 else None
