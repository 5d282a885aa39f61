"""An example and the number of its run -> the select, freshly built, with the values of that run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import and_, false, or_, select
from tests.session_status.oracle.cases import Case
from tests.session_status.oracle.clauses import columns, options, shapes
from tests.session_status.oracle.clauses.columns import COLUMNS
from tests.session_status.oracle.clauses.filters import FILTERS
from tests.session_status.oracle.clauses.joins import JOINS
from tests.session_status.oracle.clauses.options import OPTIONS
from tests.session_status.oracle.clauses.orders import ORDERS, directed
from tests.session_status.oracle.clauses.roots import ROOTS
from tests.session_status.oracle.clauses.scope import Scope
from tests.session_status.oracle.clauses.shapes import SHAPES
from tests.session_status.oracle.tables import EAST, TENANT, WEST
from tests.session_status.oracle.worlds import Shown


@dataclass(frozen=True, slots=True)
class Question:
    """What a page is asked for.

    Attributes:
        shown: What its summaries show.
        statement: The select.
        on: The columns that refer to the sessions.
        order: What `order_by` is given.
        keys: The primary key of the rows.
        status: The status of the rows where they are sessions; otherwise the sessions'.
        is_bare: Whether nothing can be added to the select without changing what it gives.
        repeats: Whether SQLAlchemy has to merge rows that it reads several times.
        options: The select's options, where they hold criteria for the sessions.
    """

    shown: Shown
    statement: Any
    on: tuple[Any, ...]
    order: tuple[Any, ...]
    keys: tuple[Any, ...]
    status: Any
    is_bare: bool
    repeats: bool
    options: tuple[Any, ...]


def question(case: Case, run: int) -> Question:
    """Build a select.

    Args:
        case: What it is made of.
        run: 0 or 1: which values it compares with, and whose schema it reads.
    """
    scope = Scope(case.world, case.turns[run])
    scope.root = ROOTS[case.root].build(scope)
    for name in sorted(case.joins, key=lambda name: name != "behind"):  # whatever is joined stands behind the rows
        JOINS[name].build(scope)
    columns = [COLUMNS[name].build(scope) for name in case.columns]
    added = tuple(OPTIONS[name].build(scope) for name in case.options)
    scope.statement = _chosen_last(case, scope, columns, added) if case.chooses_last else _chosen(case, scope, columns)
    scope.statement = scope.statement.where(*(FILTERS[name].build(scope) for name in case.filters))
    if not case.chooses_last:
        scope.statement = scope.statement.options(*added)
    order = tuple(directed(ORDERS[name].build(scope), direction) for name, direction in case.order)
    return _shaped(case, run, scope, order, added)


def _chosen(case: Case, scope: Scope, columns: list[Any]) -> Any:
    """Select the columns, and join afterwards."""
    statement = select(*columns)
    return _joined(scope, statement if "behind" in case.joins else statement.select_from(scope.root))


def _chosen_last(case: Case, scope: Scope, columns: list[Any], added: tuple[Any, ...]) -> Any:
    """Select the rows whole, with joins and options, and only then the columns: SQLAlchemy puts aside what was before."""
    statement = _joined(scope, select(scope.root)).options(*added).with_only_columns(*columns)
    return statement if "behind" in case.joins else statement.select_from(scope.root)


def _joined(scope: Scope, statement: Any) -> Any:
    return reduce(lambda joined, step: step(joined), scope.steps, statement)


def _shaped(case: Case, run: int, scope: Scope, order: tuple[Any, ...], added: tuple[Any, ...]) -> Question:
    if case.sorts_itself:
        scope.statement = scope.statement.order_by(*order)
    if case.shape is not None:
        SHAPES[case.shape].build(scope)
    if case.world.tenants and case.tenancy != "schema":
        scope.statement = scope.statement.execution_options(schema_translate_map={TENANT: schema_of(run)})
    return Question(
        shown=Shown(case.world, case.title, case.count, case.fields),
        statement=scope.statement,
        on=scope.on,
        order=() if case.sorts_itself else order,
        keys=scope.keys,
        status=scope.column("state") if case.world.row is case.world.work else case.world.work.state,
        is_bare=case.shape in shapes.BARE or not columns.BARE.isdisjoint(case.columns),
        repeats=bool(options.COLLECTIONS & set(case.options)),
        options=added,
    )


def schema_of(run: int) -> str:
    """Name the schema that a run reads."""
    return (EAST, WEST)[run]


def plain(asked: Question) -> Any:
    """Give the select in its order: what all pages together must equal, with the references to the sessions last.

    It is read at once: PyMySQL loses the rows behind a batch whose loader asks on the same connection.

    Args:
        asked: The question.
    """
    statement = asked.statement.execution_options(yield_per=None)
    if asked.is_bare:
        return statement.order_by(*asked.order)
    return statement.add_columns(*(column.label(f"oracle_{n}") for n, column in enumerate(asked.on))).order_by(
        *asked.order, *asked.keys
    )


def summaries(asked: Question, keys: list[tuple[Any, ...]]) -> Any:
    """Select what summaries show, in the simplest way, their key first.

    Args:
        asked: The question.
        keys: Which sessions.
    """
    of = asked.shown.parents
    wanted = (and_(*(column == value for column, value in zip(of.key, key, strict=True))) for key in keys)
    found = select(*asked.shown.columns()).where(or_(false(), *wanted))
    return found.execution_options(**asked.statement.get_execution_options())
