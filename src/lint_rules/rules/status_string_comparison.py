"""A status Enum is compared with, or its column given, a string that is none of its members.

## What it does
Reports `==`, `!=`, `is`, `in` and `case` between a status and a string, where the status is known to be a member of an Enum
that is no `str`, so that they are never equal; and, for an Enum that is a `str`, for `.value` and `.name`, a string
that no member has. The same of what is spelled with an Enum: a member beside a value (`status == Status.DONE.value`), a
value, or a variable annotated as a `str`, beside a member, members of two Enums, and `str(status)`, which has the class in
it. A column of a mapped class is compared by the database: there, a string is reported that is neither a member's name nor
a value that the column may store. The same of a string that a column is given: `filter_by(status=…)`, `.values(…)`,
`.update({…})`, bulk mappings, the constructor, `job.status = "…"`, and `default=` and `server_default=` of the column.

A status is an attribute or variable whose class the code says (an annotation, a column's type, a construction, a query
of a mapped class, an element of a collection of such), and whose Enum is named for it (`…Status`, `…State`) or is the type of an attribute listed in
`status-attributes`. Where a function asks with `isinstance` of which class a status is, it counts as a member only where it is
known to be one. Pydantic models that keep values in place of members, columns that store strings and values of
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
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain

from lint_rules import (
    BindingKind,
    Edit,
    EnumFacts,
    Finding,
    Fix,
    Form,
    Member,
    Operand,
    Related,
    Rule,
    Safety,
    SemanticModel,
    Severity,
    Span,
    Status,
    any_of,
    last_name,
    name_in_scope,
    never_equal,
    operands,
)

_SUFFIX = {Form.VALUE: ".value", Form.NAME: ".name"}
_MEMBERSHIP = frozenset({"in_", "not_in", "notin_"})
_GIVING = frozenset({"setattr", "update", "values", "bulk_insert_mappings", "bulk_update_mappings", "execute"})
_SPELLING_OUT = (ast.Constant, ast.Attribute, ast.Tuple, ast.List, ast.Set)
_EQUALITY = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)
_MEMBERSHIP_OPERATORS = (ast.In, ast.NotIn)
_DISPLAYS = (ast.Tuple, ast.List, ast.Set)

_Visited = ast.Compare | ast.Match | ast.Call | ast.Assign


def check(node: _Visited, model: SemanticModel) -> Iterable[Finding]:
    """Return a finding for each string or member that a status never equals, or that a column does not store."""
    if isinstance(node, ast.Assign):
        sets_attribute = len(node.targets) > 1 or isinstance(node.targets[0], ast.Attribute)
        return _given_to_columns(node, model) if sets_attribute else ()
    if not isinstance(node, ast.Call):
        return _given_to_comparisons(node, model)
    name = last_name(node.func)
    if name in _MEMBERSHIP:
        return chain(_given_to_columns(node, model), _given_to_comparisons(node, model))
    # Most calls are of something else.
    return _given_to_columns(node, model) if node.keywords or name in _GIVING else ()


def _given_to_comparisons(node: _Visited, model: SemanticModel) -> Iterator[Finding]:
    for compared, literal in _compared(node):
        if not isinstance(literal, _SPELLING_OUT):
            continue
        spelled = [*operands(literal, model.statuses)]
        status = (model.statuses.read(compared) or model.statuses.enum_column(compared)) if spelled else None
        for operand in spelled:
            if status is not None and status.enum is not None and never_equal(status, operand):
                if not model.statuses.may_be_another(status):
                    yield _finding(status, status.enum, operand, model)
            elif (status is None or status.enum is None) and _is_text_beside_member(compared, operand, model):
                yield _of_text(compared, operand, model)


def _given_to_columns(node: ast.Call | ast.Assign, model: SemanticModel) -> Iterator[Finding]:
    """`filter_by(status="…")`, `update(Job).values(status="…")`, `Job(status="…")`, `job.status = "…"`."""
    for given in model.column_values.of(node):
        spelled = [operand for value in _alternatives(given.value) for operand in operands(value, model.statuses)]
        status = None
        if spelled:
            status = model.statuses.column(given.owner, given.attr, is_of_database=given.is_of_database)
        for operand in spelled:
            if status is not None and status.enum is not None and never_equal(status, operand):
                yield _finding(status, status.enum, operand, model, remedy="give it")


def _alternatives(value: ast.expr) -> Iterator[ast.expr]:
    """Yield what `"…"` and `"…" if x else "…"` can be."""
    match value:
        case ast.Constant() | ast.Attribute():
            yield value
        case ast.IfExp(body=body, orelse=orelse):
            yield from _alternatives(body)
            yield from _alternatives(orelse)
        case _:
            return


def _is_text_beside_member(compared: ast.expr, operand: Operand, model: SemanticModel) -> bool:
    """Whether a variable that is annotated as a `str` is compared with a member that is none."""
    is_plain = operand.is_member and operand.enum is not None and operand.enum.is_plain and operand.enum.compares
    return is_plain and model.statuses.is_text(compared) and model.statuses.member(operand.place) is not None


def _of_text(compared: ast.expr, operand: Operand, model: SemanticModel) -> Finding:
    written, enum = ast.unparse(operand.place), operand.enum
    related = () if enum is None else (_defined(enum, model),)
    message = f"`{ast.unparse(compared)}` is annotated as a str: it never equals the member `{written}`"
    has_text = operand.member is not None and operand.member.value is not None
    remedy = f"compare it with `{written}.value`" if has_text else "make a member of it"
    end = model.span(operand.place).end
    fix = Fix(f"Use `{written}.value`", (Edit(Span(end, end), ".value"),), Safety.UNSAFE) if has_text else None
    return Finding(model.span(operand.place), f"{message}; {remedy}", related, None if fix is None else lambda: fix)


def _compared(node: _Visited) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what is compared, each side with the other."""
    match node:
        case ast.Call(func=ast.Attribute(value=column, attr=name), args=[argument]) if name in _MEMBERSHIP:
            yield column, argument
        case ast.Call() | ast.Assign():
            return
        case ast.Compare():
            sides = [node.left, *node.comparators]
            for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
                if isinstance(operator, _EQUALITY):
                    yield left, right
                    yield right, left
                elif isinstance(operator, _MEMBERSHIP_OPERATORS) and isinstance(right, _DISPLAYS):
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


