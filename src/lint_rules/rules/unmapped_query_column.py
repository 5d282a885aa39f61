"""A query uses an attribute of a class that is not mapped as if it were a column.

## What it does
Reports `Class.attribute` where SQLAlchemy expects a column (`filter`, `where`, `order_by`, `having`, `group_by`, join
conditions, `func.*`, `query` and `select`) and the class is a dataclass, a Pydantic model, SQLAlchemy's session class
or another class that is not mapped, and the attribute is one of its fields. Constants, such as members of an Enum, are
values to compare with and are left alone.

## Why is this bad?
SQLAlchemy does not complain. On a dataclass whose field has a default, `filter(Order.user_id == 5)` is Python's own
comparison, `False`, and the query returns nothing; `query(Order.id)` selects NULL. Without a default it is an
AttributeError when the line runs.

## Example
```python
from dataclasses import dataclass

from sqlalchemy import select


@dataclass
class Order:
    user_id: int | None = None


statement = select(1).where(Order.user_id == 5)
```

## Use instead
```python
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None]


statement = select(1).where(Order.user_id == 5)
```

## Fix safety
Unsafe: it changes the class that the query reads, which is its purpose. Offered when exactly one mapped class of the
project has the name and the attribute. An import that nothing else uses goes.

## References
- [Operators on columns](https://docs.sqlalchemy.org/en/20/core/operators.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from lint_rules import (
    UNMAPPED,
    ClassKind,
    DefinedClass,
    Finding,
    Fix,
    QueryArgument,
    Related,
    Rule,
    Safety,
    SemanticModel,
    Severity,
    Symbol,
    any_of,
    known_names,
    with_class,
    without_unused_imports,
)

_WITH_FIELDS = UNMAPPED - {ClassKind.ENUM, ClassKind.SESSION}


def check(call: ast.Call, model: SemanticModel) -> Iterable[Finding]:
    """Return a finding for each field of an unmapped class that stands for a column."""
    columns = model.columns.of(call)
    return _mistaken(columns, model) if columns else ()


def _mistaken(columns: Sequence[QueryArgument], model: SemanticModel) -> Iterator[Finding]:
    for position in columns:
        attribute = position.expression
        if isinstance(attribute, ast.Attribute):
            meaning = model.resolve(attribute.value)
            if _is_mistaken(attribute.attr, meaning, position, model):
                yield _finding(attribute, meaning, model)


def _is_mistaken(name: str, meaning: Symbol, position: QueryArgument, model: SemanticModel) -> bool:
    if name.startswith("__"):
        return False
    if model.classes.kind(meaning) is ClassKind.SESSION:
        return not isinstance(meaning, DefinedClass) and name not in known_names.SESSION_METHODS
    if not isinstance(meaning, DefinedClass) or model.classes.kind(meaning) not in _WITH_FIELDS:
        return False
    facts = model.classes.facts(meaning)
    if name in facts.fields:
        return True
    # A default is on the class as well: beside a column it may be meant as a constant.
    has_default = name in facts.defaults and facts.kind is not ClassKind.PLAIN
    return has_default and not position.beside_column


def _finding(attribute: ast.Attribute, meaning: Symbol, model: SemanticModel) -> Finding:
    namesakes = model.namesakes_of(meaning)
    remedy = ", ".join(f"`{namesake.qualified_name}.{attribute.attr}`" for namesake in namesakes)
    message = (
        f"`{ast.unparse(attribute)}` is no column: `{ast.unparse(attribute.value)}` denotes {model.describe(meaning)} "
        f"here{model.whence(attribute)}, which is not mapped; "
        + (f"use {remedy}" if remedy else "use a mapped class's column")
    )
    related = [*model.meaning_place(attribute)]
    related += [
        Related(*model.class_place(namesake), f"`{namesake.qualified_name}` is the mapped class")
        for namesake in namesakes
    ]
    return Finding(model.span(attribute), message, tuple(related), partial(_repair, attribute, namesakes, model))


def _repair(attribute: ast.Attribute, namesakes: list[DefinedClass], model: SemanticModel) -> Fix | None:
    if model.collisions.involve(model.bound_at(attribute)):
        return None  # the collision is the cause, and its own fix mends the query too
    if len(namesakes) != 1 or attribute.attr not in model.classes.facts(namesakes[0]).attributes:
        return None
    edits = with_class(attribute.value, namesakes[0], model)
    if edits is None:
        return None
    fix = Fix(f"Use {namesakes[0].qualified_name}", edits, Safety.UNSAFE)
    return without_unused_imports(fix, [attribute.value], model)


RULE = Rule(
    check=check,
    severity=Severity.ERROR,
    visits=(ast.Call,),
    needs=any_of(b"select", b"query", b"update", b"delete", b"sqlalchemy", b"sqlmodel"),
)
