"""A select's values -> bytes that are the same in every process, which bind a cursor to them."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from session_status.rows.nodes import is_kind


def seal_of(shape: bytes, values: Iterable[Any]) -> bytes:
    """Make what tells a query and its values from others.

    Args:
        shape: What tells the query's SQL from others.
        values: Its values.
    """
    return hashlib.sha256(shape + "\0".join(map(told, values)).encode("utf-8", "surrogatepass")).digest()


def told(value: Any) -> str:
    """Write a value so that equal ones are written alike, in this process and in another.

    Args:
        value: What a parameter of a select holds.
    """
    if is_kind(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if is_kind(value, set, frozenset):
        return f"{{{','.join(sorted(map(told, value)))}}}"
    if is_kind(value, Mapping):
        return f"{{{','.join(f'{told(key)}:{told(item)}' for key, item in value.items())}}}"
    if is_kind(value, list, tuple):
        return f"[{','.join(map(told, value))}]"
    # A value of an application's own may say nothing of itself but its address, which is another each time.
    return re.sub(r" at 0x[0-9a-fA-F]+", "", repr(value))
