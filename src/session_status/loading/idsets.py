"""A key column, a dialect and any number of keys -> statements that pass the whole set as one parameter."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    SQLColumnExpression,
    String,
    TypeDecorator,
    Uuid,
    any_,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy import column as sql_column
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

CHUNK = 500
"""Keys in one statement where a dialect has no single-parameter form; every database takes so many."""
LARGEST_DOCUMENT = {"sqlite": 500_000_000, "mysql": 6_000_000, "mariadb": 6_000_000}
"""Characters of one JSON document: SQLite holds a thousand million, MariaDB takes packets of 16 MB unless told more."""


@dataclass(frozen=True, slots=True)
class IdSet:
    """How one dialect is asked for a set of keys.

    Attributes:
        criterion: The condition, with the parameter `ids`.
        values: Turns keys into the parameter's value, once for each statement to send.
    """

    criterion: ColumnElement[bool]
    values: Callable[[Sequence[Any]], Iterable[object]]


def id_set(column: SQLColumnExpression[Any], dialect: Dialect) -> IdSet:
    """Choose the dialect's way to pass many keys.

    Args:
        column: The key.
        dialect: The database that will be asked.

    Returns:
        `= ANY(:array)` on PostgreSQL, a JSON document on SQLite, MySQL and MariaDB (for keys stored as text or
        whole numbers; several documents where one would be longer than the database takes), and an IN list in
        chunks elsewhere.
    """
    key: Any = column
    match dialect.name:
        case "postgresql":
            return IdSet(key == any_(bindparam("ids", type_=postgresql.ARRAY(key.type))), _one_list)
        case "sqlite" if _fits_json(key.type, dialect):
            return IdSet(key.in_(_json_each()), _documents(key.type, dialect))
        case "mysql" | "mariadb" if _fits_json(key.type, dialect):
            return IdSet(key.in_(_json_table(key.type, dialect)), _documents(key.type, dialect))
        case _:
            return IdSet(key.in_(bindparam("ids", expanding=True, type_=key.type)), _chunks)


def _fits_json(type_: TypeEngine[Any], dialect: Dialect) -> bool:
    """Tell whether keys of this type reach the database as text or whole numbers."""
    plain = type_.load_dialect_impl(dialect) if isinstance(type_, TypeDecorator) else type_
    return isinstance(plain, Integer | String | Uuid)


def _json_each() -> Any:
    values = func.json_each(bindparam("ids", type_=String)).table_valued("value")
    return select(values.c.value)


def _json_table(type_: TypeEngine[Any], dialect: Dialect) -> Any:
    """Read a JSON document as rows of the key's own type, so that the key's index serves."""
    spelled, value = type_.compile(dialect), "value"
    if spelled == "UUID":  # MariaDB's own type is none that JSON_TABLE takes
        spelled, value = "CHAR(36)", "CAST(value AS UUID)"
    document = f"SELECT {value} FROM JSON_TABLE(:ids, '$[*]' COLUMNS (value {spelled} PATH '$')) AS given"  # noqa: S608 -- only the key's type is spelled here
    return text(document).bindparams(bindparam("ids", type_=String)).columns(sql_column("value"))


def _one_list(ids: Sequence[Any]) -> Iterable[object]:
    return [list(ids)]


def _documents(type_: TypeEngine[Any], dialect: Dialect) -> Callable[[Sequence[Any]], Iterable[object]]:
    write, most = type_.dialect_impl(dialect).bind_processor(dialect), LARGEST_DOCUMENT[dialect.name]

    def documents(ids: Sequence[Any]) -> Iterable[object]:
        return split([write(key) for key in ids] if write else list(ids), most)

    return documents


def split(ids: list[Any], most: int) -> Iterator[str]:
    """Write keys as a JSON document, or as one for each half where it would be too long.

    Args:
        ids: The keys, as JSON has them.
        most: Characters that a document may have; a single key may have more.
    """
    # Where the database has a type for UUIDs they are written unchanged; in a document they are text.
    document = json.dumps(ids, default=str, separators=(",", ":"))
    if len(document) <= most or len(ids) <= 1:
        yield document
        return
    yield from split(ids[: len(ids) // 2], most)
    yield from split(ids[len(ids) // 2 :], most)


def _chunks(ids: Sequence[Any]) -> Iterator[object]:
    for start in range(0, len(ids), CHUNK):
        yield list(ids[start : start + CHUNK])
