"""The last row's sort values <-> an opaque text that a client sends back; whatever it holds becomes parameters only."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import partial
from typing import Any
from uuid import UUID

from session_status.errors import ColumnError, CursorError

LONGEST = 4096
"""Characters that are read of a cursor; a longer one is refused unread."""

_FROM_TEXT: dict[type, Callable[[str], Any]] = {
    str: str,
    UUID: UUID,
    Decimal: Decimal,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
    bytes: bytes.fromhex,
}
_AS_JSON = (int, float, bool)
_WRITTEN_AS_IT_IS = frozenset({int, str, float, bool, type(None)})
_as_json = json.JSONEncoder(separators=(",", ":")).encode
"""Made once: `json.dumps` makes an encoder for each call that wants other separators than its own."""


class CursorCodec:
    """Writes and reads the cursors of one sort order.

    Args:
        kinds: The Python type of each sort value.
        order: What tells this order from others; a cursor of another one is refused.

    Raises:
        ColumnError: A type has no text form.
    """

    def __init__(self, kinds: Sequence[type], order: str) -> None:
        self._readers = [_reader(kind) for kind in kinds]
        self._order = hashlib.sha256(order.encode()).digest()

    def write(self, values: Sequence[Any]) -> str:
        """Write sort values as a cursor.

        Args:
            values: One for each sort expression; None for NULL.
        """
        text = _as_json([_written(value) for value in values]).encode()
        return base64.urlsafe_b64encode(self._seal(text) + text).decode().rstrip("=")

    def read(self, cursor: str) -> list[Any]:
        """Read a cursor.

        Args:
            cursor: What `write` gave.

        Returns:
            The sort values, each None or of its type.

        Raises:
            CursorError: It was truncated or altered, or it belongs to another order.
        """
        sealed = _bytes(cursor)
        seal, text = sealed[:8], sealed[8:]
        if seal != self._seal(text):
            raise CursorError(f"cursor {_short(cursor)}: altered, cut off, or of another query")
        try:
            return [read(value) for read, value in zip(self._readers, json.loads(text), strict=True)]
        except (ValueError, TypeError, KeyError, InvalidOperation, RecursionError) as error:
            raise CursorError(f"cursor {_short(cursor)}: its values are not of this query's types") from error

    def _seal(self, text: bytes) -> bytes:
        """Bind the values to the order: this finds mistakes; a forger gains nothing but other values to begin after."""
        return hashlib.sha256(self._order + text).digest()[:8]


def _bytes(cursor: object) -> bytes:
    if not isinstance(cursor, str) or len(cursor) > LONGEST:
        raise CursorError(f"a cursor is a text of at most {LONGEST} characters, not {_short(cursor)}")
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise CursorError(f"cursor {_short(cursor)}: not the text that a page gave") from error


def _short(cursor: object) -> str:
    text = repr(cursor)
    return text if len(text) <= 40 else f"{text[:37]}..."  # noqa: PLR2004 -- enough to recognise it


def _reader(kind: type) -> Callable[[Any], Any]:
    if kind in _AS_JSON:
        return partial(_number, kind)
    if issubclass(kind, Enum):
        return partial(_nullable, kind.__getitem__)
    if kind not in _FROM_TEXT:
        raise ColumnError(f"order_by: values of type {kind.__name__} cannot stand in a cursor")
    return partial(_nullable, _FROM_TEXT[kind])


def _number(kind: type, value: Any) -> Any:
    if value is None or type(value) is kind:
        return value
    raise TypeError(kind)


def _nullable(read: Callable[[str], Any], value: Any) -> Any:
    if value is None:
        return None
    if type(value) is not str:
        raise TypeError(value)
    return read(value)


def _written(value: Any) -> Any:
    if type(value) in _WRITTEN_AS_IT_IS:
        return value
    match value:
        case Enum():
            return value.name
        case None | int() | float() | str():
            return value
        case bytes():
            return value.hex()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
