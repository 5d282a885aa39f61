"""What became of an example -> a verdict, and what can be compared of rows when their session is closed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from sqlalchemy import inspect
from tests.session_status.oracle.engine import Seen


class Outcome(Enum):
    """What became of an example."""

    RIGHT = "accepted"
    REFUSED = "refused"
    INVALID = "not valid"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an example, and why.

    Attributes:
        outcome: Which of the four.
        kind: Of a difference: its kind. Of a refusal: its reason without names.
        detail: What was expected and what was found; the refusal's own words.
    """

    outcome: Outcome
    kind: str = ""
    detail: str = ""


class Difference(Exception):  # noqa: N818 -- it is a finding, not a failure of the judge
    """Pages that do not equal their select."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind, self.detail = kind, detail


class Invalid(Exception):  # noqa: N818 -- it is a finding, not a failure of the judge
    """A select that the database or SQLAlchemy itself refuses."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the plain select gives.

    Attributes:
        rows: Each row's own columns.
        summaries: For each row the summary that belongs beside it; None where nothing can tell.
    """

    rows: list[tuple[Any, ...]]
    summaries: list[Any] | None

    def between(self, start: int, end: int) -> Expected:
        """Give some of the rows."""
        return Expected(self.rows[start:end], None if self.summaries is None else self.summaries[start:end])


def together(verdicts: Sequence[Verdict]) -> Verdict:
    """Make one verdict of those of both runs: a refusal may not hang on a value.

    Args:
        verdicts: One for each run.
    """
    outcomes = {verdict.outcome for verdict in verdicts}
    if outcomes == {Outcome.RIGHT, Outcome.REFUSED}:
        refused = next(verdict for verdict in verdicts if verdict.outcome is Outcome.REFUSED)
        return Verdict(Outcome.DIFFERENT, "refused by a value", refused.detail)
    return max(verdicts, key=lambda verdict: verdict.outcome is Outcome.INVALID)


def reason_of(error: Exception) -> str:
    """Give a refusal's words without names, so that refusals of one kind are counted together.

    Args:
        error: The refusal.
    """
    text = re.sub(r"%\([^)]*\)s?\S*|<[^>]*>|'[^']*'|=?\S*[._]\S+|\d+|=\S+", "…", str(error))
    return f"{type(error).__name__}: {text.splitlines()[0][:110]}"


def frozen_page(seen: Seen) -> Seen:
    """Give a page whose rows can be compared after its session is closed.

    Args:
        seen: The page.
    """
    return replace(seen, rows=[frozen(row) for row in seen.rows])


def frozen(value: Any) -> Any:
    """Give a value that can be compared after its session is closed: an entity is what was loaded of it.

    Args:
        value: A row, an entity, a collection, or a plain value.
    """
    if isinstance(value, tuple):
        return tuple(frozen(part) for part in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list):
        return [frozen(part) for part in value]  # pyright: ignore[reportUnknownVariableType]
    state = inspect(value, raiseerr=False)
    if state is None or not hasattr(state, "dict"):
        return value
    loaded = {name: held for name, held in state.dict.items() if not name.startswith("_sa_")}
    return (type(value).__name__, *((name, frozen(loaded[name])) for name in sorted(loaded)))
