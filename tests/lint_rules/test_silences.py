"""The fourteen kinds of code that are common, right, and look wrong: no rule that is on by default speaks of them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

from lint_rules.linter.lint import lint
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Settings

MODELS = """\
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase): ...

class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
"""


def findings(root: Path, sources: Mapping[str, str] | str) -> list[str]:
    """What all rules that are on by default find in some files."""
    files = {"app/job.py": sources} if isinstance(sources, str) else sources
    for path, source in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(source))
    report = lint([root], RunOptions(root=root, settings=Settings(), rules=registered()))
    assert report.crashes == ()
    return [f"{one.path.name}:{one.at.start.row} {one.rule} {one.message}" for one in report.diagnostics]


def test_the_harness_of_these_tests_finds_what_is_wrong(tmp_path: Path) -> None:
    wrong = "from sqlalchemy.orm import Session\nfrom app.models import Session\n"
    assert findings(tmp_path, {"app/models.py": MODELS, "app/job.py": wrong})


def test_silence_1_branches_that_exclude_each_other_are_no_collision(tmp_path: Path) -> None:
    source = """\
    import sys

    try:
        from sqlalchemy.orm import DeclarativeBase
    except ImportError:
        class DeclarativeBase: ...

    try:
        from sqlalchemy.ext.asyncio import async_sessionmaker
    except ImportError:
        async_sessionmaker = None

    if sys.version_info >= (3, 12):
        from sqlalchemy.orm import Session
    else:
        from app.compatible import Session

    match sys.platform:
        case "win32":
            from sqlalchemy.orm import Query
        case _:
            from app.compatible import Query

    def count(db: Session) -> int:
        return db.query(DeclarativeBase).count()
    """
    assert (
        findings(tmp_path, {"app/compatible.py": "class Session: ...\nclass Query: ...\n", "app/job.py": source}) == []
    )


def test_silence_2_the_same_class_imported_again_is_no_collision(tmp_path: Path) -> None:
    source = """\
    from __future__ import annotations
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from sqlalchemy.orm import Session
        from app.models import User

    def names(db: Session) -> list[str]:
        from app.models import User
        return [user.name for user in db.query(User).all()]

    def again(db: Session) -> User:
        from app.models import User
        from app.models import User
        return db.query(User).one()
    """
    assert findings(tmp_path, {"app/models.py": MODELS, "app/job.py": source}) == []


def test_silence_3_one_class_by_two_paths_is_no_collision(tmp_path: Path) -> None:
    sources = {
        "app/__init__.py": "",
        "app/tables/__init__.py": "from .user import *\nfrom .user import Person\n",
        "app/tables/user.py": MODELS
        + "class Person(Base):\n    __tablename__ = 'person'\n__all__ = ['User', 'Person']\n",
        "app/job.py": """\
        from sqlalchemy.orm import Session
        from sqlalchemy.orm.session import Session
        from sqlmodel import Session
        from app.tables import Person
        from app.tables.user import Person
        from app.tables import *
        from fastapi import Request
        from starlette.requests import Request
        from typing_extensions import Protocol
        from typing import Protocol

        def load(db: Session) -> list[Person]:
            return db.query(Person).join(User).all()
        """,
    }
    assert findings(tmp_path, sources) == []


def test_silence_4_definitions_that_belong_together_are_no_collision(tmp_path: Path) -> None:
    source = """\
    from functools import singledispatch
    from typing import overload
    from fastapi import APIRouter
    from sqlalchemy.ext.hybrid import hybrid_property
    from app.models import Base, User

    router = APIRouter()

    class Box(Base):
        __tablename__ = "box"
        @property
        def width(self): ...
        @width.setter
        def width(self, value): ...
        @hybrid_property
        def area(self): ...
        @area.expression
        def area(cls): ...

    @overload
    def grow(by: int) -> int: ...
    @overload
    def grow(by: str) -> str: ...
    def grow(by): return by

    @singledispatch
    def show(value): ...
    @show.register
    def _(value: int): ...
    @show.register
    def _(value: str): ...

    @router.get("/")
    def page(): ...
    @router.post("/")
    def page(): ...
    """
    assert findings(tmp_path, {"app/models.py": MODELS, "app/job.py": source}) == []


def test_silence_5_classes_that_are_aliased_apart_are_told_apart(tmp_path: Path) -> None:
    sources = {
        "app/models.py": MODELS,
        "app/schemas.py": "from pydantic import BaseModel\nclass User(BaseModel):\n    name: str\n",
        "app/one.py": """\
        from sqlalchemy.orm import Session as SQLSession
        from app import models, schemas
        from app.models import Session as SessionORM, User as UserModel
        from app.schemas import User as UserSchema

        def load(db: SQLSession, user: UserSchema) -> list[UserModel]:
            db.query(models.User).join(SessionORM).all()
            return db.query(UserModel).filter(UserModel.name == user.name).all()

        def shown(user: UserModel) -> schemas.User:
            return schemas.User(name=user.name)
        """,
        "app/two.py": """\
        from sqlalchemy import select
        from sqlalchemy.orm import Session as DBSession
        from app.models import User as DBUser
        from app.schemas import User as DomainUser

        def load(db: DBSession) -> DomainUser:
            user = db.scalars(select(DBUser).order_by(DBUser.id)).one()
            return DomainUser(name=user.name)
        """,
    }
    assert findings(tmp_path, sources) == []


def test_silence_6_a_model_may_be_called_as_a_class_of_the_framework(tmp_path: Path) -> None:
    sources = {
        "app/models.py": MODELS
        + "class Query(Base):\n    __tablename__ = 'query'\nclass Case(Base):\n    __tablename__ = 'case'\n",
        "app/job.py": """\
        from sqlalchemy.orm import Session as SQLSession
        from app.models import Case, Query, Session

        def load(db: SQLSession) -> list[Session]:
            db.query(Query).all()
            db.query(Case).all()
            return db.query(Session).filter(Session.user_id == 1).all()
        """,
    }
    assert findings(tmp_path, sources) == []


def test_silence_7_a_factory_of_sessions_may_be_called_session(tmp_path: Path) -> None:
    sources = {
        "app/models.py": MODELS,
        "app/database.py": """\
        from sqlalchemy import create_engine
        from sqlalchemy.orm import scoped_session, sessionmaker
        engine = create_engine("sqlite://")
        Session = scoped_session(sessionmaker(bind=engine))
        """,
        "tests/conftest.py": """\
        import pytest
        from sqlalchemy.ext.asyncio import async_sessionmaker
        from sqlalchemy.orm import Session, sessionmaker
        from app.models import User

        @pytest.fixture
        def session(engine) -> Session:
            Session = sessionmaker(engine)
            with Session() as session:
                yield session

        async def users(engine):
            Session = async_sessionmaker(engine)
            async with Session() as db:
                return await db.get(User, 1)
        """,
        "app/job.py": """\
        from app.database import Session
        from app.models import User

        def all_users():
            return Session.query(User).all() + Session().query(User).all()
        """,
    }
    assert findings(tmp_path, sources) == []


def test_silence_8_sessions_of_other_libraries_are_not_the_databases(tmp_path: Path) -> None:
    source = """\
    import aiohttp
    import boto3
    from boto3 import Session
    from keystoneauth1.session import Session
    from pyramid.session import SignedCookieSessionFactory
    from requests import Session
    from requests_oauthlib import OAuth2Session as Session

    class Token:
        value: str

    def fetch(session: Session, url: str):
        session.get(url, Token)
        return session.get(url, params={"a": 1})

    async def other(session: aiohttp.ClientSession):
        async with session.get("/", headers={}) as answer:
            return await answer.json()

    def table(session: boto3.Session):
        return session.resource("dynamodb").Table("x").query(Token)
    """
    assert findings(tmp_path, source) == []


def test_silence_9_get_join_and_query_have_other_meanings(tmp_path: Path) -> None:
    source = """\
    import os
    from enum import Enum
    import pandas as pd
    from boto3.dynamodb.conditions import Key
    from sqlalchemy.orm import Session
    from app.models import User

    class Colour(Enum):
        RED = "red"
        BLUE = "blue"

    class Handler: ...

    HANDLERS = {Handler: "handler", Colour: "colour"}
    NAMES = {Colour.RED: "Red", Colour.BLUE: "Blue"}

    def f(db: Session, frame: pd.DataFrame, table, options: dict[type, str]) -> str:
        HANDLERS.get(Handler, None)
        options.get(Handler, "none")
        frame.query("a > 1")
        frame.join(Handler)
        table.query(KeyConditionExpression=Key("id").eq(1))
        table.query(Key("id").eq(1))
        os.path.join("a", "b")
        db.query(User).all()
        return ", ".join(Colour) + NAMES.get(Colour.RED, "")
    """
    assert findings(tmp_path, {"app/models.py": MODELS, "app/job.py": source}) == []


def test_silence_10_constants_of_plain_classes_are_values_in_a_comparison(tmp_path: Path) -> None:
    source = """\
    import enum
    from sqlalchemy import select
    from app.models import User

    class State:
        finished = frozenset({"done", "failed"})
        first = "queued"

    class Level(enum.Enum):
        HIGH = "high"

    class Limits:
        largest: int = 5

    def statements():
        yield select(User).where(User.name.in_(State.finished), User.name != State.first)
        yield select(User).where(State.first == User.name, User.name == Level.HIGH)
        yield select(User).where(User.id < Limits.largest).limit(Limits.largest)
    """
    assert findings(tmp_path, {"app/models.py": MODELS, "app/job.py": source}) == []


def test_silence_11_there_are_many_ways_to_be_mapped(tmp_path: Path) -> None:
    source = """\
    from fastapi_users.db import SQLAlchemyBaseUserTableUUID
    from flask_appbuilder import Model
    from sqlalchemy import Column, Integer, MetaData, Table, select
    from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, registry
    from app.models import Base, User

    mappers = registry()
    metadata = MetaData()
    notes = Table("notes", metadata, Column("id", Integer, primary_key=True))

    class Note:
        def __init__(self, id: int) -> None:
            self.id = id

    mappers.map_imperatively(Note, notes)

    class Stamped:
        created: Mapped[int] = mapped_column()

    class Abstract(Base):
        __abstract__ = True

    class Employee(Abstract):
        __tablename__ = "employee"
        id: Mapped[int] = mapped_column(primary_key=True)
        kind: Mapped[str]
        __mapper_args__ = {"polymorphic_on": "kind"}

    class Manager(Stamped, Employee):
        __mapper_args__ = {"polymorphic_identity": "manager"}

    class Builder(Model):
        id = Column(Integer, primary_key=True)

    class Account(SQLAlchemyBaseUserTableUUID, Base): ...

    def f(db: Session):
        other = aliased(User)
        recent = select(User).where(User.id > 5).cte("recent")
        db.query(other, recent, notes, Note).join(recent, recent.c.id == other.id).filter(notes.c.id == Note.id)
        db.query(Employee, Manager, Builder, Account).filter(Manager.created > 5, other.name == "x")
        return select(notes.c.id).select_from(notes).where(Stamped.created == 1)
    """
    assert findings(tmp_path, {"app/models.py": MODELS, "app/job.py": source}) == []


def test_silence_12_what_is_dynamic_is_left_alone(tmp_path: Path) -> None:
    source = """\
    from typing import Any, Generic, TypeVar
    from sqlalchemy import select
    from sqlalchemy.orm import Session
    from app.models import Base, User

    T = TypeVar("T", bound=Base)

    class Repository(Generic[T]):
        model: type[T]

        def __init__(self, db: Session, model: type[T]) -> None:
            self.db, self.model = db, model

        def all(self) -> list[T]:
            return self.db.query(self.model).filter(self.model.id > 0).all()

    class Mixin:
        @classmethod
        def first(cls, db: Session) -> Any:
            return db.query(cls).filter(cls.id == 1).first()

    def load(db: Session, kind: type[T], name: str, *models: Any) -> Any:
        db.query(getattr(models, name), globals()[name])
        db.query(*models)
        return db.scalars(select(kind)).all()
    """
    assert findings(tmp_path, {"app/models.py": MODELS, "app/job.py": source}) == []


def test_silence_13_migrations_declare_their_own_copies(tmp_path: Path) -> None:
    source = """\
    import sqlalchemy as sa
    from alembic import op
    from sqlalchemy.orm import Session, declarative_base

    Base = declarative_base()

    class User(Base):
        __tablename__ = "user"
        id = sa.Column(sa.Integer, primary_key=True)

    def upgrade():
        class User(Base):
            __tablename__ = "user"
            __table_args__ = {"extend_existing": True}
            id = sa.Column(sa.Integer, primary_key=True)
        db = Session(bind=op.get_bind())
        db.query(User).update({"id": 1})
        db.commit()

    def downgrade():
        db = Session(bind=op.get_bind())
        for user in db.query(User).filter(User.id == 1):
            db.delete(user)
    """
    sources = {"app/models.py": MODELS, "migrations/versions/0001_first.py": source}
    assert findings(tmp_path, sources) == []


def test_silence_14_a_use_above_the_second_import_means_the_first(tmp_path: Path) -> None:
    """The collision itself is reported; no query and no annotation above it is."""
    source = """\
    from sqlalchemy.orm import Session
    from app.models import User

    def early(db: Session) -> None:
        db.query(User).all()

    with Session() as db:
        db.query(User).all()

    from app.models import Session

    USER = db.query(Session).first()
    """
    found = findings(tmp_path, {"app/models.py": MODELS, "app/job.py": source})
    assert [one.split()[1] for one in found if "shadowed-import" not in one and "ambiguous-import" not in one] == []
    assert [one.split()[0] for one in found if "shadowed-import" in one] == ["job.py:10"]
