"""This process's environment -> one for a process whose lines are not counted: counting loads modules, waits and costs."""

from __future__ import annotations

import os


def uncounted(*besides: str) -> dict[str, str]:
    """Return it without what makes Python measure coverage.

    Args:
        besides: How other variables begin that are left out.
    """
    left_out = ("COVERAGE", "COV_", *besides)
    return {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
