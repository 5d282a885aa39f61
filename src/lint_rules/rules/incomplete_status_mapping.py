"""A dict or a `match` over a status Enum leaves members out, or gives two of them one value.

## What it does
Reports a dict display whose keys are members of one status Enum, and a `match` whose cases are, when members have no
entry; a key that stands there twice; and two members that are given one word, where the other words are the members'
own (`{FAILED: "failed", EXPIRED: "failed"}`), or where the dict is inverted or made into a `StatusMapping`.

A status Enum is one that is named for it (`…Status`, `…State`), or is the type of an attribute listed in
`status-attributes`. What shows that it is partial on purpose is left alone: a dict that is asked with `in` or `.get`,
iterated over, changed, returned or handed on; one in a function that selects its very members; a `match` that does something for a few members and gives nothing back;
members that are known by more than one name; a dict of counts or colours that gives several members one value.

## Why is this bad?
A member that was added to the Enum and not to the dict is a `KeyError` for the first row that has it; in a `match`
without `case _` it is None, in silence. Two statuses under one word cannot be told apart by who reads it, nor read back.

## Example
```python
from enum import Enum


class JobStatus(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


LABELS = {JobStatus.WAITING: "queued", JobStatus.RUNNING: "in progress"}


def label(status: JobStatus) -> str:
    return LABELS[status]
```

## Use instead
```python
from enum import Enum


class JobStatus(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


LABELS = {JobStatus.WAITING: "queued", JobStatus.RUNNING: "in progress", JobStatus.DONE: "finished"}


def label(status: JobStatus) -> str:
    return LABELS[status]
```

## Fix safety
The fix adds the members that are missing, each to be filled in: `...` in a dict, `raise NotImplementedError` in a
`match`. It is unsafe: what is missing now is an error or None, and then it is another one.

## References
- [Exhaustiveness checking](https://typing.python.org/en/latest/guides/unreachable.html)
- [enum: Enum and its aliases](https://docs.python.org/3/library/enum.html)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import partial

from lint_rules import (
    DictUse,
    EnumFacts,
    Finding,
    Fix,
    Member,
    Related,
    Rule,
    SemanticModel,
    Severity,
    any_of,
    fill_dict,
    fill_match,
    outcome,
    raises,
    shared_target,
)
from lint_rules.frozen import frozen

_FEW = 2
_WORD = r"[a-z][a-z0-9_-]*|[A-Z][A-Z0-9_-]*"


@frozen
class _Entry:
    """One member with what a map gives for it."""

    member: Member
    key: ast.expr
    value: ast.expr | None


def check(node: ast.Dict | ast.Match, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each map that is not complete, and for each entry that is one too many."""
    if isinstance(node, ast.Match):
        yield from _of_match(node, model)
        return
    status_map = model.status_maps.display(node) if len(node.keys) >= _FEW else None
    if status_map is not None and status_map.enum is not None and len(status_map.keys) >= _FEW:
        yield from _of_dict(node, status_map.enum, model)


# -- dicts


def _of_dict(node: ast.Dict, enum: EnumFacts, model: SemanticModel) -> Iterator[Finding]:
    entries: list[_Entry] = []
    for key, value in zip(node.keys, node.values, strict=True):
        spelled = model.statuses.member(key) if key is not None else None
        if key is not None and spelled is not None:
            entries.append(_Entry(spelled[1], key, value))
    yield from _repeated_keys(entries, enum, model)
    use = model.dict_uses.of(node)
    missing = enum.without(entry.member.name for entry in entries)
    expected = bool(missing) and _should_be_complete(use, few=len(missing) < len(entries))
    if expected and (use & DictUse.MAPPING or not _is_selected(node, entries, enum, model)):
        repair = partial(fill_dict, node, missing, model.tree.lines)
        yield _incomplete(node, "dict", enum, missing, model, repair)
    turned = bool(use & (DictUse.INVERTED | DictUse.MAPPING))
    yield from _repeated_values(entries, enum, model, turned=turned)


def _should_be_complete(use: DictUse, *, few: bool) -> bool:
    if use & DictUse.MAPPING:
        return True
    if use & DictUse.ELSE:
        return False
    return bool(use & (DictUse.LOOKED_UP | DictUse.INVERTED)) or (DictUse.CONSTANT in use and few)


def _is_selected(node: ast.Dict, entries: list[_Entry], enum: EnumFacts, model: SemanticModel) -> bool:
    """Whether the function around a dict names its very members once more: those that it selects, by a query or a test."""
    function = model.function_around(node)
    if function is None:
        return False
    inside = {*ast.walk(node)}
    others = [each for each in ast.walk(function) if isinstance(each, ast.Attribute) and each not in inside]
    spelled = filter(None, map(model.statuses.member, others))
    named = {member.name for of, member in spelled if of.defined == enum.defined}
    return named == {entry.member.name for entry in entries}


