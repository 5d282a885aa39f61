"""A variable takes rows of a model and does not say so.

## What it does
Reports variables without an annotation that take what a query on a mapped class gives: `.first()`, `.all()`, `.one()`,
`.get()`, `.scalars().all()` and their like. A variable that also takes something else in the same scope is left alone.

## Why is this bad?
Where the database session has no type, or the query comes from an untyped function, the variable is `Any` and nothing
done with it is checked. The annotation makes the contract of the query readable beside it, and lets the type checker
compare the two.

## Example
```python
from sqlalchemy.orm import Session as DatabaseSession

from app.models import User


def rename(db: DatabaseSession, key: int, name: str) -> None:
    user = db.query(User).filter(User.id == key).one()
    user.name = name
```

## Use instead
```python
from sqlalchemy.orm import Session as DatabaseSession

from app.models import User


def rename(db: DatabaseSession, key: int, name: str) -> None:
    user: User = db.query(User).filter(User.id == key).one()
    user.name = name
```

## Fix safety
The fix adds the annotation where its names are in sight. It is safe: the annotation of a variable has no effect at run
time. Variables in class bodies, whose annotations frameworks read, are not reported.

## References
- [PEP 526, annotations of variables](https://peps.python.org/pep-0526/)
- [Query.one](https://docs.sqlalchemy.org/en/20/orm/queryguide/query.html#sqlalchemy.orm.Query.one)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules import (
    Binding,
    BindingKind,
    Default,
    Edit,
    Finding,
    Fix,
    QueryResult,
    Rule,
    Safety,
    ScopeKind,
    SemanticModel,
    Severity,
    Span,
    advisable,
    any_of,
    spelled,
    variable_annotation,
)


def check(statement: ast.Assign, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for the first assignment of a variable that takes a model query's result."""
    match statement.targets:
        case [ast.Name() as target]:
            result = model.results.of(statement.value)
            if result is None or result.model is None or not _is_first_of_its_kind(statement, target, result, model):
                return
            name = model.name_of_rows(result)
            text = advisable(spelled(result.shape, name), model)
            yield Finding(
                model.span(target),
                f"`{target.id}` takes what `.{result.method}()` gives of `{name}` and has no annotation; "
                f"annotate it with `{text}`",
                repair=lambda: _fix(target, result, model),
            )
        case _:
            return


def _is_first_of_its_kind(statement: ast.Assign, target: ast.Name, result: QueryResult, model: SemanticModel) -> bool:
    """Whether this is where an annotation belongs: one scope's own variable, which takes nothing of another type."""
    scope = model.scope(target)
    bindings = scope.bindings.get(target.id, [])
    if scope.kind is ScopeKind.CLASS or not bindings or bindings[0].statement is not statement:
        return False  # further on, annotated elsewhere, or a name that `global` lends
    return all(_takes_the_same(binding, result, model) for binding in bindings)


def _takes_the_same(binding: Binding, result: QueryResult, model: SemanticModel) -> bool:
    if binding.kind is not BindingKind.VALUE or binding.value is None or not isinstance(binding.statement, ast.Assign):
        return False
    taken = model.results.of(binding.value)
    return taken is not None and (taken.model, taken.shape) == (result.model, result.shape)


def _fix(target: ast.Name, result: QueryResult, model: SemanticModel) -> Fix | None:
    annotation = variable_annotation(result, target, model)
    if annotation is None:
        return None
    text, imports = annotation
    end = model.span(target).end
    return Fix("Annotate the variable", (*imports, Edit(Span(end, end), f": {text}")), Safety.SAFE)


RULE = Rule(
    check=check,
    visits=(ast.Assign,),
    severity=Severity.NOTE,
    needs=any_of(b".query", b".get", b".scalar", b".exec", b"select"),
    default=Default.STRICT,
)
