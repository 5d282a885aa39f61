"""A dict or a `match` over a status Enum leaves members out, or gives two of them one value.

## What it does
Reports a dict display whose keys are members of one status Enum, and a `match` whose cases are, when members have no
entry; a key that stands there twice; and two members that are given one word, where the other words are the members'
own (`{FAILED: "failed", EXPIRED: "failed"}`), or where the dict is inverted or made into a `StatusMapping`.

A status Enum is one that is named for it (`…Status`, `…State`), or is the type of an attribute listed in
`status-attributes`. What shows that it is partial on purpose is left alone: a dict that is asked with `in` or `.get`,
iterated over, changed, returned or handed on; a `match` that does something for a few members and gives nothing back;
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

from lint_rules.diagnostic import Finding, Fix, Related
from lint_rules.fixes.complete_members import fill_dict, fill_match
from lint_rules.frozen import frozen
from lint_rules.rule import Bad, Good, Rule
from lint_rules.semantic.classes.enums import EnumFacts, Member
from lint_rules.semantic.index.prefilter import any_of
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.statuses.branches import outcome, raises, shared_target
from lint_rules.semantic.statuses.dict_uses import DictUse

_FEW = 2
_WORD = r"[a-z][a-z0-9_-]*|[A-Z][A-Z0-9_-]*"


@frozen
class _Entry:
    """One member with what a map gives for it."""

    member: Member
    key: ast.expr
    value: ast.expr | None


def check(node: ast.Dict | ast.Match, module: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each map that is not complete, and for each entry that is one too many."""
    if isinstance(node, ast.Match):
        yield from _of_match(node, module)
        return
    found = module.status_maps.display(node) if len(node.keys) >= _FEW else None
    if found is not None and found.enum is not None and len(found.keys) >= _FEW:
        yield from _of_dict(node, found.enum, module)


# -- dicts


def _of_dict(node: ast.Dict, enum: EnumFacts, module: SemanticModel) -> Iterator[Finding]:
    entries: list[_Entry] = []
    for key, value in zip(node.keys, node.values, strict=True):
        spelled = module.statuses.member(key) if key is not None else None
        if key is not None and spelled is not None:
            entries.append(_Entry(spelled[1], key, value))
    yield from _repeated_keys(entries, enum, module)
    use = module.dict_uses.of(node)
    missing = enum.without(entry.member.name for entry in entries)
    if missing and _should_be_complete(use, few=len(missing) < len(entries)):
        repair = partial(fill_dict, node, missing, module.tree.lines)
        yield _incomplete(node, "dict", enum, missing, module, repair)
    turned = bool(use & (DictUse.INVERTED | DictUse.MAPPING))
    yield from _repeated_values(entries, enum, module, turned=turned)


def _should_be_complete(use: DictUse, *, few: bool) -> bool:
    if use & DictUse.MAPPING:
        return True
    if use & DictUse.ELSE:
        return False
    return bool(use & (DictUse.LOOKED_UP | DictUse.INVERTED)) or (DictUse.CONSTANT in use and few)


def _repeated_keys(entries: list[_Entry], enum: EnumFacts, module: SemanticModel) -> Iterator[Finding]:
    seen: dict[str, _Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.member.name, entry)
        if first is not entry:
            message = f"`{enum.name}.{entry.member.name}` is a key twice in this dict; the first entry is lost"
            related = Related(module.path, module.span(first.key), "the entry that is lost")
            yield Finding(module.span(entry.key), message, (related,))


