"""The library's errors -> clear responses, which tell a client nothing of the program's inside."""

import logging
from typing import cast

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from session_status.arguments import check_has
from session_status.errors import CursorError, HubError, TransitionError, UnknownStatusError, UnknownStoredStatusError

LOG = logging.getLogger(__name__)


def add_exception_handlers(app: Starlette) -> None:
    """Let an application answer the library's errors: 422 for a client's value, 409 for a step that a lifecycle lacks.

    A client's value is a word that is no status, or a cursor that no page gave. A stored status that is unknown is a 500,
    and a hub that is closed, because the program stops, a 503. What the errors say of the program goes to the log.

    Args:
        app: The FastAPI application.

    Raises:
        ArgumentError: `app` is no application.

    Example:
        >>> from fastapi import FastAPI
        >>> app = FastAPI()
        >>> add_exception_handlers(app)
        >>> UnknownStatusError in app.exception_handlers
        True
    """
    check_has("app", app, "an application of FastAPI or Starlette", "add_exception_handler")
    app.add_exception_handler(UnknownStatusError, _refuse)
    app.add_exception_handler(UnknownStoredStatusError, _hide)
    app.add_exception_handler(CursorError, _refuse_cursor)
    app.add_exception_handler(TransitionError, _conflict)
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


async def _conflict(request: Request, error: Exception) -> Response:
    LOG.info("%s %s: %s", request.method, request.url.path, error)
    return JSONResponse({"detail": "No step leads to this status."}, status_code=409)


async def _hide(request: Request, error: Exception) -> Response:
    """Keep row, column and value for the log."""
    LOG.error("%s %s: %s", request.method, request.url.path, error, exc_info=error)
    return JSONResponse({"detail": "A stored status is unknown to this service."}, status_code=500)


async def _send_away(request: Request, error: Exception) -> Response:
    LOG.warning("%s %s: %s", request.method, request.url.path, error)
    return JSONResponse({"detail": "The service is shutting down."}, status_code=503, headers={"Retry-After": "1"})
