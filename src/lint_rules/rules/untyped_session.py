"""A parameter is used as a database session and has no annotation.

## What it does
Reports parameters without an annotation whose uses leave no doubt: `.query(Model)`, `.get(Model, key)` or
`.execute(select(...))` on a class or statement known to be SQLAlchemy's, or several methods that only a database session
has, in a file that imports SQLAlchemy or a relative.

## Why is this bad?
Without the annotation everything that the session returns is `Any`: type checkers check no query and no row of it, and
no reader can tell a `Session` from an `AsyncSession`.

## Example
```python
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase): ...


class Invoice(Base):
    __tablename__ = "invoice"


def load(db):
    return db.query(Invoice).all()
```

## Use instead
```python
from sqlalchemy.orm import DeclarativeBase, Session


class Base(DeclarativeBase): ...


class Invoice(Base):
    __tablename__ = "invoice"


def load(db: Session) -> list[Invoice]:
    return db.query(Invoice).all()
```

## Fix safety
Unsafe: some frameworks read annotations at run time.

## References
- [Session API](https://docs.sqlalchemy.org/en/20/orm/session_api.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules import known_names
from lint_rules.diagnostic import Finding, Fix, Safety
from lint_rules.fixes.replace import session_name
from lint_rules.rule import Bad, Good, Rule
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.index.prefilter import any_of
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.scopes.defaults import default_among
from lint_rules.semantic.scopes.reachability import is_none
from lint_rules.semantic.sessions.uses import SessionUse
from lint_rules.source.spans import Edit, Span

_FEW = 2


def check(function: ast.FunctionDef | ast.AsyncFunctionDef, module: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each parameter that holds a session and does not say so."""
    for parameter, binding in module.parameters(function):
        is_open = parameter.annotation is None and parameter.arg not in {"self", "cls"}
        if is_open and module.is_telling(parameter.arg):
            held = module.held(binding)
            is_session = held.fits_session and _is_evident(parameter, held, module)
            if is_session and not module.is_wrapper(default_among(function.args, parameter)):
                repair = partial(_repair, parameter, function, held, module)
                yield Finding(module.name_span(parameter), _message(parameter, held, module), repair=repair)


def _is_evident(parameter: ast.arg, held: SessionUse, module: SemanticModel) -> bool:
    calls = [call for name in held.calls for call in held.calls[name]]
    taking = [method for call in calls for method in _taking_mapped_class(call, module)]
    if any(method != "get" for method in taking):
        return True
    # A dict has a `get`, and a Connection runs statements: there the name has to speak for a session.
    if module.is_session_like(parameter.arg) and (taking or any(_takes_statement(call, module) for call in calls)):
        return True
    orm_only = held.attributes & known_names.ORM_METHODS
    return bool(orm_only) and len(held.attributes) >= _FEW and module.uses_framework()


def _taking_mapped_class(call: ast.Call, module: SemanticModel) -> Iterator[str]:
    """Yield the method: of `query(Model)`, `query(Model.id)`, `get(Model, key)`."""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if method == "query" or (method in {"get", "get_one"} and len(call.args) + len(call.keywords) > 1):
        for argument in call.args:
            inner = argument.value if isinstance(argument, ast.Attribute) else argument
            if any(module.kind(module.resolve(one)) is ClassKind.MAPPED for one in (argument, inner)):
                yield method


def _takes_statement(call: ast.Call, module: SemanticModel) -> bool:
    """`scalars(select(...))`; `execute(...)` alone is a Connection's as well."""
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr in {"scalars", "scalar", "execute", "exec", "stream_scalars"}
        and bool(call.args)
        and module.is_query(call.args[0])
    )


def _message(parameter: ast.arg, held: SessionUse, module: SemanticModel) -> str:
    shown = ", ".join(f"`.{name}`" for name in sorted(held.calls)[:3])
    return (
        f"`{parameter.arg}` is used as a database session ({shown}) and has no annotation; "
        f"annotate it with `{_session_class(held, module)}`"
    )


def _session_class(held: SessionUse, module: SemanticModel) -> str:
    """Return the class that the uses show: awaited is asynchronous, `exec` is SQLModel's."""
    calls = [call for name in held.calls for call in held.calls[name]]
    awaited = any(isinstance(module.parent(call), ast.Await) for call in calls)
    if "exec" in held.calls:
        return "sqlmodel.ext.asyncio.session.AsyncSession" if awaited else "sqlmodel.Session"
    return "sqlalchemy.ext.asyncio.AsyncSession" if awaited else "sqlalchemy.orm.Session"


def _repair(
    parameter: ast.arg, function: ast.FunctionDef | ast.AsyncFunctionDef, held: SessionUse, module: SemanticModel
) -> Fix | None:
    wanted = _session_class(held, module)
    name, edits = session_name(wanted, parameter, module)
    default = default_among(function.args, parameter)
    end = module.span(parameter).end
    if default is None:
        return Fix(f"Annotate with {wanted}", (*edits, Edit(Span(end, end), f": {name}")), Safety.UNSAFE)
    gap = Span(end, module.span(default).start)
    if module.text_at(gap).strip() != "=":
        return None
    optional = " | None" if is_none(default) else ""
    return Fix(f"Annotate with {wanted}", (*edits, Edit(gap, f": {name}{optional} = ")), Safety.UNSAFE)


_MODEL = """\
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id: int

"""

RULE = Rule(
    check=check,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    needs=any_of(
        *(f".{name}".encode() for name in ("query", "get", "scalars", "exec", *sorted(known_names.ORM_METHODS)))
    ),
    cases=(
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
            _MODEL
            + "async def f(session, n=1):  # <- reported: annotate it with `sqlalchemy.ext.asyncio.AsyncSession`\n"
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
        Good(
            _MODEL + "class Repo:\n    def f(self, client):\n        client.query('x')\n        client.scan(Order)\n",
            why="9: a client that a session is not",
        ),
    ),
)
