"""A database of any age -> the same database with the tables that this program needs."""

from __future__ import annotations

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from coaching.infrastructure.database import open_engine

_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring a database up to date.

    Args:
        engine: The database.
        revision: How far to go; all the way by default.
    """
    with engine.begin() as connection:
        command.upgrade(configuration(connection), revision)


def is_current(engine: Engine) -> bool:
    """Tell whether a database has the tables that this program needs.

    Args:
        engine: The database.
    """
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        return current == ScriptDirectory.from_config(configuration(connection)).get_current_head()


def configuration(connection: Connection) -> Config:
    """Tell Alembic where its scripts are, and which connection to use.

    Args:
        connection: To the database.
    """
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config


if __name__ == "__main__":
    migrate(open_engine(os.environ["DATABASE_URL"]))
