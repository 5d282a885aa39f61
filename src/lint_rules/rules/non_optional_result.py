"""A result that can be None is annotated as if it could not.

## What it does
Reports variables and return types whose annotation leaves no room for None, where the value is that of `.first()`,
`.one_or_none()`, `.scalar()`, `.scalar_one_or_none()` or `.get()` of a query, a statement's result or a database session.
It follows queries and results that are held in variables. Aggregates, which always have a row, are left alone.

## Why is this bad?
The annotation promises an object. Type checkers then check none of the uses for None, and the first row that is missing
in production raises `AttributeError: 'NoneType' object has no attribute ...` far from the query. Where the database
session itself is untyped, no type checker sees the contradiction.

## Example
```python
from sqlalchemy.orm import Session as DatabaseSession

from app.models import User


def load(db: DatabaseSession, key: int) -> User:
    return db.query(User).filter(User.id == key).first()
```

## Use instead
```python
from sqlalchemy.orm import Session as DatabaseSession

from app.models import User


def load(db: DatabaseSession, key: int) -> User | None:
    return db.query(User).filter(User.id == key).first()
```

Where the row has to exist, `.one()` or `.get_one(...)` says so, and raises when it does not.

## Fix safety
The fix adds `| None`. It is safe: an annotation of a function or a variable has no effect at run time. It is unsafe under
a decorator and in a class body, where frameworks read annotations and may validate by them.

## References
- [Query.first](https://docs.sqlalchemy.org/en/20/orm/queryguide/query.html#sqlalchemy.orm.Query.first)
- [Session.get](https://docs.sqlalchemy.org/en/20/orm/session_api.html#sqlalchemy.orm.Session.get)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.diagnostic import Finding, Fix, Safety
from lint_rules.rule import Bad, Good, Rule
from lint_rules.semantic.index.prefilter import any_of
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.queries.results import Shape
from lint_rules.source.spans import Edit, Span

_HARMLESS = frozenset({"staticmethod", "classmethod", "property", "cached_property", "abstractmethod", "override"})


def check(node: ast.AnnAssign | ast.Return, module: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for an annotation that leaves no room for the None that a query can return."""
    match node:
        case ast.AnnAssign(annotation=annotation, value=ast.expr() as value):
            safety = Safety.UNSAFE if isinstance(module.parent(node), ast.ClassDef) else Safety.SAFE
            yield from _judged(annotation, value, ast.unparse(node.target), safety, module)
        case ast.Return(value=ast.expr() as value):
            function = _function(node, module)
            if function is not None and function.returns is not None:
                found = _judged(function.returns, value, f"{function.name}()", _safety(function), module)
                yield from (one for one in found if _is_first(node, function, module))
        case _:
            return


def _judged(
    annotation: ast.expr, value: ast.expr, holder: str, safety: Safety, module: SemanticModel
) -> Iterator[Finding]:
    result = module.results.held(value)
    if result is None or result.shape is not Shape.OPTIONAL or not module.annotations.lacks_none(annotation):
        return
    told = ast.unparse(annotation).strip("'\"")
    message = (
        f"`.{result.method}()` returns None when there is no such row, but `{holder}` is annotated `{told}`; "
        f"annotate it with `{told} | None`"
    )
    yield Finding(module.span(annotation), message, repair=lambda: _fix(annotation, module, safety))


def _function(node: ast.Return, module: SemanticModel) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    for around in module.ancestors(node):
        if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
            return around
    return None


def _is_first(node: ast.Return, function: ast.FunctionDef | ast.AsyncFunctionDef, module: SemanticModel) -> bool:
    """Whether no earlier return of the function shows the same; its annotation is reported once."""
    for other in ast.walk(function):
        if isinstance(other, ast.Return) and other.value is not None and _function(other, module) is function:
            result = module.results.held(other.value)
            if result is not None and result.shape is Shape.OPTIONAL:
                return other.lineno >= node.lineno
    return False


def _safety(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Safety:
    names = {ast.unparse(decorator).rpartition(".")[2] for decorator in function.decorator_list}
    return Safety.SAFE if names <= _HARMLESS else Safety.UNSAFE


def _fix(annotation: ast.expr, module: SemanticModel, safety: Safety) -> Fix | None:
    span = module.span(annotation)
    if isinstance(annotation, ast.Constant):
        text = module.tree.lines.line(span.end.row)
        last, first = text[span.end.column - 2], text[span.start.column - 1]
        if span.start.row != span.end.row or first != last:
            return None  # a prefix, or several literals side by side
        end = span.end._replace(column=span.end.column - 1)
    else:
        end = span.end
    return Fix("Leave room for None", (Edit(Span(end, end), " | None"),), safety)


_MODEL = """\
from typing import Any, Optional, TypeVar
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase): ...

class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

"""


def _bad(source: str, fixed: str) -> Bad:
    return Bad(_MODEL + source, fixed=_MODEL + fixed)


RULE = Rule(
    check=check,
    visits=(ast.AnnAssign, ast.Return),
    needs=any_of(b".first", b".one_or_none", b".scalar", b".get", b".fetchone"),
    cases=(
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
    ),
)
