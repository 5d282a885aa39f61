"""A select's values -> bytes that are the same in every process, which bind a cursor to them."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from session_status.rows.nodes import is_kind

_PLAIN = frozenset({int, float, bool, type(None)})
"""Types whose values Python writes alike everywhere."""


SHORT = 256
"""Bytes of a seal that need not be hashed before they are hashed with what they seal."""


def seal_of(shape: bytes, values: Iterable[Any]) -> bytes:
    """Make what tells a query and its values from others.

    Args:
        shape: What tells the query's SQL from others.
        values: Its values.
    """
    given = list(values)
    text = repr(given)
    if "{" in text or " at 0x" in text:  # what Python itself would write otherwise in another process
        text = told(given)
    seal = b"%b\0%b" % (shape, text.encode("utf-8", "surrogatepass"))
    # A cursor's digest is made of its seal: a short one is hashed there alone.
    return seal if len(seal) <= SHORT else hashlib.sha256(seal).digest()


def told(value: Any) -> str:
    """Write a value so that equal ones are written alike, in this process and in another.

    Args:
        value: What a parameter of a select holds.
    """
    if value.__class__ in _PLAIN:
        return repr(value)
    if value.__class__ is not str and is_kind(value, Mapping):
        return f"{{{','.join([f'{told(key)}:{told(item)}' for key, item in value.items()])}}}"
    if is_kind(value, list, tuple):
        return f"[{','.join([told(item) for item in value])}]"
    if is_kind(value, set, frozenset):
        return f"{{{','.join(sorted(map(told, value)))}}}"
    # A value of an application's own may say nothing of itself but its address, which is another each time.
    text = repr(value)
    return re.sub(r" at 0x[0-9a-fA-F]+", "", text) if " at 0x" in text else text
