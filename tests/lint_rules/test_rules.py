"""Every rule keeps what its file claims."""

from __future__ import annotations

import pytest

from lint_rules.registry import registered
from lint_rules.testing import Claim, claims


@pytest.mark.parametrize(
    "claim", [claim for rule in registered() for claim in claims(rule, rules=registered())], ids=str
)
def test_a_rule_keeps_what_its_file_claims(claim: Claim) -> None:
    assert claim.problems() == []
