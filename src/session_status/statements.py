"""An engine or a session -> the statements that it sends within a block, and an error where they are too many."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from session_status.arguments import check_whole
from session_status.errors import ArgumentError

SHOWN = 200
"""Characters of a statement that a message shows: enough to know it again."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement that reached a driver.

    Attributes:
        text: The SQL, as the driver was given it.
        parameters: Its values, as the driver was given them.

    Example:
        >>> with ExpectedStatements(engine, 1) as sent:
        ...     _ = sessions.get(db, key)
        >>> sent.statements[0].text.partition(" ")[0]
        'SELECT'
    """

    text: str
    parameters: object


MOST = 1_000_000
"""Statements that a block can be held to."""


class ExpectedStatements:
    """Holds a block of code to a number of statements.

    Savepoints and the statements of a flush count; BEGIN and COMMIT do not: SQLAlchemy leaves them to the driver.

    Args:
        target: What sends them: an Engine, a Connection or a Session, or one of their asynchronous counterparts. A
            session stands for its engine, and for every further engine on which it begins a transaction meanwhile.
        exactly: How many must be sent.
        at_most: How many may be sent, where the number may vary.

    Raises:
        ArgumentError: `target` is none of these, or not exactly one of the two numbers is given.
        AssertionError: At the end of the block, when the number was another one; it lists what was sent.

    Example:
        >>> from sqlalchemy import create_engine, text
        >>> engine = create_engine("sqlite://")
        >>> with ExpectedStatements(engine, 1) as sent, engine.connect() as connection:
        ...     _ = connection.execute(text("SELECT 1"))
        >>> sent.statements[0].text
        'SELECT 1'
    """

    statements: list[Statement]

    def __init__(self, target: object, exactly: int | None = None, *, at_most: int | None = None) -> None:
        if (exactly is None) == (at_most is None):
            raise ArgumentError("assert_statements needs either a number or at_most=, and not both")
        check_whole("at_most" if exactly is None else "exactly", at_most if exactly is None else exactly, 0, MOST)
        self._source = _source(target)
        self._exactly = exactly
        self._most = at_most
        self._listening: list[tuple[Any, str, Callable[..., None]]] = []
        self.statements = []

    def __enter__(self) -> Self:
        """Begin to count."""
        self.statements.clear()
        if isinstance(self._source, Session):
            self._listen(self._source, "after_begin", self._follow)
            self._count(self._source.get_bind())
        else:
            self._count(self._source)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop counting, and judge the number unless the block failed by itself."""
        __tracebackhide__ = True
        while self._listening:
            event.remove(*self._listening.pop())
        if kind is None and not self._fits():
            raise AssertionError(self._message())

    def _follow(self, _session: Session, _transaction: object, connection: Connection) -> None:
        """Count on an engine that the session turns to only now."""
        counted = [target for target, name, _ in self._listening if name == "before_cursor_execute"]
        if connection not in counted and connection.engine not in counted:
            self._count(connection.engine)

    def _count(self, source: Engine | Connection) -> None:
        self._listen(source, "before_cursor_execute", self._note)

    def _listen(self, target: Any, name: str, listener: Callable[..., None]) -> None:
        event.listen(target, name, listener)
        self._listening.append((target, name, listener))

    def _note(self, _connection: object, _cursor: object, text: str, parameters: object, *_: object) -> None:
        self.statements.append(Statement(text, parameters))

    def _fits(self) -> bool:
        number = len(self.statements)
        return number == self._exactly if self._most is None else number <= self._most

    def _message(self) -> str:
        wanted = _plural(self._exactly) if self._most is None else f"at most {_plural(self._most)}"
        heading = f"expected {wanted}, saw {len(self.statements)}"
        return "\n".join([f"{heading}:" if self.statements else heading, *self._listing()])

    def _listing(self) -> list[str]:
        """List each text once, in order, with how often it was sent: many alike are the mark of one query per row."""
        alike: dict[str, list[Statement]] = {}
        for statement in self.statements:
            alike.setdefault(statement.text, []).append(statement)
        return [
            f"  {len(sent)} x {_short(text)}\n      with {_short(sent[0].parameters)}" for text, sent in alike.items()
        ]


def _plural(number: int | None) -> str:
    return f"{number} statement{'' if number == 1 else 's'}"


def _short(value: object) -> str:
    """Give a statement or its values on one line."""
    line = " ".join(str(value).split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def _source(target: object) -> Engine | Connection | Session:
    """Find what has the events: an asynchronous object stands before a synchronous one."""
    match _synchronous(target):
        case Engine() | Connection() | Session() as source:
            return source
        case scoped_session() as scoped:
            return _source(scoped())
        case sessionmaker():
            raise ArgumentError(f"a session or its engine is needed, not the factory {target!r}: call it")
        case _:
            raise ArgumentError(f"an Engine, a Connection or a Session is needed, not {target!r}")


def _synchronous(target: object) -> object:
    asyncio = sys.modules.get("sqlalchemy.ext.asyncio")  # loaded wherever one of its objects exists
    if asyncio is None:
        return target
    match target:
        case asyncio.AsyncEngine():
            return target.sync_engine
        case asyncio.AsyncConnection():
            return target.sync_connection
        case asyncio.AsyncSession():
            return target.sync_session
        case asyncio.async_scoped_session():
            return target().sync_session
        case asyncio.async_sessionmaker():
            raise ArgumentError(f"a session or its engine is needed, not the factory {target!r}: call it")
        case _:
            return target
