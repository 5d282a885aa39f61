"""What SQLAlchemy 2.1 loses the type of, and the plugin gives back."""
# only: 2.1

from typing import Any

from sqlalchemy import Column, Integer, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Legacy(Base):
    __tablename__ = "legacy"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    parent: Mapped[int] = mapped_column()
    untyped: Mapped[Any] = mapped_column()


class Child(Legacy):
    pass


def what_follows_is_checked() -> None:
    Legacy.id.in_([1, 2])
    reveal_type(1)
    # mypy: note: Revealed type is "Literal[1]?"
    "planted" + 1
    # mypy: error: Unsupported operand types for + ("str" and "int")  [operator]


def types_of_columns(one: Legacy) -> None:
    reveal_type(Legacy.id)
    # mypy: note: Revealed type is "sqlalchemy.orm.attributes.InstrumentedAttribute[int]"
    reveal_type(Child.name)
    # mypy: note: Revealed type is "sqlalchemy.orm.attributes.InstrumentedAttribute[str | None]"
    reveal_type(Legacy.name == "x")
    # mypy: note: Revealed type is "sqlalchemy.sql.elements.ColumnElement[bool]"
    reveal_type(one.name)
    # mypy: note: Revealed type is "str | None"
    reveal_type(Legacy.parent)
    # mypy: note: Revealed type is "sqlalchemy.orm.attributes.InstrumentedAttribute[int]"
    Legacy.nothing
    # mypy: error: "type[Legacy]" has no attribute "nothing"  [attr-defined]


def scalars(db: Session) -> None:
    reveal_type(db.scalar(select(Legacy)))
    # mypy: note: Revealed type is "repaired.Legacy | None"
    found = db.scalar(select(Legacy).where(Legacy.id == 1))
    reveal_type(found)
    # mypy: note: Revealed type is "repaired.Legacy | None"
    reveal_type(db.scalar(select(Child.parent)))
    # mypy: note: Revealed type is "int | None"
    statement = select(Legacy)
    reveal_type(db.scalar(statement))
    # mypy: note: Revealed type is "repaired.Legacy | None"
    reveal_type(db.scalar(select(Legacy, Child)))
    # mypy: note: Revealed type is "repaired.Legacy | None"
    reveal_type(db.scalar(select(Legacy.untyped)))
    # mypy: note: Revealed type is "Any | None"
    # mypy: error: the result of "scalar" is Any, because the type of this argument is not known  [untyped-query]


async def async_scalars(db: AsyncSession) -> None:
    reveal_type(await db.scalar(select(Legacy)))
    # mypy: note: Revealed type is "repaired.Legacy | None"
    planned = db.scalar(select(Legacy))
    reveal_type(await planned)
    # mypy: note: Revealed type is "repaired.Legacy | None"
