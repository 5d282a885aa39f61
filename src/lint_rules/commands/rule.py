"""`session-lint rule`: names of rules -> their documentation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lint_rules.failure import Failed
from lint_rules.nearest import did_you_mean
from lint_rules.outcome import Outcome
from lint_rules.preparation import rules

if TYPE_CHECKING:
    from lint_rules.arguments import Asked
    from lint_rules.rule import NamedRule

_STATES = {"on": "on by default", "strict": "on in strict projects", "off": "off by default"}


def run(asked: Asked) -> Outcome:
    """Return the pages of rules."""
    known = {rule.name: rule for rule in rules()}
    names = tuple(known) if asked.on("--all") else asked.operands
    if not names:
        raise Failed("rule needs a name, or --all")
    for name in names:
        if name not in known:
            raise Failed(f'unknown rule "{name}"{did_you_mean(name, known)}')
    chosen = [known[name] for name in names]
    if asked.last("--output-format") == "json":
        return Outcome(text=_as_json(chosen))
    return Outcome(text="\n".join(_page(rule) for rule in chosen))


def _page(rule: NamedRule) -> str:
    return f"# {rule.name}\n\n({_STATES[rule.rule.default.value]})\n\n{rule.documentation.strip()}\n"


def _as_json(chosen: Sequence[NamedRule]) -> str:
    found = [
        {
            "name": rule.name,
            "summary": rule.summary,
            "default": rule.rule.default.value,
            "explanation": rule.documentation.strip(),
            "url": rule.url,
        }
        for rule in chosen
    ]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
