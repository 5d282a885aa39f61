"""Code that `unmapped-query-column` reports, and code that it is silent on."""

from __future__ import annotations

from tests.lint_rules.models import mapped, models

from lint_rules import Bad, Good

_DTO = models(
    mapped("Order", "user_id: Mapped[int]"),
    """\
@dataclass
class Dto:
    id: int
    user_id: int | None = None

class Form(BaseModel):
    name: str = ""

""",
    imports="""\
from dataclasses import dataclass
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, joinedload
""",
)

CASES = (
    Bad(
        _DTO
        + """\
def f(db: Session):
    query = db.query(Order).filter(Dto.user_id == 5)  # <- reported: `Dto.user_id` is no column
    query = query.order_by(Dto.id.desc())  # <- reported
    query = query.join(Order, Order.user_id == Dto.id)  # <- reported
    db.query(Dto.id)  # <- reported
    select(func.lower(Form.name))  # <- reported: (a Pydantic model)
    return query.having(func.count(Dto.id) > 1)  # <- reported
"""
    ),
    Bad(
        _DTO
        + """\
from sqlalchemy import and_, case, select, update
from sqlalchemy.orm import Load, joinedload, selectinload

def f(db: Session, newest: bool):
    db.query(Order).options(selectinload(Dto.user_id))  # <- reported
    db.query(Order).options(joinedload(Order.user_id).load_only(Dto.id))  # <- reported
    db.query(Order).options(Load(Order).selectinload(Dto.id))  # <- reported
    db.query(Order).update({Dto.user_id: 1})  # <- reported
    select(func.row_number().over(partition_by=Dto.id, order_by=Order.id))  # <- reported
    select(case((Order.id == 1, 2), else_=Dto.id))  # <- reported
    select(Order).join(Order, onclause=Order.id == Dto.id)  # <- reported
    make = select
    f = func
    make(f.count(Dto.id))  # <- reported
    return select(Order).order_by(Dto.id if newest else Order.id)  # <- reported
"""
    ),
    Bad(
        _DTO
        + """\
def f(db: Session):
    return db.query(Order).filter(Session.id == 1)  # <- reported: the database session class
"""
    ),
    Bad(
        {
            "app/__init__.py": "",
            "app/models.py": _DTO,
            "app/domain.py": "from dataclasses import dataclass\n\n@dataclass\nclass Order:\n    user_id: int = 0\n    note: str = ''\n",
            "app/api.py": """\
from sqlalchemy import select

from app import models
from app.domain import Order

def f(key: int):
    query = select(models.Order).where(Order.user_id == key)  # <- reported: use `app.models.Order.user_id`
    return query
""",
            "app/jobs.py": """\
from sqlalchemy import select, func

import app.domain

count = select(func.count(app.domain.Order.user_id))  # <- reported
""",
        },
        fixed={
            "app/api.py": """\
from sqlalchemy import select

from app import models

def f(key: int):
    query = select(models.Order).where(models.Order.user_id == key)
    return query
""",
            "app/jobs.py": """\
from sqlalchemy import select, func

import app.domain  # noqa: F401
from app.models import Order as ModelOrder

count = select(func.count(ModelOrder.user_id))
""",
        },
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        {
            "app/models.py": _DTO,
            "app/domain.py": "from dataclasses import dataclass\n\n@dataclass\nclass Order:\n    note: str = ''\n",
            "app/api.py": """\
from sqlalchemy import select
from app.domain import Order

query = select(1).where(Order.note == "")  # <- reported: `app.domain.Order` (a dataclass)
""",
        }
    ),
    Good(
        _DTO
        + """\
import enum

class State(enum.Enum):
    DONE = "done"
    OPEN = "open"

class Names:
    unfinished = ("a", "b")
    limit: int = 5

def f(db: Session):
    db.query(Order).filter(Order.user_id.in_(Names.unfinished), Order.id == State.DONE.value)
    db.query(Order).filter(State.DONE == Order.id, Order.id < Names.limit, Order.id == Dto.user_id)
    return select(Order).where(Order.id.in_([State.DONE, State.OPEN])).limit(Names.limit)
""",
        why="10: constants on the other side of a comparison",
    ),
    Good(
        _DTO + "def f(db):\n    return db.query(Order, page=1).filter(Dto.id == 1)\n",
        why="9: a wrapper, whose `query` takes what a session's does not",
    ),
    Good(
        _DTO
        + """\
def f(items: list[Dto]):
    return sorted(items, key=lambda item: item.id), [Dto.user_id == 5]
""",
        why="no query in sight",
    ),
)
