"""A status column and what a worker asks for -> the statements that choose rows, lock them, and set them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    Select,
    Update,
    and_,
    false,
    func,
    literal_column,
    select,
    union_all,
    update,
)

from session_status.statuses.moves.own_table import OwnTable
from session_status.statuses.moves.step_update import StepUpdate, has_key
from session_status.type_variables import E


@dataclass(frozen=True, slots=True)
class ClaimStatements(Generic[E]):
    """What claims of one kind send; what differs between them are parameters.

    Attributes:
        waiting: The steps that claims are.
        lapsed: The condition that the lease of a row has ended; None where there are none.
        until: The column of the lease.
        order: Which rows come first.
        limit: How many are claimed at most.
        returning: Columns of the table that are given back.
        values: What is set beside the status.
    """

    waiting: StepUpdate[E]
    lapsed: ColumnElement[bool] | None
    until: Any
    order: tuple[Any, ...]
    limit: int
    returning: tuple[Any, ...]
    values: Mapping[Any, Any]

    @property
    def own(self) -> OwnTable:
        """Where the status stands."""
        return self.waiting.own

    @property
    def arms(self) -> tuple[StepUpdate[E], ...]:
        """What may be claimed: first rows whose lease has ended, which behind a queue that is never empty would wait for ever."""
        if self.lapsed is None:
            return (self.waiting,)
        target = self.waiting.target
        return (replace(self.waiting, sources=(target,), criteria=(self.lapsed, *self.waiting.criteria)), self.waiting)

    def choice(self, arm: StepUpdate[E], limit: int) -> Select[Any]:
        """Select keys and stored status of rows, and lock them; rows that another transaction holds are passed over.

        Args:
            arm: Which rows.
            limit: How many at most.
        """
        # The lease that ended first comes first, so that an index on status and lease gives the rows without a sort.
        order = self.order if arm.sources == self.waiting.sources else (self.until, *self.order)
        chosen: Any = arm.choice().order_by(*order).limit(_number(limit))
        locked: Select[Any] = chosen.with_for_update(skip_locked=True, of=[*self.own.tables])
        return locked

    def at_once(self, dialect: Dialect) -> Update:
        """Choose, lock and set in one statement, which gives keys, old status, place and `returning`.

        Each arm is a CTE of its own: an index on status and order gives its first rows, where a disjunction would be
        sorted; and a CTE that locks is carried out once, where a subquery might be for every row.

        Args:
            dialect: The database.
        """
        inlined = replace(self.waiting, spelling=self.waiting.spelling.inlined(dialect))
        whole = replace(self, waiting=inlined)
        chosen = [whole.choice(arm, self.limit).cte(f"arm_{number}") for number, arm in enumerate(whole.arms)]
        rows = union_all(*(select(arm) for arm in chosen)).subquery("waiting")
        first = select(*rows.c, func.row_number().over().label("place")).limit(_number(self.limit)).cte("chosen")
        pairs = zip(self.own.keys, first.c, strict=False)
        sources = [source for arm in whole.arms for source in arm.sources]
        setting = replace(inlined, sources=sources).setting(self.own.target).values({**self.values})
        of_rows: Any = setting.where(and_(*(key == found for key, found in pairs)), *self.own.joins)
        whole_update: Update = of_rows.returning(*self.own.keys, first.c.old_status, first.c.place, *self.returning)
        return whole_update

    def lock(self) -> Update:
        """Change no row: from here on nobody else writes to an SQLite database."""
        spelling = self.waiting.spelling
        return update(self.own.table).where(false()).values({spelling.assigned: spelling.written[self.waiting.target]})

    def by_keys(self, arm: StepUpdate[E], keys: Sequence[tuple[Any, ...]]) -> Update:
        """Set rows that were chosen before, as far as they may still be claimed.

        Args:
            arm: Which rows they were.
            keys: Their primary keys.
        """
        still = () if self.lapsed is None or arm.sources == self.waiting.sources else (self.lapsed,)
        return arm.update_by_keys(keys).where(*still).values({**self.values})

    def read(self, keys: Sequence[tuple[Any, ...]]) -> Select[Any]:
        """Select what `returning` asks for, of rows by their keys.

        Args:
            keys: Their primary keys.
        """
        columns: Any = select(*self.own.keys, *self.returning)
        found: Select[Any] = columns.where(has_key(self.own.keys, keys))
        return found

    def nothing(self) -> Select[Any]:
        """Ask for no row, so that the database is connected and tells its version."""
        return select(*self.own.keys).where(false())


AUTOCOMMIT: ColumnElement[Any] = literal_column("@@autocommit", Integer).label("autocommit")
"""Whether a lock of MariaDB's ends with its statement."""


def _number(limit: int) -> Any:
    """Write a number into the SQL: of a parameter PostgreSQL would have to guess how many rows it lets through."""
    return literal_column(str(limit), Integer)
