"""A column's type -> whether its values are numbers that a database can add up, as they are stored."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Float, Integer, Numeric, TypeDecorator

from session_status.rows.nodes import is_kind

_NUMBERS = (Float, Numeric, Integer)
_READING = frozenset({"process_result_value", "result_processor", "column_expression"})
"""Methods by which a type makes its values of what a database gives."""


def is_number(type_: Any) -> bool:
    """Tell whether what is stored is a number.

    Args:
        type_: An SQL type.
    """
    *_, stored = _layers(type_)
    return is_kind(stored, *_NUMBERS)


def stored_name(type_: Any) -> str:
    """Name SQLAlchemy's type for what is stored, behind what decorates it.

    Args:
        type_: An SQL type of numbers.
    """
    *_, stored = _layers(type_)
    return next(kind.__name__ for kind in _NUMBERS if is_kind(stored, kind))


def worked_out_by(type_: Any) -> str | None:
    """Name the type of an application's own whose code makes the values of what is stored, on any database.

    Args:
        type_: An SQL type.
    """
    variants: Any = vars(type_).get("_variant_mapping", {})  # it has no public name
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
