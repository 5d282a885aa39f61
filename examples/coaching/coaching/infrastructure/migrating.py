"""A database of any age -> the same database with the tables that this program needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring a database up to date.

    Args:
        engine: The database.
        revision: How far to go; all the way by default.
    """
    with engine.begin() as connection:
        command.upgrade(configuration(connection), revision)


def configuration(connection: Connection) -> Config:
    """Tell Alembic where its scripts are, and which connection to use.

    Args:
        connection: To the database.
    """
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
