"""The values offered for one row -> an asynchronous iterator of its changes, of which a slow reader skips some."""

import asyncio
from collections.abc import AsyncIterator, Callable
from copy import copy
from types import TracebackType
from typing import Generic, Literal, Self

from session_status.type_variables import V

Ending = Literal["terminal", "deleted", "closed"]
"""Why a watch ended: the row reached a terminal status, there is no such row (any more), or nobody reads any longer."""


class Mailbox(Generic[V]):
    """Holds the latest value for one consumer; an older one that was not taken in time is gone."""

    __slots__ = ("_arrived", "_error", "_pending", "_taken", "ending")

    ending: Ending | None
    _error: Exception | None
    _pending: V | None
    _taken: V | None

    def __init__(self) -> None:
        self.ending = None
        self._error = None
        self._pending = None
        self._taken = None
        self._arrived = asyncio.Event()

    def offer(self, value: V) -> None:
        """Replace whatever waits to be taken; a return to the value taken last is no change."""
        self._pending = None if value == self._taken else value
        self._arrived.set()

    def end(self, ending: Ending, error: Exception | None = None) -> None:
        """Let the consumer take what waits, then end, with an error where one is given; the first ending stays."""
        if self.ending is None:
            self.ending, self._error = ending, error
        self._arrived.set()

    async def take(self) -> V | None:
        """Wait for a value; None where there will be no more.

        Raises:
            Exception: The error that the mailbox ended with, once.
        """
        while self._pending is None and self.ending is None:
            self._arrived.clear()
            await self._arrived.wait()
        value, self._pending = self._pending, None
        error = self._error
        if value is not None:
            self._taken = value
        elif error is not None:
            self._error = None
            raise copy(error) from error  # many consumers share the error, and each raise lengthens its traceback
        return value


Leave = Callable[[], None]
"""Takes a mailbox off the hub again; safe from any thread, and a second time."""


class Watch(AsyncIterator[V], Generic[V]):
    """The changes of one row: its state now, then every state that lasts until it is read.

    The row is watched from the first step of the iteration. Cancelling a step loses nothing: the next one goes on.
    To stop early, close the watch, or leave its `async with` block; one that is dropped is closed too.
    """

    __slots__ = ("_join", "_leave", "_mailbox")

    _leave: Leave | None

    def __init__(self, join: Callable[[Mailbox[V]], Leave]) -> None:
        self._join = join
        self._leave = None
        self._mailbox = Mailbox[V]()

    def __repr__(self) -> str:
        """Say how far the watch is."""
        state = self.ending or ("not begun" if self._leave is None else "watching")
        return f"<Watch: {state}>"

    @property
    def ending(self) -> Ending | None:
        """Why the watch ended; None while it goes on."""
        return self._mailbox.ending

    def __aiter__(self) -> Self:
        """Give the watch itself: it can be read once."""
        return self

    async def __anext__(self) -> V:
        """Wait for the next change.

        Raises:
            UnknownStoredStatusError: The row holds a status that the mapping does not know.
            HubError: The hub was closed, or serves another event loop.
        """
        if self._leave is None and self.ending is None:
            self._leave = self._join(self._mailbox)
        value = await self._mailbox.take()
        if value is None:
            raise StopAsyncIteration
        return value

    async def aclose(self) -> None:
        """Stop watching; a step that waits in another task ends."""
        self._stop()
        self._mailbox.end("closed")

    async def __aenter__(self) -> Self:
        """Watch for the length of a block."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop watching."""
        await self.aclose()

    def __del__(self) -> None:
        """Stop watching for a consumer that left its loop with `break` or by an error."""
        self._stop()

    def _stop(self) -> None:
        """Leave the hub, unless it let go of the mailbox itself."""
        if self._leave is not None and self._mailbox.ending is None:
            self._leave()
