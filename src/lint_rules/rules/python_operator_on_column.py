"""Python's own operator stands where a condition of the database is meant.

## What it does
Reports `is`, `in`, `not`, `and`, `or` and chained comparisons on columns of mapped classes, of their aliases and of
tables: `where(Job.name is None)`, `filter(Job.name in names)`, `where(not Job.done)`, `where(Job.id == 1 and Job.done)`.
Where Python tests the result (`if`, `while`, `assert`), nothing is reported, and neither is what a column follows:
`where(name is None or Job.name == name)` hands the condition on as it is.

## Why is this bad?
Python lets no class redefine these operators. `Job.name is None` is False before SQLAlchemy sees it, and the query
returns nothing; `Job.name is not None` is True, and it returns everything. `Job.id == 1 and Job.done` is one of the two
conditions, and the other one is lost. Other comparisons raise an error when the line runs. SQLAlchemy cannot notice.

## Example
```python
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Job(Base):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]


nameless = select(Job).where(Job.name is None)
```

## Use instead
```python
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Job(Base):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]


nameless = select(Job).where(Job.name.is_(None))
```

## Fix safety
The fix writes `.is_(…)`, `.is_not(…)`, `.in_(…)`, `.not_in(…)`, `and_(…)`, `or_(…)` or `not_(…)`, and imports what it
needs. It is unsafe: it changes the query, which is its purpose. There is none for relationships, which have other
methods, for `"word" in Job.names`, and where a value that is no column stands behind one.

## References
- [Operators on columns](https://docs.sqlalchemy.org/en/20/core/operators.html)
- [and_, or_ and not_](https://docs.sqlalchemy.org/en/20/core/operators.html#conjunction-operators)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules import (
    Finding,
    Fix,
    PythonOperator,
    Rule,
    Safety,
    SemanticModel,
    Severity,
    any_of,
    method_of,
    sql_operator,
)

_LONGEST = 60


def check(node: ast.Compare | ast.BoolOp | ast.UnaryOp, model: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for an operator that the database was to apply."""
    operator = model.python_operators.on_column(node)
    if operator is not None and not model.python_operators.is_inside_another(node):
        yield Finding(model.span(node), _message(node, operator, model), repair=partial(_fix, node, operator, model))


def _message(node: ast.Compare | ast.BoolOp | ast.UnaryOp, operator: PythonOperator, model: SemanticModel) -> str:
    match node:
        case ast.UnaryOp(operand=operand):
            remedy = _shortened(f"not_({ast.unparse(operand)})")
            return f"`{_shortened(ast.unparse(node))}` is Python's own negation, and no condition; write `{remedy}`"
        case ast.BoolOp():
            return _of_junction(node)
        case ast.Compare() if operator is PythonOperator.CHAIN:
            return _of_chain(node)
        case ast.Compare():
            return _of_comparison(node, operator, model)


def _of_comparison(node: ast.Compare, operator: PythonOperator, model: SemanticModel) -> str:
    written, left, right = _shortened(ast.unparse(node)), node.left, node.comparators[0]
    column, other = (right, left) if isinstance(left, ast.Constant) else (left, right)
    always = isinstance(node.ops[0], ast.IsNot)
    is_primary = isinstance(column, ast.Name | ast.Attribute | ast.Call | ast.Subscript)
    owner = ast.unparse(column) if is_primary else f"({ast.unparse(column)})"
    remedy = f"{owner}.{method_of(node, model)}({ast.unparse(other)})"
    if operator is PythonOperator.MEMBERSHIP:
        return f"Python answers `{written}` itself, and the database never sees it; write `{_shortened(remedy)}`"
    if model.python_operators.is_relationship(column):
        remedy = f"{ast.unparse(column)} {'!=' if always else '=='} {ast.unparse(other)}"
    return f"`{written}` is Python's own comparison, always {always}, and no condition; write `{_shortened(remedy)}`"


def _of_junction(node: ast.BoolOp) -> str:
    word = "and" if isinstance(node.op, ast.And) else "or"
    if word == "or" and all(isinstance(value, ast.Attribute) for value in node.values):
        return (
            "Python's `or` hands on the first of these columns, always; "
            "write `func.coalesce(…)`, or `or_(…)` for a condition"
        )
    remedy = _shortened(f"{word}_({', '.join(map(ast.unparse, node.values))})")
    return f"Python's `{word}` hands on one of these conditions and drops the others; write `{remedy}`"


def _of_chain(node: ast.Compare) -> str:
    written = _shortened(ast.unparse(node))
    if any(isinstance(side, ast.BinOp) for side in node.comparators[:-1]):
        return f"`&` and `|` bind stronger than the comparisons in `{written}`; put each comparison in parentheses"
    return f"`{written}` is two comparisons and Python's `and`, which drops one; write them apart, in `and_(…)`"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _fix(node: ast.Compare | ast.BoolOp | ast.UnaryOp, operator: PythonOperator, model: SemanticModel) -> Fix | None:
    edits = sql_operator(node, operator, model)
    return None if edits is None else Fix("Let the database decide", edits, Safety.UNSAFE)


RULE = Rule(
    check=check,
    severity=Severity.ERROR,
    visits=(ast.Compare, ast.BoolOp, ast.UnaryOp),
    needs=any_of(b"select", b"query", b"update", b"delete", b"sqlalchemy", b"sqlmodel"),
)
