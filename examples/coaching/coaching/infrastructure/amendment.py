"""A coaching session as somebody saw it, and new values -> changed or deleted, unless somebody else was faster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.orm import Session as DatabaseSession

from coaching.infrastructure.listing import Row
from coaching.infrastructure.models import CoachingSession

COLUMNS = ("client_id", "held_on", "minutes", "fee_cents", "currency")
"""What a change may change."""


def unchanged(row: Row) -> ColumnElement[bool]:
    """Select a coaching session as long as it is what was seen.

    Args:
        row: What was seen.
    """
    columns = CoachingSession.__table__.columns
    return and_(CoachingSession.id == row.id, *(columns[name] == getattr(row, name) for name in COLUMNS))


def amend(db: DatabaseSession, row: Row, values: Mapping[str, Any], *, seen: bool) -> bool:
    """Change a coaching session.

    Args:
        db: The database session.
        row: What there was.
        values: What is to be changed.
        seen: Whether it must still be what it was: compared and set in one statement.

    Returns:
        Whether it was changed, which it was not where somebody was faster.
    """
    if not values:
        return True
    statement = update(CoachingSession).where(unchanged(row) if seen else CoachingSession.id == row.id)
    done: Any = db.execute(statement.values(**values), execution_options={"synchronize_session": False})
    changed: bool = done.rowcount == 1
    return changed
