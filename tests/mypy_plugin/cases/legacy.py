"""Classes in SQLAlchemy's older style: what their attributes are on the class, on objects, and when they are set."""

import enum
from decimal import Decimal
from sqlalchemy import ARRAY, JSON, Boolean, Column, Date, DateTime, Enum, Float, ForeignKey, Index, Integer, LargeBinary, Numeric, PickleType, String, Table, Text, UniqueConstraint, Uuid, func
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.declarative import declared_attr
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import DeclarativeBase, Session, defer, joinedload, load_only, selectinload, backref, column_property, composite, deferred, relationship, synonym
from sqlalchemy.types import TypeDecorator

class Status(enum.Enum):
    NEW = "new"
class Base(DeclarativeBase): ...
class Money(TypeDecorator[Decimal]):
    impl = Integer
class Timed:
    made = Column(DateTime, nullable=False)
    made._creation_order = 9998
    @declared_attr
    def owner_id(cls):
    # mypy: error: Function is missing a return type annotation  [no-untyped-def]
        return Column(Integer)
    @declared_attr
    def by_id(cls) -> Column[int]:
        return Column(Integer)
class Point:
    def __init__(self, x: int, y: int) -> None: ...
tags = Table("tags", Base.metadata, Column("ware_id", ForeignKey("ware.id")))
nullable = bool(input())
class Ware(Timed, Base):
    __tablename__ = "ware"
    id = Column(Integer, primary_key=True)
    name = Column("nm", String(20), nullable=False, index=True)
    note = Column(Text)
    status = Column(Enum(Status), default=Status.NEW)
    word = Column(Enum("a", "b"), nullable=False)
    price = Column(Numeric, nullable=False)
    price2 = Column(Numeric(10, 2), nullable=False)
    price3 = Column(Numeric(10, 2, asdecimal=False), nullable=False)
    rate = Column(Float, nullable=False)
    rate2 = Column(Float(), nullable=False)
    pick = Column(PickleType, nullable=False)
    js = Column(JSON)
    js2 = Column(MutableDict.as_mutable(JSON))
    arr = Column(ARRAY(String), nullable=False)
    arr2 = Column(postgresql.ARRAY(String), nullable=False)
    uid = Column(Uuid, nullable=False)
    uid2 = Column(postgresql.UUID(as_uuid=True), nullable=False)
    uid3 = Column(postgresql.UUID(as_uuid=False), nullable=False)
    uid4 = Column(postgresql.UUID, nullable=False)
    money = Column(Money, nullable=False)
    money2 = Column(Money(), nullable=False)
    maybe = Column(Integer, nullable=nullable)
    x = Column(Integer)
    y = Column(Integer)
    blob = deferred(Column(LargeBinary))
    total = column_property(Column(Integer, nullable=False))
    loud = column_property(func.upper(name))
    syn = synonym("name")
    at = composite(Point, x, y)
    parent_id = Column(ForeignKey("ware.id"))
    parent = relationship("Ware", remote_side=[id])
    children = relationship("Ware", remote_side=[parent_id], uselist=True)
    boxes = relationship("Box", back_populates="ware")
    dyn = relationship("Box", lazy="dynamic", viewonly=True)
    many = relationship("Box", secondary=tags, collection_class=set)
    single = relationship(lambda: Box, uselist=False)
    unknown = relationship("Elsewhere")
    __table_args__ = (Index("ix", name, note.desc()), UniqueConstraint("x", name), UniqueConstraint(x, y))
    __mapper_args__ = {"polymorphic_on": status}
    @hybrid_property
    def big(self) -> bool:
        return self.price > 3
class Box(Base):
    __tablename__ = "box"
    id = Column(Integer, primary_key=True)
    ware_id = Column(Integer, ForeignKey("ware.id"), nullable=False)
    ware = relationship("Ware", back_populates="boxes")
    ware2 = relationship(Ware)
    ann: "Column[int]" = Column(Integer)

