"""Code that `non-optional-result` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import ORM_WITH_SESSION, mapped, models

from lint_rules import Bad, Good

_IMPORTS = f"""\
from typing import Any, Optional, TypeVar
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
{ORM_WITH_SESSION}"""
_MODEL = models(mapped("User", "name: Mapped[str]"), "", imports=_IMPORTS)


def _bad(source: str, fixed: str) -> Bad:
    return Bad(_MODEL + source, fixed=_MODEL + fixed)


CASES = (
    _bad(
        "def f(db: Session) -> User:  # <- reported: `f()` is annotated `User`; annotate it with `User | None`\n"
        "    return db.query(User).filter(User.id == 1).first()\n",
        "def f(db: Session) -> User | None:\n    return db.query(User).filter(User.id == 1).first()\n",
    ),
    _bad(
        """\
def f(db: Session, key: int) -> str:
    user: User = db.get(User, key)  # <- reported: `.get()` returns None when there is no such row
    quoted: "User" = db.query(User).get(key)  # <- reported: annotated `User`
    newest: int = db.query(User.id).scalar()  # <- reported
    highest: int = db.scalar(select(func.max(User.id)))  # <- reported
    return user.name  # a name
""",
        """\
def f(db: Session, key: int) -> str:
    user: User | None = db.get(User, key)
    quoted: "User | None" = db.query(User).get(key)
    newest: int | None = db.query(User.id).scalar()
    highest: int | None = db.scalar(select(func.max(User.id)))
    return user.name  # a name
""",
    ),
    Bad(
        _MODEL
        + """\
from collections.abc import Iterable, Iterator

class Walked(Base):
    __tablename__ = "walked"
    id: Mapped[int] = mapped_column(primary_key=True)
    def __iter__(self): ...

def one(db: Session) -> Iterator[User]:  # <- reported: annotated `Iterator[User]`; annotate it with `User | None`
    return db.scalars(select(User)).first()

def walked(db: Session) -> Iterable[int]:  # <- reported: annotate it with `Iterable[int] | None`
    return db.query(Walked).first()

def row(db: Session) -> Iterable[object]:  # <- reported: annotate it with `Iterable[object] | None`
    return db.query(User, Walked).first()
""",
        fixed=_MODEL
        + """\
from collections.abc import Iterable

class Walked(Base):
    __tablename__ = "walked"
    id: Mapped[int] = mapped_column(primary_key=True)
    def __iter__(self): ...

def one(db: Session) -> User | None:
    return db.scalars(select(User)).first()

def walked(db: Session) -> Iterable[int] | None:
    return db.query(Walked).first()

def row(db: Session) -> Iterable[object] | None:
    return db.query(User, Walked).first()
""",
        exempt={"comments in every gap": "an annotation with a comment is not replaced, so that the comment stays"},
    ),
    _bad(
        """\
async def f(db: AsyncSession, key: int) -> "User":  # <- reported: `.scalar_one_or_none()`
    stmt = select(User).where(User.id == key)
    if key:
        stmt = stmt.order_by(User.name)
    result = await db.execute(stmt)
    user = result.scalar_one_or_none()
    return user

async def g(db: AsyncSession) -> User:  # <- reported: `.first()`
    return (await db.scalars(select(User))).first()

async def h(db: AsyncSession) -> User:  # <- reported: `.get()`
    return await db.get(User, 1)
""",
        """\
async def f(db: AsyncSession, key: int) -> "User | None":
    stmt = select(User).where(User.id == key)
    if key:
        stmt = stmt.order_by(User.name)
    result = await db.execute(stmt)
    user = result.scalar_one_or_none()
    return user

async def g(db: AsyncSession) -> User | None:
    return (await db.scalars(select(User))).first()

async def h(db: AsyncSession) -> User | None:
    return await db.get(User, 1)
""",
    ),
    _bad(
        """\
T = TypeVar("T")

class Repository:
    model = User

    def __init__(self, db: Session) -> None:
        self.db = db

    def first(self) -> User:  # <- reported
        return self.db.query(self.model).first()

    def load(self, kind: type[T], key: int) -> T:  # <- reported
        return self.db.get(kind, key)

    @staticmethod
    def any(db: Session) -> (User):  # <- reported
        return db.execute(select(User)).scalars().first()
""",
        """\
T = TypeVar("T")

class Repository:
    model = User

    def __init__(self, db: Session) -> None:
        self.db = db

    def first(self) -> User | None:
        return self.db.query(self.model).first()

    def load(self, kind: type[T], key: int) -> T | None:
        return self.db.get(kind, key)

    @staticmethod
    def any(db: Session) -> (User | None):
        return db.execute(select(User)).scalars().first()
""",
    ),
    Bad(
        """\
from flask_sqlalchemy import SQLAlchemy
from sqlmodel import Field, Session, SQLModel, select

