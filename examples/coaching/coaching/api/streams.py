"""Open streams of events -> a few for each user, and none any longer for a token that was taken back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

import anyio
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from coaching.api.problems import problem
from coaching.infrastructure.database import Sessions
from coaching.infrastructure.models import User

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request.

    Attributes:
        user: The user's key.
        digest: The digest of the token that was sent.
    """

    user: UUID
    digest: str


@dataclass(eq=False, slots=True)
class _Open:
    caller: Caller
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)


class Streams:
    """The streams that this process has open.

    Args:
        sessions: The database.
        most: How many a user may have.
        pause: Seconds between two looks at whether their tokens are still known: one statement for all.
    """

    def __init__(self, sessions: Sessions, *, most: int, pause: float) -> None:
        self.most = most
        self._sessions = sessions
        self._pause = pause
        self._open: set[_Open] = set()
        self._looking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to look at the tokens."""
        self._looking = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    def of(self, user: UUID) -> int:
        """Count the streams of a user.

        Args:
            user: The user.
        """
        return sum(stream.caller.user == user for stream in self._open)

    async def run(self, caller: Caller, stream: Response, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a stream for as long as its token is known.

        Args:
            caller: Who asked for it.
            stream: What tells the events.
            scope: The request.
            receive: Gives what comes of it.
            send: Takes the answer.
        """
        mine, begun = _Open(caller), False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        self._open.add(mine)
        try:
            with mine.scope:
                await stream(scope, receive, noted)
        finally:
            self._open.discard(mine)
        if mine.scope.cancelled_caught and begun:  # the answer ends as one that is complete, without an event `end`
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self._pause)
            if not self._open:
                continue
            try:
                known = await run_in_threadpool(self._known, {stream.caller.digest for stream in self._open})
            except DBAPIError as error:  # nothing is known of any token: the streams wait for the database, too
                LOG.warning("tokens cannot be looked at: %s", type(error.orig).__name__)
                continue
            for stream in [stream for stream in self._open if stream.caller.digest not in known]:
                stream.scope.cancel()

    def _known(self, digests: AbstractSet[str]) -> set[str]:
        with self._sessions() as db:
            return set(db.scalars(select(User.token_hash).where(User.token_hash.in_(digests))))


class GuardedStream(Response):
    """A stream that ends when its token is taken back, or 429 where its user has as many as one may have.

    Args:
        streams: All that are open.
        caller: Who asked for it.
        stream: What tells the events.
    """

    def __init__(self, streams: Streams, caller: Caller, stream: Response) -> None:
        super().__init__()
        self._streams = streams
        self._caller = caller
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer.

        Args:
            scope: The request.
            receive: Gives what comes of it.
            send: Takes the answer.
        """
        if self._streams.of(self._caller.user) >= self._streams.most:
            detail = f"At most {self._streams.most} streams are open for one user; close one of them."
            await problem(429, detail, headers={"Retry-After": "5"})(scope, receive, send)
            return
        await self._streams.run(self._caller, self._stream, scope, receive, send)
