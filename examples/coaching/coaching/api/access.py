"""A request -> whose it is, and a database session for as long as it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import select
from sqlalchemy.orm import Session as DatabaseSession

from coaching.api.streams import Caller
from coaching.infrastructure.database import Sessions
from coaching.infrastructure.models import User
from coaching.infrastructure.tokens import digest

_BEARER = HTTPBearer(auto_error=False, description="The token that was shown to the user once.")


async def sessions(request: Request) -> Sessions:
    """Give the application's database; async, though it never waits: a plain function costs a thread's turn.

    Args:
        request: Any request to it.
    """
    factory: Sessions = request.app.state.sessions
    return factory


def database(factory: Annotated[Sessions, Depends(sessions)]) -> Iterator[DatabaseSession]:
    """Give a session in one transaction, which an error takes back.

    Args:
        factory: The application's database.
    """
    with factory.begin() as db:
        yield db


# The transaction ends before the answer is sent: whoever reads a 201 finds the row, and a slow reader holds nothing.
Database = Annotated[DatabaseSession, Depends(database, scope="function")]


def caller(
    factory: Annotated[Sessions, Depends(sessions)],
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Caller:
    """Tell who sends a request; it holds no connection for longer than that takes.

    Args:
        factory: The application's database.
        given: The request's bearer token.

    Raises:
        HTTPException: 401, where there is no token or nobody has it.
    """
    if given is not None:
        with factory() as db:
            found = db.scalar(select(User.id).where(User.token_hash == (sent := digest(given.credentials))))
        if found is not None:
            return Caller(found, sent)
    raise HTTPException(401, "A known token is needed.", headers={"WWW-Authenticate": "Bearer"})


async def user_id(known: Annotated[Caller, Depends(caller)]) -> UUID:
    """Tell whose a request is.

    Args:
        known: Who sends it.
    """
    return known.user


UserId = Annotated[UUID, Depends(user_id)]
CallerIn = Annotated[Caller, Depends(caller)]
SessionFactory = Annotated[Sessions, Depends(sessions)]
