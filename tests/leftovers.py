"""A database of a server that the tests share -> the same one with nothing in it, whoever left it full."""

from __future__ import annotations

from sqlalchemy import Connection, NullPool, create_engine, make_url, text
from tests.session_status.mariadb import CREATE

OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
SCHEMAS = r"SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_|^information_schema$'"


def empty_postgres(url: str) -> None:
    """Remove every schema of a PostgreSQL database with its tables and types, and whoever holds one of them open."""
    with _connected(url.replace("postgresql", "postgresql+psycopg")) as db:
        db.execute(text(OTHERS))
        for schema in db.scalars(text(SCHEMAS)).all():
            db.execute(text(f'DROP SCHEMA "{schema}" CASCADE'))
        db.execute(text("CREATE SCHEMA public"))


def empty_mariadb(address: str) -> None:
    """Make the database of a MariaDB address anew; what follows a driver's name is its address."""
    url = make_url(f"mariadb+pymysql{address}")
    with _connected(str(url)) as db:
        others = db.scalars(
            text("SELECT id FROM information_schema.processlist WHERE db = :name AND id <> CONNECTION_ID()"),
            {"name": url.database},
        )
        for number in others.all():
            db.execute(text(f"KILL {number}"))
        db.execute(text(f"DROP DATABASE {url.database}"))
        db.execute(text(CREATE))


def _connected(url: str) -> Connection:
    return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect()
