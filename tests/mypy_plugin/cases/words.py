"""Words that call attributes of mapped classes by name: those in `wrong` fail when they run, those in `right` do not."""

from typing import Any
from sqlalchemy import Column, ForeignKey, Integer, String, Table, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, column_property, contains_eager, defer, joinedload, load_only, mapped_column, relationship, selectinload, synonym
from sqlalchemy.ext.hybrid import hybrid_property
class Base(DeclarativeBase): ...
class Ware(Base):
    __tablename__ = "ware"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    nick: Mapped[str] = mapped_column("nick_name")
    boxes: Mapped[list["Box"]] = relationship(backref="owner")
    alias = synonym("name")
    @hybrid_property
    def loud(self) -> str: return self.name
class Box(Base):
    __tablename__ = "box"
    id = Column(Integer, primary_key=True)
    ware_id = Column(Integer, ForeignKey("ware.id"))
Ware.total = column_property(Ware.id + 1)  # type: ignore[attr-defined]
# mypy: error: Unused "type: ignore" comment  [unused-ignore]
class Own(Base):
    __tablename__ = "own"
    id = Column(Integer, primary_key=True)
    def __init__(self, **kwargs: Any) -> None: ...
class Reflected(Base):
    __table__ = Table("r", Base.metadata, Column("id", Integer, primary_key=True))
class Child(Ware):
    extra: Mapped[str]
def wrong(db: Session, data: dict[str, Any]) -> None:
    db.query(Ware).filter_by(nmae="x").first()
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.query(Ware).filter(Ware.id == 1).filter_by(nmae="x").first()
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.query(Ware, Box).filter_by(nmae="x")
    # mypy: error: "words.Ware" or "words.Box" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.query(Ware).join(Box).filter_by(wareid=1)
    # mypy: error: "words.Ware" or "words.Box" has no attribute "wareid"; did you mean "ware_id"?  [unknown-mapped-attribute]
    db.execute(select(Ware).filter_by(nmae="x"))
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.execute(select(Ware.id).filter_by(nmae="x"))
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.execute(update(Ware).where(Ware.id == 1).values(nmae="x"))
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.execute(update(Ware).values({"nmae": "x"}))
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.execute(update(Ware).filter_by(nmae="x").values(name="x"))
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.execute(insert(Ware).values(nmae="x"))
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.execute(insert(Ware).values([{"nmae": "x"}]))
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.execute(pg_insert(Ware).values(nmae="x"))
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.execute(insert(Ware).values(nmae="x").returning(Ware.id))
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.query(Ware).filter_by(id=1).update({"nmae": 1})
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.query(Ware).update({"nmae": 1})
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    Ware(nmae="x")
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    Child(nmae="x", extra="x")
    # mypy: error: "words.Child" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.query(Ware).options(joinedload(Box.id))
    # mypy: error: the option is about "words.Box", and the statement selects "words.Ware": this fails when it runs  [unknown-mapped-attribute]
    select(Ware).options(selectinload(Ware.boxes), load_only(Box.id))
    # mypy: error: the option is about "words.Box", and the statement selects "words.Ware": this fails when it runs  [unknown-mapped-attribute]
    select(Box).options(selectinload(Ware.boxes).load_only(Box.id))
    # mypy: error: the option is about "words.Ware", and the statement selects "words.Box": this fails when it runs  [unknown-mapped-attribute]
    select(Ware).order_by("nmae")
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.query(Ware).order_by(Ware.id, "nmae")
    # mypy: error: "words.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
def right(db: Session, data: dict[str, Any], table: Any) -> None:
    db.query(Ware).filter_by(name="x", nick="x", total=1, alias=1, loud="x", boxes=None)
    db.query(Ware).filter_by(**data)
    db.query(Ware).join(Box).filter_by(ware_id=1)
    db.query(Ware).filter_by(name="x").update({Ware.name: "x", "nick": "x"})
    insert(Ware).values(nick_name="x", name="x")
    Own(nmae=1)
    Box(owner=Ware(), ware_id=1)
    Ware(**data)
    select(Ware).join(Box).options(contains_eager(Ware.boxes))
    select(Ware).options(load_only(Child.extra), *[joinedload(Ware.boxes)])
    select(Child).options(selectinload(Ware.boxes))
    select(Ware.id, Ware.name.label("x")).order_by("x")
    select(Ware).order_by("name", "nick_name", Ware.id)


def unknown(db: Session, data: dict[str, Any], table: Any) -> None:
    db.query(Ware).join(table).filter_by(nmae=1)
    db.query(aliased(Ware)).filter_by(nmae=1)
    db.query(func.count()).filter_by(nmae=1)
    q = db.query(Ware)
    q.filter_by(nmae=1)
    db.execute(update(table).values(nmae=1))
    Reflected(nmae=1)
    {"a": 1}.update({"b": 2})
    select(Ware).order_by("name desc")
