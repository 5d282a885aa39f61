"""A status that is missing or unknown is replaced by a literal, in silence.

## What it does
Reports a word, or a member of a status Enum, that takes the place of a status which is not there or not known:

- `job.status.value if job else "checking"`, `job.status or "checking"`, `getattr(job, "status", "checking")`;
- `WORDS.get(job.status, "checking")`, also by the status' string, and `WORDS.get(job.status) or "checking"`;
- `except KeyError: status = "checking"` behind a `try` that reads the status;
- `case _: return "checking"`, and the `else:` of an if/elif chain over members of a status Enum, where the other
  branches give words as well.

Of a map, a `match` and a chain it names the members that fall into the fallback. It is silent when none does: the map is
complete. A status is an attribute listed in `status-attributes`, or an object of a status Enum. Left alone are text for
people (logs, messages of exceptions, f-strings), marks of absence (`""`, `"-"`, `"n/a"`, None), and parameters that are
Pydantic models, where a missing status is the client's wish for the default.

## Why is this bad?
A literal looks like any other status. A wrong class, a failed join or a new member then shows as a job that is
"checking" for ever, and no log says why. An error, or None, would have been found on the first day.

## Example
```python
from enum import Enum


class JobStatus(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


WORDS = {JobStatus.WAITING: "queued", JobStatus.RUNNING: "in progress"}


def word(status: JobStatus) -> str:
    return WORDS.get(status, "checking")
```

## Use instead
```python
from enum import Enum


class JobStatus(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


WORDS = {JobStatus.WAITING: "queued", JobStatus.RUNNING: "in progress", JobStatus.DONE: "finished"}


def word(status: JobStatus) -> str:
    return WORDS[status]
```

## Fix safety
There is no fix: whether a missing status is None, an error or a member of its own is for you to say.

## References
- [Exhaustiveness checking](https://typing.python.org/en/latest/guides/unreachable.html)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from lint_rules.diagnostic import Finding, Related
from lint_rules.rule import Rule
from lint_rules.semantic.classes.enums import EnumFacts, Member
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.index.prefilter import any_of
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.statuses.branches import (
    compared,
    outcome,
    pattern_values,
    prefixes,
    raises,
    said,
    shared_target,
)
from lint_rules.semantic.statuses.inference import Form, Status

_WORD = r"[A-Za-z][\w.-]*"
_ABSENCE = frozenset({"none", "null", "na", "nil", "nan", "empty"})
_MISSING = frozenset("AttributeError KeyError LookupError IndexError ValueError TypeError Exception".split())
_FEW = 2

_Visited = ast.IfExp | ast.BoolOp | ast.Call | ast.Try | ast.Match | ast.If


def check(node: _Visited, module: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each literal that stands in for a status."""
    match node:
        case ast.Call(func=ast.Attribute(attr="get")):
            yield from _of_get(node, module)
        case ast.Call(func=ast.Name(id="getattr")):
            yield from _of_getattr(node, module)
        case ast.Call():
            return
        case ast.If(orelse=[_, *_]):
            yield from _of_chain(node, module)
        case ast.IfExp():
            yield from _of_condition(node, module)
        case ast.BoolOp(op=ast.Or()):
            yield from _of_or(node, module)
        case ast.Try():
            yield from _of_try(node, module)
        case ast.Match():
            yield from _of_match(node, module)
        case _:
            return


# -- expressions


def _of_condition(node: ast.IfExp, module: SemanticModel) -> Iterator[Finding]:
    """`x.status.value if x else "…"`, `"…" if x is None else x.status`."""
    for there, status, fallback in ((True, node.body, node.orelse), (False, node.orelse, node.body)):
        word = _word(fallback)
        found = _read(status, module) if word is not None else None
        if found is None or word is None or not found.is_attribute or module.is_for_people(node):
            continue
        asked = next((one for one in said(node.test, there=there) if one in prefixes(found.core)), None)
        if asked is not None:
            message = f"where `{asked}` is missing, `{ast.unparse(found.core)}` is replaced by {word!r}"
            yield _finding(fallback, message, found.enum, (), module)


