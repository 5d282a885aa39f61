"""The arguments of a claim -> its statements, when each of them was found right."""

from typing import Any

from sqlalchemy import bindparam, literal

from session_status.execution.called_values import mark_called_values
from session_status.statuses.claims.checks import check_rows, free_column, own_column, sources_of_claim
from session_status.statuses.claims.request import ClaimRequest, is_expression
from session_status.statuses.claims.statements import ClaimStatements
from session_status.statuses.moves.own_table import OwnTable, own_table_of
from session_status.statuses.moves.step_update import StepUpdate
from session_status.statuses.spelling import spelling_of
from session_status.statuses.steps import Steps
from session_status.type_variables import E


def prepared(life: Steps[E], request: ClaimRequest[E], place: str, *, blank: bool) -> ClaimStatements[E]:
    """Make the statements of a claim.

    Args:
        life: The steps there are.
        request: The arguments.
        place: The call, as messages name it.
        blank: Leave the lease's values out: they are parameters, given when the statement is sent.

    Raises:
        ArgumentError: One of them cannot be right.
        ColumnError: The column is none that can be set, or holds something else.
        TransitionError: No step leads to the target.
    """
    sources = sources_of_claim(life, request.target, request.lease, place)
    own = own_table_of(request.column)
    spelling = spelling_of(own.column, life.domain, stored=request.stored)
    check_rows(own, request.criteria, request.order, place)
    waiting = StepUpdate(own, spelling, sources, request.target, request.criteria, place)
    returning = tuple(own_column(own, column, place, "returning") for column in request.columns)
    lapsed, until, values = (
        (None, None, {}) if request.lease is None else _lease(own, request.lease, place, blank=blank)
    )
    mark_called_values(request.sql)
    return ClaimStatements(waiting, lapsed, until, request.order, request.limit, returning, values)


def _lease(own: OwnTable, lease: Any, place: str, *, blank: bool) -> tuple[Any, Any, dict[Any, Any]]:
    """Make the condition that a lease has ended, and what a new one sets."""

    def settled(value: Any, name: str, column: Any) -> Any:
        if is_expression(value):
            return value
        return bindparam(name, type_=column.type) if blank else literal(value, column.type)

    until = free_column(own, lease.column, place, "lease")
    values = {until: settled(lease.until, "lease__until", until)}
    for number, (given, value) in enumerate(lease.holder.items()):
        column = free_column(own, given, place, "holder")
        values[column] = settled(value, f"holder__{number}", column)
    return until < settled(lease.now, "lease__now", until), until, values
