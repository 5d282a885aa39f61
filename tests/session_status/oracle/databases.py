"""The name of a database -> one open connection with the pool's tables, in whose transaction examples come and go."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.pool import NullPool, StaticPool
from tests.session_status.oracle.tables import EAST, TENANT, WEST, Base

OFFERS: dict[str, frozenset[str]] = {
    "sqlite": frozenset({"words for nulls", "full joins", "tuples", "limits within in"}),
    "postgresql": frozenset({"words for nulls", "full joins", "tuples", "laterals", "values", "limits within in"}),
    "mysql": frozenset({"tuples", "limits within in"}),
    "mariadb": frozenset({"tuples", "limits within in"}),
}
"""What an example may use, by dialect; MariaDB has no words for the place of NULLs and no full join."""


class Database:
    """An open connection that counts its statements.

    Args:
        connection: It has the pool's tables, and no transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.offers = OFFERS[connection.dialect.name]
        self.sent = 0
        event.listen(connection, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.sent += 1


NAME = "page_oracle"
"""The database on a server: the tables of other tests have the same names."""


@contextmanager
def opened(url: str) -> Generator[Database]:
    """Open a database, make the tables in each schema, and remove them at the end.

    Args:
        url: Where it is: SQLite in memory, or any database of a server of our own.
    """
    with _empty(url) as found:
        engine = create_engine(found, poolclass=StaticPool)
        with engine.connect() as connection:
            for name in (EAST, WEST):
                _make_schema(connection, name)
        for name in (EAST, WEST):
            Base.metadata.create_all(engine.execution_options(schema_translate_map={TENANT: name}))
        with engine.connect() as connection:
            yield Database(connection)
        engine.dispose()


@contextmanager
def _empty(url: str) -> Generator[URL]:
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        yield place
        return
    engine = create_engine(place, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    names = [NAME] if place.get_backend_name() == "postgresql" else [NAME, EAST, WEST]
    with engine.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE DATABASE {NAME}")
        yield place.set(database=NAME)
        for name in names:
            connection.exec_driver_sql(f"DROP DATABASE {name}")


def _make_schema(connection: Connection, name: str) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"ATTACH ':memory:' AS {name}")
    else:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    connection.commit()
