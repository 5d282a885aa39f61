"""The arguments of a claim -> refused where they cannot be right, before anything is sent."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Enum,
    Integer,
    Numeric,
    SQLColumnExpression,
    String,
    Table,
    TypeDecorator,
)
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import Null
from sqlalchemy.types import TypeEngine

from session_status.arguments import LARGEST_NUMBER, pairs, shown
from session_status.errors import ArgumentError, TransitionError
from session_status.statuses.claims.claim import Lease
from session_status.statuses.members import label
from session_status.statuses.moves.links import check_condition, check_criteria, check_parameters, table_name, tables_of
from session_status.statuses.moves.own_table import OwnTable
from session_status.statuses.spelling import column_name
from session_status.statuses.steps import Steps
from session_status.type_variables import E

MOST = 500
"""Rows that one claim may take; every database takes so many keys in one UPDATE."""


def sources_of_claim(life: Steps[E], target: E, lease: object, place: str) -> tuple[E, ...]:
    """List the statuses from which rows are claimed: a step to itself would take what another worker holds.

    Args:
        life: The steps there are.
        target: The status of a row that is claimed.
        lease: How long a claim holds, or None.
        place: The call, as messages name it.

    Raises:
        TransitionError: No step leads there from another status, or it is reserved.
        ArgumentError: It is no member, or an end that a lease would open again.
    """
    sources = tuple(source for source in life.sources_of(target) if source is not target)
    if not sources:
        raise TransitionError(f"{place}: the only step to {label(target)} is from itself: nothing waits to be claimed")
    if lease is not None and target in life.terminal:
        raise ArgumentError(
            f"{place}: {label(target)} is an end, and a lease would claim its rows again when they are done: leave the lease out"
        )
    return sources


def check_rows(own: OwnTable, criteria: Sequence[Any], order: Sequence[Any], place: str) -> None:
    """Refuse criteria and an order that need another table: it could give a row twice, and a claim counts rows.

    Args:
        own: Where the status stands.
        criteria: Which rows.
        order: Which of them come first.
        place: The call, as messages name it.

    Raises:
        ArgumentError: One of them reads another table, or is none.
    """
    check_criteria(criteria or [own.column], place)  # a claim of whatever waits is a usual one
    check_parameters(criteria, place)
    _check_tables(own, criteria, place, "a criterion")
    for part in order:
        if not _is_expression(part) or not tables_of([part]):
            raise ArgumentError(f"{place}: order_by={part!r} is no column of {own.table.name}: name what comes first")
    if not order:
        raise ArgumentError(f"{place}: order_by names no column: without an order a row may wait for ever")
    _check_tables(own, order, place, "order_by")


def _check_tables(own: OwnTable, parts: Sequence[Any], place: str, what: str) -> None:
    others = tables_of(parts) - set(own.tables)
    if others:
        names = ", ".join(sorted(map(table_name, others)))
        raise ArgumentError(
            f"{place}: {what} reads {names}, and a claim is about rows of {own.table.name} alone: ask by exists() or a "
            "relationship's any() or has()"
        )


def check_limit(limit: object, place: str) -> None:
    """Refuse what is no number of rows.

    Args:
        limit: How many rows at most.
        place: The call, as messages name it.

    Raises:
        ArgumentError: It is none.
    """
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= MOST:
        raise ArgumentError(f"{place}: limit={limit!r} is no number of rows from 1 to {MOST}")


def check_lease(lease: object, place: str) -> None:
    """Refuse what is no lease.

    Args:
        lease: How long a claim holds, or None.
        place: The call, as messages name it.

    Raises:
        ArgumentError: It is something else.
    """
    if lease is None:
        return
    if not isinstance(lease, Lease):
        raise ArgumentError(f"{place}: lease={shown(lease)} is none: give Lease(column, now=..., until=...)")
    held: Any = lease  # pyright: ignore[reportUnknownVariableType] -- a lease of any column
    parts = [("now", held.column, held.now), ("until", held.column, held.until)]
    parts += [("holder", column, value) for column, value in pairs("holder", held.holder).items()]
    for option, column, value in parts:
        _check_value(f"{place}: {option}", column, value)
    if held.now is None or _is_of(held.now, Null):
        raise ArgumentError(f"{place}: now={shown(held.now)}: say what the time is")


def _check_value(place: str, column: Any, value: Any) -> None:
    """Refuse what a column cannot hold, before the driver says so, and SQL that is no value of a column."""
    if _is_expression(value):
        check_condition(value, place)
        check_parameters([value], place)
    elif _is_of(value, ClauseElement, type, TypeEngine):
        raise ArgumentError(f"{place}={shown(value)}: a value is needed, or a SQL expression of one")
    elif value is not None and _is_expression(column):
        _check_kind(place, column, value, _kinds(column))


def _check_kind(place: str, column: Any, value: Any, kinds: tuple[type, ...] | None) -> None:
    if kinds is not None and (not _is_of(value, *kinds) or _is_of(value, bool) or not _is_storable(value)):
        wanted = " or ".join(sorted(kind.__name__ for kind in kinds))
        raise ArgumentError(f"{place}={shown(value)}: {column_name(column)} holds {wanted}, which a database has")


def _kinds(column: Any) -> tuple[type, ...] | None:
    """Name the types of a column's values; None where its SQL type does not tell."""
    type_: Any = getattr(column, "type", None)
    numbers = (int, float, Decimal)
    if isinstance(type_, Enum | TypeDecorator | JSON):
        return None
    if isinstance(type_, Integer | Numeric):
        return numbers
    if isinstance(type_, String):
        return (str,)
    return (datetime,) if isinstance(type_, DateTime) else None


def _is_storable(value: Any) -> bool:
    """Tell whether a database has a text or a number: no half of a character, nothing without end."""
    if isinstance(value, str):
        return value.isascii() or value.encode("utf-8", "ignore").decode() == value
    size: Any = abs(value) if isinstance(value, int | float | Decimal) else 0
    return isfinite(size) and bool(size < LARGEST_NUMBER)


def own_column(own: OwnTable, column: Any, place: str, option: str) -> Any:
    """Name a column in the status's own table.

    Args:
        own: Where the status stands.
        column: What should be one of the table's columns.
        place: The call, as messages name it.
        option: What it was given for.

    Raises:
        ArgumentError: It is a column of something else.
    """
    expression: Any = getattr(column, "expression", column)
    base: Any = next(iter(getattr(expression, "base_columns", ())), None)
    if base is None or getattr(base, "table", None) is not own.table or not isinstance(expression.table, Table):
        named = column_name(column) if _is_expression(column) else repr(column)
        raise ArgumentError(f"{place}: {option}={named} is no column of {own.table.name}, which holds the status")
    return base


def free_column(own: OwnTable, column: Any, place: str, option: str) -> Any:
    """Name a column in the status's own table that a claim may set: neither the status nor a part of the key.

    Args:
        own: Where the status stands.
        column: What should be one of the table's columns.
        place: The call, as messages name it.
        option: What it was given for.

    Raises:
        ArgumentError: It is a column of something else, the status itself, or a part of the key.
    """
    base = own_column(own, column, place, option)
    status: Any = getattr(own.column, "expression", own.column)
    if base.primary_key or base in getattr(status, "base_columns", ()):
        raise ArgumentError(f"{place}: {option}={column_name(column)} is the status or a key: give a column of its own")
    return base


# Asked by a function: a type checker would narrow what is erased on purpose.
def _is_expression(found: Any) -> bool:
    return isinstance(found, SQLColumnExpression)


def _is_of(found: Any, *kinds: Any) -> bool:
    return isinstance(found, kinds)
