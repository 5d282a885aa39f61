"""Everything that may be an entity, and everything of which that is not known: silent."""

from typing import Any, Generic, TypeVar

from sqlalchemy import func, inspect, select, text, union_all
from sqlalchemy.orm import Session, aliased, selectinload, with_loader_criteria

from app import models
from app.domain import Segment, Status
from app.models import (
    AsDataclass,
    Base,
    BelowRegistryBase,
    Classic,
    Concrete,
    Decorated,
    DecoratedDataclass,
    DecoratedOverTable,
    FunctionDecorated,
    Generated,
    Imperative,
    ImperativeByKeyword,
    Listed,
    ListedChild,
    MixedIn,
    NoMeta,
    Old,
    OldNamedByItsBase,
    Stamped,
    User,
    addresses,
)

M = TypeVar("M", bound=Base)
T = TypeVar("T")


def every_way_of_mapping(db: Session) -> None:
    db.query(User)
    db.query(models.Admin)
    db.query(models.Session)
    db.query(Concrete)
    db.query(NoMeta)
    db.query(AsDataclass)
    db.query(MixedIn)
    db.query(Classic)
    db.query(Generated)
    db.query(Old)
    db.query(OldNamedByItsBase)
    db.query(BelowRegistryBase)
    db.query(Decorated)
    db.query(DecoratedOverTable)
    db.query(DecoratedDataclass)
    db.query(FunctionDecorated)
    db.query(Imperative)
    db.query(ImperativeByKeyword)
    db.query(Listed)
    db.query(ListedChild)


def what_is_no_class(db: Session) -> None:
    other = aliased(User)
    recent = select(User).cte()
    db.query(other).join(User, other.id == User.id)
    db.query(addresses)
    select(recent.c.id, func.count(), text("1"))
    select(addresses).select_from(addresses)
    union_all(select(User.id), select(other.id))
    select(User).options(selectinload(User.sessions), with_loader_criteria(Stamped, lambda cls: cls.created > 1))
    select(inspect(User))


def what_is_not_known(db: Session, entity: type[Segment], anything: Any, untyped) -> None:  # type: ignore[no-untyped-def]
    db.query(entity)
    db.query(anything)
    # mypy: error: the result of "query" is Any, because the type of this argument is not known  [untyped-query]
    db.query(untyped)
    # mypy: error: the result of "query" is Any, because the type of this argument is not known  [untyped-query]
    for held in (User, models.Session):
        db.query(held)


class Repository(Generic[M]):
    model: type[M]
    kind = Segment

    def __init__(self, db: Session, model: type[M]) -> None:
        self.db = db
        self.model = model

    def first(self) -> M | None:
        return self.db.query(self.model).first()

    def of_kind(self) -> Any:
        return self.db.query(self.kind)  # a child may say another one

    @classmethod
    def made(cls, db: Session) -> Any:
        return db.query(cls)


def generic(db: Session, entity: type[T]) -> T | None:
    return db.query(entity).first()


class NoSession:
    """Has the methods' names, and is none."""

    def query(self, entity: type[object]) -> None: ...

    def get(self, entity: type[object], ident: int) -> None: ...

    def add(self, item: object) -> None: ...

    def join(self, entity: type[object]) -> None: ...


def other_receivers(one: NoSession, seen: set[object], known: dict[object, int]) -> None:
    one.query(Segment)
    one.get(Segment, 1)
    one.add(Segment(id=1))
    one.join(Segment)
    seen.add(Segment(id=1))
    known.get(Status.OPEN)
    ", ".join(member.value for member in Status)
