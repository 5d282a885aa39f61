"""A status Enum is compared with, or its column given, a string that is none of its members.

## What it does
Reports `==`, `!=`, `in` and `case` between a status and a string, where the status is known to be a member of an Enum
that is no `str`, so that they are never equal; and, for an Enum that is a `str`, for `.value` and `.name`, a string
that no member has. A column of a mapped class is compared by the database: there, a string is reported that is neither
a member's name nor a value that the column may store. The same of a string that a column is given: `filter_by(status=…)`,
`.values(…)`, `.update({…})`, bulk mappings, the constructor, `job.status = "…"`.

A status is an attribute or variable whose class the code says (an annotation, a column's type, a construction, a query
of a mapped class), and whose Enum is named for it (`…Status`, `…State`) or is the type of an attribute listed in
`status-attributes`. Pydantic models that keep values in place of members, columns that store strings and values of
several types are left alone.

## Why is this bad?
Python compares a member and a string without complaint and says that they differ. The branch never runs, or always
does, and nothing fails. SQLAlchemy stores the names of an Enum's members and hands a string that it does not know to the
database: a filter finds nothing, and a row that was written with it cannot be read any more (`LookupError`).

## Example
```python
from enum import Enum


class JobStatus(Enum):
    RUNNING = "running"
    DONE = "done"


def is_done(status: JobStatus) -> bool:
    return status == "done"
```

## Use instead
```python
from enum import Enum


class JobStatus(Enum):
    RUNNING = "running"
    DONE = "done"


def is_done(status: JobStatus) -> bool:
    return status == JobStatus.DONE
```

## Fix safety
The fix puts the member in place of the string, where the string spells one and the Enum has a name in the file. It is
unsafe: a branch that never ran begins to run.

## References
- [Comparisons of Enum members](https://docs.python.org/3/howto/enum.html#comparisons)
- [The Enum type of SQLAlchemy](https://docs.sqlalchemy.org/en/20/core/type_basics.html#sqlalchemy.types.Enum)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules import (
    Edit,
    EnumFacts,
    Finding,
    Fix,
    Form,
    Member,
    Related,
    Rule,
    Safety,
    SemanticModel,
    Severity,
    Status,
    any_of,
    name_in_scope,
)

_SUFFIX = {Form.VALUE: ".value", Form.NAME: ".name"}
_MEMBERSHIP = frozenset({"in_", "not_in", "notin_"})


def check(node: ast.Compare | ast.Match | ast.Call | ast.Assign, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each string that a status never equals, or that a column does not store."""
    if isinstance(node, ast.Call | ast.Assign):
        yield from _given_to_columns(node, model)
    if isinstance(node, ast.Assign):
        return
    for compared, literal in _compared(node):
        texts = list(_texts(literal))
        status = model.statuses.read(compared) if texts else None
        if status is None or status.enum is None or not status.enum.compares:
            continue
        for place, text in texts:
            if _never_equals(status, status.enum, text):
                yield _finding(status, status.enum, place, text, model)


def _given_to_columns(node: ast.Call | ast.Assign, model: SemanticModel) -> Iterator[Finding]:
    """`filter_by(status="…")`, `update(Job).values(status="…")`, `Job(status="…")`, `job.status = "…"`."""
    for given in model.column_values.of(node):
        texts = [*_alternatives(given.value)]
        status = model.statuses.column(given.owner, given.attr) if texts else None
        for place, text in texts:
            if status is not None and status.enum is not None and _never_equals(status, status.enum, text):
                yield _finding(status, status.enum, place, text, model, remedy="give it")


