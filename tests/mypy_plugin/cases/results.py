"""Results of queries: what SQLAlchemy types as Any, and the plugin does not."""

from sqlalchemy import Column, Integer, MetaData, Table, asc, delete, desc, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column


class Base(DeclarativeBase):
    pass


class Ware(Base):
    __tablename__ = "ware"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Box(Base):
    __tablename__ = "box"
    id: Mapped[int] = mapped_column(primary_key=True)


t = Table("t", MetaData(), Column("x", Integer))
def f(db: Session, rows: list[object]) -> None:
    for row in db.execute(select(Ware.id, Ware.name, func.count().label("total"))):
        reveal_type(row.name)
        # mypy: note: Revealed type is "str"
        reveal_type(row.nmae)
        # mypy: error: the row has no column "nmae"; did you mean "name"?; the statement selects "id", "name", "total"  [unknown-mapped-attribute]
        # mypy: note: Revealed type is "Any"
        reveal_type(row.total)
        # mypy: note: Revealed type is "int"
        reveal_type(row[1])
        # mypy: note: Revealed type is "str"
        reveal_type(row._mapping["id"])
        # mypy: note: Revealed type is "int"
        reveal_type(row._mapping["no"])
        # mypy: error: the row has no column "no"; the statement selects "id", "name", "total"  [unknown-mapped-attribute]
        # mypy: note: Revealed type is "Any"
    names = [r.name for r in db.query(Ware.id, Ware.name).filter(Ware.id == 1).all()]
    reveal_type(names)
    # mypy: note: Revealed type is "list[str]"
    by = {r.id: r.nmae for r in db.execute(select(Ware.id, Ware.name)).all()}
    # mypy: error: the row has no column "nmae"; did you mean "name"?; the statement selects "id", "name"  [unknown-mapped-attribute]
    first = db.query(Ware.id, Box).first()
    if first is not None:
        reveal_type(first.id)
        # mypy: note: Revealed type is "int"
        reveal_type(first.Box)
        # mypy: note: Revealed type is "results.Box"
        reveal_type(first.box)
        # mypy: error: the row has no column "box"; did you mean "Box"?; the statement selects "id", "Box"  [unknown-mapped-attribute]
        # mypy: note: Revealed type is "Any"
    m = db.execute(select(Ware.id)).mappings().all()[0]["x"]
    # mypy: error: the row has no column "x"; the statement selects "id"  [unknown-mapped-attribute]
    m2 = db.execute(select(Ware)).mappings().one()
    reveal_type(m2["Ware"])
    # mypy: note: Revealed type is "results.Ware"
    reveal_type(m2["Wear"])
    # mypy: error: the row has no column "Wear"; the statement selects "Ware"  [unknown-mapped-attribute]
    # mypy: note: Revealed type is "Any"
    stmt = select(Ware.id).where(Ware.id == 1)
    r3 = db.execute(stmt).one()
    reveal_type(r3.id)
    # mypy: note: Revealed type is "int"
    r3.nope
    # mypy: error: the row has no column "nope"; the statement selects "id"  [unknown-mapped-attribute]
    s2 = select(Ware.id)
    s2 = s2.add_columns(Ware.name)
    r4 = db.execute(s2).one()
    reveal_type(r4.name)
    # mypy: error: the value of "name" is Any, because the type of this column is not seen here  [untyped-query]
    # mypy: note: Revealed type is "Any"
    r5 = db.execute(select(t.c.x)).one()
    # mypy: error: the result of "execute" is Any, because the type of this argument is not known  [untyped-query]
    r5.x
    # mypy: error: the value of "x" is Any, because the type of this column is not seen here  [untyped-query]
    r5.y
    # mypy: error: the value of "y" is Any, because the type of this column is not seen here  [untyped-query]
    r6 = db.execute(select(func.max(Ware.id))).one()
    r6.max_1
    # mypy: error: the value of "max_1" is Any, because the type of this column is not seen here  [untyped-query]
    a = aliased(Ware)
    db.execute(select(a.id, a)).one().anything
    # mypy: error: the value of "anything" is Any, because the type of this column is not seen here  [untyped-query]
    db.execute(text("select 1 as q")).one().q
    # mypy: error: the value of "q" is Any, because the type of this column is not seen here  [untyped-query]
    for (x, y) in db.execute(select(Ware.id, Ware.name)): reveal_type(x)
    # mypy 2.1: note: Revealed type is "int"
    # mypy 2.0: note: Revealed type is "Any"
    db.execute(select(Ware.id, Ware.name)).one().count(1)
    db.query(func.count(Ware.id)).scalar() + 1
    db.query(func.count(Ware.id)).group_by(Ware.name).scalar()
    reveal_type(db.scalar(select(func.count()).select_from(Ware)))
    # mypy: note: Revealed type is "int"
    reveal_type(db.execute(select(func.count()).select_from(Ware)).scalar())
    # mypy: note: Revealed type is "int"
    reveal_type(db.scalar(select(Ware.id, Ware.name)))
    # mypy: note: Revealed type is "int | None"
    reveal_type(db.scalars(select(Ware.id, Ware.name)).all())
    # mypy: note: Revealed type is "typing.Sequence[int]"
