"""The keys given to a call, checked against the key column's type -> the same keys, or an error before any SQL."""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import SQLColumnExpression, TypeDecorator

from session_status.errors import ArgumentError
from session_status.spelling import column_name, type_of

K = TypeVar("K")

CERTAIN = (int, str, UUID)
"""Key types of which every value is an instance; databases also take, say, an int for a Decimal."""


def check_keys(column: SQLColumnExpression[Any], keys: Iterable[K]) -> list[K]:
    """Check the types of keys.

    Args:
        column: The key column.
        keys: Any number of keys; repeated ones are harmless.

    Raises:
        ArgumentError: A key's type cannot be the column's, or a single string was given for many keys.
    """
    if isinstance(keys, str | bytes):
        raise ArgumentError(f"many keys are needed, not one {type(keys).__name__}: {keys!r}")
    given = list(keys)
    wanted = _python_type(column)
    wrong = {kind for kind in set(map(type, given)) if wanted and not issubclass(kind, wanted)}
    if wanted and wrong:
        example = next(key for key in given if type(key) in wrong)
        raise ArgumentError(f"{column_name(column)} is a {wanted.__name__}, not {example!r} ({type(example).__name__})")
    return given


def _python_type(column: SQLColumnExpression[Any]) -> type | None:
    """Name the type that keys must have; None where the column's type does not tell."""
    type_ = type_of(column)
    if isinstance(type_, TypeDecorator):
        return None
    try:
        wanted = type_.python_type
    except NotImplementedError:
        return None
    return wanted if wanted in CERTAIN else None
