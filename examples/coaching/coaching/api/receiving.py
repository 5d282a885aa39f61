"""A request's body -> its bytes as they come, up to a limit and never beyond it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Header, HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message

LARGEST_JSON = 64 * 1024
"""Bytes of a JSON body; the longest name, with each letter escaped, has a few thousand."""
UPLOAD_LEASE = 30.0
"""Seconds without a byte, or a server that has died, after which an upload has failed."""


IdempotencyKey = Annotated[
    str | None,
    Header(
        pattern="^[!-~]{1,200}$",
        description="What the client calls this upload; the same one, sent again since its answer was lost, is no conflict.",
    ),
]


def upload_key(kind: str, given: str | None, content: bytes) -> str | None:
    """Give what is stored of an upload, so that the same one is known when it comes again.

    Args:
        kind: What is uploaded.
        given: What the client calls it; None where it has no name, and can never be told from another one.
        content: What must be the same, too: all of it, or at least its length.
    """
    return given and sha256(b"\0".join([kind.encode(), given.encode(), content])).hexdigest()


async def chunks(request: Request, *, limit: int) -> AsyncIterator[bytes]:
    """Receive a body.

    Args:
        request: The request.
        limit: How many bytes are accepted.

    Yields:
        The next bytes.

    Raises:
        HTTPException: 413, as soon as it is known that there are more.
        ClientDisconnect: The client went away before the end.
    """
    announced = request.headers.get("content-length", "0")
    received = 0
    if announced.isdecimal() and int(announced) > limit:
        raise _too_large(limit)
    async for chunk in request.stream():
        received += len(chunk)
        if received > limit:
            raise _too_large(limit)
        yield chunk


class BoundedRoute(APIRoute):
    """A route whose body FastAPI reads whole, and before it knows who sends it: never more than a little of it.

    A route that declares no body has none read; one that reads it in its own way does so by `chunks`.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Give what answers a request."""
        answer = super().get_route_handler()
        if self.body_field is None:
            return answer

        async def bounded(request: Request) -> Response:
            body = b"".join([chunk async for chunk in chunks(request, limit=LARGEST_JSON)])

            async def received() -> Message:
                return {"type": "http.request", "body": body, "more_body": False}

            return await answer(Request(request.scope, received))

        return bounded


def content_type(request: Request) -> str:
    """Tell of what type a body is said to be, without parameters.

    Args:
        request: The request.
    """
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _too_large(limit: int) -> HTTPException:
    return HTTPException(413, f"At most {limit} bytes are accepted.", headers={"Connection": "close"})
