"""Comments that excuse a finding, in each of the ways that there are."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import Segment


def excused(db: Session, segment: Segment) -> None:
    db.query(Segment)  # type: ignore[unmapped-query-entity]
    db.add(segment)  # type: ignore[unmapped-instance]
    db.add(segment)  # type: ignore[unmapped-query-entity]
    # mypy: error: Unused "type: ignore" comment, use narrower [unmapped-instance] instead of [unmapped-query-entity] code  [unused-ignore]
    db.query(Segment)  # session-lint: ignore[unmapped-query-entity]
    select(Segment)  # session-lint: ignore
    select(Segment)  # noqa: unmapped-query-entity


def not_excused(db: Session, segment: Segment) -> None:
    db.query(Segment)  # session-lint: ignore[unmapped-instance]
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    db.query(Segment)  # noqa: E501
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
    db.query(Segment), "# session-lint: ignore[unmapped-query-entity]"
    # mypy: error: "app.domain.Segment" is not a mapped class (a dataclass) and cannot be a query entity  [unmapped-query-entity]