def _repeated_values(
    entries: list[_Entry], enum: EnumFacts, module: SemanticModel, *, turned: bool
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
            related = Related(module.path, module.span(first.value), f"`{first.member.name}` becomes the same")
            yield Finding(module.span(entry.value), message, (related,))


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


def _of_match(node: ast.Match, module: SemanticModel) -> Iterator[Finding]:
    cases = [_members_of(case.pattern, module) for case in node.cases]
    plain = [found for found in cases if found is not None]
    if len(plain) != len(cases) or len(cases) < _FEW or not _gives_something(node):
        return
    enums = [enum for found in plain for enum, _ in found]
    if any(enum.defined is not enums[0].defined for enum in enums):
        return
    both = [*zip(plain, node.cases, strict=True)]
    missing = enums[0].without(member.name for found, case in both if case.guard is None for _, member in found)
    if missing:
        repair = partial(fill_match, node, _value_of(node.cases[-1].pattern), missing, module.tree.lines)
        yield _incomplete(node.subject, "match", enums[0], missing, module, repair)
    single = [(found[0][1], case) for found, case in both if len(found) == 1 and case.guard is None]
    entries = [_Entry(member, _value_of(case.pattern), _given(case.body)) for member, case in single]
    yield from _repeated_values(entries, enums[0], module, turned=False)


def _members_of(pattern: ast.pattern, module: SemanticModel) -> list[tuple[EnumFacts, Member]] | None:
    """Return the members that a pattern names; None for one that matches anything else."""
    match pattern:
        case ast.MatchValue(value=value):
            found = module.statuses.member(value)
            return [found] if found is not None else None
        case ast.MatchAs(pattern=ast.pattern() as inner):
            return _members_of(inner, module)
        case ast.MatchOr(patterns=patterns):
            each = [_members_of(inner, module) for inner in patterns]
            known = [one for one in each if one is not None]
            return [member for one in known for member in one] if len(known) == len(each) else None
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


def _given(body: list[ast.stmt]) -> ast.expr | None:
    found = outcome(body) if len(body) == 1 else None
    return found.value if found is not None else None


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
    module: SemanticModel,
    repair: Callable[[], Fix | None],
) -> Finding:
    names = ", ".join(f"`{member.name}`" for member in missing)
    message = f"this {kind} over `{enum.defined.qualified_name}` leaves out {names}"
    related = Related(*module.class_place(enum.defined), f"`{enum.defined.qualified_name}` is defined here")
    return Finding(module.span(node), message, (related,), repair)


_STATUS = """\
from enum import Enum

class JobStatus(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    FINISHED = DONE

"""
_PACKAGE = {"app/__init__.py": "", "app/status.py": _STATUS}

