"""A database -> the application: the interface under /api/v1, the page at /, and one hub for all who watch."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.datastructures import MutableHeaders
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coaching.api import coaching_sessions, events, recordings, transcripts
from coaching.api.answers import add_answers
from coaching.domain.status import LIFE
from coaching.infrastructure.database import sessions_on
from coaching.infrastructure.summaries import SESSIONS
from session_status import StatusHub

PAGE = Path(__file__).parents[1] / "page"
PREFIX = "/api/v1"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def create_app(engine: Engine, *, interval: float = 0.5) -> FastAPI:
    """Make the application.

    Args:
        engine: Its database, with the tables that it needs.
        interval: Seconds between two looks for changes, for all who watch together.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        async with app.state.hub:
            yield

    app = FastAPI(title="Coaching sessions", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.sessions = sessions_on(engine)
    app.state.hub = StatusHub(app.state.sessions, SESSIONS, LIFE, interval=interval)
    add_answers(app)
    for module in (coaching_sessions, transcripts, recordings, events):
        app.include_router(module.router, prefix=PREFIX)
    app.add_middleware(_Headers)
    app.get("/", include_in_schema=False)(_index)
    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    return app


def _index() -> FileResponse:
    return FileResponse(PAGE / "index.html")


class _Headers:
    """Adds headers that every answer has; a stream passes through as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)
