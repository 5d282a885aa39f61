"""A hub and wake-ups -> the hub is woken for the rows that they name, also after their server has been away."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

from session_status.type_variables import K
from session_status.watching.pauses import pause_after
from session_status.watching.wakeups.channel import WakeUps

LOG = logging.getLogger("session_status.hub")
FIRST_PAUSE = 0.5
"""Seconds until a connection that ended is tried again; the longer it fails, the longer."""


class Wakeable(Protocol):
    """What can be woken, such as a StatusHub."""

    def wake(self, keys: Iterable[Any] | None = None) -> None:
        """Take notice that rows may have changed; None for any of them."""
        ...


@asynccontextmanager
async def following(hub: Wakeable, wakeups: WakeUps[K]) -> AsyncGenerator[None]:
    """Wake a hub for the length of a block.

    While the server of the wake-ups is away, the hub's own sweeps go on; when it is back, all rows are read once, for what
    was missed. Each failure is logged.

    Args:
        hub: The hub.
        wakeups: What tells which rows changed.
    """
    task = asyncio.create_task(_follow(hub, wakeups), name="WakeUps")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _follow(hub: Wakeable, wakeups: WakeUps[K]) -> None:
    failures = 0
    while True:
        try:
            async for keys in wakeups.listen():
                failures = 0
                hub.wake(keys)
        except Exception as error:  # noqa: BLE001 -- whatever a client raises while its server is away
            LOG.warning("wake-ups failed, and are tried again: %r", error)
        else:
            LOG.warning("wake-ups ended, and are tried again")
        failures += 1
        await asyncio.sleep(pause_after(FIRST_PAUSE, failures - 1))
