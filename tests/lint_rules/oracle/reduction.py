"""A plan whose fixes differ -> the smallest one whose fixes differ in the same way."""

from __future__ import annotations

from collections.abc import Callable

from tests.lint_rules.oracle.plans import Plan


def reduced(plan: Plan, is_same: Callable[[Plan], bool]) -> Plan:
    """Take away whatever can be taken away.

    Args:
        plan: What the project is made of.
        is_same: Tells whether a smaller one still shows the difference.
    """
    while (smaller := next((one for one in plan.smaller() if is_same(one)), None)) is not None:
        plan = smaller
    return plan


def named(plan: Plan) -> str:
    """Name what a plan is made of, without what every project has."""
    return " + ".join(
        ", ".join([target.family, *([target.style] if target.style != "plain" else []), *target.fragments])
        for target in plan.targets
    )
