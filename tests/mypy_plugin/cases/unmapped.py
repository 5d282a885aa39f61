"""Every construct that takes an entity, with a class that is none."""

import sqlalchemy as sa
from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.dialects.mysql import insert as mysql_insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session
from sqlalchemy.orm import (
    Query,
    Session,
    aliased,
    joinedload,
    load_only,
    scoped_session,
    selectinload,
    with_loader_criteria,
    with_polymorphic,
)

from app import domain, models
from app.domain import Plain, Row, Schema, Segment, Shape, Status
from app.domain import Session as DomainSession
from app.models import Abstract, Base, User


class TimedSession(Session):
    pass


def on_sessions(db: Session, timed: TimedSession, scoped: scoped_session[Session]) -> None:
    db.query(DomainSession)
    # mypy: error: "app.domain.Session" is not a mapped class (a dataclass) and cannot be a query entity; use the mapped class "app.models.Session"  [unmapped-query-entity]
    db.query(User, Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    db.query(User.id, domain.Session)
    # mypy: error: "app.domain.Session" is not a mapped class (a dataclass) and cannot be a query entity; use the mapped class "app.models.Session"  [unmapped-query-entity]
    db.get(DomainSession, 1)
    # mypy: error: "app.domain.Session" is not a mapped class (a dataclass) and cannot be a query entity; use the mapped class "app.models.Session"  [unmapped-query-entity]
    db.get_one(entity=Schema, ident=1)
    # mypy: error: "app.domain.Schema" is not a mapped class (a Pydantic model) and cannot be a query entity  [unmapped-query-entity]
    timed.query(Segment).first()
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    scoped.query(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    scoped.get(Segment, 1)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    db.bulk_insert_mappings(Segment, [])
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]


async def on_async_sessions(db: AsyncSession, scoped: async_scoped_session[AsyncSession]) -> None:
    await db.get(DomainSession, 1)
    # mypy: error: "app.domain.Session" is not a mapped class (a dataclass) and cannot be a query entity; use the mapped class "app.models.Session"  [unmapped-query-entity]
    await db.get_one(Segment, 1)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    await scoped.get(Segment, 1)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    await db.scalars(select(Segment))
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]


def of_every_kind(db: Session) -> None:
    db.query(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    db.query(Schema)
    # mypy: error: "app.domain.Schema" is not a mapped class (a Pydantic model) and cannot be a query entity  [unmapped-query-entity]
    db.query(Status)
    # mypy: error: "app.domain.Status" is not a mapped class (an Enum) and cannot be a query entity  [unmapped-query-entity]
    db.query(Row)
    # mypy: error: "app.domain.Row" is not a mapped class (a NamedTuple) and cannot be a query entity  [unmapped-query-entity]
    db.query(Shape)
    # mypy: error: "app.domain.Shape" is not a mapped class (a TypedDict) and cannot be a query entity  [unmapped-query-entity]
    db.query(domain.HasId)
    # mypy: error: "app.domain.HasId" is not a mapped class (a Protocol) and cannot be a query entity  [unmapped-query-entity]
    db.query(Plain)
    # mypy: error: "app.domain.Plain" is not a mapped class (a plain class) and cannot be a query entity  [unmapped-query-entity]
    db.query(Session)
    # mypy: error: "sqlalchemy.orm.session.Session" is not a mapped class (a database session class) and cannot be a query entity; use the mapped class "app.models.Session"  [unmapped-query-entity]
    db.query(Base)
    # mypy: error: "app.models.Base" is a declarative base, not a mapped class, and cannot be a query entity  [unmapped-query-entity]
    db.query(Abstract)
    # mypy: error: "app.models.Abstract" is abstract, so it has no table and cannot be a query entity  [unmapped-query-entity]


def in_statements() -> None:
    select(DomainSession)
    # mypy: error: "app.domain.Session" is not a mapped class (a dataclass) and cannot be a query entity; use the mapped class "app.models.Session"  [unmapped-query-entity]
    select(User, Segment).where(User.id == 1)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    sa.select(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    update(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    delete(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    insert(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    exists(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    postgresql_insert(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    mysql_insert(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    sqlite_insert(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    aliased(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    with_polymorphic(Segment, [])
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    sa.union_all(select(Segment), select(Segment))
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    select(sa.func.count()).select_from(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]


def in_joins(db: Session) -> None:
    db.query(User).join(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    db.query(User).outerjoin(Segment, User.id == 1)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    db.query(User).select_from(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    db.query(User).with_entities(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    db.query(User).add_entity(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    select(User).join(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    select(User).outerjoin(Segment, User.id == 1)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    select(User).join_from(User, Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    select(User).select_from(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    sa.orm.join(User, Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    Query(Segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    Query([User, Segment])


def in_options() -> None:
    select(User).options(with_loader_criteria(Schema, User.id == 1))
    # mypy: error: "app.domain.Schema" is not a mapped class (a Pydantic model) and cannot be a query entity  [unmapped-query-entity]
    joinedload(domain.Session.segments)
    # mypy: error: "app.domain.Session" is not a mapped class (a dataclass) and has nothing that a loader option can load; use the mapped class "app.models.Session"  [unmapped-query-entity]
    # mypy: error: Cannot access instance-only attribute "segments" on class object  [misc]
    # mypy: error: Argument 1 to "joinedload" has incompatible type "list[Segment]"; expected "Literal['*'] | QueryableAttribute[Any]"  [arg-type]
    selectinload(DomainSession)
    # mypy: error: "app.domain.Session" is not a mapped class (a dataclass) and has nothing that a loader option can load; use the mapped class "app.models.Session"  [unmapped-query-entity]
    # mypy: error: Argument 1 to "selectinload" has incompatible type "type[Session]"; expected "Literal['*'] | QueryableAttribute[Any]"  [arg-type]
    load_only(domain.Session.id)
    # mypy: error: "app.domain.Session" is not a mapped class (a dataclass) and has nothing that a loader option can load; use the mapped class "app.models.Session"  [unmapped-query-entity]
    # mypy: error: Cannot access instance-only attribute "id" on class object  [misc]
    # mypy: error: Argument 1 to "load_only" has incompatible type "int"; expected "Literal['*'] | QueryableAttribute[Any]"  [arg-type]


class Repository:
    def __init__(self, db: Session) -> None:
        self.db = db

    def all(self) -> list[DomainSession]:
        return self.db.query(DomainSession).all()
        # mypy: error: "app.domain.Session" is not a mapped class (a dataclass) and cannot be a query entity; use the mapped class "app.models.Session"  [unmapped-query-entity]

    def held(self) -> None:
        entity = DomainSession
        self.db.query(entity)
        # mypy: error: "app.domain.Session" is not a mapped class (a dataclass) and cannot be a query entity; use the mapped class "app.models.Session"  [unmapped-query-entity]


Alias = DomainSession


def behind_an_alias(db: Session) -> None:
    db.query(Alias)
    # mypy: error: "app.domain.Session" is not a mapped class (a dataclass) and cannot be a query entity; use the mapped class "app.models.Session"  [unmapped-query-entity]
    db.query(models.Session).join(domain.Session)
    # mypy: error: "app.domain.Session" is not a mapped class (a dataclass) and cannot be a query entity; use the mapped class "app.models.Session"  [unmapped-query-entity]
