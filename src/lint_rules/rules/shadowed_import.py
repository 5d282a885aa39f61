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
from functools import partial

from lint_rules.diagnostic import Finding, Fix, Related, Safety
from lint_rules.facts.collisions import Collision
from lint_rules.facts.meaning import DefinedClass, External, Meaning
from lint_rules.facts.module import Module
from lint_rules.facts.prefilter import contains
from lint_rules.facts.roles import Shown
from lint_rules.facts.scopes import Binding, BindingKind
from lint_rules.repairs.naming import alias_for, second_name
from lint_rules.repairs.renaming import realiased
from lint_rules.rule import Bad, Good, Rule


def check(_: ast.Module, module: Module) -> Iterator[Finding]:
    """Yield a finding for each binding that hides another."""
    for collision in module.collisions():
        span = module.binding_place(collision.later)[1]
        hidden_at = Related(*module.binding_place(collision.earlier), f"hidden: {module.describe(collision.was)}")
        mistaken = tuple(_mistaken(collision, module))
        yield Finding(
            span,
            _message(collision, module, len(mistaken)),
            (hidden_at, *mistaken),
            partial(_repair, collision, module),
        )


def _message(collision: Collision, module: Module, mistaken: int) -> str:
    message = _meanings(collision, module)
    if mistaken:
        uses = "1 later use shows" if mistaken == 1 else f"{mistaken} later uses show"
        message += f"; {uses} that the hidden one was meant"
    return f"{message}; import one of them under an alias"


def _meanings(collision: Collision, module: Module) -> str:
    was, becomes = module.describe(collision.was), module.describe(collision.becomes)
    if module.is_for_type_checkers(collision.later) and not module.is_for_type_checkers(collision.earlier):
        return (
            f"`{collision.name}` denotes {becomes} to type checkers from here on, "
            f"but {was}, {module.origin(collision.earlier)}, at run time"
        )
    return f"from here on `{collision.name}` denotes {becomes} and hides {was}, {module.origin(collision.earlier)}"


def _mistaken(collision: Collision, module: Module) -> Iterator[Related]:
    """Yield the later uses that show that the hidden class was meant."""
    now, before = module.role(collision.becomes), module.role(collision.was)
    if now is before or before is Shown.NOTHING:
        return
    model = collision.was if before is Shown.MODEL else collision.becomes
    for name in module.loads(collision.later):
        if module.shown_by(name, model) is before:
            message = f"denotes {module.describe(collision.becomes)}; its use shows that {before.value} was meant"
            yield Related(module.path, module.span(name), message)


def _repair(collision: Collision, module: Module) -> Fix | None:
    """Alias one class, the project's if it is imported, and send each use to the class that it shows."""
    for target, meaning, other in _targets(collision, module):
        if module.is_taken_from_here(target.name) and target is collision.later:
            return None  # other files mean this class by the name that it has here
        alias = _alias(meaning, module)
        if alias is not None:
            edits = realiased(target, alias, _uses_of(target, other, meaning, module), module)
            return None if edits is None else Fix(f"Import it as {alias}", edits, Safety.UNSAFE)
    return None


def _targets(collision: Collision, module: Module) -> Iterator[tuple[Binding, Meaning, Binding]]:
    """Yield the two imports, the one to be aliased first; a class statement keeps its name."""
    pairs = [
        (collision.later, collision.becomes, collision.earlier),
        (collision.earlier, collision.was, collision.later),
    ]
    pairs.sort(key=lambda pair: module.role(pair[1]) is not Shown.MODEL)
    yield from (pair for pair in pairs if pair[0].kind is BindingKind.FROM_IMPORT)


def _alias(meaning: Meaning, module: Module) -> str | None:
    match meaning:
        case DefinedClass():
            return alias_for(meaning, module)
        case External(qualified_name=name) if module.role(meaning) is Shown.SESSION:
            return second_name(name, module)
        case _:
            return None


def _uses_of(target: Binding, other: Binding, meaning: Meaning, module: Module) -> Iterator[ast.Name]:
    """Yield the uses that shall denote the aliased class: by what they show, else by what they denote."""
    own, foreign = set(module.loads(target)), set(module.loads(other))
    against = module.denoted_by(other)
    roles = {module.role(meaning), module.role(against)}
    model = meaning if module.role(meaning) is Shown.MODEL else against
    for name in sorted(own | foreign, key=lambda one: (one.lineno, one.col_offset)):
        shown = module.shown_by(name, model) if roles == {Shown.MODEL, Shown.SESSION} else Shown.NOTHING
        if shown is Shown.NOTHING:
            reached = name in own
        elif shown is module.role(meaning):
            reached = name in own or target.scope.parent is None
        else:
            reached = name in own and not _sees(name, other, module)
        if reached:
            yield name


def _sees(name: ast.Name, other: Binding, module: Module) -> bool:
    """Whether a use that keeps its name gets the other class: it must be bound there, and when the use is evaluated."""
    if module.is_for_type_checkers(other) and not module.is_deferred(name):
        return False
    return other.scope.parent is None or other in module.candidates(name)


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
        Bad(
            {
                "app/models.py": _MODELS,
                "app/api.py": """\
from __future__ import annotations
from typing import TYPE_CHECKING
from app.models import Session
if TYPE_CHECKING:
    from sqlalchemy.orm import Session  # <- reported: but `app.models.Session` (a mapped class), imported on line 3, at run time

def load(db: Session, key: int):  # <- model-as-session
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
