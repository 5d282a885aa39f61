"""Imports a module that imports this one."""

from sqlalchemy.orm import Mapped, Session, mapped_column

import cyclic_one
from app.models import Base
from cyclic_one import Draft


class Note:
    pass


class Other(Base):
    __tablename__ = "other"
    id: Mapped[int] = mapped_column(primary_key=True)


def use(db: Session) -> None:
    db.query(Draft)
    # mypy: error: "cyclic_one.Draft" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    db.query(cyclic_one.Final)