def _alternatives(value: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    """Yield the strings that `"…"` and `"…" if x else "…"` can be."""
    match value:
        case ast.Constant(value=str(text)):
            yield value, text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _alternatives(body)
            yield from _alternatives(orelse)
        case _:
            return


def _compared(node: ast.Compare | ast.Match | ast.Call) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what is compared, each side with the other."""
    match node:
        case ast.Call(func=ast.Attribute(value=column, attr=name), args=[argument]) if name in _MEMBERSHIP:
            yield column, argument
        case ast.Call():
            return
        case ast.Compare():
            sides = [node.left, *node.comparators]
            for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
                if isinstance(operator, ast.Eq | ast.NotEq):
                    yield left, right
                    yield right, left
                elif isinstance(operator, ast.In | ast.NotIn) and isinstance(right, ast.Tuple | ast.List | ast.Set):
                    yield left, right
        case ast.Match(subject=subject, cases=cases):
            for case in cases:
                yield from ((subject, value) for value in _values(case.pattern))


def _values(pattern: ast.pattern) -> Iterator[ast.expr]:
    match pattern:
        case ast.MatchValue(value=value):
            yield value
        case ast.MatchOr(patterns=patterns):
            for inner in patterns:
                yield from _values(inner)
        case _:
            return


def _texts(literal: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    match literal:
        case ast.Constant(value=str(text)):
            yield literal, text
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
            for element in elements:
                yield from _texts(element)
        case _:
            return


def _never_equals(status: Status, enum: EnumFacts, text: str) -> bool:
    values = {member.value for member in enum.members}
    match status.form:
        case Form.MEMBER:
            return not enum.is_text or (enum.known and text not in values)
        case Form.VALUE:
            return enum.known and text not in values
        case Form.NAME:
            return all(text != member.name for member in enum.members)
        case Form.COLUMN:
            # SQLAlchemy stores names unless told otherwise, and hands a string that it does not know to the database.
            by_value = text in values and (enum.is_text or not status.stores_names)
            return enum.known and text not in enum.by_name and not by_value
        case Form.TEXT:
            return False


def _finding(
    status: Status, enum: EnumFacts, place: ast.expr, text: str, model: SemanticModel, remedy: str = "compare it with"
) -> Finding:
    member = enum.spelled(text)
    related = Related(*model.class_place(enum.defined), f"`{enum.defined.qualified_name}` is defined here")
    message = f"{_reason(status, enum, text)}; {_remedy(enum, member, remedy)}"
    repair = partial(_repair, status, enum, member, place, model) if member is not None else None
    return Finding(model.span(place), message, (related,), repair)


def _reason(status: Status, enum: EnumFacts, text: str) -> str:
    name = f"`{enum.defined.qualified_name}`"
    match status.form:
        case Form.MEMBER if not enum.is_text:
            return f"`{ast.unparse(status.core)}` is a member of {name}, an Enum and no str: it never equals {text!r}"
        case Form.NAME:
            return f"no member of {name} has the name {text!r}"
        case Form.COLUMN:
            return f"`{ast.unparse(status.core)}` stores members of {name}, none of them as {text!r}"
        case _:
            return f"no member of {name} has the value {text!r}"


def _remedy(enum: EnumFacts, member: Member | None, how: str) -> str:
    if member is not None:
        return f"{how} `{enum.name}.{member.name}`"
    return f"its members are {', '.join(f'`{other.name}`' for other in enum.members)}"


def _repair(status: Status, enum: EnumFacts, member: Member, place: ast.expr, model: SemanticModel) -> Fix | None:
    name = name_in_scope(enum.defined, place, model)
    if name is None:
        return None
    text = f"{name}.{member.name}{_SUFFIX.get(status.form, '')}"
    return Fix(f"Use `{text}`", (Edit(model.span(place), text),), Safety.UNSAFE)


RULE = Rule(
    check=check,
    visits=(ast.Compare, ast.Match, ast.Call, ast.Assign),
    severity=Severity.ERROR,
    # What is compared may have any name; one of these must stand between it and the string.
    needs=any_of(
        b"==", b"!=", b" in", b"\tin", b")in", b"in_(", b"match", b'="', b"='", b'= "', b"= '", b"filter_by", b"values"
    ),
)
