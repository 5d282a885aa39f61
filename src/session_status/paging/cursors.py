"""A row's sort values <-> an opaque text that a client sends back; whatever it holds becomes parameters only."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from json.encoder import encode_basestring_ascii
from typing import Any
from uuid import UUID

from session_status.arguments import is_huge
from session_status.errors import ArgumentError, ColumnError, CursorError
from session_status.rows.nodes import is_kind

LONGEST = 1_000_000
"""Characters that are read of a cursor, and written; a longer one is refused unread."""

_FROM_TEXT: dict[str, tuple[type, Callable[[str], Any]]] = {
    "u": (UUID, UUID),
    "n": (Decimal, Decimal),
    "s": (datetime, datetime.fromisoformat),
    "d": (date, date.fromisoformat),
    "t": (time, time.fromisoformat),
    "i": (timedelta, lambda text: timedelta(microseconds=int(text))),
    "b": (bytes, bytes.fromhex),
}
_TAGS = {kind: tag for tag, (kind, _) in _FROM_TEXT.items()}
_AS_IT_IS = frozenset({int, str, float, bool, type(None)})
_as_json = json.JSONEncoder(separators=(",", ":")).encode
"""Made once: `json.dumps` makes an encoder for each call that wants other separators than its own."""
_WRITERS: dict[type, Callable[[Any], str]] = {int: repr, str: encode_basestring_ascii}
"""What most cursors hold, written as the encoder would, which is made for larger things."""
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def write_cursor(values: Sequence[Any], seal: bytes) -> str:
    """Write sort values as a cursor.

    Args:
        values: One for each sort expression; None for NULL.
        seal: What tells this query and its values from others.

    Raises:
        ArgumentError: A value is none that a cursor can hold, or too long.
    """
    text = f"[{','.join([_WRITERS.get(value.__class__, _as_text)(value) for value in values])}]".encode()
    encoded = binascii.b2a_base64(_digest(seal, text) + text, newline=False)
    cursor = encoded.translate(_URL_SAFE).decode().rstrip("=")
    if len(cursor) > LONGEST:
        raise ArgumentError(f"order_by: a value is too long for a cursor of {LONGEST} characters: sort by a part of it")
    return cursor


def _as_text(value: Any) -> str:
    return _as_json(value if type(value) in _AS_IT_IS else _tagged(value))


def read_cursor(cursor: str, seal: bytes) -> list[Any]:
    """Read a cursor.

    Args:
        cursor: What `write_cursor` gave.
        seal: What tells this query and its values from others.

    Returns:
        The sort values.

    Raises:
        CursorError: It was truncated or altered, or it belongs to another order or filter.
    """
    sealed = _bytes(cursor)
    digest, text = sealed[:8], sealed[8:]
    if digest != _digest(seal, text):
        raise CursorError(f"cursor {_short(cursor)}: altered, cut off, or of another query or filter")
    try:
        return list(map(_value, _list(json.loads(text))))
    except (ValueError, TypeError, KeyError, InvalidOperation, RecursionError, OverflowError) as error:
        raise CursorError(f"cursor {_short(cursor)}: its values are not of this query's types") from error


def check_values(cursor: str, values: Sequence[Any], kinds: Sequence[tuple[type, ...]]) -> None:
    """Refuse values that the query does not sort by.

    Args:
        cursor: Where they were read, for the message.
        values: The sort values.
        kinds: The Python types of each.

    Raises:
        CursorError: There are more or fewer, or one is of another type.
    """
    if len(values) != len(kinds) or not all(
        value is None or type(value) in allowed for value, allowed in zip(values, kinds, strict=True)
    ):
        raise CursorError(f"cursor {_short(cursor)}: its values are not of this query's types")


def check_sorted(values: Sequence[Any], names: Sequence[str], kinds: Sequence[tuple[type, ...]]) -> None:
    """Refuse to make a cursor that could not be read again.

    Args:
        values: The sort values of a row; None for NULL.
        names: The sort expressions, for the message.
        kinds: The Python types of each.

    Raises:
        ColumnError: The database has a value of another type than the expression's.
    """
    for value, name, allowed in zip(values, names, kinds, strict=True):
        if type(value) is int and is_huge(value):
            raise ColumnError(
                f"order_by={name} has the value {_short(value)} in the database, which is more than a cursor holds: sort by "
                "a cast of it, to Numeric"
            )
        if type(value) not in allowed and value is not None and _kind_in_cursor(value) not in allowed:
            raise ColumnError(
                f"order_by={name} has the value {_short(value)} in the database, which its type does not hold, so that no "
                "cursor can lead on from there: sort by a cast of it"
            )


def _kind_in_cursor(value: Any) -> type | None:
    """Tell as what a value comes back: a class of an application's own as the plain one that it is made of."""
    return next((kind for kind in type(value).__mro__ if kind in _TAGS or kind in _AS_IT_IS), None)


def _digest(seal: bytes, text: bytes) -> bytes:
    """Bind the values to the query: this finds mistakes; a forger gains nothing but other values to begin after."""
    return hashlib.sha256(seal + text).digest()[:8]


def _tagged(value: Any) -> list[Any]:
    make: Any = _kind_in_cursor(value)
    if make in _TAGS:
        return [_TAGS[make], _written(value)]
    if make is not None:
        return ["", make(value)]
    raise ArgumentError(f"order_by: the value {value!r} ({type(value).__name__}) cannot stand in a cursor: add a cast")


def _written(value: Any) -> str:
    match value:
        case bytes():
            return value.hex()
        case timedelta():
            return str((value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds)
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _list(values: Any) -> Any:
    if not is_kind(values, list):
        raise TypeError(values)
    return values


def _value(value: Any) -> Any:
    if is_kind(value, list):
        tag, text = value
        return text if tag == "" else _FROM_TEXT[tag][1](text)
    if type(value) is int and is_huge(value):
        raise OverflowError(value)
    if type(value) not in _AS_IT_IS:
        raise TypeError(value)
    return value


def _bytes(cursor: Any) -> bytes:
    if not is_kind(cursor, str) or len(cursor) > LONGEST:
        raise CursorError(f"a cursor is a text of at most {LONGEST} characters, not {_short(cursor)}")
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise CursorError(f"cursor {_short(cursor)}: not the text that a page gave") from error


def _short(cursor: object) -> str:
    text = repr(cursor)
    return text if len(text) <= 40 else f"{text[:37]}..."  # noqa: PLR2004 -- enough to recognise it
