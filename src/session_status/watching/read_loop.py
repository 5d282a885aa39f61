"""A board and a sweep -> reads, tick after tick while anybody watches, further apart the longer the database fails."""

import asyncio
import logging
from typing import Generic

from session_status.errors import SessionStatusError
from session_status.type_variables import K, R
from session_status.watching.board import Board
from session_status.watching.pauses import WOKEN_PAUSE, pause_after
from session_status.watching.sweep import Sweep

LOG = logging.getLogger("session_status.hub")


class ReadLoop(Generic[K, R]):
    """Reads what a board waits for until nobody waits.

    Args:
        board: Who waits for which row.
        sweep: What is read.
        interval: Seconds between two reads.
        woken: Set where a read is wanted before its time.
    """

    def __init__(self, board: Board[K, R], sweep: Sweep[K, R], interval: float, woken: asyncio.Event) -> None:
        self._board = board
        self._sweep = sweep
        self._interval = interval
        self._woken = woken

    async def run(self) -> None:
        """Read until nobody waits."""
        failures = 0
        while self._board:
            self._woken.clear()  # before the read: whoever wakes the hub during a read is owed another one
            failures = 0 if await self._tick(failures) else failures + 1
            await self._rest(failures)

    async def _tick(self, failures: int) -> bool:
        """Read once; tell whether the database answered."""
        watched = len(self._board)
        try:
            await self._sweep.read(self._board)
        except SessionStatusError as error:  # the program's own fault, which no later read can mend
            self._board.end("closed", error)
        except Exception as error:  # whatever a driver raises while a server is away
            told = None if failures else error  # one traceback is enough for one outage
            LOG.warning("read %d of %d rows failed: %r", failures + 1, watched, error, exc_info=told)
            return False
        if failures:
            LOG.info("reads of %d rows succeed again, after %d failures", watched, failures)
        return True

    async def _rest(self, failures: int) -> None:
        if not self._board:
            return
        pause = pause_after(self._interval, failures)
        if not failures:
            pause = min(pause, max(self._sweep.pause, self._interval * WOKEN_PAUSE))
        least = self._interval * WOKEN_PAUSE
        await asyncio.sleep(least)
        try:
            async with asyncio.timeout(pause - least):
                await self._woken.wait()
        except TimeoutError:
            return
