"""Code that `session-built-as-model` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import mapped, models

from lint_rules import Bad, Good

_MODELS = models(mapped("Session", "title: Mapped[str]"))


CASES = (
    Bad(
        {
            "app/models.py": _MODELS,
            "app/api.py": """\
from sqlalchemy.orm import Session as DatabaseSession
from app.models import Session
from sqlalchemy.orm import Session  # <- shadowed-import

def start(db: DatabaseSession, title: str) -> None:
    db.add(Session(title=title))  # <- reported: `Session` denotes `sqlalchemy.orm.Session` (the database session class) here, imported on line 3, which takes no `title=`; it is called as a model is; use the mapped class `app.models.Session`
""",
        },
    ),
    Bad(
        {
            "app/models.py": _MODELS,
            "app/api.py": """\
from sqlalchemy import orm
from sqlalchemy.ext.asyncio import AsyncSession
from app.models import Session as Recording

def start(db, title):
    db.add(orm.Session(id=1, title=title))  # <- reported: which takes no `id=`, `title=`
    # keep this
""",
        },
        fixed={
            "app/api.py": """\
from sqlalchemy.ext.asyncio import AsyncSession
from app.models import Session as Recording

def start(db, title):
    db.add(Recording(id=1, title=title))
    # keep this
""",
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        {
            "app/models.py": _MODELS,
            "app/api.py": """\
from sqlalchemy.orm import Session

def start(db: Session, title: str) -> None:
    db.add(Session(title=title))  # <- reported
""",
        },
        fixed={
            "app/api.py": """\
from sqlalchemy.orm import Session

from app.models import Session as ModelSession

def start(db: Session, title: str) -> None:
    db.add(ModelSession(title=title))
""",
        },
    ),
    Bad(
        "from sqlmodel import Session\n\n"
        "def start(engine):\n    return Session(engine, user_id=1)  # <- reported: it is called as a model is\n"
    ),
    Good(
        {
            "app/models.py": _MODELS,
            "app/api.py": """\
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session as SQLSession, scoped_session, sessionmaker
from app.models import Session

def run(engine, options):
    with SQLSession(engine, autoflush=False, expire_on_commit=False, info={}) as db:
        db.add(Session(id=1, title="x"))
    AsyncSession(bind=engine, sync_session_class=SQLSession)
    SQLSession(bind=engine, **options)
    scoped_session(session_factory=sessionmaker(), scopefunc=None)
    sessionmaker(engine, class_=SQLSession, anything=1)
""",
        },
        why="a session built as one, and a model built as one",
    ),
    Good(
        """\
import boto3
import requests
from sqlalchemy.orm import Session

class Tenant(Session):
    def __init__(self, *, tenant):
        super().__init__()

Tenant(tenant=1)
boto3.Session(region_name="x")
requests.Session(hooks=1)
""",
        why="8: other libraries' sessions, and a session class with keywords of its own",
    ),
)
