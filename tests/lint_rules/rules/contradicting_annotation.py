"""Code that `contradicting-annotation` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import mapped, models

from lint_rules import Bad, Good

_MODEL = models(
    mapped("User", "name: Mapped[str]"),
    mapped("Order", "user_id: Mapped[int]"),
    """\
class Admin(User):
    pass

@dataclass
class Dto:
    id: int

""",
    imports="""\
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, List, Optional
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Query, Session, mapped_column
""",
)

_DECORATED = {"decorated functions": "a decorator may change what is returned"}

CASES = (
    Bad(
        _MODEL
        + """\
def a(db: Session) -> list[User]:  # <- reported: `a()` is annotated `list[User]`, but it returns a query that is not run
    return db.query(User).filter(User.id > 1)

def b(db: Session) -> "List[Optional[User]]":  # <- reported: add `.all()`
    query = db.query(User)
    return query.order_by(User.id)

def c(db: Session) -> User | None:  # <- reported: a query that is not run
    return db.query(User).filter(User.id == 1).limit(1)

def d(db: Session) -> Sequence[User]:  # <- reported: a result whose rows are not read
    return db.scalars(select(User))

def e(db: Session) -> list[User]:  # <- reported: a statement that is not executed
    return select(User).where(User.id > 1)

def f(db: Session) -> int:  # <- reported: a query that is not run
    users: list[User] = db.query(User)  # <- reported: `users` is annotated `list[User]`, but it takes a query
    return db.query(User.id)

async def g(db: AsyncSession) -> list[User]:  # <- reported: a result whose rows are not read
    result = await db.execute(select(User))
    return result.scalars()

class Repository:
    model = User

    def __init__(self, db: Session) -> None:
        self.db = db

    @property
    def everybody(self) -> list[User]:  # <- reported
        return self.db.query(self.model)
""",
        exempt=_DECORATED,
    ),
    Bad(
        _MODEL
        + """\
def a(db: Session) -> User | None:  # <- reported: `.all()` returns a list of rows of `User`; annotate it with `list[User]`
    return db.query(User).all()

def b(db: Session) -> Optional[list[User]]:  # <- reported: `.first()` returns one row or None of `User`
    return db.query(User).first()

def c(db: Session) -> list[User]:  # <- reported: `.one()` returns one row of `User`; annotate it with `User`
    return db.query(User).one()

def d(db: Session) -> list[Order]:  # <- reported: annotate it with `list[User]`
    return db.query(User).all()

def e(db: Session) -> Order:  # <- reported
    user: Order | None = db.get(User, 1)  # <- reported: annotate it with `User | None`
    return db.query(User).one()

def f(db: Session) -> set[User]:  # <- reported
    return db.query(User).all()

def g(db: Session) -> list[Session]:  # <- reported
    return db.query(User).all()

def h(db: Session) -> Dto:  # <- reported
    return db.query(User).one()

def i(db: Session) -> Query:  # <- reported
    return db.query(User).one()
""",
        fixed=_MODEL.replace(", Optional", "").replace(" Query,", "")
        + """\
def a(db: Session) -> list[User]:
    return db.query(User).all()

def b(db: Session) -> User | None:
    return db.query(User).first()

def c(db: Session) -> User:
    return db.query(User).one()

def d(db: Session) -> list[User]:
    return db.query(User).all()

def e(db: Session) -> User:
    user: User | None = db.get(User, 1)
    return db.query(User).one()

def f(db: Session) -> list[User]:
    return db.query(User).all()

def g(db: Session) -> list[User]:
    return db.query(User).all()

def h(db: Session) -> User:
    return db.query(User).one()

def i(db: Session) -> User:
    return db.query(User).one()
""",
        exempt={**_DECORATED, "comments in every gap": "an annotation with a comment in it is not replaced"},
    ),
    Bad(
        _MODEL
        + """\
def a(db: Session) -> User:  # <- reported: `a()` is annotated `User`, but `.scalar()` returns the value of `Order.user_id`; annotate it with its type
    return db.query(Order.user_id).limit(1).scalar()

def b(db: Session) -> User | None:  # <- reported
    return db.scalar(select(Order.user_id))

