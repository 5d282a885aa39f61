"""Code that `misleading-alias` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import mapped, models

from lint_rules import Bad, Good

_MODELS = models(mapped("Session"), mapped("TranscriptionSession"))


_SCHEMAS = """\
from pydantic import BaseModel

class UserRead(BaseModel): ...

class Session(BaseModel): ...
"""


CASES = (
    Bad(
        {
            "app/models.py": _MODELS,
            "app/api.py": """\
from sqlalchemy.orm import Session as TranscriptionSession  # <- reported: `TranscriptionSession` is an alias of `sqlalchemy.orm.Session` (the database session class) here, and the name of `app.models.TranscriptionSession` (a mapped class)

def f(db: TranscriptionSession) -> None:
    db.commit()  # a comment
""",
        },
        fixed={
            "app/api.py": """\
from sqlalchemy.orm import Session as SQLSession

def f(db: SQLSession) -> None:
    db.commit()  # a comment
"""
        },
    ),
    Bad(
        {
            "app/models.py": _MODELS,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/api.py": """\
from app.models import TranscriptionSession as Session  # <- reported: in `app.db` it is `sqlalchemy.orm.Session`

def f() -> Session:
    return Session()
""",
        },
        fixed={
            "app/api.py": """\
from app.models import TranscriptionSession

def f() -> TranscriptionSession:
    return TranscriptionSession()
"""
        },
    ),
    Bad(
        {
            "app/users.py": _MODELS + "\nclass User(Base):\n    __tablename__ = 'user'\n",
            "app/schemas.py": _SCHEMAS,
            "app/api.py": "from app.schemas import UserRead as User  # <- reported: the name of `app.users.User`\n\nprint(User)\n",
        },
        fixed={"app/api.py": "from app.schemas import UserRead\n\nprint(UserRead)\n"},
    ),
    Bad(
        {
            "app/models.py": _MODELS,
            "app/a.py": "from app.models import Session as DBSession  # <- reported: in `app.b` it is one of\n\nprint(DBSession)\n",
            "app/b.py": "from sqlalchemy.orm import Session as DBSession  # <- reported: in `app.a` it is one of\n\nprint(DBSession)\n",
        },
        fixed={
            "app/a.py": "from app.models import Session as ModelSession\n\nprint(ModelSession)\n",
            "app/b.py": "from sqlalchemy.orm import Session as DBSession\n\nprint(DBSession)\n",
        },
    ),
    Good(
        {
            "app/models.py": _MODELS,
            "app/schemas.py": _SCHEMAS,
            "app/api.py": """\
from sqlalchemy.orm import Session as SQLSession
from app.models import Session as SessionORM
from app.schemas import Session as SessionSchema
from app.models import TranscriptionSession as TranscriptionSession
""",
            "app/other.py": "from sqlalchemy.orm import Session as SQLSession\n",
        },
        why="5: classes aliased apart",
    ),
    Good(
        {
            "app/models.py": _MODELS + "\nclass Special(Session): ...\n",
            "app/db.py": "from sqlalchemy.orm import Session\nclass DBSession(Session): ...\n",
            "app/api.py": """\
from sqlalchemy.orm import Session as DBSession
from app.models import Session as Special
from sqlmodel import Session as SQLModelSession
""",
            "app/web.py": "from sqlmodel import Session as Session\nfrom requests import Session as TranscriptionSession\n",
        },
        why="3, 8: a class called by the name of its own child, one object by several paths, other libraries",
    ),
    Good(
        {
            "app/models.py": _MODELS,
            "app/api.py": """\
try:
    from app.new import Missing as TranscriptionSession
except ImportError:
    from app.models import TranscriptionSession
""",
        },
        why="1: branches exclude each other",
    ),
)
