"""A channel of PostgreSQL's LISTEN and NOTIFY, heard by asyncpg -> wake-ups."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from importlib import import_module
from typing import Any, Generic

from session_status.type_variables import K
from session_status.watching.wakeups.channel import keys_of


class AsyncpgWakeUps(Generic[K]):
    """Hears notifications on one connection of its own: `NOTIFY channel, 'key'`.

    A pooler in transaction mode, such as pgbouncer, gives each statement another connection, and hears nothing: give the
    address of the server itself.

    Args:
        address: The server, as asyncpg writes it: `postgresql://…`.
        channel: The channel's name.
        parse: Makes a key of a notification's text, such as `int` or `UUID`.
    """

    def __init__(self, address: str, channel: str, parse: Callable[[str], K]) -> None:
        self._address = address
        self._channel = channel
        self._parse = parse

    async def listen(self) -> AsyncIterator[Sequence[K] | None]:
        """Connect, and tell keys until the connection ends.

        Raises:
            OSError: The server is away.
            asyncpg.PostgresError: It refuses the connection.
        """
        heard: asyncio.Queue[str | None] = asyncio.Queue()

        def notified(_connection: object, _process: int, _channel: str, payload: str) -> None:
            heard.put_nowait(payload)

        def ended(_connection: object) -> None:
            heard.put_nowait(None)

        connection: Any = await import_module("asyncpg").connect(self._address)
        try:
            connection.add_termination_listener(ended)
            await connection.add_listener(self._channel, notified)
            yield None
            while (payload := await heard.get()) is not None:
                yield keys_of(payload, self._parse)
        finally:
            connection.terminate()
        raise ConnectionError("the connection of the wake-ups ended")