def c(db: Session) -> User:  # <- reported
    order: Order = db.execute(select(Order.user_id)).scalar_one()  # <- reported
    return db.scalars(select(Order.user_id)).one()
""",
        exempt=_DECORATED,
    ),
    Bad(
        _MODEL
        + """\
def a(db: Session) -> list[User]:  # <- reported: `.all()` returns a sequence of rows, as tuples of what was selected; take it out of them, as `.scalars()` does
    return db.execute(select(User)).all()

async def b(db: AsyncSession) -> User | None:  # <- reported: returns one row or None, as tuples
    result = await db.execute(select(User).where(User.id == 1))
    return result.first()

def c(db: Session) -> User:  # <- reported
    user: User = db.execute(select(User)).one()  # <- reported
    return db.query(User, Order).first()

def d(db: Session) -> Sequence[User]:  # <- reported
    return db.query(User.id).all()

def e(db: Session) -> list[User]:  # <- reported: returns the values of `User.id`
    return db.scalars(select(User.id)).all()

class Repository:
    model = User

    def all(self, db: Session) -> list[User]:  # <- reported
        return db.execute(select(self.model)).unique().all()
""",
        exempt=_DECORATED,
    ),
    Good(
        _MODEL
        + """\
from sqlalchemy import Row

def a(db: Session) -> Sequence[Row]:
    return db.execute(select(User)).all()
def b(db: Session) -> list[User]:
    return db.execute(select(User)).scalars().all()
def c(db: Session) -> list[User]:
    return [row[0] for row in db.execute(select(User)).all()]
def d(db: Session, columns: list[Any]) -> list[User]:
    return db.execute(select(*columns)).all()
def e(db: Session) -> list[Dto]:
    return db.query(User.id).all()
def f(db: Session) -> list[tuple[User, Order]]:
    return db.query(User, Order).all()
def g(db: Session, cls: Any) -> list[User]:
    return db.query(cls.model).all()
def h(db: Session) -> list[User]:
    return db.scalars(select(cls_of(db).user)).all()
def cls_of(db: Session) -> Any: ...
""",
    ),
    Good(
        _MODEL
        + """\
def a(db: Session) -> list[User]:
    return db.query(User).all()
def b(db: Session) -> Query:
    return db.query(User)
def c(db: Session) -> "Query[User]":
    return db.query(User)
def d(db: Session) -> Iterable[User]:
    return db.query(User)
def e(db: Session) -> Select:
    return select(User)
def f(db: Session) -> Any:
    return db.query(User)
def g(db: Session) -> User | None:
    return db.query(Admin).first()
def h(db: Session) -> Admin | None:
    return db.query(User).first()
def i(db: Session) -> Iterator[User]:
    return iter(db.query(User))
def j(db: Session) -> int:
    return db.query(User).count()
def k(db: Session) -> list[int]:
    return [user.id for user in db.query(User)]
def l(db: Session) -> list[User] | User:
    return db.query(User)
def m(db: Session) -> Sequence[User]:
    return db.scalars(select(User)).all()
def n(db: Session) -> list[tuple[int, str]]:
    return db.query(User.id, User.name).all()
def o(db: Session) -> list:
    return list(db.query(User))
""",
        why="what the query gives is what is said, or may be",
    ),
    Good(
        _MODEL
        + """\
from app import make_base, paginated, router, UserBase

class Foreign(make_base(), User):
    pass

@router.get("/", response_model=None)
def a(db: Session) -> list[Dto]:
    return db.query(User).all()

@paginated
def b(db: Session) -> list[User]:
    return db.query(User)

def c(db: Session) -> UserBase:
    return db.query(User).one()

def d(db: Session) -> Foreign | None:
    return db.query(Order).first()

def e(db) -> list[User]:
    return db.fetch(User)

def f(db: Session) -> User:
    def inner():
        return db.query(User)
    return inner().one()
""",
        why="decorators that may change what is returned, and classes that are not known",
    ),
    Good(
        _MODEL
        + """\
def f(db: Session) -> Iterator[User]:
    yield User()
    return db.query(User).one()

def g(db: Session) -> Iterator[User]:
    yield User()
    return db.query(Order).all()
""",
        why="what a generator returns ends it; its caller gets the generator that the annotation says",
    ),
)
