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
Unsafe: it changes which class a name denotes, which is its purpose. The project's class gets an alias, the configured
one, else the one that most of the project uses, else one made of its name and its module's. Each use goes to the class
that it shows: an entity or a column of a query, or an object made with a model's fields, to the model; what holds a
session's methods, is injected, or is handed on to what does, to the database session. Where a use could be either and
shows neither, there is no fix, and the finding points at it.

## References
- [The import statement](https://docs.python.org/3/reference/simple_stmts.html#the-import-statement)
- [Naming and binding](https://docs.python.org/3/reference/executionmodel.html#naming-and-binding)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules.diagnostic import Finding, Fix, Related, Safety
from lint_rules.fixes.alias import alias_for, second_name
from lint_rules.fixes.rename import realiased
from lint_rules.fixes.visible_name import can_see
from lint_rules.rule import Bad, Good, Rule
from lint_rules.semantic.classes.kinds import ClassKind, Role
from lint_rules.semantic.index.prefilter import contains
from lint_rules.semantic.model.collisions import Collision
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, ExternalSymbol, Symbol
from lint_rules.semantic.scopes.model import Binding, BindingKind, declared_exports


def check(_: ast.Module, module: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each binding that hides another."""
    for collision in module.collisions():
        span = module.binding_place(collision.later)[1]
        hidden_at = Related(*module.binding_place(collision.earlier), f"hidden: {module.describe(collision.was)}")
        mistaken, doubtful = tuple(_mistaken(collision, module)), tuple(_doubtful(collision, module))
        yield Finding(
            span,
            _message(collision, module, len(mistaken)),
            (hidden_at, *mistaken, *doubtful),
            None if doubtful else partial(_repair, collision, module),
        )


def _message(collision: Collision, module: SemanticModel, mistaken: int) -> str:
    message = _meanings(collision, module)
    if mistaken:
        uses = "1 later use shows" if mistaken == 1 else f"{mistaken} later uses show"
        message += f"; {uses} that the hidden one was meant"
    return f"{message}; import one of them under an alias"


def _meanings(collision: Collision, module: SemanticModel) -> str:
    was, becomes = module.describe(collision.was), module.describe(collision.becomes)
    if module.is_for_type_checkers(collision.later) and not module.is_for_type_checkers(collision.earlier):
        return (
            f"`{collision.name}` denotes {becomes} to type checkers from here on, "
            f"but {was}, {module.origin(collision.earlier)}, at run time"
        )
    return f"from here on `{collision.name}` denotes {becomes} and hides {was}, {module.origin(collision.earlier)}"


def _mistaken(collision: Collision, module: SemanticModel) -> Iterator[Related]:
    """Yield the later uses that show that the hidden class was meant."""
    for name in module.loads(collision.later):
        if _meant(name, collision.was, collision.becomes, module) is collision.was:
            shown = module.role(collision.was).value
            message = f"denotes {module.describe(collision.becomes)}; its use shows that {shown} was meant"
            yield Related(module.path, module.span(name), message)


def _doubtful(collision: Collision, module: SemanticModel) -> Iterator[Related]:
    """Yield the uses that could be meant for the model or for the database session, and do not show for which."""
    was, becomes = collision.was, collision.becomes
    if {module.role(was), module.role(becomes)} != {Role.MODEL, Role.SESSION}:
        return
    uses = {*module.loads(collision.earlier), *module.loads(collision.later)}
    for name in sorted(uses, key=lambda one: (one.lineno, one.col_offset)):
        if _meant(name, was, becomes, module) is None and _can_be_either(name, collision, module):
            message = "its use does not show which of the two was meant, so there is no fix"
            yield Related(module.path, module.span(name), message)


def _can_be_either(name: ast.Name, collision: Collision, module: SemanticModel) -> bool:
    """Whether the use sees each of the two once the other has another name; an import in a function is meant for it."""
    earlier, later = collision.earlier, collision.later
    return earlier.scope is later.scope and _sees(name, earlier, later, module) and _sees(name, later, earlier, module)


def _meant(name: ast.Name, one: Symbol, other: Symbol, module: SemanticModel) -> Symbol | None:
    """Return which of two classes a use shows to be meant; None when it could be either."""
    by_role = {module.role(meaning): meaning for meaning in (one, other)}
    if by_role.keys() == {Role.MODEL, Role.SESSION}:
        return by_role.get(module.shown_by(name, by_role[Role.MODEL]))
    made = [meaning for meaning in (one, other) if isinstance(meaning, CallResult)]
    if made and module.is_annotation(name):
        return other if made[0] is one else one  # a factory annotates nothing
    around = module.parent(name)
    mapped = [meaning for meaning in (one, other) if module.kind(meaning) is ClassKind.MAPPED]
    if len(mapped) != 1 or (isinstance(around, ast.Call) and around.func is name):
        return None  # objects of either class are made alike
    return mapped[0] if module.shown_by(name) is Role.MODEL else None


def _repair(collision: Collision, module: SemanticModel) -> Fix | None:
    """Alias one class, the project's if it is imported, and send each use to the class that it shows."""
    for target, meaning, other in _targets(collision, module):
        alias = None if _is_wanted_elsewhere(target, collision, module) else _alias(meaning, module)
        if alias is not None:
            edits = realiased(target, alias, _uses_of(target, other, meaning, module), module, besides=(other,))
            if edits is not None:
                return Fix(f"Import it as {alias}", edits, Safety.UNSAFE)
    return None


def _is_wanted_elsewhere(target: Binding, collision: Collision, module: SemanticModel) -> bool:
    """Whether other files mean this class by the name that it has here."""
    if target is collision.earlier and not module.is_for_type_checkers(collision.later):
        return False  # they get the later one
    exported = declared_exports(target.scope) or ()
    return target.scope.parent is None and (target.name in exported or module.is_taken_from_here(target.name))


def _targets(collision: Collision, module: SemanticModel) -> Iterator[tuple[Binding, Symbol, Binding]]:
    """Yield the two imports, the one to be aliased first; a class statement keeps its name."""
    pairs = [
        (collision.later, collision.becomes, collision.earlier),
        (collision.earlier, collision.was, collision.later),
    ]
    pairs.sort(key=lambda pair: module.role(pair[1]) is not Role.MODEL)
    yield from (pair for pair in pairs if pair[0].kind is BindingKind.FROM_IMPORT)


def _alias(meaning: Symbol, module: SemanticModel) -> str | None:
    match meaning:
        case DefinedClass():
            return alias_for(meaning, module)
        case ExternalSymbol(qualified_name=name) if module.role(meaning) is Role.SESSION:
            return second_name(name, module)
        case _:
            return None


def _uses_of(target: Binding, other: Binding, meaning: Symbol, module: SemanticModel) -> Iterator[ast.Name]:
    """Yield the uses that shall denote the aliased class: by what they show, else by what they denote."""
    own, foreign = set(module.loads(target)), set(module.loads(other))
    against = module.denoted_by(other)
    for name in sorted(own | foreign, key=lambda one: (one.lineno, one.col_offset)):
        meant = _meant(name, meaning, against, module)
        if meant is None:
            reached = name in own
        elif meant is meaning:
            reached = name in own or _sees(name, target, other, module)
        else:
            reached = name in own and not _sees(name, other, target, module)
        if reached:
            yield name


def _sees(name: ast.Name, wanted: Binding, apart: Binding, module: SemanticModel) -> bool:
    """Whether a use gets the class of `wanted` once `apart` has another name."""
    if wanted.scope.parent is None:
        return can_see(wanted, name, module, apart=apart)
    return wanted in module.candidates(name)


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
            fixed={
                "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Session as ModelSession

def load(db: Session, key: int):
    return db.query(ModelSession).filter(ModelSession.id == key).first()
"""
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
            fixed={
                "app/api.py": """\
from app.models import Session as ModelSession
from sqlalchemy.orm import Session

def load(db: Session, key: int):
    return db.query(ModelSession).filter(ModelSession.id == key).first()
"""
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
            fixed={
                "app/api.py": """\
from __future__ import annotations
from typing import TYPE_CHECKING
from app.models import Session as ModelSession
if TYPE_CHECKING:
    from sqlalchemy.orm import Session

def load(db: Session, key: int):
    return db.query(ModelSession).filter(ModelSession.id == key).first()
"""
            },
        ),
        Bad(
            """\
from sqlalchemy.orm import Session, sessionmaker
Session = sessionmaker()  # <- reported: what `sqlalchemy.orm.sessionmaker(...)` returned

def load(db: Session):
    return Session()
""",
            fixed="""\
from sqlalchemy.orm import Session as SQLSession, sessionmaker
Session = sessionmaker()

def load(db: SQLSession):
    return Session()
""",
        ),
        Bad(
            """\
from sqlalchemy.orm import Session
from pydantic import BaseModel
class Session(BaseModel): ...  # <- reported: (a Pydantic model)
""",
            fixed="""\
from sqlalchemy.orm import Session as SQLSession
from pydantic import BaseModel
class Session(BaseModel): ...
""",
        ),
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
            fixed={
                "app/job.py": """\
from sqlalchemy.orm import Session

def run(db: Session):
    from app.models import Session as ModelSession
    db.add(ModelSession())
"""
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
            fixed={"app/job.py": "from sqlalchemy.orm import Session as SQLSession\nfrom app.models import *\n"},
        ),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/api.py": '''\
"""Where `Session` stands in prose it stays."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import get_db
from app.models import (
    Session,  # the recording  # <- reported: 8 later uses show that the hidden one was meant
    Base,
)


def listed(db: Session) -> list[Session]:
    """Return every :class:`Session`."""
    return db.query(Session).order_by(Session.id.desc()).all()


def made(db: Annotated[Session, Depends(get_db)], key: int) -> Session:
    row = Session(id=key)
    db.add(row)
    return row


def injected(connection: Session = Depends(get_db)) -> "Session | None":
    return connection.get(Session, 1)


def stored(store: Session, thing: object) -> bool:
    store.add(thing)
    store.commit()
    return isinstance(thing, Session)


def opened(engine: object) -> list[Session]:
    with Session(engine) as db:
        return list(db.scalars(select(Session)))


def checked(db: object) -> None:
    if isinstance(db, Session):
        db.add_all([])
        db.commit()


class Store:
    def __init__(self, session: Session) -> None:
        self.session: Session = session

    def first(self) -> Session | None:
        found: Session | None = self.session.query(Session).first()
        return found
''',
            },
            fixed={
                "app/api.py": '''\
"""Where `Session` stands in prose it stays."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import get_db
from app.models import (
    Session as ModelSession,  # the recording
    Base,
)


def listed(db: Session) -> list[ModelSession]:
    """Return every :class:`Session`."""
    return db.query(ModelSession).order_by(ModelSession.id.desc()).all()


def made(db: Annotated[Session, Depends(get_db)], key: int) -> ModelSession:
    row = ModelSession(id=key)
    db.add(row)
    return row


def injected(connection: Session = Depends(get_db)) -> "ModelSession | None":
    return connection.get(ModelSession, 1)


def stored(store: Session, thing: object) -> bool:
    store.add(thing)
    store.commit()
    return isinstance(thing, ModelSession)


def opened(engine: object) -> list[ModelSession]:
    with Session(engine) as db:
        return list(db.scalars(select(ModelSession)))


def checked(db: object) -> None:
    if isinstance(db, Session):
        db.add_all([])
        db.commit()


class Store:
    def __init__(self, session: Session) -> None:
        self.session: Session = session

    def first(self) -> ModelSession | None:
        found: ModelSession | None = self.session.query(ModelSession).first()
        return found
'''
            },
        ),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/db.py": """\
from typing import cast
from sqlalchemy.orm import Session, sessionmaker

NEW_SESSION: Session = cast("Session", None)

def provide_session(function):
    def wrapper(*args):
        with sessionmaker()() as session:
            return function(*args, session=session)
    return wrapper

def save(row: object, to: Session) -> None: ...
""",
                "app/api.py": """\
from collections.abc import Iterator
from typing import cast, overload

from sqlalchemy.orm import Session
from app.db import NEW_SESSION, provide_session, save
from app.models import Session  # <- reported: 16 later uses show


def by_default(session: Session = NEW_SESSION) -> None:
    print(session)


@provide_session
def by_decorator(*, session: Session) -> None:
    print(session)


def placed(session: Session, row: Session) -> None:
    save(row, session)


def named(session: Session) -> list[Session]:
    return rows_of(session=session)


def through_two(session: Session) -> "Session | None":
    return first_of(session)


def first_of(session: Session) -> Session | None:
    return session.scalar(query())


def rows_of(*, session: Session) -> list[Session]:
    return [*session.scalars(query())]


def opened(engine: object) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


class Store:
    def __init__(self, session: Session) -> None:
        self.opened: Session = session

    def put(self, row: Session) -> None:
        self._put(row, self.opened)
        row = cast("Session", row)
        self.opened.add(row)
        again = cast(Session, row)
        again.commit()

    def _put(self, row: Session, to: Session) -> None:
        to.merge(row)

    @overload
    def rows(self, session: Session, many: bool) -> None: ...
    @overload
    def rows(self, session: Session) -> None: ...
    def rows(self, session: Session, many: bool = True) -> None:
        session.commit()
""",
            },
            fixed={
                "app/api.py": """\
from collections.abc import Iterator
from typing import cast, overload

from sqlalchemy.orm import Session
from app.db import NEW_SESSION, provide_session, save
from app.models import Session as ModelSession


def by_default(session: Session = NEW_SESSION) -> None:
    print(session)


@provide_session
def by_decorator(*, session: Session) -> None:
    print(session)


def placed(session: Session, row: ModelSession) -> None:
    save(row, session)


def named(session: Session) -> list[ModelSession]:
    return rows_of(session=session)


def through_two(session: Session) -> "ModelSession | None":
    return first_of(session)


def first_of(session: Session) -> ModelSession | None:
    return session.scalar(query())


def rows_of(*, session: Session) -> list[ModelSession]:
    return [*session.scalars(query())]


def opened(engine: object) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


class Store:
    def __init__(self, session: Session) -> None:
        self.opened: Session = session

    def put(self, row: ModelSession) -> None:
        self._put(row, self.opened)
        row = cast("ModelSession", row)
        self.opened.add(row)
        again = cast(Session, row)
        again.commit()

    def _put(self, row: ModelSession, to: Session) -> None:
        to.merge(row)

    @overload
    def rows(self, session: Session, many: bool) -> None: ...
    @overload
    def rows(self, session: Session) -> None: ...
    def rows(self, session: Session, many: bool = True) -> None:
        session.commit()
"""
            },
        ),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Session  # <- reported: 1 later use shows that the hidden one was meant

def load(stored: Session):  # <- model-as-session
    stored.commit()

def show(recorded: Session, render):
    render(recorded)  # what it holds is not known, so nothing is changed
""",
            },
        ),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Session  # <- reported

def save(session: Session):  # <- model-as-session
    session.commit()

def title(session: Session):
    return session.id

def show(session: Session, render):
    render(session)  # others that are called so are one or the other
""",
            },
        ),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Session  # <- reported

def load(db: Session):
    return db.get(Session, 1)
""",
            },
            fixed={
                "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Session as Recording

def load(db: Session):
    return db.get(Recording, 1)
"""
            },
            settings={"aliases": {"app.models.Session": "Recording"}},
        ),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/a.py": "from app.models import Session as Recording\n",
                "app/b.py": "from app.models import Session as RecordingRow\n",
                "app/c.py": "from app.models import Session as RecordingRow\n",
                "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Base, Session  # <- reported

def load(db: Session):
    return db.get(Session, 1)
""",
                "app/taken.py": """\
from sqlalchemy.orm import Session
from app.models import Session  # <- reported

def load(db: Session):
    RecordingRow = 1
    return db.get(Session, RecordingRow)
""",
            },
            fixed={
                "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Base, Session as RecordingRow

def load(db: Session):
    return db.get(RecordingRow, 1)
""",
                "app/taken.py": """\
from sqlalchemy.orm import Session
from app.models import Session as Recording

def load(db: Session):
    RecordingRow = 1
    return db.get(Recording, RecordingRow)
""",
            },
            exempt={"renamed variables": "the alias is what a variable is already called"},
        ),
        Bad(
            {
                "app/media/transcription.py": _MODELS,
                "app/other.py": "class MediaSession: ...\n",
                "app/api.py": """\
from sqlalchemy.orm import Session
from app.media.transcription import Session  # <- reported

def load(db: Session):
    def inner(TranscriptionSession=1): ...
    return db.get(Session, 1)
""",
            },
            fixed={
                "app/api.py": """\
from sqlalchemy.orm import Session
from app.media.transcription import Session as AppSession

def load(db: Session):
    def inner(TranscriptionSession=1): ...
    return db.get(AppSession, 1)
"""
            },
            exempt={
                "classes in a function": "only a class of a module takes a name from an alias",
                "classes in a class": "only a class of a module takes a name from an alias",
            },
        ),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/domain.py": "from dataclasses import dataclass\n@dataclass\nclass Session:\n    id: int\n",
                "app/api.py": """\
from app.models import Session
from app.domain import Session  # <- reported: `app.domain.Session` (a dataclass)
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

def load(db: AsyncSession, key: int) -> list[Session]:
    rows = db.scalars(select(Session).where(Session.id == key))
    return [Session(id=row.id) for row in rows]
""",
            },
            fixed={
                "app/api.py": """\
from app.models import Session
from app.domain import Session as DomainSession
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

def load(db: AsyncSession, key: int) -> list[DomainSession]:
    rows = db.scalars(select(Session).where(Session.id == key))
    return [DomainSession(id=row.id) for row in rows]
"""
            },
        ),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Session  # <- reported

def load(db: Session) -> Session | None:
    return db.get(Session, 1)
""",
                "app/views.py": "from app.api import Session\n",
            },
            fixed={
                "app/api.py": """\
from sqlalchemy.orm import Session as SQLSession
from app.models import Session

def load(db: SQLSession) -> Session | None:
    return db.get(Session, 1)
"""
            },
        ),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/api.py": """\
