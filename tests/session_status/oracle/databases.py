"""The name of a database -> one open connection with the pool's tables, in whose transaction examples come and go."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import StaticPool
from tests.session_status.oracle.tables import EAST, TENANT, WEST, Base

OFFERS: dict[str, frozenset[str]] = {
    "sqlite": frozenset({"words for nulls", "full joins", "tuples", "limits within in"}),
    "postgresql": frozenset(
        {"words for nulls", "full joins", "tuples", "laterals", "values", "limits within in"}
    ),
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


@contextmanager
def opened(url: str) -> Generator[Database]:
    """Open a database, make the tables in each schema, and remove them at the end.

    Args:
        url: Where it is; an empty one of its own.
    """
    engine = create_engine(url, poolclass=StaticPool)
    with engine.connect() as connection:
        _make_schemas(connection)
    for name in (EAST, WEST):
        Base.metadata.create_all(engine.execution_options(schema_translate_map={TENANT: name}))
    with engine.connect() as connection:
        yield Database(connection)
        connection.rollback()
    for name in (WEST, EAST):
        Base.metadata.drop_all(engine.execution_options(schema_translate_map={TENANT: name}))
    engine.dispose()


def _make_schemas(connection: Connection) -> None:
    for name in (EAST, WEST):
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"ATTACH ':memory:' AS {name}")
        else:
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {name}")
    connection.commit()
