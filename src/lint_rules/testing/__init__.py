"""A rule -> what its file and its cases claim about it, each claim with what is wrong with it; public, for your own rules too.

```python
@pytest.mark.parametrize("claim", [*claims(named(my_rule), rules=registered())], ids=str)
def test_the_rule_keeps_what_it_claims(claim: Claim) -> None:
    assert claim.problems() == []
```
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from lint_rules.frozen import frozen, replace
from lint_rules.linter.registry import named, registered
from lint_rules.rule import Bad, Good, NamedRule
from lint_rules.testing.case_files import with_cases
from lint_rules.testing.cases import (
    comments,
    compared,
    files_of,
    fixed_by,
    line_of,
    linted,
    marks_in,
    settings_of,
    unmarked,
)
from lint_rules.testing.variants import varied_cases

__all__ = ["EXAMPLE_PROJECT", "Claim", "claims", "named", "registered", "variant_claims", "with_cases"]


@frozen
class Claim:
    """Something that a rule file says about itself."""

    title: str
    problems: Callable[[], list[str]]
    """Returns what is wrong with it, in sentences; nothing when the claim holds."""

    def __str__(self) -> str:
        """Return the title, which names the rule and the case."""
        return self.title


_MAPPED = """\
from datetime import datetime
from enum import Enum
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
class Base(DeclarativeBase): ...
"""
_CLASSES = {
    "models": _MAPPED
    + "\n".join(
        f"class {name}(Base):\n    __tablename__ = {name.lower()!r}\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
        "    user_id: Mapped[int]\n    title: Mapped[str]\n    name: Mapped[str]\n    status: Mapped[str]\n"
        for name in ("Session", "User", "Recording")
    ),
    "domain": "from dataclasses import dataclass\n"
    + "\n".join(
        f"@dataclass\nclass {name}:\n    id: int\n    user_id: int\n    title: str\n    name: str\n    status: str\n"
        for name in ("Session", "User", "Recording")
    ),
    "schemas": "from pydantic import BaseModel\n"
    + "\n".join(
        f"class {name}(BaseModel):\n    id: int\n    user_id: int\n    title: str\n    name: str\n    status: str\n"
        for name in ("Session", "User", "Recording")
    ),
}
EXAMPLE_PROJECT: Mapping[str, str] = {
    "app/__init__.py": "",
    **{f"app/{module}.py": source for module, source in _CLASSES.items()},
}
"""What an example in a rule's documentation can import: `Session`, `User` and `Recording`, mapped in `app.models`,
as dataclasses in `app.domain`, as Pydantic models in `app.schemas`."""


def claims(rule: NamedRule, *, rules: Sequence[NamedRule]) -> Iterator[Claim]:
    """Yield what a rule file claims.

    Args:
        rule: the rule.
        rules: all rules, which are silent on its good cases and on what its fixes make.
    """
    every = (*(other for other in rules if other.name != rule.name), rule)
    yield Claim(f"{rule.name}: the documented example is reported", partial(_example, rule, every, "Example"))
    yield Claim(f"{rule.name}: what to use instead is clean", partial(_example, rule, every, "Use instead"))
    if not rule.rule.cases:
        yield Claim(
            f"{rule.name}: cases prove it", lambda: ["it has no cases; `with_cases` finds those in other files"]
        )
    for number, case in enumerate(rule.rule.cases, 1):
        title = f"{rule.name}: case {number}"
        match case:
            case Good(why=why):
                yield Claim(
                    f"{title} is silent ({why})" if why else f"{title} is silent", partial(_silent, case, every)
                )
            case Bad(fixed=fixed):
                yield Claim(f"{title} is reported where it is marked", partial(_reported, rule, case, every))
                yield Claim(f"{title} can be suppressed", partial(_suppressed, rule, case, every))
                fate = "is mended as it says" if fixed is not None else "has no fix, as it says"
                yield Claim(f"{title} {fate}", partial(_mended, rule, case, every))


def variant_claims(rule: NamedRule, *, rules: Sequence[NamedRule]) -> Iterator[Claim]:
    """Yield that the cases hold for the same code written, or placed, differently.

    Args:
        rule: the rule.
        rules: all rules there are.
    """
    every = (*(other for other in rules if other.name != rule.name), rule)
    yield from (Claim(title, problems) for title, problems in varied_cases(rule, every))


def _silent(case: Good, rules: Sequence[NamedRule]) -> list[str]:
    files = files_of(case.source)
    usual = replace(settings_of(case, rules), strict=bool(case.settings.get("strict")), extend_select=(rules[-1].name,))
    diagnostics = linted(unmarked(files), usual, rules)
    return list(compared(diagnostics, marks_in(files, rules[-1].name), lambda _: True))


def _reported(rule: NamedRule, case: Bad, rules: Sequence[NamedRule]) -> list[str]:
    files = files_of(case.source)
    marks = marks_in(files, rule.name)
    bare = unmarked(files)
    own = {mark.file for mark in marks if mark.rule == rule.name}
    dropped = [name for name in own if not rule.rule.needs(bare[name].encode())]
    return [
        *([] if own else ["a bad case marks nothing as reported"]),
        *(f"the prefilter drops {name}, where something is to be reported" for name in dropped),
        *compared(linted(bare, settings_of(case, rules), rules), marks, lambda name: name == rule.name),
    ]


def _suppressed(rule: NamedRule, case: Bad, rules: Sequence[NamedRule]) -> list[str]:
    files = unmarked(files_of(case.source))
    lines = {name: text.split("\n") for name, text in files.items()}
    for name, row in {
        (mark.file, mark.row) for mark in marks_in(files_of(case.source), rule.name) if mark.rule == rule.name
    }:
        lines[name][row - 1] += f"  # session-lint: ignore[{rule.name}]"
    diagnostics = linted({name: "\n".join(text) for name, text in lines.items()}, settings_of(case, rules), rules)
    return [
        f"not suppressed: {line_of(name, diagnostic)}"
        for name, diagnostic in diagnostics
        if diagnostic.rule == rule.name
    ]


def _mended(rule: NamedRule, case: Bad, rules: Sequence[NamedRule]) -> list[str]:
    files, chosen = unmarked(files_of(case.source)), settings_of(case, rules)
    if case.fixed is None:
        diagnostics = linted(files, chosen, rules)
        return [
            f"has a fix that no case shows: {line_of(name, diagnostic)}"
            for name, diagnostic in diagnostics
            if diagnostic.rule == rule.name and diagnostic.fix
        ]
    wanted = {**files, **files_of(case.fixed)}
    problems: list[str] = []
    for newline in ("\n", "\r\n"):
        before = {name: text.replace("\n", newline) for name, text in files.items()}
        after = fixed_by(rule, before, chosen, rules)
        problems += _wrong_in(after, {name: text.replace("\n", newline) for name, text in wanted.items()}, before)
    usual = replace(chosen, strict=False, extend_select=(rule.name,))
    left = {(mark.file, mark.row, mark.rule) for mark in marks_in(files_of(case.source), rule.name)}
    left = {place for place in left if place[0] not in files_of(case.fixed) and place[2] != rule.name}
    return problems + [
        f"after the fix: {line_of(name, diagnostic)}"
        for name, diagnostic in linted(wanted, usual, rules)
        if (name, diagnostic.at.start.row, diagnostic.rule) not in left
    ]


def _wrong_in(after: Mapping[str, str], wanted: Mapping[str, str], before: Mapping[str, str]) -> Iterator[str]:
    for name, text in after.items():
        if text != wanted[name]:
            yield f"{name} is mended to\n{text!r}\nand not to\n{wanted[name]!r}"
        try:
            ast.parse(text)
        except SyntaxError as error:
            yield f"{name} does not parse after the fix: {error}"
        lost = Counter(comments(before[name])) - Counter(comments(text))
        if lost:
            yield f"{name} loses comments: {', '.join(lost)}"


def _example(rule: NamedRule, rules: Sequence[NamedRule], section: str) -> list[str]:
    shown = re.search(rf"^## {section}\n.*?^```python\n(.*?)^```$", rule.documentation, re.MULTILINE | re.DOTALL)
    if shown is None:
        return [f"the section {section} shows no Python"]
    files = _example_files(shown[1])
    diagnostics = linted({**EXAMPLE_PROJECT, **files}, settings_of(Good(""), rules), rules)
    reports = [(name, diagnostic) for name, diagnostic in diagnostics if diagnostic.rule == rule.name and name in files]
    if section == "Example":
        return [] if reports else ["the example is not reported"]
    return [line_of(name, diagnostic) for name, diagnostic in reports]


def _example_files(example: str) -> dict[str, str]:
    """Return the files of an example: one, or those that comments such as `# app/models.py` begin."""
    parts = re.split(r"^# ([\w/]+\.pyi?)\n", example, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True)) if len(parts) > 1 else {"app/example.py": example}
