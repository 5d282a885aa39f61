"""Code that `unmapped-query-entity` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import mapped, models

from lint_rules import Bad, Good

_BASE = models("")

_ORM = models(mapped("User"), mapped("Session", "user_id: Mapped[int]"))


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


_DB = """\
from contextlib import contextmanager
from typing import Annotated, Iterator

from fastapi import Depends
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker

Maker = sessionmaker(create_engine("sqlite://"))
AsyncMaker = async_sessionmaker()

def get_db():
    made = Maker()
    try:
        yield made
    finally:
        made.close()

@contextmanager
def scope() -> Iterator[Session]: ...

def opened():
    return Maker()

DbSession = Annotated[Session, Depends(get_db)]
"""


CASES = (
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
    query.add_columns(Session)  # <- reported: cannot be an entity of `add_columns`
    db.query(*[User])  # <- reported
    return query.with_entities(User)  # <- reported
""",
        },
        fixed={
            "app/api.py": """\
from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.orm import Session as SQLSession, aliased
from app.orm.models import Session as ModelSession, User as ModelUser

def f(db: SQLSession, key: int):
    db.query(ModelSession).all()
    db.get(ModelUser, key)
    select(ModelSession)
    update(ModelSession)
    delete(ModelSession)
    insert(ModelSession)
    exists(ModelSession)
    aliased(ModelSession)
    query = db.query(func.count())
    query = query.select_from(ModelUser)
    query.outerjoin(ModelSession, True)
    query.add_columns(ModelSession)
    db.query(*[ModelUser])
    return query.with_entities(ModelUser)
"""
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
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
        },
        fixed={
            "app/api.py": """\
from app.core import Session
from app.orm.models import Session as ModelSession

def narrowed(query, key):
    return query.join(ModelSession, Session.id == key)
"""
        },
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
        },
        fixed={
            "app/store.py": """\
from app.orm.models import Session as ModelSession

class Store:
    def __init__(self, session):
        self.session = session

    def all(self):
        return self.session.query(ModelSession).all()
"""
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
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
    Bad(
        {
            **_PROJECT,
            "app/api.py": """\
from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session as SQLSession

from app.core.domain import Session
from app.orm import models

if TYPE_CHECKING:
    from app.orm.models import User as UserRow

def all_of(db: SQLSession) -> list[Session]:
    return db.query(Session).all()  # <- reported

def one(db: SQLSession, key: int) -> "Session | None":
    found: Session | None = db.get(Session, key)  # <- reported
    return found

def made(db: SQLSession) -> list[Session]:
    return [Session(id=row.id) for row in db.query(Session)]  # <- reported
""",
        },
        fixed={
            "app/api.py": """\
from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session as SQLSession

from app.core.domain import Session
from app.orm import models

if TYPE_CHECKING:
    from app.orm.models import User as UserRow

def all_of(db: SQLSession) -> list[models.Session]:
    return db.query(models.Session).all()

def one(db: SQLSession, key: int) -> "models.Session | None":
    found: models.Session | None = db.get(models.Session, key)
    return found

def made(db: SQLSession) -> list[Session]:
    return [Session(id=row.id) for row in db.query(models.Session)]
"""
        },
    ),
    Bad(
        {
            **_PROJECT,
            "app/orm/queries.py": """\
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..core.domain import Session, User
from .models import (
    Base,  # of all tables
)

if TYPE_CHECKING:
    from app.orm.models import User as UserRow

every = select(Session)  # <- reported
users = select(User)  # <- reported
""",
        },
        fixed={
            "app/orm/queries.py": """\
from typing import TYPE_CHECKING

from sqlalchemy import select

from .models import (
    Base,  # of all tables
    Session as Recording,
    User as ModelUser,
)

if TYPE_CHECKING:
    from app.orm.models import User as UserRow

every = select(Recording)
users = select(ModelUser)
"""
        },
        settings={"aliases": {"app.orm.models.Session": "Recording"}},
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        {
            **_PROJECT,
            "app/other.py": _BASE + "class Session(Base):\n    __tablename__ = 'other'\n",
            "app/api.py": "from sqlalchemy import select\nfrom app.core import Session\n"
            "select(Session)  # <- reported: use a mapped class, one of `app.o\n",
        },
    ),
    Bad(
        {
            **_PROJECT,
            "app/db.py": _DB,
            "app/store.py": """\
from typing import Annotated

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session as SQLSession

from app.core import User
from app.db import AsyncMaker, DbSession, Maker, get_db, opened, scope

class Store:
    def __init__(self, db: SQLSession) -> None:
        self.db = db
        self._own = Maker()

    def all(self):
        self._own.get(User, 1)  # <- reported
        return self.db.query(User).all()  # <- reported

class Child(Store):
    def one(self, key: int):
        return self.db.get(User, key)  # <- reported

class Repository:
    def __init__(self, db: SQLSession) -> None:
        self.db = db

    def one(self, key: int):
        return self.db.get(self.model, key)

class Users(Repository):
    model = User  # <- reported: cannot be an entity of `get`

def with_statements(engine):
    with SQLSession(engine) as one, Maker() as two, Maker.begin() as three, scope() as four:
        one.get(User, 1)  # <- reported
        two.get(User, 1)  # <- reported
        three.get(User, 1)  # <- reported
        four.get(User, 1)  # <- reported

def generators():
    for one in get_db():
        one.get(User, 1)  # <- reported
    two = next(get_db())
    two.get(User, 1)  # <- reported
    three = opened()
    three.get(User, 1)  # <- reported

def injected(one: Annotated[SQLSession, Depends(get_db)], two: DbSession):
    one.get(User, 1)  # <- reported
    two.get(User, 1)  # <- reported

async def awaited(one: AsyncSession):
    await one.get(User, 1)  # <- reported
    async with AsyncMaker() as two:
        await two.get(User, 1)  # <- reported

def executed_later(one: SQLSession, other: SQLSession | None = None):
    statement = select(User)  # <- reported
    statement = statement.limit(1)
    both = other or one
    query = both.query(User)  # <- reported
    return one.scalars(statement).all(), query.first()
""",
        },
        fixed={
            "app/store.py": """\
from typing import Annotated

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session as SQLSession

from app.db import AsyncMaker, DbSession, Maker, get_db, opened, scope
from app.orm.models import User as ModelUser

class Store:
    def __init__(self, db: SQLSession) -> None:
        self.db = db
        self._own = Maker()

    def all(self):
        self._own.get(ModelUser, 1)
        return self.db.query(ModelUser).all()

class Child(Store):
    def one(self, key: int):
        return self.db.get(ModelUser, key)

class Repository:
    def __init__(self, db: SQLSession) -> None:
        self.db = db

    def one(self, key: int):
        return self.db.get(self.model, key)

class Users(Repository):
    model = ModelUser

def with_statements(engine):
    with SQLSession(engine) as one, Maker() as two, Maker.begin() as three, scope() as four:
        one.get(ModelUser, 1)
        two.get(ModelUser, 1)
        three.get(ModelUser, 1)
        four.get(ModelUser, 1)

def generators():
    for one in get_db():
        one.get(ModelUser, 1)
    two = next(get_db())
    two.get(ModelUser, 1)
    three = opened()
    three.get(ModelUser, 1)

def injected(one: Annotated[SQLSession, Depends(get_db)], two: DbSession):
    one.get(ModelUser, 1)
    two.get(ModelUser, 1)

async def awaited(one: AsyncSession):
    await one.get(ModelUser, 1)
    async with AsyncMaker() as two:
        await two.get(ModelUser, 1)

def executed_later(one: SQLSession, other: SQLSession | None = None):
    statement = select(ModelUser)
    statement = statement.limit(1)
    both = other or one
    query = both.query(ModelUser)
    return one.scalars(statement).all(), query.first()
"""
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        {
            **_PROJECT,
            "app/api.py": """\
from flask_sqlalchemy import SQLAlchemy

from app.core import User

db = SQLAlchemy()
class Row(db.Model):
    id = db.Column(db.Integer, primary_key=True)

def flask():
    db.session.query(User).all()  # <- reported
    held = db.session
    held.get(User, 1)  # <- reported
    db.session.scalars(db.select(User))  # <- reported
    return Row.query.join(User).all()  # <- reported
""",
        },
        fixed={
            "app/api.py": """\
from flask_sqlalchemy import SQLAlchemy

from app.orm.models import User as ModelUser

db = SQLAlchemy()
class Row(db.Model):
    id = db.Column(db.Integer, primary_key=True)

def flask():
    db.session.query(ModelUser).all()
    held = db.session
    held.get(ModelUser, 1)
    db.session.scalars(db.select(ModelUser))
    return Row.query.join(ModelUser).all()
"""
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        {
            **_PROJECT,
            "app/api.py": """\
from sqlalchemy import select
from sqlalchemy.orm import Load, Session as SQLSession, selectin_polymorphic, with_loader_criteria
from app.core import User
from app.orm import Session

def f(db: SQLSession):
    db.get(entity=User, ident=1)  # <- reported
    db.bulk_insert_mappings(User, [{"id": 1}])  # <- reported
    select(Session).join_from(Session, User)  # <- reported
    select(Session).options(Load(User))  # <- reported
    select(Session).options(selectin_polymorphic(User, []))  # <- reported
    return select(Session).options(with_loader_criteria(User, lambda row: row.id == 1))  # <- reported
""",
        },
        fixed={
            "app/api.py": """\
from sqlalchemy import select
from sqlalchemy.orm import Load, Session as SQLSession, selectin_polymorphic, with_loader_criteria
from app.orm import Session
from app.orm.models import User as ModelUser

def f(db: SQLSession):
    db.get(entity=ModelUser, ident=1)
    db.bulk_insert_mappings(ModelUser, [{"id": 1}])
    select(Session).join_from(Session, ModelUser)
    select(Session).options(Load(ModelUser))
    select(Session).options(selectin_polymorphic(ModelUser, []))
    return select(Session).options(with_loader_criteria(ModelUser, lambda row: row.id == 1))
"""
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Good(
        """\
from sqlalchemy import select
from sqlalchemy.orm import with_loader_criteria

class HasOwner: ...

def f(table):
    return select(table).options(with_loader_criteria(HasOwner, lambda row: row.owner == 1))
""",
        why="criteria are for all mapped classes below a plain one",
    ),
    Bad(
        """\
from sqlmodel import Field, Session, SQLModel, select

class HeroForm(SQLModel):
    name: str
class Hero(HeroForm, table=True):
    id: int | None = Field(default=None, primary_key=True)

def rows(session: Session):
    session.get(HeroForm, 1)  # <- reported
    return session.exec(select(HeroForm)).all()  # <- reported: without table=True
""",
    ),
    Good(
        {
            **_PROJECT,
            "app/db.py": _DB,
            "app/store.py": """\
from typing import Annotated

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session as SQLSession

from app.orm import User
from app.db import AsyncMaker, DbSession, Maker, get_db, opened, scope

class Store:
    def __init__(self, db: SQLSession) -> None:
        self.db = db
        self._own = Maker()

    def all(self):
        self._own.get(User, 1)
        return self.db.query(User).all()

class Child(Store):
    def one(self, key: int):
        return self.db.get(User, key)

class Repository:
    def __init__(self, db: SQLSession) -> None:
        self.db = db

    def one(self, key: int):
        return self.db.get(self.model, key)

class Users(Repository):
    model = User

def with_statements(engine):
    with SQLSession(engine) as one, Maker() as two, Maker.begin() as three, scope() as four:
        one.get(User, 1)
        two.get(User, 1)
        three.get(User, 1)
        four.get(User, 1)

def generators():
    for one in get_db():
        one.get(User, 1)
    two = next(get_db())
    two.get(User, 1)
    three = opened()
    three.get(User, 1)

def injected(one: Annotated[SQLSession, Depends(get_db)], two: DbSession):
    one.get(User, 1)
    two.get(User, 1)

async def awaited(one: AsyncSession):
    await one.get(User, 1)
    async with AsyncMaker() as two:
        await two.get(User, 1)

def executed_later(one: SQLSession, other: SQLSession | None = None):
    statement = select(User)
    statement = statement.limit(1)
    both = other or one
    query = both.query(User)
    return one.scalars(statement).all(), query.first()
""",
        },
        why="the same flow on a mapped class",
    ),
    Good(
        {
            **_PROJECT,
            "app/store.py": """\
from app.core import User

class Registry:
    def one(self, name: str):
        return self.db.get(self.model, name)

class Set(Registry):
    def __init__(self, model: type):
        self.model = model

class Users(Set):
    model = User

class Form:
    model = User

def rows():
    yield User(1)

def scan(rows=rows()):
    for row in rows:
        row.get(User, 1)
""",
        },
        why="12: a model that a method sets, one that no query takes, and what yields no session",
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
    db.query(Imperative, table, alias, cte, Mixin, Child, Odd, Known, Decorated)
""",
        why="11: every other way to be mapped, and what is not known",
    ),
    Good(
        {
            "app/models.py": "from dataclasses import dataclass\n\nclass Order: ...\n\n@dataclass\nclass Item: ...\n",
            "app/mapping.py": """\
from sqlalchemy import MetaData, Table
from sqlalchemy.orm import registry

mapper_registry = registry()

def map_all(models: dict[str, type]) -> None:
    for name in models:
        mapper_registry.map_imperatively(models[name], Table(name, MetaData()))
""",
            "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Item, Order

def f(db: Session):
    return db.query(Order).join(Item).all()
""",
        },
        why="11: a file maps classes that only show when it runs",
    ),
    Good(
        _BASE + "class Dto(BaseModel): ...\n\ndef f(db, key: int):\n    return db.get(Dto, filters={'id': key})\n",
        why="9: a wrapper, whose `get` takes what a session's does not",
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
    Bad(
        {
            "app/db.py": "from sqlalchemy.orm import sessionmaker\n\nSessionLocal = sessionmaker()\n",
            "app/domain.py": "from dataclasses import dataclass\n\n@dataclass\nclass Note:\n    id: int\n",
            "app/api.py": """\
from app.db import SessionLocal
from app.domain import Note

def notes(db: SessionLocal):  # <- model-as-session
    return db.query(Note).all()  # <- reported

class Notes:
    def __init__(self, db_session):
        self.db = db_session

    def all(self):
        return self.db.query(Note).filter_by(id=1).all()  # <- reported: `Note` denotes `app.domain.Note` (a dataclass) here

    def told(self):
        return self.db.query(Note)
""",
        }
    ),
    Bad(
        {
            "app/orm.py": """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase): ...

class Named(Base):
    __abstract__ = True
    name: Mapped[str]

class Job(Named):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
            "app/domain.py": "from dataclasses import dataclass\n\n@dataclass\nclass Note:\n    id: int\n",
            "app/stores.py": """\
from typing import Generic, TypeVar
from sqlalchemy import select
from sqlalchemy.orm import Session

T = TypeVar("T")

class Store(Generic[T]):
    model = None

    def first(self, db: Session):
        return db.query(self.model).first()

class Kept(Generic[T]):
    def __init__(self, model: type[T], title: str = ""):
        self.model = model
        self.title = title

    def all(self, db: Session):
        return db.scalars(select(self.model)).all()

class Shown:
    def __init__(self, model):
        self.model = model
""",
            "app/api.py": """\
from sqlalchemy import select
from sqlalchemy.orm import Session
from app.domain import Note
from app.orm import Base, Job, Named
from app.stores import Kept, Shown, Store

class Notes(Store[Note]):
    model = Note  # <- reported: `Note` denotes `app.domain.Note` (a dataclass) here, imported on line 3, which is not mapped and cannot be an entity of `query`

class KeptNotes(Kept[Note]):
    def __init__(self):
        super().__init__(Note, "notes")  # <- reported

KINDS = {"job": Job, "note": Note}  # <- reported

def f(db: Session, model=Note):  # <- reported
    kept = Kept(Note)  # <- reported: cannot be an entity of `select`
    named = Kept[Note](model=Note, title="")  # <- reported
    rows = db.query(model).all()
    for each in (Job, Note):  # <- reported
        rows += db.scalars(select(each)).all()
    rows += db.query(KINDS[rows[0].kind]).all()
    rows += db.query(Base).all() + db.query(Named).all()  # <- reported: (a declarative base) # <- reported: (an abstract mapped class)
    return kept, named, Shown(Note), Kept(Job, Note), rows
""",
        }
    ),
)
