"""A rule file -> what it claims about itself, each claim with what is wrong with it; public, for your own rules too.

```python
@pytest.mark.parametrize("claim", [*claims(named(my_rule), rules=registered())], ids=str)
def test_the_rule_keeps_what_it_claims(claim: Claim) -> None:
    assert claim.problems() == []
```
"""

from __future__ import annotations

import ast
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from lint_rules.config import Misconfigured, Settings, settings
from lint_rules.diagnostic import Diagnostic
from lint_rules.facts.tokens import Kind, tokens
from lint_rules.registry import named, registered
from lint_rules.rule import Bad, Good, NamedRule
from lint_rules.run import lint
from lint_rules.spans import LineIndex, apply_edits

__all__ = ["EXAMPLE_PROJECT", "Claim", "claims", "named", "registered"]


@dataclass(frozen=True, slots=True)
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


_MARK = re.compile(r"[ \t]*# <- ([\w-]+)(?:: ?(.*?))?(?=[ \t]*# <- |[ \t]*$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A comment in a case: in this line, this rule reports a message with this text."""

    file: str
    row: int
    rule: str
    text: str


def _files(source: str | Mapping[str, str]) -> dict[str, str]:
    return {"case.py": source} if isinstance(source, str) else dict(source)


def _unmarked(files: Mapping[str, str]) -> dict[str, str]:
    return {name: _MARK.sub("", text) for name, text in files.items()}


def _marks(files: Mapping[str, str], own: str) -> list[_Mark]:
    return [
        _Mark(name, row, own if found[1] == "reported" else found[1], (found[2] or "").strip())
        for name, text in files.items()
        for row, line in enumerate(text.split("\n"), 1)
        for found in _MARK.finditer(line)
    ]


def _settings(case: Good | Bad, rules: Sequence[NamedRule]) -> Settings:
    names = [rule.name for rule in rules]
    chosen = settings(case.settings, rules=names, place="the case's settings")
    if isinstance(chosen, Misconfigured):
        raise ValueError(chosen.message)  # noqa: TRY004  the value is wrong, not its type
    return replace(chosen, strict=True)  # every rule is on


_Found = list[tuple[str, Diagnostic]]


def _lint(files: Mapping[str, str], chosen: Settings, rules: Sequence[NamedRule], *, newline: str = "\n") -> _Found:
    """Lint files in a folder of their own; each diagnostic comes with its file's name in `files`."""
    with tempfile.TemporaryDirectory(prefix="session-lint-") as folder:
        root = Path(folder).resolve()
        paths = {root / name: name for name in files}
        for path, name in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[name], encoding="utf-8", newline=newline)
        report = lint(list(paths), root=root, settings=chosen, rules=rules)
    if report.crashes:
        raise RuntimeError("; ".join(crash.message for crash in report.crashes))
    return [(paths[one.path], one) for one in report.diagnostics]


def _told(name: str, one: Diagnostic) -> str:
    return f"{name}:{one.at.start.row}: {one.rule} {one.message}"


def _compared(found: _Found, marks: Sequence[_Mark], about: Callable[[str], bool]) -> Iterator[str]:
    """Yield what is marked and not reported, and what is reported by a rule that this is `about` and not marked."""
    for mark in marks:
        here = [one for name, one in found if (name, one.at.start.row, one.rule) == (mark.file, mark.row, mark.rule)]
        if not here:
            yield f"{mark.file}:{mark.row}: {mark.rule} is marked and not reported"
        elif not any(mark.text in one.message for one in here):
            yield f"{mark.file}:{mark.row}: no message says {mark.text!r}: {[one.message for one in here]}"
    places = {(mark.file, mark.row, mark.rule) for mark in marks}
    for name, one in found:
        if about(one.rule) and (name, one.at.start.row, one.rule) not in places:
            yield f"reported and not marked: {_told(name, one)}"


def _silent(case: Good, rules: Sequence[NamedRule]) -> list[str]:
    files = _files(case.source)
    usual = replace(_settings(case, rules), strict=bool(case.settings.get("strict")), extend_select=(rules[-1].name,))
    found = _lint(_unmarked(files), usual, rules)
    return list(_compared(found, _marks(files, rules[-1].name), lambda _: True))


def _reported(rule: NamedRule, case: Bad, rules: Sequence[NamedRule]) -> list[str]:
    files = _files(case.source)
    marks = _marks(files, rule.name)
    bare = _unmarked(files)
    own = {mark.file for mark in marks if mark.rule == rule.name}
    dropped = [name for name in own if not rule.rule.needs(bare[name].encode())]
    return [
        *([] if own else ["a bad case marks nothing as reported"]),
        *(f"the prefilter drops {name}, where something is to be reported" for name in dropped),
        *_compared(_lint(bare, _settings(case, rules), rules), marks, lambda name: name == rule.name),
    ]


