"""Criteria that SQLAlchemy takes when it runs, and those that are no criteria."""

from sqlalchemy import Boolean, Column, and_, or_, not_, select, create_engine, delete, func
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
class Base(DeclarativeBase): ...
class Ware(Base):
    __tablename__ = "ware"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    note: Mapped[str | None]
    sold: Mapped[bool | None]
    hidden = Column(Boolean)
def right(db: Session, flag: bool, name: str) -> None:
    db.query(Ware).filter(Ware.id == 1 if flag else True).all()
    db.query(Ware).filter(Ware.id == 1, True if flag else Ware.id == 1).all()
    db.execute(select(Ware).where(Ware.id == 1 if flag else False))
    db.execute(delete(Ware).where(Ware.id == 1 if flag else False))
    db.execute(select(Ware).where(and_(Ware.id == 1, Ware.id == 1 if flag else True), or_(Ware.id == 1, Ware.id == 1 if flag else True)))
    db.query(Ware).filter(Ware.hidden, Ware.id == 1).filter(~Ware.hidden).having(Ware.sold).all()
    select(Ware).where(Ware.sold, Ware.hidden if flag else True).where(not_(Ware.hidden), and_(Ware.sold, ~Ware.hidden))
    select(func.count().filter(Ware.hidden)).where(or_(Ware.hidden, Ware.id == 1))
def wrong(db: Session, flag: bool, name: str) -> None:
    db.query(Ware).filter(name == "x")  # type: ignore[arg-type]
    db.execute(select(Ware).where(flag))  # type: ignore[arg-type]
    and_(Ware.id == 1, name == "x")  # type: ignore[arg-type]
    select(Ware).where(Ware.id == 1 if flag else "x")  # type: ignore[arg-type]
    select(Ware).where(True if flag else False)  # type: ignore[arg-type]
    db.query(Ware).filter(Ware.note)  # type: ignore[arg-type]
    select(Ware).where(and_(Ware.hidden, Ware.name))  # type: ignore[arg-type]
