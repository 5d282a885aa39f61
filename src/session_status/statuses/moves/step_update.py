"""A status column, its sources and its target -> the UPDATE that takes rows of the column's own table there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic

from sqlalchemy import Column, ColumnElement, Select, Subquery, Update, and_, select, tuple_, update

from session_status.errors import ColumnError
from session_status.execution.route import Bind, bind_of
from session_status.statuses.moves.links import check_links, reads_own_table_only
from session_status.statuses.moves.own_table import OwnTable
from session_status.statuses.moves.version import next_version, version_column
from session_status.statuses.spelling import Spelling, raw_column
from session_status.type_variables import E


@dataclass(frozen=True, slots=True)
class StepUpdate(Generic[E]):
    """Steps to one status, of the rows that criteria choose.

    Attributes:
        own: Where the status stands.
        spelling: How it is stored.
        sources: Where steps begin.
        target: Where they lead.
        criteria: Which rows.
        place: The call, as messages name it.
    """

    own: OwnTable
    spelling: Spelling[E]
    sources: Sequence[E]
    target: E
    criteria: tuple[ColumnElement[bool], ...]
    place: str

    @property
    def bind(self) -> Bind:
        """To what the statement belongs, so that a session can name the database."""
        return bind_of(select(*self.own.keys).select_from(self.own.source))

    @property
    def version_apart(self) -> bool:
        """Whether a version counter stands in another table than the status."""
        counter = version_column(self.own.mapper)
        return counter is not None and counter.table is not self.own.table

    def update(self) -> Update:
        """Make the UPDATE; rows that other tables choose are chosen and locked in a subquery.

        Raises:
            ArgumentError: A criterion reads a table that nothing joins.
            ColumnError: The table has no primary key, and needs one.
        """
        if reads_own_table_only(self.own, self.criteria):
            return self.setting(self.own.target).where(*self.criteria)
        return self.update_of(self.chosen())

    def update_of(self, chosen: Subquery) -> Update:
        """Make the UPDATE of chosen rows.

        Args:
            chosen: Their keys, in the order of `own.keys`.
        """
        pairs = zip(self.own.keys, chosen.c, strict=False)
        return self.setting(self.own.target).where(and_(*(key == found for key, found in pairs)), *self.own.joins)

    def update_by_keys(self, keys: Sequence[tuple[Any, ...]]) -> Update:
        """Make the UPDATE of rows that were chosen and locked before, whatever a session adds to its statements.

        Args:
            keys: Each as long as the primary key.
        """
        return self.setting(self.own.table).where(has_key(self.own.keys, keys))

    def chosen(self) -> Subquery:
        """Choose and lock the rows; a row that another transaction holds is read again once that has ended."""
        return self.choice().order_by(*self.own.keys).subquery("chosen")

    def choice(self) -> Select[Any]:
        """Select keys and stored status of the rows that would take the step, for update.

        Raises:
            ArgumentError: A criterion reads a table that nothing joins.
            ColumnError: The table has no primary key.
        """
        check_links(self.own, self.criteria, self.place)
        chosen = select(*self.own.keys, raw_column(self.own.column).label("old_status"))
        within = self.spelling.is_any_of(self.sources)
        of_class = chosen.select_from(self.own.source).where(within, *self.criteria)
        # The UPDATE names the same table: without this, SQLAlchemy would take it for that one.
        return of_class.correlate(None).with_for_update(of=[*self.own.tables])

    def version_update(self, keys: Sequence[tuple[Any, ...]]) -> Update | None:
        """Make the UPDATE of a version counter that stands in another table than the status; None where none does.

        Args:
            keys: The primary keys of rows that took a step.
        """
        counter = version_column(self.own.mapper)
        if counter is None or counter.table is self.own.table or self.own.mapper is None:
            return None
        table: Any = counter.table
        found = has_key(tuple(table.primary_key), keys)
        return update(table).where(found).values({counter: next_version(self.own.mapper, counter)})

    def setting(self, target: Any) -> Update:
        """Set status and version of rows that are in one of the sources.

        Args:
            target: The class or the table that the UPDATE names.
        """
        values: dict[Any, Any] = {self.spelling.assigned: self.spelling.written[self.target]}
        counter = version_column(self.own.mapper)
        if counter is not None and self.own.mapper is not None and counter.table is self.own.table:
            values[counter] = next_version(self.own.mapper, counter)
        statement = update(target).where(self.spelling.is_any_of(self.sources)).values(values)
        # A stale entity in the session must not be believed: whether the row took the step is the database's answer.
        return statement.execution_options(synchronize_session=False)


def has_key(columns: Sequence[Column[Any]], keys: Sequence[tuple[Any, ...]]) -> ColumnElement[bool]:
    """Make the condition that a row has one of some keys.

    Args:
        columns: The key's columns.
        keys: Each as long as the key.
    """
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return tuple_(*columns).in_(keys)


def check_version(step: StepUpdate[Any]) -> None:
    """Refuse one statement for a status and a version counter that stand in two tables.

    Raises:
        ColumnError: They do.
    """
    if step.version_apart:
        raise ColumnError(
            f"{step.place}: the version counter of {step.own.source.__name__} stands in another table than {step.own.table.name}: "
            "one statement cannot advance both; move and move_returning can"
        )
