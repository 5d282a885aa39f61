"""A query runs on something that is not a mapped class.

## What it does
Reports `query`, `select`, `get`, `join`, `outerjoin`, `update`, `delete`, `insert`, `exists`, `aliased`,
`with_entities` and `select_from` on SQLAlchemy's own session class, a dataclass, a Pydantic model, an Enum, a plain
class, a module, a declarative base or an abstract class, and names the mapped class of the same name when the project has
one. `model = X` in a class body counts where a method of the class, or of a base, queries `self.model`; so does X as the
argument that a constructor keeps as `self.model`, as a parameter's default, and in the tuple, list or dict that a queried
variable comes from. A class whose bases cannot be followed is unknown, and nothing is said of it.

## Why is this bad?
SQLAlchemy types an entity as `type[T]`, so mypy and pyright accept any class; the query fails when it runs. The usual
cause is a domain class that has the name of the mapped one and was imported in its place.

## Example
```python
from dataclasses import dataclass

from sqlalchemy.orm import Session


@dataclass
class Invoice:
    id: int


def load(db: Session, key: int) -> Invoice | None:
    return db.query(Invoice).first()
```

## Use instead
```python
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class Invoice(Base):
    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(primary_key=True)


def load(db: Session, key: int) -> Invoice | None:
    return db.query(Invoice).first()
```

## Fix safety
Unsafe: it changes the class that the query runs on, which is its purpose. Offered when exactly one mapped class of the
project has the name; the annotations of the query's result follow. An import that nothing else uses goes.

## References
- [Mapping Python classes](https://docs.sqlalchemy.org/en/20/orm/mapping_styles.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import partial

from lint_rules import (
    UNMAPPED,
    ClassKind,
    DefinedClass,
    DefinedModule,
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
    last_name,
    names_in_annotations,
    with_class,
    without_unused_imports,
)

_TAKING = frozenset(
    {"query", "select", "get", "get_one", "join", "outerjoin", "update", "delete", "insert", "select_from", "aliased"}
)
_OF_TABLES = _TAKING - {"join", "outerjoin", "aliased"}
_FETCHING = frozenset({"all", "first", "one", "one_or_none", "scalar", "count"})


def check(node: ast.Call | ast.ClassDef, model: SemanticModel) -> Iterable[Finding]:
    """Return a finding for each entity that is not mapped, where it stands or where a class body names it."""
    if isinstance(node, ast.ClassDef):
        return _unmapped(node, model.class_models.of(node), model)
    return _unmapped(node, _of_call(node, model), model) if node.args or node.keywords else ()


def _unmapped(
    node: ast.Call | ast.ClassDef, positions: Iterable[QueryArgument], model: SemanticModel
) -> Iterator[Finding]:
    for position in positions:
        meaning = model.resolve(position.expression)
        if not (_is_unmapped(meaning, model) or _is_abstract(position, node, meaning, model)):
            continue
        namesakes = model.namesakes_of(meaning)
        if position.sure or namesakes or model.uses_framework() or _goes_on(node, model):
            message = _message(position.expression, position.call, meaning, namesakes, model)
            yield Finding(
                model.span(position.expression),
                message,
                tuple(_related(position.expression, meaning, namesakes, model)),
                partial(_repair, position.expression, meaning, namesakes, model),
            )


def _is_unmapped(meaning: Symbol, model: SemanticModel) -> bool:
    return isinstance(meaning, DefinedModule) or model.classes.kind(meaning) in UNMAPPED


def _of_call(call: ast.Call, model: SemanticModel) -> Iterator[QueryArgument]:
    """Yield what stands for an entity, the classes that it can be, and what a constructor keeps for a query."""
    yield from model.queries.entities(call)
    yield from model.class_models.of_call(call)
    called = last_name(call.func)
    for argument in _taken(call, called, model) if called in _TAKING else ():
        sources = [source for source in model.entity_sources.of(argument) if model.may_be_class(source)]
        expecting = model.queries.expecting_entities(call) if sources else ()
        for position in (found for found in expecting if found.expression is argument):
            yield from (QueryArgument(source, position.call, position.sure) for source in sources)


def _taken(call: ast.Call, called: str, model: SemanticModel) -> list[ast.expr]:
    """Return the arguments that can stand for an entity; most calls of `get` are of a dict's."""
    if called in {"get", "get_one"}:
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else call.func
        name = last_name(receiver)
        return call.args[:1] if len(call.args) > 1 and model.sessions.is_session_like(name) else []
    return call.args if called in {"query", "select"} else call.args[:1]


