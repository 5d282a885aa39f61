"""A query runs on something that is not a mapped class.

## What it does
Reports `query`, `select`, `get`, `join`, `outerjoin`, `update`, `delete`, `insert`, `exists`, `aliased`,
`with_entities` and `select_from` on SQLAlchemy's own session class, a dataclass, a Pydantic model, an Enum, a plain
class or a module, and names the mapped class of the same name when the project has one. A class whose bases cannot be
followed is unknown, and nothing is said of it.

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
A fix would be unsafe: it changes the class that the query runs on, which is its purpose.

## References
- [Mapping Python classes](https://docs.sqlalchemy.org/en/20/orm/mapping_styles.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.diagnostic import Finding, Related
from lint_rules.facts.class_kinds import UNMAPPED
from lint_rules.facts.meaning import DefinedClass, DefinedModule, Meaning
from lint_rules.facts.module import Module
from lint_rules.facts.prefilter import any_of
from lint_rules.rule import Bad, Good, Rule


def check(call: ast.Call, module: Module) -> Iterator[Finding]:
    """Yield a finding for each entity that is not mapped."""
    for position in module.entities(call):
        meaning = module.resolve(position.expression)
        if not _is_unmapped(meaning, module):
            continue
        namesakes = module.mapped_namesakes(_last_name(meaning))
        if position.sure or namesakes or module.uses_framework():
            message = _message(position.expression, position.call, meaning, namesakes, module)
            yield Finding(
                module.span(position.expression),
                message,
                tuple(_related(position.expression, meaning, namesakes, module)),
            )


def _is_unmapped(meaning: Meaning, module: Module) -> bool:
    return isinstance(meaning, DefinedModule) or module.kind(meaning) in UNMAPPED


def _message(expression: ast.expr, call: str, meaning: Meaning, namesakes: list[DefinedClass], module: Module) -> str:
    binding = module.bound_at(expression)
    where = f", {module.origin(binding)}" if binding is not None else ""
    message = (
        f"`{ast.unparse(expression)}` denotes {module.describe(meaning)} here{where}, "
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
            names = ", ".join(f"`{found.qualified_name}`" for found in several)
            return f"use a mapped class, one of {names}"


def _related(
    expression: ast.expr, meaning: Meaning, namesakes: list[DefinedClass], module: Module
) -> Iterator[Related]:
    binding = module.bound_at(expression)
    if binding is not None:
        yield Related(*module.binding_place(binding), f"`{binding.name}` gets its meaning here")
    if isinstance(meaning, DefinedClass):
        yield Related(*module.class_place(meaning), f"{module.describe(meaning)} is defined here")
    for found in namesakes:
        yield Related(*module.class_place(found), f"`{found.qualified_name}` is the mapped class of this name")


def _last_name(meaning: Meaning) -> str:
    match meaning:
        case DefinedClass(name=name):
            return name
        case DefinedModule(module=name):
            return name.rpartition(".")[2].title()
        case _:
            return getattr(meaning, "qualified_name", "").rpartition(".")[2]


_BASE = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase): ...

"""
_ORM = (
    _BASE
    + """\
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)

class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
"""
)
_DOMAIN = """\
from dataclasses import dataclass

@dataclass
class User:
    id: int

@dataclass
class Session:
    id: int
    user_id: int | None = None
"""
_PROJECT = {
    "app/__init__.py": "",
    "app/orm/__init__.py": "from app.orm.models import Session, User\n",
    "app/orm/models.py": _ORM,
    "app/core/__init__.py": "from app.core.domain import *\n",
    "app/core/domain/__init__.py": "from app.core.domain.entities import Session, User\n",
    "app/core/domain/entities.py": _DOMAIN,
}

