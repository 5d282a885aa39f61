"""A function returns rows of a model and does not say so.

## What it does
Reports functions without a return annotation that return what a query on a mapped class gives: `.first()`, `.all()`,
`.one()`, `.get()`, `.scalars().all()` and their like. It is silent on route handlers, whose return annotation is their
web framework's response model.

## Why is this bad?
Without the annotation the function returns `Any` wherever type checkers do not look into untyped functions, which is
their default. Every use of the row is then unchecked: a misspelt column, a missing row, a model taken for another of
the same name.

## Example
```python
from sqlalchemy.orm import Session as DatabaseSession

from app.models import User


def load(db: DatabaseSession, key: int):
    return db.get(User, key)
```

## Use instead
```python
from sqlalchemy.orm import Session as DatabaseSession

from app.models import User


def load(db: DatabaseSession, key: int) -> User | None:
    return db.get(User, key)
```

## Fix safety
The fix adds the annotation where its names are in sight. It is unsafe: some frameworks read return annotations at run
time.

## References
- [PEP 484, the meaning of annotations](https://peps.python.org/pep-0484/#the-meaning-of-annotations)
- [Query.first](https://docs.sqlalchemy.org/en/20/orm/queryguide/query.html#sqlalchemy.orm.Query.first)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules import (
    Default,
    Edit,
    Finding,
    Fix,
    Kind,
    QueryResult,
    Rule,
    Safety,
    SemanticModel,
    Severity,
    Shape,
    Span,
    advisable,
    all_of,
    any_of,
    is_none,
    return_annotation,
    spelled,
    tokens,
)
from lint_rules.frozen import replace

_ROUTES = frozenset("get post put patch delete head options trace route api_route websocket".split())


def check(function: ast.FunctionDef | ast.AsyncFunctionDef, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for a function that returns a model query's result without saying so."""
    if function.returns is not None or any(_is_route(decorator) for decorator in function.decorator_list):
        return
    returns = _returns(function, model)
    results = [
        model.results.held(statement.value)
        for statement in returns
        if statement.value is not None and not is_none(statement.value)
    ]
    known = [result for result in results if result is not None and result.model is not None]
    if not known:
        return
    or_none = any(_may_be_none(statement.value, model) for statement in returns) or _falls_through(function.body)
    whole = _joined(known) if len(known) == len(results) else None
    yield Finding(
        model.name_span(function),
        _message(function, known[0], whole, model, or_none=or_none),
        repair=None if whole is None else lambda: _fix(function, whole, returns, model, or_none=or_none),
    )


def _message(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    first: QueryResult,
    whole: QueryResult | None,
    model: SemanticModel,
    *,
    or_none: bool,
) -> str:
    name = model.name_of_rows(first)
    gap = f"`{function.name}` returns what `.{first.method}()` gives of `{name}` and has no return annotation"
    if whole is None:
        return f"{gap}; annotate it"
    return f"{gap}; annotate it with `{advisable(spelled(whole.shape, name, or_none=or_none), model)}`"


def _returns(function: ast.FunctionDef | ast.AsyncFunctionDef, model: SemanticModel) -> list[ast.Return]:
    """Return the function's own return statements; none for a generator."""
    statements: list[ast.Return] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom) and _owner(node, model) is function:
            if not isinstance(node, ast.Return):
                return []
            statements.append(node)
    return statements


def _owner(node: ast.AST, model: SemanticModel) -> ast.AST | None:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    return next((around for around in model.ancestors(node) if isinstance(around, functions)), None)


def _joined(results: list[QueryResult]) -> QueryResult | None:
    """Return what several results have in common; None when one annotation cannot say it."""
    first = results[0]
    if any(other.model is not first.model for other in results):
        return None
    shapes = {result.shape for result in results}
    if shapes == {Shape.ONE, Shape.OPTIONAL}:
        return replace(first, shape=Shape.OPTIONAL)
    return first if len(shapes) == 1 else None


def _may_be_none(value: ast.expr | None, model: SemanticModel) -> bool:
    return value is None or is_none(value) or model.results.may_be_none(value)


def _falls_through(body: list[ast.stmt]) -> bool:
    """Whether the end of a function's body can be reached, where it returns None."""
    match body[-1]:
        case ast.Return() | ast.Raise() | ast.While(test=ast.Constant(value=True)):
            return False
        case ast.If(body=then, orelse=[_, *_] as otherwise):
            return _falls_through(then) or _falls_through(otherwise)
        case ast.With(body=inner) | ast.AsyncWith(body=inner):
            return _falls_through(inner)
        case ast.Try(body=tried, handlers=handlers, orelse=otherwise, finalbody=last):
            ways = [otherwise or tried, *(handler.body for handler in handlers)]
            return any(_falls_through(way) for way in ways) and (not last or _falls_through(last))
        case _:
            return True


def _is_route(decorator: ast.expr) -> bool:
    match decorator:
        case ast.Call(func=ast.Attribute(attr=verb)) if verb in _ROUTES:
            return True
        case _:
            return False


def _fix(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    result: QueryResult,
    returns: list[ast.Return],
    model: SemanticModel,
    *,
    or_none: bool,
) -> Fix | None:
    """Return the annotation, and None where a type checker then wants it written: at a bare `return`, and at the end."""
    annotation = return_annotation(result, function, model, or_none=or_none)
    span = _before_colon(function, model)
    if annotation is None or span is None:
        return None
    text, imports = annotation
    bare = [Edit(model.span(statement), "return None") for statement in returns if statement.value is None]
    end = _none_at_end(function, model) if _falls_through(function.body) else ()
    if end is None:
        return None
    return Fix("Add the return annotation", (*imports, Edit(span, f" -> {text}"), *bare, *end), Safety.UNSAFE)


def _none_at_end(function: ast.FunctionDef | ast.AsyncFunctionDef, model: SemanticModel) -> tuple[Edit] | None:
    """Return the edit that writes `return None` below a body; None where that stands on the line of the function's head."""
    lines = model.tree.lines
    last = lines.offset(model.span(function.body[-1]).end)
    ends = [at for at in (lines.text.find(end, last) for end in "\r\n") if at >= 0]
    at = min(ends, default=len(lines.text))
    newline = "\r\n" if lines.text[at : at + 2] == "\r\n" else lines.text[at : at + 1] or "\n"
    place = lines.at(at)
    first = model.span(function.body[0]).start
    indent = lines.text[lines.text.rfind("\n", 0, lines.offset(first)) + 1 : lines.offset(first)]
    return None if indent.strip() else (Edit(Span(place, place), f"{newline}{indent}return None"),)


def _before_colon(function: ast.FunctionDef | ast.AsyncFunctionDef, model: SemanticModel) -> Span | None:
    """Return the place between the closing parenthesis and the colon of a function's head."""
    lines = model.tree.lines
    start = lines.offset(model.span(function).start)
    head = lines.text[start : lines.offset(model.span(function.body[0]).start)].encode()
    depth = 0
    for token in tokens(head):
        if token.kind is Kind.OP:
            depth += (token.word in {b"(", b"[", b"{"}) - (token.word in {b")", b"]", b"}"})
            if token.word == b")" and depth == 0:
                place = lines.at(start + len(head[: token.end].decode()))
                return Span(place, place)
    return None


RULE = Rule(
    check=check,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    severity=Severity.NOTE,
    needs=all_of(b"return", any_of(b".query", b".get", b".scalar", b".exec", b"select")),
    default=Default.STRICT,
)
