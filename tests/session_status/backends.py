"""One database behind one driver -> the same questions asked in the way of that driver, each statement counted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlalchemy import Engine, MetaData, NullPool, create_engine, event, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from tests.session_status.models import SessionStatus

R = TypeVar("R")


@dataclass
class Backend:
    """A database: `fill` writes to it with the synchronous driver, `ask` reads from it with the one under test."""

    writer: Engine
    reader: Engine | AsyncEngine
    statements: list[str] = field(default_factory=list[str])

    @property
    def waits(self) -> bool:
        """Tell whether the reader is asynchronous."""
        return isinstance(self.reader, AsyncEngine)

    def ask(self, question: Callable[[Session], R]) -> R:
        """Answer `question(session)`; where the session is an AsyncSession, await what it returns."""
        with self.counted():
            if isinstance(self.reader, AsyncEngine):
                return asyncio.run(
                    self._ask_async(self.reader, cast("Callable[[AsyncSession], Awaitable[R]]", question))
                )
            with Session(self.reader) as db:
                return question(db)

    async def _ask_async(self, reader: AsyncEngine, question: Callable[[AsyncSession], Awaitable[R]]) -> R:
        async with AsyncSession(reader) as db:
            answer = await question(db)
        await reader.dispose()
        return answer

    def create(self, metadata: MetaData) -> None:
        metadata.drop_all(self.writer)
        metadata.create_all(self.writer)

    def allow_archived(self) -> None:
        """Let the status column hold a status that the Enum lacks, as a newer program's migration does."""
        words = ", ".join(f"'{name}'" for name in ["ARCHIVED", *SessionStatus.__members__])
        changes = {
            "postgresql": "ALTER TYPE sessionstatus ADD VALUE IF NOT EXISTS 'ARCHIVED'",
            "mariadb": f"ALTER TABLE transcription_session MODIFY status ENUM({words}) NOT NULL",
        }
        dialect = self.writer.dialect.name.replace("mysql", "mariadb")
        if dialect in changes:
            with self.fill() as db:
                db.execute(text(changes[dialect]))

    @contextmanager
    def fill(self) -> Generator[Session]:
        with Session(self.writer) as db, db.begin():
            yield db

    @contextmanager
    def counted(self) -> Generator[None]:
        """Collect every statement that the reader sends."""
        engine = self.reader.sync_engine if isinstance(self.reader, AsyncEngine) else self.reader
        self.statements.clear()

        def count(*args: Any) -> None:
            self.statements.append(args[2])

        event.listen(engine, "before_cursor_execute", count)
        try:
            yield
        finally:
            event.remove(engine, "before_cursor_execute", count)


def sqlite_memory() -> Backend:
    engine = create_engine("sqlite://")
    return Backend(engine, engine)


def sqlite_file(path: str) -> Backend:
    engine = create_engine(f"sqlite:///{path}")
    return Backend(engine, engine)


def aiosqlite_file(path: str) -> Backend:
    reader = create_async_engine(f"sqlite+aiosqlite:///{path}", poolclass=NullPool)
    return Backend(create_engine(f"sqlite:///{path}"), reader)


def postgres(url: str, driver: str, *, waits: bool) -> Backend:
    """Open a PostgreSQL database with one of its drivers; every loop has connections of its own."""
    writer = create_engine(url.replace("postgresql", "postgresql+psycopg"))
    if not waits:
        return Backend(writer, writer)
    return Backend(writer, create_async_engine(url.replace("postgresql", f"postgresql+{driver}"), poolclass=NullPool))


def mariadb(address: str, name: str) -> Backend:
    """Open a MariaDB database by the named dialect and driver; the dialects differ in how they store a UUID."""
    dialect, _, driver = name.partition("+")
    writer = create_engine(f"{dialect}+pymysql{address}")
    if driver == "pymysql":
        return Backend(writer, writer)
    return Backend(writer, create_async_engine(f"{name}{address}", poolclass=NullPool))