RULE = Rule(
    check=check,
    visits=(ast.Call,),
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
    cases=(
        Bad(
            {
                **_PROJECT,
                "app/api.py": """\
from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.orm import Session as SQLSession, aliased
from app.core import Session, User

def f(db: SQLSession, key: int):
    db.query(Session).all()  # <- reported: `app.core.domain.entities.Session` (a dataclass) here, imported on line 3
    db.get(User, key)  # <- reported: use the mapped class `app.orm.models.User`
    select(Session)  # <- reported
    update(Session)  # <- reported
    delete(Session)  # <- reported
    insert(Session)  # <- reported
    exists(Session)  # <- reported
    aliased(Session)  # <- reported
    query = db.query(func.count())
    query = query.select_from(User)  # <- reported
    query.outerjoin(Session, True)  # <- reported
    return query.with_entities(User)  # <- reported
""",
            }
        ),
        Bad(
            {
                **_PROJECT,
                "app/api.py": """\
from app.orm import Session
from sqlalchemy.orm import Session  # <- shadowed-import

def f(db: Session):
    return db.query(Session).first()  # <- reported: `sqlalchemy.orm.Session` (the database session class) here
""",
            }
        ),
        Bad(
            {
                **_PROJECT,
                "app/api.py": """\
from app.core import Session

def narrowed(query, key):
    return query.join(Session, Session.id == key)  # <- reported
""",
            }
        ),
        Bad(
            {
                **_PROJECT,
                "app/store.py": """\
from app.core.domain import Session

class Store:
    def __init__(self, session):
        self.session = session

    def all(self):
        return self.session.query(Session).all()  # <- reported
""",
            }
        ),
        Bad(
            """\
import enum
from pydantic import BaseModel
from sqlalchemy import select
from sqlmodel import SQLModel

class Color(enum.Enum):
    RED = 1
class Form(BaseModel): ...
class Row(SQLModel): ...
class Plain: ...

select(Color)  # <- reported: (an Enum)
select(Form)  # <- reported: (a Pydantic model)
select(Row)  # <- reported: (an SQLModel class without table=True)
select(Plain)  # <- reported: (a plain class)
"""
        ),
        Bad(
            {
                **_PROJECT,
                "app/api.py": """\
from sqlalchemy import select
from app.orm import models

select(models)  # <- reported: (a module)
""",
            }
        ),
        Good(
            {
                **_PROJECT,
                "app/api.py": """\
from sqlalchemy import select
from sqlalchemy.orm import Session as SQLSession
from app.orm import Session, User

def f(db: SQLSession):
    db.query(Session).join(User, User.id == Session.user_id).all()
    return select(User)
""",
            }
        ),
        Good(
            """\
import pandas as pd
import boto3
from enum import Enum
from os import path

class Color(Enum):
    RED = 1

def f(table, names, frame: pd.DataFrame):
    frame.query("a > 1")
    table.query(KeyConditionExpression=Color)
    {}.get(Color, None)
    names.get(Color.RED, None)
    ", ".join(Color)
    query = Color.RED
    query.join(Color.RED)
    path.join(Color, "x")
""",
            why="9: get, join and query of other things",
        ),
        Good(
            _BASE
            + """\
from sqlalchemy import Column, Integer, Table, MetaData, select
from sqlalchemy.orm import aliased, registry, Session
from somewhere import Unknown

mapper_registry = registry()
class Imperative: ...
mapper_registry.map_imperatively(Imperative, Table("t", MetaData()))
table = Table("u", MetaData())

class Mixin:
    id = Column(Integer, primary_key=True)
class Abstract(Base):
    __abstract__ = True
class Parent(Abstract):
    __tablename__ = "parent"
class Child(Parent): ...
class Odd(Unknown): ...
class Known(Unknown):
    __tablename__ = "known"
@mapper_registry.mapped
class Decorated: ...

def f(db: Session):
    alias = aliased(Parent)
    cte = select(Parent).cte()
    db.query(Imperative, table, alias, cte, Mixin, Abstract, Child, Odd, Known, Decorated)
""",
            why="11: every other way to be mapped, and what is not known",
        ),
        Good(
            """\
from flask_sqlalchemy import SQLAlchemy
from flask_appbuilder import Model as AppModel
from advanced_alchemy.base import UUIDBase
from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlmodel import Field, Session, SQLModel, select

db = SQLAlchemy()
class Flask(db.Model): ...
class App(AppModel): ...
class Advanced(UUIDBase): ...
class User(SQLAlchemyBaseUserTableUUID): ...
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)

def f(session: Session):
    db.session.query(Flask, App, Advanced, User)
    return session.exec(select(Hero))
""",
            why="11: bases of other libraries",
        ),
        Good(
            """\
from sqlalchemy import select
from sqlalchemy.orm import Session

class Repository:
    model = None
    @classmethod
    def load(cls, db: Session, kind: type):
        db.query(cls)
        db.query(kind)
        db.query(cls.model)
        return select(kind)
""",
            why="12: anything dynamic",
        ),
    ),
)
