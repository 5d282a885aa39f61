"""Code that `inconsistent-alias` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import SESSION

from lint_rules import Bad, Good

_SETTINGS = {"aliases": {"sqlalchemy.orm.Session": "SQLSession"}}


CASES = (
    Bad(
        {
            "app/a.py": "from sqlalchemy.orm import Session as SQLSession\n",
            "app/b.py": "from sqlalchemy.orm.session import Session as SQLSession\n",
            "app/c.py": """\
from sqlalchemy.orm import Session as OrmSession  # <- reported: `sqlalchemy.orm.Session` (the database session class) is called `OrmSession` here; `SQLSession` is what most of the project calls it

def f(db: "OrmSession | None") -> OrmSession | None:
    return db  # the same
""",
        },
        fixed={
            "app/c.py": """\
from sqlalchemy.orm import Session as SQLSession

def f(db: "SQLSession | None") -> SQLSession | None:
    return db  # the same
""",
        },
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/a.py": "from app.models import Session as ChatSession\n",
            "app/b.py": "from app.models import Session as ChatSession\n",
            "app/c.py": "from app.models import Session as S  # <- reported\n\nSQL = 1\nprint(S)\n",
        },
        fixed={"app/c.py": "from app.models import Session as ChatSession\n\nSQL = 1\nprint(ChatSession)\n"},
    ),
    Bad(
        {
            "app/a.py": "from sqlalchemy.orm import Session  # <- reported: `SQLSession` is the configured alias\n\n\n"
            "def f(db: Session) -> None: ...\n",
        },
        fixed={
            "app/a.py": "from sqlalchemy.orm import Session as SQLSession\n\n\ndef f(db: SQLSession) -> None: ...\n"
        },
        settings=_SETTINGS,
    ),
    Bad(
        {
            "app/a.py": "from sqlalchemy.orm import Session as Db  # <- reported\n",
            "app/b.py": "from app.a import Db\n",
        },
        settings=_SETTINGS,
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/a.py": "from sqlalchemy.orm import Session as SQLSession\n",
            "app/b.py": "from sqlalchemy.orm import Session as SQLSession\nfrom app.models import Session as ChatSession\n",
            "app/c.py": "from sqlalchemy.orm import Session\n",
            "app/d.py": "from app.models import Session as ChatSession\nfrom typing import List as L\n",
            "app/e.py": "from typing import List as Rows\nfrom requests import Session as HTTP\n",
        },
        why="one alias for each class, and a bare import where nothing is configured",
    ),
    Good(
        {"app/a.py": "from sqlalchemy.orm import Session as SQLSession\n"},
        why="the configured alias",
        settings=_SETTINGS,
    ),
)
