"""A column -> an error, if its values are not numbers that a database can add up as they are stored."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Float, Integer, Numeric, TypeDecorator

from session_status.errors import ColumnError
from session_status.rows.nodes import is_kind
from session_status.statuses.spelling import column_name, type_of

_NUMBERS = (Float, Numeric, Integer)
_READING = frozenset({"process_result_value", "result_processor", "column_expression"})
"""Methods by which a type makes its values of what a database gives."""


def check_number(column: Any) -> None:
    """Refuse a sum of what is no number, and one of what a type of the application's own would make other numbers of.

    Args:
        column: What is added up.

    Raises:
        ColumnError: Says what it is.
    """
    name, kind = f"total_of={column_name(column)}", type_of(column)
    if not _is_number(kind):
        raise ColumnError(f"{name} is of type {kind}, not a number")
    own = worked_out_by(kind)
    if own is not None:
        raise ColumnError(
            f"{name}: {own} makes its values of what is stored, and the database adds up what is stored, "
            f"which need not be their sum; to add up what is stored, say so: type_coerce(column, {_stored_name(kind)})"
        )


def _is_number(type_: Any) -> bool:
    """Tell whether what is stored is a number."""
    *_, stored = _layers(type_)
    return is_kind(stored, *_NUMBERS)


def _stored_name(type_: Any) -> str:
    """Name SQLAlchemy's type for what is stored, behind what decorates it."""
    *_, stored = _layers(type_)
    return next(kind.__name__ for kind in _NUMBERS if is_kind(stored, kind))


def worked_out_by(type_: Any) -> str | None:
    """Name the type of an application's own whose code makes the values of what is stored, on any database.

    Args:
        type_: An SQL type.
    """
    variants: dict[str, Any] = getattr(type_, "_variant_mapping", {})  # it has no public name
    layers = (layer for each in (type_, *variants.values()) for layer in _layers(each))
    return next((type(layer).__name__ for layer in layers if _reads_in_its_own_way(layer)), None)


def _layers(type_: Any) -> Iterator[Any]:
    """Walk from a type to what it decorates, and on to the type that is stored."""
    yield type_
    while is_kind(type_, TypeDecorator):
        type_ = type_.impl_instance
        yield type_


def _reads_in_its_own_way(type_: Any) -> bool:
    own = (each for each in type(type_).__mro__ if each.__module__.partition(".")[0] != "sqlalchemy")
    return any(not _READING.isdisjoint(vars(each)) for each in own)
