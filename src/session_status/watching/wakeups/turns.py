"""Wake-ups -> a worker's turns: one at once, one for each word that something waits, and one every so often."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import suppress
from typing import Any

from session_status.arguments import check_seconds
from session_status.watching.wakeups.channel import WakeUps
from session_status.watching.wakeups.following import following


class _Bell:
    """What is woken for a worker: it remembers that somebody rang, and not how often."""

    def __init__(self) -> None:
        self.rung = asyncio.Event()

    def wake(self, keys: Iterable[Any] | None = None) -> None:
        """Ring, whatever the row."""
        del keys  # a worker claims what waits, whichever row was named
        self.rung.set()


async def turns(wakeups: WakeUps[Any], *, every: float) -> AsyncGenerator[None]:
    """Give a worker its turns, so that it need not ask an empty queue again and again.

    Several words during a turn are one turn behind it. While the server of the wake-ups is away, each failure is logged, and
    turns come every so often alone. A claim that no worker ended comes back without a word, so `every` is no longer than
    one is willing to wait for that.

    Args:
        wakeups: What tells that something waits.
        every: Seconds between two turns at most.

    Yields:
        None: at once, and for each turn. Claim until nothing is left, then ask for the next turn.

    Raises:
        ArgumentError: `every` is no positive number.

    Example:
        >>> async def work(wakeups, carry_out):
        ...     async for _ in turns(wakeups, every=30):
        ...         while await carry_out():
        ...             pass
    """
    check_seconds(every=every)
    bell = _Bell()
    async with following(bell, wakeups):
        while True:
            bell.rung.clear()
            yield
            with suppress(TimeoutError):
                async with asyncio.timeout(every):
                    await bell.rung.wait()