def _of_or(node: ast.BoolOp, module: SemanticModel) -> Iterator[Finding]:
    """`x.status or "…"`, `WORDS.get(x.status) or "…"`."""
    *before, fallback = node.values
    word = _word(fallback)
    if word is None or module.is_for_people(node):
        return
    last = before[-1]
    if isinstance(last, ast.BoolOp) and isinstance(last.op, ast.And):
        last = last.values[-1]  # `(x and x.status) or "…"`
    match last:
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key]):
            yield from _of_lookup(table, key, fallback, word, module)
        case _:
            found = _read(last, module)
            if found is not None and found.is_attribute and not _is_asked_of_a_client(found, module):
                if _is_kept(node, found, module):
                    return
                message = f"where `{ast.unparse(found.core)}` is missing, it is replaced by {word!r}"
                yield _finding(fallback, message, found.enum, (), module)


def _is_kept(node: ast.BoolOp, found: Status, module: SemanticModel) -> bool:
    """`x.status = x.status or "created"`: the object is given a status of its own, which is the remedy."""
    match module.parent(node):
        case ast.Assign(targets=[target]):
            return ast.unparse(target) == ast.unparse(found.core)
        case _:
            return False


def _of_getattr(call: ast.Call, module: SemanticModel) -> Iterator[Finding]:
    match call.args:
        case [owner, ast.Constant(value=str(name)), fallback] if module.statuses.is_status_name(name):
            word = _word(fallback)
            if word is not None and not module.is_for_people(call):
                message = f"where `{ast.unparse(owner)}` has no `{name}`, it is replaced by {word!r}"
                yield _finding(fallback, message, None, (), module)
        case _:
            return


def _of_get(call: ast.Call, module: SemanticModel) -> Iterator[Finding]:
    match call.func, call.args:
        case ast.Attribute(value=table), [key, fallback] if not call.keywords:
            word = _word(fallback, module)
            if word is not None and not module.is_for_people(call):
                yield from _of_lookup(table, key, fallback, word, module)
        case _:
            return


def _of_lookup(
    table: ast.expr, key: ast.expr, fallback: ast.expr, word: str, module: SemanticModel
) -> Iterator[Finding]:
    if module.statuses.member(key) is not None:
        return  # a record is asked for a field
    words = module.status_maps.map_of(table)
    status = _read(key, module) or (Status(key, Form.MEMBER) if words is not None and words.enum is not None else None)
    missing = words.missing(status) if words is not None and status is not None else None
    if words is None or status is None or missing == ():
        return
    message = f"a status that `{_short(table)}` does not have becomes {word!r}"
    yield _finding(fallback, message, words.enum or status.enum, missing or (), module)


# -- statements


def _of_try(node: ast.Try, module: SemanticModel) -> Iterator[Finding]:
    """`try: status = x.status.value / except AttributeError: status = "…"`."""
    for handler in node.handlers:
        given = outcome(handler.body)
        word = _word(given.value) if given is not None else None
        if given is None or word is None or not _is_for_missing(handler):
            continue
        tried = [found for found in (outcome([one]) for one in node.body) if found and found.to == given.to]
        if any(_tries(found.value, module) for found in tried):
            message = f"where the status cannot be read, it is replaced by {word!r}"
            yield _finding(given.value, message, None, (), module)


def _tries(value: ast.expr, module: SemanticModel) -> bool:
    found = _read(value, module)
    if found is not None:
        return found.is_attribute
    match value:
        case ast.Subscript(value=table, slice=key):
            words = module.status_maps.map_of(table)
            return words is not None and (words.enum is not None or _read(key, module) is not None)
        case _:
            return False


