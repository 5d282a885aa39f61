"""Criteria that SQLAlchemy takes when it runs, and those that are no criteria."""

from sqlalchemy import and_, or_, select, create_engine, delete
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
class Base(DeclarativeBase): ...
class Ware(Base):
    __tablename__ = "ware"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
def right(db: Session, flag: bool, name: str) -> None:
    db.query(Ware).filter(Ware.id == 1 if flag else True).all()
    db.query(Ware).filter(Ware.id == 1, True if flag else Ware.id == 1).all()
    db.execute(select(Ware).where(Ware.id == 1 if flag else False))
    db.execute(delete(Ware).where(Ware.id == 1 if flag else False))
    db.execute(select(Ware).where(and_(Ware.id == 1, Ware.id == 1 if flag else True), or_(Ware.id == 1, Ware.id == 1 if flag else True)))
def wrong(db: Session, flag: bool, name: str) -> None:
    db.query(Ware).filter(name == "x")  # type: ignore[arg-type]
    db.execute(select(Ware).where(flag))  # type: ignore[arg-type]
    and_(Ware.id == 1, name == "x")  # type: ignore[arg-type]
    # mypy 2.0: error: Argument 1 to "filter" of "Query" has incompatible type "InstrumentedAttribute[bool | None]"; expected "ColumnElement[bool] | _HasClauseElement[bool] | SQLCoreOperations[bool] | ExpressionElementRole[bool] | TypedColumnsClauseRole[bool] | Callable[[], ColumnElement[bool]] | LambdaElement"  [arg-type]
    # mypy 2.0: error: Argument 1 to "having" of "Query" has incompatible type "InstrumentedAttribute[bool | None]"; expected "ColumnElement[bool] | _HasClauseElement[bool] | SQLCoreOperations[bool] | ExpressionElementRole[bool] | TypedColumnsClauseRole[bool] | Callable[[], ColumnElement[bool]] | LambdaElement"  [arg-type]
    select(Ware).where(Ware.id == 1 if flag else "x")  # type: ignore[arg-type]
    # mypy 2.0: error: Argument 1 to "where" of "Select" has incompatible type "InstrumentedAttribute[bool | None]"; expected "ColumnElement[bool] | _HasClauseElement[bool] | SQLCoreOperations[bool] | ExpressionElementRole[bool] | TypedColumnsClauseRole[bool] | Callable[[], ColumnElement[bool]] | LambdaElement | bool"  [arg-type]
    # mypy 2.0: error: Argument 2 to "where" of "Select" has incompatible type "InstrumentedAttribute[bool | None] | bool"; expected "ColumnElement[bool] | _HasClauseElement[bool] | SQLCoreOperations[bool] | ExpressionElementRole[bool] | TypedColumnsClauseRole[bool] | Callable[[], ColumnElement[bool]] | LambdaElement | bool"  [arg-type]
    # mypy 2.0: error: Argument 1 to "not_" has incompatible type "InstrumentedAttribute[bool | None]"; expected "ColumnElement[bool] | _HasClauseElement[bool] | SQLCoreOperations[bool] | ExpressionElementRole[bool] | TypedColumnsClauseRole[bool] | Callable[[], ColumnElement[bool]] | LambdaElement"  [arg-type]
    # mypy 2.0: error: Argument 1 to "and_" has incompatible type "InstrumentedAttribute[bool | None]"; expected "Literal[True] | ColumnElement[bool] | _HasClauseElement[bool] | SQLCoreOperations[bool] | ExpressionElementRole[bool] | TypedColumnsClauseRole[bool] | Callable[[], ColumnElement[bool]] | LambdaElement"  [arg-type]
    select(Ware).where(True if flag else False)  # type: ignore[arg-type]
    # mypy 2.0: error: Argument 1 to "filter" of "FunctionElement" has incompatible type "InstrumentedAttribute[bool | None]"; expected "ColumnElement[bool] | _HasClauseElement[bool] | SQLCoreOperations[bool] | ExpressionElementRole[bool] | TypedColumnsClauseRole[bool] | Callable[[], ColumnElement[bool]] | LambdaElement"  [arg-type]
    # mypy 2.0: error: Argument 1 to "or_" has incompatible type "InstrumentedAttribute[bool | None]"; expected "Literal[False] | ColumnElement[bool] | _HasClauseElement[bool] | SQLCoreOperations[bool] | ExpressionElementRole[bool] | TypedColumnsClauseRole[bool] | Callable[[], ColumnElement[bool]] | LambdaElement"  [arg-type]
