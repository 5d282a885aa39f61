"""Imports a module that imports this one."""

from dataclasses import dataclass

from sqlalchemy.orm import Mapped, Session, mapped_column

import cyclic_two
from app.models import Base


@dataclass
class Draft:
    id: int


class Final(Base):
    __tablename__ = "final"
    id: Mapped[int] = mapped_column(primary_key=True)


def use(db: Session) -> None:
    db.query(cyclic_two.Note)
    # mypy: error: "cyclic_two.Note" is not a mapped class (a plain class) and cannot be a query entity  [unmapped-query-entity]
    db.query(cyclic_two.Other)