from sqlalchemy.orm import Session

def make(db: Session) -> None: ...

from app.models import Session  # <- reported

def load(db: Session) -> Session | None:  # <- model-as-session
    return db.get(Session, 1)
""",
            },
            fixed={
                "app/api.py": """\
from sqlalchemy.orm import Session

def make(db: Session) -> None: ...

from app.models import Session as ModelSession

def load(db: Session) -> ModelSession | None:
    return db.get(ModelSession, 1)
"""
            },
        ),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/api.py": """\
from sqlalchemy.orm import Session
try:
    from app.models import Session  # <- reported
except ImportError:
    Session = None

def load(db: Session):
    return db.get(Session, 1)
""",
            },
        ),
        Bad(
            {
                "app/models.py": _MODELS,
                "app/user.py": """\
from typing import TYPE_CHECKING
from sqlalchemy.orm import Mapped, Session, relationship
from app.models import Base
if TYPE_CHECKING:
    from app.models import Session  # <- reported

class User(Base):
    __tablename__ = "user"
    sessions: Mapped[list["Session"]] = relationship()

def load(db: Session): ...
""",
            },
            fixed={
                "app/user.py": """\
from typing import TYPE_CHECKING
from sqlalchemy.orm import Mapped, Session as SQLSession, relationship
from app.models import Base
if TYPE_CHECKING:
    from app.models import Session

class User(Base):
    __tablename__ = "user"
    sessions: Mapped[list["Session"]] = relationship()

def load(db: SQLSession): ...
"""
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
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from sqlalchemy import Engine, Row
    from sqlalchemy.sql.elements import ColumnElement

def is_engine(value: object) -> bool:
    from sqlalchemy.engine import Engine
    from sqlalchemy.engine.row import Row
    from sqlalchemy import ColumnElement
    return isinstance(value, Engine | Row | ColumnElement)
""",
            why="3: SQLAlchemy's own by a longer path",
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
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import sessionmaker
from app.settings import SETTINGS, engine, replica

Writing = sessionmaker(engine, class_=AsyncSession)
Reading = Writing
if SETTINGS.replica:
    Reading = sessionmaker(replica, class_=AsyncSession)
""",
            why="7: a factory, and another one where the settings ask for it",
        ),
        Good(
            """\
from sqlalchemy import insert

def add(connection, table):
    from sqlalchemy.dialects.postgresql import insert
    connection.execute(insert(table).on_conflict_do_nothing())
""",
            why="a function that needs what one database adds to `insert`",
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