db = SQLAlchemy()

class Page(db.Model): ...

class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)

def page(key: int) -> Page:  # <- reported
    return Page.query.filter_by(id=key).first()

def other() -> Page:  # <- reported
    return db.session.query(Page).one_or_none()

def hero(session: Session) -> Hero:  # <- reported
    return session.exec(select(Hero)).first()
""",
        fixed="""\
from flask_sqlalchemy import SQLAlchemy
from sqlmodel import Field, Session, SQLModel, select

db = SQLAlchemy()

class Page(db.Model): ...

class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)

def page(key: int) -> Page | None:
    return Page.query.filter_by(id=key).first()

def other() -> Page | None:
    return db.session.query(Page).one_or_none()

def hero(session: Session) -> Hero | None:
    return session.exec(select(Hero)).first()
""",
    ),
    Good(
        _MODEL
        + """\
def a(db: Session) -> User | None:
    return db.query(User).first()
def b(db: Session) -> Optional[User]:
    return db.query(User).first()
def c(db: Session) -> "User | None":
    return db.query(User).first()
def d(db: Session) -> Any:
    return db.query(User).first()
def e(db: Session) -> User:
    return db.query(User).one()
def f(db: Session) -> list[User]:
    return db.query(User).all()
def g(db: Session):
    return db.query(User).first()
""",
        why="annotations with room for None, and results that are never None",
    ),
    Good(
        _MODEL
        + """\
def a(db, key: int) -> User:
    user: User = db.get(User, filters={"id": key})
    return user
def b(db) -> User:
    return db.query(User, page=1).first()
""",
        why="9: a wrapper, whose methods take what a session's do not",
    ),
    Good(
        _MODEL
        + """\
def count(db: Session) -> int:
    total: int = db.query(User).count()
    total += db.scalar(select(func.count()).select_from(User))
    return db.query(func.count(User.id)).scalar()

def row(db: Session) -> tuple:
    return db.query(func.count(), func.max(User.id)).first()

def exists(db: Session) -> bool:
    return db.query(db.query(User).exists()).scalar()

def raw(db: Session) -> int:
    return db.execute(text("select count(*)")).scalar()

def total(db: Session) -> int:
    return db.query(func.max(User.id)).scalar() or 0
""",
        why="aggregates always have a row",
    ),
    Bad(
        _MODEL
        + """\
def only(db: Session) -> list[User]:  # <- reported: annotated `list[User]`; annotate it with `User | None`
    return db.query(User).first()

def kind(db: Session) -> type[User]:  # <- reported: annotate it with `User | None`
    return db.get(User, 1)

def number(db: Session) -> int:  # <- reported: annotate it with `User | None`
    found: str = db.get(User, 1)  # <- reported: annotate it with `User | None`
    return db.get(User, 1)
""",
        fixed=_MODEL
        + """\
def only(db: Session) -> User | None:
    return db.query(User).first()

def kind(db: Session) -> User | None:
    return db.get(User, 1)

def number(db: Session) -> User | None:
    found: User | None = db.get(User, 1)
    return db.get(User, 1)
""",
        exempt={"comments in every gap": "an annotation with a comment is not replaced, so that the comment stays"},
    ),
    Bad(
        _MODEL
        + """\
def through(db: Session) -> User:  # <- reported: `through()` is annotated `User`
    user: User | None = db.query(User).first()
    return user
""",
        fixed=_MODEL
        + """\
def through(db: Session) -> User | None:
    user: User | None = db.query(User).first()
    return user
""",
    ),
    Good(
        _MODEL
        + """\
def load(db: Session, key: int) -> User:
    user = db.get(User, key)
    if user is None:
        raise LookupError(key)
    return user

def touched(db: Session) -> User:
    user = db.query(User).first()
    user.name = "x"
    return user

def outer(db: Session) -> int:
    def inner():
        return db.query(User).first()
    return inner().id
""",
        why="a variable that is looked at before it is returned",
    ),
    Good(
        """\
import os
import requests

session = requests.Session()

def page(url: str, cache: dict) -> requests.Response:
    value: str = cache.get(url, "")
    home: str = os.environ.get("HOME", "")
    return session.get(url, timeout=1)

def first(frame, soup) -> str:
    one: str = frame.query("a > 1").first()
    return soup.select("a").first()
""",
        why="8, 9: other libraries' get, query, select and first",
    ),
    Good(
        _MODEL
        + """\
from collections.abc import Generator, Iterator

def a(db: Session) -> Iterator[User]:
    yield from db.query(User).all()
    return db.query(User).first()

def b(db: Session) -> Generator[int, None, User | None]:
    yield 1
    return db.query(User).first()

def c(db: Session) -> Iterator[int]:
    yield 1
    return db.query(User.id).scalar()
""",
        why="what a generator returns ends it; its caller gets the generator that the annotation says",
    ),
)
