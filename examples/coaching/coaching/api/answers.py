"""What may go wrong with a request -> one answer each, the same at every endpoint, without a word of internals."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session as DatabaseSession
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from coaching.api.schemas import NotReady, Problem
from coaching.infrastructure.attaching import OccupiedError
from coaching.infrastructure.database import Sessions
from coaching.infrastructure.listing import Row, one_of
from session_status.fastapi import add_exception_handlers

LOG = logging.getLogger(__name__)

Responses = dict[int | str, dict[str, Any]]

UNKNOWN_USER: Responses = {401: {"model": Problem, "description": "No token, or one that nobody has."}}
UNAVAILABLE: Responses = {503: {"model": Problem, "description": "The database does not answer; try again."}}
EVERYWHERE = UNKNOWN_USER | UNAVAILABLE
NOT_FOUND: Responses = {404: {"model": Problem, "description": "The user has no such row."}}
CONFLICT: Responses = {409: {"model": NotReady, "description": "The transcript's status does not allow it."}}
TOO_LARGE: Responses = {413: {"model": Problem, "description": "The body is larger than is accepted."}}
OTHER_TYPE: Responses = {415: {"model": Problem, "description": "A content type that is not accepted."}}


class ConflictError(Exception):
    """What was asked for does not fit the transcript's status.

    Args:
        detail: Why, as a sentence.
        row: The coaching session.
    """

    def __init__(self, detail: str, row: Row) -> None:
        super().__init__(detail)
        self.answer = NotReady(detail=detail, status=row.recorded.status if row.recorded else None)


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
    app.add_exception_handler(ConflictError, _conflict)
    app.add_exception_handler(ClientDisconnect, _nobody_left)
    app.add_exception_handler(Exception, _unexpected)
    for absent in (OperationalError, InterfaceError, PoolTimeoutError):
        app.add_exception_handler(absent, _unavailable)


async def _conflict(_: Request, error: Exception) -> Response:
    content = error.answer.model_dump(mode="json") if isinstance(error, ConflictError) else {}
    return JSONResponse(content, status_code=409)


async def _nobody_left(_: Request, __: Exception) -> Response:
    return Response(status_code=400)


async def _unavailable(request: Request, error: Exception) -> Response:
    LOG.warning("%s %s: the database does not answer: %r", request.method, request.url.path, error.__cause__ or error)
    headers = {"Retry-After": "1"}
    return JSONResponse({"detail": "The database does not answer; try again."}, status_code=503, headers=headers)


async def _unexpected(_: Request, __: Exception) -> Response:
    """Say nothing: the server's log has the traceback."""
    return JSONResponse({"detail": "Something went wrong here."}, status_code=500)
