"""Queries whose result is Any, where the option asks for them."""

from typing import Any

from sqlalchemy import Column, Integer, delete, func, insert, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models import Base, User


class Half(Base):
    __tablename__ = "half"
    id: Mapped[int] = mapped_column(primary_key=True)
    untyped: Mapped[Any] = mapped_column()
    legacy: Any = Column(Integer)


def reported(db: Session, statement: Any) -> None:
    db.execute(statement)
    # mypy: error: the result of "execute" is Any, because the type of this argument is not known  [untyped-query]
    db.scalar(select(Half.untyped))
    # mypy: error: the result of "scalar" is Any, because the type of this argument is not known  [untyped-query]
    db.scalars(select(Half.legacy))
    # mypy: error: the result of "scalars" is Any, because the type of this argument is not known  [untyped-query]
    db.query(Half.untyped)
    # mypy: error: the result of "query" is Any, because the type of this argument is not known  [untyped-query]
    db.query(Half.id, Half.legacy)
    # mypy: error: the result of "query" is Any, because the type of this argument is not known  [untyped-query]
    db.execute(select(literal_column("1")))


async def reported_async(db: AsyncSession, statement: Any) -> None:
    await db.scalars(statement)
    # mypy: error: the result of "scalars" is Any, because the type of this argument is not known  [untyped-query]


def silent(db: Session, untyped) -> None:  # type: ignore[no-untyped-def]
    db.execute(text("SELECT 1"))
    db.scalar(select(Half.id))
    db.scalars(select(User)).all()
    db.query(Half)
    db.query(User.id, User.kind)
    db.execute(delete(User))
    db.execute(insert(User), [{"kind": "x"}])
    db.scalar(select(func.count()).select_from(User))
    db.get(User, 1)
