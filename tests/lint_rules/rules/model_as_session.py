"""Code that `model-as-session` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import SESSION

from lint_rules import Bad, Good

_MODEL = SESSION + "\n"


CASES = (
    Bad(
        _MODEL + "def f(db: Session): ...  # <- reported: `Session` denotes\n",
        fixed="""\
from sqlalchemy.orm import DeclarativeBase, Mapped, Session as SQLSession, mapped_column

class Base(DeclarativeBase): ...

class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)

def f(db: SQLSession): ...
""",
    ),
    Bad(
        _MODEL + "def f(conn: Session | None = None):  # <- reported\n    conn.add_all([])\n    conn.commit()\n",
        fixed="""\
from sqlalchemy.orm import DeclarativeBase, Mapped, Session as SQLSession, mapped_column

class Base(DeclarativeBase): ...

class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)

def f(conn: SQLSession | None = None):
    conn.add_all([])
    conn.commit()
""",
    ),
    Bad(
        _MODEL + "from typing import Optional\ndef f(store: 'Optional[Session]'):  # <- reported\n"
        "    return store.query(Session).all()\n",
        fixed="""\
from sqlalchemy.orm import DeclarativeBase, Mapped, Session as SQLSession, mapped_column

class Base(DeclarativeBase): ...

class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)

from typing import Optional
def f(store: 'Optional[SQLSession]'):
    return store.query(Session).all()
""",
    ),
    Bad(
        _MODEL + "from fastapi import Depends\nfrom app.db import get_db\n"
        "def f(connection: Session = Depends(get_db)): ...  # <- reported\n",
        fixed="""\
from sqlalchemy.orm import DeclarativeBase, Mapped, Session as SQLSession, mapped_column

class Base(DeclarativeBase): ...

class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)

from fastapi import Depends
from app.db import get_db
def f(connection: SQLSession = Depends(get_db)): ...
""",
    ),
    Bad(
        {
            "app/models.py": _MODEL,
            "app/api.py": """\
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.models import Session

def f(db: Session, rows: Sequence[Session]) -> None:  # <- reported
    db.add_all(rows)
""",
        },
        fixed={
            "app/api.py": """\
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session as SQLSession

    from app.models import Session

def f(db: SQLSession, rows: Sequence[Session]) -> None:
    db.add_all(rows)
"""
        },
        exempt={"decorated functions": "a decorator may read the annotations, so the import moves"},
    ),
    Bad(
        {
            "app/models.py": _MODEL,
            "app/api.py": """\
import app.models

async def f(session: app.models.Session) -> None:  # <- reported: annotate it with `sqlalchemy.ext.asyncio.AsyncSession`
    await session.commit()
""",
            "app/use.py": """\
from sqlalchemy import orm
from app import models

class Store:
    def __init__(self, db: models.Session) -> None:  # <- reported
        db.commit()
        self.session = db
""",
        },
        fixed={
            "app/api.py": """\
from sqlalchemy.ext.asyncio import AsyncSession

import app.models  # noqa: F401

async def f(session: AsyncSession) -> None:
    await session.commit()
""",
            "app/use.py": """\
from sqlalchemy import orm

class Store:
    def __init__(self, db: orm.Session) -> None:
        db.commit()
        self.session = db
""",
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        {
            "app/models.py": _MODEL,
            "app/t.py": """\
import os; from app.models import Session

def f(db: Session):  # <- reported
    db.commit()

def g(db: "Session", path: os.PathLike[str]):  # <- reported
    db.rollback()
""",
        },
        fixed={
            "app/t.py": """\
import os
from sqlalchemy.orm import Session as SQLSession

def f(db: SQLSession):
    db.commit()

def g(db: "SQLSession", path: os.PathLike[str]):
    db.rollback()
"""
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Good(
        "from dataclasses import dataclass\nfrom pydantic import BaseModel\n\n"
        "class Settings(BaseModel):\n    host: str\n    port: int\n    info: str = ''\n\n"
        "@dataclass\nclass Desk:\n    name: str\n    def open(self): ...\n\n"
        "def f(db: Settings):\n    return f'{db.host}:{db.port}', db.info, db.model_dump()\n\n"
        "def g(session: Desk | None):\n    if session:\n        session.open()\n\n"
        "class Store:\n    def __init__(self, db: Settings):\n        self.db = db\n\n"
        "    def at(self):\n        return self.db.host\n\n"
        "def h():\n    db: Settings = Settings(host='', port=1)\n    return db.port\n",
        why="a name of a session's, and the uses of what it is annotated with",
    ),
    Bad(
        "from pydantic import BaseModel\nclass Settings(BaseModel):\n    host: str\n"
        "def f(db: Settings):  # <- reported\n    print(db.host)\n    db.commit()\n",
        fixed="from pydantic import BaseModel\nfrom sqlalchemy.orm import Session\nclass Settings(BaseModel):\n    host: str\n"
        "def f(db: Session):\n    print(db.host)\n    db.commit()\n",
    ),
    Bad(
        "from sqlalchemy import create_engine\nfrom sqlalchemy.orm import sessionmaker\n\n"
        "SessionLocal = sessionmaker(bind=create_engine('sqlite://'))\n\n"
        "def f(db: SessionLocal):  # <- reported: an object and no type\n    db.commit()\n",
        fixed="from sqlalchemy import create_engine\nfrom sqlalchemy.orm import Session, sessionmaker\n\n"
        "SessionLocal = sessionmaker(bind=create_engine('sqlite://'))\n\n"
        "def f(db: Session):\n    db.commit()\n",
    ),
    Bad(
        """\
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import sessionmaker

