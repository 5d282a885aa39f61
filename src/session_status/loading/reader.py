"""A selection and keys -> rows, each answer one statement, for both kinds of session."""

from collections.abc import Iterable, Sequence
from typing import Any, Generic

from sqlalchemy import Connection, Engine, and_, bindparam, select

from session_status.execution.called_values import mark_called_values
from session_status.execution.compilations import Compilations
from session_status.execution.plan import Answer, Plan, Planned, Step
from session_status.execution.route import DialectFor, bind_of
from session_status.loading.checks import Finding, findings
from session_status.loading.idsets import KeySet, check_answered, key_set
from session_status.loading.keys import check_keys
from session_status.loading.rows import SummaryBundle
from session_status.loading.selection import Selection
from session_status.statuses.spelling import type_of
from session_status.type_variables import K, R, R_co


class RowReader(Generic[K, R_co]):
    """Reads rows by their keys; SummaryQuery says what they are.

    Args:
        selection: What is selected for a row.
    """

    summary: SummaryBundle[R_co]
    """An element for `select` where the row exists: an inner join."""
    optional: SummaryBundle[R_co | None]
    """An element for `select` where it may be absent: an outer join."""
    _selection: Selection[R_co]

    def __init__(self, selection: Selection[R_co]) -> None:
        self._selection = selection
        keys, decoder = selection.owner.keys, selection.decoder
        mark_called_values(selection.selected)
        self._rows = select(*selection.selected)
        values = [bindparam(f"key_{number}", type_=type_of(column)) for number, column in enumerate(keys)]
        self._by_key = self._rows.where(and_(*(column == value for column, value in zip(keys, values, strict=True))))
        self._compiled_by_key = Compilations(self._by_key)
        self._bind = bind_of(self._rows)
        self._sets: dict[str, KeySet] = {}
        self.summary = SummaryBundle(decoder.one, *selection.selected)
        self.optional = SummaryBundle(decoder.one_or_none, *selection.selected)

    @Planned
    def get(self, _: DialectFor, key: K, /) -> Plan[R_co | None]:
        """Read one row.

        Args:
            key: Its key; a tuple where the key has several columns.

        Returns:
            The row, or None where there is none.

        Raises:
            UnknownStoredStatusError: A stored status is none of its mapping's.
            ArgumentError: The key's type is not the column's.
        """
        keys = self._selection.owner.keys
        check_keys(keys, (key,))
        whole: Any = key
        values = {"key_0": key} if len(keys) == 1 else {f"key_{n}": value for n, value in enumerate(whole)}
        step = Step(self._by_key, values, self._bind, compilations=self._compiled_by_key)
        return Plan((step,), lambda answers: next(iter(self._selection.decoder.every(answers[0].all())), None))

    @Planned
    def many(self, _ask: DialectFor, keys: Iterable[K], /) -> Plan[dict[K, R_co]]:
        """Read any number of rows.

        Args:
            keys: Their keys. On PostgreSQL, SQLite, MySQL and MariaDB they are one parameter of one statement.

        Returns:
            The row for every key that exists, under the key that was asked for, in no particular order: a collation
            may take several spellings for one key, and CHAR columns are padded.

        Raises:
            UnknownStoredStatusError: A stored status is none of its mapping's.
            ArgumentError: A key's type is not the column's.
        """
        given = check_keys(self._selection.owner.keys, keys)
        asked = self._set_for(_ask)
        batches = list(asked.batches(given)) if given else []
        steps = [Step(asked.statement, values, self._bind, compilations=asked.compilations) for _, values in batches]
        names = [names for names, _ in batches]
        return Plan(steps, lambda answers: self._by_asked(answers, names, has_places=asked.has_places))

    def _by_asked(
        self, answers: Sequence[Answer], batches: Sequence[Sequence[K]], *, has_places: bool
    ) -> dict[K, R_co]:
        """Give rows under the keys that were asked for."""
        found: dict[K, R_co] = {}
        decoder = self._selection.decoder
        for answer, batch in zip(answers, batches, strict=True):
            selected: list[Sequence[Any]] = list(zip(*answer.all(), strict=True))
            if not selected:
                continue
            keys: Sequence[Any] = [batch[place] for place in selected.pop()] if has_places else decoder.ids(selected)
            if not has_places:
                check_answered(keys, batch)
            found.update(zip(keys, decoder.columns(selected, keys), strict=True))
        return found

    def check(self, bind: Engine | Connection) -> list[Finding]:
        """Compare the query with a database: run it at deployment, or in a test.

        Args:
            bind: Where the tables are. With an AsyncEngine, `await connection.run_sync(sessions.check)`.

        Returns:
            What is the matter, each with the SQL that mends it: no index that counting needs, a status column that
            cannot hold every status. Empty where all is well.

        Raises:
            ArgumentError: `bind` is neither an Engine nor a Connection.
        """
        return findings(bind, self._selection)

    def _set_for(self, dialect_for: DialectFor) -> KeySet:
        """Build the statement for many keys once for each dialect."""
        dialect = dialect_for(self._bind)
        if dialect.name not in self._sets:
            self._sets[dialect.name] = key_set(self._rows, self._selection.owner.keys, dialect)
        return self._sets[dialect.name]


def selection_of_query(query: RowReader[Any, R]) -> Selection[R]:
    """Give what a query selects for its rows.

    Args:
        query: The query.
    """
    return query._selection  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] -- users see of a query how to ask it
