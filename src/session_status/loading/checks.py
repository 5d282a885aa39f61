"""The columns of a query and a live database -> what is missing there or does not match, each with what mends it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Inspector,
    Integer,
    MetaData,
    SQLColumnExpression,
    String,
    Table,
    inspect,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.schema import CreateIndex

from session_status.errors import ArgumentError
from session_status.loading.selection import Selection
from session_status.rows.fields import CountField, LatestField, TotalField
from session_status.rows.nodes import is_kind
from session_status.statuses.members import typed


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the database that makes a query slow or wrong.

    Attributes:
        problem: What is the matter, and where.
        remedy: The SQL that mends it; empty where that is for people to decide.

    Example:
        >>> from sqlalchemy import text
        >>> sessions.check(engine)
        []
        >>> _ = db.execute(text("DROP INDEX ix_transcript_segment_session_id"))
        >>> sessions.check(engine)[0].remedy
        'CREATE INDEX ix_transcript_segment_session_id ON transcript_segment (session_id)'
        >>> db.rollback()
    """

    problem: str
    remedy: str


def findings(bind: Engine | Connection, selection: Selection[Any]) -> list[Finding]:
    """Compare a query with a database.

    Args:
        bind: Where the tables are.
        selection: What the query selects.

    Raises:
        ArgumentError: `bind` is neither an Engine nor a Connection.
    """
    if not _is_bind(bind):
        raise ArgumentError(
            f"check needs an Engine or a Connection, not a {typed(bind)}; "
            "with an AsyncEngine, `await connection.run_sync(sessions.check)`"
        )
    inspector = inspect(bind)
    fields: list[Any] = list(selection.fields.values())
    found = [
        finding
        for field in fields
        if is_kind(field, CountField, TotalField, LatestField)
        for finding in _unindexed(inspector, _first(field.references), "children are counted by it")
    ]
    found += _unindexed(inspector, selection.owner.keys[0], "sessions are found by it")
    for status in selection.statuses.values():
        found += _unfit(inspector, status.column, [text for text in status.known() if is_kind(text, str)])
    return list(dict.fromkeys(found))


def _first(references: Any) -> Any:
    return references[0] if is_kind(references, tuple) else references


def _unindexed(inspector: Inspector, column: SQLColumnExpression[Any] | None, why: str) -> Iterator[Finding]:
    """Report a key that no index begins with: each row of a page would read the whole table."""
    found = _in_table(column)
    if found is None:
        return
    table, name = found.table, found.name
    if not inspector.has_table(table.name, table.schema):
        yield Finding(f"{table.fullname} is not there", "")
    elif name not in _leading(inspector, table):
        remedy = CreateIndex(_loose_index(table, name)).compile(dialect=inspector.dialect)
        yield Finding(f"no index begins with {table.fullname}.{name}: {why}", str(remedy).strip())


def _loose_index(table: Table, name: str) -> Index:
    """Describe an index on a copy of the table: the consumer's own must not gain one by being checked."""
    copied = Table(table.name, MetaData(), Column(name, String), schema=table.schema)
    return Index(f"ix_{table.name}_{name}", copied.c[name])


def _leading(inspector: Inspector, table: Table) -> set[str | None]:
    """Name the columns that an index, a key or a unique constraint begins with."""
    groups: list[Sequence[str | None]] = [
        *(index["column_names"] for index in inspector.get_indexes(table.name, table.schema)),
        *(unique["column_names"] for unique in inspector.get_unique_constraints(table.name, table.schema)),
        inspector.get_pk_constraint(table.name, table.schema)["constrained_columns"],
    ]
    return {names[0] for names in groups if names}


def _unfit(inspector: Inspector, column: SQLColumnExpression[Any], texts: Sequence[str]) -> Iterator[Finding]:
    """Report a status column that cannot hold what the mapping would store."""
    found = _in_table(column)
    if found is None or not inspector.has_table(found.table.name, found.table.schema):
        return
    place = f"{found.table.fullname}.{found.name}"
    kinds = {there["name"]: there["type"] for there in inspector.get_columns(found.table.name, found.table.schema)}
    match kinds.get(found.name):
        case Integer() if not texts:
            pass
        case None:
            yield Finding(f"{place} is not there", "")
        case EnumType() as native:
            yield from _missing_labels(native, place, texts)
        case String(length=int(length)) if length < max(map(len, texts)):
            longest = max(texts, key=len)
            yield Finding(f"{place} holds {length} characters, but {longest!r} has {len(longest)}", "")
        case String():
            pass
        case Integer() if all(text.lstrip("-").isdecimal() for text in texts):
            pass
        case other:
            yield Finding(f"{place} is of type {other}: a status is stored as text or in an enum", "")


def _missing_labels(native: EnumType, place: str, texts: Sequence[str]) -> Iterator[Finding]:
    for text in texts:
        if text not in native.enums:
            alter = f"ALTER TYPE {native.name} ADD VALUE '{_quoted(text)}'" if native.name else ""
            yield Finding(f"{place}: the database's enum has no label {text!r}", alter)


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _in_table(column: SQLColumnExpression[Any] | None) -> Any:
    """Find the table's own column behind an attribute or an alias; None for an expression."""
    element: Any = getattr(column, "expression", column)
    return next((base for base in getattr(element, "base_columns", ()) if _stands_in_table(base)), None)


def _stands_in_table(column: object) -> bool:
    return is_kind(getattr(column, "table", None), Table)


def _is_bind(bind: object) -> bool:
    return is_kind(bind, Engine, Connection)
