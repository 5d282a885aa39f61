"""Which status may follow which -> its ends, and an UPDATE that never takes a step the lifecycle does not have."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Generic

from sqlalchemy import ColumnElement, SQLColumnExpression, Update, update
from sqlalchemy.orm import InstrumentedAttribute

from session_status.errors import ArgumentError, ColumnError, LifecycleError, TransitionError
from session_status.execution.plan import Plan, Planned, Step
from session_status.execution.route import DialectFor
from session_status.statuses.graph import graph_faults, graph_of
from session_status.statuses.members import label, typed
from session_status.statuses.spelling import Stored, column_name, spelling_of
from session_status.type_variables import E


class Lifecycle(Generic[E]):
    """The steps that a status may take; its ends and its active statuses follow from them.

    Args:
        domain: The Enum of statuses.
        steps: What may follow a status. A member that is left out, or has nothing to follow it, is an end.
        initial: Where a new row may begin.
        reserved: Members that a newer program writes and this one only reads: they have no steps yet, and are
            neither ends nor active.

    Raises:
        LifecycleError: A step to itself, a status that no step leads to, one that no end can be reached from, no
            initial status, or something that is no member. One error names all faults.

    Example:
        >>> import enum
        >>> class Job(enum.Enum):
        ...     NEW = "new"
        ...     DONE = "done"
        ...     FAILED = "failed"
        >>> LIFE = Lifecycle(Job, {Job.NEW: [Job.DONE, Job.FAILED]}, initial=[Job.NEW])
        >>> sorted(job.name for job in LIFE.terminal)
        ['DONE', 'FAILED']
        >>> LIFE.allows(Job.DONE, Job.NEW)
        False
    """

    def __init__(
        self,
        domain: type[E],
        steps: Mapping[E, Iterable[E]],
        *,
        initial: Iterable[E],
        reserved: Iterable[E] = (),
    ) -> None:
        given = {status: tuple(following) for status, following in steps.items()}
        begin, kept = tuple(initial), tuple(reserved)
        faults = graph_faults(domain, given, begin, kept)
        if faults:
            name = getattr(domain, "__name__", repr(domain))
            raise LifecycleError(f"Lifecycle({name}):" + "".join(f"\n  {fault}" for fault in faults))
        self._graph = graph_of(domain, given, begin, kept)
        self.domain: Final = domain
        self.initial: Final = self._graph.initial
        self.reserved: Final = self._graph.reserved
        self.terminal: Final = self._graph.terminal
        self.active: Final = self._graph.active

    def __repr__(self) -> str:
        """Name the lifecycle by its Enum."""
        return f"Lifecycle({self.domain.__name__})"

    def after(self, status: E) -> tuple[E, ...]:
        """List what may follow a status, in the order of the Enum.

        Args:
            status: The status to go on from.

        Raises:
            ArgumentError: `status` is no member of the Enum.
        """
        return self._graph.steps[self._member(status)]

    def before(self, status: E) -> tuple[E, ...]:
        """List what a status may follow, in the order of the Enum.

        Args:
            status: The status to come to.

        Raises:
            ArgumentError: `status` is no member of the Enum.
        """
        return self._graph.sources(self._member(status))

    def allows(self, old: E, new: E) -> bool:
        """Tell whether there is a step from one status to another.

        Args:
            old: Where the step would begin.
            new: Where it would lead.

        Raises:
            ArgumentError: One of them is no member of the Enum.
        """
        return self._member(new) in self.after(old)

    def advance(
        self,
        column: SQLColumnExpression[E | None] | SQLColumnExpression[str | None],
        target: E,
        *criteria: *tuple[ColumnElement[bool], *tuple[ColumnElement[bool], ...]],
        stored: Stored | None = None,
    ) -> Update:
        """Make the UPDATE that takes rows to a status from wherever a step leads there, and from nowhere else.

        The database compares and sets in one statement: of any number of callers at once, one changes the row. An
        entity in a session is not touched; refresh it to see what the row holds.

        Args:
            column: The status column.
            target: The status to be reached.
            criteria: Which rows; at least one.
            stored: How a text column spells a status, "value" (the default) or "name".

        Returns:
            A statement to execute; the result's `rowcount` tells how many rows took the step.

        Raises:
            TransitionError: No step leads to `target`, or it is reserved.
            ArgumentError: `target` is no member of the Enum, there is no criterion, or one is True or False.
            ColumnError: The column is none that can be set, or holds something else.
        """
        sources = self._sources(target)
        if not criteria:
            raise ArgumentError(f"{self!r}.advance: say which rows; without a criterion it would be all of them")
        if any(map(_is_bool, criteria)):
            raise ArgumentError(
                f"{self!r}.advance: a criterion compares a column, such as Meeting.id == 7; "
                "True or False is what Python made of a comparison of values"
            )
        bound = spelling_of(column, self.domain, stored=stored).bound
        element: Any = column
        statement = update(_table(column)).where(element.in_([bound[source] for source in sources]), *criteria)
        # A stale entity in the session must not be believed: whether the row took the step is the database's answer.
        return statement.values({element: bound[target]}).execution_options(synchronize_session=False)

    @Planned
    def move(
        self,
        _: DialectFor,
        column: SQLColumnExpression[E | None] | SQLColumnExpression[str | None],
        target: E,
        *criteria: *tuple[ColumnElement[bool], *tuple[ColumnElement[bool], ...]],
        stored: Stored | None = None,
    ) -> Plan[int]:
        """Take rows to a status, as `advance` does, on a Session or an AsyncSession.

        Args:
            column: The status column.
            target: The status to be reached.
            criteria: Which rows; at least one.
            stored: How a text column spells a status, "value" (the default) or "name".

        Returns:
            How many rows took the step: 0 where none was in a status that a step leads from.

        Raises:
            TransitionError: No step leads to `target`, or it is reserved.
            ArgumentError: `target` is no member of the Enum, there is no criterion, or one is True or False.
            ColumnError: The column is none that can be set, or holds something else.
        """
        step = Step(self.advance(column, target, *criteria, stored=stored), {})
        return Plan((step,), lambda answers: answers[0].rowcount)

    def _sources(self, target: E) -> tuple[E, ...]:
        sources = self.before(target)
        if target in self.reserved:
            raise TransitionError(f"{label(target)} is reserved: it is read, but not written yet")
        if not sources:
            raise TransitionError(f"no step leads to {label(target)}; it begins a lifecycle")
        return sources

    def _member(self, status: E) -> E:
        if type(status) is not self.domain:
            raise ArgumentError(f"{self!r} has members of {self.domain.__name__}, not {status!r} ({typed(status)})")
        return status


def _is_bool(criterion: object) -> bool:
    """Ask by a function: a type checker knows that it cannot be, and SQLAlchemy would take it."""
    return isinstance(criterion, bool)


def _table(column: SQLColumnExpression[Any]) -> Any:
    """Find what an UPDATE of the column names: the mapped class, or the table."""
    if isinstance(column, InstrumentedAttribute):
        return column.class_
    table = getattr(column, "table", None)
    if table is None:
        raise ColumnError(f"{column_name(column)} is no column of a table: it cannot be set")
    return table
