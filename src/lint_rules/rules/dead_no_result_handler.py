"""A handler waits for NoResultFound where nothing raises it.

## What it does
Reports `.first()`, `.one_or_none()`, `.get()`, `.all()` and their like in a `try` whose handler names SQLAlchemy's
`NoResultFound`, or `MultipleResultsFound`, when nothing in the `try` can raise it. Where something else is called there
that may raise it, a function of the project for instance, nothing is reported.

## Why is this bad?
These methods return None, or an empty list, where there is no such row: the handler is dead. None goes on behind it, and
the first use raises `AttributeError: 'NoneType' object has no attribute ...`, or nothing at all happens. Whoever reads
the handler believes that the missing row is taken care of.

## Example
```python
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session as DatabaseSession

from app.models import Job


def name(db: DatabaseSession, key: int) -> str:
    try:
        job = db.query(Job).filter(Job.id == key).one_or_none()
    except NoResultFound:
        raise KeyError(key) from None
    return job.name
```

## Use instead
```python
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session as DatabaseSession

from app.models import Job


def name(db: DatabaseSession, key: int) -> str:
    try:
        job = db.query(Job).filter(Job.id == key).one()
    except NoResultFound:
        raise KeyError(key) from None
    return job.name
```

## Fix safety
The fix writes `.one()` for `.one_or_none()`, and `.scalar_one()` for `.scalar_one_or_none()`. It is unsafe: the handler
begins to run. There is none for `.first()`, which takes one of several rows where `.one()` raises.

## References
- [Query.one](https://docs.sqlalchemy.org/en/20/orm/queryguide/query.html#sqlalchemy.orm.Query.one)
- [Query.first](https://docs.sqlalchemy.org/en/20/orm/queryguide/query.html#sqlalchemy.orm.Query.first)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules import (
    Edit,
    Finding,
    Fix,
    QueryResult,
    Related,
    Rule,
    Safety,
    SemanticModel,
    Severity,
    Shape,
    Span,
    any_of,
)

_RAISING = {"one_or_none": "one", "scalar_one_or_none": "scalar_one"}


def check(handler: ast.ExceptHandler, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each query whose missing row a dead handler waits for."""
    statement = model.parent(handler)
    errors = model.missing_rows.errors_of(handler) if isinstance(statement, ast.Try | ast.TryStar) else []
    for error in errors[:1]:
        assert isinstance(statement, ast.Try | ast.TryStar)  # noqa: S101  nothing else has handlers
        if not any(model.missing_rows.may_raise(statement.body, each) for each in errors):
            for call, result in _awaited(model.missing_rows.queries_in(statement.body), error):
                yield _finding(call, result, handler, error, model)


def _awaited(queries: list[tuple[ast.Call, QueryResult]], error: str) -> list[tuple[ast.Call, QueryResult]]:
    """Return the queries that give None where the handler was to run; without one, the first."""
    optional = [(call, result) for call, result in queries if result.shape is Shape.OPTIONAL]
    return optional if optional and error == "NoResultFound" else queries[:1]


def _finding(
    call: ast.Call, result: QueryResult, handler: ast.ExceptHandler, error: str, model: SemanticModel
) -> Finding:
    row = model.span(handler).start.row
    remedy = "use `.one()`, or test what it returned" if result.shape is Shape.OPTIONAL else "test what it returned"
    message = (
        f"`.{result.method}()` never raises {error}: {_given(result, error)}, "
        f"and the handler on line {row} never runs; {remedy}"
    )
    place = Related(model.path, model.span(handler), "this handler is dead")
    return Finding(model.span(call), message, (place,), partial(_fix, call, error, model))


def _given(result: QueryResult, error: str) -> str:
    """Say what a query gives where the handler was to run."""
    if error == "NoResultFound":
        gives = "None" if result.shape is Shape.OPTIONAL else "an empty list"
        return f"it returns {gives} where there is no such row"
    return "it takes what comes first" if result.shape is Shape.OPTIONAL else "it returns every row"


def _fix(call: ast.Call, error: str, model: SemanticModel) -> Fix | None:
    match call.func:
        case ast.Attribute(attr=method) if method in _RAISING and error == "NoResultFound":
            end = model.span(call.func).end
            word = Span(end._replace(column=end.column - len(method)), end)
            return Fix(f"Use `.{_RAISING[method]}()`", (Edit(word, _RAISING[method]),), Safety.UNSAFE)
        case _:
            return None


RULE = Rule(
    check=check,
    severity=Severity.ERROR,
    visits=(ast.ExceptHandler,),
    needs=any_of(b"NoResultFound", b"MultipleResultsFound"),
)
