"""Code that `ambiguous-star-import` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import SESSION

from lint_rules import Bad, Good

CASES = (
    Bad(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/api.py": "from app.models import *  # <- reported: `Session` in, which denotes `app.models.Session` (a mapped class) here and `sqlalchemy.orm.Session` (the database session class) in `app.db`\nKINDS = [Session]\n",
        }
    ),
    Bad(
        {
            "app/models/__init__.py": "from .session import *\n",
            "app/models/session.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/api.py": "from app.models import *  # <- reported: `app.models.session.Session`\nKINDS = [Session]\n",
        }
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/api.py": "from app.models import Session  # <- ambiguous-import\nKINDS = [Session]\n",
            "app/db.py": "from sqlalchemy.orm import *  # <- reported: `app.models.Session` (a mapped class) in `app.api`\nKINDS = [Session]\n",
            "app/engine.py": "from sqlalchemy.orm import Session\n",
        }
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/other.py": "class Thing: ...\n",
            "app/private.py": "__all__ = ['Thing']\nfrom app.models import Session as S, Base\nclass Thing: ...\n",
            "app/db.py": "from sqlalchemy.orm import Session as SQLSession\n",
            "app/api.py": "from app.models import *\nfrom app.other import *\nfrom app.private import *\n",
        },
        why="6: SQLAlchemy's is aliased everywhere, or the star does not bring it",
    ),
    Good(
        {
            "app/__init__.py": "",
            "app/models/__init__.py": "from .session import *\n",
            "app/models/session.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/session.py": "from sqlalchemy.orm import *\nfrom app.db import *\n",
        },
        why="3: a package hands its names on, and one object comes by several paths",
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "alembic/env.py": "from app.models import *  # noqa: F403\n\ntarget_metadata = Base.metadata\n",
        },
        why="a star that registers tables: the name is not used",
    ),
    Bad(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/all.py": "from app.models import *  # <- reported\n",
            "app/use.py": "from app.all import Session as Row\nKINDS = [Row]\n",
        }
    ),
    Good(
        {
            "app/models.py": SESSION,
            "app/db.py": "from sqlalchemy.orm import Session\n",
            "app/api.py": "from sqlalchemy.orm import Session\nfrom app.models import *  # <- shadowed-import\n",
        },
        why="a collision in the file itself is reported as one",
    ),
)
