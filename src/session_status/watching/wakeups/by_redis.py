"""A channel of Redis or Valkey, heard by redis-py -> wake-ups."""

from collections.abc import AsyncIterator, Callable, Sequence
from importlib import import_module
from typing import Any, Generic

from session_status.type_variables import K
from session_status.watching.wakeups.channel import keys_of


class RedisWakeUps(Generic[K]):
    """Hears what is published on a channel: `PUBLISH channel key`. It needs the extra `redis`.

    Publish when the change is committed: a row that is read before still holds what it held.

    Args:
        address: The server, as redis-py writes it: `redis://…` or `unix://…`.
        channel: The channel's name.
        parse: Makes a key of a message's text, such as `int` or `UUID`.
    """

    def __init__(self, address: str, channel: str, parse: Callable[[str], K]) -> None:
        self._address = address
        self._channel = channel
        self._parse = parse

    async def listen(self) -> AsyncIterator[Sequence[K] | None]:
        """Connect, and tell keys until the connection ends.

        Raises:
            redis.exceptions.ConnectionError: The server is away.
        """
        client: Any = import_module("redis.asyncio").from_url(self._address, decode_responses=True)
        async with client, client.pubsub() as channel:
            await channel.subscribe(self._channel)
            async for message in channel.listen():
                # What is missed while redis-py connects anew is read with all rows, as at the beginning.
                yield keys_of(message["data"], self._parse) if message["type"] == "message" else None
