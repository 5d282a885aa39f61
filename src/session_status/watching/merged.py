"""Watches of several rows -> one asynchronous iterator of all their changes, which ends when the last of them does."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import Generic, Self

from session_status.type_variables import V
from session_status.watching.watch import Ending, Watch


class MergedWatch(AsyncIterator[V], Generic[V]):
    """The changes of several rows, in the order in which they become known.

    A row that ends leaves the others going on. Cancelling a step loses nothing, as with a single Watch.
    """

    __slots__ = ("_began", "_steps", "_watches")

    def __init__(self, watches: Iterable[Watch[V]]) -> None:
        self._watches = tuple(watches)
        self._steps: dict[asyncio.Task[V], Watch[V]] = {}
        self._began = False

    @property
    def ending(self) -> Ending | None:
        """Why the last row ended, unless one was closed; None while one goes on."""
        endings = [watch.ending for watch in self._watches]
        if None in endings:
            return None
        return "closed" if "closed" in endings else "terminal"

    def __aiter__(self) -> Self:
        """Give the watch itself: it can be read once."""
        return self

    async def __anext__(self) -> V:
        """Wait for the next change of any row.

        Raises:
            UnknownStoredStatusError: A row holds a status that the mapping does not know.
            HubError: The hub was closed, or serves another event loop.
        """
        if not self._began:
            self._began = True
            for watch in self._watches:
                self._step(watch)
        while self._steps:
            done, _ = await asyncio.wait(self._steps, return_when=asyncio.FIRST_COMPLETED)
            step = next(iter(done))  # the others stay, and are done at the next step
            watch = self._steps.pop(step)
            try:
                value = step.result()
            except StopAsyncIteration:
                continue
            self._step(watch)
            return value
        raise StopAsyncIteration

    def _step(self, watch: Watch[V]) -> None:
        self._steps[asyncio.create_task(watch.__anext__())] = watch

    async def aclose(self) -> None:
        """Stop watching; a step that waits in another task ends."""
        for watch in self._watches:
            await watch.aclose()

    async def __aenter__(self) -> Self:
        """Watch for the length of a block."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop watching."""
        await self.aclose()
        # A closed watch ends its step at once; what such a step would have told is of no interest any more.
        await asyncio.gather(*self._steps, return_exceptions=True)
