"""Code that `unmapped-instance` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import mapped, models

from lint_rules import Bad, Good

_PROJECT = {
    "app/__init__.py": "",
    "app/models.py": models(mapped("User")),
    "app/schemas.py": """\
from dataclasses import dataclass
from pydantic import BaseModel

class User(BaseModel):
    id: int

class UserCreate(BaseModel):
    id: int

@dataclass
class Draft:
    id: int
""",
}


CASES = (
    Bad(
        {
            **_PROJECT,
            "app/api.py": """\
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, sessionmaker
from app.schemas import Draft, User, UserCreate

def a(db: Session, user: User, other: UserCreate | None, drafts: list[Draft]) -> None:
    db.add(user)  # <- reported: `db.add` is given an object of `app.schemas.User` (a Pydantic model), which is not mapped; make it an object of `app.models.User`
    db.add(other)  # <- reported: make it an object of a mapped class
    db.add(Draft(id=1))  # <- reported: (a dataclass)
    db.add_all([user, Draft(1)])  # <- reported
    db.add_all(Draft(key) for key in range(3))  # <- reported
    draft = Draft(1)
    db.merge(draft)  # <- reported
    db.add(instance=draft)  # <- reported
    read = UserCreate.model_validate({"id": 1})
    db.add(read)  # <- reported
    for one in drafts:
        db.delete(one)  # <- reported
    db.add_all(drafts)  # <- reported: `db.add_all` is given an object of `app.schemas.Draft` (a dataclass)

async def b(db: AsyncSession, user: "User") -> None:
    await db.refresh(user)  # <- reported

class Store:
    def __init__(self, session):
        self.session = session

    def put(self, user: User) -> None:
        self.session.expunge(user)  # <- reported

def c(user: User) -> None:
    with sessionmaker()() as s:
        s.add(user)  # <- reported
""",
        }
    ),
    Bad(
        """\
from sqlmodel import Field, Session, SQLModel

class HeroCreate(SQLModel):
    name: str

class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)

def create(session: Session, hero: HeroCreate) -> None:
    session.add(hero)  # <- reported: (an SQLModel class without table=True)
"""
    ),
    Bad(
        {
            **_PROJECT,
            "app/api.py": """\
from typing import Annotated
from fastapi import Depends
from sqlalchemy.orm import Session
from app.schemas import User, UserCreate

def parsed(text: str) -> User:
    return User(id=int(text))

def post(db: Session, user: Annotated[User, Depends(parsed)], other: UserCreate = Depends(UserCreate)):
    db.add(user)  # <- reported
    db.add(other)  # <- reported

def put(db: Session, user: Annotated[User, "the one"], other: User = Depends()):
    db.add(user)  # <- reported
    db.add(other)  # <- reported
""",
        },
    ),
    Good(
        {
            **_PROJECT,
            "app/api.py": """\
from typing import Annotated
from fastapi import Depends
from sqlalchemy.orm import Session
from app.models import User as Row
from app.schemas import User

class Loader:
    def __init__(self, roles): ...

    def __call__(self, db: Session, key: int):
        return db.get(Row, key)

def load(db: Session, key: int):
    return db.get(Row, key)

def patch(db: Session, user: Annotated[User, Depends(Loader(["owner"]))], other: User = Depends(load)):
    db.add(user)
    db.refresh(other)
""",
        },
    ),
    Good(
        {
            **_PROJECT,
            "app/api.py": """\
from sqlalchemy.orm import Session
from app import models
from app.models import Base
from app.schemas import User

def a(db: Session, user: User, row: models.User, base: Base, anything, *rest: User) -> None:
    rows: list[models.User] = []
    db.add_all(rows)
    db.add_all(anything)
    db.add(models.User(**user.model_dump()))
    db.add(row)
    db.add(base)
    db.add(anything)
    db.add_all([models.User(), row])
    db.add_all(rest)
    user = models.User(id=user.id)
    db.add(user)

def b(db: Session, user: User) -> None:
    row = db.get(models.User, user.id)
    db.delete(row)
    db.refresh(row, ["id"])
""",
        },
        why="mapped classes, and what is not known",
    ),
    Good(
        "from pydantic import BaseModel\nfrom sqlalchemy import select\n\nclass Form(BaseModel):\n    id: int\n\n"
        "def f(db):\n    db.add(Form(id=1), table='form')\n",
        why="9: a wrapper, whose `add` takes what a session's does not",
    ),
    Good(
        """\
from dataclasses import dataclass
from sqlalchemy import MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, mapped_column, registry
from somewhere import Unknown

class Base(DeclarativeBase): ...
mapper_registry = registry()

class Entity:
    def touch(self): ...

class User(Entity, Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)

@dataclass
class Imperative:
    id: int
mapper_registry.map_imperatively(Imperative, Table("t", MetaData()))

class Odd(Unknown): ...

def f(db: Session, entity: Entity, odd: Odd) -> None:
    db.add(entity)
    db.add(odd)
    db.add(Imperative(1))
""",
        why="11: a mapped class inherits from it, imperative mapping, unknown bases",
    ),
    Good(
        """\
from dataclasses import dataclass

@dataclass
class Job:
    id: int

def f(seen: set[Job], queue, db: dict[str, Job], session, job: Job) -> None:
    seen.add(job)
    queue.add(job)
    db.delete(job)
    session.delete(job)
""",
        why="9: sets, queues, and files that know no SQLAlchemy",
    ),
    Good(
        """\
from sqlalchemy.orm import Session

class Wrapper:
    def __init__(self, row):
        object.__setattr__(self, "_row", row)

    def __getattr__(self, name):
        return getattr(self._row, name)

class Entity:
    _row: Wrapper

    @property
    def row(self) -> Wrapper:
        return self._row

    def store(self, db: Session) -> None:
        db.add(self.row)
        db.add(Wrapper(self.row))
""",
        why="12: a wrapper that answers for the row inside",
    ),
    Bad(
        {
            "app/models.py": models(mapped("Ticket")),
            "app/domain.py": "from dataclasses import dataclass\n\n@dataclass\nclass Ticket:\n    id: int\n\n@dataclass\nclass Note:\n    id: int\n",
            "app/test_tickets.py": """\
from app.domain import Note, Ticket

def test_kept(db_session, known):
    ticket = Ticket(id=1)
    db_session.add(ticket)  # <- reported: make it an object of `app.models.Ticket`
    db_session.add_all([Ticket(id=2), Note(id=3)])  # <- reported
    db_session.add(Note(id=1))
    known.add(ticket)
""",
        }
    ),
    Bad(
        {
            **_PROJECT,
            "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import User
from app.schemas import Draft

def f(db: Session, known: set, kinds):
    db.add(User)  # <- reported: `db.add` is given `app.models.User` (a mapped class) itself; give it an object: `User(…)`
    db.delete(User)  # <- reported
    db.bulk_save_objects([Draft(1)])  # <- reported: `db.bulk_save_objects` is given an object of `app.schemas.Draft`
    drafts = [Draft(1), Draft(2)]
    db.add_all(drafts)  # <- reported
    known.add(User)
    kinds.add(User)
    db.add(User(id=1))
""",
        }
    ),
)
