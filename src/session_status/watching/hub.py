"""A session factory, a query and a lifecycle -> every change of the rows watched, for one statement a tick."""

import asyncio
from collections.abc import Callable, Iterable
from contextvars import Context
from functools import partial
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, overload

from sqlalchemy import SQLColumnExpression

from session_status.arguments import check_seconds, several
from session_status.errors import ArgumentError, HubError
from session_status.loading.rows import Summary
from session_status.rows.row import SummaryRow
from session_status.statuses.lifecycle import Lifecycle
from session_status.statuses.unrecognized import Unrecognized
from session_status.summary import SummaryQuery
from session_status.type_variables import K, OtherE, OtherK, OtherT, OtherW, R
from session_status.watching.board import Board
from session_status.watching.last_status import last_status
from session_status.watching.merged import MergedWatch
from session_status.watching.read_loop import ReadLoop
from session_status.watching.reader import Reader, SessionFactory
from session_status.watching.sweep import Sweep
from session_status.watching.watch import Leave, Mailbox, Watch

Col = SQLColumnExpression
Specified = TypeVar("Specified", bound=SummaryRow)
"""A row whose fields are specified; declared here, where its bound is known."""

GRACE = 1.0
"""Seconds that closing waits for a read under way before it is cancelled."""


class StatusHub(Generic[K, R]):
    """Watches any number of rows for any number of consumers, with one statement a tick in this process.

    It reads from the first watcher to the last, and no connection is held between two reads. A consumer that is
    slow gets the latest state and skips the others; it never holds up anybody. While the database fails, nobody is
    lost: reads are tried again with growing pauses, and every failure is logged. A hub serves one event loop at a
    time; threads with loops of their own need a hub each.

    Args:
        factory: A sessionmaker or async_sessionmaker. With a Session, reads run in one thread of the hub's own.
        sessions: The query that reads the rows.
        life: The lifecycle: its terminal statuses end a watch. A status that is NULL ends none.
        by: The status column that `life` is about, where a SummaryRow has several.
        interval: Seconds between two reads. A state that lasts longer is seen.
        timeout: Seconds after which a read that does not come back is a failed one.
        sweep: Seconds between two reads of all rows, where `wake(keys)` tells which have changed; None for the interval.

    Raises:
        ArgumentError: `factory` is a session instead of a factory, `sessions` is no query, `life` is no lifecycle, or
            one of another Enum, `by` is missing, or `interval`, `timeout` or `sweep` is no positive number.
        ColumnError: `by` is none of the row's statuses.

    Example:
        >>> from sqlalchemy.orm import sessionmaker
        >>> async def follow(key):
        ...     async with StatusHub(sessionmaker(engine), sessions, LIFE) as hub:
        ...         async for change in hub.watch(key):
        ...             print(change.wire, change.segments_count)
        >>> asyncio.run(follow(key))
        completed 2
    """

    # A form for each kind of status: in one for all of them, the statuses of another Enum's lifecycle would join those
    # of the query, since rows are covariant.
    @overload
    def __init__(
        self: "StatusHub[OtherK, Summary[OtherK, OtherE, OtherW, OtherT]]",
        factory: SessionFactory,
        sessions: SummaryQuery[OtherK, Summary[OtherK, OtherE, OtherW, OtherT]],
        life: Lifecycle[OtherE],
        *,
        interval: float = 0.5,
        timeout: float = 30.0,
        sweep: float | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self: "StatusHub[OtherK, Summary[OtherK, OtherE | Unrecognized, OtherW, OtherT]]",
        factory: SessionFactory,
        sessions: SummaryQuery[OtherK, Summary[OtherK, OtherE | Unrecognized, OtherW, OtherT]],
        life: Lifecycle[OtherE],
        *,
        interval: float = 0.5,
        timeout: float = 30.0,
        sweep: float | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self: "StatusHub[OtherK, Summary[OtherK, OtherE | None, OtherW | None, OtherT]]",
        factory: SessionFactory,
        sessions: SummaryQuery[OtherK, Summary[OtherK, OtherE | None, OtherW | None, OtherT]],
        life: Lifecycle[OtherE],
        *,
        interval: float = 0.5,
        timeout: float = 30.0,
        sweep: float | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self: "StatusHub[OtherK, Summary[OtherK, OtherE | Unrecognized | None, OtherW | None, OtherT]]",
        factory: SessionFactory,
        sessions: SummaryQuery[OtherK, Summary[OtherK, OtherE | Unrecognized | None, OtherW | None, OtherT]],
        life: Lifecycle[OtherE],
        *,
        interval: float = 0.5,
        timeout: float = 30.0,
        sweep: float | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self: "StatusHub[OtherK, Specified]",
        factory: SessionFactory,
        sessions: SummaryQuery[OtherK, Specified],
        life: Lifecycle[OtherE],
        *,
        by: Col[OtherE | None] | Col[str | None] | Col[int | None] | None = None,
        interval: float = 0.5,
        timeout: float = 30.0,
        sweep: float | None = None,
    ) -> None: ...
    def __init__(
        self,
        factory: SessionFactory,
        sessions: Any,
        life: Any,
        *,
        by: Any = None,
        interval: float = 0.5,
        timeout: float = 30.0,
        sweep: float | None = None,
    ) -> None:
        every = interval if sweep is None else sweep
        check_seconds(interval=interval, timeout=timeout, sweep=every)
        self._reader: Reader[K, R] = Reader(factory, sessions)
        if not hasattr(life, "terminal"):
            raise ArgumentError(f"a hub needs a Lifecycle, not {life!r}")
        self._is_last = last_status(sessions, life, by)
        self._sessions: SummaryQuery[K, R] = sessions
        self._interval = interval
        self._sweep = Sweep(self._reader, timeout, every)
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._start_over()

    def __repr__(self) -> str:
        """Name the hub by its query, and say how many rows it reads."""
        state = "closed" if self._closed else f"{len(self._board)} watched"
        return f"<StatusHub on {self._sessions!r}, {state}>"

    def watch(self, key: K) -> Watch[R]:
        """Watch one row.

        Args:
            key: Its key.

        Returns:
            An asynchronous iterator: the state that a read after now finds, then every change, until the status is
            terminal or the row does not exist; `ending` tells which. A row whose stored status is unknown ends
            its own watches with an UnknownStoredStatusError.

        Raises:
            ArgumentError: The key's type is not the column's.
            HubError: The hub is closed.
        """
        self._check_open()
        self._reader.check(key)
        return Watch(partial(self._join, key))

    def watch_all(self, keys: Iterable[K]) -> MergedWatch[K, R]:
        """Watch several rows as one.

        Args:
            keys: Their keys; one that is given twice is watched once.

        Returns:
            An asynchronous iterator of all their changes, in the order in which they become known. For a row that is
            deleted or not there, or that cannot be read, it gives an `Ended` with its key, and goes on with the others;
            it ends with the last of them.

        Raises:
            ArgumentError: A key's type is not the column's.
            HubError: The hub is closed.
        """
        return MergedWatch({key: self.watch(key) for key in several("keys", keys)})

    @property
    def lag(self) -> float | None:
        """How old the oldest state of a watched row may be, in seconds; None where nothing was read yet."""
        return self._sweep.lag

    def wake(self, keys: Iterable[K] | None = None) -> None:
        """Read now instead of at the end of the tick, for example because the database sent a notification.

        It may be called from any thread and as often as one likes: several calls before a read are one, and
        between two reads there is always a tenth of the interval.

        Args:
            keys: The rows that may have changed: they alone are read, those that nobody watches left out. None for all.
        """
        hurried = None if keys is None else list(several("keys", keys))
        if self._loop is not None:
            _call(self._loop, partial(self._hurry, hurried))

    def _hurry(self, keys: list[K] | None) -> None:
        self._sweep.hurry(keys)
        self._woken.set()

    async def aclose(self) -> None:
        """End every watch and stop reading; a read under way may end. Harmless on a closed hub.

        Raises:
            HubError: The hub serves another event loop.
        """
        self._adopt(asyncio.get_running_loop())
        self._closed = True
        self._board.end("closed")
        self._woken.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=GRACE)
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def __aenter__(self) -> Self:
        """Open the hub, again where it was closed, for the length of a block: an application's lifespan."""
        self._closed = False
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the hub."""
        await self.aclose()

    def _start_over(self) -> None:
        self._board: Board[K, R] = Board(self._is_last)
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self._sweep.start_over()

    def _check_open(self) -> None:
        if self._closed:
            raise HubError("the hub is closed: watch before aclose(), or open it again with `async with hub:`")

    def _adopt(self, loop: asyncio.AbstractEventLoop) -> None:
        """Serve this loop, if no other one is served; what a closed loop left behind is forgotten."""
        if self._loop is loop:
            return
        if self._loop is not None and not self._loop.is_closed() and (self._board or self._task):
            raise HubError("the hub serves another event loop: make one StatusHub for each loop")
        self._loop = loop
        self._start_over()

    def _join(self, key: K, mailbox: Mailbox[R]) -> Leave:
        self._check_open()
        loop = asyncio.get_running_loop()
        self._adopt(loop)
        self._board.join(key, mailbox)
        if self._task is None:
            # In a context of its own: what the first watcher's request carries must not live as long as the hub.
            self._task = loop.create_task(self._run(), name="StatusHub", context=Context())
        return partial(_call, loop, partial(self._leave, key, mailbox))

    def _leave(self, key: K, mailbox: Mailbox[R]) -> None:
        self._board.leave(key, mailbox)
        if not self._board:
            self._woken.set()

    async def _run(self) -> None:
        board = self._board
        try:
            await ReadLoop(board, self._sweep, self._interval, self._woken).run()
        finally:
            if self._board is board:  # not so where a closed loop's task is cleared away while another loop is served
                self._task = None
                self._reader.release()


def _call(loop: asyncio.AbstractEventLoop, function: Callable[[], None]) -> None:
    """Call on the loop's own thread; a closed loop has nothing left to tell."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(function)
