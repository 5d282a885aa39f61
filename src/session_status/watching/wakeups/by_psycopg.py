"""A channel of PostgreSQL's LISTEN and NOTIFY, heard by psycopg -> wake-ups."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Generic

import psycopg
from psycopg import sql

from session_status.type_variables import K
from session_status.watching.wakeups.channel import keys_of


class PsycopgWakeUps(Generic[K]):
    """Hears notifications on one connection of its own: `NOTIFY channel, 'key'`.

    A pooler in transaction mode, such as pgbouncer, gives each statement another connection, and hears nothing: give the
    address of the server itself.

    Args:
        address: The server, as psycopg writes it: `postgresql://…`.
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
            psycopg.OperationalError: The server is away.
        """
        async with await psycopg.AsyncConnection.connect(self._address, autocommit=True) as connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
            yield None
            async for notification in connection.notifies():
                yield keys_of(notification.payload, self._parse)
