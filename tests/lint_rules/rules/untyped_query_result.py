"""Code that `untyped-query-result` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import ORM_WITH_SESSION, mapped, models

from lint_rules import Bad, Good

_IMPORTS = f"""\
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
{ORM_WITH_SESSION}"""
_MODEL = models(mapped("User"), mapped("Order"), "", imports=_IMPORTS)


CASES = (
    Bad(
        _MODEL
        + """\
def a(db: Session, key: int) -> None:
    user = db.get(User, key)  # <- reported: `.get()` gives of `User` and has no annotation; annotate it with `User | None`
    users = db.query(User).all()  # <- reported: `list[User]`
    stmt = select(User).where(User.id == key)
    one = db.execute(stmt).scalar_one()  # <- reported: annotate it with `User`
    if key:
        one = db.query(User).one()
    print(user, users, one)

async def b(db: AsyncSession, key: int) -> None:
    user  =  await db.scalar(select(User))  # <- reported
    print(user)  # a comment
""",
        fixed=_MODEL
        + """\
def a(db: Session, key: int) -> None:
    user: User | None = db.get(User, key)
    users: list[User] = db.query(User).all()
    stmt = select(User).where(User.id == key)
    one: User = db.execute(stmt).scalar_one()
    if key:
        one = db.query(User).one()
    print(user, users, one)

async def b(db: AsyncSession, key: int) -> None:
    user: User | None  =  await db.scalar(select(User))
    print(user)  # a comment
""",
    ),
    Bad(
        {
            "app/models.py": _MODEL,
            "app/store.py": """\
from typing import Sequence
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker
from app import models

make = sessionmaker()

class Store:
    def __init__(self):
        self.session = make()

    def run(self) -> None:
        orders = self.session.query(models.Order).all()  # <- reported: `list[models.Order]`
        with make() as s:
            users = s.scalars(select(models.User)).all()  # <- reported: `Sequence[models.User]`
        print(orders, users)
""",
        },
        fixed={
            "app/store.py": """\
from typing import Sequence
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker
from app import models

make = sessionmaker()

class Store:
    def __init__(self):
        self.session = make()

    def run(self) -> None:
        orders: list[models.Order] = self.session.query(models.Order).all()
        with make() as s:
            users: Sequence[models.User] = s.scalars(select(models.User)).all()
        print(orders, users)
""",
        },
    ),
    Bad(
        _MODEL
        + """\
def f(db: Session) -> None:
    users = db.scalars(select(User)).all()  # <- reported: `Sequence[User]`
    print(users)
""",
        fixed="from collections.abc import Sequence\n\n"
        + _MODEL
        + """\
def f(db: Session) -> None:
    users: Sequence[User] = db.scalars(select(User)).all()
    print(users)
""",
    ),
    Bad(
        _MODEL
        + """\
class Sequence: ...

def f(db: Session) -> None:
    users = db.scalars(select(User)).all()  # <- reported: `Sequence[User]`
    print(users)
""",
    ),
    Good(
        _MODEL
        + """\
latest = None

def a(db: Session, key: int, known: object) -> None:
    user: User | None = db.get(User, key)
    names = db.query(User.id).all()
    count = db.query(User).count()
    pair = db.query(User, Order).first()
    known = db.get(User, key)
    first = second = db.get(User, key)
    one, other = db.query(User).all()
    print(user, names, count, pair, first, second, one, other)

def b(db: Session, key: int) -> None:
    found = db.get(User, key)
    if found is None:
        found = db.get(Order, key)
    for row in db.query(User):
        row = db.get(User, key)
    print(found, row)

def c(db: Session) -> None:
    global latest
    latest = db.query(User).first()
""",
        why="annotated, columns and counts, and variables whose type an annotation here would not say",
    ),
    Good(
        "import requests\n\nsession = requests.Session()\npage = session.get('/', timeout=1)\n",
        why="8: another library's session",
    ),
)
