"""Public reports about SQLAlchemy's types, one function each: what the plugin helps with is typed, and nothing gets worse."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from sqlalchemy import Column, ForeignKey, Integer, String, and_, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declarative_base, load_only, mapped_column, relationship, selectinload
class Base(DeclarativeBase): ...
class Ware(Base):
    __tablename__ = "ware"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    boxes: Mapped[list["Box"]] = relationship()
    @hybrid_property
    def loud(self) -> str: return self.name
    @hybrid_method
    def longer(self, than: int) -> bool: return self.id > than
class Box(Base):
    __tablename__ = "box"
    id: Mapped[int] = mapped_column(primary_key=True)
    ware_id: Mapped[int] = mapped_column(ForeignKey("ware.id"))
class Older(Base):
    __tablename__ = "older"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    ware_id = Column(Integer, ForeignKey("ware.id"), nullable=False)
    ware = relationship(Ware)
Made = declarative_base()
class BelowMade(Made):
    __tablename__ = "below_made"
    id = Column(Integer, primary_key=True)
M = TypeVar("M", bound=Base)
O = TypeVar("O", bound=BelowMade)
class Users:
    if TYPE_CHECKING:
        email: str
    else:
        email = Column(String)
def sqlalchemy_10431(db: Session) -> None:
    reveal_type((db.scalar(select(Ware)), db.scalars(select(Ware)).all(), db.execute(select(Ware)).scalar_one()))
    # mypy: note: Revealed type is "tuple[reports.Ware | None, typing.Sequence[reports.Ware], reports.Ware]"
def sqlalchemy_10495(db: Session) -> None:
    row = db.execute(select(Ware.id, Ware.name)).one()
    reveal_type((row.id, row.name))
    # mypy: note: Revealed type is "tuple[int, str]"
    row.nmae
    # mypy: error: the row has no column "nmae"; did you mean "name"?; the statement selects "id", "name"  [unknown-mapped-attribute]
def sqlalchemy_9377(db: Session) -> None:
    reveal_type((db.execute(update(Ware).values(name="x")).rowcount, db.execute(delete(Ware)).rowcount))
    # mypy: note: Revealed type is "tuple[int, int]"
async def sqlalchemy_9185(db: AsyncSession) -> None:
    reveal_type(await db.execute(insert(Ware).values(name="x")))
    # mypy 2.1: note: Revealed type is "sqlalchemy.engine.cursor.CursorResult[*tuple[Any, ...]]"
    # mypy 2.0: note: Revealed type is "sqlalchemy.engine.cursor.CursorResult[Any]"
def sqlalchemy_12913(db: Session) -> int:
    return db.execute(delete(Ware).where(Ware.id == 1)).rowcount
def sqlalchemy_13118(db: Session) -> None:
    reveal_type(db.execute(update(Ware).values(name="x")).lastrowid)
    # mypy: note: Revealed type is "int"
def sqlalchemy_10801(db: Session) -> None:
    reveal_type(db.scalar(select(func.min(Ware.id))))
    # mypy: note: Revealed type is "int | None"
def sqlalchemy_9127(db: Session) -> None:
    for row in db.execute(select(Ware.name, func.count().label("number")).group_by(Ware.name)):
        reveal_type(row.number)
        # mypy: note: Revealed type is "int"
def sqlalchemy_9184(db: Session) -> None:
    reveal_type(db.scalar(select(func.count()).select_from(Ware)))
    # mypy: note: Revealed type is "int"
def sqlalchemy_11231(db: Session) -> None:
    reveal_type(db.scalar(exists().where(Ware.id == 1).select()))
    # mypy: note: Revealed type is "bool | None"
def sqlalchemy_11767(flag: bool) -> None:
    and_(flag, Ware.id == 1)
    # mypy: error: Argument 1 to "and_" has incompatible type "bool"; expected "Literal[True] | ColumnElement[bool] | _HasClauseElement[bool] | SQLCoreOperations[bool] | ExpressionElementRole[bool] | TypedColumnsClauseRole[bool] | Callable[[], ColumnElement[bool]] | LambdaElement"  [arg-type]
def sqlalchemy_11053() -> None:
    reveal_type(select(Ware.loud))
    # mypy 2.1: note: Revealed type is "sqlalchemy.sql.selectable.Select[str]"
    # mypy 2.0: note: Revealed type is "sqlalchemy.sql.selectable.Select[tuple[str]]"
def sqlalchemy_13253(ware: Ware) -> None:
    reveal_type((ware.longer(1), Ware.longer(1)))
    # mypy: note: Revealed type is "tuple[bool, sqlalchemy.sql.elements.SQLCoreOperations[bool]]"
def sqlalchemy_9669() -> None:
    select(Ware).options(selectinload(Ware.boxes.and_(Box.id > 1)))
    select(Older).options(selectinload(Older.ware.and_(Ware.id > 1)))
def sqlalchemy_10131() -> None:
    select(Ware).options(load_only("name"))
    # mypy: error: Argument 1 to "load_only" has incompatible type "Literal['name']"; expected "Literal['*'] | QueryableAttribute[Any]"  [arg-type]
def sqlalchemy_8832(db: Session) -> None:
    reveal_type((db.query(BelowMade).first(), BelowMade().id))
    # mypy: note: Revealed type is "tuple[reports.BelowMade | None, int]"
def sqlalchemy_12111(model: type[M], other: type[O]) -> None:
    reveal_type((model.__mapper__, model.__table__, other.__mapper__, other.id))
    # mypy 2.1: note: Revealed type is "tuple[sqlalchemy.orm.mapper.Mapper[Any], sqlalchemy.sql.selectable.FromClause[sqlalchemy.sql.base.ReadOnlyColumnCollection[str, sqlalchemy.sql.elements.KeyedColumnElement[Any]]], sqlalchemy.orm.mapper.Mapper[Any], sqlalchemy.orm.attributes.InstrumentedAttribute[int]]"
    # mypy 2.0: note: Revealed type is "tuple[sqlalchemy.orm.mapper.Mapper[Any], sqlalchemy.sql.selectable.FromClause, sqlalchemy.orm.mapper.Mapper[Any], sqlalchemy.orm.attributes.InstrumentedAttribute[int]]"
    model.id
    # mypy: error: "type[M]" has no attribute "id"  [attr-defined]
def sqlalchemy_11023() -> None:
    select(Older).options(selectinload(Older.ware).selectinload(Ware.boxes))
def pyright_5062(older: Older) -> None:
    reveal_type((older.id, older.name, older.ware))
    # mypy: note: Revealed type is "tuple[int, str, reports.Ware]"
    older.name = "x"
    older.name = 3
    # mypy: error: Incompatible types in assignment (expression has type "int", variable has type "SQLCoreOperations[str] | str")  [assignment]
def fastapi_users_19() -> None:
    reveal_type(Users.email == "x")
    # mypy: note: Revealed type is "bool"
def ty_1314() -> None:
    reveal_type(select(Ware.id, Ware.name))
    # mypy 2.1: note: Revealed type is "sqlalchemy.sql.selectable.Select[int, str]"
    # mypy 2.0: note: Revealed type is "sqlalchemy.sql.selectable.Select[tuple[int, str]]"
