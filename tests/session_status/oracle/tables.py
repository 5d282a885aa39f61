"""Mapped classes of every kind that a select may be made of: a pool, so that an example costs no CREATE TABLE."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    CHAR,
    REAL,
    BigInteger,
    Double,
    Enum,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Numeric,
    String,
    Text,
    func,
    select,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    column_property,
    mapped_column,
    relationship,
)
from tests.session_status.oracle.types import Mood, Negated, Shifted, State, Uncached, Utc

TENANT = "tenant"
"""The schema that tables of tenants are declared in; each statement says which schema it stands for."""
EAST, WEST = "east", "west"

SHORT = String(60)


class Base(DeclarativeBase):
    """The root of the pool."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {str: SHORT}


class Facts:
    """Columns of every type that rows can be sorted by, and what applications derive from them."""

    seat: Mapped[str | None]
    note: Mapped[str | None] = mapped_column(Text)
    price: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    cost: Mapped[float] = mapped_column(Numeric(10, 3, asdecimal=False))
    ratio: Mapped[float | None] = mapped_column(Float)
    weight: Mapped[float] = mapped_column(REAL)
    double: Mapped[float | None] = mapped_column(Double)
    sold: Mapped[datetime | None]
    day: Mapped[date]
    span: Mapped[timedelta | None]
    vip: Mapped[bool | None]
    code: Mapped[UUID] = mapped_column(unique=True)
    mood: Mapped[Mood | None]
    moment: Mapped[datetime | None] = mapped_column(Utc)
    negated: Mapped[int | None] = mapped_column(Negated)
    data: Mapped[bytes | None] = mapped_column(LargeBinary(40))
    padded: Mapped[str | None] = mapped_column(CHAR(5))
    large: Mapped[int | None] = mapped_column(BigInteger)
    wide: Mapped[Decimal | None] = mapped_column(Numeric(30, 10))
    clock: Mapped[time | None]
    secret: Mapped[str | None] = mapped_column(Uncached)
    tenant: Mapped[int]

    @hybrid_property
    def shown(self) -> Any:
        """What stands for a row without a seat."""
        return self.seat or "?"

    @shown.inplace.expression
    @classmethod
    def _shown(cls) -> Any:
        return func.coalesce(cls.seat, "?")


class Subject:
    """What every table of sessions has: a name, a status, a tenant and a number."""

    name: Mapped[str | None]
    studio: Mapped[int]
    counted: Mapped[int]

    @hybrid_property
    def label(self) -> Any:
        """What stands for a session without a name."""
        return self.name or "?"

    @label.inplace.expression
    @classmethod
    def _label(cls) -> Any:
        return func.coalesce(cls.name, "?")


class Child:
    """What every table of children has."""

    name: Mapped[str | None]
    size: Mapped[int]
    shifted: Mapped[int | None] = mapped_column(Shifted)


class Buyer(Base):
    """One row for many; referred to without a constraint, so that a reference may lead nowhere."""

    __tablename__ = "buyer"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    level: Mapped[int]


class Film(Subject, Facts, Base):
    """Sessions in joined and single-table inheritance."""

    __tablename__ = "film"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[State]
    kind: Mapped[str]
    buyer_id: Mapped[int | None]
    above_id: Mapped[int | None]
    buyer: Mapped[Buyer | None] = relationship(primaryjoin="foreign(Film.buyer_id) == Buyer.id", viewonly=True)
    above: Mapped[Film | None] = relationship(
        primaryjoin="foreign(Film.above_id) == remote(Film.id)", viewonly=True, uselist=False
    )
    snacks: Mapped[list[Scene]] = relationship(order_by="Scene.id")
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "film"}  # noqa: RUF012 -- SQLAlchemy declares it so


class Animation(Film):
    """A session with a table of its own beside its parent's."""

    __tablename__ = "animation"
    id: Mapped[int] = mapped_column(ForeignKey("film.id"), primary_key=True, autoincrement=False)
    extra: Mapped[int | None]
    __mapper_args__ = {"polymorphic_identity": "animation"}  # noqa: RUF012 -- SQLAlchemy declares it so


