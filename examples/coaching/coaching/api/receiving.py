"""A request's body -> its bytes as they come, up to a limit and never beyond it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import HTTPException, Request

UPLOAD_LEASE = 30.0
"""Seconds without a byte, or a server that has died, after which an upload has failed."""


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


def content_type(request: Request) -> str:
    """Tell of what type a body is said to be, without parameters.

    Args:
        request: The request.
    """
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _too_large(limit: int) -> HTTPException:
    return HTTPException(413, f"At most {limit} bytes are accepted.", headers={"Connection": "close"})
