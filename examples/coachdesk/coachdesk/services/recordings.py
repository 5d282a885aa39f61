"""Recording id -> the recording. A tidy-up replaced the model's import by the domain's: same name, no table."""

from __future__ import annotations

from sqlalchemy import orm

from coachdesk.domain import Session
from coachdesk.models import session as tables


def recording(db: orm.Session, wanted: int | None) -> tables.Session | None:
    """Return the recording, but `Session.id == wanted` is Python's False here, so no row ever matches."""
    return db.query(tables.Session).filter(Session.id == wanted).first()


def recordings_by_title(db: orm.Session, text: str) -> list[Session]:
    """Return nothing at all: a dataclass is no query entity, and SQLAlchemy says so when this first runs."""
    return db.query(Session).filter(Session.title.contains(text)).all()