class Trailer(Film):
    """A session in its parent's table."""

    special: Mapped[str | None]
    __mapper_args__ = {"polymorphic_identity": "trailer"}  # noqa: RUF012 -- SQLAlchemy declares it so


class Scene(Child, Base):
    """Children of films."""

    __tablename__ = "scene"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("film.id"), index=True)


class Ticket(Facts, Base):
    """Rows with a key of one column that refer to films."""

    __tablename__ = "ticket"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("film.id"))
    buyer_id: Mapped[int | None]
    above_id: Mapped[int | None]
    work: Mapped[Film | None] = relationship()
    buyer: Mapped[Buyer | None] = relationship(primaryjoin="foreign(Ticket.buyer_id) == Buyer.id", viewonly=True)
    above: Mapped[Ticket | None] = relationship(
        primaryjoin="foreign(Ticket.above_id) == remote(Ticket.id)", viewonly=True, uselist=False
    )
    snacks: Mapped[list[TicketSnack]] = relationship(order_by="TicketSnack.id")


class TicketSnack(Child, Base):
    """Several for one ticket."""

    __tablename__ = "ticket_snack"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))


class Vehicle(Facts, Base):
    """Rows in joined and single-table inheritance that refer to films."""

    __tablename__ = "vehicle"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    work_id: Mapped[int | None] = mapped_column(ForeignKey("film.id"))
    buyer_id: Mapped[int | None]
    above_id: Mapped[int | None]
    work: Mapped[Film | None] = relationship()
    buyer: Mapped[Buyer | None] = relationship(primaryjoin="foreign(Vehicle.buyer_id) == Buyer.id", viewonly=True)
    above: Mapped[Vehicle | None] = relationship(
        primaryjoin="foreign(Vehicle.above_id) == remote(Vehicle.id)", viewonly=True, uselist=False
    )
    snacks: Mapped[list[VehicleSnack]] = relationship(order_by="VehicleSnack.id")
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "vehicle"}  # noqa: RUF012 -- SQLAlchemy declares it so


class Car(Vehicle):
    """A vehicle with a table of its own beside its parent's."""

    __tablename__ = "car"
    id: Mapped[int] = mapped_column(ForeignKey("vehicle.id"), primary_key=True, autoincrement=False)
    extra: Mapped[int | None]
    __mapper_args__ = {"polymorphic_identity": "car"}  # noqa: RUF012 -- SQLAlchemy declares it so


class Bike(Vehicle):
    """A vehicle in its parent's table."""

    special: Mapped[str | None]
    __mapper_args__ = {"polymorphic_identity": "bike"}  # noqa: RUF012 -- SQLAlchemy declares it so


class VehicleSnack(Child, Base):
    """Several for one vehicle."""

    __tablename__ = "vehicle_snack"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("vehicle.id"))


class Job(Subject, Base):
    """Sessions with a UUID for a key and a status that may be unknown to the program."""

    __tablename__ = "job"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(Enum(State, native_enum=False, length=20))


class Step(Child, Base):
    """Children of jobs."""

    __tablename__ = "step"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("job.id"), index=True)


class Part(Facts, Base):
    """Rows with a key of two columns, one of which is only unique within the other."""

    __tablename__ = "part"
    site: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    no: Mapped[str] = mapped_column(primary_key=True)
    work_id: Mapped[UUID | None] = mapped_column(ForeignKey("job.id"))
    buyer_id: Mapped[int | None]
    above_site: Mapped[int | None]
    above_no: Mapped[str | None]
    work: Mapped[Job | None] = relationship()
    buyer: Mapped[Buyer | None] = relationship(primaryjoin="foreign(Part.buyer_id) == Buyer.id", viewonly=True)
    above: Mapped[Part | None] = relationship(
        primaryjoin="and_(foreign(Part.above_site) == remote(Part.site), foreign(Part.above_no) == remote(Part.no))",
        viewonly=True,
        uselist=False,
    )
    snacks: Mapped[list[PartSnack]] = relationship(order_by="PartSnack.id")


class PartSnack(Child, Base):
    """Several for one part."""

    __tablename__ = "part_snack"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_site: Mapped[int]
    owner_no: Mapped[str]
    __table_args__ = (ForeignKeyConstraint(["owner_site", "owner_no"], ["part.site", "part.no"]),)


