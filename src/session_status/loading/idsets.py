"""Key columns, a dialect and any number of keys -> statements that pass the whole set as one parameter."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import (
    Dialect,
    Integer,
    String,
    TypeDecorator,
    Uuid,
    and_,
    any_,
    bindparam,
    column,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from session_status.errors import ArgumentError
from session_status.execution import dialects
from session_status.execution.compilations import Compilations
from session_status.rows.nodes import is_kind
from session_status.statuses.spelling import python_type_of

CHUNK = 500
"""Keys in one statement where a dialect has no single-parameter form; every database takes so many."""

Values = dict[str, object]


@dataclass(frozen=True)
class KeySet:
    """How one dialect is asked for a set of keys.

    Attributes:
        statement: The select, with parameters for the keys.
        batches: Turns keys into the statements' values: for each statement to send its keys, and its parameters.
        has_places: Whether a row tells, in its last column, which of its statement's keys it answers, from 0 on.
    """

    statement: Any
    batches: Callable[[Sequence[Any]], Iterable[tuple[Sequence[Any], Values]]]
    has_places: bool

    @cached_property
    def compilations(self) -> Compilations:
        """Where the statement is found compiled."""
        return Compilations(self.statement)


def key_set(rows: Any, keys: tuple[Any, ...], dialect: Dialect) -> KeySet:
    """Choose the dialect's way to pass many keys.

    A whole number or a UUID comes back as it was asked for. A text may come back in another spelling, which its
    collation takes for the same, or padded; so a row tells which of the keys it answers. So does a row whose key has
    several columns.

    Args:
        rows: The select of all rows.
        keys: The key columns.
        dialect: The database that will be asked.

    Returns:
        `= ANY(:array)` on PostgreSQL, a JSON document on SQLite, MySQL and MariaDB (for keys stored as text or
        whole numbers; several documents where one would be longer than the database takes), a join with either where
        keys may come back otherwise, and an IN list in chunks elsewhere.
    """
    types = [key.type for key in keys]
    if len(keys) == 1 and python_type_of(keys[0]) in {int, Uuid().python_type}:
        return _exact(rows, keys[0], dialect)
    match dialect.name:
        case dialects.POSTGRESQL:
            return KeySet(_joined(rows, keys, *_unnested(types)), _arrays(len(keys)), has_places=True)
        case dialects.SQLITE if all(_fits_json(type_, dialect) for type_ in types):
            return KeySet(_joined(rows, keys, *_json_each(types)), _documents(types, dialect), has_places=True)
        case dialects.MYSQL | dialects.MARIADB if all(_fits_json(type_, dialect) for type_ in types):
            return KeySet(
                _joined(rows, keys, *_json_table(types, dialect)), _documents(types, dialect), has_places=True
            )
        case _:
            return _listed(rows, keys)


def _exact(rows: Any, key: Any, dialect: Dialect) -> KeySet:
    """Ask by a condition: what comes back equals what was asked for."""
    match dialect.name:
        case dialects.POSTGRESQL:
            found = key == any_(bindparam("ids", type_=postgresql.ARRAY(key.type)))
            return KeySet(rows.where(found), _whole, has_places=False)
        case dialects.SQLITE if _fits_json(key.type, dialect):
            values = func.json_each(bindparam("ids", type_=String)).table_valued("value")
            return KeySet(
                rows.where(key.in_(select(values.c.value))), _documents([key.type], dialect), has_places=False
            )
        case dialects.MYSQL | dialects.MARIADB if _fits_json(key.type, dialect):
            given = _json_table([key.type], dialect)[0]
            return KeySet(rows.where(key.in_(select(given.c.key_0))), _documents([key.type], dialect), has_places=False)
        case _:
            return _listed(rows, (key,))


def _fits_json(type_: Any, dialect: Dialect) -> bool:
    """Tell whether keys of this type reach the database as text or whole numbers."""
    plain = type_.load_dialect_impl(dialect) if is_kind(type_, TypeDecorator) else type_
    return is_kind(plain, Integer, String, Uuid)


def _joined(rows: Any, keys: tuple[Any, ...], given: Any, values: Sequence[Any], place: Any) -> Any:
    """Join the rows with the keys that were given, so that each row tells which one it answers."""
    met = and_(*(key == value for key, value in zip(keys, values, strict=True)))
    return rows.add_columns(place.label("place")).where(met).select_from(given)


def _unnested(types: Sequence[Any]) -> tuple[Any, list[Any], Any]:
    arrays = [bindparam(f"ids_{number}", type_=postgresql.ARRAY(type_)) for number, type_ in enumerate(types)]
    names = [column(f"key_{number}", type_) for number, type_ in enumerate(types)]
    given = func.unnest(*arrays).table_valued(*names, with_ordinality="ordinality", name="given").render_derived()
    return given, [given.c[name.name] for name in names], given.c.ordinality - 1


def _json_each(types: Sequence[Any]) -> tuple[Any, list[Any], Any]:
    given = func.json_each(bindparam("ids", type_=String)).table_valued("key", "value", name="given")
    if len(types) == 1:
        return given, [given.c.value], given.c.key
    return given, [func.json_extract(given.c.value, f"$[{number}]") for number in range(len(types))], given.c.key


def _json_table(types: Sequence[Any], dialect: Dialect) -> tuple[Any, list[Any], Any]:
    """Read a JSON document as rows of the keys' own types, so that the key's index serves."""
    paths = ["$"] if len(types) == 1 else [f"$[{number}]" for number in range(len(types))]
    spelled = [_spelled(type_, dialect) for type_ in types]
    shape = ", ".join(
        f"key_{n} {kind} PATH '{path}'" for n, (path, kind) in enumerate(zip(paths, spelled, strict=True))
    )
    # MariaDB's own type for UUIDs is none that JSON_TABLE takes.
    read = ", ".join(
        f"CAST(key_{n} AS UUID) AS key_{n}" if type_.compile(dialect) == "UUID" else f"key_{n}"
        for n, type_ in enumerate(types)
    )
    document = f"SELECT {read}, place - 1 AS place FROM JSON_TABLE(:ids, '$[*]' COLUMNS (place FOR ORDINALITY, {shape})) AS given"  # noqa: S608 -- only the keys' types are spelled here
    names = [column(f"key_{number}", type_) for number, type_ in enumerate(types)]
    given = (
        text(document).bindparams(bindparam("ids", type_=String)).columns(*names, column("place", Integer)).subquery()
    )
    return given, [given.c[name.name] for name in names], given.c.place


def _spelled(type_: TypeEngine[Any], dialect: Dialect) -> str:
    spelled = type_.compile(dialect)
    return "CHAR(36)" if spelled == "UUID" else spelled


def _whole(ids: Sequence[Any]) -> Iterable[tuple[Sequence[Any], Values]]:
    return [(ids, {"ids": list(ids)})]


def _arrays(width: int) -> Callable[[Sequence[Any]], Iterable[tuple[Sequence[Any], Values]]]:
    def arrays(ids: Sequence[Any]) -> Iterable[tuple[Sequence[Any], Values]]:
        distinct = list(dict.fromkeys(ids))
        columns = [distinct] if width == 1 else [list(values) for values in zip(*distinct, strict=True)]
        return [(distinct, {f"ids_{number}": values for number, values in enumerate(columns)})]

    return arrays


def _documents(
    types: Sequence[TypeEngine[Any]], dialect: Dialect
) -> Callable[[Sequence[Any]], Iterable[tuple[Sequence[Any], Values]]]:
    writers = [type_.dialect_impl(dialect).bind_processor(dialect) or _unchanged for type_ in types]
    most = dialects.LARGEST_DOCUMENT[dialect.name]

    def documents(ids: Sequence[Any]) -> Iterator[tuple[Sequence[Any], Values]]:
        distinct = list(dict.fromkeys(ids))
        if len(writers) == 1:
            written = [writers[0](key) for key in distinct]
        else:
            written = [[write(value) for write, value in zip(writers, key, strict=True)] for key in distinct]
        start = 0
        for length, document in split(written, most):
            yield distinct[start : start + length], {"ids": document}
            start += length

    return documents


def _unchanged(value: Any) -> Any:
    return value


def split(ids: list[Any], most: int) -> Iterator[tuple[int, str]]:
    """Write keys as a JSON document, or as one for each half where it would be too long.

    Args:
        ids: The keys, as JSON has them.
        most: Characters that a document may have; a single key may have more.

    Returns:
        How many keys a document has, and the document.
    """
    # Where the database has a type for UUIDs they are written unchanged; in a document they are text.
    document = json.dumps(ids, default=str, separators=(",", ":"))
    if len(document) <= most or len(ids) <= 1:
        yield len(ids), document
        return
    yield from split(ids[: len(ids) // 2], most)
    yield from split(ids[len(ids) // 2 :], most)


def _listed(rows: Any, keys: tuple[Any, ...]) -> KeySet:
    key: Any = keys[0] if len(keys) == 1 else tuple_(*keys)
    found = key.in_(bindparam("ids", expanding=True, type_=key.type))
    return KeySet(rows.where(found), _chunks, has_places=False)


def _chunks(ids: Sequence[Any]) -> Iterator[tuple[Sequence[Any], Values]]:
    for start in range(0, len(ids), CHUNK):
        chunk = list(ids[start : start + CHUNK])
        yield chunk, {"ids": chunk}


def check_answered(found: Iterable[Any], asked: Iterable[Any]) -> None:
    """Refuse rows that answer under another key than was asked for, where the database does not tell which.

    Raises:
        ArgumentError: Names such a key.
    """
    strange = set(found).difference(asked)
    if strange:
        raise ArgumentError(
            f"the database takes {next(iter(strange))!r} for a key that was asked for in another spelling: "
            "ask for keys as they are stored"
        )
