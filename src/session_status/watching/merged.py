"""Watches of several rows -> one asynchronous iterator of all their changes, which ends when the last of them does."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Literal, Self

from session_status.errors import UnknownStoredStatusError
from session_status.type_variables import K, V
from session_status.watching.watch import Ending, Watch


@dataclass(frozen=True, slots=True)
class Ended(Generic[K]):
    """A row of which nothing will be told any more, and whose last state does not say so.

    Attributes:
        key: Its key, as it was asked for.
        reason: "deleted" where there is no such row (any more), "failed" where it cannot be read.
        error: Why it cannot be read.

    Example:
        >>> import asyncio
        >>> from sqlalchemy.orm import sessionmaker
        >>> from session_status import StatusHub
        >>> async def follow(*keys):
        ...     async with StatusHub(sessionmaker(engine), sessions, LIFE) as hub:
        ...         return [change async for change in hub.watch_all(keys)]
        >>> absent = UUID(int=8)
        >>> asyncio.run(follow(absent))
        [Ended(key=UUID('00000000-0000-0000-0000-000000000008'), reason='deleted', error=None)]
    """

    key: K
    reason: Literal["deleted", "failed"]
    error: UnknownStoredStatusError | None = None


class MergedWatch(AsyncIterator[V | Ended[K]], Generic[K, V]):
    """The changes of several rows, in the order in which they become known.

    A row that ends leaves the others going on. Cancelling a step loses nothing, as with a single Watch.
    """

    __slots__ = ("_began", "_failed", "_steps", "_watches")

    def __init__(self, watches: Mapping[K, Watch[V]]) -> None:
        self._watches = dict(watches)
        self._steps: dict[asyncio.Task[V], K] = {}
        self._failed: set[K] = set()
        self._began = False

    @property
    def ending(self) -> Ending | None:
        """Why the last row ended, unless one was closed; None while one goes on."""
        endings = [watch.ending for key, watch in self._watches.items() if key not in self._failed]
        if None in endings:
            return None
        return "closed" if "closed" in endings else "terminal"

    def __aiter__(self) -> Self:
        """Give the watch itself: it can be read once."""
        return self

    async def __anext__(self) -> V | Ended[K]:
        """Wait for the next change of any row, or for the end of one that is not there or cannot be read.

        Raises:
            HubError: The hub was closed, or serves another event loop.
        """
        if not self._began:
            self._began = True
            for key in self._watches:
                self._step(key)
        while self._steps:
            done, _ = await asyncio.wait(self._steps, return_when=asyncio.FIRST_COMPLETED)
            told = self._result(next(iter(done)))  # the others stay, and are done at the next step
            if told is not None:
                return told
        raise StopAsyncIteration

    def _result(self, step: asyncio.Task[V]) -> V | Ended[K] | None:
        key = self._steps.pop(step)
        try:
            value = step.result()
        except StopAsyncIteration:
            return Ended(key, "deleted") if self._watches[key].ending == "deleted" else None
        except UnknownStoredStatusError as error:
            self._failed.add(key)
            return Ended(key, "failed", error)
        self._step(key)
        return value

    def _step(self, key: K) -> None:
        self._steps[asyncio.create_task(self._watches[key].__anext__())] = key

    async def aclose(self) -> None:
        """Stop watching; a step that waits in another task ends."""
        for watch in self._watches.values():
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
