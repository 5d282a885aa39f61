"""What may go wrong with a request -> one answer each, the same at every endpoint, without a word of internals."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session as DatabaseSession
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from coaching.api.headers import HEADERS, NO_STORE
from coaching.api.problems import converted, invalid, problem
from coaching.api.schemas import Invalid, NotReady, Problem
from coaching.domain.status import STATUS
from coaching.infrastructure.attaching import OccupiedError
from coaching.infrastructure.database import Sessions
from coaching.infrastructure.listing import Row, one_of
from session_status.fastapi import add_exception_handlers

LOG = logging.getLogger(__name__)

Responses = dict[int | str, dict[str, Any]]

UNKNOWN_USER: Responses = {401: {"model": Problem, "description": "No token, or one that nobody has."}}
UNAVAILABLE: Responses = {503: {"model": Problem, "description": "The database does not answer; try again."}}
INVALID: Responses = {422: {"model": Invalid, "description": "Something in the request is wrong; `errors` names it."}}
EVERYWHERE = UNKNOWN_USER | UNAVAILABLE | INVALID
NOT_FOUND: Responses = {404: {"model": Problem, "description": "The user has no such row."}}
CONFLICT: Responses = {409: {"model": NotReady, "description": "The transcript's status does not allow it."}}
TOO_LARGE: Responses = {413: {"model": Problem, "description": "The body is larger than is accepted."}}
UNREADABLE: Responses = {400: {"model": Problem, "description": "The body is no text, or is nested too deeply."}}
BODY = TOO_LARGE | UNREADABLE
CHANGED: Responses = {412: {"model": Problem, "description": "It is not what If-Match names; read it again."}}
TOO_MANY: Responses = {429: {"model": Problem, "description": "As many streams are open as one user may have."}}
OTHER_TYPE: Responses = {415: {"model": Problem, "description": "A content type that is not accepted."}}


class ConflictError(Exception):
    """What was asked for does not fit the transcript's status.

    Args:
        detail: Why, as a sentence.
        row: The coaching session.
    """

    def __init__(self, detail: str, row: Row) -> None:
        super().__init__(detail)
        self.status = row.recorded.status if row.recorded else None


def found(db: DatabaseSession, user: UUID, key: UUID) -> Row:
    """Read one coaching session of the user's.

    Args:
        db: The database session.
        user: Who asks.
        key: Its key.

    Raises:
        HTTPException: 404, also where it is another user's: not even that is told.
    """
    row = one_of(db, user, key)
    if row is None:
        raise HTTPException(404, "There is no such coaching session.")
    return row


@contextmanager
def occupied_is_conflict(factory: Sessions, user: UUID, key: UUID) -> Generator[None]:
    """Answer 409 where a coaching session turns out to have a transcript already, or one on its way.

    Args:
        factory: The database.
        user: Who asks.
        key: The coaching session.

    Raises:
        ConflictError: It has one.
    """
    try:
        yield
    except OccupiedError as error:
        with factory() as db:  # read again: another upload may have come first just now
            row = found(db, user, key)
        raise ConflictError("There is a transcript already, or one on its way.", row) from error


def add_answers(app: FastAPI) -> None:
    """Let an application answer what goes wrong.

    Args:
        app: The application.
    """
    add_exception_handlers(app)
    for kind, handler in list(app.exception_handlers.items()):
        if kind is not WebSocketRequestValidationError:
            app.add_exception_handler(cast("type[Exception]", kind), _problem_of(handler))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(ConflictError, _conflict)
    app.add_exception_handler(ClientDisconnect, _nobody_left)
    app.add_exception_handler(Exception, _unexpected)
    for absent in (OperationalError, InterfaceError, PoolTimeoutError):
        app.add_exception_handler(absent, _unavailable)


async def _conflict(_: Request, error: Exception) -> Response:
    conflict = cast("ConflictError", error)
    return problem(409, str(conflict), transcription_status=conflict.status and STATUS[conflict.status])


async def _nobody_left(_: Request, __: Exception) -> Response:
    return Response(status_code=400)


async def _unavailable(request: Request, error: Exception) -> Response:
    LOG.warning("%s %s: the database does not answer: %r", request.method, request.url.path, error.__cause__ or error)
    return problem(503, "The database does not answer; try again.", headers={"Retry-After": "1"})


async def _unexpected(_: Request, __: Exception) -> Response:
    """Say nothing: the server's log has the traceback. This answer passes by everything that adds headers."""
    return problem(500, "Something went wrong here.", headers=HEADERS | NO_STORE)


async def _invalid(_: Request, error: Exception) -> Response:
    return invalid(cast("RequestValidationError", error).errors())


def _problem_of(handler: Any) -> Any:
    """Let another package's handler decide, and say it as everything is said here."""

    async def handled(request: Request, error: Exception) -> Response:
        answer: Response = await handler(request, error)
        return converted(answer) if isinstance(answer, JSONResponse) else answer

    return handled