AsyncLocal = sessionmaker(class_=AsyncSession)

async def other() -> AsyncLocal:  # <- reported: annotate `other()` with `AsyncSession`
    return AsyncLocal()
""",
        fixed="""\
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import sessionmaker

AsyncLocal = sessionmaker(class_=AsyncSession)

async def other() -> AsyncSession:
    return AsyncLocal()
""",
    ),
    Bad(
        """\
from collections.abc import Iterator
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker()
AsyncLocal = async_sessionmaker()

def one() -> SessionLocal:  # <- reported: an object and no type; annotate `one()` with `sqlalchemy.orm.Session`
    return SessionLocal()

def some() -> Iterator[SessionLocal]:  # <- reported
    yield SessionLocal()

async def other() -> AsyncLocal:  # <- reported: annotate `other()` with `sqlalchemy.ext.asyncio.AsyncSession`
    return AsyncLocal()

def factory() -> SessionLocal:
    return SessionLocal

def nothing() -> None:
    return None
""",
        fixed="""\
from collections.abc import Iterator
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker

SessionLocal = sessionmaker()
AsyncLocal = async_sessionmaker()

def one() -> Session:
    return SessionLocal()

def some() -> Iterator[Session]:
    yield SessionLocal()

async def other() -> AsyncSession:
    return AsyncLocal()

def factory() -> SessionLocal:
    return SessionLocal

def nothing() -> None:
    return None
""",
    ),
    Good(_MODEL + "def f(session: Session) -> int:\n    return session.id\n", why="an object of the model"),
    Good(
        {
            "app/database.py": "from dataclasses import dataclass\n@dataclass\nclass Database:\n    address: str\n",
            "app/run.py": """\
from sqlalchemy.orm import Session
from app.database import Database

class Step:
    def __init__(self, db: Database):
        self._db = db

class Scan(Step):
    def __init__(self, db: Database, table: str):
        super().__init__(db)
        self.steps = [Step(db)]

    @classmethod
    def made(cls, db: Database):
        cls.prepare(db)
        return cls(db, "")

    @classmethod
    def prepare(cls, db: Database): ...

class Source:
    def __init__(self):
        self.db: Database | None = None

def save(session: Session): session.commit()
""",
        },
        why="`db` may be any database: its name alone does not contradict a class that is not called a session",
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/t.py": """\
from typing import Annotated
from fastapi import Depends
from app.models import Session

def get_db(): ...

Db = Annotated[Session, Depends(get_db)]

def f(db: Db) -> str:  # <- reported: `Db` denotes `app.models.Session` (a mapped class) here, imported on line 3
    return db.query(Session).filter(Session.id == 1).one().id
""",
        },
        fixed={
            "app/t.py": """\
from typing import Annotated
from fastapi import Depends
from sqlalchemy.orm import Session as SQLSession
from app.models import Session

def get_db(): ...

Db = Annotated[SQLSession, Depends(get_db)]

def f(db: Db) -> str:
    return db.query(Session).filter(Session.id == 1).one().id
"""
        },
    ),
    Good(
        "from sqlalchemy.orm import Session\ndef f(db: Session):\n    db.commit()\n",
        why="SQLAlchemy's own class",
    ),
    Good(
        "class Store:\n    def query(self, text): ...\n    def commit(self): ...\n"
        "def f(db: Store):\n    db.query('x')\n    db.commit()\n",
        why="12: a wrapper of the project",
    ),
    Good(
        "from dataclasses import dataclass\n@dataclass\nclass Client:\n    host: str\n    def exec(self, command): ...\n"
        "def f(ssh: Client):\n    return ssh.exec('ls')\n",
        why="12: a dataclass that runs things itself",
    ),
    Good(
        {
            "app/models.py": _MODEL.replace("class Session", "class UserSession"),
            "app/api.py": """\
from fastapi import Depends
from app.models import UserSession
from app.web import found, shown

def get_session(token: str) -> UserSession: ...
def find_session(token: str):
    return found(token)

def current(session: UserSession = Depends(get_session)):
    return shown(session)
def other(mine: UserSession = Depends(find_session)):
    return shown(mine)
