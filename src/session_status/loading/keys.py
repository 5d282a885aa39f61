"""The keys given to a call, checked against the key columns' types -> the same keys, or an error before any SQL."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import SQLColumnExpression

from session_status.arguments import is_huge, shown
from session_status.errors import ArgumentError
from session_status.rows.nodes import is_kind
from session_status.statuses.spelling import column_name, python_type_of
from session_status.type_variables import K


def check_keys(columns: tuple[SQLColumnExpression[Any], ...], keys: Iterable[K]) -> list[K]:
    """Check the types of keys.

    Args:
        columns: The key columns.
        keys: Any number of keys, tuples where there are several columns; repeated ones are harmless.

    Raises:
        ArgumentError: A key's type cannot be the column's, or one key was given for many.
    """
    if is_kind(keys, str, bytes) or not _is_iterable(keys):
        raise ArgumentError(f"many keys are needed, not one {type(keys).__name__}: {keys!r}")
    given = list(keys)
    if len(columns) == 1:
        _check_values(columns[0], given)
        return given
    tuples: list[Any] = given
    for key in tuples:
        if not is_kind(key, tuple) or len(key) != len(columns):
            names = ", ".join(map(column_name, columns))
            raise ArgumentError(f"a key is a tuple of {len(columns)} values, ({names}), not {key!r}")
    for number, column in enumerate(columns):
        _check_values(column, [key[number] for key in tuples])
    return given


def _check_values(column: SQLColumnExpression[Any], values: list[Any]) -> None:
    wanted = python_type_of(column)
    kinds = set(map(type, values))
    wrong = {kind for kind in kinds if wanted and (not issubclass(kind, wanted) or kind is bool)}
    if wanted is int and not wrong:
        _check_size(column, values)
    if wanted and wrong:
        example = next(value for value in values if type(value) in wrong)
        raise ArgumentError(f"{column_name(column)} is a {wanted.__name__}, not {example!r} ({type(example).__name__})")


def _check_size(column: SQLColumnExpression[Any], values: list[Any]) -> None:
    """Refuse numbers that no database has, before its driver says so in words of its own."""
    huge = next(filter(is_huge, values), None)
    if huge is not None:
        raise ArgumentError(f"{column_name(column)}={shown(huge)}: a whole number from -2**63 to 2**63 - 1 is needed")


def _is_iterable(keys: object) -> bool:
    return is_kind(keys, Iterable)
