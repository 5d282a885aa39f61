"""Code that `untyped-session` reports, and code that it is silent on."""

from __future__ import annotations

from lint_rules import Bad, Good

_MODEL = """\
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id: int

"""


_FOR_CHECKERS = """\
from __future__ import annotations
from typing import TYPE_CHECKING
from app.models import Order
if TYPE_CHECKING:
    import os

"""

CASES = (
    Bad(
        _MODEL + "def f(db):  # <- reported: `db` is used as a database session (`.query`)\n    db.query(Order)\n",
        fixed="""\
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id: int

def f(db: Session):
    db.query(Order)
""",
    ),
    Bad(
        _MODEL + "def f(db):  # <- reported\n    return db.get(Order, 1)\n",
        fixed="""\
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id: int

def f(db: Session):
    return db.get(Order, 1)
""",
    ),
    Bad(
        _MODEL + "async def f(session, n=1):  # <- reported: annotate it with `sqlalchemy.ext.asyncio.AsyncSession`\n"
        "    return await session.scalars(select(Order))\n",
        fixed="""\
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Session

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id: int

async def f(session: AsyncSession, n=1):
    return await session.scalars(select(Order))
""",
    ),
    Bad(
        _MODEL + "def f(db):  # <- reported: `sqlmodel.Session`\n    return db.exec(select(Order))\n",
        fixed="""\
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session
from sqlmodel import Session as SQLSession

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id: int

def f(db: SQLSession):
    return db.exec(select(Order))
""",
    ),
    Bad(
        _MODEL + "def f(s, rows):  # <- reported\n    s.add_all(rows)\n    s.commit()\n",
        fixed="""\
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id: int

def f(s: Session, rows):
    s.add_all(rows)
    s.commit()
""",
    ),
    Bad(
        _MODEL + "def f(\n    db=None,  # <- reported\n):\n    # why not\n    return db and db.get(Order, 1)\n",
        fixed="""\
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id: int

def f(
    db: Session | None = None,
):
    # why not
    return db and db.get(Order, 1)
""",
    ),
    Bad(
        _MODEL + "def f(*, db = make()):  # <- reported\n    db.query(Order)\n",
        fixed="""\
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id: int

def f(*, db: Session = make()):
    db.query(Order)
""",
    ),
    Bad(
        _MODEL + "def outer(Session):\n    def f(db):  # <- reported\n        db.query(Order)\n",
        fixed="""\
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session, Session as SQLSession

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id: int

def outer(Session):
    def f(db: SQLSession):
        db.query(Order)
""",
    ),
    Bad(
        {
            "app/models.py": _MODEL,
            "app/taken.py": _FOR_CHECKERS + "def load(db):  # <- reported\n    return db.query(Order)\n",
            "app/routes.py": "from fastapi import Depends\nfrom app.taken import load\ndef show(rows=Depends(load)): ...\n",
            "app/objects.py": _FOR_CHECKERS
            + "class Loads:\n    def __call__(self, db):  # <- reported\n        return db.query(Order)\n",
            "app/known.py": _FOR_CHECKERS.replace("import os", "from sqlalchemy.orm import Session")
            + "@routed\ndef load(db):  # <- reported\n    return db.query(Order)\n",
            "app/called.py": _FOR_CHECKERS + "def load(db):  # <- reported\n    return db.query(Order)\nload(1)\n",
        },
        fixed={
            "app/taken.py": _FOR_CHECKERS.replace(
                "import Order\n", "import Order\nfrom sqlalchemy.orm import Session\n"
            )
            + "def load(db: Session):\n    return db.query(Order)\n",
            "app/objects.py": _FOR_CHECKERS.replace(
                "import Order\n", "import Order\nfrom sqlalchemy.orm import Session\n"
            )
            + "class Loads:\n    def __call__(self, db: Session):\n        return db.query(Order)\n",
            "app/known.py": _FOR_CHECKERS.replace(
                "import Order\n", "import Order\nfrom sqlalchemy.orm import Session as SQLSession\n"
            ).replace("import os", "from sqlalchemy.orm import Session")
            + "@routed\ndef load(db: SQLSession):\n    return db.query(Order)\n",
            "app/called.py": _FOR_CHECKERS.replace(
                "    import os\n", "    import os\n\n    from sqlalchemy.orm import Session\n"
            )
            + "def load(db: Session):\n    return db.query(Order)\nload(1)\n",
        },
    ),
    Bad(
        {
            "app/models.py": _MODEL,
            "app/a.py": '"""What is ordered."""\nimport os\nimport re\n\nfrom app.models import Order\n\n'
            "def f(db):  # <- reported\n    return db.query(Order)\n",
            "app/b.py": '#!/usr/bin/env python\n"""What is ordered."""\n\nfrom __future__ import annotations\n\n'
            "def f(db):  # <- reported\n    from app import models\n    return db.query(models.Order)\n",
            "app/c.py": "from __future__ import annotations\nfrom typing import TYPE_CHECKING\n"
            "from app.models import Order\nif TYPE_CHECKING:\n    import os\n\n"
            "def f(db):  # <- reported\n    return db.query(Order)\n",
            "app/d.py": "from . import models\n\n@models.cached\n"
            "def f(db):  # <- reported\n    return db.query(models.Order)\n",
            "app/e.py": "import sqlalchemy.orm as orm\nfrom app.models import Order\n"
            "def f(db):  # <- reported\n    return db.query(Order)\n",
        },
        fixed={
            "app/a.py": '''\
"""What is ordered."""
import os
import re

from sqlalchemy.orm import Session

from app.models import Order

def f(db: Session):
    return db.query(Order)
''',
            "app/b.py": '''\
#!/usr/bin/env python
"""What is ordered."""

from __future__ import annotations

from sqlalchemy.orm import Session

def f(db: Session):
    from app import models
    return db.query(models.Order)
''',
            "app/c.py": """\
from __future__ import annotations
from typing import TYPE_CHECKING
from app.models import Order
if TYPE_CHECKING:
    import os

    from sqlalchemy.orm import Session

def f(db: Session):
    return db.query(Order)
""",
            "app/d.py": """\
from sqlalchemy.orm import Session

from . import models

@models.cached
def f(db: Session):
    return db.query(models.Order)
""",
            "app/e.py": """\
import sqlalchemy.orm as orm
from app.models import Order
def f(db: orm.Session):
    return db.query(Order)
""",
        },
    ),
    Bad(
        {
            "app/models.py": _MODEL,
            "app/a.py": "from sqlalchemy.orm import Session as SQLSession\n",
            "app/b.py": "from app.models import Order\ndef f(db):  # <- reported\n    return db.query(Order)\n",
            "app/c.py": "from sqlalchemy.orm import Session as SQLSession\n",
        },
        fixed={
            "app/b.py": """\
from sqlalchemy.orm import Session as SQLSession

from app.models import Order
def f(db: SQLSession):
    return db.query(Order)
"""
        },
    ),
    Good(
        {"tests/test_orders.py": _MODEL + "def made(db):\n    return db.query(Order)\n"},
        why="a test file: untyped there is said in strict projects only",
    ),
    Good(
        {"app/conftest.py": _MODEL + "def made(db):\n    return db.query(Order)\n"},
        why="pytest reads it",
    ),
    Good(
        _MODEL.replace("from", "import pytest\nfrom", 1)
        + "@pytest.fixture()\ndef order(db):\n    return db.query(Order).one()\n"
        "\ndef test_order(db, order):\n    assert db.query(Order).one() is order\n",
        why="fixtures and tests, wherever they stand",
        exempt={"renamed variables": "a test is known by its name"},
    ),
    Bad(
        {"tests/test_orders.py": _MODEL + "def test_orders(db):  # <- reported\n    assert db.query(Order).count()\n"},
        fixed={"tests/test_orders.py": _MODEL + "def test_orders(db: Session):\n    assert db.query(Order).count()\n"},
        settings={"strict": True},
    ),
    Good(_MODEL + "def f(db: Session):\n    db.query(Order)\n", why="annotated"),
    Good(_MODEL + "def f(conn):\n    conn.execute(select(Order))\n    conn.commit()\n", why="may be a Connection"),
    Good(
        _MODEL + "def f(c):\n    with c.begin_nested():\n        c.scalars(select(Order))\n",
        why="may be a Connection",
    ),
    Good("def f(cache, key):\n    cache.get(key, None)\n    cache.flush()\n", why="9: something else's get"),
    Good(
        _MODEL + "def f(handlers, default):\n    return handlers.get(Order, default)\n",
        why="9: a dict of classes",
    ),
    Good(
        _MODEL + "def f(db, key):\n    return db.get(Order, filters={'id': key}).data[0]\n",
        why="9: a wrapper, whose `get` takes what a session's does not",
    ),
    Good(
        _MODEL
        + "def f(db, key):\n    order = db.get(Order, key)\n    db.delete(model_class=Order, filters={'id': key})\n"
        "    return order\n",
        why="9: the same, shown by another method",
    ),
    Good(
        {
            "app/models.py": _MODEL,
            "app/manager.py": """\
class Manager:
    def query(self, model): ...

def get_db() -> Manager:
    return Manager()
""",
            "app/api.py": """\
from fastapi import Depends
from app.manager import get_db
from app.models import Order

def f(db=Depends(get_db)):
    return db.query(Order)
""",
        },
        why="9: a wrapper, as what gives it says",
    ),
    Bad(
        """\
import pytest
from sqlmodel import Field, Session, SQLModel, create_engine

class Voucher(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)

@pytest.fixture
def store():
    with Session(create_engine("sqlite://")) as session:
        yield session

@pytest.fixture
def voucher(store):  # <- reported: annotate it with `Session`
    made = Voucher()
    store.add(made)
    store.commit()
    store.refresh(made)
    return made
""",
        fixed="""\
import pytest
from sqlmodel import Field, Session, SQLModel, create_engine

class Voucher(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)

@pytest.fixture
def store():
    with Session(create_engine("sqlite://")) as session:
        yield session

@pytest.fixture
def voucher(store: Session):
    made = Voucher()
    store.add(made)
    store.commit()
    store.refresh(made)
    return made
""",
    ),
    Good(
        _MODEL + "class Repo:\n    def f(self, client):\n        client.query('x')\n        client.scan(Order)\n",
        why="9: a client that a session is not",
    ),
)
