"""A variable takes rows of a model and does not say so.

## What it does
Reports variables without an annotation that take what a query on a mapped class gives: `.first()`, `.all()`, `.one()`,
`.get()`, `.scalars().all()` and their like. A variable that also takes something else in the same scope is left alone.

## Why is this bad?
Where the database session has no type, or the query comes from an untyped function, the variable is `Any` and nothing
done with it is checked. The annotation makes the contract of the query readable beside it, and lets the type checker
compare the two.

## Example
```python
from sqlalchemy.orm import Session as DatabaseSession

from app.models import User


def rename(db: DatabaseSession, key: int, name: str) -> None:
    user = db.query(User).filter(User.id == key).one()
    user.name = name
```

## Use instead
```python
from sqlalchemy.orm import Session as DatabaseSession

from app.models import User


def rename(db: DatabaseSession, key: int, name: str) -> None:
    user: User = db.query(User).filter(User.id == key).one()
    user.name = name
```

## Fix safety
The fix adds the annotation where its names are in sight. It is safe: the annotation of a variable has no effect at run
time. Variables in class bodies, whose annotations frameworks read, are not reported.

## References
- [PEP 526, annotations of variables](https://peps.python.org/pep-0526/)
- [Query.one](https://docs.sqlalchemy.org/en/20/orm/queryguide/query.html#sqlalchemy.orm.Query.one)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.diagnostic import Finding, Fix, Safety
from lint_rules.rule import Bad, Default, Good, Rule
from lint_rules.semantic.index.prefilter import any_of
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.queries.results import QueryResult
from lint_rules.semantic.queries.row_annotations import spelled
from lint_rules.semantic.scopes.model import Binding, BindingKind, ScopeKind
from lint_rules.source.spans import Edit, Span


def check(statement: ast.Assign, module: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for the first assignment of a variable that takes a model query's result."""
    match statement.targets:
        case [ast.Name() as target]:
            result = module.results.of(statement.value)
            if result is None or result.model is None or not _is_first_of_its_kind(statement, target, result, module):
                return
            text = spelled(result.shape, result.model.name)
            yield Finding(
                module.span(target),
                f"`{target.id}` takes what `.{result.method}()` gives of `{result.model.name}` and has no annotation; "
                f"annotate it with `{text}`",
                repair=lambda: _fix(target, result, module),
            )
        case _:
            return


def _is_first_of_its_kind(statement: ast.Assign, target: ast.Name, result: QueryResult, module: SemanticModel) -> bool:
    """Whether this is where an annotation belongs: one scope's own variable, which takes nothing of another type."""
    scope = module.scope(target)
    bindings = scope.bindings.get(target.id, [])
    if scope.kind is ScopeKind.CLASS or not bindings or bindings[0].statement is not statement:
        return False  # further on, annotated elsewhere, or a name that `global` lends
    return all(_takes_the_same(binding, result, module) for binding in bindings)


def _takes_the_same(binding: Binding, result: QueryResult, module: SemanticModel) -> bool:
    if binding.kind is not BindingKind.VALUE or binding.value is None or not isinstance(binding.statement, ast.Assign):
        return False
    found = module.results.of(binding.value)
    return found is not None and (found.model, found.shape) == (result.model, result.shape)


def _fix(target: ast.Name, result: QueryResult, module: SemanticModel) -> Fix | None:
    annotation = module.type_names.of_variable(result, target)
    if annotation is None:
        return None
    end = module.span(target).end
    return Fix("Annotate the variable", (Edit(Span(end, end), f": {annotation}"),), Safety.SAFE)


_MODEL = """\
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase): ...

class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)

"""

RULE = Rule(
    check=check,
    visits=(ast.Assign,),
    needs=any_of(b".query", b".get", b".scalar", b".exec", b"select"),
    default=Default.STRICT,
    cases=(
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
        orders = self.session.query(models.Order).all()  # <- reported: `list[Order]`
        with make() as s:
            users = s.scalars(select(models.User)).all()  # <- reported: `Sequence[User]`
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
    ),
)
