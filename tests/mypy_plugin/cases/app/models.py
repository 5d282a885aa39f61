"""Mapped classes, in every way that a mapping can be declared without a library besides SQLAlchemy."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import (
    DeclarativeBase,
    DeclarativeBaseNoMeta,
    Mapped,
    MappedAsDataclass,
    as_declarative,
    declarative_base,
    mapped_as_dataclass,
    mapped_column,
    registry,
    relationship,
)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    sessions: Mapped[list["Session"]] = relationship()


class Admin(User):
    """A polymorphic child without a table."""

    __mapper_args__ = {"polymorphic_identity": "admin"}


class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class Stamped:
    """A mixin."""

    created: Mapped[int] = mapped_column()


class Abstract(Stamped, Base):
    __abstract__ = True
    id: Mapped[int] = mapped_column(primary_key=True)


class Concrete(Abstract):
    __tablename__ = "concrete"


class NoMetaBase(DeclarativeBaseNoMeta):
    pass


class NoMeta(NoMetaBase):
    __tablename__ = "no_meta"
    id: Mapped[int] = mapped_column(primary_key=True)


class DataclassBase(MappedAsDataclass, DeclarativeBase):
    pass


class AsDataclass(DataclassBase):
    __tablename__ = "as_dataclass"
    id: Mapped[int] = mapped_column(primary_key=True)


class MixedIn(MappedAsDataclass, Base):
    __tablename__ = "mixed_in"
    id: Mapped[int] = mapped_column(primary_key=True)


reg = registry()
ClassicBase = declarative_base()
GeneratedBase = reg.generate_base()


class Classic(ClassicBase):
    __tablename__ = "classic"
    id = Column(Integer, primary_key=True)


class Generated(GeneratedBase):
    __tablename__ = "generated"
    id = Column(Integer, primary_key=True)


@as_declarative()
class OldBase:
    pass


class Old(OldBase):
    __tablename__ = "old"
    id = Column(Integer, primary_key=True)


class OldNamedByItsBase(OldBase):
    id = Column(Integer, primary_key=True)


@reg.as_declarative_base()
class RegistryBase:
    pass


class BelowRegistryBase(RegistryBase):
    pass


@reg.mapped
class Decorated:
    __tablename__ = "decorated"
    id: Mapped[int] = mapped_column(primary_key=True)


@reg.mapped
class DecoratedOverTable:
    __table__ = Table("over", reg.metadata, Column("id", Integer, primary_key=True))


@reg.mapped_as_dataclass
class DecoratedDataclass:
    __tablename__ = "decorated_dataclass"
    id: Mapped[int] = mapped_column(primary_key=True)


@mapped_as_dataclass(reg)
class FunctionDecorated:
    __tablename__ = "function_decorated"
    id: Mapped[int] = mapped_column(primary_key=True)


class Imperative:
    """Mapped by a call in another file."""

    id: int


class ImperativeByKeyword:
    id: int


class Listed:
    """Mapped where nothing shows it; the options list it."""


class BelowListedBase:
    """The options list it as a base."""


class ListedChild(BelowListedBase):
    pass


addresses = Table("address", Base.metadata, Column("id", Integer), Column("street", String))
