"""An address of a database -> an engine, and sessions on it."""

from __future__ import annotations

from time import sleep
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session as DatabaseSession
from sqlalchemy.orm import sessionmaker

Sessions = sessionmaker[DatabaseSession]

_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "mariadb": "mariadb+pymysql"}
_CONNECTIONS = 10
"""How many stay open; as many again are opened while they are needed."""
_PATIENCE = 20
"""Seconds that SQLite waits for another writer before it gives up."""


LONGEST_LOOK = 0.1
"""Seconds between two looks of a waiting SQLite for the lock, at the longest: it does not queue, it looks again."""


class AddressError(ValueError):
    """An address at which there can be no database; the message names the remedy, and never the password."""


def open_engine(address: str) -> Engine:
    """Open a database; nothing is sent to it yet.

    Args:
        address: As SQLAlchemy writes it, for example in DATABASE_URL; the driver may be left out.

    Raises:
        AddressError: It is no address, or there is no driver for it here.
    """
    try:
        return _engine(address)
    except ModuleNotFoundError as error:
        raise AddressError(f"the driver of this database is not installed: {error.name}") from error
    except (ArgumentError, ValueError) as error:  # a port that is no number is a plain ValueError
        raise AddressError(
            "this is no address of a database that is known here; one looks like sqlite:///coaching.db or "
            "postgresql://user:password@host/name"
        ) from error


def _engine(address: str) -> Engine:
    dialect, _, rest = address.partition(":")
    if dialect.startswith("sqlite"):
        engine = create_engine(address, connect_args={"timeout": _PATIENCE}, pool_size=_CONNECTIONS)
        event.listen(engine, "connect", _set_up_sqlite)
        return engine
    # A connection that broke while it lay in the pool is replaced before it is used.
    options: dict[str, Any] = {} if dialect.startswith("postgres") else {"isolation_level": "READ COMMITTED"}
    return create_engine(
        f"{_DRIVERS.get(dialect, dialect)}:{rest}", pool_pre_ping=True, pool_size=_CONNECTIONS, **options
    )


def sessions_on(engine: Engine) -> Sessions:
    """Make the factory of database sessions.

    Args:
        engine: The database.
    """
    return sessionmaker(engine, expire_on_commit=False)


def give_way(sessions: Sessions) -> None:
    """Let others write between two transactions of a long job.

    On SQLite whoever waits looks for the lock again and again, and the next transaction has it long before the next
    look. A pause that is longer than any between two looks is one that nobody misses. A server locks no more than rows.

    Args:
        sessions: The database.
    """
    with sessions() as db:
        one_writer = db.get_bind().dialect.name == "sqlite"
    if one_writer:
        sleep(1.25 * LONGEST_LOOK)


def _set_up_sqlite(connection: Any, _: object) -> None:
    """Let readers and one writer work at the same time, and let foreign keys mean something."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