def _goes_on(node: ast.Call | ast.ClassDef, model: SemanticModel) -> bool:
    """Whether a query goes on as SQLAlchemy's do, `self.db.query(X).filter(…)`: then its receiver's name is evidence enough."""
    around = model.parent(node)
    chained = around.attr if isinstance(around, ast.Attribute) else ""
    is_query = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "query"
    return is_query and chained in known_names.QUERY_METHODS | _FETCHING


def _is_abstract(position: QueryArgument, node: ast.Call | ast.ClassDef, meaning: Symbol, model: SemanticModel) -> bool:
    """Whether a query is given a class that others are mapped below, itself: a default of theirs may well be one."""
    is_given = isinstance(node, ast.Call) and position.expression in node.args and position.call in _OF_TABLES
    return is_given and model.classes.kind(meaning) in {ClassKind.ABSTRACT, ClassKind.BASE}


def _message(
    expression: ast.expr, call: str, meaning: Symbol, namesakes: list[DefinedClass], model: SemanticModel
) -> str:
    message = (
        f"`{ast.unparse(expression)}` denotes {model.describe(meaning)} here{model.whence(expression)}, "
        f"which is not mapped and cannot be an entity of `{call}`"
    )
    return f"{message}; {_remedy(namesakes)}"


def _remedy(namesakes: list[DefinedClass]) -> str:
    match namesakes:
        case []:
            return "use a mapped class"
        case [only]:
            return f"use the mapped class `{only.qualified_name}`"
        case [*several]:
            names = ", ".join(f"`{namesake.qualified_name}`" for namesake in several)
            return f"use a mapped class, one of {names}"


def _repair(expression: ast.expr, meaning: Symbol, namesakes: list[DefinedClass], model: SemanticModel) -> Fix | None:
    """Use the only mapped class of this name, in the query and where its result is annotated."""
    if len(namesakes) != 1 or model.collisions.involve(model.bound_at(expression)):
        return None  # the collision is the cause, and its own fix mends the query too
    places = [expression, *names_in_annotations(expression, meaning, model)]
    edits = [with_class(place, namesakes[0], model) for place in places]
    merged = dict.fromkeys(edit for replacement in edits for edit in replacement or ())
    if None in edits:
        return None
    fix = Fix(f"Use {namesakes[0].qualified_name}", tuple(merged), Safety.UNSAFE)
    return without_unused_imports(fix, places, model)


def _related(
    expression: ast.expr, meaning: Symbol, namesakes: list[DefinedClass], model: SemanticModel
) -> Iterator[Related]:
    yield from model.meaning_place(expression)
    if isinstance(meaning, DefinedClass):
        yield Related(*model.class_place(meaning), f"{model.describe(meaning)} is defined here")
    for namesake in namesakes:
        yield Related(*model.class_place(namesake), f"`{namesake.qualified_name}` is the mapped class of this name")


RULE = Rule(
    check=check,
    visits=(ast.Call, ast.ClassDef),
    severity=Severity.ERROR,
    needs=any_of(
        *(
            word.encode()
            for word in (
                "query",
                "select",
                "get",
                "join",
                "update",
                "delete",
                "insert",
                "exists",
                "aliased",
                "with_entities",
                "with_polymorphic",
                "Query",
            )
        )
    ),
)
