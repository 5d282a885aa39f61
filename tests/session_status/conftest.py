"""Real databases for the library's tests: SQLite in memory and in a file, PostgreSQL and MariaDB behind their drivers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.session_status import backends
from tests.session_status.backends import Backend
from tests.session_status.models import Base

SQLITE = ["sqlite-memory", "sqlite-file", "aiosqlite"]
POSTGRES = ["psycopg", "psycopg-async", "asyncpg"]
MARIADB = ["mariadb+pymysql", "mariadb+asyncmy", "mysql+pymysql"]
EVERYWHERE = [
    *SQLITE,
    *(pytest.param(name, marks=pytest.mark.postgres) for name in POSTGRES),
    *(pytest.param(name, marks=pytest.mark.mariadb) for name in MARIADB),
]


def open_backend(name: str, folder: Path, request: pytest.FixtureRequest) -> Backend:
    """Open the named database behind the named driver."""
    match name:
        case "sqlite-memory":
            return backends.sqlite_memory()
        case "sqlite-file":
            return backends.sqlite_file(str(folder / "data.db"))
        case "aiosqlite":
            return backends.aiosqlite_file(str(folder / "data.db"))
        case "mariadb+pymysql" | "mariadb+asyncmy" | "mysql+pymysql":
            return backends.mariadb(request.getfixturevalue("mariadb_address"), name)
        case _:
            url: str = request.getfixturevalue("postgres_url")
            return backends.postgres(url, name.removesuffix("-async"), waits=name != "psycopg")


@pytest.fixture(params=EVERYWHERE)
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    """Give every database behind every driver in turn, with the application's empty tables."""
    opened = open_backend(request.param, tmp_path, request)
    opened.create(Base.metadata)
    yield opened
    Base.metadata.drop_all(opened.writer)
    opened.writer.dispose()


@pytest.fixture
def sqlite() -> Iterator[Backend]:
    """Give an SQLite database in memory, for what does not depend on the driver."""
    opened = backends.sqlite_memory()
    opened.create(Base.metadata)
    yield opened
    opened.writer.dispose()


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Backend]:
    """Give a PostgreSQL database, for what is about the database and not its drivers."""
    opened = backends.postgres(postgres_url, "psycopg", waits=False)
    opened.create(Base.metadata)
    yield opened
    Base.metadata.drop_all(opened.writer)
    opened.writer.dispose()
