"""A hub, a mapping and the library's errors -> an event stream, a filter and clear responses for FastAPI."""

import inspect
import json
import logging
import operator
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from hashlib import blake2s
from typing import Any, Final, Generic, Literal, cast

import anyio
from fastapi import Query
from fastapi.encoders import jsonable_encoder
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from session_status.errors import CursorError, HubError, UnknownStatusError, UnknownStoredStatusError
from session_status.loading.rows import Summary
from session_status.statuses.mapping import StatusMapping
from session_status.type_variables import E, K, S, T, V, W
from session_status.watching.hub import StatusHub
from session_status.watching.merged import MergedWatch
from session_status.watching.watch import Watch

LOG = logging.getLogger(__name__)
END: Final = ".end"
"""How the id of an event ends after which there is nothing to reconnect for."""

FAREWELL: Final = 1.0
"""Seconds that a stream has to end when the server stops."""


def as_json(change: Summary[Any, Any, Any, Any]) -> str:
    """Write a change as an event's data: an object with id, status (the wire word), title and segments_count.

    Args:
        change: What a hub's watch yields.

    Example:
        >>> as_json(sessions.get(db, key))
        '{"id":"00000000-0000-0000-0000-000000000007","status":"completed","title":"First talk","segments_count":2}'
    """
    fields = {
        "id": change.id,
        "status": change.wire,
        "title": change.title,
        "segments_count": change.segments_count,
    }
    return json.dumps(jsonable_encoder(fields), ensure_ascii=False, separators=(",", ":"))


def sse(
    hub: StatusHub[K, S, W, T],
    key: K,
    *,
    encode: Callable[[Summary[K, S, W, T]], str] = as_json,
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
    hub: StatusHub[K, S, W, T],
    keys: Iterable[K],
    *,
    encode: Callable[[Summary[K, S, W, T]], str] = as_json,
    heartbeat: float = 15.0,
) -> EventSourceResponse:
    """Answer a request with the changes of several rows: a browser opens six connections to a host, and no more.

    Each message is one change of one row; the first ones tell every row's state. The event `end` comes when the last
    row has ended; otherwise as `sse`.

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
    watch = MergedWatch(hub.watch(key) for key in dict.fromkeys(keys))
    return _Stream(watch, encode=encode, heartbeat=heartbeat)


class _Stream(EventSourceResponse, Generic[V]):
    def __init__(self, watch: Watch[V] | MergedWatch[V], *, encode: Callable[[V], str], heartbeat: float) -> None:
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
    watch: Watch[V] | MergedWatch[V], encode: Callable[[V], str], seen: str | None
) -> AsyncIterator[ServerSentEvent]:
    async with watch:
        try:
            async for change in watch:
                data = encode(change)
                identity = blake2s(data.encode(), digest_size=8).hexdigest()
                if identity != seen:
                    yield ServerSentEvent(data, id=identity)
                seen = identity
        except UnknownStoredStatusError as error:
            LOG.error("%s", error)  # noqa: TRY400 -- a row's fault has no traceback worth reading
            yield _end("failed")
    if watch.ending in {"terminal", "deleted"}:
        yield _end(watch.ending, f"{watch.ending}{END}")


def _end(reason: str, identity: str | None = None) -> ServerSentEvent:
    return ServerSentEvent(json.dumps({"reason": reason}), event="end", id=identity)


def status_filter(
    mapping: StatusMapping[E, W], *, alias: str = "status"
) -> Callable[..., Coroutine[Any, Any, tuple[E, ...]]]:
    """Make a dependency that reads statuses from a query parameter, which may be repeated.

    FastAPI refuses any other word with its usual 422, which lists the known ones, and documents them in OpenAPI.

    Args:
        mapping: The statuses and their words.
        alias: The parameter's name.

    Returns:
        A dependency whose value is a tuple of the statuses given, each once; empty where none was given.

    Example:
        >>> from typing import Annotated
        >>> from fastapi import Depends, FastAPI
        >>> app = FastAPI()
        >>> @app.get("/sessions")
        ... def listed(chosen: Annotated[tuple[SessionStatus, ...], Depends(status_filter(STATUS))]):
        ...     return len(chosen)
        >>> app.openapi()["paths"]["/sessions"]["get"]["parameters"][0]["schema"]["items"]["enum"]
        ['uploading', 'waiting', 'working', 'completed', 'failed', 'cancelled']
    """

    async def chosen(given: list[W]) -> tuple[E, ...]:  # a plain function would cost each request a thread's turn
        return tuple(mapping.parse(word, where=alias) for word in dict.fromkeys(given))

    words = operator.getitem(cast("Any", Literal), mapping.known)
    query = Query(default_factory=list, alias=alias, description="Only rows with one of these statuses.")
    kind = cast("Any", list)[words]
    parameter = inspect.Parameter("given", inspect.Parameter.KEYWORD_ONLY, default=query, annotation=kind)
    cast("Any", chosen).__signature__ = inspect.Signature([parameter])
    return chosen


def add_exception_handlers(app: Starlette) -> None:
    """Let an application answer the library's errors: 422 for a client's value, 500 for a stored one, 503 at shutdown.

    A client's value is a word that is no status, or a cursor that no page gave.

    Args:
        app: The FastAPI application.

    Example:
        >>> from fastapi import FastAPI
        >>> app = FastAPI()
        >>> add_exception_handlers(app)
        >>> UnknownStatusError in app.exception_handlers
        True
    """
    app.add_exception_handler(UnknownStatusError, _refuse)
    app.add_exception_handler(UnknownStoredStatusError, _hide)
    app.add_exception_handler(CursorError, _refuse_cursor)
    app.add_exception_handler(HubError, _send_away)


async def _refuse(_: Request, error: Exception) -> Response:
    """Tell the client what is known, in the shape of FastAPI's own 422, but not where the value was compared."""
    unknown = cast("UnknownStatusError", error)
    fault: dict[str, object] = {
        "type": "unknown_status",
        "loc": [],
        "msg": f"Unknown status; known: {', '.join(unknown.known)}",
        "input": unknown.value if isinstance(unknown.value, str) else repr(unknown.value),
        "ctx": {"known": list(unknown.known)},
    }
    return JSONResponse({"detail": [fault]}, status_code=422)


async def _refuse_cursor(_: Request, __: Exception) -> Response:
    """Tell the client what to do, but nothing of what a cursor holds."""
    fault: dict[str, object] = {
        "type": "cursor",
        "loc": [],
        "msg": "The cursor is none that a page of this order gave; begin anew",
    }
    return JSONResponse({"detail": [fault]}, status_code=422)


async def _hide(request: Request, error: Exception) -> Response:
    """Keep row, column and value for the log."""
    LOG.error("%s %s: %s", request.method, request.url.path, error, exc_info=error)
    return JSONResponse({"detail": "A stored status is unknown to this service."}, status_code=500)


async def _send_away(request: Request, error: Exception) -> Response:
    LOG.warning("%s %s: %s", request.method, request.url.path, error)
    return JSONResponse({"detail": "The service is shutting down."}, status_code=503, headers={"Retry-After": "1"})
