"""What a server sends on a channel -> the keys of rows that may have changed, or None for any of them."""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol

from session_status.type_variables import K, K_co

LOG = logging.getLogger("session_status.hub")


class WakeUps(Protocol[K_co]):
    """Tells which rows may have changed."""

    def listen(self) -> AsyncIterator[Sequence[K_co] | None]:
        """Connect, and tell keys until the connection ends.

        Returns:
            Keys of rows that may have changed; None where any may have: once at the beginning, for what happened before,
            and for a message that names none.

        Raises:
            Exception: Whatever the client raises while its server is away.
        """
        ...


def keys_of(message: str, parse: Callable[[str], K]) -> Sequence[K] | None:
    """Read the keys that a message names.

    Args:
        message: One key, or several with commas between them; nothing for any row.
        parse: Makes a key of text, such as `int` or `UUID`.

    Returns:
        The keys; None where there are none, or where a text is no key: then all rows are read, and the message is logged.
    """
    words = [word.strip() for word in message.split(",") if word.strip()]
    try:
        return [parse(word) for word in words] or None
    except (ValueError, TypeError) as error:
        LOG.warning("a wake-up of %.200r names no key, so all rows are read: %r", message, error)
        return None
