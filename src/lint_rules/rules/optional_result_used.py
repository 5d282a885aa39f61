"""A result that can be None is used as if it could not.

## What it does
Reports what `.first()`, `.one_or_none()`, `.scalar_one_or_none()`, `.get()` and their like give, where an attribute or an
item is taken of it at once, or of the variable that takes it before anything in the function has looked at it; and
functions that return it although their annotation leaves no room for None: behind a test that stops nothing, in an arm
of a conditional, in a tuple. Tests, whose failure is their purpose, and what is done in a `try` that handles the error
are left alone.

## Why is this bad?
The first row that is missing in production raises `AttributeError: 'NoneType' object has no attribute ...`, which says
neither which row nor which table. Where the row has to exist, `.one()` and `.get_one(...)` say so, and raise an error
that can be answered with "not found".

## Example
```python
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.orm import Session as DatabaseSession


class Base(DeclarativeBase): ...


class Job(Base):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def name_of(db: DatabaseSession, key: int) -> str:
    return db.query(Job).filter(Job.id == key).first().name
```

## Use instead
```python
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.orm import Session as DatabaseSession


class Base(DeclarativeBase): ...


class Job(Base):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def name_of(db: DatabaseSession, key: int) -> str:
    return db.query(Job).filter(Job.id == key).one().name
```

## Fix safety
There is no fix: whether the row has to exist, and what to do where it does not, is for people to say.

## References
- [Query.one](https://docs.sqlalchemy.org/en/20/orm/queryguide/query.html#sqlalchemy.orm.Query.one)
- [Session.get_one](https://docs.sqlalchemy.org/en/20/orm/session_api.html#sqlalchemy.orm.Session.get_one)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from lint_rules import Default, Finding, QueryResult, Rule, SemanticModel, any_of

_TEST = re.compile(r"(?:^|\.)(?:tests?|testing|conftest|test_\w*|\w*_tests?)(?:\.|$)")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def check(
    node: ast.Attribute | ast.Subscript | ast.Assign | ast.AnnAssign | ast.Return, model: SemanticModel
) -> Iterator[Finding]:
    """Yield a finding for a use of a query's result that fails where there is no row."""
    if _TEST.search(model.name):
        return
    match node:
        case ast.Attribute() | ast.Subscript():
            result = model.optional_results.at_once(node)
            if result is not None:
                yield Finding(model.span(node), f"{_none(result)}, and {_taken(node)} is taken of it; {_remedy(model)}")
        case ast.Assign() | ast.AnnAssign():
            yield from _behind(node, model)
        case ast.Return(value=ast.expr() as value):
            function = model.function_around(node)
            returns = None if function is None else function.returns
            result = None if returns is None else model.optional_results.in_arms(returns, value)
            if function is not None and returns is not None and result is not None:
                yield _returned(function, returns, result, model)
        case _:
            return


def _remedy(model: SemanticModel) -> str:
    return "test it first, or use `.one()`" + ("" if model.lacks("get_one") else " or `.get_one(…)`")


def _behind(node: ast.Assign | ast.AnnAssign, model: SemanticModel) -> Iterator[Finding]:
    use = model.optional_results.behind(node)
    match use:
        case (ast.Return(value=ast.expr() as value) as statement, result, name):
            function = model.function_around(statement)
            returns = None if function is None else function.returns
            # What nothing has looked at is for `non-optional-result`.
            if function is None or returns is None or model.results.returned(value) is not None:
                return
            if model.optional_results.leaves_no_room(returns, value, name):
                yield _returned(function, returns, result, model)
        case (ast.Attribute() | ast.Subscript() as place, result, name):
            message = (
                f"{_none(result)}, and {_taken(place)} is taken of `{name}` before anything has tested it; "
                f"{_remedy(model)}"
            )
            yield Finding(model.span(place), message)
        case _:
            return


def _returned(function: _Function, returns: ast.expr, result: QueryResult, model: SemanticModel) -> Finding:
    written = ast.unparse(returns).strip("'\"")
    message = (
        f"{_none(result)}, and `{function.name}()`, which returns it, is annotated `{written}`; stop where it is None"
    )
    return Finding(model.span(returns), message)


def _none(result: QueryResult) -> str:
    return f"`.{result.method}()` returns None when there is no such row"


def _taken(node: ast.Attribute | ast.Subscript) -> str:
    return f"`.{node.attr}`" if isinstance(node, ast.Attribute) else "an item"


RULE = Rule(
    check=check,
    visits=(ast.Attribute, ast.Subscript, ast.Assign, ast.AnnAssign, ast.Return),
    needs=any_of(b".first", b".one_or_none", b".scalar", b".get", b".fetchone"),
    default=Default.STRICT,
)