def _finding(
    status: Status, enum: EnumFacts, operand: Operand, model: SemanticModel, remedy: str = "compare it with"
) -> Finding:
    member = _meant(enum, operand)
    reason, advice = _reason(status, enum, operand), _remedy(status, enum, member, remedy)
    if status.form is Form.MEMBER and not enum.is_text and not operand.is_member and _is_annotated(status.core, model):
        # Callers may hand in another thing than the annotation says: then it is the annotation that is wrong.
        reason = reason.replace("` is a member of", "` is annotated as a member of", 1)
        reason = reason.replace(": it never equals", ": a member never equals", 1)
        advice = f"{advice}, or annotate it with what it is given"
    message = f"{reason}; {advice}"
    is_mended = member is not None and status.form is not Form.TEXT and not status.is_of_database
    repair = partial(_repair, status, enum, member, operand.place, model) if is_mended and member is not None else None
    return Finding(model.span(operand.place), message, (_defined(enum, model),), repair)


def _is_annotated(core: ast.expr, model: SemanticModel) -> bool:
    """Whether an annotated parameter is all that says what a status is."""
    bindings = model.candidates(core) if isinstance(core, ast.Name) else []
    return bool(bindings) and all(
        binding.kind is BindingKind.PARAMETER and binding.annotation is not None for binding in bindings
    )


def _defined(enum: EnumFacts, model: SemanticModel) -> Related:
    return Related(*model.class_place(enum.defined), f"`{enum.defined.qualified_name}` is defined here")


def _meant(enum: EnumFacts, operand: Operand) -> Member | None:
    """Return the member that an operand means: the one that it names, or one that is spelled like it."""
    if operand.enum is not None and operand.enum.defined is enum.defined:
        return operand.member
    if operand.is_member and operand.member is not None:
        return enum.by_name.get(operand.member.name)
    return None if operand.text is None else enum.spelled(operand.text)


def _reason(status: Status, enum: EnumFacts, operand: Operand) -> str:
    name, core = f"`{enum.defined.qualified_name}`", f"`{ast.unparse(status.core)}`"
    is_literal = isinstance(operand.place, ast.Constant)
    written = repr(operand.text) if is_literal else f"`{ast.unparse(operand.place)}`"
    if operand.is_member and operand.enum is not None and status.form is not Form.COLUMN:
        is_same = operand.enum.defined is enum.defined
        whose = "" if is_same else f" of `{operand.enum.defined.qualified_name}`"
        what = {Form.MEMBER: "a member", Form.VALUE: "the value", Form.NAME: "the name"}.get(status.form, "the text")
        return f"{core} gives {what} of {name} here: it never equals the member {written}{whose}"
    match status.form:
        case Form.MEMBER if not enum.is_text:
            return f"{core} is a member of {name}, an Enum and no str: it never equals {written}"
        case Form.TEXT:
            return f"`str({ast.unparse(status.core)})` is '{enum.name}.{enum.members[0].name}' or alike: it never equals {written}"
        case Form.NAME:
            return f"no member of {name} has the name {written}"
        case Form.COLUMN:
            return f"{core} stores members of {name}, none of them as {written}"
        case _:
            return f"no member of {name} has the value {written}"


def _remedy(status: Status, enum: EnumFacts, member: Member | None, how: str) -> str:
    if member is not None and status.form is Form.TEXT:
        return f"compare the member itself with `{enum.name}.{member.name}`"
    if member is not None and status.is_of_database:
        return f"{how} {member.name!r}, the name that is stored"
    if member is not None:
        return f"{how} `{enum.name}.{member.name}{_SUFFIX.get(status.form, '') if how != 'give it' else ''}`"
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
        b"==",
        b"!=",
        b" in",
        b"\tin",
        b")in",
        b"in_(",
        b"match",
        b'="',
        b"='",
        b'= "',
        b"= '",
        b"=(",
        b"filter_by",
        b"values",
    ),
)
