"""Code that `ambiguous-import` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import SESSION

from lint_rules import Bad, Good

CASES = (
    Bad(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/api.py": "from app.models import Session  # <- reported: `sqlalchemy.orm.Session` (the database session class) in `app.db`\nKINDS = [Session]\n",
        },
        fixed={"app/api.py": "from app.models import Session as ModelSession\nKINDS = [ModelSession]\n"},
    ),
    Bad(
        {
            "app/__init__.py": "",
            "app/models/__init__.py": "from .session import Session\n",
            "app/models/session.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/api/views.py": "from ..models import Session  # <- reported: `app.models.session.Session`\nKINDS = [Session]\n",
            "app/api/__init__.py": "",
        },
        fixed={"app/api/views.py": "from ..models import Session as ModelSession\nKINDS = [ModelSession]\n"},
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/api.py": """\
from app.models import (  # what is stored
    Base,
    Session,  # <- reported
)  # the models

def load(rows: "list[Session]", Model=Session) -> "Session":
    \"\"\"Return a Session.\"\"\"
    return [row for row in rows if isinstance(row, Session)][0]
""",
        },
        fixed={
            "app/api.py": '''\
from app.models import (  # what is stored
    Base,
    Session as ModelSession,
)  # the models

def load(rows: "list[ModelSession]", Model=ModelSession) -> "ModelSession":
    """Return a Session."""
    return [row for row in rows if isinstance(row, ModelSession)][0]
'''
        },
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/tried.py": """\
try:
    from app.models import Session  # <- reported
except ImportError:
    Session = None
print(Session)
""",
            "app/exported.py": "from app.models import Session  # <- reported\n__all__ = ['Session']\n",
            "app/taken.py": "from app.models import Session  # <- reported\n",
            "app/takes.py": "from app import taken\ntaken.Session\n",
            "app/linked.py": """\
from typing import TYPE_CHECKING
from sqlalchemy.orm import Mapped, relationship
from app.models import Base
if TYPE_CHECKING:
    from app.models import Session

class Owner(Base):
    __tablename__ = "owner"
    sessions: Mapped[list["Session"]] = relationship()
""",
        }
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/domain.py": "from dataclasses import dataclass\n\n@dataclass\nclass Session: ...\n",
            "app/api.py": "from app.domain import Session  # <- reported: and `app.models.Session` (a mapped class) in `app.store`; import this class under an alias\nKINDS = [Session]\n",
            "app/store.py": "from app.models import Session\n",
        },
        fixed={"app/api.py": "from app.domain import Session as DomainSession\nKINDS = [DomainSession]\n"},
        settings={"project-collisions": True},
    ),
    Bad(
        {
            "app/users.py": SESSION + "\nclass User(Base):\n    __tablename__ = 'user'\n",
            "app/schemas.py": "from pydantic import BaseModel\n\nclass User(BaseModel): ...\n\nclass Item(BaseModel): ...\n",
            "app/items.py": "from pydantic import BaseModel\n\nclass Item(BaseModel): ...\n",
            "app/a.py": "from app.items import Item\nfrom app.schemas import User  # <- reported: `app.users.User` (a mapped class) in `app.b`\nKINDS = [User]\n",
            "app/b.py": "from app.schemas import Item\nfrom app.users import User\n",
        },
        fixed={
            "app/a.py": "from app.items import Item\nfrom app.schemas import User as SchemasUser\nKINDS = [SchemasUser]\n"
        },
        settings={"project-collisions": True},
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/migrations/shared.py": SESSION,
            "app/migrations/first.py": "from app.migrations.shared import Session\n",
            "app/store.py": "from app.models import Session\n",
        },
        why="13: models declared again for migrations",
        settings={"project-collisions": True},
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/domain.py": "class Session: ...\n",
            "app/api.py": "from app.domain import Session\n",
            "app/store.py": "from app.models import Session\n",
        },
        why="two classes of the project count only with project-collisions",
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/domain.py": "class Session: ...\n",
            "app/api.py": "from app.domain import Session as DomainSession\n",
            "app/store.py": "from app.models import Session\n",
            "app/both.py": "from app import domain, models\n",
        },
        why="5: classes of the project aliased apart",
        settings={"project-collisions": True},
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session as SQLSession\n",
            "app/api.py": "from app.models import Session\n",
        },
        why="6: a model named Session where SQLAlchemy's is aliased everywhere",
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/api.py": "from app.models import Session as TranscriptionSession\n",
        },
        why="6: the model is aliased everywhere",
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/api.py": "from app.models import Session\nfrom sqlalchemy.orm import Session  # <- shadowed-import\n",
            "app/views.py": "from app.models import Session  # <- reported\nKINDS = [Session]\n",
        },
        fixed={"app/views.py": "from app.models import Session as ModelSession\nKINDS = [ModelSession]\n"},
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/kinds.py": "from app.models import Session as Session  # <- reported\n",
            "app/exports.py": "from app.models import Session  # <- reported\n__all__ = ['Session']\n",
            "app/examples.py": "from app.models import Session  # <- reported\ndef f():\n    '''>>> Session.id'''\n",
            "app/patched.py": "from app.models import Session  # <- reported\n",
            "app/moved.py": "from app.models import Session  # <- reported\n",
            "app/test_all.py": "from app import moved as m\npatch('app.patched.Session')\nm.Session\n",
        },
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/api.py": "from app.models import Session  # <- reported\n\ndef find(name):\n    return globals()[name]\n",
        },
        fixed={
            "app/api.py": "from app.models import Session as ModelSession\n\ndef find(name):\n    return globals()[name]\n"
        },
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/person.py": """\
from __future__ import annotations
from typing import TYPE_CHECKING
from sqlalchemy.orm import Mapped, relationship
from app.models import Base

if TYPE_CHECKING:
    from app.models import Session

class Person(Base):
    __tablename__ = "person"
    sessions: Mapped[list[Session]] = relationship()
""",
        },
        why="SQLAlchemy looks the class up by this name when it runs",
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "alembic/env.py": "from app.models import Base, Session\n\ntarget_metadata = Base.metadata\n",
            "create_tables.py": "from app.models import Base, Session  # noqa: F401\n\nBase.metadata.create_all()\n",
        },
        why="imports that register tables, and whose names nothing uses",
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/api.py": "from app.models import Session\nfrom requests import Session as HTTP\n",
        },
        why="6: nobody imports SQLAlchemy's",
    ),
)
