"""Bases that a call makes: classes below them are mapped, and what code adds to them later is not refused."""

from typing import Any
from app.models import ClassicBase
from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.ext.declarative import declarative_base as older
from sqlalchemy.orm import Session, composite, declarative_base, registry, relationship, synonym
class Custom:
    def as_dict(self) -> "dict[str, Any]": return {}
class Built:
    def __init__(self, name: str) -> None: ...
class Meta(type): ...
class Maker:
    def generate_base(self) -> int: return 3
maker = Maker()
reg = registry()
Base = declarative_base()
Below = declarative_base(cls=Custom)
Generated = reg.generate_base(name="Generated")
Older = older()
WithMeta = declarative_base(metaclass=Meta)
Unseen = declarative_base(cls=Built)
Declared: Any = declarative_base()
number = maker.generate_base()
reveal_type(number)
# mypy: note: Revealed type is "int"
if number:
    Twice = declarative_base()
else:
    Twice = registry().generate_base()
def local(db: Session) -> None:
    Local = declarative_base()
    reveal_type(Local)
    # mypy: note: Revealed type is "Any"
class Ware(Base):
    __tablename__ = "ware"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    note = Column(String)
    boxes = relationship("Box", backref="ware")
    label = synonym("name")
    remark = synonym("note")
    early = synonym("late")
    late = Column(String)
class Box(Below):
    __tablename__ = "box"
    id = Column(Integer, primary_key=True)
    ware_id = Column(ForeignKey("ware.id"), nullable=False)
    other_id = Column("other", ForeignKey(Ware.id))
    word = Column(ForeignKey("schema.ware.name"))
    ahead = Column(ForeignKey("later.id"))
    chain = Column(ForeignKey("later.box_id"))
    own = Column(ForeignKey(id))
    unseen = Column(ForeignKey("elsewhere.id"))
    shown = Column(ForeignKey("classic.id"), primary_key=True)
class Later(Generated):
    __tablename__ = "later"
    id = Column(String(20), primary_key=True)
    box_id = Column(ForeignKey("box.id"))
    self_id = Column(ForeignKey("later.self_id"))
class Old(Older):
    __tablename__ = "old"
    id = Column(Integer, primary_key=True)
class BelowMeta(WithMeta, metaclass=Meta):
    __tablename__ = "meta"
    id = Column(Integer, primary_key=True)
class BelowUnseen(Unseen):
# mypy: error: Variable "bases.Unseen" is not valid as a type  [valid-type]
# mypy: note: See https://mypy.readthedocs.io/en/stable/common_issues.html#variables-vs-type-aliases
# mypy: error: Invalid base class "Unseen"  [misc]
    id = Column(Integer, primary_key=True)
class BelowDeclared(Declared):
# mypy: error: Class cannot subclass "Declared" (has type "Any")  [misc]
    id = Column(Integer, primary_key=True)
class BelowTwice(Twice):
# mypy: error: Variable "bases.Twice" is not valid as a type  [valid-type]
# mypy: note: See https://mypy.readthedocs.io/en/stable/common_issues.html#variables-vs-type-aliases
# mypy: error: Invalid base class "Twice"  [misc]
    id = Column(Integer, primary_key=True)
class BelowClassic(ClassicBase):
    __tablename__ = "below_classic"
    id = Column(Integer, primary_key=True)
Base.query = 3
def columns(w: Ware, b: Box, later: Later) -> None:
    reveal_type((w.label, w.remark, w.early, Ware.label))
    # mypy: note: Revealed type is "tuple[str, str | None, Any, sqlalchemy.orm.attributes.InstrumentedAttribute[str]]"
    reveal_type((b.ware_id, b.other_id, b.word, b.ahead, b.chain, b.own, b.shown))
    # mypy: note: Revealed type is "tuple[int, int | None, str | None, str | None, int | None, int | None, int]"
    reveal_type((b.unseen, later.self_id, later.box_id, Box.ware_id))
    # mypy: note: Revealed type is "tuple[Any, Any, int | None, sqlalchemy.orm.attributes.InstrumentedAttribute[int]]"
    reveal_type((b.ware, Ware.query, b.as_dict(), Base.metadata))
    # mypy: note: Revealed type is "tuple[Any, Any, dict[str, Any], sqlalchemy.sql.schema.MetaData]"
def wrong(db: Session) -> None:
    db.query(Ware).filter_by(nmae=1)
    # mypy: error: "bases.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.query(Box).filter_by(nmae=1)
    # mypy: error: "bases.Box" has no attribute "nmae"  [unknown-mapped-attribute]
    db.query(Later).filter_by(nmae=1)
    # mypy: error: "bases.Later" has no attribute "nmae"  [unknown-mapped-attribute]
    db.query(Old).filter_by(nmae=1)
    # mypy: error: "bases.Old" has no attribute "nmae"  [unknown-mapped-attribute]
    db.query(BelowMeta).filter_by(nmae=1)
    # mypy: error: "bases.BelowMeta" has no attribute "nmae"  [unknown-mapped-attribute]
    db.query(BelowClassic).filter_by(nmae=1)
    # mypy: error: "bases.BelowClassic" has no attribute "nmae"  [unknown-mapped-attribute]
    Ware(nmae=1)
    # mypy: error: "bases.Ware" has no attribute "nmae"; did you mean "name"?  [unknown-mapped-attribute]
    db.query(Base)
    # mypy: error: "bases.Base" is a declarative base, not a mapped class, and cannot be a query entity  [unmapped-query-entity]
    db.add(Custom())
    # mypy: error: "bases.Custom" is not a mapped class (a plain class), so no session takes an object of it  [unmapped-instance]
def right(db: Session) -> None:
    db.query(Box).filter_by(ware=1)
    db.query(BelowUnseen).filter_by(nmae=1)
    db.query(BelowDeclared).filter_by(nmae=1)
    db.query(BelowTwice).filter_by(nmae=1)
    Ware(name="x", label="y", boxes=[])
