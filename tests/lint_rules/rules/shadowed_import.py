"""Code that `shadowed-import` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import SESSION, mapped, models

from lint_rules import Bad, Good

CASES = (
    Bad(
        {
            "app/models.py": models(mapped("Connection")),
            "app/api.py": """\
from app.models import Connection
from sqlalchemy import Connection, select  # <- reported
from sqlalchemy.orm import Session

def load(db: Session, conn: Connection):
    conn.execute(select(1))
    return db.query(Connection).filter(Connection.id == 1).order_by(Connection.id).one()
""",
        },
        fixed={
            "app/api.py": """\
from app.models import Connection as ModelConnection
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

def load(db: Session, conn: Connection):
    conn.execute(select(1))
    return db.query(ModelConnection).filter(ModelConnection.id == 1).order_by(ModelConnection.id).one()
"""
        },
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/api.py": """\
from sqlalchemy import select
from sqlalchemy.orm import Session
from app.models import Session  # <- reported

class Service:
    db: Session
    row: "Session | None" = None

    def __init__(self, db: Session) -> None:
        self.db = db

    def save(self) -> int:
        self.db.add(self.row)
        self.db.commit()
        return self.row.id

def listed(db: Session):
    return db.scalars(select(Session)).all()
""",
        },
        fixed={
            "app/api.py": """\
from sqlalchemy import select
from sqlalchemy.orm import Session
from app.models import Session as ModelSession

class Service:
    db: Session
    row: "ModelSession | None" = None

    def __init__(self, db: Session) -> None:
        self.db = db

    def save(self) -> int:
        self.db.add(self.row)
        self.db.commit()
        return self.row.id

def listed(db: Session):
    return db.scalars(select(ModelSession)).all()
