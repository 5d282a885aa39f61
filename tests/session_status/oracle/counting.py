"""A question and an engine -> nothing, or how its counts by status differ from the rows of the plain select."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import String, type_coerce
from sqlalchemy.orm import Session
from tests.session_status.oracle.engine import Engine
from tests.session_status.oracle.statements import Question
from tests.session_status.oracle.verdicts import Difference

from session_status import SessionStatusError


def compare_counts(asked: Question, db: Session, engine: Engine, sent: Callable[[], int]) -> None:
    """Compare how many rows have each status, where the engine does not refuse to say it.

    Args:
        asked: The question.
        db: A session.
        engine: What counts.
        sent: Tells how many statements were sent so far.

    Raises:
        Difference: They are other numbers, or are refused after a statement.
    """
    if asked.is_bare or (asked.shown.fields and "status" not in asked.shown.fields):
        return
    before = sent()
    try:
        found = engine.counts(db, asked)
    except SessionStatusError as error:
        if sent() > before:
            raise Difference("counts refused after a statement", str(error)) from error
        return
    expected = counted(db, asked)
    if found != expected:
        raise Difference("counts", f"{found}\nnot {expected}")


def counted(db: Session, asked: Question) -> Counter[Any]:
    """Count the rows of the plain select by what is stored as their status.

    The column is that of the select's own root: another entity's would bring in criteria that the select does not have.

    Args:
        db: A session.
        asked: The question.
    """
    stored = type_coerce(asked.status, String).label("oracle_status")
    statement = asked.statement.execution_options(yield_per=None).add_columns(stored)
    result = db.execute(statement, execution_options={"compiled_cache": None})
    return Counter(row[-1] for row in (result.unique() if asked.repeats else result))
