"""An Enum is asked for a member that it does not have.

## What it does
Reports `JobStatus.FINISHED`, `JobStatus["finished"]`, `JobStatus("finished")`, `getattr(JobStatus, "FINISHED")` and
`JobStatus.__members__["finished"]` where the Enum has neither such a member nor anything else of that name. Enums whose
members are not all in sight are left alone: flags, those with a `_missing_`, a metaclass or a base that is not known,
and those whose body runs statements. Neither is anything reported below `pytest.raises`, in a `try` with handlers, and
behind a `hasattr`.

## Why is this bad?
The line raises AttributeError, KeyError or ValueError the first time that it runs; often that is in a branch which no
test reaches. Type checkers know the first form only: `JobStatus["done"]` looks for a name, `JobStatus("DONE")` for a
value, and the two are easily mistaken for each other.

## Example
```python
from enum import Enum


class JobStatus(Enum):
    RUNNING = "running"
    DONE = "done"


finished = JobStatus["done"]
```

## Use instead
```python
from enum import Enum


class JobStatus(Enum):
    RUNNING = "running"
    DONE = "done"


finished = JobStatus["DONE"]
```

## Fix safety
The fix writes the member that the text spells in another way. It is unsafe: a line that failed begins to run. There is
none where no member is spelled alike.

## References
- [Programmatic access to enumeration members](https://docs.python.org/3/howto/enum.html#programmatic-access-to-enumeration-members-and-their-attributes)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules import Edit, FailingLookup, Finding, Fix, Member, Related, Rule, Safety, SemanticModel, Severity, any_of

_MOST = 8
_GUARDS = frozenset({"raises", "assertRaises", "assertRaisesRegex", "suppress"})


def check(_: ast.Module, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for a lookup of a member that fails."""
    for lookup in model.enum_lookups.failing():
        if not (_is_type(lookup.node, model) or _is_expected(lookup.node, model)):
            yield _finding(lookup, model)


def _finding(lookup: FailingLookup, model: SemanticModel) -> Finding:
    enum, kind = lookup.enum, "value" if lookup.error == "ValueError" else "member"
    place = Related(*model.class_place(enum.defined), f"`{enum.defined.qualified_name}` is defined here")
    members = [f"`{_spelled(member, kind)}`" for member in enum.members]
    listed = ", ".join(members[:_MOST]) + (f" and {len(members) - _MOST} more" if len(members) > _MOST else "")
    message = (
        f"`{ast.unparse(lookup.node)}` raises {lookup.error}: `{enum.defined.qualified_name}` has no {kind} "
        f"{lookup.wanted!r}; its {kind}s are {listed}"
    )
    return Finding(model.span(lookup.node), message, (place,), partial(_fix, lookup, model))


def _spelled(member: Member, kind: str) -> str:
    return member.name if kind == "member" or member.value is None else repr(member.value)


def _is_type(node: ast.expr, model: SemanticModel) -> bool:
    """Whether a lookup is a part of a type; what `Annotated` holds besides its type, and what a call is given, are values."""
    inner: ast.AST = node
    for around in model.ancestors(node) if model.is_annotation(node) else ():
        match around:
            case _ if not model.is_annotation(around):
                return True
            case ast.Call():
                return False
            case ast.Tuple(elts=[first, *_]) if inner is not first and _is_annotated(model.parent(around)):
                return False
            case _:
                inner = around
    return False


def _is_annotated(node: ast.AST | None) -> bool:
    match node:
        case ast.Subscript(value=ast.Name(id="Annotated") | ast.Attribute(attr="Annotated")):
            return True
        case _:
            return False


def _is_expected(node: ast.expr, model: SemanticModel) -> bool:
    """Whether the code around a lookup is prepared for its failure."""
    inner: ast.AST = node
    for around in model.ancestors(node):
        match around:
            case ast.With(items=items) | ast.AsyncWith(items=items):
                if any(_name(item.context_expr) in _GUARDS for item in items):
                    return True
            case ast.Try(body=body, handlers=[_, *_]):
                if inner in body:
                    return True
            case ast.If(test=test) | ast.IfExp(test=test):
                if inner is not test and "hasattr" in ast.dump(test):
                    return True
            case ast.Lambda():
                if _name(model.parent(around)) in _GUARDS:
                    return True
            case _:
                pass
        inner = around
    return False


def _name(call: ast.AST | None) -> str:
    match call:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name
        case _:
            return ""


def _fix(lookup: FailingLookup, model: SemanticModel) -> Fix | None:
    member = lookup.enum.spelled(lookup.wanted) if isinstance(lookup.wanted, str) else None
    if member is None:
        return None
    place, text = _mended(lookup.node, member)
    if text is None or "#" in model.text_at(model.span(place)):
        return None
    return Fix(f"Write the member {member.name}", (Edit(model.span(place), text),), Safety.UNSAFE)


def _mended(node: ast.Attribute | ast.Subscript | ast.Call, member: Member) -> tuple[ast.expr, str | None]:
    """Return what a fix replaces, and by what."""
    match node:
        case ast.Attribute(value=owner):
            return node, f"{ast.unparse(owner)}.{member.name}"
        case ast.Subscript(slice=literal):
            return literal, f'"{member.name}"'
        case ast.Call(args=[_, literal]):
            return literal, f'"{member.name}"'
        case ast.Call(args=[literal], keywords=[]) if member.value is not None and member.value.isprintable():
            return literal, repr(member.value) if '"' in member.value else f'"{member.value}"'
        case _:
            return node, None


RULE = Rule(check=check, severity=Severity.ERROR, visits=(ast.Module,), needs=any_of(b"Enum", b"import"))
