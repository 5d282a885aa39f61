"""Every rule keeps what its file and its cases claim."""

from __future__ import annotations

import pytest
from tests.lint_rules.rules_with_cases import RULES_WITH_CASES

from lint_rules.rule import NamedRule
from lint_rules.testing import Claim, claims, variant_claims


@pytest.mark.parametrize(
    "claim", [claim for rule in RULES_WITH_CASES for claim in claims(rule, rules=RULES_WITH_CASES)], ids=str
)
def test_a_rule_keeps_what_its_file_claims(claim: Claim) -> None:
    assert claim.problems() == []


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES_WITH_CASES, ids=lambda rule: rule.name)
def test_a_rule_keeps_it_for_the_same_code_written_differently(rule: NamedRule) -> None:
    found = {claim.title: claim.problems() for claim in variant_claims(rule, rules=RULES_WITH_CASES)}
    assert {title: problems for title, problems in found.items() if problems} == {}