RULE = Rule(
    check=check,
    visits=(ast.Dict, ast.Match),
    needs=any_of(b"{", b"match"),
    cases=(
        Bad(
            _STATUS
            + """\
LABELS = {  # <- reported: this dict over `case.JobStatus` leaves out `FAILED`
    JobStatus.WAITING: "Waiting",  # first
    JobStatus.RUNNING: ("At " "work"),
    JobStatus.FINISHED: "Ready",  # last
}
SIZES: dict[JobStatus, int] = {JobStatus.WAITING: 1, JobStatus.RUNNING: 1}  # <- reported: `DONE`, `FAILED`

def label(status: JobStatus) -> str:
    return LABELS[status] * SIZES[status]
""",
            fixed=_STATUS
            + """\
LABELS = {
    JobStatus.WAITING: "Waiting",  # first
    JobStatus.RUNNING: ("At " "work"),
    JobStatus.FINISHED: "Ready",  # last
    JobStatus.FAILED: ...,
}
SIZES: dict[JobStatus, int] = {JobStatus.WAITING: 1, JobStatus.RUNNING: 1, JobStatus.DONE: ..., JobStatus.FAILED: ...}

def label(status: JobStatus) -> str:
    return LABELS[status] * SIZES[status]
""",
        ),
        Bad(
            {
                **_PACKAGE,
                "app/wire.py": """\
from types import MappingProxyType
from app import status as st

class Wire:
    WORDS = MappingProxyType({  # <- reported: `WAITING`
        st.JobStatus.RUNNING.value: 1,
        st.JobStatus.DONE.value: 2,
        st.JobStatus.FAILED.value: (3)  # three
    })

    def word(self, job):
        return self.WORDS[job.status.value]
""",
            },
            fixed={
                **_PACKAGE,
                "app/wire.py": """\
from types import MappingProxyType
from app import status as st

class Wire:
    WORDS = MappingProxyType({
        st.JobStatus.RUNNING.value: 1,
        st.JobStatus.DONE.value: 2,
        st.JobStatus.FAILED.value: (3),  # three
        st.JobStatus.WAITING.value: ...
    })

    def word(self, job):
        return self.WORDS[job.status.value]
""",
            },
        ),
        Bad(
            _STATUS
            + """\
def word(status: JobStatus) -> str:
    match status:  # <- reported: this match over `case.JobStatus` leaves out `FAILED`
        case JobStatus.WAITING | JobStatus.RUNNING:
            return "pending"
        case JobStatus.DONE:
            return "done"  # ready

def number(status: JobStatus) -> int:
    match status:  # <- reported: `RUNNING`, `FAILED`
        case JobStatus.WAITING: result = 1
        case JobStatus.RUNNING if word(status): result = 2
        case JobStatus.DONE: result = 3
    return result
""",
            fixed=_STATUS
            + """\
def word(status: JobStatus) -> str:
    match status:
        case JobStatus.WAITING | JobStatus.RUNNING:
            return "pending"
        case JobStatus.DONE:
            return "done"  # ready
        case JobStatus.FAILED:
            raise NotImplementedError

def number(status: JobStatus) -> int:
    match status:
        case JobStatus.WAITING: result = 1
        case JobStatus.RUNNING if word(status): result = 2
        case JobStatus.DONE: result = 3
        case JobStatus.RUNNING: raise NotImplementedError
        case JobStatus.FAILED: raise NotImplementedError
    return result
""",
        ),
        Bad(
            _STATUS
            + """\
from session_status import StatusMapping

WIRE = StatusMapping(JobStatus, {JobStatus.WAITING: "w", JobStatus.DONE: "d", JobStatus.FAILED: "f"})  # <- reported
""",
            fixed=_STATUS
            + """\
from session_status import StatusMapping

WIRE = StatusMapping(JobStatus, {JobStatus.WAITING: "w", JobStatus.DONE: "d", JobStatus.FAILED: "f", JobStatus.RUNNING: ...})
""",
        ),
        Bad(
            _STATUS
            + """\
WIRE = {
    JobStatus.WAITING: "waiting",
    JobStatus.RUNNING: "running",
    JobStatus.DONE: "running",  # <- reported: `JobStatus.RUNNING` and `JobStatus.DONE` both become `'running'`
    JobStatus.FAILED: "failed",
}
CODES = {
    JobStatus.WAITING: 1,
    JobStatus.RUNNING: 2,
    JobStatus.DONE: 3,
    JobStatus.FAILED: 3,  # <- reported: cannot be told apart
}
BACK = {code: status for status, code in CODES.items()}
TWICE = {
    JobStatus.WAITING: 1,
    JobStatus.RUNNING: 2,
    JobStatus.DONE: 3,
    JobStatus.FAILED: 4,
    JobStatus.FINISHED: 5,  # <- reported: is a key twice
}

def word(status: JobStatus) -> str:
    match status:
        case JobStatus.WAITING:
            return "waiting"
        case JobStatus.RUNNING:
            return "running"
        case JobStatus.DONE:
            return "done"
        case JobStatus.FAILED:
            return "done"  # <- reported
"""
        ),
        Bad(
            """\
from enum import Enum

class Phase(Enum):
    ONE = 1
    TWO = 2
    THREE = 3

class Job:
    status: Phase

STEPS = {Phase.ONE: "a", Phase.TWO: "b"}  # <- reported: `THREE`
""",
            fixed="""\
from enum import Enum

class Phase(Enum):
    ONE = 1
    TWO = 2
    THREE = 3

class Job:
    status: Phase

STEPS = {Phase.ONE: "a", Phase.TWO: "b", Phase.THREE: ...}
""",
        ),
        Good(
            _STATUS
            + """\
ALL = {JobStatus.WAITING: "a", JobStatus.RUNNING: "b", JobStatus.FINISHED: "c", JobStatus.FAILED: "d"}
COLOURS = {JobStatus.WAITING: "grey", JobStatus.RUNNING: "grey", JobStatus.DONE: "green", JobStatus.FAILED: "red"}
MADE = {status: status.value for status in JobStatus}
MORE = {**ALL, JobStatus.DONE: "e"}

def f(status: JobStatus):
    match status:
        case JobStatus.WAITING | JobStatus.RUNNING | JobStatus.DONE:
            return 1
        case JobStatus.FAILED:
            return 2

def g(status: JobStatus):
    match status:
        case JobStatus.WAITING:
            return 1
        case JobStatus.RUNNING:
            return 2
        case other:
            raise ValueError(other)

def h(status: JobStatus):
    match status:
        case JobStatus.WAITING:
            print(status)
        case JobStatus.RUNNING:
            return
""",
            why="complete by an alias, colours, computed, a case for the others, a match that gives nothing",
        ),
        Good(
            _STATUS
            + """\
FINAL = {JobStatus.DONE: "ready", JobStatus.FAILED: "broken", JobStatus.WAITING: "soon"}
LATER = {JobStatus.DONE: "ready", JobStatus.FAILED: "broken", JobStatus.WAITING: "soon"}
LATER[JobStatus.RUNNING] = "at work"
WALK = {JobStatus.DONE: "ready", JobStatus.FAILED: "broken", JobStatus.WAITING: "soon"}
CAUGHT = {JobStatus.DONE: "ready", JobStatus.FAILED: "broken", JobStatus.WAITING: "soon"}

def f(status: JobStatus, counts: dict[JobStatus, int]):
    if status in FINAL:
        return FINAL[status]
    for one, word in WALK.items():
        print(one, word, LATER[status])
    try:
        return CAUGHT[status]
    except KeyError:
        return None

def g(send, names):
    send({JobStatus.DONE: 1, JobStatus.FAILED: 0})
    counts = {JobStatus.DONE: 1, JobStatus.FAILED: 0}
    names.get(JobStatus.DONE, None)
    return {**counts}
""",
            why="9: partial on purpose: asked with `in`, changed, iterated over, caught, handed on, counts",
        ),
        Good(
            {
                **_PACKAGE,
                "app/steps.py": """\
from app.status import JobStatus

STEPS = {JobStatus.WAITING: 1, JobStatus.RUNNING: 2, JobStatus.DONE: 3}
""",
                "app/use.py": """\
from app.steps import STEPS

def f(status):
    return STEPS.get(status)
""",
            },
            why="9: partial on purpose, as another file shows",
        ),
        Good(
            """\
from enum import Enum, Flag
from http import HTTPStatus
from somewhere import Unknown

class Colour(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3

class JobState(Flag):
    ONE = 1
    TWO = 2
    FOUR = 4

class OtherStatus(Unknown):
    ONE = 1
    TWO = 2
    FOUR = 4

class Plain:
    ONE = 1

NAMES = {Colour.RED: "r", Colour.GREEN: "g"}
FLAGS = {JobState.ONE: 1, JobState.TWO: 2}
UNKNOWN = {OtherStatus.ONE: 1, OtherStatus.TWO: 2}
CODES = {HTTPStatus.OK: 1, HTTPStatus.NOT_FOUND: 2}
CLASSES = {Colour: 1, Plain: 2}

def f(key):
    return NAMES[key], FLAGS[key], UNKNOWN[key], CODES[key], CLASSES[key]
""",
            why="9: an Enum that is no status, flags, an unknown base, another library's, dicts keyed by class",
        ),
        Good(
            _STATUS
            + """\
def f(model, kind: type[Enum]):
    table = {model.WAITING: 1, model.RUNNING: 2}
    other = {kind.WAITING: 1, kind.RUNNING: 2}
    return table[model.status], other[model.status]
""",
            why="12: anything dynamic",
        ),
    ),
)
