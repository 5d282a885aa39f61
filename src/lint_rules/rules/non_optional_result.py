"""A result that can be None is annotated as if it could not.

## What it does
Reports variables and return types whose annotation leaves no room for None, where the value is that of `.first()`,
`.one_or_none()`, `.scalar()`, `.scalar_one_or_none()` or `.get()` of a query, a statement's result or a database session.
It follows queries and results that are held in variables. Aggregates, which always have a row, are left alone.

## Why is this bad?
The annotation promises an object. Type checkers then check none of the uses for None, and the first row that is missing
in production raises `AttributeError: 'NoneType' object has no attribute ...` far from the query. Where the database
session itself is untyped, no type checker sees the contradiction.

## Example
```python
from sqlalchemy.orm import Session as DatabaseSession

from app.models import User


def load(db: DatabaseSession, key: int) -> User:
    return db.query(User).filter(User.id == key).first()
```

## Use instead
```python
from sqlalchemy.orm import Session as DatabaseSession

from app.models import User


def load(db: DatabaseSession, key: int) -> User | None:
    return db.query(User).filter(User.id == key).first()
```

Where the row has to exist, `.one()` or `.get_one(...)` says so, and raises when it does not.

## Fix safety
The fix adds `| None`. It is safe: an annotation of a function or a variable has no effect at run time. It is unsafe under
a decorator and in a class body, where frameworks read annotations and may validate by them. There is none where a Python
before 3.10 would evaluate it, as the setting `python-version` says, or the project's requirements.

## References
- [Query.first](https://docs.sqlalchemy.org/en/20/orm/queryguide/query.html#sqlalchemy.orm.Query.first)
- [Session.get](https://docs.sqlalchemy.org/en/20/orm/session_api.html#sqlalchemy.orm.Session.get)
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial

from lint_rules import (
    Edit,
    Finding,
    Fix,
    QueryResult,
    Rule,
    Safety,
    SemanticModel,
    Shape,
    Span,
    advisable,
    any_of,
    can_be_evaluated,
    known_names,
    spelled,
    without_unused_imports,
)


def check(node: ast.AnnAssign | ast.Return, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for an annotation that leaves no room for the None that a query can return."""
    match node:
        case ast.AnnAssign(annotation=annotation, value=ast.expr() as value):
            safety = Safety.UNSAFE if isinstance(model.parent(node), ast.ClassDef) else Safety.SAFE
            yield from _judged(annotation, value, ast.unparse(node.target), lambda: safety, model)
        case ast.Return(value=ast.expr() as value):
            function = model.function_around(node)
            if function is not None and function.returns is not None and not model.is_generator(function):
                findings = _judged(
                    function.returns, value, f"{function.name}()", partial(_safety, function, model), model
                )
                yield from (finding for finding in findings if _is_first(node, function, model))
        case _:
            return


def _judged(
    annotation: ast.expr, value: ast.expr, holder: str, safety: Callable[[], Safety], model: SemanticModel
) -> Iterator[Finding]:
    result = model.results.returned(value)
    if result is None or result.shape is not Shape.OPTIONAL or not model.annotations.lacks_none(annotation):
        return
    written = ast.unparse(annotation).strip("'\"")
    if model.contradictions.contradicts(annotation, result):
        if result.model is None:
            return  # `contradicting-annotation` says that it is a column's value
        text = advisable(spelled(Shape.OPTIONAL, model.name_of_rows(result)), model)
        message = (
            f"`.{result.method}()` returns one row or None, but `{holder}` is annotated `{written}`; "
            f"annotate it with `{text}`"
        )
        yield Finding(model.span(annotation), message, repair=lambda: _rewritten(annotation, result, model))
        return
    message = (
        f"`.{result.method}()` returns None when there is no such row, but `{holder}` is annotated `{written}`; "
        f"annotate it with `{advisable(f'{written} | None', model)}`"
    )
    yield Finding(model.span(annotation), message, repair=lambda: _fix(annotation, model, safety()))


def _rewritten(annotation: ast.expr, result: QueryResult, model: SemanticModel) -> Fix | None:
    """Write what the query gives in the place of an annotation that says something else."""
    text = model.row_annotations.in_place_of(annotation, result)
    if text is None or "#" in model.text_at(model.span(annotation)):
        return None  # a comment would be lost
    if not can_be_evaluated(text, _annotated(annotation, model), model):
        return None
    fix = Fix(f"Annotate with {text}", (Edit(model.span(annotation), text),), Safety.UNSAFE)
    return without_unused_imports(fix, [annotation], model, instead=text)


def _is_first(node: ast.Return, function: ast.FunctionDef | ast.AsyncFunctionDef, model: SemanticModel) -> bool:
    """Whether no earlier return of the function shows the same; its annotation is reported once."""
    for other in ast.walk(function):
        if isinstance(other, ast.Return) and other.value is not None and model.function_around(other) is function:
            result = model.results.returned(other.value)
            if result is not None and result.shape is Shape.OPTIONAL:
                return other.lineno >= node.lineno
    return False


def _safety(function: ast.FunctionDef | ast.AsyncFunctionDef, model: SemanticModel) -> Safety:
    """Return SAFE where nobody reads the annotation when the program runs: no decorator, and nothing that takes the function."""
    names = {ast.unparse(decorator).rpartition(".")[2] for decorator in function.decorator_list}
    return (
        Safety.SAFE
        if names <= known_names.KEEPING_DECORATORS and not model.is_taken_as_value(function)
        else Safety.UNSAFE
    )


def _fix(annotation: ast.expr, model: SemanticModel, safety: Safety) -> Fix | None:
    end = model.end_of_annotation(annotation)
    written = model.text_at(model.span(annotation)).replace("'", '"')
    can_stand = can_be_evaluated(f"{written} | None", _annotated(annotation, model), model)
    return (
        None if end is None or not can_stand else Fix("Leave room for None", (Edit(Span(end, end), " | None"),), safety)
    )


def _annotated(annotation: ast.expr, model: SemanticModel) -> ast.AST:
    return model.parent(annotation) or annotation


RULE = Rule(
    check=check,
    visits=(ast.AnnAssign, ast.Return),
    needs=any_of(b".first", b".one_or_none", b".scalar", b".get", b".fetchone"),
)