def _repeated_keys(entries: list[_Entry], enum: EnumFacts, model: SemanticModel) -> Iterator[Finding]:
    seen: dict[str, _Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.member.name, entry)
        if first is not entry:
            message = f"`{enum.name}.{entry.member.name}` is a key twice in this dict; the first entry is lost"
            related = Related(model.path, model.span(first.key), "the entry that is lost")
            yield Finding(model.span(entry.key), message, (related,))


def _repeated_values(
    entries: list[_Entry], enum: EnumFacts, model: SemanticModel, *, turned: bool
) -> Iterator[Finding]:
    if not (turned or _names_members(entries)):
        return
    seen: dict[str, _Entry] = {}
    for entry in entries:
        if not isinstance(entry.value, ast.Constant | ast.Attribute) or _is_blank(entry.value):
            continue
        first = seen.setdefault(ast.dump(entry.value), entry)
        if first.member is not entry.member and first.value is not None:
            message = (
                f"`{enum.name}.{first.member.name}` and `{enum.name}.{entry.member.name}` both become "
                f"`{ast.unparse(entry.value)}` and cannot be told apart; give each member a value of its own"
            )
            related = Related(model.path, model.span(first.value), f"`{first.member.name}` becomes the same")
            yield Finding(model.span(entry.value), message, (related,))


def _names_members(entries: list[_Entry]) -> bool:
    """Whether the values are words of which one at least is its member's own: what a client gets to see."""
    words = [entry.value.value for entry in entries if isinstance(entry.value, ast.Constant)]
    texts = [word for word in words if isinstance(word, str) and re.fullmatch(_WORD, word)]
    if len(texts) != len(entries):
        return False
    own = [text.casefold() in _spellings(entry.member) for text, entry in zip(texts, entries, strict=True)]
    return sum(own) * 2 > len(own)


def _spellings(member: Member) -> set[str]:
    return {member.name.casefold(), (member.value or member.name).casefold()}


def _is_blank(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and (value.value is None or value.value is Ellipsis)


# -- match


def _of_match(node: ast.Match, model: SemanticModel) -> Iterator[Finding]:
    cases = [_members_of(case.pattern, model) for case in node.cases]
    plain = [named for named in cases if named is not None]
    if len(plain) != len(cases) or len(cases) < _FEW or not _gives_something(node):
        return
    enums = [enum for named in plain for enum, _ in named]
    if any(enum.defined is not enums[0].defined for enum in enums):
        return
    both = [*zip(plain, node.cases, strict=True)]
    missing = enums[0].without(member.name for named, case in both if case.guard is None for _, member in named)
    if missing:
        repair = partial(fill_match, node, _value_of(node.cases[-1].pattern), missing, model.tree.lines)
        yield _incomplete(node.subject, "match", enums[0], missing, model, repair)
    single = [(named[0][1], case) for named, case in both if len(named) == 1 and case.guard is None]
    entries = [_Entry(member, _value_of(case.pattern), _value_in(case.body)) for member, case in single]
    yield from _repeated_values(entries, enums[0], model, turned=False)


def _members_of(pattern: ast.pattern, model: SemanticModel) -> list[tuple[EnumFacts, Member]] | None:
    """Return the members that a pattern names; None for one that matches anything else."""
    match pattern:
        case ast.MatchValue(value=value):
            member = model.statuses.member(value)
            return [member] if member is not None else None
        case ast.MatchAs(pattern=ast.pattern() as inner):
            return _members_of(inner, model)
        case ast.MatchOr(patterns=patterns):
            each = [_members_of(inner, model) for inner in patterns]
            known = [members for members in each if members is not None]
            return [member for members in known for member in members] if len(known) == len(each) else None
        case _:
            return None


def _value_of(pattern: ast.pattern) -> ast.expr:
    """Return the first member that a pattern spells."""
    match pattern:
        case ast.MatchValue(value=value):
            return value
        case ast.MatchAs(pattern=ast.pattern() as inner) | ast.MatchOr(patterns=[inner, *_]):
            return _value_of(inner)
        case _:
            raise AssertionError(f"no member in {ast.dump(pattern)}")


def _value_in(body: list[ast.stmt]) -> ast.expr | None:
    result = outcome(body) if len(body) == 1 else None
    return result.value if result is not None else None


def _gives_something(node: ast.Match) -> bool:
    """Whether every case returns a value, or sets the same variable: what is left out gives nothing."""
    giving = [outcome(case.body) for case in node.cases if not raises(case.body)]
    return shared_target(giving) is not None


# -- both


def _incomplete(
    node: ast.expr,
    kind: str,
    enum: EnumFacts,
    missing: tuple[Member, ...],
    model: SemanticModel,
    repair: Callable[[], Fix | None],
) -> Finding:
    names = ", ".join(f"`{member.name}`" for member in missing)
    message = f"this {kind} over `{enum.defined.qualified_name}` leaves out {names}"
    related = Related(*model.class_place(enum.defined), f"`{enum.defined.qualified_name}` is defined here")
    return Finding(model.span(node), message, (related,), repair)


RULE = Rule(check=check, visits=(ast.Dict, ast.Match), severity=Severity.ERROR, needs=any_of(b"{", b"match"))
