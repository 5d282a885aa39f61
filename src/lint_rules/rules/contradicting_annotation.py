"""An annotation says another thing than the query gives.

## What it does
Reports return types and annotated variables that promise what the query there cannot give: a list, or an object, where a
query or a statement is returned that was never run; one object for `.all()`; a list for `.first()`; a class that is not
the one that is queried, the framework's session among them; objects where rows are returned that hold them, as those of
`execute(select(Job)).all()`, or where the values of a column are. Classes of one family, annotations that are not known, and
functions under a decorator that may change what they return are left alone. An annotation that merely leaves no room
for None is for `non-optional-result`.

## Why is this bad?
The annotation is what callers and type checkers go by. Where the database session is untyped, nothing contradicts it,
and the error comes far from here: `'Query' object has no attribute 'name'`, a list without `.append`, a `len()` that
fails, or a query that runs again each time somebody iterates over it.

## Example
```python
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.orm import Session as DatabaseSession


class Base(DeclarativeBase): ...


class Job(Base):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)


def newest(db: DatabaseSession) -> list[Job]:
    return db.query(Job).order_by(Job.id.desc())
```

## Use instead
```python
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.orm import Session as DatabaseSession


class Base(DeclarativeBase): ...


class Job(Base):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)


def newest(db: DatabaseSession) -> list[Job]:
    return db.query(Job).order_by(Job.id.desc()).all()
```

## Fix safety
The fix writes what the query gives in the place of the annotation. It is unsafe: which of the two is right is for people
to say, and frameworks may read annotations. There is none for a query that was never run.

## References
- [Query.all](https://docs.sqlalchemy.org/en/20/orm/queryguide/query.html#sqlalchemy.orm.Query.all)
- [Result](https://docs.sqlalchemy.org/en/20/core/connections.html#sqlalchemy.engine.Result)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules import (
    Contradiction,
    Edit,
    Finding,
    Fix,
    QueryResult,
    Rule,
    Safety,
    SemanticModel,
    Severity,
    Shape,
    Stage,
    advisable,
    any_of,
    known_names,
    return_annotation,
    spelled,
    variable_annotation,
    without_unused_imports,
)

_UNREAD = {
    Stage.QUERY: "a query that is not run; add `.all()`, `.first()` or `.one()`",
    Stage.STATEMENT: "a statement that is not executed; execute it, or annotate it with `Select`",
    Stage.ROWS: "a result whose rows are not read; add `.all()` or `.first()`",
    Stage.SCALARS: "a result whose rows are not read; add `.all()` or `.first()`",
}


_Function = ast.FunctionDef | ast.AsyncFunctionDef


def check(node: ast.AnnAssign | ast.Return, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for an annotation that rules out what the query gives."""
    match node:
        case ast.AnnAssign(annotation=annotation, value=ast.expr() as value):
            contradiction = _contradiction(annotation, value, model)
            if contradiction is not None:
                yield _finding(annotation, contradiction, ast.unparse(node.target), node, model)
        case ast.Return(value=ast.Call() | ast.Await() | ast.Name() | ast.Attribute() as value):
            function = model.function_around(node)
            if function is None or function.returns is None or model.is_generator(function):
                return
            contradiction = _contradiction(function.returns, value, model)
            first = contradiction is not None and _is_first(node, function, function.returns, model)
            if contradiction is not None and first and _keeps(function):
                yield _finding(function.returns, contradiction, f"{function.name}()", function, model)
        case _:
            return


def _keeps(function: _Function) -> bool:
    """Whether no decorator can change what a function returns."""
    return {
        ast.unparse(decorator).rpartition(".")[2] for decorator in function.decorator_list
    } <= known_names.KEEPING_DECORATORS


def _is_first(node: ast.Return, function: _Function, annotation: ast.expr, model: SemanticModel) -> bool:
    """Whether no earlier return of the function shows the same; its annotation is reported once."""
    returns = (other for other in ast.walk(function) if isinstance(other, ast.Return) and other.lineno < node.lineno)
    own = (other.value for other in returns if other.value is not None and model.function_around(other) is function)
    return all(_contradiction(annotation, value, model) is None for value in own)


def _contradiction(annotation: ast.expr, value: ast.expr, model: SemanticModel) -> Contradiction | None:
    if not isinstance(value, ast.Call | ast.Await | ast.Name | ast.Attribute):
        return None
    contradiction = model.contradictions.between(annotation, value)
    if contradiction is None or _lacks_none_alone(annotation, contradiction, model):
        return None
    return contradiction


def _finding(
    annotation: ast.expr,
    contradiction: Contradiction,
    holder: str,
    node: ast.AnnAssign | _Function,
    model: SemanticModel,
) -> Finding:
    message = _message(annotation, contradiction, holder, model)
    return Finding(model.span(annotation), message, repair=partial(_fix, annotation, contradiction, node, model))


def _lacks_none_alone(annotation: ast.expr, contradiction: Contradiction, model: SemanticModel) -> bool:
    """Whether `non-optional-result` speaks of the annotation, and says what the query gives."""
    result = contradiction.result
    if result is None or result.model is None:
        return False
    return result.shape is Shape.OPTIONAL and model.annotations.lacks_none(annotation)


def _message(annotation: ast.expr, contradiction: Contradiction, holder: str, model: SemanticModel) -> str:
    said = f"`{holder}` is annotated `{ast.unparse(annotation).strip(chr(39))}`, but"
    result = contradiction.result
    if result is None:
        verb = "returns" if holder.endswith("()") else "takes"
        return f"{said} it {verb} {_UNREAD[contradiction.stage or Stage.QUERY]}"
    given = f"`.{result.method}()` returns {result.shape.value}"
    if result.in_rows:
        return f"{said} {given}, as tuples of what was selected; take it out of them, as `.scalars()` does"
    if result.column is not None:
        values = "values" if result.shape in {Shape.LIST, Shape.SEQUENCE} else "value"
        return f"{said} `.{result.method}()` returns the {values} of `{ast.unparse(result.column)}`; annotate it with its type"
    if result.model is None:
        return f"{said} {given}; annotate it with what it is"
    name = model.name_of_rows(result)
    return f"{said} {given} of `{name}`; annotate it with `{advisable(spelled(result.shape, name), model)}`"


def _fix(
    annotation: ast.expr,
    contradiction: Contradiction,
    node: ast.AnnAssign | _Function,
    model: SemanticModel,
) -> Fix | None:
    if contradiction.result is None or "#" in model.text_at(model.span(annotation)):
        return None  # a comment would be lost
    written = _annotation(contradiction.result, node, model)
    if written is None:
        return None
    text, imports = written
    fix = Fix(f"Annotate with {text}", (*imports, Edit(model.span(annotation), text)), Safety.UNSAFE)
    return without_unused_imports(fix, [annotation], model, instead=text)


def _annotation(
    result: QueryResult, node: ast.AnnAssign | _Function, model: SemanticModel
) -> tuple[str, tuple[Edit, ...]] | None:
    match node:
        case ast.AnnAssign(target=ast.Name() as target):
            return variable_annotation(result, target, model)
        case ast.AnnAssign():
            return None
        case function:
            return return_annotation(result, function, model, or_none=False)


RULE = Rule(
    check=check,
    severity=Severity.ERROR,
    visits=(ast.AnnAssign, ast.Return),
    needs=any_of(b".query", b".get", b".scalar", b".exec", b"select"),
)
