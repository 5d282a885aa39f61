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
from collections.abc import Iterator, Sequence

from lint_rules import (
    Branching,
    ClassKind,
    EnumFacts,
    Finding,
    Form,
    Member,
    Related,
    Rule,
    SemanticModel,
    Severity,
    Status,
    any_of,
    branching,
    is_for_missing,
    outcome,
    prefixes,
    raises,
    said,
    shared_target,
    word_of,
)

_FEW = 2

_Visited = ast.IfExp | ast.BoolOp | ast.Call | ast.Try | ast.Match | ast.If


def check(node: _Visited, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each literal that stands in for a status."""
    match node:
        case ast.Call(func=ast.Attribute(attr="get")):
            yield from _of_get(node, model)
        case ast.Call(func=ast.Name(id="getattr")):
            yield from _of_getattr(node, model)
        case ast.IfExp():
            yield from _of_condition(node, model)
        case ast.BoolOp(op=ast.Or()):
            yield from _of_or(node, model)
        case ast.Try():
            yield from _of_try(node, model)
        case ast.If(orelse=[_, *_]) | ast.Match():
            yield from _of_branches(node, model)
        case _:
            return


# -- expressions


def _of_condition(node: ast.IfExp, model: SemanticModel) -> Iterator[Finding]:
    """`x.status.value if x else "…"`, `"…" if x is None else x.status`."""
    for there, status, fallback in ((True, node.body, node.orelse), (False, node.orelse, node.body)):
        word = word_of(fallback)
        read = _read(status, model) if word is not None else None
        if read is None or word is None or not read.is_attribute or model.audience.is_for_people(node):
            continue
        tested = next((owner for owner in said(node.test, there=there) if owner in prefixes(read.core)), None)
        if tested is not None:
            message = f"where `{tested}` is missing, `{ast.unparse(read.core)}` is replaced by {word!r}"
            yield _finding(fallback, message, read.enum, (), model)


def _of_or(node: ast.BoolOp, model: SemanticModel) -> Iterator[Finding]:
    """`x.status or "…"`, `WORDS.get(x.status) or "…"`."""
    *before, fallback = node.values
    word = word_of(fallback)
    if word is None or model.audience.is_for_people(node):
        return
    last = before[-1]
    if isinstance(last, ast.BoolOp) and isinstance(last.op, ast.And):
        last = last.values[-1]  # `(x and x.status) or "…"`
    match last:
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key]):
            yield from _of_lookup(table, key, fallback, word, model)
        case _:
            read = _read(last, model)
            if read is not None and read.is_attribute and not _is_asked_of_a_client(read, model):
                if _is_kept(node, read, model):
                    return
                message = f"where `{ast.unparse(read.core)}` is missing, it is replaced by {word!r}"
                yield _finding(fallback, message, read.enum, (), model)


def _is_kept(node: ast.BoolOp, status: Status, model: SemanticModel) -> bool:
    """`x.status = x.status or "created"`: the object is given a status of its own, which is the remedy."""
    match model.parent(node):
        case ast.Assign(targets=[target]):
            return ast.unparse(target) == ast.unparse(status.core)
        case _:
            return False


def _of_getattr(call: ast.Call, model: SemanticModel) -> Iterator[Finding]:
    match call.args:
        case [owner, ast.Constant(value=str(name)), fallback] if model.statuses.is_status_name(name):
            word = word_of(fallback)
            if word is not None and not model.audience.is_for_people(call):
                message = f"where `{ast.unparse(owner)}` has no `{name}`, it is replaced by {word!r}"
                yield _finding(fallback, message, None, (), model)
        case _:
            return


def _of_get(call: ast.Call, model: SemanticModel) -> Iterator[Finding]:
    match call.func, call.args:
        case ast.Attribute(value=table), [key, fallback] if not call.keywords:
            word = word_of(fallback, model.statuses)
            if word is not None and not model.audience.is_for_people(call):
                yield from _of_lookup(table, key, fallback, word, model)
        case _:
            return


def _of_lookup(
    table: ast.expr, key: ast.expr, fallback: ast.expr, word: str, model: SemanticModel
) -> Iterator[Finding]:
    if model.statuses.member(key) is not None:
        return  # a record is asked for a field
    words = model.status_maps.map_of(table)
    status = _read(key, model) or (Status(key, Form.MEMBER) if words is not None and words.enum is not None else None)
    missing = words.missing(status) if words is not None and status is not None else None
    if words is None or status is None or missing == ():
        return
    message = f"a status that `{_short(table)}` does not have becomes {word!r}"
    yield _finding(fallback, message, words.enum or status.enum, missing or (), model)


# -- statements


def _of_try(node: ast.Try, model: SemanticModel) -> Iterator[Finding]:
    """`try: status = x.status.value / except AttributeError: status = "…"`."""
    for handler in node.handlers:
        replaced = outcome(handler.body)
        word = word_of(replaced.value) if replaced is not None else None
        if replaced is None or word is None or not is_for_missing(handler):
            continue
        tried = [outcome([statement]) for statement in node.body]
        if any(result and result.to == replaced.to and _tries(result.value, model) for result in tried):
            message = f"where the status cannot be read, it is replaced by {word!r}"
            yield _finding(replaced.value, message, None, (), model)


def _tries(value: ast.expr, model: SemanticModel) -> bool:
    read = _read(value, model)
    if read is not None:
        return read.is_attribute
    match value:
        case ast.Subscript(value=table, slice=key):
            words = model.status_maps.map_of(table)
            return words is not None and (words.enum is not None or _read(key, model) is not None)
        case _:
            return False


def _of_branches(node: ast.If | ast.Match, model: SemanticModel) -> Iterator[Finding]:
    """`case _: return "…"`, `if s is A: … elif s is B: … else: return "…"`."""
    branches = branching(node, model.ancestors(node))
    fallback = _fallback(branches, model) if branches is not None else None
    if branches is None or fallback is None or len(branches.bodies) < _FEW:
        return
    message = f"any other status becomes {word_of(fallback, model.statuses)!r}"
    members = [member for value in branches.values if (member := model.statuses.member(value)) is not None]
    if members and len(members) == len(branches.values):
        enum = members[0][0]
        covered = [member for value in branches.covered if (member := model.statuses.member(value)) is not None]
        missing = enum.without(member.name for _, member in covered)
        if missing and all(other.defined is enum.defined for other, _ in members):
            yield _finding(fallback, message, enum, missing, model)
    elif isinstance(node, ast.Match) and _are_texts(branches.values) and _is_open(branches.subject, model):
        yield _finding(fallback, message, None, (), model)


def _fallback(branches: Branching, model: SemanticModel) -> ast.expr | None:
    """Return the word that the last branch gives, where the others give words as well."""
    results = [outcome(body) for body in branches.bodies if not raises(body)]
    end = outcome(branches.last) if len(branches.last) == 1 else None
    if not results or end is None or shared_target([*results, end]) is None:
        return None
    words = [word_of(result.value, model.statuses) for result in results if result is not None]
    return end.value if word_of(end.value, model.statuses) is not None and all(words) else None


def _are_texts(values: list[ast.expr]) -> bool:
    return bool(values) and all(isinstance(value, ast.Constant) and isinstance(value.value, str) for value in values)


def _is_open(subject: ast.expr, model: SemanticModel) -> bool:
    """Whether a status may be any text: no Enum says which there are."""
    status = _read(subject, model)
    return status is not None and status.enum is None


# -- what counts


def _read(expression: ast.expr, model: SemanticModel) -> Status | None:
    """Return the status in `x.status`, `WORDS[x.status]`."""
    if isinstance(expression, ast.Subscript):
        read = model.statuses.read(expression.slice)
        return read if read is not None and model.status_maps.map_of(expression.value) is not None else None
    return model.statuses.read(expression)


def _is_asked_of_a_client(status: Status, model: SemanticModel) -> bool:
    """Whether a status is an optional field of what a client sends: a parameter that is a Pydantic model."""
    owner = status.core.value if isinstance(status.core, ast.Attribute) else None
    return isinstance(owner, ast.Name) and ClassKind.PYDANTIC in model.annotated_kinds(owner)


def _short(table: ast.expr) -> str:
    return "the dict" if isinstance(table, ast.Dict) else ast.unparse(table)


def _finding(
    place: ast.expr, message: str, enum: EnumFacts | None, missing: Sequence[Member], model: SemanticModel
) -> Finding:
    related: tuple[Related, ...] = ()
    if enum is not None and missing:
        names = ", ".join(f"`{member.name}`" for member in missing)
        message = f"{message}, in silence: {names} of `{enum.defined.qualified_name}`"
        related = (Related(*model.class_place(enum.defined), f"`{enum.defined.qualified_name}` is defined here"),)
    else:
        message = f"{message}, in silence; let it be None or an error, or give it a status of its own"
    return Finding(model.span(place), message, related)


RULE = Rule(
    check=check,
    visits=(ast.IfExp, ast.BoolOp, ast.Call, ast.Try, ast.Match, ast.If),
    severity=Severity.ERROR,
    needs=any_of(b"else", b" or", b"\tor", b")or", b"get", b"except", b"match"),
)
