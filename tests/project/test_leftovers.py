"""A module of tests finds nothing in a shared database that another one left there, not even by a connection left open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import NullPool, create_engine, inspect, text
from tests.leftovers import empty_mariadb, empty_postgres

LEFT = {
    "postgresql": [
        "CREATE TYPE sessionstatus AS ENUM ('PENDING')",
        "CREATE TABLE transcription_session (id int PRIMARY KEY, status sessionstatus)",
        "CREATE SCHEMA elsewhere",
        "CREATE TABLE elsewhere.film (id int PRIMARY KEY)",
    ],
    "mariadb": ["CREATE TABLE transcription_session (id int PRIMARY KEY, status ENUM('PENDING'))"],
}


def check(url: str, empty: Callable[[], None]) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as db:
        for statement in LEFT[engine.dialect.name]:
            db.execute(text(statement))
    with engine.connect() as open_still:
        open_still.execute(text("SELECT * FROM transcription_session"))  # holds a lock on the table until it ends
        empty()
        assert inspect(engine).get_table_names() == []
        open_still.invalidate()
    with engine.begin() as db:
        for statement in LEFT[engine.dialect.name]:
            db.execute(text(statement))  # PostgreSQL kept the type where only its table was removed
    empty()


@pytest.mark.postgres
def test_nothing_is_left_in_postgresql(postgres_url: str) -> None:
    check(postgres_url.replace("postgresql", "postgresql+psycopg"), lambda: empty_postgres(postgres_url))


@pytest.mark.mariadb
def test_nothing_is_left_in_mariadb(mariadb_address: str) -> None:
    check(f"mariadb+pymysql{mariadb_address}", lambda: empty_mariadb(mariadb_address))
