"""Objects that a session takes, and objects that none takes."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from app import domain, models
from app.domain import Plain, Schema, Segment


def refused(db: Session, segment: Segment, schema: Schema, segments: list[Segment]) -> None:
    db.add(Segment(id=1))
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass), so no session takes an object of it  [unmapped-instance]
    db.add(segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass), so no session takes an object of it  [unmapped-instance]
    db.add(schema)
    # mypy: error: "app.domain.Schema" is not a mapped class (a Pydantic model), so no session takes an object of it  [unmapped-instance]
    db.merge(schema)
    # mypy: error: "app.domain.Schema" is not a mapped class (a Pydantic model), so no session takes an object of it  [unmapped-instance]
    db.delete(segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass), so no session takes an object of it  [unmapped-instance]
    db.refresh(instance=segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass), so no session takes an object of it  [unmapped-instance]
    db.expunge(segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass), so no session takes an object of it  [unmapped-instance]
    db.add(Plain())
    # mypy: error: "app.domain.Plain" is not a mapped class (a plain class), so no session takes an object of it  [unmapped-instance]
    db.add_all([models.User(), Segment(id=1), schema])
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass), so no session takes an object of it  [unmapped-instance]
    # mypy: error: "app.domain.Schema" is not a mapped class (a Pydantic model), so no session takes an object of it  [unmapped-instance]
    db.add_all(segments)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass), so no session takes an object of it  [unmapped-instance]
    db.add(domain.Session(id=1, segments=[]))
    # mypy: error: "app.domain.Session" is not a mapped class (a dataclass), so no session takes an object of it; use the mapped class "app.models.Session"  [unmapped-instance]


async def refused_async(db: AsyncSession, segment: Segment) -> None:
    db.add(segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass), so no session takes an object of it  [unmapped-instance]
    await db.merge(segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass), so no session takes an object of it  [unmapped-instance]
    await db.delete(segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass), so no session takes an object of it  [unmapped-instance]
    await db.refresh(segment)
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass), so no session takes an object of it  [unmapped-instance]


def taken(db: Session, user: models.User, base: models.Base, anything: object, plain: Plain) -> None:
    db.add(user)
    db.add(base)
    db.add(anything)
    db.add(plain)  # may be of a child that is mapped
    db.add(models.Imperative())
    db.add(models.Decorated())
    db.add_all([user, models.User()])
    db.merge(user)


def several(db: Session, users: Iterable[models.User], mixed: list[object]) -> None:
    db.add_all(users)
    db.add_all(mixed)
    db.add_all(user for user in users)
