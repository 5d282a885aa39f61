"""A method written once as arguments -> Plan, callable with a Session and awaitable with an AsyncSession."""

import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MethodType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, NamedTuple, Protocol, overload

from sqlalchemy import Executable
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from session_status.errors import ArgumentError
from session_status.execution.compilations import Compilations
from session_status.execution.route import (
    NO_OPTIONS,
    Bind,
    DialectFor,
    check_one_database,
    dialect_of,
    send,
)
from session_status.type_variables import P, Q, R, R_co

if TYPE_CHECKING:  # where greenlet is absent, SQLAlchemy 2.1 refuses to import its asyncio package
    from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session


class Answer(Protocol):
    """What a plan reads of a statement's result; SQLAlchemy's own type changed shape between 2.0 and 2.1."""

    @property
    def rowcount(self) -> int:
        """How many rows an UPDATE matched."""
        ...

    def all(self) -> Sequence[Any]:
        """All rows, as tuples."""
        ...


class Step(NamedTuple):
    """One statement to send: built beforehand, with its values beside it.

    Attributes:
        statement: The statement.
        parameters: Its values.
        bind: Where the statement selects columns only: to what it belongs, so that the connection can be asked.
        options: Execution options, which are no part of a statement that serves many calls.
        compilations: Where a statement that serves many calls is found compiled.
    """

    statement: Executable
    parameters: Mapping[str, object]
    bind: Bind | None = None
    options: Mapping[str, Any] = NO_OPTIONS
    compilations: Compilations | None = None


@dataclass(frozen=True, slots=True)
class Plan(Generic[R_co]):
    """What one call does: the statements to run in order, and how to read their results.

    Attributes:
        steps: The statements; none where the arguments alone decide the answer.
        decode: Takes one answer for each step.
        rest: Makes a plan of what was decoded, where that leaves something to ask.
        is_whole: Whether the answer is that of one database: those of several cannot be put together.
    """

    steps: Sequence[Step]
    decode: Callable[[Sequence[Answer]], R_co]
    rest: "Callable[[Any], Plan[R_co] | None] | None" = None
    is_whole: bool = False

    def decoded(self, answers: Sequence[Answer]) -> "tuple[R_co, Plan[R_co] | None]":
        """Decode, and give the plan of what is left to ask."""
        found = self.decode(answers)
        return found, None if self.rest is None else self.rest(found)


class Planned(Generic[Q, P, R]):
    """Makes a method `(self, dialect_for, *arguments) -> Plan[R]` into one that takes a session first.

    Called with a Session it returns `R`; called with an AsyncSession it returns an awaitable of `R`. The plan is
    made before the first await, so a wrong argument is reported at the call.
    """

    def __init__(self, method: Callable[Concatenate[Q, DialectFor, P], Plan[R]]) -> None:
        self._method = method
        self.__doc__ = method.__doc__
        self.__wrapped__ = method

    @overload
    def __get__(self, owner: None, cls: type[Q], /) -> "Planned[Q, P, R]": ...
    @overload
    def __get__(self, owner: Q, cls: type[Q] | None = None, /) -> "Bound[P, R]": ...
    def __get__(self, owner: Q | None, cls: type[Q] | None = None, /) -> "Planned[Q, P, R] | Bound[P, R]":
        """Bind the method to its owner."""
        if owner is None:
            return self
        plan: Callable[Concatenate[DialectFor, P], Plan[R]] = MethodType(self._method, owner)
        return Bound(plan)


class Bound(Generic[P, R]):
    """A planned method of one object."""

    __slots__ = ("plan",)

    def __repr__(self) -> str:
        """Name the method and its owner, as Python does for its own."""
        plan: Any = self.plan
        return f"<bound method {type(plan.__self__).__name__}.{plan.__name__} of {plan.__self__!r}>"

    def __init__(self, plan: Callable[Concatenate[DialectFor, P], Plan[R]]) -> None:
        self.plan = plan

    @overload
    def __call__(self, db: "Session | scoped_session[Any]", /, *args: P.args, **kwargs: P.kwargs) -> R: ...
    @overload
    def __call__(
        self, db: "AsyncSession | async_scoped_session[Any]", /, *args: P.args, **kwargs: P.kwargs
    ) -> Coroutine[Any, Any, R]: ...
    def __call__(self, db: Any, /, *args: P.args, **kwargs: P.kwargs) -> R | Coroutine[Any, Any, R]:
        """Run the plan on a session.

        Raises:
            ArgumentError: `db` is no session, or one of several databases where the answer is that of one, or an
                argument cannot be right; nothing was sent.
        """
        session, waits = _opened(db)
        plan = self.plan(partial(dialect_of, session), *args, **kwargs)
        if plan.is_whole:
            check_one_database(session)
        return _run_async(session, plan) if waits else _run(session, plan)


def _run(db: Session, plan: Plan[R]) -> R:
    found, rest = plan.decoded([send(db, *step) for step in plan.steps])
    return found if rest is None else _run(db, rest)


async def _run_async(db: "AsyncSession", plan: Plan[R]) -> R:
    if type(db).execute is sys.modules["sqlalchemy.ext.asyncio"].AsyncSession.execute:
        return await db.run_sync(_run, plan)
    answers: list[Any] = [
        await db.execute(step.statement, step.parameters, execution_options=step.options) for step in plan.steps
    ]
    found, rest = plan.decoded(answers)
    return found if rest is None else await _run_async(db, rest)


def _opened(db: Any) -> tuple[Any, bool]:
    """Give the session itself, and whether it is an AsyncSession; refuse what is neither."""
    if isinstance(db, Session):
        return db, False
    if _is_registry(db):
        return db(), False
    asyncio = sys.modules.get("sqlalchemy.ext.asyncio")  # loaded wherever an AsyncSession exists
    if asyncio and isinstance(db, (asyncio.AsyncSession, asyncio.async_scoped_session)):
        return (db if isinstance(db, asyncio.AsyncSession) else db()), True
    if isinstance(db, sessionmaker) or (asyncio and isinstance(db, asyncio.async_sessionmaker)):
        raise ArgumentError(f"a session is needed, not the factory {db!r}: call it")
    raise ArgumentError(f"a Session or an AsyncSession is needed, not {db!r}")


def _is_registry(db: object) -> bool:
    """Ask by a function: a type checker would narrow to a registry of it knows not what."""
    return isinstance(db, scoped_session)