""",
        },
        why="a session of a user, which a function finds",
    ),
    Good(
        "import requests\ndef f(session: requests.Session):\n    session.get('/')\n",
        why="8: another library's session",
    ),
    Good(
        "from typing import Any\ndef f(db: Any, model, T=None):\n    return db.query(model).filter(T.id == 1)\n",
        why="12: anything dynamic",
    ),
    Good(
        "from sqlalchemy.orm import Session\n"
        "def f(db: Session):\n    db.commit()\n"
        "from app.models import Session as Model\n",
        why="14: an annotation is read where it stands",
    ),
    Bad(
        _MODEL
        + """\
from dataclasses import dataclass

class Store:
    db: Session  # <- reported: `db` is used as a database session, but `Session` denotes

    def save(self, row: object) -> None:
        self.db.add(row)
        self.db.commit()

@dataclass
class Box:
    store: Session | None = None  # <- reported
    row: Session | None = None

    def first(self) -> object:
        return self.store.query(Session).first(), self.row.id
""",
        fixed="""\
from sqlalchemy.orm import DeclarativeBase, Mapped, Session as SQLSession, mapped_column

class Base(DeclarativeBase): ...

class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)

from dataclasses import dataclass

class Store:
    db: SQLSession

    def save(self, row: object) -> None:
        self.db.add(row)
        self.db.commit()

@dataclass
class Box:
    store: SQLSession | None = None
    row: Session | None = None

    def first(self) -> object:
        return self.store.query(Session).first(), self.row.id
""",
    ),
    Bad(
        _MODEL
        + """\
class Store:
    store: Session  # <- reported: annotate it with `sqlalchemy.ext.asyncio.AsyncSession`

    async def save(self, row: object) -> None:
        self.store.add(row)
        await self.store.commit()

class Set:
    def __init__(self, store) -> None:
        self.store: Session = store  # <- reported: annotate it with `sqlalchemy.ext.asyncio.AsyncSession`

    async def save(self, row: object) -> None:
        self.store.add(row)
        await self.store.commit()

class Kept:
    def __init__(self, store: Session) -> None:  # <- reported: annotate it with `sqlalchemy.ext.asyncio.AsyncSession`
        self.store = store

    async def save(self, row: object) -> None:
        self.store.add(row)
        await self.store.commit()

async def save(make, row: object) -> None:
    store: Session = make()  # <- reported: annotate it with `sqlalchemy.ext.asyncio.AsyncSession`
    store.add(row)
    await store.commit()
""",
        fixed="""\
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase): ...

class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)

class Store:
    store: AsyncSession

    async def save(self, row: object) -> None:
        self.store.add(row)
        await self.store.commit()

class Set:
    def __init__(self, store) -> None:
        self.store: AsyncSession = store

    async def save(self, row: object) -> None:
        self.store.add(row)
        await self.store.commit()

class Kept:
    def __init__(self, store: AsyncSession) -> None:
        self.store = store

    async def save(self, row: object) -> None:
        self.store.add(row)
        await self.store.commit()

async def save(make, row: object) -> None:
    store: AsyncSession = make()
    store.add(row)
    await store.commit()
""",
    ),
    Good(
        _MODEL
        + """\
class Holder:
    session: Session
    kept: Session

    def first(self) -> int:
        return self.session.id

class Other:
    def save(self, row: object) -> None:
        self.kept.add(row)
        self.kept.commit()
""",
        why="another class's attribute of the name shows nothing, and neither does the name of a member",
    ),
    Bad(
        {
            "app/db.py": "from sqlalchemy import create_engine\nfrom sqlalchemy.ext.asyncio import async_sessionmaker\n"
            "from sqlalchemy.orm import scoped_session, sessionmaker\n\nSessionLocal = sessionmaker(create_engine('sqlite://'))\n"
            "Scoped = scoped_session(SessionLocal)\nAsyncLocal = async_sessionmaker()\n",
            "app/api.py": """\
from fastapi import Depends
from app.db import AsyncLocal, Scoped, SessionLocal

def get_db(): ...

def first(db: SessionLocal = Depends(get_db)):  # <- reported: `SessionLocal` is what `sqlalchemy.orm.sessionmaker(...)` returned, imported on line 2, an object and no type; annotate `db` with `sqlalchemy.orm.Session`
    return db

def second(session: Scoped | None): ...  # <- reported

def third(db: AsyncLocal): ...  # <- reported: with `sqlalchemy.ext.asyncio.AsyncSession`

def made(maker: SessionLocal):
    with maker() as db:
        return db
""",
        },
        fixed={
            "app/api.py": """\
from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from app.db import SessionLocal

def get_db(): ...

def first(db: Session = Depends(get_db)):
    return db

def second(session: Session | None): ...

def third(db: AsyncSession): ...

def made(maker: SessionLocal):
    with maker() as db:
        return db
"""
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
)
