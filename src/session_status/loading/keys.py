"""The keys given to a call, checked against the key column's type -> the same keys, or an error before any SQL."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import SQLColumnExpression

from session_status.errors import ArgumentError
from session_status.statuses.spelling import column_name, python_type_of
from session_status.type_variables import K


def check_keys(column: SQLColumnExpression[Any], keys: Iterable[K]) -> list[K]:
    """Check the types of keys.

    Args:
        column: The key column.
        keys: Any number of keys; repeated ones are harmless.

    Raises:
        ArgumentError: A key's type cannot be the column's, or one key was given for many.
    """
    if isinstance(keys, str | bytes) or not _is_iterable(keys):
        raise ArgumentError(f"many keys are needed, not one {type(keys).__name__}: {keys!r}")
    given = list(keys)
    wanted = python_type_of(column)
    wrong = {kind for kind in set(map(type, given)) if wanted and not issubclass(kind, wanted)}
    if wanted and wrong:
        example = next(key for key in given if type(key) in wrong)
        raise ArgumentError(f"{column_name(column)} is a {wanted.__name__}, not {example!r} ({type(example).__name__})")
    return given


def _is_iterable(keys: object) -> bool:
    return isinstance(keys, Iterable)
