"""All texts that projects are put together of, each under its group and its name."""

from __future__ import annotations

from textwrap import dedent

from tests.lint_rules.oracle.fragments.connections import CONNECTIONS
from tests.lint_rules.oracle.fragments.faults import FAULTS
from tests.lint_rules.oracle.fragments.imports import IMPORTS
from tests.lint_rules.oracle.fragments.mapped import MAPPED
from tests.lint_rules.oracle.fragments.reaches import REACHES
from tests.lint_rules.oracle.fragments.results import RESULTS
from tests.lint_rules.oracle.fragments.uses import MODEL_USES, SESSION_USES, USES

GROUPS: dict[str, dict[str, str]] = {
    "use": USES,
    "model": MODEL_USES,
    "session": SESSION_USES,
    "reach": REACHES,
    "result": RESULTS,
    "fault": FAULTS,
    "mapped": MAPPED,
    "connection": CONNECTIONS,
}
FRAGMENTS = {f"{group}: {name}": dedent(text) for group, texts in GROUPS.items() for name, text in texts.items()}
STYLES = tuple(IMPORTS)


def named(group: str) -> list[str]:
    """Return the names of a group's texts."""
    return [f"{group}: {name}" for name in GROUPS[group]]
