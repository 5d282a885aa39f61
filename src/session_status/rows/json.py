"""A value of a row -> the same as JSON has it."""

from collections.abc import Callable
from datetime import date, time, timedelta
from enum import Enum
from typing import Any

from session_status.rows.nodes import is_kind

_WRITERS: dict[type, Callable[[Any], Any]] = {
    date: date.isoformat,
    time: time.isoformat,
    timedelta: timedelta.total_seconds,
    bytes: bytes.hex,
}


def json_value(value: Any) -> Any:
    """Give a value as JSON has it; a type that JSON knows nothing of becomes its text.

    Args:
        value: What a column holds.
    """
    if value is None or type(value) in {bool, str, float, int}:
        return value
    if is_kind(value, Enum):
        return json_value(value.value)
    for kind, write in _WRITERS.items():
        if is_kind(value, kind):
            return write(value)
    return _document(value)


def _document(value: Any) -> Any:
    if is_kind(value, dict):
        return {str(key): json_value(item) for key, item in value.items()}
    return [json_value(item) for item in value] if is_kind(value, list, tuple) else str(value)
