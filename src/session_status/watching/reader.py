"""A session factory, a query and many keys -> what the rows hold, read in one go that keeps no connection."""

import asyncio
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

from sqlalchemy import Dialect
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session, scoped_session

from session_status.errors import ArgumentError, UnknownStoredStatusError
from session_status.execution.plan import Plan
from session_status.execution.route import Bind
from session_status.summary import SummaryQuery
from session_status.type_variables import K, R

if TYPE_CHECKING:  # where greenlet is absent, SQLAlchemy 2.1 refuses to import its asyncio package
    from sqlalchemy.ext.asyncio import AsyncSession


SessionFactory = Callable[[], "Session | AsyncSession"]
"""A sessionmaker, an async_sessionmaker, or anything else that makes a new session when it is called."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one answer that outlive their connection."""

    rows: Sequence[Any]

    @property
    def rowcount(self) -> int:
        return len(self.rows)

    def all(self) -> Sequence[Any]:
        return self.rows


class Reader(Generic[K, R]):
    """Reads many rows at once: on the event loop with an AsyncSession, in one thread of its own with a Session.

    Args:
        factory: Makes the session for one read.
        sessions: The query.

    Raises:
        ArgumentError: `factory` is a session, or makes none; `sessions` is no query.
    """

    def __init__(self, factory: SessionFactory, sessions: SummaryQuery[K, R]) -> None:
        _check_factory(factory)
        if not _is_query(sessions):
            raise ArgumentError(f"a hub needs a SummaryQuery, not {sessions!r}")
        self._factory = factory
        self._sessions = sessions
        self._thread: ThreadPoolExecutor | None = None

    def check(self, key: K) -> None:
        """Check the type of a key, so that one that is wrong cannot fail the reads of all others.

        Raises:
            ArgumentError: The key's type is not the column's.
        """
        self._sessions.get.plan(_no_dialect, key)

    async def read(self, keys: Sequence[K]) -> dict[K, R | Exception]:
        """Read rows.

        Args:
            keys: Their keys.

        Returns:
            For each row that exists it, or the UnknownStoredStatusError that stands for it.

        Raises:
            ArgumentError: The factory made something else than a session.
            sqlalchemy.exc.SQLAlchemyError: The database did not answer.
        """
        db = self._factory()
        if isinstance(db, Session):
            self._thread = self._thread or ThreadPoolExecutor(1, "session_status.hub")
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._read, db, keys)
        if not _is_async(db, "AsyncSession"):
            raise ArgumentError(f"the hub's factory {self._factory!r} made no session but {db!r}")
        async with db:
            plan = self._plan(db, keys)
            answers = [(await db.execute(step.statement, step.parameters)).all() for step in plan.steps]
        return _decoded(plan, answers)

    def release(self) -> None:
        """Let the thread end; the next read starts another one."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.shutdown(wait=False, cancel_futures=True)

    def _read(self, db: Session, keys: Sequence[K]) -> dict[K, R | Exception]:
        with db:
            plan = self._plan(db, keys)
            answers = [db.execute(step.statement, step.parameters).all() for step in plan.steps]
        return _decoded(plan, answers)

    def _plan(self, db: Any, keys: Sequence[K]) -> Plan[dict[K, R]]:
        return self._sessions.many.plan(lambda bind: db.get_bind(**bind).dialect, keys)


def _decoded(plan: Plan[dict[K, R]], answers: Sequence[Sequence[Any]]) -> dict[K, R | Exception]:
    """Decode everything at once, or row by row where one row's status is unknown: the others are served."""
    try:
        return {**plan.decode([_Rows(rows) for rows in answers])}
    except UnknownStoredStatusError:
        found: dict[K, R | Exception] = {}
        for step, rows in enumerate(answers):
            for row in rows:
                found.update(_decoded_row(plan, step, row))
        return found


def _decoded_row(plan: Plan[dict[K, R]], step: int, row: Any) -> Mapping[K, R] | Mapping[K, Exception]:
    """Decode one row as one of its own statement's: it tells by a place which of that one's keys it answers."""
    try:
        return plan.decode([_Rows([row] if number == step else []) for number in range(len(plan.steps))])
    except UnknownStoredStatusError as error:
        key: Any = error.row_id
        return {key: error}


def _no_dialect(_: Bind) -> Dialect:
    return DefaultDialect()


def _is_async(db: object, *kinds: str) -> bool:
    """Compare with classes of SQLAlchemy's asyncio package, which is loaded wherever an AsyncSession exists."""
    package = sys.modules.get("sqlalchemy.ext.asyncio")
    return package is not None and isinstance(db, tuple(getattr(package, kind) for kind in kinds))


def _is_query(sessions: object) -> bool:
    return isinstance(sessions, SummaryQuery)


def _check_factory(factory: object) -> None:
    if isinstance(factory, Session | scoped_session) or _is_async(factory, "AsyncSession", "async_scoped_session"):
        raise ArgumentError(
            f"a hub needs a session factory, not the session {factory!r}, whose connection it would keep: "
            "give the sessionmaker or async_sessionmaker"
        )
    if inspect.isgeneratorfunction(factory) or inspect.isasyncgenfunction(factory):
        raise ArgumentError(
            f"a hub needs a session factory, not the generator {factory!r}: give the sessionmaker that it uses"
        )
    if not callable(factory) or inspect.iscoroutinefunction(factory):
        raise ArgumentError(f"a hub needs a session factory, such as a sessionmaker, not {factory!r}")
