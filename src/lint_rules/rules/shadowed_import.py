"""One scope binds one name to two different classes, so one of them is lost.

## What it does
Reports the second binding of a name where one scope gives it two different origins: two imports, an import and a
class, a star import, a database-session factory assigned over an imported class, or an import inside a function that
hides the module's. At least one of them concerns the database: SQLAlchemy's or a relative's, a mapped class, or both
classes of the project.

## Why is this bad?
Python keeps the last binding. Every use below it silently denotes another class than the reader of the first import
thinks: annotations name a model where a database session is meant, or queries run on SQLAlchemy's own class. Type
checkers do not agree: mypy reports the second import and then goes on with the *first* class. Sorting the imports can
flip which class wins, and the meaning of the whole file with it.

## Example
```python
from sqlalchemy.orm import Session
from app.models import Session


def load(db: Session, key: int) -> Session | None:
    return db.query(Session).filter(Session.id == key).first()
```

## Use instead
```python
from sqlalchemy.orm import Session
from app.models import Session as TranscriptionSession


def load(db: Session, key: int) -> TranscriptionSession | None:
    return db.query(TranscriptionSession).filter(TranscriptionSession.id == key).first()
```

## Fix safety
A fix would be unsafe: it changes which class a name denotes, which is its purpose.

## References
- [The import statement](https://docs.python.org/3/reference/simple_stmts.html#the-import-statement)
- [Naming and binding](https://docs.python.org/3/reference/executionmodel.html#naming-and-binding)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.diagnostic import Finding, Related
from lint_rules.facts.collisions import Collision
from lint_rules.facts.roles import Shown
from lint_rules.facts.module import Module
from lint_rules.facts.prefilter import contains
from lint_rules.rule import Bad, Good, Rule


def check(_: ast.Module, module: Module) -> Iterator[Finding]:
    """Yield a finding for each binding that hides another."""
    for collision in module.collisions():
        span = module.binding_place(collision.later)[1]
        hidden_at = Related(*module.binding_place(collision.earlier), f"hidden: {module.describe(collision.was)}")
        mistaken = tuple(_mistaken(collision, module))
        yield Finding(span, _message(collision, module, len(mistaken)), (hidden_at, *mistaken))


def _message(collision: Collision, module: Module, mistaken: int) -> str:
    message = (
        f"from here on `{collision.name}` denotes {module.describe(collision.becomes)} "
        f"and hides {module.describe(collision.was)}, {module.origin(collision.earlier)}"
    )
    if mistaken:
        uses = "1 later use shows" if mistaken == 1 else f"{mistaken} later uses show"
        message += f"; {uses} that the hidden one was meant"
    return f"{message}; import one of them under an alias"


def _mistaken(collision: Collision, module: Module) -> Iterator[Related]:
    """Yield the later uses that show that the hidden class was meant."""
    now, before = module.role(collision.becomes), module.role(collision.was)
    if now is before or before is Shown.NOTHING:
        return
    for name in module.loads(collision.later):
        if module.shown_by(name) is before:
            message = f"denotes {module.describe(collision.becomes)}; its use shows that {before.value} was meant"
            yield Related(module.path, module.span(name), message)


_MODELS = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase): ...

class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)
"""

RULE = Rule(
    check=check,
    visits=(ast.Module,),
    needs=contains(b"import"),
    cases=(
        Bad(
            {
                "app/models.py": _MODELS,
                "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Session  # <- reported: `app.models.Session` (a mapped class) and hides `sqlalchemy.orm.Session`

def load(db: Session, key: int):  # <- model-as-session
    return db.query(Session).filter(Session.id == key).first()
""",
            },
        ),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/api.py": """\
from app.models import Session
from sqlalchemy.orm import Session  # <- reported: 2 later uses show that the hidden one was meant

def load(db: Session, key: int):
    return db.query(Session).filter(Session.id == key).first()
""",
            },
        ),
        Bad("""\
from sqlalchemy.orm import Session, sessionmaker
Session = sessionmaker()  # <- reported: what `sqlalchemy.orm.sessionmaker(...)` returned
"""),
        Bad("""\
from sqlalchemy.orm import Session
from pydantic import BaseModel
class Session(BaseModel): ...  # <- reported: (a Pydantic model)
"""),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/job.py": """\
from sqlalchemy.orm import Session

def run(db: Session):
    from app.models import Session  # <- reported
    db.add(Session())
""",
            },
        ),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/job.py": """\
from sqlalchemy.orm import Session
from app.models import *  # <- reported
""",
            },
        ),
        Good(
            """\
try:
    from sqlalchemy.orm import DeclarativeBase
except ImportError:
    class DeclarativeBase: ...
try:
    from sqlalchemy.orm import Session
except ImportError:
    from app.db import Session
if True:
    from sqlalchemy.orm import Query
else:
    from app.db import Query
""",
            why="1: branches exclude each other",
        ),
        Good(
            """\
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from sqlalchemy.orm import Session

def run(db: "Session"):
    from sqlalchemy.orm import Session
    from sqlalchemy.orm import Session
    return Session()
""",
            why="2: the same object again",
        ),
        Good(
            {
                "app/__init__.py": "",
                "app/db.py": "from sqlalchemy.orm import Session",
                "app/api.py": """\
from sqlalchemy.orm import Session
from sqlalchemy.orm.session import Session
from app.db import Session
from sqlmodel import Session
from fastapi import Request
from starlette.requests import Request
from typing_extensions import Protocol
from typing import Protocol
""",
            },
            why="3: one object by several paths",
        ),
        Good(
            """\
from typing import overload
from sqlalchemy.ext.hybrid import hybrid_property

class Size:
    @property
    def value(self): ...
    @value.setter
    def value(self, new): ...
    @hybrid_property
    def area(self): ...
    @area.expression
    def area(cls): ...

@overload
def grow(by: int): ...
@overload
def grow(by: str): ...
def grow(by): ...
""",
            why="4: definitions that belong together",
        ),
        Good(
            {
                "app/models.py": _MODELS,
                "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Session as SessionORM
from app import models
from app.models import Session as DBSession
""",
            },
            why="5: aliased apart, in whatever dialect",
        ),
        Good(
            """\
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

def make(engine):
    Session = sessionmaker(engine)
    return Session()

def other():
    from sqlalchemy.ext.asyncio import async_sessionmaker
    Session = scoped_session(sessionmaker())
    return Session
""",
            why="7: a factory in a function is no import",
        ),
        Good(
            """\
import requests
from requests import Session
from requests_oauthlib import OAuth2Session as Session
""",
            why="8: other libraries' sessions have nothing to do with the database",
        ),
        Good(
            """\
from sqlalchemy.orm import DeclarativeBase
class Base(DeclarativeBase): ...

def upgrade():
    class Session(Base):
        __tablename__ = "session"
    return Session

class Session(Base):
    __tablename__ = "session"
""",
            why="13: a migration declares its own copy",
        ),
        Good(
            """\
from sqlalchemy.orm import Session
class Session(Session):
    pass
""",
            why="a class that extends the imported one on purpose",
        ),
    ),
)