class Unit(Subject, Base):
    """Sessions with a key of two columns."""

    __tablename__ = "unit"
    site: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    no: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[State]


class UnitPiece(Child, Base):
    """Children of units."""

    __tablename__ = "unit_piece"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_site: Mapped[int]
    owner_no: Mapped[str]
    __table_args__ = (
        ForeignKeyConstraint(["owner_site", "owner_no"], ["unit.site", "unit.no"]),
        Index("unit_piece_owner", "owner_site", "owner_no"),
    )


class Shelf(Facts, Base):
    """Rows that refer to sessions by two columns, of which one may be missing."""

    __tablename__ = "shelf"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    work_site: Mapped[int | None]
    work_no: Mapped[str | None]
    buyer_id: Mapped[int | None]
    above_id: Mapped[int | None]
    work: Mapped[Unit | None] = relationship()
    buyer: Mapped[Buyer | None] = relationship(primaryjoin="foreign(Shelf.buyer_id) == Buyer.id", viewonly=True)
    above: Mapped[Shelf | None] = relationship(
        primaryjoin="foreign(Shelf.above_id) == remote(Shelf.id)", viewonly=True, uselist=False
    )
    snacks: Mapped[list[ShelfSnack]] = relationship(order_by="ShelfSnack.id")
    __table_args__ = (ForeignKeyConstraint(["work_site", "work_no"], ["unit.site", "unit.no"]),)


class ShelfSnack(Child, Base):
    """Several for one shelf."""

    __tablename__ = "shelf_snack"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("shelf.id"))


class Work(Subject, Base):
    """Sessions of tenants: one table in each tenant's schema."""

    __tablename__ = "work"
    __table_args__ = {"schema": TENANT}  # noqa: RUF012 -- SQLAlchemy declares it so
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[State]


class Piece(Child, Base):
    """Children of works."""

    __tablename__ = "piece"
    __table_args__ = {"schema": TENANT}  # noqa: RUF012 -- SQLAlchemy declares it so
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("tenant.work.id"), index=True)


class Lot(Facts, Base):
    """Rows of tenants that refer to works."""

    __tablename__ = "lot"
    __table_args__ = {"schema": TENANT}  # noqa: RUF012 -- SQLAlchemy declares it so
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.work.id"))
    buyer_id: Mapped[int | None]
    above_id: Mapped[int | None]
    work: Mapped[Work | None] = relationship()
    buyer: Mapped[Buyer | None] = relationship(primaryjoin="foreign(Lot.buyer_id) == Buyer.id", viewonly=True)
    above: Mapped[Lot | None] = relationship(
        primaryjoin="foreign(Lot.above_id) == remote(Lot.id)", viewonly=True, uselist=False
    )
    snacks: Mapped[list[LotSnack]] = relationship(order_by="LotSnack.id")


class LotSnack(Child, Base):
    """Several for one lot."""

    __tablename__ = "lot_snack"
    __table_args__ = {"schema": TENANT}  # noqa: RUF012 -- SQLAlchemy declares it so
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("tenant.lot.id"))


def _add_properties(owner: Any, child: Any) -> None:
    """Give a class what is worked out with every load: from its own columns, and by a correlated subquery."""
    names = [column.key for column in child.__table__.columns if column.key.startswith("owner")]
    keys = list(owner.__table__.primary_key)
    found = select(func.count()).select_from(child)
    for name, key in zip(names, keys, strict=True):
        found = found.where(getattr(child, name) == key)
    owner.snack_total = column_property(found.correlate_except(child).scalar_subquery())
    owner.thrice = column_property(owner.tenant * 3 if hasattr(owner, "tenant") else owner.studio * 3)


for _owner, _child in (
    (Film, Scene),
    (Ticket, TicketSnack),
    (Vehicle, VehicleSnack),
    (Part, PartSnack),
    (Lot, LotSnack),
    (Job, Step),
    (Unit, UnitPiece),
    (Shelf, ShelfSnack),
    (Work, Piece),
):
    _add_properties(_owner, _child)