def f(w: Ware, b: Box, db: Session) -> None:
    reveal_type(w.id)
    # mypy: note: Revealed type is "int"
    reveal_type(w.name)
    # mypy: note: Revealed type is "str"
    reveal_type(w.note)
    # mypy: note: Revealed type is "str | None"
    reveal_type(w.status)
    # mypy: note: Revealed type is "legacy.Status | None"
    reveal_type(w.word)
    # mypy: note: Revealed type is "str"
    reveal_type(w.price)
    # mypy: note: Revealed type is "decimal.Decimal"
    reveal_type(w.price2)
    # mypy: note: Revealed type is "decimal.Decimal"
    reveal_type(w.price3)
    # mypy: note: Revealed type is "float"
    reveal_type(w.rate)
    # mypy: note: Revealed type is "float"
    reveal_type(w.rate2)
    # mypy: note: Revealed type is "float"
    reveal_type(w.pick)
    # mypy: note: Revealed type is "Any"
    reveal_type(w.js)
    # mypy: note: Revealed type is "Any"
    reveal_type(w.js2)
    # mypy: note: Revealed type is "Any"
    reveal_type(w.arr)
    # mypy: note: Revealed type is "Any"
    reveal_type(w.arr2)
    # mypy: note: Revealed type is "Any"
    reveal_type(w.uid)
    # mypy: note: Revealed type is "uuid.UUID"
    reveal_type(w.uid2)
    # mypy: note: Revealed type is "uuid.UUID"
    reveal_type(w.uid3)
    # mypy: note: Revealed type is "str"
    reveal_type(w.uid4)
    # mypy: note: Revealed type is "uuid.UUID"
    reveal_type(w.money)
    # mypy: note: Revealed type is "decimal.Decimal"
    reveal_type(w.money2)
    # mypy: note: Revealed type is "Any"
    reveal_type(w.maybe)
    # mypy: note: Revealed type is "int | Any"
    reveal_type(w.x)
    # mypy: note: Revealed type is "int | None"
    reveal_type(w.y)
    # mypy: note: Revealed type is "int | None"
    reveal_type(w.blob)
    # mypy: note: Revealed type is "bytes | Any"
    reveal_type(w.total)
    # mypy: note: Revealed type is "int | Any"
    reveal_type(w.loud)
    # mypy: note: Revealed type is "Any"
    reveal_type(w.syn)
    # mypy: note: Revealed type is "str"
    reveal_type(w.at)
    # mypy: note: Revealed type is "legacy.Point"
    reveal_type(w.parent_id)
    # mypy: note: Revealed type is "int | None"
    reveal_type(w.parent)
    # mypy: note: Revealed type is "legacy.Ware | None"
    reveal_type(w.children)
    # mypy: note: Revealed type is "list[legacy.Ware]"
    reveal_type(w.boxes)
    # mypy: note: Revealed type is "list[legacy.Box]"
    reveal_type(w.dyn)
    # mypy: note: Revealed type is "sqlalchemy.orm.dynamic.AppenderQuery[legacy.Box]"
    reveal_type(w.many)
    # mypy: note: Revealed type is "set[legacy.Box]"
    reveal_type(w.single)
    # mypy: note: Revealed type is "legacy.Box | None"
    reveal_type(w.unknown)
    # mypy: note: Revealed type is "Any"
    reveal_type(w.owner_id)
    # mypy: note: Revealed type is "Any"
    reveal_type(w.by_id)
    # mypy: note: Revealed type is "int"
    reveal_type(w.made)
    # mypy: note: Revealed type is "datetime.datetime"
    reveal_type(w.big)
    # mypy: note: Revealed type is "bool"
    reveal_type(Ware.name)
    # mypy: note: Revealed type is "sqlalchemy.orm.attributes.InstrumentedAttribute[str]"
    reveal_type(Ware.status)
    # mypy: note: Revealed type is "sqlalchemy.orm.attributes.InstrumentedAttribute[legacy.Status | None]"
    reveal_type(Ware.parent)
    # mypy: note: Revealed type is "sqlalchemy.orm.attributes.InstrumentedAttribute[legacy.Ware | None]"
    reveal_type(Ware.boxes)
    # mypy: note: Revealed type is "sqlalchemy.orm.attributes.InstrumentedAttribute[list[legacy.Box]]"
    reveal_type(Ware.syn)
    # mypy: note: Revealed type is "sqlalchemy.orm.attributes.InstrumentedAttribute[str]"
    reveal_type(Ware.loud)
    # mypy: note: Revealed type is "sqlalchemy.orm.attributes.InstrumentedAttribute[Any]"
    reveal_type(Ware.at)
    # mypy: note: Revealed type is "sqlalchemy.orm.attributes.InstrumentedAttribute[legacy.Point]"
    reveal_type(Ware.owner_id)
    # mypy: note: Revealed type is "sqlalchemy.orm.attributes.InstrumentedAttribute[Any]"
    reveal_type(Ware.by_id)
    # mypy: note: Revealed type is "sqlalchemy.orm.attributes.InstrumentedAttribute[int]"
    reveal_type(Ware.big)
    # mypy: note: Revealed type is "sqlalchemy.ext.hybrid._HybridClassLevelAccessor[bool]"
    reveal_type(b.ware)
    # mypy: note: Revealed type is "legacy.Ware"
    reveal_type(b.ware2)
    # mypy: note: Revealed type is "legacy.Ware"
    reveal_type(b.ann)
    # mypy: note: Revealed type is "sqlalchemy.sql.schema.Column[int]"
    reveal_type(Box.ann)
    # mypy: note: Revealed type is "sqlalchemy.sql.schema.Column[int]"
    w.name = 3
    # mypy: error: Incompatible types in assignment (expression has type "int", variable has type "SQLCoreOperations[str] | str")  [assignment]
    w.name = None
    # mypy: error: Incompatible types in assignment (expression has type "None", variable has type "SQLCoreOperations[str] | str")  [assignment]
    w.note = None
    w.parent = None
    w.boxes = [b]
    b.ware = None
    # mypy: error: Incompatible types in assignment (expression has type "None", variable has type "SQLCoreOperations[Ware] | Ware")  [assignment]
    w.status = "x"
    # mypy: error: Incompatible types in assignment (expression has type "str", variable has type "SQLCoreOperations[Status | None] | Status | None")  [assignment]
    w.maybe = None
    w.name = Ware.name + "x"
    db.query(Ware).options(load_only(Ware.name), defer(Ware.note), joinedload(Ware.boxes).joinedload(Box.ware), selectinload(Ware.boxes.and_(Box.id > 1))).order_by(Ware.name, Ware.name.desc()).filter(Ware.name == "x", Ware.status.in_([Status.NEW]), Ware.note.is_(None), Ware.boxes.any(Box.id == 1), Box.ware.has(name="x"))
