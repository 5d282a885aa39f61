"""A parameter is used as a database session and has no annotation.

## What it does
Reports parameters without an annotation whose uses leave no doubt: `.query(Model)`, `.get(Model, key)` or
`.execute(select(...))` on a class or statement known to be SQLAlchemy's, or several methods that only a database session
has, in a file that imports SQLAlchemy or a relative. In tests and fixtures of pytest it speaks in strict projects only.

## Why is this bad?
Without the annotation everything that the session returns is `Any`: type checkers check no query and no row of it, and
no reader can tell a `Session` from an `AsyncSession`.

## Example
```python
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase): ...


class Invoice(Base):
    __tablename__ = "invoice"


def load(db):
    return db.query(Invoice).all()
```

## Use instead
```python
from sqlalchemy.orm import DeclarativeBase, Session


class Base(DeclarativeBase): ...


class Invoice(Base):
    __tablename__ = "invoice"


def load(db: Session) -> list[Invoice]:
    return db.query(Invoice).all()
```

## Fix safety
Unsafe: some frameworks read annotations at run time.

## References
- [Session API](https://docs.sqlalchemy.org/en/20/orm/session_api.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules import (
    ClassKind,
    Edit,
    ExternalSymbol,
    Finding,
    Fix,
    Rule,
    Safety,
    SemanticModel,
    SessionUse,
    Severity,
    Span,
    any_of,
    can_be_evaluated,
    default_among,
    is_none,
    known_names,
    session_name,
)

_FEW = 2


def check(function: ast.FunctionDef | ast.AsyncFunctionDef, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each parameter that holds a session and does not say so."""
    for parameter, binding in model.parameters(function):
        is_open = parameter.annotation is None and parameter.arg not in {"self", "cls"}
        if is_open and model.session_hints.is_telling(parameter.arg) and _is_checked(function, model):
            held = model.sessions.held(binding)
            is_session = held.fits_session and _is_evident(parameter, held, model)
            if is_session and not model.sessions.is_wrapper(default_among(function.args, parameter)):
                repair = partial(_repair, parameter, function, held, model)
                yield Finding(model.name_span(parameter), _message(parameter, held, model), repair=repair)


def _is_checked(function: ast.FunctionDef | ast.AsyncFunctionDef, model: SemanticModel) -> bool:
    return model.options.is_strict or not model.is_test_code(function)


def _is_evident(parameter: ast.arg, held: SessionUse, model: SemanticModel) -> bool:
    calls = [call for name in held.calls for call in held.calls[name]]
    taking = [method for call in calls for method in _taking_mapped_class(call, model)]
    if any(method != "get" for method in taking):
        return True
    # A dict has a `get`, and a Connection runs statements: there the name has to speak for a session.
    if model.sessions.is_session_like(parameter.arg) and (
        taking or any(_takes_statement(call, model) for call in calls)
    ):
        return True
    orm_only = held.attributes & known_names.ORM_METHODS
    return bool(orm_only) and len(held.attributes) >= _FEW and model.uses_framework()


def _taking_mapped_class(call: ast.Call, model: SemanticModel) -> Iterator[str]:
    """Yield the method: of `query(Model)`, `query(Model.id)`, `get(Model, key)`."""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if method == "query" or (method in {"get", "get_one"} and len(call.args) + len(call.keywords) > 1):
        for argument in call.args:
            inner = argument.value if isinstance(argument, ast.Attribute) else argument
            if any(model.classes.kind(model.resolve(entity)) is ClassKind.MAPPED for entity in (argument, inner)):
                yield method


def _takes_statement(call: ast.Call, model: SemanticModel) -> bool:
    """`scalars(select(...))`; `execute(...)` alone is a Connection's as well."""
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr in {"scalars", "scalar", "execute", "exec", "stream_scalars"}
        and bool(call.args)
        and model.queries.is_query(call.args[0])
    )


def _message(parameter: ast.arg, held: SessionUse, model: SemanticModel) -> str:
    wanted = _session_class(held, model)
    shown = ", ".join(f"`.{name}`" for name in sorted(held.calls)[:3])
    return (
        f"`{parameter.arg}` is used as a database session ({shown}) and has no annotation; "
        f"annotate it with `{next(model.names_of(ExternalSymbol(wanted)), wanted)}`"
    )


def _session_class(held: SessionUse, model: SemanticModel) -> str:
    """Return the class that the uses show: awaited is asynchronous, `exec` is SQLModel's."""
    calls = [call for name in held.calls for call in held.calls[name]]
    awaited = any(isinstance(model.parent(call), ast.Await) for call in calls)
    if "exec" in held.calls:
        return "sqlmodel.ext.asyncio.session.AsyncSession" if awaited else "sqlmodel.Session"
    return model.session_class(awaited=awaited)


def _repair(
    parameter: ast.arg, function: ast.FunctionDef | ast.AsyncFunctionDef, held: SessionUse, model: SemanticModel
) -> Fix | None:
    wanted = _session_class(held, model)
    name, edits = session_name(wanted, parameter, model)
    default = default_among(function.args, parameter)
    end = model.span(parameter).end
    if default is None:
        return Fix(f"Annotate with {wanted}", (*edits, Edit(Span(end, end), f": {name}")), Safety.UNSAFE)
    gap = Span(end, model.span(default).start)
    if model.text_at(gap).strip() != "=":
        return None
    optional = " | None" if is_none(default) else ""
    if not can_be_evaluated(f"{name}{optional}", parameter, model):
        return None
    return Fix(f"Annotate with {wanted}", (*edits, Edit(gap, f": {name}{optional} = ")), Safety.UNSAFE)


RULE = Rule(
    check=check,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    severity=Severity.NOTE,
    needs=any_of(
        *(f".{name}".encode() for name in ("query", "get", "scalars", "exec", *sorted(known_names.ORM_METHODS)))
    ),
)
