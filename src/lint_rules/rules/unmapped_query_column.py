"""A query uses an attribute of a class that is not mapped as if it were a column.

## What it does
Reports `Class.attribute` where SQLAlchemy expects a column (`filter`, `where`, `order_by`, `having`, `group_by`, join
conditions, `func.*`, `query` and `select`) and the class is a dataclass, a Pydantic model, SQLAlchemy's session class
or another class that is not mapped, and the attribute is one of its fields. Constants, such as members of an Enum, are
values to compare with and are left alone.

## Why is this bad?
SQLAlchemy does not complain. On a dataclass whose field has a default, `filter(Order.user_id == 5)` is Python's own
comparison, `False`, and the query returns nothing; `query(Order.id)` selects NULL. Without a default it is an
AttributeError when the line runs.

## Example
```python
from dataclasses import dataclass

from sqlalchemy import select


@dataclass
class Order:
    user_id: int | None = None


statement = select(1).where(Order.user_id == 5)
```

## Use instead
```python
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None]


statement = select(1).where(Order.user_id == 5)
```

## Fix safety
Unsafe: it changes the class that the query reads, which is its purpose. Offered when exactly one mapped class of the
project has the name and the attribute.

## References
- [Operators on columns](https://docs.sqlalchemy.org/en/20/core/operators.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from lint_rules import known_names
from lint_rules.diagnostic import Finding, Fix, Related, Safety
from lint_rules.fixes.replace import with_class
from lint_rules.rule import Bad, Good, Rule
from lint_rules.semantic.calls.arguments import QueryArgument
from lint_rules.semantic.classes.kinds import UNMAPPED, ClassKind
from lint_rules.semantic.index.prefilter import any_of
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol, Symbol

_WITH_FIELDS = UNMAPPED - {ClassKind.ENUM, ClassKind.SESSION}


def check(call: ast.Call, module: SemanticModel) -> Iterator[Finding]:
    """Yield a finding for each field of an unmapped class that stands for a column."""
    for position in module.columns(call):
        attribute = position.expression
        if isinstance(attribute, ast.Attribute):
            meaning = module.resolve(attribute.value)
            if _is_mistaken(attribute.attr, meaning, position, module):
                yield _found(attribute, meaning, module)


def _is_mistaken(name: str, meaning: Symbol, position: QueryArgument, module: SemanticModel) -> bool:
    if name.startswith("__"):
        return False
    if module.kind(meaning) is ClassKind.SESSION:
        return not isinstance(meaning, DefinedClass) and name not in known_names.SESSION_METHODS
    if not isinstance(meaning, DefinedClass) or module.kind(meaning) not in _WITH_FIELDS:
        return False
    facts = module.facts(meaning)
    if name in facts.fields:
        return True
    # A default is on the class as well: beside a column it may be meant as a constant.
    has_default = name in facts.defaults and facts.kind is not ClassKind.PLAIN
    return has_default and not position.beside_column


def _found(attribute: ast.Attribute, meaning: Symbol, module: SemanticModel) -> Finding:
    binding = module.bound_at(attribute)
    where = f", {module.origin(binding)}" if binding is not None else ""
    namesakes = module.mapped_namesakes(_last_name(meaning))
    remedy = ", ".join(f"`{found.qualified_name}.{attribute.attr}`" for found in namesakes)
    message = (
        f"`{ast.unparse(attribute)}` is no column: `{ast.unparse(attribute.value)}` denotes {module.describe(meaning)} "
        f"here{where}, which is not mapped; " + (f"use {remedy}" if remedy else "use a mapped class's column")
    )
    related = [Related(*module.binding_place(binding), f"`{binding.name}` gets its meaning here")] if binding else []
    related += [
        Related(*module.class_place(found), f"`{found.qualified_name}` is the mapped class") for found in namesakes
    ]
    return Finding(module.span(attribute), message, tuple(related), partial(_repair, attribute, namesakes, module))


def _last_name(meaning: Symbol) -> str:
    """Return a class's own name: an alias has no namesakes."""
    match meaning:
        case DefinedClass(qualified_name=name) | ExternalSymbol(qualified_name=name):
            return name.rpartition(".")[2]
        case _:
            return ""


def _repair(attribute: ast.Attribute, namesakes: list[DefinedClass], module: SemanticModel) -> Fix | None:
    binding = module.bound_at(attribute)
    if any(binding in {one.earlier, one.later} for one in module.collisions()):
        return None  # the collision is the cause, and its own fix mends the query too
    if len(namesakes) != 1 or attribute.attr not in module.facts(namesakes[0]).attributes:
        return None
    edits = with_class(attribute.value, namesakes[0], module)
    return None if edits is None else Fix(f"Use {namesakes[0].qualified_name}", edits, Safety.UNSAFE)


_DTO = """\
from dataclasses import dataclass
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, joinedload

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]

@dataclass
class Dto:
    id: int
    user_id: int | None = None

class Form(BaseModel):
    name: str = ""

"""

RULE = Rule(
    check=check,
    visits=(ast.Call,),
    needs=any_of(b"select", b"query", b"update", b"delete", b"sqlalchemy", b"sqlmodel"),
    cases=(
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
from app.domain import Order

def f(key: int):
    query = select(models.Order).where(models.Order.user_id == key)
    return query
""",
                "app/jobs.py": """\
from sqlalchemy import select, func

import app.domain
from app.models import Order as ModelOrder

count = select(func.count(ModelOrder.user_id))
""",
            },
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
    ),
)
