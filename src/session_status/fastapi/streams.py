"""A hub and the keys of rows -> a stream of events that tells every change of them."""

import json
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from hashlib import blake2s
from typing import Any, Final, Generic, cast

import anyio
from fastapi.encoders import jsonable_encoder
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from session_status.arguments import check_callable, check_has, check_seconds
from session_status.errors import UnknownStoredStatusError
from session_status.type_variables import JsonR, JsonRow, K, V
from session_status.watching.hub import StatusHub
from session_status.watching.merged import Ended, MergedWatch
from session_status.watching.watch import Watch

LOG = logging.getLogger(__name__)
END: Final = ".end"
"""How the id of an event ends after which there is nothing to reconnect for."""

FAREWELL: Final = 1.0
"""Seconds that a stream has to end when the server stops."""


def as_json(change: JsonRow) -> str:
    """Write a change as an event's data: an object of its fields, with the words for statuses.

    Args:
        change: What a hub's watch yields.

    Example:
        >>> as_json(sessions.get(db, key))
        '{"id":"00000000-0000-0000-0000-000000000007","status":"completed","title":"First talk","segments_count":2}'
    """
    check_has("change", change, "a row", "as_json")
    return json.dumps(change.as_json(), ensure_ascii=False, separators=(",", ":"))


def sse(
    hub: StatusHub[K, JsonR],
    key: K,
    *,
    encode: Callable[[JsonR], str] = as_json,
    heartbeat: float = 15.0,
) -> EventSourceResponse:
    """Answer a request with the changes of one row, as server-sent events.

    Each change is a message whose id stands for its content, so a client that reconnects, to whichever process, is
    told what it has not seen yet, and nothing twice. The last event is named `end`; its data tells the `reason`:
    "terminal", "deleted", or "failed" where the row cannot be read. A client that reconnects after the first two
    gets 204, which ends an EventSource. A stream that stops without `end` is to be resumed.

    The response holds no connection: give the endpoint no session that lives as long as the stream.

    Args:
        hub: The hub that watches.
        key: The row's key.
        encode: Writes a change as the event's data; by default an object of its fields.
        heartbeat: Seconds between two comments that keep proxies from closing a silent stream; 0 for none.

    Returns:
        The response. It reads `Last-Event-ID` from the request that it answers.

    Raises:
        ArgumentError: The key's type is not the column's.
        HubError: The hub is closed.

    Example:
        >>> from fastapi import FastAPI
        >>> from sqlalchemy.orm import sessionmaker
        >>> app, hub = FastAPI(), StatusHub(sessionmaker(engine), sessions, LIFE)
        >>> @app.get("/sessions/{key}/changes")
        ... async def changes(key: UUID):
        ...     return sse(hub, key)
    """
    return _Stream(hub.watch(key), encode=encode, heartbeat=heartbeat)


def sse_all(
    hub: StatusHub[K, JsonR],
    keys: Iterable[K],
    *,
    encode: Callable[[JsonR], str] = as_json,
    heartbeat: float = 15.0,
) -> EventSourceResponse:
    """Answer a request with the changes of several rows: a browser opens six connections to a host, and no more.

    Each message is one change of one row; the first ones tell every row's state. A row that is deleted, or is not there,
    is told by an event named `deleted`, and one that cannot be read by an event named `failed`; the data of both is an
    object with the row's `id`, and the other rows go on. The event `end` comes when the last row has ended, with the
    `reason` "failed" where one could not be read; otherwise as `sse`.

    Args:
        hub: The hub that watches.
        keys: The rows' keys; one that is given twice is watched once.
        encode: As for `sse`; a client tells rows apart by what it writes.
        heartbeat: As for `sse`.

    Raises:
        ArgumentError: A key's type is not the column's.
        HubError: The hub is closed.

    Example:
        >>> from fastapi import FastAPI
        >>> from sqlalchemy.orm import sessionmaker
        >>> app, hub = FastAPI(), StatusHub(sessionmaker(engine), sessions, LIFE)
        >>> @app.post("/sessions/changes")
        ... async def changes(keys: list[UUID]):
        ...     return sse_all(hub, keys)
    """
    return _Stream(hub.watch_all(keys), encode=encode, heartbeat=heartbeat)


class _Stream(EventSourceResponse, Generic[V]):
    def __init__(self, watch: Watch[V] | MergedWatch[Any, V], *, encode: Callable[[V], str], heartbeat: float) -> None:
        check_seconds(least=0, heartbeat=heartbeat)
        check_callable("encode", encode)
        self._stopping = anyio.Event()
        super().__init__(  # pyright: ignore[reportUnknownMemberType] -- it takes a dict without parameters
            watch,
            ping=heartbeat,
            shutdown_event=self._stopping,
            shutdown_grace_period=FAREWELL,
            data_sender_callable=self._farewell,
        )
        self._watch = watch
        self._encode = encode

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Resume where the request says that it stopped."""
        seen = Headers(scope=scope).get("last-event-id")
        if seen is not None and seen.endswith(END):
            await Response(status_code=204)(scope, receive, send)
            return
        self.body_iterator = _events(self._watch, self._encode, seen)
        await super().__call__(scope, receive, send)

    async def _farewell(self) -> None:
        """End the response in good order when the server stops, instead of cutting it; the client comes back."""
        await self._stopping.wait()
        await self._watch.aclose()


async def _events(
    watch: Watch[V] | MergedWatch[Any, V], encode: Callable[[V], str], seen: str | None
) -> AsyncIterator[ServerSentEvent]:
    failed = False
    async with watch:
        try:
            async for change in cast("AsyncIterator[Any]", watch):
                if isinstance(change, Ended):
                    failed = failed or change.reason == "failed"
                    yield _row_end(change)  # pyright: ignore[reportUnknownArgumentType] -- a key of any type
                    continue
                data = encode(change)
                identity = blake2s(data.encode(), digest_size=8).hexdigest()
                if identity != seen:
                    yield ServerSentEvent(data, id=identity)
                seen = identity
        except UnknownStoredStatusError as error:
            LOG.error("%s", error)  # noqa: TRY400 -- a row's fault has no traceback worth reading
            failed = True
    if failed:
        yield _end("failed")
    elif watch.ending in {"terminal", "deleted"}:
        yield _end(watch.ending, f"{watch.ending}{END}")


def _row_end(ended: Ended[Any]) -> ServerSentEvent:
    """Tell of a row that has no state to be told."""
    if ended.error is not None:
        LOG.error("%s", ended.error)
    data = json.dumps(jsonable_encoder({"id": ended.key}), ensure_ascii=False, separators=(",", ":"))
    return ServerSentEvent(data, event=ended.reason)


def _end(reason: str, identity: str | None = None) -> ServerSentEvent:
    return ServerSentEvent(json.dumps({"reason": reason}), event="end", id=identity)
