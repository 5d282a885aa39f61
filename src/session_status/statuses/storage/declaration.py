"""A text column -> whether it holds names or values, said once for all that read or write it."""

from collections.abc import MutableMapping
from typing import Any, Literal

from sqlalchemy import Column, SQLColumnExpression

from session_status.arguments import shown
from session_status.errors import ColumnError
from session_status.statuses.storage.json_key import json_key_of

Stored = Literal["value", "name"]
"""How a column without an Enum of its own spells a member: by its value, or by its name."""
_KEY = "session_status.stored"


def stored_by(spelling: Stored) -> dict[str, Stored]:
    """Say at a column how it spells a status; whatever reads or writes it then needs no `stored=`.

    Args:
        spelling: "name" or "value".

    Returns:
        What the `info` of a column takes: `mapped_column(info=stored_by("name"))`.

    Raises:
        ColumnError: It is neither.

    Example:
        >>> from sqlalchemy import Column, String
        >>> column = Column("status", String, info=stored_by("name"))
        >>> column.info
        {'session_status.stored': 'name'}
    """
    return {_KEY: _checked(spelling, "stored_by")}


def spelling_said(column: SQLColumnExpression[Any], stored: Stored | None, name: str) -> Stored | None:
    """Tell how a column was said to spell a status; None where nobody has said it.

    Args:
        column: A column, or an expression, which is asked anew each time.
        stored: What is said in this place; None where nothing is.
        name: The column, as messages name it.

    Raises:
        ColumnError: Another spelling was said, or supposed, before; or it is neither "name" nor "value".
    """
    info, key = _place(column)
    before: Any = info.get(key)
    said: list[Stored] = [_checked(spelling, name) for spelling in (stored, before) if spelling is not None]
    if len(set(said)) > 1:
        raise ColumnError(
            f"{name}: stored={stored!r}, but it is read by {before!r} in another place ('value' where nothing is said): "
            f"say it once, at the column, by info=stored_by({stored!r})"
        )
    return said[0] if said else None


def hold_spelling(column: SQLColumnExpression[Any], spelling: Stored) -> None:
    """Hold everyone who reads or writes a column later to the same spelling.

    Of two spellings, one would find nothing and say nothing. Whoever comes first decides, by what is said or by the
    default.

    Args:
        column: A column whose type does not tell.
        spelling: How it was read.
    """
    info, key = _place(column)
    info.setdefault(key, spelling)


def _checked(spelling: Any, name: str) -> Stored:
    known: dict[str, Stored] = {"value": "value", "name": "name"}
    if not isinstance(spelling, str) or spelling not in known:
        raise ColumnError(f"{name}: stored={shown(spelling)} is neither 'value' nor 'name'")
    return known[spelling]


def _place(column: SQLColumnExpression[Any]) -> tuple[MutableMapping[Any, Any], str]:
    """Find where a table's own column keeps what is said of it; an expression is asked anew each time."""
    json_key = json_key_of(column)
    if json_key is not None and json_key.base is not None:
        return json_key.base.info, f"{_KEY}:{'.'.join(map(str, json_key.path))}"
    element: Any = getattr(column, "expression", column)
    base: Any = next(iter(getattr(element, "base_columns", ())), None)
    return (base.info if isinstance(base, Column) else {}), _KEY