def _suppressed(rule: NamedRule, case: Bad, rules: Sequence[NamedRule]) -> list[str]:
    files = _unmarked(_files(case.source))
    lines = {name: text.split("\n") for name, text in files.items()}
    for name, row in {
        (mark.file, mark.row) for mark in _marks(_files(case.source), rule.name) if mark.rule == rule.name
    }:
        lines[name][row - 1] += f"  # session-lint: ignore[{rule.name}]"
    found = _lint({name: "\n".join(text) for name, text in lines.items()}, _settings(case, rules), rules)
    return [f"not suppressed: {_told(name, one)}" for name, one in found if one.rule == rule.name]


def _mended(rule: NamedRule, case: Bad, rules: Sequence[NamedRule]) -> list[str]:
    files, chosen = _unmarked(_files(case.source)), _settings(case, rules)
    if case.fixed is None:
        found = _lint(files, chosen, rules)
        return [
            f"has a fix that no case shows: {_told(name, one)}"
            for name, one in found
            if one.rule == rule.name and one.fix
        ]
    wanted = {**files, **_files(case.fixed)}
    problems: list[str] = []
    for newline in ("\n", "\r\n"):
        before = {name: text.replace("\n", newline) for name, text in files.items()}
        after = _fixed_by(rule, before, chosen, rules)
        problems += _wrong_in(after, {name: text.replace("\n", newline) for name, text in wanted.items()}, before)
    usual = replace(chosen, strict=False, extend_select=(rule.name,))
    left = {(mark.file, mark.row, mark.rule) for mark in _marks(_files(case.source), rule.name)}
    left = {place for place in left if place[0] not in _files(case.fixed) and place[2] != rule.name}
    return problems + [
        f"after the fix: {_told(name, one)}"
        for name, one in _lint(wanted, usual, rules)
        if (name, one.at.start.row, one.rule) not in left
    ]


_MOST_FIXES = 50


def _fixed_by(rule: NamedRule, files: dict[str, str], chosen: Settings, rules: Sequence[NamedRule]) -> dict[str, str]:
    """Return the files after the rule's fixes, one at a time, until it offers none.

    Raises:
        RuntimeError: the fixes go on for ever.
    """
    for _ in range(_MOST_FIXES):
        found = _lint(files, chosen, rules, newline="")
        fix = next(((name, one.fix) for name, one in found if one.rule == rule.name and one.fix), None)
        if fix is None:
            return files
        files = {**files, fix[0]: apply_edits(LineIndex(files[fix[0]]), fix[1].edits)}
    raise RuntimeError(f"{rule.name}: its fixes do not settle")


def _wrong_in(after: Mapping[str, str], wanted: Mapping[str, str], before: Mapping[str, str]) -> Iterator[str]:
    for name, text in after.items():
        if text != wanted[name]:
            yield f"{name} is mended to\n{text!r}\nand not to\n{wanted[name]!r}"
        try:
            ast.parse(text)
        except SyntaxError as error:
            yield f"{name} does not parse after the fix: {error}"
        lost = Counter(_comments(before[name])) - Counter(_comments(text))
        if lost:
            yield f"{name} loses comments: {', '.join(lost)}"


def _comments(text: str) -> list[str]:
    return [token.word.decode() for token in tokens(text.encode()) if token.kind is Kind.COMMENT]


def _example(rule: NamedRule, rules: Sequence[NamedRule], section: str) -> list[str]:
    found = re.search(rf"^## {section}\n.*?^```python\n(.*?)^```$", rule.documentation, re.MULTILINE | re.DOTALL)
    if found is None:
        return [f"the section {section} shows no Python"]
    files = _example_files(found[1])
    found_in_it = _lint({**EXAMPLE_PROJECT, **files}, _settings(Good(""), rules), rules)
    reports = [(name, one) for name, one in found_in_it if one.rule == rule.name and name in files]
    if section == "Example":
        return [] if reports else ["the example is not reported"]
    return [_told(name, one) for name, one in reports]


def _example_files(example: str) -> dict[str, str]:
    """Return the files of an example: one, or those that comments such as `# app/models.py` begin."""
    parts = re.split(r"^# ([\w/]+\.pyi?)\n", example, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True)) if len(parts) > 1 else {"app/example.py": example}
