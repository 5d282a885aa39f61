"""DATABASE_URL -> the application alone, for a server of one's choice: `uvicorn --factory coaching.app:create`."""

from __future__ import annotations

import os

from fastapi import FastAPI

from coaching.api.app import create_app
from coaching.infrastructure.database import AddressError, open_engine
from coaching.infrastructure.migrating import is_current


def create() -> FastAPI:
    """Make the application; any number of processes may serve it from one database.

    Raises:
        AddressError: There is no such database, or its tables are not those of this program.
    """
    address = os.environ.get("DATABASE_URL")
    if not address:
        raise AddressError("DATABASE_URL is needed: the database that all processes share")
    engine = open_engine(address)
    if not is_current(engine):
        raise AddressError("the tables are missing or old: python -m coaching.infrastructure.migrating makes them")
    return create_app(engine)
