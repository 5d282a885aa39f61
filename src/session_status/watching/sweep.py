"""What is watched -> read slice by slice, each told as soon as it is there, and rows that were named before all others."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import Generic

from session_status.type_variables import K, R
from session_status.watching.board import Board
from session_status.watching.reader import Reader

FIRST = 5_000
"""Rows of the first slice; later ones follow from how long it took."""
LEAST, MOST = 250, 20_000
"""Rows of a slice, at least and at most."""
BOUND = 0.25
"""Seconds that a slice may take: so long a row that was named waits, and about so long the event loop may stand still."""


class Sweep(Generic[K, R]):
    """Reads all rows that are watched, or those that were named alone.

    Args:
        reader: Reads rows.
        timeout: Seconds after which a slice that does not come back has failed.
        every: Seconds between two sweeps of all rows.
    """

    def __init__(self, reader: Reader[K, R], timeout: float, every: float) -> None:
        self._reader = reader
        self._timeout = timeout
        self._every = every
        self._size = FIRST
        self.start_over()

    def start_over(self) -> None:
        """Forget what was read, and what was named."""
        self._named: set[K] = set()
        self._due = 0.0
        self._owed = False
        self._begun: float | None = None

    @property
    def lag(self) -> float | None:
        """Seconds since the last sweep began that has ended: no row's state is older; None before the first."""
        return None if self._begun is None else time.monotonic() - self._begun

    @property
    def pause(self) -> float:
        """Seconds until all rows have to be read again."""
        return max(0.0, self._due - time.monotonic())

    def hurry(self, keys: Iterable[K] | None) -> None:
        """Have rows read by the next call.

        Args:
            keys: Which; None for all.
        """
        if keys is None:
            self._owed = True
        else:
            self._named.update(keys)

    async def read(self, board: Board[K, R]) -> None:
        """Read what is due, and tell it; what had been told before a failure stays told.

        Args:
            board: Who waits for which row.

        Raises:
            TimeoutError: A slice did not come back.
            sqlalchemy.exc.SQLAlchemyError: The database did not answer.
        """
        begun = time.monotonic()
        if begun < self._due and not self._owed:
            await self._read_named(board)
            return
        keys, place = board.asked(), 0
        self._named.clear()
        self._due, self._owed = 0.0, False  # until this sweep has ended: what fails is read again as a whole
        while place < len(keys):
            if place:
                await self._read_named(board)
            part = keys[place : place + self._size]
            place += len(part)
            await self._read_slice(board, part)
        self._due, self._begun = time.monotonic() + self._every, begun

    async def _read_named(self, board: Board[K, R]) -> None:
        keys = board.hurried(self._named)
        self._named.clear()
        for place in range(0, len(keys), LEAST):
            await self._read_slice(board, keys[place : place + LEAST])

    async def _read_slice(self, board: Board[K, R], keys: Sequence[K]) -> None:
        begun = time.monotonic()
        async with asyncio.timeout(self._timeout):
            found = await self._reader.read(keys)
        board.deliver(keys, found)
        took = time.monotonic() - begun
        if took > BOUND:
            self._size = max(LEAST, self._size // 2)
        elif took < BOUND / 4 and len(keys) == self._size:
            self._size = min(MOST, self._size * 2)
