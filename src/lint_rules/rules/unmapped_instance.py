"""A database session is given an object of a class that is not mapped.

## What it does
Reports `add`, `add_all`, `bulk_save_objects`, `merge`, `delete`, `refresh` and `expunge` of an object that was built from, or is annotated
as, a class that is not mapped (a mapped class itself is no object, either): a Pydantic schema, a dataclass, an SQLModel class without `table=True`. It names the
mapped class of the same name when the project has one, which is also evidence enough for a session that only its name
shows, in a file that does not import SQLAlchemy. A class that a mapped class inherits from is left alone, because
the object may be one of the child's; so is a wrapper that hands attributes on, because the session reads the state of
the object inside.

## Why is this bad?
The session raises `UnmappedInstanceError` when the line runs. Its methods take `object`, so no type checker sees it.
The usual causes are a request's schema handed on without being turned into a model, and a domain class that has the
name of the mapped one and was imported in its place.

## Example
```python
from sqlalchemy.orm import Session as DatabaseSession

from app.schemas import User


def create(db: DatabaseSession, user: User) -> None:
    db.add(user)
    db.commit()
```

## Use instead
```python
from sqlalchemy.orm import Session as DatabaseSession

from app import models
from app.schemas import User


def create(db: DatabaseSession, user: User) -> None:
    db.add(models.User(**user.model_dump()))
    db.commit()
```

## Fix safety
There is no fix: how one object becomes the other is for the author to say.

## References
- [UnmappedInstanceError](https://docs.sqlalchemy.org/en/20/orm/exceptions.html#sqlalchemy.orm.exc.UnmappedInstanceError)
- [Adding new or existing items](https://docs.sqlalchemy.org/en/20/orm/session_basics.html#adding-new-or-existing-items)
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from lint_rules import (
    MAPPED_FAMILY,
    UNMAPPED,
    ClassKind,
    DefinedClass,
    Finding,
    IsSession,
    Related,
    Rule,
    SemanticModel,
    Severity,
    any_of,
)

_TAKING_ONE = frozenset({"add", "merge", "delete", "refresh", "expunge"})
_TAKING_MANY = frozenset({"add_all", "bulk_save_objects"})
_TAKING = _TAKING_ONE | _TAKING_MANY
_REFUSED = UNMAPPED - {ClassKind.PROTOCOL, ClassKind.SESSION, ClassKind.ENUM}
_OBJECTS = ast.Name | ast.Call | ast.Attribute
_STANDS_FOR_ANOTHER = frozenset({"__getattr__", "__getattribute__", "_sa_instance_state"})
"""The session asks an object for its state as an attribute: a wrapper may answer with that of the row inside."""


def check(call: ast.Call, model: SemanticModel) -> Iterable[Finding]:
    """Return a finding for each object in `call` that the session will refuse."""
    method = call.func
    return _given(call, method, model) if isinstance(method, ast.Attribute) and method.attr in _TAKING else ()


def _given(call: ast.Call, taker: ast.Attribute, model: SemanticModel) -> Iterator[Finding]:
    method = taker.attr
    unmapped = [*_unmapped(call, method, model)]
    holds = model.sessions.calls_session(call) if unmapped else IsSession.NO
    unmapped = [(given, of) for given, of in unmapped if not model.objects.is_injected_otherwise(given, of)]
    for expression, defined in unmapped:  # only now: whether a class has children is asked of the whole project
        if not _is_session(holds, defined, model):
            continue
        if isinstance(expression, ast.Call) or not _may_be_mapped(defined, model):
            yield _finding(expression, defined, f"{ast.unparse(taker.value)}.{method}", model)
    if not unmapped and method in _TAKING_ONE and not call.keywords:
        yield from _of_class(call, f"{ast.unparse(taker.value)}.{method}", model)


def _of_class(call: ast.Call, taker: str, model: SemanticModel) -> Iterator[Finding]:
    """`db.add(Job)`: the class itself, where an object of it is meant."""
    match call.args:
        case [ast.Name() | ast.Attribute() as given] if model.may_be_class(given):
            meaning = model.resolve(given)
            is_mapped = isinstance(meaning, DefinedClass) and model.classes.kind(meaning) is ClassKind.MAPPED
            if is_mapped and isinstance(meaning, DefinedClass) and model.sessions.calls_session(call) is IsSession.YES:
                message = (
                    f"`{taker}` is given {model.describe(meaning)} itself; give it an object: `{ast.unparse(given)}(…)`"
                )
                related = Related(*model.class_place(meaning), f"{model.describe(meaning)} is defined here")
                yield Finding(model.span(given), message, (related,))
        case _:
            return


def _unmapped(call: ast.Call, method: str, model: SemanticModel) -> Iterator[tuple[ast.expr, DefinedClass]]:
    """Yield what a method of a session is given that is an object, or a collection of objects, of an unmapped class."""
    arguments = [*call.args, *(item.value for item in call.keywords if item.arg in {"instance", "instances"})]
    for argument in arguments[:1]:
        if method in _TAKING_MANY and isinstance(argument, ast.Name):
            defined = _certain(model.objects.element_class_of(argument), model)
            if defined is not None:
                yield argument, defined
        for item in [argument] if method in _TAKING_ONE else _elements(argument):
            defined = _certain(model.objects.class_of(item), model) if isinstance(item, _OBJECTS) else None
            if defined is not None:
                yield item, defined


def _elements(collection: ast.expr) -> Iterator[ast.expr]:
    match collection:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            yield from elements
        case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element) | ast.SetComp(elt=element):
            yield element
        case _:
            return


def _certain(defined: DefinedClass | None, model: SemanticModel) -> DefinedClass | None:
    """Return a class whose objects a session refuses; None for any other."""
    if (
        defined is None
        or model.classes.kind(defined) not in _REFUSED
        or model.classes.facts(defined).attributes & _STANDS_FOR_ANOTHER
    ):
        return None
    return defined


def _may_be_mapped(defined: DefinedClass, model: SemanticModel) -> bool:
    """Whether an object of a class can be one of a child's that is mapped, or of which that is not known."""
    open_kinds = MAPPED_FAMILY | {ClassKind.UNKNOWN}
    return any(model.classes.kind(relative) in open_kinds for relative in model.names.family(defined))


def _is_session(holds: IsSession, defined: DefinedClass, model: SemanticModel) -> bool:
    """Whether what takes the object is a session: by its name alone, where the file or a mapped namesake speaks for it."""
    if holds is not IsSession.LIKELY:
        return holds is IsSession.YES
    return model.uses_framework() or any(other is not defined for other in model.mapped_namesakes(defined.name))


def _finding(expression: ast.expr, defined: DefinedClass, taker: str, model: SemanticModel) -> Finding:
    namesakes = [other for other in model.mapped_namesakes(defined.name) if other is not defined]
    places = [Related(*model.class_place(defined), f"{model.describe(defined)} is defined here")]
    places += [
        Related(*model.class_place(other), f"`{other.qualified_name}` is the mapped class of this name")
        for other in namesakes
    ]
    names = " or ".join(f"`{other.qualified_name}`" for other in namesakes)
    remedy = f"make it an object of {names}" if names else "make it an object of a mapped class"
    message = f"`{taker}` is given an object of {model.describe(defined)}, which is not mapped; {remedy}"
    return Finding(model.span(expression), message, tuple(places))


RULE = Rule(
    check=check,
    visits=(ast.Call,),
    severity=Severity.ERROR,
    needs=any_of(b".add", b".merge", b".delete", b".refresh", b".expunge", b".bulk_save"),
)
