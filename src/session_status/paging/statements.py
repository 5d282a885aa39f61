"""A page source and a database -> the statements of its pages, each built when it is first asked for, and their reader."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Literal

from sqlalchemy import Dialect
from sqlalchemy.exc import SQLAlchemyError

from session_status.errors import ColumnError
from session_status.execution.called_values import mark_called_values
from session_status.execution.compilations import Kept
from session_status.execution.plan import Plan, Step
from session_status.execution.route import Bind, names_database
from session_status.paging.checks.options import criteria_of, holds_everywhere
from session_status.paging.cursors import check_values, read_cursor
from session_status.paging.page_rows import Make
from session_status.paging.reader import Layout, Page, PageReader, Request, SortKinds, with_total
from session_status.paging.shown_enums import fetched, shown_enums
from session_status.paging.source import Counts, Form, PageSource
from session_status.paging.totals.estimate import check_estimates, estimate_of
from session_status.paging.totals.kinds import Capped, Estimated, Exact, Total
from session_status.rows.schema.owner import names_of
from session_status.statuses.spelling import column_name
from session_status.type_variables import R

Build = Callable[[Callable[[PageSource], Any]], tuple[Any, bool]]
"""Gives what a function builds of the page source, and tells whether it serves other calls, too."""


class PageStatements(Generic[R]):
    """The statements of one select's pages on one database.

    It holds nothing of the page source but what is built of it, so that it serves other selects that are alike.

    Args:
        source: The select, checked.
        dialect: The database.
        make: Makes rows of columns.

    Raises:
        ArgumentError: How the database sorts is not known.
        ColumnError: SQLAlchemy cannot compile the select for this database.
    """

    def __init__(self, source: PageSource, dialect: Dialect, make: Make) -> None:
        tail = source.tail(dialect)
        layout = Layout.of(len(source.shown), len(source.selection.selected), tail.places)
        self._dialect = dialect
        self._kinds = source.kinds(dialect) if source.has_cursors else []
        names = [column_name(sort.column) for sort in source.order]
        self._built: dict[Form | Counts | Literal["plan"], Kept] = {}
        self._enums = shown_enums(source.shown)
        self.columns_only = source.columns_only
        self.has_cursors = source.has_cursors
        self.shape = _shape(source, dialect) if source.has_cursors else b""
        self._reader = PageReader[R](
            layout,
            source.selection.decoder.columns_or_none,
            make,
            names_of(source.on),
            sorts=SortKinds(names, self._kinds) if source.has_cursors else None,
        )

    def plan(
        self,
        request: Request,
        seal: bytes,
        parameters: Mapping[str, object],
        build: Build,
        send: "Sending",
    ) -> Plan[Page[R]]:
        """Plan one page.

        Args:
            request: What is asked for.
            seal: What tells this query's cursors from others.
            parameters: The values of the select's own parameters.
            build: Builds what is not built yet.
            send: How the statement is sent.

        Raises:
            ArgumentError: The database says no number of rows that could be given as an estimate.
            CursorError: The cursor was altered, or made by another query.
        """
        total = request.total
        if isinstance(total, Estimated):
            check_estimates(self._dialect)
        places = None if request.cursor is None else self._places(request.cursor, seal)
        form = self._form(request, places)
        counted = {**parameters, "page_cap": total.most + 1} if isinstance(total, Capped) else parameters
        values = {**counted, "page_limit": request.limit + 1, "page_offset": request.offset}
        for number, value in enumerate(places or ()):
            if value is not None:
                values[f"place_{number}"] = value
        kept = self._once(form, build, lambda source: source.page(form, self._dialect))
        return Plan(
            (send.step(kept, values, columns_only=self.columns_only),),
            lambda answers: self._reader.page(fetched(answers[0], self._enums), request, seal),
            None if total is None else lambda page: self._total_alone(page, total, counted, build, send),
            is_whole=send.is_whole,
        )

    def _form(self, request: Request, places: Sequence[Any] | None) -> Form:
        nulls = None if places is None else tuple([value is None for value in places])
        return Form(self._dialect.name, request.offset > 0, _counts(request.total), request.backwards, nulls)

    def _places(self, cursor: str, seal: bytes) -> list[Any]:
        values = read_cursor(cursor, seal)
        check_values(cursor, values, self._kinds)
        return values

    def _once(self, form: Form | Counts | Literal["plan"], build: Build, make: Callable[[PageSource], Any]) -> Kept:
        known = self._built.get(form)
        if known is not None:
            return known
        statement, serves = build(make)
        mark_called_values([statement])
        if not serves:
            return Kept(statement)
        kept = self._built[form] = Kept.of(statement)
        return kept

    def _total_alone(
        self, page: Page[R], asked: Total | None, parameters: Mapping[str, object], build: Build, send: "Sending"
    ) -> Plan[Page[R]] | None:
        """Ask for the total of a page that has no row to carry it, and for what no statement of rows can carry."""
        if page.total is not None:
            return None
        counts = _counts(asked)
        if counts is None:
            step = send.step(self._once("plan", build, PageSource.plan), parameters, shows_rows=False)
            return Plan((step,), lambda answers: with_total(page, estimate_of(answers[0], self._dialect), asked))
        step = send.step(
            self._once(counts, build, lambda source: source.count(counts)),
            parameters,
            columns_only=True,
            shows_rows=False,
        )
        return Plan((step,), lambda answers: with_total(page, answers[0].all()[0][0], asked))


def _counts(asked: Total | None) -> Counts | None:
    """Tell how far a statement counts rows."""
    match asked:
        case Exact():
            return "all"
        case Capped():
            return "capped"
        case _:
            return None


class Sending:
    """How a select's statements are sent.

    Args:
        bind: To what the select belongs.
        options: The select's own options, which SQLAlchemy applies to whole statements.
        execution_options: Its execution options. A page is read at once, whatever batches they ask for: where what
            is loaded beside a batch is asked for on the same connection, PyMySQL loses the rows behind it.
    """

    __slots__ = ("_bind", "_execution_options", "_options", "is_whole")

    def __init__(self, bind: Bind, options: tuple[Any, ...], execution_options: Mapping[str, Any]) -> None:
        mark_called_values(criteria_of(options))
        self._bind = bind
        self._options = options
        self.is_whole = not any(map(names_database, options))
        self._execution_options = {name: value for name, value in execution_options.items() if name != "yield_per"}

    def step(
        self, kept: Kept, values: Mapping[str, object], *, columns_only: bool = False, shows_rows: bool = True
    ) -> Step:
        """Make the step that sends a statement.

        Args:
            kept: The statement, without the select's options.
            values: Its values.
            columns_only: Whether it needs nothing of the ORM.
            shows_rows: Whether it shows the select's rows: what loads something beside them has no place elsewhere.
        """
        statement, compilations = kept
        bind = self._bind if columns_only else None
        if self._options:
            options = self._options if shows_rows else filter(holds_everywhere, self._options)
            return Step(statement.options(*options), values, bind, self._execution_options)
        return Step(statement, values, bind, self._execution_options, compilations)


def _shape(source: PageSource, dialect: Dialect) -> bytes:
    """Tell a query from others by the SQL that chooses its rows, which is the same in every process."""
    try:
        return hashlib.sha256(str(source.chosen_rows().compile(dialect=dialect)).encode()).digest()
    except SQLAlchemyError as error:
        raise ColumnError(f"the select cannot be compiled for {dialect.name}: {error}") from error
