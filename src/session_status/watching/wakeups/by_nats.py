"""A subject of NATS, heard by nats-py -> wake-ups."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from importlib import import_module
from typing import Any, Generic

from session_status.type_variables import K
from session_status.watching.wakeups.channel import keys_of


class NatsWakeUps(Generic[K]):
    """Hears what is published on a subject, such as `jobs.changed`. It needs the extra `nats`.

    Publish when the change is committed: a row that is read before still holds what it held.

    Args:
        address: The server, as nats-py writes it: `nats://…`.
        subject: The subject.
        parse: Makes a key of a message's text, such as `int` or `UUID`.
    """

    def __init__(self, address: str, subject: str, parse: Callable[[str], K]) -> None:
        self._address = address
        self._subject = subject
        self._parse = parse

    async def listen(self) -> AsyncIterator[Sequence[K] | None]:
        """Connect, and tell keys until the connection ends.

        Raises:
            nats.errors.Error: The server is away.
            OSError: So it is.
        """
        heard: asyncio.Queue[str | None] = asyncio.Queue()

        async def received(message: Any) -> None:
            heard.put_nowait(message.data.decode(errors="replace"))

        async def ended(*_: object) -> None:
            heard.put_nowait(None)

        # It is connected anew by whoever follows, who has all rows read then: by itself the client would say nothing of it.
        client: Any = await import_module("nats").connect(
            self._address, allow_reconnect=False, error_cb=ended, disconnected_cb=ended, closed_cb=ended
        )
        try:
            await client.subscribe(self._subject, cb=received)
            await client.flush()
            yield None
            while (message := await heard.get()) is not None:
                yield keys_of(message, self._parse)
        finally:
            await client.close()
        raise ConnectionError("the connection of the wake-ups ended")
