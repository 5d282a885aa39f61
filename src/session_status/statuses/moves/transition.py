"""Steps to a status and a dialect -> the plan that takes them and tells each row's old status."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from sqlalchemy import Dialect

from session_status.errors import ArgumentError
from session_status.execution.dialects import LIKE_MYSQL, POSTGRESQL, SQLITE
from session_status.execution.plan import Answer, Plan, Step
from session_status.statuses.moves.step_update import StepUpdate
from session_status.type_variables import E

CHUNK = 500
"""Keys in one UPDATE; every database takes so many."""


@dataclass(frozen=True, slots=True)
class Transition(Generic[E]):
    """One step that a row took, for a table of its history.

    Attributes:
        key: The primary key of the row; a tuple where it has several columns.
        old: The status that it was in until then.
        new: The status that it is in now.

    Example:
        >>> Transition(7, "an old status", "a new one").key
        7
    """

    key: Any
    old: E
    new: E


def transitions(step: StepUpdate[E], dialect: Dialect) -> Plan[list[Transition[E]]]:
    """Plan steps whose old status is told, so that no other transaction can come between reading and writing.

    PostgreSQL tells it in the statement itself. Where RETURNING knows new values only, as on SQLite, there is one
    UPDATE for each source; where there is no RETURNING, as on MariaDB, rows are read and locked first.

    Args:
        step: The steps to take.
        dialect: The database that will be asked.

    Raises:
        ArgumentError: How this database tells an old status is not known.
    """
    if dialect.name == POSTGRESQL:
        return _returned(step)
    if dialect.name in LIKE_MYSQL:
        return _locked(step)
    if dialect.name == SQLITE and dialect.update_returning:
        return _by_source(step)
    raise ArgumentError(
        f"{step.place}: how {dialect.name} tells an old status is not known; "
        "it is for PostgreSQL, MariaDB, MySQL, and SQLite from 3.35"
    )


def counted(step: StepUpdate[Any], dialect: Callable[[], Dialect]) -> Plan[int]:
    """Plan steps of which only the number is told: one statement, but where a version counter stands in another table.

    Args:
        step: The steps to take.
        dialect: Names the database that will be asked.
    """
    if not step.version_apart:
        return Plan([Step(step.update(), {})], lambda answers: answers[0].rowcount)
    return _count(transitions(step, dialect()))


@dataclass(frozen=True, kw_only=True)
class _Count(Plan[int]):
    """Counts what another plan tells."""

    counted: Plan[list[Transition[Any]]]

    def decoded(self, answers: Sequence[Answer]) -> tuple[int, Plan[int] | None]:
        found, rest = self.counted.decoded(answers)
        return len(found), None if rest is None else _count(rest)


def _count(plan: Plan[list[Transition[Any]]]) -> Plan[int]:
    return _Count(steps=plan.steps, decode=lambda answers: len(plan.decode(answers)), counted=plan)


def _returned(step: StepUpdate[E]) -> Plan[list[Transition[E]]]:
    chosen = step.chosen()
    statement = step.update_of(chosen).returning(*step.own.keys, chosen.c.old_status)
    return _with_version(step, [Step(statement, {})], lambda answers: _told(step, answers[0].all()))


def _by_source(step: StepUpdate[E]) -> Plan[list[Transition[E]]]:
    """Take the steps from each source by a statement of its own; SQLite lets nobody else write from the first one on."""
    # A step to itself comes first, before other rows arrive there.
    sources = sorted(step.sources, key=lambda source: source is not step.target)
    steps = [Step(_from(step, source).update().returning(*step.own.keys), {}) for source in sources]

    def decode(answers: Sequence[Answer]) -> list[Transition[E]]:
        rows = ((source, row) for source, answer in zip(sources, answers, strict=True) for row in answer.all())
        return [Transition(key_of(row), source, step.target) for source, row in rows]

    return _with_version(step, steps, decode)


def _from(step: StepUpdate[E], source: E) -> StepUpdate[E]:
    return StepUpdate(step.own, step.spelling, [source], step.target, step.criteria, step.place)


def _locked(step: StepUpdate[E]) -> Plan[list[Transition[E]]]:
    def write(found: list[Transition[E]]) -> Plan[list[Transition[E]]] | None:
        keys = _parts(step, found)
        updates = [step.update_by_keys(part) for part in _chunks(keys)]
        return (
            Plan([Step(update, {}) for update in [*updates, *version_updates(step, keys)]], lambda _: found)
            if found
            else None
        )

    read = Step(step.choice().order_by(*step.own.keys), {})
    return Plan([read], lambda answers: _told(step, answers[0].all()), write)


def _with_version(
    step: StepUpdate[E], steps: Sequence[Step], decode: Callable[[Sequence[Answer]], list[Transition[E]]]
) -> Plan[list[Transition[E]]]:
    def advance_version(found: list[Transition[E]]) -> Plan[list[Transition[E]]] | None:
        updates = version_updates(step, _parts(step, found))
        return Plan([Step(update, {}) for update in updates], lambda _: found) if updates else None

    return Plan(steps, decode, advance_version)


def version_updates(step: StepUpdate[Any], keys: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Make the UPDATEs of a version counter that stands in another table than the status.

    Args:
        step: The steps that rows took.
        keys: The rows' primary keys.
    """
    updates = (step.version_update(part) for part in _chunks(keys))
    return [update for update in updates if update is not None]


def _told(step: StepUpdate[E], rows: Iterable[Sequence[Any]]) -> list[Transition[E]]:
    """Read keys and old status; a criterion that joins many to one gives a row several times."""
    members = {raw: member for member, raw in step.spelling.raw.items()}
    found = {key_of(row[:-1]): members[row[-1]] for row in rows if row[-1] in members}
    return [Transition(key, old, step.target) for key, old in found.items()]


def key_of(row: Sequence[Any]) -> Any:
    """Give the value of a key of one column, and a tuple of several.

    Args:
        row: The key's columns.
    """
    return row[0] if len(row) == 1 else tuple(row)


def _parts(step: StepUpdate[Any], found: Iterable[Transition[Any]]) -> list[tuple[Any, ...]]:
    several = len(step.own.keys) > 1
    return [transition.key if several else (transition.key,) for transition in found]


def _chunks(keys: Sequence[tuple[Any, ...]]) -> Iterable[Sequence[tuple[Any, ...]]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
