"""Code that `untyped-query-return` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import ORM_WITH_SESSION, mapped, models

from lint_rules import Bad, Good

_IMPORTS = f"""\
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
{ORM_WITH_SESSION}"""
_MODEL = models(mapped("User"), "", imports=_IMPORTS)


def _bad(source: str, fixed: str | None) -> Bad:
    return Bad(_MODEL + source, fixed=None if fixed is None else _MODEL + fixed)


CASES = (
    # For type checkers a method or attribute of that name is what an annotation in the class means, wherever it stands.
    _bad(
        """\
class Users:
    def User(self, db: Session, key: int):  # <- reported: annotate it with `User | None`
        return db.get(User, key)

class Others:
    def first(self, db: Session, key: int):  # <- reported: annotate it with `User | None`
        return db.get(User, key)

    User = 3
""",
        None,
    ),
    _bad(
        """\
class Own:
    User = User

    def first(self, db: Session, key: int):  # <- reported: annotate it with `User | None`
        return db.get(User, key)
""",
        """\
class Own:
    User = User

    def first(self, db: Session, key: int) -> User | None:
        return db.get(User, key)
""",
    ),
    _bad(
        """\
def found(db: Session):  # <- reported: annotate it with `User | None`
    try:
        user = db.query(User).one()
    except LookupError:
        user = None
    return user

def sure(db: Session):  # <- reported: annotate it with `User`
    user = None
    user = db.query(User).one()
    return user
""",
        """\
def found(db: Session) -> User | None:
    try:
        user = db.query(User).one()
    except LookupError:
        user = None
    return user

def sure(db: Session) -> User:
    user = None
    user = db.query(User).one()
    return user
""",
    ),
    _bad(
        """\
def a(db: Session, key: int):  # <- reported: `.get()` gives of `User` and has no return annotation; annotate it with `User | None`
    return db.get(User, key)

def b(  # <- reported: annotate it with `list[User]`
    db: Session,  # ): a comment
):
    return db.query(User).filter(User.id > 1).all()

def c(db: Session, key: int = 1, pick=lambda x: x):  # <- reported: annotate it with `User`
    if key:
        return db.query(User).one()
    raise LookupError(key)

def d(db: Session):  # <- reported: annotate it with `User | None`
    users = db.query(User)
    if db.new:
        return users.one()

def e(db: Session):  # <- reported: annotate it with `list[User] | None`
    users = db.query(User).all()
    print(users)
    if users:
        return users
    return
""",
        """\
def a(db: Session, key: int) -> User | None:
    return db.get(User, key)

def b(
    db: Session,  # ): a comment
) -> list[User]:
    return db.query(User).filter(User.id > 1).all()

def c(db: Session, key: int = 1, pick=lambda x: x) -> User:
    if key:
        return db.query(User).one()
    raise LookupError(key)

def d(db: Session) -> User | None:
    users = db.query(User)
    if db.new:
        return users.one()
    return None

def e(db: Session) -> list[User] | None:
    users = db.query(User).all()
    print(users)
    if users:
        return users
    return None
""",
    ),
    _bad(
        """\
from collections.abc import Sequence

async def a(db: AsyncSession):  # <- reported: annotate it with `Sequence[User]`
    return (await db.execute(select(User))).scalars().all()

class Users:
    model = User
    def __init__(self, db: Session) -> None:
        self.db = db
    def first(self):  # <- reported
        return self.db.query(self.model).first()
    async def scalar(self, db: AsyncSession):  # <- reported
        return await db.scalar(select(User).where(User.id == 1))
""",
        """\
from collections.abc import Sequence

async def a(db: AsyncSession) -> Sequence[User]:
    return (await db.execute(select(User))).scalars().all()

class Users:
    model = User
    def __init__(self, db: Session) -> None:
        self.db = db
    def first(self) -> User | None:
        return self.db.query(self.model).first()
    async def scalar(self, db: AsyncSession) -> User | None:
        return await db.scalar(select(User).where(User.id == 1))
""",
    ),
    Bad(
        """\
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()

class Page(db.Model):
    @classmethod
    def newest(cls):  # <- reported: annotate it with `Page | None`
        return db.session.query(Page).first()
    @classmethod
    def every(cls):  # <- reported
        return Page.query.all()
""",
        fixed="""\
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()

class Page(db.Model):
    @classmethod
    def newest(cls) -> "Page | None":
        return db.session.query(Page).first()
    @classmethod
    def every(cls) -> "list[Page]":
        return Page.query.all()
""",
    ),
    Bad(
        _MODEL
        + """\
def a(db: Session):  # <- reported: annotate it with `Sequence[User]`
    return db.scalars(select(User)).all()
""",
        fixed="from collections.abc import Sequence\n\n"
        + _MODEL
        + """\
def a(db: Session) -> Sequence[User]:
    return db.scalars(select(User)).all()
""",
    ),
    _bad(
        """\
class Users:
    def list(self, db: Session):  # <- reported: annotate it with `list[User]`
        return db.query(User).all()
    def every(self, db: Session):  # <- reported: annotate it with `list[User]`
        return db.query(User).all()

def b(db: Session, key: int):  # <- reported: has no return annotation; annotate it
    if key:
        return db.get(User, key)
    return key
""",
        None,
    ),
    Good(
        _MODEL
        + """\
from fastapi import APIRouter
router = APIRouter()

def a(db: Session) -> User | None:
    return db.query(User).first()
def b(db: Session):
    return db.query(User.id).all()
def c(db: Session):
    return db.query(User).count()
def d(db: Session):
    yield db.query(User).first()
def e(db: Session):
    def inner() -> User:
        return db.query(User).one()
    return len([inner()])
@router.get("/users")
def f(db: Session):
    return db.query(User).all()
""",
        why="annotated, columns, counts, generators, and routes",
    ),
    Good(
        "from requests import Session\n\ndef page(session: Session, url: str):\n    return session.get(url, timeout=1)\n",
        why="8: another library's session",
    ),
)
