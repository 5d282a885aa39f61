"""`session-lint rule`: names of rules -> their documentation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lint_rules.cli.console.outcome import Outcome
from lint_rules.cli.console.request import pages
from lint_rules.cli.output.view import as_json
from lint_rules.errors import Failed, did_you_mean
from lint_rules.source.printable import printable

if TYPE_CHECKING:
    from lint_rules.cli.console.arguments import CommandLine
    from lint_rules.rule import RulePage

_STATES = {"on": "on by default", "strict": "on in strict projects", "off": "off by default"}


def run(args: CommandLine) -> Outcome:
    """Return the pages of rules."""
    known = {page.name: page for page in pages()}
    names = tuple(known) if args.all else args.operands
    if not names:
        raise Failed("rule needs a name, or --all")
    for name in names:
        if name not in known:
            raise Failed(f'unknown rule "{name}"{did_you_mean(name, known)}')
    chosen = [known[name] for name in names]
    if args.output_format == "json":
        return Outcome(text=_as_json(chosen))
    return Outcome(text="\n".join(_shown(page) for page in chosen))


def _shown(page: RulePage) -> str:
    text = f"# {page.name}\n\n({page.severity.value}, {_STATES[page.default.value]})\n\n{page.documentation.strip()}\n"
    return "\n".join(map(printable, text.split("\n")))


def _as_json(chosen: Sequence[RulePage]) -> str:
    objects = [
        {
            "name": page.name,
            "summary": page.summary,
            "default": page.default.value,
            "severity": page.severity.value,
            "explanation": page.documentation.strip(),
            "url": page.url,
        }
        for page in chosen
    ]
    return as_json(objects) + "\n"
