"""Every rule with its cases, which stand in the folder `rules` beside this file."""

from __future__ import annotations

from lint_rules.linter.registry import registered
from lint_rules.testing import with_cases

RULES_WITH_CASES = with_cases(registered(), "tests.lint_rules.rules")
