"""What is lost where Any is expected of a call, or where an error is told: the plugin gives it back."""

from typing import Any

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, WriteOnlyMapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Owner(Base):
    __tablename__ = "owner"
    id: Mapped[int] = mapped_column(primary_key=True)
    boxes: WriteOnlyMapped["Box"] = relationship()


class Box(Base):
    __tablename__ = "box"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("owner.id"))


class Own(Session):
    def get(self, entity: Any, ident: Any) -> Any:  # type: ignore[override]
        return None


def opaque(value: Any) -> None: ...


def expected(db: Session, own: Own, cls: type[Owner], some: Any) -> Any:
    opaque(reveal_type(db.get(cls, 1)))
    # mypy: note: Revealed type is "expected.Owner | None"
    opaque(reveal_type(db.get(some, 1)))
    # mypy: note: Revealed type is "Any | None"
    # mypy: error: the result of "get" is Any, because the type of this argument is not known  [untyped-query]
    opaque(reveal_type(own.get(Owner, 1)))
    # mypy: note: Revealed type is "Any"
    opaque(reveal_type(db.execute(select(Owner.id)).all()))
    # mypy 2.1: note: Revealed type is "typing.Sequence[tuple[int, fallback=sqlalchemy.engine.row.Row[int]]]"
    # mypy 2.0: note: Revealed type is "typing.Sequence[sqlalchemy.engine.row.Row[tuple[int]]]"
    return reveal_type(db.get(Owner, 1))
    # mypy: note: Revealed type is "expected.Owner | None"


def told(db: Session) -> None:
    owner = db.get(Owner, 1)
    reveal_type(db.scalars(owner.boxes.select().order_by(Box.id)).all())
    # mypy: note: Revealed type is "typing.Sequence[expected.Box]"
    # mypy: error: Item "None" of "Owner | None" has no attribute "boxes"  [union-attr]
    reveal_type(db.execute(owner.boxes.select()).scalars().all())
    # mypy: note: Revealed type is "typing.Sequence[expected.Box]"
    # mypy: error: Item "None" of "Owner | None" has no attribute "boxes"  [union-attr]
    reveal_type(db.execute(owner.boxes.update()).rowcount)
    # mypy: note: Revealed type is "int"
    # mypy: error: Item "None" of "Owner | None" has no attribute "boxes"  [union-attr]


async def told_later(db: AsyncSession) -> Any:
    owner = await db.get(Owner, 1)
    reveal_type((await db.scalars(owner.boxes.select())).all())
    # mypy: note: Revealed type is "typing.Sequence[expected.Box]"
    # mypy: error: Item "None" of "Owner | None" has no attribute "boxes"  [union-attr]
    reveal_type((await db.execute(owner.boxes.select())).all())
    # mypy 2.1: note: Revealed type is "typing.Sequence[tuple[expected.Box, fallback=sqlalchemy.engine.row.Row[expected.Box]]]"
    # mypy 2.1: error: Item "None" of "Owner | None" has no attribute "boxes"  [union-attr]
    # mypy 2.0: note: Revealed type is "typing.Sequence[sqlalchemy.engine.row.Row[tuple[expected.Box]]]"
    # mypy 2.0: error: Item "None" of "Owner | None" has no attribute "boxes"  [union-attr]
    reveal_type((await db.stream(owner.boxes.select())))
    # mypy 2.1: note: Revealed type is "sqlalchemy.ext.asyncio.result.AsyncResult[expected.Box]"
    # mypy 2.1: error: Item "None" of "Owner | None" has no attribute "boxes"  [union-attr]
    # mypy 2.0: note: Revealed type is "sqlalchemy.ext.asyncio.result.AsyncResult[tuple[expected.Box]]"
    # mypy 2.0: error: Item "None" of "Owner | None" has no attribute "boxes"  [union-attr]
    reveal_type(await db.stream_scalars(owner.boxes.select()))
    # mypy: note: Revealed type is "sqlalchemy.ext.asyncio.result.AsyncScalarResult[expected.Box]"
    # mypy: error: Item "None" of "Owner | None" has no attribute "boxes"  [union-attr]
    return reveal_type(await db.get(Owner, 1))
    # mypy: note: Revealed type is "expected.Owner | None"


def not_told(db: Session, known: bool, some: Any) -> None:
    statement = update(Owner) if known else some
    reveal_type(db.execute(statement))
    # mypy 2.1: note: Revealed type is "sqlalchemy.engine.result.Result[*tuple[Any, ...]]"
    # mypy 2.0: note: Revealed type is "sqlalchemy.engine.result.Result[Any]"