"""
        },
    ),
    Bad(
        {
            "app/models.py": SESSION,
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
            "app/models.py": SESSION,
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
            "app/models.py": SESSION,
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
from pydantic import BaseModel
class Session(BaseModel): ...
""",
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        {
            "app/models.py": SESSION,
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
            "app/models.py": SESSION,
            "app/job.py": """\
from sqlalchemy.orm import Session
from app.models import *  # <- reported
""",
        },
        fixed={"app/job.py": "from app.models import *\n"},
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        {
            "app/models.py": SESSION,
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
            "app/models.py": SESSION,
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
            "app/models.py": SESSION,
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
            "app/models.py": SESSION,
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
            "app/models.py": SESSION,
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
            "app/models.py": SESSION,
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
            "app/media/transcription.py": SESSION,
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
            "app/models.py": SESSION,
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
            "app/models.py": SESSION,
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
            "app/models.py": SESSION,
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
            "app/models.py": SESSION,
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
            "app/models.py": SESSION,
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
    Bad(
        {
            "app/models.py": SESSION,
            "app/api.py": """\
class Result:
    code: int

class Result:  # <- reported: defined on line 1; give one of them another name
    code: str

def looped(paths):
    for path in paths:
        if path:
            class Row:
                code = 0
            continue
    class Row:  # <- reported
        code = 1
    return Row()

import app.models
""",
        },
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/api.py": """\
import app.models

def returned(path):
    if path:
        class Row:
            code = 0
        return Row()
    class Row:
        code = 1
    return Row()

def raised(path):
    match path:
        case "":
            from app.models import Session
            raise KeyError(Session)
    from sqlalchemy.orm import Session
    return Session

def nested(path, loud):
    if path:
        from app.models import Session
        if loud:
            print(Session)
            return 1
        else:
            raise KeyError(Session)
    from sqlalchemy.orm import Session
    return Session
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
            "app/models.py": SESSION,
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
    Bad(
        {
            "app/db.py": "from sqlalchemy.orm import sessionmaker\n\nSession = sessionmaker()\n",
            "app/job.py": """\
import os
from sqlalchemy.orm import Session, selectinload

from app.db import Session  # <- reported

def run() -> None:
    with Session() as db:
        db.commit()
""",
        },
        fixed={
            "app/job.py": """\
import os
from sqlalchemy.orm import selectinload

from app.db import Session

def run() -> None:
    with Session() as db:
        db.commit()
"""
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        {
            "app/db.py": "from sqlalchemy.orm import sessionmaker\n\nSession = sessionmaker()\n",
            "app/job.py": """\
from sqlalchemy.orm import (
    Session,
    selectinload,
)
from app.db import Session  # <- reported

def run() -> None:
    with Session() as db:
        db.commit()
""",
        },
        fixed={
            "app/job.py": """\
from sqlalchemy.orm import (
    selectinload,
)
from app.db import Session

def run() -> None:
    with Session() as db:
        db.commit()
"""
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        {
            "app/db.py": "from sqlalchemy.orm import sessionmaker\n\nSession = sessionmaker()\n",
            "app/job.py": """\
from sqlalchemy.orm import Session  # noqa: F401
from app.db import Session  # <- reported

Session.remove()
""",
        },
        fixed={
            "app/job.py": """\
from sqlalchemy.orm import Session as SQLSession  # noqa: F401
from app.db import Session

Session.remove()
"""
        },
    ),
    Bad(
        {
            "app/schemas.py": "from pydantic import BaseModel\n\nclass Session(BaseModel):\n    id: int\n",
            "app/api.py": """\
from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session, sessionmaker
from app.schemas import Session  # <- reported

router = APIRouter()

def get_db():
    with sessionmaker()() as db:
        yield db

@router.get("/", response_model=list[Session])
def page(db: Session = Depends(get_db)):
    return []

@router.get("/one", response_model=Session)
def one(db: Session = Depends(get_db)):
    return {"id": 1}
""",
        },
        fixed={
            "app/api.py": """\
from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session, sessionmaker
from app.schemas import Session as SchemasSession

router = APIRouter()

def get_db():
    with sessionmaker()() as db:
        yield db

@router.get("/", response_model=list[SchemasSession])
def page(db: Session = Depends(get_db)):
    return []

@router.get("/one", response_model=SchemasSession)
def one(db: Session = Depends(get_db)):
    return {"id": 1}
"""
        },
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/api.py": """\
from sqlalchemy.orm import Session
from app.models import Session  # <- reported

class Repo(Generic[Session]): ...

def find(db: Session, row=Session, **kw):
    match row:
        case Session(id=1):
            return db.query(row).all()
    return Session(**kw), [Session], type(row) is Session, eval("Session")
""",
        },
        fixed={
            "app/api.py": """\
from sqlalchemy.orm import Session as SQLSession
from app.models import Session

class Repo(Generic[Session]): ...

def find(db: SQLSession, row=Session, **kw):
    match row:
        case Session(id=1):
            return db.query(row).all()
    return Session(**kw), [Session], type(row) is Session, eval("Session")
"""
        },
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/t.py": "from sqlalchemy.orm import Session\nmaker = Session\ndel Session\nfrom app.models import Session\n",
        },
        why="`del` ends the first binding before the second is made",
    ),
    Bad(
        {
            "app/models.py": models(mapped("Connection")),
            "app/b.py": """\
from sqlalchemy import Connection
from app.models import Connection  # <- reported

def page(conn: Connection):  # <- model-as-session: annotate it with `sqlalchemy.Connection`
    return conn.execute("select 1")
""",
        },
        fixed={
            "app/b.py": """\
from sqlalchemy import Connection

def page(conn: Connection):
    return conn.execute("select 1")
"""
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/db.py": """\
from typing import Annotated
from fastapi import Depends
from sqlalchemy.orm import Session
from app.models import Session  # <- reported

def get_db(): ...

Db = Annotated[Session, Depends(get_db)]
Row = Session
""",
            "app/api.py": "from app.db import Db\n\ndef f(db: Db):  # <- model-as-session\n    db.commit()\n",
        },
        fixed={
            "app/db.py": """\
from typing import Annotated
from fastapi import Depends
from sqlalchemy.orm import Session
from app.models import Session as ModelSession

def get_db(): ...

Db = Annotated[Session, Depends(get_db)]
Row = ModelSession
"""
        },
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "tests/conftest.py": """\
import pytest
from sqlalchemy.orm import sessionmaker
from app import models

@pytest.fixture
def store():
    with sessionmaker()() as opened:
        yield opened

@pytest.fixture
def lesson():
    return models.Session(id=1)
""",
            "tests/unit/test_page.py": """\
from sqlalchemy.orm import Session
from app.models import Session  # <- reported

def test_page(store: Session, lesson: Session):
    print(store, lesson)
""",
        },
        fixed={
            "tests/unit/test_page.py": """\
from sqlalchemy.orm import Session
from app.models import Session as ModelSession

def test_page(store: Session, lesson: ModelSession):
    print(store, lesson)
"""
        },
        exempt={"renamed variables": "a fixture is found by the name of the parameter"},
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/kinds.py": """\
from typing import TypeVar
from sqlalchemy.orm import Session
from app.models import Session  # <- reported

Bound = TypeVar("Bound", bound="Session")
""",
            "app/all.py": "from app.kinds import *\n",
        },
        fixed={
            "app/kinds.py": """\
from typing import TypeVar
from app.models import Session

Bound = TypeVar("Bound", bound="Session")
"""
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/kinds.py": """\
from app.models import Session

def run():
    from sqlalchemy.orm import Session  # <- reported
    with Session() as db:
        db.commit()
""",
            "app/all.py": "from app import kinds\n\nkinds.Session\n",
        },
        fixed={
            "app/kinds.py": """\
from app.models import Session

def run():
    from sqlalchemy.orm import Session as SQLSession
    with SQLSession() as db:
        db.commit()
"""
        },
    ),
    Good(
        """\
from sqlalchemy.orm import Session
class Session(Session):
    pass
""",
        why="a class that extends the imported one on purpose",
    ),
    Bad(
        {
            "app/orm.py": SESSION + "\nclass Job(Base):\n    __tablename__ = 'job'\n",
            "app/domain.py": "from dataclasses import dataclass\n\n@dataclass\nclass Job:\n    id: int\n",
            "app/assigned.py": """\
from sqlalchemy.orm import Session
from app import orm
Session = orm.Session  # <- reported: denotes `app.orm.Session` (a mapped class) and hides `sqlalchemy.orm.Session`

def f(db: Session):  # <- model-as-session
    return db.query(Session).first()
""",
            "app/sqlmodels.py": """\
from sqlmodel import Session, select
from sqlalchemy.orm import Session  # <- reported: and hides `sqlmodel.Session` (the database session class), imported on line 1; it has no `exec`, which this file calls
from app.orm import Job

def f(db: Session):
    return db.exec(select(Job)).first()
""",
        },
        fixed={
            "app/assigned.py": """\
from sqlalchemy.orm import Session as SQLSession
from app import orm
Session = orm.Session

def f(db: SQLSession):
    return db.query(Session).first()
""",
            "app/sqlmodels.py": """\
from sqlmodel import Session, select
from app.orm import Job

def f(db: Session):
    return db.exec(select(Job)).first()
""",
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        {
            "app/orm.py": SESSION + "\nclass Job(Base):\n    __tablename__ = 'job'\n",
            "app/domain.py": "from dataclasses import dataclass\n\n@dataclass\nclass Job:\n    id: int\n",
            "app/modules.py": """\
from app import orm as models
from app import domain as models  # <- reported: `models` denotes `app.domain` (a module) and hides `app.orm` (a module)

def f(rows) -> list[models.Job]:
    return [models.Job(row) for row in rows]
""",
        }
    ),
    Good(
        {
            "app/orm.py": SESSION,
            "app/domain.py": "class Note: ...\n",
            "app/api.py": """\
from sqlalchemy.orm import Session
from app import orm
from app import orm as stored
from app import domain as stored

Session = Session

def f(db: Session):
    return db.query(orm.Session).first(), stored.Note()
""",
        },
        why="the same class again, and a module none of whose classes is meant",
    ),
    Bad(
        {
            "app/orm.py": SESSION + "\nclass Connection(Base):\n    __tablename__ = 'connection'\n",
            "app/api.py": """\
import sqlalchemy
from sqlalchemy import Connection
from app.orm import Connection  # <- reported: hides `sqlalchemy.Connection`
from app.orm import Connection

def rows(db):
    return db.query(Connection).all()

def ask(conn: Connection) -> int:
    return conn.execute(sqlalchemy.text("SELECT 1")).scalar_one()
""",
        }
    ),
)
