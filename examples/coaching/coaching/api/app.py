"""A database -> the application: the interface under /api/v1, the page at /, and one hub for all who watch."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

from coaching.api import coaching_sessions, events, recordings, transcripts
from coaching.api.answers import add_answers
from coaching.api.headers import HeaderMiddleware
from coaching.api.problems import document_problems
from coaching.api.streams import Streams
from coaching.domain.status import LIFE
from coaching.infrastructure.database import sessions_on
from coaching.infrastructure.summaries import SESSIONS
from session_status import StatusHub

PAGE = Path(__file__).parents[1] / "page"
PREFIX = "/api/v1"


def create_app(engine: Engine, *, interval: float = 0.5, streams: int = 24, token_pause: float = 2.0) -> FastAPI:
    """Make the application.

    Args:
        engine: Its database, with the tables that it needs.
        interval: Seconds between two looks for changes, for all who watch together.
        streams: How many a user may have open in this process.
        token_pause: Seconds between two looks at whether those who watch still have a known token.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        async with app.state.hub, app.state.streams:
            yield

    app = FastAPI(title="Coaching sessions", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.sessions = sessions_on(engine)
    app.state.hub = StatusHub(app.state.sessions, SESSIONS, LIFE, interval=interval)
    app.state.streams = Streams(app.state.sessions, most=streams, pause=token_pause)
    add_answers(app)
    for module in (coaching_sessions, transcripts, recordings, events):
        app.include_router(module.router, prefix=PREFIX)
    app.add_middleware(GZipMiddleware, compresslevel=5)  # a stream of events passes through it as it is
    app.add_middleware(HeaderMiddleware)
    app.get("/", include_in_schema=False)(_index)
    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    document_problems(app)
    return app


def _index() -> FileResponse:
    return FileResponse(PAGE / "index.html")