def _is_for_missing(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return all(kind is None or (isinstance(kind, ast.Name) and kind.id in _MISSING) for kind in kinds)


def _of_match(node: ast.Match, module: SemanticModel) -> Iterator[Finding]:
    """`case _: return "…"`."""
    *cases, last = node.cases
    if not (isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None):
        return
    values = [value for case in cases for value in pattern_values(case.pattern)]
    given = _fallback([case.body for case in cases], last.body, module)
    if given is None or len(cases) < _FEW:
        return
    unguarded = [value for case in cases if case.guard is None for value in pattern_values(case.pattern)]
    yield from _of_branches(node.subject, values, unguarded, given, module)


def _of_chain(node: ast.If, module: SemanticModel) -> Iterator[Finding]:
    """`if s is A: … elif s is B: … else: return "…"`."""
    around = module.parent(node)
    if isinstance(around, ast.If) and around.orelse == [node]:
        return
    subject, values, bodies, last = "", list[ast.expr](), list[list[ast.stmt]](), node
    while True:
        found = compared(last.test)
        if found is None or (subject and ast.unparse(found[0]) != subject):
            return
        subject = ast.unparse(found[0])
        values += found[1]
        bodies.append(last.body)
        match last.orelse:
            case [ast.If() as following]:
                last = following
            case [_, *_]:
                break
            case _:
                return
    given = _fallback(bodies, last.orelse, module)
    if given is not None and len(bodies) >= _FEW and all(module.statuses.member(value) for value in values):
        excluded = [*values, *_excluded(node, subject, module)]
        yield from _of_branches(found[0], values, excluded, given, module)


def _excluded(node: ast.If, subject: str, module: SemanticModel) -> Iterator[ast.expr]:
    """Yield the members that a test around a chain leaves out: `if status != A:`."""
    inside: ast.AST = node
    for around in module.ancestors(node):
        match around:
            case ast.If(
                test=ast.Compare(left=left, ops=[ast.NotEq() | ast.IsNot()], comparators=[value]), body=body
            ) if inside in body and ast.unparse(left) == subject:
                yield value
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return
            case _:
                pass
        inside = around


def _fallback(bodies: Sequence[Sequence[ast.stmt]], last: Sequence[ast.stmt], module: SemanticModel) -> ast.expr | None:
    """Return the word that the last branch gives, where the others give words as well."""
    given = [outcome(body) for body in bodies if not raises(body)]
    end = outcome(last) if len(last) == 1 else None
    if not given or end is None or shared_target([*given, end]) is None:
        return None
    words = [_word(one.value, module) for one in given if one is not None]
    return end.value if _word(end.value, module) is not None and all(words) else None


def _of_branches(
    subject: ast.expr, values: list[ast.expr], covering: list[ast.expr], fallback: ast.expr, module: SemanticModel
) -> Iterator[Finding]:
    spelled = [module.statuses.member(value) for value in values]
    members = [found for found in spelled if found is not None]
    texts = [value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    status = _read(subject, module)
    word = _word(fallback, module)
    if members and len(members) == len(values):
        enum = members[0][0]
        names = {found.name for value in covering if (one := module.statuses.member(value)) for found in one[1:]}
        missing = enum.without(names)
        if missing and all(one.defined is enum.defined for one, _ in members):
            yield _finding(fallback, f"any other status becomes {word!r}", enum, missing, module)
    elif status is not None and texts and len(texts) == len(values) and status.enum is None:
        yield _finding(fallback, f"any other status becomes {word!r}", None, (), module)


# -- what counts


def _read(expression: ast.expr, module: SemanticModel) -> Status | None:
    """Return the status in `x.status`, `WORDS[x.status]`."""
    if isinstance(expression, ast.Subscript):
        found = module.statuses.read(expression.slice)
        return found if found is not None and module.status_maps.map_of(expression.value) is not None else None
    return module.statuses.read(expression)


def _word(expression: ast.expr, module: SemanticModel | None = None) -> str | None:
    """Return a literal that can be taken for a status; with a module, a member of a status Enum too."""
    match expression:
        case ast.Constant(value=str(text)):
            return text if re.fullmatch(_WORD, text) and text.casefold() not in _ABSENCE else None
        case ast.Attribute() if module is not None and module.statuses.member(expression) is not None:
            return ast.unparse(expression)
        case _:
            return None


def _is_asked_of_a_client(status: Status, module: SemanticModel) -> bool:
    """Whether a status is an optional field of what a client sends: a parameter that is a Pydantic model."""
    match status.core:
        case ast.Attribute(value=ast.Name() as owner):
            annotations = [one.annotation for one in module.candidates(owner)]
            return any(
                one is not None and module.kind(module.annotated(one)) is ClassKind.PYDANTIC for one in annotations
            )
        case _:
            return False


def _short(table: ast.expr) -> str:
    return "the dict" if isinstance(table, ast.Dict) else ast.unparse(table)


def _finding(
    place: ast.expr, message: str, enum: EnumFacts | None, missing: Sequence[Member], module: SemanticModel
) -> Finding:
    related: tuple[Related, ...] = ()
    if enum is not None and missing:
        names = ", ".join(f"`{member.name}`" for member in missing)
        message = f"{message}, in silence: {names} of `{enum.defined.qualified_name}`"
        related = (Related(*module.class_place(enum.defined), f"`{enum.defined.qualified_name}` is defined here"),)
    else:
        message = f"{message}, in silence; let it be None or an error, or give it a status of its own"
    return Finding(module.span(place), message, related)


RULE = Rule(
    check=check,
    visits=(ast.IfExp, ast.BoolOp, ast.Call, ast.Try, ast.Match, ast.If),
    needs=any_of(b"else", b" or", b"\tor", b")or", b"get", b"except", b"match"),
)