async def g(db: AsyncSession) -> None:
    row = (await db.execute(select(Ware.id, Ware.name))).one()
    reveal_type(row.name)
    # mypy: note: Revealed type is "str"
    row.nmae
    # mypy: error: the row has no column "nmae"; did you mean "name"?; the statement selects "id", "name"  [unknown-mapped-attribute]
    async for r in await db.stream(select(Ware.id)):
        reveal_type(r.id)
        # mypy: note: Revealed type is "int"
        r.nope
        # mypy: error: the row has no column "nope"; the statement selects "id"  [unknown-mapped-attribute]


def changes(db: Session) -> None:
    reveal_type(db.execute(update(Ware).values(name="x")).rowcount)
    # mypy: note: Revealed type is "int"
    reveal_type(db.execute(delete(Ware)).rowcount)
    # mypy: note: Revealed type is "int"
    reveal_type(db.execute(insert(Ware).values(name="x")).inserted_primary_key)
    # mypy: note: Revealed type is "Any | None"
    reveal_type(db.execute(insert(Ware).values(name="x").returning(Ware.id)))
    # mypy 2.1: note: Revealed type is "sqlalchemy.engine.result.Result[int]"
    # mypy 2.0: note: Revealed type is "sqlalchemy.engine.result.Result[tuple[int]]"
    reveal_type(db.execute(text("select 1")).rowcount)
    # mypy: note: Revealed type is "int"
    db.execute(insert(Ware), [{"name": "x"}]).rowcount
    # mypy 2.1: error: "Result[*tuple[Any, ...]]" has no attribute "rowcount"  [attr-defined]
    # mypy 2.0: error: "Result[Any]" has no attribute "rowcount"  [attr-defined]
    db.execute(update(Ware), [{"id": 1}]).rowcount
    # mypy 2.1: error: "Result[*tuple[Any, ...]]" has no attribute "rowcount"  [attr-defined]
    # mypy 2.0: error: "Result[Any]" has no attribute "rowcount"  [attr-defined]
    db.execute(select(Ware)).rowcount
    # mypy 2.1: error: "Result[Ware]" has no attribute "rowcount"  [attr-defined]
    # mypy 2.0: error: "Result[tuple[Ware]]" has no attribute "rowcount"  [attr-defined]


def queries(db: Session) -> None:
    reveal_type(db.query(Ware).scalar())
    # mypy: note: Revealed type is "results.Ware | None"
    reveal_type(db.query(Ware.id).scalar())
    # mypy: note: Revealed type is "int | None"
    reveal_type(db.query(Ware).value(Ware.name))
    # mypy: note: Revealed type is "str | None"
    reveal_type(db.query(Ware).with_entities(Ware.id).all())
    # mypy 2.1: note: Revealed type is "list[tuple[int, fallback=sqlalchemy.engine.row.Row[int]]]"
    # mypy 2.0: note: Revealed type is "list[sqlalchemy.engine.row.Row[tuple[int]]]"
    reveal_type(db.query(Ware).with_entities(Box).all())
    # mypy: note: Revealed type is "list[results.Box]"
    reveal_type(db.query(Ware).with_entities(Ware.id, Box).first())
    # mypy 2.1: note: Revealed type is "tuple[int, results.Box, fallback=sqlalchemy.engine.row.Row[int, results.Box]] | None"
    # mypy 2.0: note: Revealed type is "sqlalchemy.engine.row.Row[tuple[int, results.Box]] | None"
    reveal_type(db.query(Ware).add_columns(Box.id).all())
    # mypy 2.1: note: Revealed type is "list[tuple[results.Ware, int, fallback=sqlalchemy.engine.row.Row[results.Ware, int]]]"
    # mypy 2.0: note: Revealed type is "list[sqlalchemy.engine.row.Row[tuple[results.Ware, int]]]"
    reveal_type(db.query(Ware).with_entities(func.lower(Ware.name)).all())
    # mypy 2.1: note: Revealed type is "list[tuple[Any, fallback=sqlalchemy.engine.row.Row[Any]]]"
    # mypy 2.0: note: Revealed type is "list[sqlalchemy.engine.row.Row[tuple[Any]]]"
    reveal_type(db.execute(select(Ware.id, Ware.name)).scalars().all())
    # mypy: note: Revealed type is "typing.Sequence[int]"
    reveal_type(db.execute(select(Ware.id, Ware.name)).scalar_one())
    # mypy: note: Revealed type is "int"
    reveal_type(db.execute(select(Ware.id, Ware.name)).scalar_one_or_none())
    # mypy: note: Revealed type is "int | None"
    reveal_type(desc(Ware.name))
    # mypy: note: Revealed type is "sqlalchemy.sql.elements.UnaryExpression[str]"
    db.query(Ware).order_by(desc(Ware.name), asc(Ware.id))


async def async_changes(db: AsyncSession) -> None:
    reveal_type((await db.execute(update(Ware).values(name="x"))).rowcount)
    # mypy: note: Revealed type is "int"
    reveal_type((await db.execute(select(Ware))).scalars().all())
    # mypy: note: Revealed type is "typing.Sequence[results.Ware]"
    reveal_type((await db.scalars(select(Ware.id, Ware.name))).all())
    # mypy: note: Revealed type is "typing.Sequence[int]"
    reveal_type(await db.scalar(select(func.count()).select_from(Ware)))
    # mypy: note: Revealed type is "int"
