"""One file -> the names that one scope binds to two origins."""

from __future__ import annotations

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf

FILES = {
    "models.py": "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): ...\nclass Session(Base): ...\n"
    "class Other(Base): ...\n",
    "plain.py": "class Session: ...\nclass Other: ...\n",
    "passed_on.py": "from models import Session\n",
}
COLLISIONS = {
    "from sqlalchemy.orm import Session\nfrom models import Session": ["2 sqlalchemy.orm.Session > models.Session"],
    "from models import Session\nfrom sqlalchemy.orm import Session": ["2 models.Session > sqlalchemy.orm.Session"],
    "from models import Session\nfrom plain import Session": ["2 models.Session > plain.Session"],
    "from sqlalchemy.orm import Session\nfrom models import *": ["2 sqlalchemy.orm.Session > models.Session"],
    "from models import *\nfrom sqlalchemy.orm import Session": ["2 models.Session > sqlalchemy.orm.Session"],
    "from models import Other as Session\nfrom sqlalchemy.orm import Session": [
        "2 models.Other > sqlalchemy.orm.Session"
    ],
    "from sqlalchemy.orm import Session\nclass Session: ...": ["2 sqlalchemy.orm.Session > main.Session"],
    "from models import Session\nif y:\n    from plain import Session": ["3 models.Session > plain.Session"],
    "if y:\n    from models import Session\nfrom plain import Session": ["3 models.Session > plain.Session"],
    "from models import Session\ndef f():\n    from plain import Session": ["3 models.Session > plain.Session"],
    "def f():\n    from models import Session\n    from plain import Session": ["3 models.Session > plain.Session"],
    "class C:\n    from models import Session\n    from plain import Session": ["3 models.Session > plain.Session"],
    "from models import Session\nfrom plain import Session\nfrom sqlalchemy.orm import Session": [
        "2 models.Session > plain.Session",
        "3 plain.Session > sqlalchemy.orm.Session",
    ],
    "from models import Session\nfrom passed_on import Session": [],
    "from models import Session\nfrom models import Session as Session": [],
    "if y:\n    from models import Session\nelse:\n    from plain import Session": [],
    "try:\n    from models import Session\nexcept ImportError:\n    from plain import Session": [],
    "from models import Session as A\nfrom plain import Session as B": [],
    "from json import loads\nfrom ujson import loads": [],
    "from nowhere import Session\nfrom plain import Session": [],
    "from models import Session\nSession = f()": [],
    "from models import Session\nclass Session(Session): ...": [],
    "def f():\n    from models import Session\ndef g():\n    from plain import Session": [],
    "class C:\n    from models import Session\n    def f(self):\n        from plain import Session": [],
}


@pytest.mark.parametrize("source", COLLISIONS)
def test_the_collisions_of(source: str, project_of: ProjectOf) -> None:
    module = project_of({**FILES, "main.py": source + "\n"}).open("main.py")
    found = [
        f"{module.binding_place(one.later)[1].start.row} {getattr(one.was, 'qualified_name', '?')} > "
        f"{getattr(one.becomes, 'qualified_name', '?')}"
        for one in module.collisions
    ]
    assert found == COLLISIONS[source]
