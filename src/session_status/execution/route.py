"""A statement and a session -> its answer, from the session's connection where the session itself would add nothing."""

import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Dialect, Executable, inspect
from sqlalchemy.orm import Session

from session_status.errors import ArgumentError
from session_status.execution.compilations import Compilations

Bind = Mapping[str, Any]
"""What a session is told when it is asked which database a statement belongs to; see `Session.get_bind`."""

NO_OPTIONS: Final[Mapping[str, Any]] = MappingProxyType({})
COMPILED: Final = "compiled_cache"
"""The option that names another cache than the engine's; one that the application chose stays."""

DialectFor = Callable[[Bind], Dialect]
"""Names the dialect of the database that a session would send a statement to."""


def bind_of(statement: Any) -> Bind:
    """Tell to what a statement belongs, as a session does before it chooses a database.

    Args:
        statement: A select.
    """
    entities = (described.get("entity") for described in statement.column_descriptions)
    entity = next((entity for entity in entities if entity is not None), None)
    return {"clause": statement} if entity is None else {"clause": statement, "mapper": inspect(entity).mapper}


def has_columns_only(statement: Any) -> bool:
    """Tell whether rows need nothing of the ORM: no entity to look up, no bundle to build.

    Args:
        statement: A select.
    """
    return all(
        isinstance(getattr(found["expr"], "expression", None), ColumnElement) for found in statement.column_descriptions
    )


def send(
    db: Session,
    statement: Executable,
    parameters: Mapping[str, object],
    bind: Bind | None,
    options: Mapping[str, Any] = NO_OPTIONS,
    compilations: Compilations | None = None,
) -> Any:
    """Execute a statement in the session's transaction.

    Args:
        db: The session.
        statement: What to execute.
        parameters: Its values.
        bind: What `bind_of` tells, where the statement has columns only; else None.
        options: Execution options.
        compilations: Where the connection finds the statement compiled, if it is sent many times.
    """
    if bind is None or not _adds_nothing(db):
        return (
            db.execute(statement, parameters, execution_options=options)
            if options
            else db.execute(statement, parameters)
        )
    connection = db.connection(bind_arguments={**bind})
    given = {**options}
    if compilations is not None and COMPILED not in given and COMPILED not in connection.get_execution_options():
        given[COMPILED] = compilations
    return connection.execute(statement, parameters, execution_options=given)


def _adds_nothing(db: Session) -> bool:
    """Tell whether `execute` would only hand the statement on: no flush is due, no filter of the application's.

    An event may add criteria to every statement, a subclass may do so in its own `execute`, and options given to the
    session may name another schema: none of them may be passed by.
    """
    return (
        type(db).execute is Session.execute
        and not db.dispatch.do_orm_execute
        and not getattr(db, "execution_options", None)
        and db._is_clean()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] -- what autoflush asks; `new` and `deleted` make sets
    )


def dialect_of(db: Any, bind: Bind) -> Dialect:
    """Name the dialect of the database that a session would send a statement to.

    Args:
        db: A Session, or an AsyncSession.
        bind: To what the statement belongs.

    Raises:
        ArgumentError: It is a ShardedSession, and the statement belongs to no class by which it could choose.
    """
    if "mapper" not in bind:
        check_one_database(db)
    dialect: Dialect = db.get_bind(**bind).dialect
    return dialect


def check_one_database(db: Any) -> None:
    """Refuse a session that may ask several databases: each would give a page, and rows of the others would be lost.

    Args:
        db: A Session, or an AsyncSession.

    Raises:
        ArgumentError: It is a ShardedSession.
    """
    shards = sys.modules.get("sqlalchemy.ext.horizontal_shard")  # loaded wherever a ShardedSession exists
    if shards and isinstance(getattr(db, "sync_session", db), shards.ShardedSession):
        raise ArgumentError(
            "the session is a ShardedSession, and what several databases answer to this cannot be put together: say which "
            "shard, as in select(...).options(set_shard_id(...)), or use a session of one database"
        )


def names_database(option: object) -> bool:
    """Tell whether an option says which shard a statement is for.

    Args:
        option: An option of a select.
    """
    shards = sys.modules.get("sqlalchemy.ext.horizontal_shard")
    return shards is not None and isinstance(option, shards.set_shard_id)
