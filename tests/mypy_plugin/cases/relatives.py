"""SQLModel, Flask-SQLAlchemy and advanced-alchemy."""
# only: 2.0

from advanced_alchemy.base import BigIntAuditBase, DefaultBase, UUIDBase
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Mapped, mapped_column
from sqlmodel import Field, Session, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

db = SQLAlchemy()


class HeroBase(SQLModel):
    name: str


class Hero(HeroBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class HeroCreate(HeroBase):
    pass


class NotATable(SQLModel, table=False):
    pass


class Flask(db.Model):  # type: ignore[name-defined,misc]
    id = db.Column(db.Integer, primary_key=True)


class Author(UUIDBase):
    name: Mapped[str]


class Book(BigIntAuditBase):
    __tablename__ = "book"


class Shelf(DefaultBase):
    __tablename__ = "shelf"
    id: Mapped[int] = mapped_column(primary_key=True)


def taken(session: Session, hero: HeroBase) -> None:
    session.exec(select(Hero)).first()
    session.get(Hero, 1)
    session.add(hero)  # may be a Hero
    session.add(Hero(name="x"))
    session.add(Hero.model_validate(hero))
    db.session.query(Flask)
    session.query(Author, Book, Shelf)


def refused(session: Session) -> None:
    session.exec(select(HeroBase))
    # mypy: error: "relatives.HeroBase" is not a mapped class (an SQLModel class without table=True) and cannot be a query entity  [unmapped-query-entity]
    session.exec(select(HeroCreate)).all()
    # mypy: error: "relatives.HeroCreate" is not a mapped class (an SQLModel class without table=True) and cannot be a query entity  [unmapped-query-entity]
    session.get(HeroCreate, 1)
    # mypy: error: "relatives.HeroCreate" is not a mapped class (an SQLModel class without table=True) and cannot be a query entity  [unmapped-query-entity]
    session.add(HeroCreate(name="x"))
    # mypy: error: "relatives.HeroCreate" is not a mapped class (an SQLModel class without table=True), so no session takes an object of it  [unmapped-instance]
    db.session.query(HeroCreate)
    # mypy: error: "relatives.HeroCreate" is not a mapped class (an SQLModel class without table=True) and cannot be a query entity  [unmapped-query-entity]


async def refused_async(session: AsyncSession) -> None:
    await session.exec(select(HeroCreate))
    # mypy: error: "relatives.HeroCreate" is not a mapped class (an SQLModel class without table=True) and cannot be a query entity  [unmapped-query-entity]
    await session.get(NotATable, 1)
