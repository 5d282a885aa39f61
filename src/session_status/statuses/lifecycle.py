"""Which status may follow which -> its ends, and an UPDATE that never takes a step the lifecycle does not have."""

from functools import cached_property
from typing import Any, cast, overload

from sqlalchemy import ColumnElement, SQLColumnExpression, Update, case
from sqlalchemy.orm import QueryableAttribute

from session_status.execution.called_values import mark_called_values
from session_status.execution.plan import Plan, Planned
from session_status.execution.route import DialectFor
from session_status.statuses.claims.cache import ClaimCache
from session_status.statuses.claims.calls import ClaimCall
from session_status.statuses.claims.claim import Claim
from session_status.statuses.claims.request import ClaimRequest
from session_status.statuses.moves.calls import Move
from session_status.statuses.moves.guard import guard_attribute
from session_status.statuses.moves.links import check_criteria, check_parameters
from session_status.statuses.moves.own_table import own_table_of
from session_status.statuses.moves.step_update import StepUpdate, check_version
from session_status.statuses.moves.transition import Transition, counted, transitions
from session_status.statuses.spelling import Stored, spelling_of
from session_status.statuses.steps import Steps
from session_status.type_variables import E, IntE


class Lifecycle(Steps[E]):
    """The steps that a status may take; its ends and its active statuses follow from them.

    Args:
        domain: The Enum of statuses.
        steps: What may follow a status. A member that is left out, or has nothing to follow it, is an end.
        initial: Where a new row may begin.
        reserved: Members that a newer program writes and this one only reads: they have no steps yet, and are
            neither ends nor active.
        self_steps: Allow steps from a status to itself, such as a job that is tried again.
        endless: Allow statuses from which no end can be reached; a hub's watch of such a row does not end.

    Raises:
        LifecycleError: A step to itself, a status that no step leads to, one that no end can be reached from, no
            initial status, or something that is no member. One error names all faults.

    Attributes:
        domain: The Enum.
        initial: Where a new row may begin.
        terminal: The statuses that nothing follows.
        active: The statuses that something follows.
        course: All statuses in the order in which a row goes through them, ends last.

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

    @overload
    def advance(
        self,
        column: SQLColumnExpression[E | None] | SQLColumnExpression[str | None],
        target: E,
        *criteria: *tuple[ColumnElement[bool], *tuple[ColumnElement[bool], ...]],
        stored: Stored | None = None,
    ) -> Update: ...
    @overload
    def advance(
        self: "Lifecycle[IntE]",
        column: SQLColumnExpression[int | None],
        target: IntE,
        *criteria: *tuple[ColumnElement[bool], *tuple[ColumnElement[bool], ...]],
        stored: Stored | None = None,
    ) -> Update: ...
    def advance(self, column: Any, target: Any, *criteria: ColumnElement[bool], stored: Stored | None = None) -> Update:
        """Make the UPDATE that takes rows to a status from wherever a step leads there, and from nowhere else.

        The database compares and sets in one statement: of any number of callers at once, one changes the row. The
        table that holds the status is updated, by its key, and a version counter (`version_id_col`) goes on. An
        entity in a session is not touched; refresh it to see what the row holds.

        Args:
            column: The status column: an attribute of a mapped class, inherited ones too, a table's column, or one key
                of a JSON column.
            target: The status to be reached.
            criteria: Which rows; at least one. They may be about any table of the class, and about others that an
                equality of columns joins to it.
            stored: How a text column spells a status, where it was not said before: "value" (the default) or "name".

        Returns:
            A statement to execute; the result's `rowcount` tells how many rows took the step.

        Raises:
            TransitionError: No step leads to `target`, or it is reserved.
            ArgumentError: `target` is no member of the Enum, there is no criterion, one is no condition on a column,
                or one reads a table that nothing joins.
            ColumnError: The column is none that can be set, or holds something else, or the version counter stands in
                another table.
        """
        step = self._step(column, target, criteria, stored, "advance")
        check_version(step)
        return step.update()

    @property
    def move(self) -> Move[E, int]:
        """Take rows to a status, as `advance` does, on a Session or an AsyncSession.

        Called as `move(db, column, target, *criteria, stored=None)`; see `advance` for the arguments and the errors.

        Returns:
            How many rows took the step: 0 where none was in a status that a step leads from. With an AsyncSession, an
            awaitable of it.
        """
        return cast("Move[E, int]", self._move)

    @property
    def move_returning(self) -> Move[E, list[Transition[E]]]:
        """Take rows to a status and tell from where each of them came, for a table of their history.

        Called as `move_returning(db, column, target, *criteria, stored=None)`; see `advance` for the arguments and the
        errors. Reading the old status and writing the new one cannot be separated by another transaction.

        Returns:
            A Transition for each row that took the step, in no particular order. With an AsyncSession, an awaitable of
            them.

        Raises:
            ArgumentError: As for `advance`, or the database is none of PostgreSQL, MariaDB, MySQL and SQLite from 3.35.
        """
        return cast("Move[E, list[Transition[E]]]", self._move_returning)

    @property
    def claim(self) -> ClaimCall[E, list[Claim[E]]]:
        """Take rows that wait to a status, each for one worker of any number that ask at once.

        Called as `claim(db, column, target, *criteria, order_by, limit=1, returning=(), lease=None, stored=None)`, on a
        Session or an AsyncSession in a transaction. Rows that another worker is claiming are passed over
        (`FOR UPDATE SKIP LOCKED` on PostgreSQL, MariaDB from 10.6 and MySQL from 8.0); SQLite lets one claim at a time.

        Args:
            db: The session; the rows are the worker's when its transaction is committed.
            column: The status column, as for `advance`.
            target: The status of a row that is claimed. Where a step leads there from the status itself, that step is
                not taken: it would take what another worker holds.
            criteria: Which rows, as far as tables of the status's own class and subqueries tell; none for all that wait.
            order_by: A column, or a list of them: what comes first is claimed first.
            limit: How many rows at most, from 1 to 500.
            returning: Columns of the status's table whose values are given back.
            lease: How long the claim holds: rows whose lease has ended are claimed again, before those that wait.
            stored: As for `advance`.

        Returns:
            A Claim for each row, first those whose lease had ended, the first to end first, then in the order asked for; an empty list where
            nothing waits. With an AsyncSession, an awaitable of it.

        Raises:
            TransitionError: No step leads to `target` from another status, or it is reserved.
            ArgumentError: As for `advance`; or a criterion or the order reads another table, `limit` is no number of rows,
                a column of `returning` or of the lease stands elsewhere, a lease is given for an end, the database is
                none of those that are named above, or a session of MariaDB or MySQL is in AUTOCOMMIT.
            ColumnError: As for `advance`.
            UnknownStoredStatusError: By a collation that the column does not declare, the database took another word for a status.
        """
        return cast("ClaimCall[E, list[Claim[E]]]", self._claim)

    @overload
    def order(
        self,
        column: SQLColumnExpression[E | None] | SQLColumnExpression[str | None],
        *,
        stored: Stored | None = None,
    ) -> ColumnElement[int]: ...
    @overload
    def order(
        self: "Lifecycle[IntE]", column: SQLColumnExpression[int | None], *, stored: Stored | None = None
    ) -> ColumnElement[int]: ...
    def order(self, column: Any, *, stored: Stored | None = None) -> ColumnElement[int]:
        """Make an expression to sort by, in which statuses stand in the course of a row's life.

        Args:
            column: The status column.
            stored: As for `advance`.

        Returns:
            The place of the status in `course`, from 0; one more than the last for what is no status, and for NULL.

        Raises:
            ColumnError: The column holds something else.
        """
        spelling = spelling_of(column, self.domain, stored=stored)
        places = [(spelling.is_any_of([status]), place) for place, status in enumerate(self.course)]
        return case(*places, else_=len(places))

    def guard(self, attribute: QueryableAttribute[Any], *, stored: Stored | None = None) -> None:
        """Refuse assignments to an attribute of a mapped class that are no step of the lifecycle.

        From now on `job.status = X` raises where no step leads from the object's status to X, and where a new object
        would not begin at an initial status; statements are not concerned, and `advance` alone compares with what
        the database holds in that moment. Subclasses are guarded with their class.

        Args:
            attribute: The status, as an attribute of the class.
            stored: As for `advance`.

        Raises:
            ColumnError: It is no attribute of a mapped class, or holds something else.
        """
        guard_attribute(self, attribute, spelling_of(attribute, self.domain, stored=stored))

    @Planned
    def _move(
        self, dialect_for: DialectFor, column: Any, target: Any, /, *criteria: Any, stored: Stored | None = None
    ) -> Plan[int]:
        step = self._step(column, target, criteria, stored, "move")
        return counted(step, lambda: dialect_for(step.bind))

    @Planned
    def _move_returning(
        self, dialect_for: DialectFor, column: Any, target: Any, /, *criteria: Any, stored: Stored | None = None
    ) -> Plan[list[Transition[E]]]:
        step = self._step(column, target, criteria, stored, "move_returning")
        return transitions(step, dialect_for(step.bind))

    @Planned
    def _claim(  # noqa: PLR0913 -- keyword-only: which rows, how many, and for how long
        self,
        dialect_for: DialectFor,
        column: Any,
        target: Any,
        /,
        *criteria: Any,
        order_by: Any,
        limit: Any = 1,
        returning: Any = (),
        lease: Any = None,
        stored: Stored | None = None,
    ) -> Plan[list[Claim[E]]]:
        request = ClaimRequest(column, target, criteria, order_by, limit, returning, lease, stored)
        return self._claims.plan(dialect_for, request)

    @cached_property
    def _claims(self) -> ClaimCache[E]:
        return ClaimCache(self)

    def _step(
        self, column: Any, target: E, criteria: tuple[Any, ...], stored: Stored | None, call: str
    ) -> StepUpdate[E]:
        sources, place = self.sources_of(target), f"{self!r}.{call}"
        check_criteria(criteria, place)
        if call != "advance":  # whose UPDATE the caller executes, with values where it has parameters
            check_parameters(criteria, place)
        mark_called_values(criteria)
        own = own_table_of(column)
        spelling = spelling_of(own.column, self.domain, stored=stored)
        return StepUpdate(own, spelling, sources, target, criteria, place)
