"""A consumer's select and a status column -> how many rows have each status, in one statement."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic

from sqlalchemy import Dialect, func, select
from sqlalchemy.util import LRUCache

from session_status.execution.called_values import mark_called_values
from session_status.execution.compilations import Kept
from session_status.execution.plan import Plan
from session_status.execution.route import DialectFor
from session_status.loading.selection import Selection
from session_status.paging.calls import CAPACITY, bind_of, call_key, empty, is_alike
from session_status.paging.checks.joins import keys_chosen
from session_status.paging.checks.options import has_criteria, options_of
from session_status.paging.checks.selects import check_select, nodes_of, parameters_of
from session_status.paging.source import PageSource
from session_status.paging.statements import Sending
from session_status.rows.fields import StatusField
from session_status.statuses.storage.exact import ExactText, Whichever, is_text
from session_status.type_variables import S


class StatusCounts(Mapping[S, int], Generic[S]):
    """How many rows have each status: every status is a key, those that no row has with zero.

    Attributes:
        null: How many rows have none: the column is NULL.
        unrecognized: How many rows have each stored value that is no status.
        total: How many rows there are; the statuses, `null` and `unrecognized` add up to it.

    Example:
        >>> counts = sessions.counts(db, select(TranscriptionSession))
        >>> counts[SessionStatus.COMPLETED], counts[SessionStatus.PENDING], counts.total
        (1, 0, 1)
    """

    __slots__ = ("_counts", "_mapping", "null", "total", "unrecognized")

    def __init__(self, mapping: Any, known: Mapping[Any, tuple[S, str]], rows: Sequence[tuple[Any, int]]) -> None:
        stored = dict(rows)
        self._counts: dict[S, int] = {member: 0 for member, _ in known.values()}
        for value, (member, _) in known.items():
            self._counts[member] += stored.pop(value, 0)
        self._mapping = mapping
        self.null: int = stored.pop(None, 0)
        self.unrecognized: dict[object, int] = stored
        self.total: int = sum(self._counts.values()) + self.null + sum(stored.values())

    def __getitem__(self, status: S) -> int:
        """Give how many rows have a status."""
        return self._counts[status]

    def __iter__(self) -> Iterator[S]:
        """Iterate over the statuses, in the order of the Enum."""
        return iter(self._counts)

    def __len__(self) -> int:
        """Count the statuses."""
        return len(self._counts)

    def __repr__(self) -> str:
        """Show all numbers."""
        return f"StatusCounts({self._counts}, null={self.null}, unrecognized={self.unrecognized})"

    def as_json(self) -> dict[str, int]:
        """Give the numbers by word: as many as a filter by the word finds; statuses that share one are added.

        What has no word is left to `total`: a row without a status, and what is unrecognized where no word stands for it.
        """
        words: dict[str, int] = {}
        for status, number in self._counts.items():
            word = self._mapping[status]
            words[word] = words.get(word, 0) + number
        strange = self._mapping.unrecognized
        if strange is not None:
            words[strange] = words.get(strange, 0) + sum(self.unrecognized.values())
        return words


def counting(statement: Any, selection: Selection[Any], field: StatusField) -> Any:
    """Make the statement that counts rows by status.

    Args:
        statement: The select; its rows are those of the selection.
        selection: What the rows are.
        field: The status.

    Raises:
        ArgumentError: `statement` is no select.
        ColumnError: Its rows are not one row of the sessions each: see `SummaryQuery.pages`.
    """
    check_select(statement)
    source = PageSource(statement.order_by(None), selection, selection.owner.keys, ())
    status = field.element(selection.owner).label("status")
    rows = keys_chosen(source.bare, [status], [field.column], prunes=not has_criteria(statement)).subquery()
    counted: Any = _grouped(rows.c.status, field.column.type)
    subject = getattr(selection.owner.keys[0], "_propagate_attrs", None)
    return counted._set_propagate_attrs(subject) if subject else counted  # noqa: SLF001 -- it has no public name


def _grouped(status: Any, kind: Any) -> Any:
    """Count rows by status: texts letter by letter."""
    if not is_text(kind):
        return select(status, func.count()).group_by(status)
    return select(Whichever(status, kind), func.count()).group_by(ExactText(status, kind))


class CalledCounts:
    """Counts rows of selects that are made anew for each call: what is built for one serves those that are alike.

    Args:
        selection: What the rows are.
    """

    def __init__(self, selection: Selection[Any]) -> None:
        self._selection = selection
        self._built: LRUCache[Any, Kept] = LRUCache(CAPACITY)
        self._known: dict[str, dict[Any, Any]] = {}

    def plan(self, ask: DialectFor, statement: Any, by: Any) -> Plan[StatusCounts[Any]]:
        """Plan to count.

        Args:
            ask: Names the database.
            statement: The select.
            by: The status column; None where the row has one only.

        Raises:
            ArgumentError: `statement` is no select, a parameter of it has no value, or `by` is missing.
            ColumnError: As for `counting`, or `by` is no status of the row.
        """
        name, field = self._selection.status(by)
        if not hasattr(statement, "_with_options"):
            check_select(statement)
        bind = bind_of(statement)
        kept, values = self._statement(statement, name, field, ask(bind))
        sending = Sending(bind, options_of(statement), statement.get_execution_options())
        known = self._members(name, field)
        return Plan(
            (sending.step(kept, values, columns_only=True, shows_rows=False),),
            lambda answers: StatusCounts[Any](field.mapping, known, [(row[0], row[1]) for row in answers[0].all()]),
            is_whole=sending.is_whole,
        )

    def _members(self, name: str, field: StatusField) -> dict[Any, Any]:
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = field.known()
        return known

    def _statement(
        self, statement: Any, name: str, field: StatusField, dialect: Dialect
    ) -> tuple[Kept, dict[str, Any]]:
        """Give the statement that was built for a select that is alike, and this one's values; or one for it alone."""
        key = call_key(statement, self._selection.owner.keys, ())
        if key is None:
            parameters_of(statement, nodes_of(statement)).check({})
            return _for_this_call(counting(statement, self._selection, field)), {}
        values = key.values()
        place = (key.shape, name, dialect.name)
        built = self._built.get(place)
        if built is None:
            whole = counting(statement, self._selection, field)
            emptied = empty(whole, key)
            if not is_alike(whole, emptied, key, dialect):
                return _for_this_call(whole), {}
            built = self._built[place] = Kept.of(emptied)
        return built, values


def _for_this_call(statement: Any) -> Kept:
    mark_called_values((statement,))
    return Kept(statement)
