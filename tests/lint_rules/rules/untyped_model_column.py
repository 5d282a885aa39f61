"""Code that `untyped-model-column` reports, and code that it is silent on."""

from __future__ import annotations

from lint_rules import Bad, Good

_BASE = """\
from datetime import datetime
from enum import Enum
from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, Numeric, String
from sqlalchemy import Enum as SQLEnum
from sqlalchemy.orm import DeclarativeBase{more}

class Base(DeclarativeBase): ...

class Status(Enum):
    OPEN = 1

"""


CASES = (
    Bad(
        _BASE.format(more="")
        + """\
class Invoice(Base):
    __tablename__ = "invoice"
    id = Column(Integer, primary_key=True)  # <- reported: `Invoice.id` is declared with `Column(...)`, so queries on it are untyped; declare it as `Mapped[int]`
    title = Column(String(80))  # <- reported: `Mapped[str | None]`
    paid = Column("is_paid", Boolean, nullable=False, default=False)  # <- reported: `Mapped[bool]`
    user_id = Column(Integer, ForeignKey("user.id"), nullable=True)  # <- reported: `Mapped[int | None]`
    made = Column(  # <- reported: `Mapped[datetime]`
        DateTime(timezone=True),  # in UTC
        nullable=False,
    )
    status = Column(SQLEnum(Status), nullable=False)  # <- reported: `Mapped[Status]`
""",
        fixed=_BASE.format(more=", Mapped, mapped_column").replace("Column, ", "", 1)
        + """\
class Invoice(Base):
    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str | None] = mapped_column(String(80))
    paid: Mapped[bool] = mapped_column("is_paid", Boolean, nullable=False, default=False)
    user_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("user.id"), nullable=True)
    made: Mapped[datetime] = mapped_column(
        DateTime(timezone=True),  # in UTC
        nullable=False,
    )
    status: Mapped[Status] = mapped_column(SQLEnum(Status), nullable=False)
""",
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        """\
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import orm

db = SQLAlchemy()

class Page(db.Model):
    id = sa.Column(sa.Integer, primary_key=True)  # <- reported

class Stamped:
    stamp = sa.Column(sa.String, nullable=False)  # <- reported
""",
        fixed="""\
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import orm

db = SQLAlchemy()

class Page(db.Model):
    id: orm.Mapped[int] = orm.mapped_column(sa.Integer, primary_key=True)

class Stamped:
    stamp: orm.Mapped[str] = orm.mapped_column(sa.String, nullable=False)
""",
    ),
    Bad(
        """\
from sqlalchemy import JSON, Column, DateTime, Integer, Numeric
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase): ...

class Invoice(Base):
    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    made = Column(DateTime)  # <- reported: declare it as `Mapped[datetime | None]`
    price = Column(Numeric(10, 2), nullable=False)  # <- reported: declare it as `Mapped[Decimal]`
    extra = Column(JSON)  # <- reported: declare it as `Mapped[Any | None]`
""",
        fixed="""\
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, DateTime, Integer, Numeric
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase): ...

class Invoice(Base):
    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    made: Mapped[datetime | None] = mapped_column(DateTime)
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2), nullable=False)
    extra: Mapped[Any | None] = mapped_column(JSON)
""",
        exempt={"comments in every gap": "an import with a comment is not removed, so that the comment stays"},
    ),
    Bad(
        """\
from datetime import date
from enum import Enum
from sqlalchemy import Column, Date, Float
from sqlalchemy import Enum as SQLEnum
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase): ...

class Status(Enum):
    OPEN = 1

class Day(Base):
    __tablename__ = "day"
    date = Column(Date, primary_key=True)  # <- reported: declare it as `Mapped[...]`
    next = Column(Date)  # <- reported: declare it as `Mapped[...]`
    float = Column(Float)  # <- reported: declare it as `Mapped[...]`
    Status = Column(SQLEnum(Status))  # <- reported: declare it as `Mapped[...]`
""",
    ),
    Bad(
        _BASE.format(more=", MappedAsDataclass")
        + """\
from app.types import Money

class Invoice(Base):
    __tablename__ = "invoice"
    owner = Column(ForeignKey("user.id"), primary_key=True)  # <- reported: declare it as `Mapped[...]`
    total = Column(Money)  # <- reported
    open = Column(Boolean, nullable=owner is None)  # <- reported
    kind: int = Column(Integer)  # <- reported

class Item(MappedAsDataclass, Base):
    __tablename__ = "item"
    id = Column(Integer, primary_key=True)  # <- reported
""",
    ),
    Bad(
        """\
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()

class Invoice(Base):
    __tablename__ = "invoice"
    id = Column(Integer, primary_key=True)  # <- reported: `Mapped[int]` with `mapped_column(...)` needs SQLAlchemy 2.0, and the code has to run on an older one: `sqlalchemy-version = "1.4"` in the settings
    kind: int = Column(Integer)  # <- reported: `Mapped[int | None]` with `mapped_column(...)` needs SQLAlchemy 2.0
""",
        settings={"sqlalchemy-version": "1.4"},
    ),
    Bad(
        _BASE.format(more="")
        + """\
class Invoice(Base):
    __tablename__ = "invoice"
    title = Column(String(80))  # <- reported: declare it as `Mapped[Optional[str]]` with `mapped_column(...)`
""",
        settings={"python-version": "3.9"},
    ),
    Good(
        _BASE.format(more=", Mapped, mapped_column")
        + """\
from sqlalchemy import MetaData, Table
from sqlalchemy.orm import column_property, deferred

class Invoice(Base):
    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(primary_key=True)
    old: Mapped[int] = Column(Integer)
    long = deferred(Column(String))
    both = column_property(Column(Integer))

class Mapped2(Base):
    __table__ = Table("t", MetaData(), Column("id", Integer, primary_key=True))

class Form:
    def __init__(self) -> None:
        self.id = Column(Integer)

def column() -> Column:
    made = Column(Integer)
    return made
""",
        why="11: typed already, tables, and columns that are no attributes",
    ),
    Good(
        "from rich.table import Column\n\nclass Grid:\n    name = Column('name')\n",
        why="another library's Column",
    ),
    Good(
        """\
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

revision = "2b"
down_revision = "1a"
Base = declarative_base()

class Invoice(Base):
    __tablename__ = "invoice"
    id = Column(Integer, primary_key=True)
""",
        why="13: a migration's own copy",
    ),
)
