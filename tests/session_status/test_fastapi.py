"""session_status.fastapi: clear answers to unknown statuses, a filter, and the events of one stream."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import Depends, FastAPI, Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, delete, select, text
from sqlalchemy.orm import Session, sessionmaker
from starlette.responses import Response
from tests.session_status.backends import Backend, sqlite_file
from tests.session_status.models import (
    LIFE,
    SESSIONS,
    STATUS,
    Base,
    SessionStatus,
    TranscriptionSession,
    TranscriptSegment,
    Wire,
)
from tests.session_status.watching import Rig, Row, rig

from session_status import (
    ArgumentError,
    MergedMapping,
    SessionStatusError,
    StatusHub,
    StatusMapping,
    Summary,
    UnknownStoredStatusError,
    Unrecognized,
)
from session_status.fastapi import PageOut, PageParams, add_exception_handlers, page_params, sse, status_filter
from session_status.paging.cursors import LONGEST
from session_status.schemas import SummaryOut

S = SessionStatus


def ask(app: FastAPI, path: str, **headers: str) -> httpx.Response:
    """Send one request to an application in this process."""

    async def sent() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=20) as client:
            return await client.get(path, headers=headers)

    return asyncio.run(sent())


def raising(call: Callable[[], object]) -> FastAPI:
    app = FastAPI()
    add_exception_handlers(app)

    @app.get("/")
    def endpoint() -> None:
        call()

    return app


def test_a_clients_unknown_status_is_a_422_that_lists_the_known_ones_and_no_place_in_the_program() -> None:
    answer = ask(raising(lambda: STATUS.parse("done", where="secret_table.column")), "/")
    assert answer.status_code == 422
    (fault,) = answer.json()["detail"]
    assert fault["ctx"]["known"] == list(STATUS.known)
    assert fault["input"] == "done"
    assert "waiting" in fault["msg"]
    assert "secret" not in answer.text


def test_a_stored_unknown_status_is_a_500_that_tells_nothing_and_a_log_that_tells_all(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        raise UnknownStoredStatusError("ARCHIVED", ("PENDING",), "secret_table.status", 7)

    answer = ask(raising(fail), "/")
    assert (answer.status_code, answer.json()) == (500, {"detail": "A stored status is unknown to this service."})
    assert "GET /: secret_table.status of row 7: unknown status 'ARCHIVED'" in caplog.text


def test_a_stored_status_without_a_word_is_a_500_too() -> None:
    """The client asked for nothing unknown: what has no word was read from a row."""
    assert ask(raising(lambda: STATUS[Unrecognized("ARCHIVED")]), "/").status_code == 500


def test_a_closed_hub_sends_clients_away_for_a_moment() -> None:
    hub = StatusHub(sessionmaker(), SESSIONS, LIFE)
    asyncio.run(hub.aclose())
    answer = ask(raising(lambda: hub.watch(uuid4())), "/")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


IN_STATUS = status_filter(STATUS, TranscriptionSession.status)
IN_STATE = status_filter(STATUS, TranscriptionSession.status, alias="state")
COARSE = MergedMapping(SessionStatus, {status: "over" if status in LIFE.terminal else "going on" for status in STATUS})
OPEN = StatusMapping.by_value(SessionStatus, unrecognized="unknown")
Criterion = ColumnElement[bool]
ROWS = select(TranscriptionSession.title)


TITLES = [TranscriptionSession.title]


class Titled(NamedTuple):
    title: str | None
    summary: Summary[UUID, SessionStatus, Wire, str | None] | None


class TitleOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    title: str
    summary: SummaryOut[UUID, Annotated[SessionStatus, STATUS]]


def filtering(dependency: Callable[..., Any] = IN_STATUS, backend: Backend | None = None) -> FastAPI:
    """An application that lists the titles of rows, by a filter."""
    app = FastAPI()
    add_exception_handlers(app)

    async def endpoint(chosen: Criterion) -> list[str | None]:
        assert backend is not None
        with Session(backend.writer) as db:
            return list(db.scalars(ROWS.where(chosen).order_by(*TITLES)))

    endpoint.__annotations__["chosen"] = Annotated[Criterion, Depends(dependency)]  # a local name, which is evaluated
    app.get("/")(endpoint)
    return app


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Backend]:
    """A row for each status, whose title is its name, and one with a status that nobody knows."""
    opened = sqlite_file(str(tmp_path / "rows.db"))
    opened.create(Base.metadata)
    with opened.fill() as db:
        db.add_all([TranscriptionSession(id=uuid4(), status=status, title=status.name) for status in S])
        db.add(TranscriptionSession(id=UUID(int=1), status=S.FAILED, title="NEWER"))
        db.flush()
        db.execute(text("UPDATE transcription_session SET status = 'ARCHIVED' WHERE title = 'NEWER'"))
    yield opened
    opened.writer.dispose()


EVERY = sorted([*SessionStatus.__members__, "NEWER"])


@pytest.mark.parametrize(
    ("dependency", "query", "titles"),
    [
        (IN_STATUS, "status=waiting&status=failed&status=waiting", ["FAILED", "PENDING"]),
        (IN_STATUS, "", EVERY),
        (IN_STATE, "state=failed&status=nonsense", ["FAILED"]),
        (status_filter(COARSE, TranscriptionSession.status), "status=over", ["CANCELLED", "COMPLETED"]),
        (status_filter(OPEN, TranscriptionSession.status), "status=unknown&status=failed", ["FAILED", "NEWER"]),
    ],
    ids=["words", "no word", "another name", "merged", "unrecognized"],
)
def test_a_filter_chooses_the_rows_of_its_words_and_all_without_any(
    dependency: Callable[..., Any], query: str, titles: list[str], filled: Backend
) -> None:
    answer = ask(filtering(dependency, filled), f"/?{query}")
    assert (answer.status_code, answer.json()) == (200, titles)


@pytest.mark.parametrize("word", ["done", "PENDING", "", "pending", "'; DROP TABLE x; --"])
def test_a_filter_refuses_any_other_word_with_the_usual_422_that_lists_the_known_ones(word: str) -> None:
    answer = ask(filtering(), f"/?status=waiting&status={word}")
    assert answer.status_code == 422
    (fault,) = answer.json()["detail"]
    assert fault["loc"] == ["query", "status", 1]
    assert fault["ctx"]["expected"] == "'uploading', 'waiting', 'working', 'completed', 'failed' or 'cancelled'"


def test_a_filters_words_are_in_the_openapi_document() -> None:
    (parameter,) = filtering().openapi()["paths"]["/"]["get"]["parameters"]
    assert (parameter["name"], parameter["required"]) == ("status", False)
    assert parameter["schema"]["items"]["enum"] == list(STATUS.known)


@pytest.mark.parametrize(
    ("mapping", "column", "error"),
    [
        (STATUS, TranscriptSegment.session_id, "transcript_segment.session_id"),
        (STATUS, "status", "column"),
        (SessionStatus, TranscriptionSession.status, "a StatusMapping or MergedMapping is needed"),
    ],
    ids=["another column", "no column", "an Enum"],
)
def test_a_filter_on_something_else_is_refused_when_it_is_made(mapping: Any, column: Any, error: str) -> None:
    with pytest.raises(SessionStatusError, match=error):
        status_filter(mapping, column)


Asked = Annotated[PageParams, Depends(page_params(limit=20, largest=100))]


def paging() -> FastAPI:
    app = FastAPI()
    add_exception_handlers(app)

    @app.get("/")
    async def endpoint(page: Asked) -> Any:
        return page.arguments

    return app


def test_a_page_is_asked_for_by_a_limit_a_cursor_and_a_total() -> None:
    none = {"limit": 20, "after": None, "before": None, "total": False}
    assert ask(paging(), "/").json() == none
    assert ask(paging(), "/?limit=7&after=x&total=true").json() == none | {"limit": 7, "after": "x", "total": True}
    assert ask(paging(), "/?before=y").json() == none | {"before": "y"}


def test_a_client_goes_through_all_pages_and_back(filled: Backend) -> None:
    app, pages = FastAPI(), SESSIONS.pages(ROWS, on=TranscriptionSession.id, order_by=TITLES, into=Titled)
    add_exception_handlers(app)

    @app.get("/")
    async def endpoint(page: Asked) -> PageOut[TitleOut]:
        with Session(filled.writer) as db:
            return PageOut[TitleOut].model_validate(pages.fetch(db, **page.arguments))

    def titles(answer: Any) -> list[str]:
        return [item["title"] for item in answer["items"]]

    with filled.fill() as db:
        db.execute(delete(TranscriptionSession).where(TranscriptionSession.title == "NEWER"))
    first = ask(app, "/?limit=4&total=true").json()
    second = ask(app, f"/?limit=4&after={first['next']}").json()
    assert (first["total"], second["total"], second["next"]) == (6, None, None)
    assert titles(first) + titles(second) == sorted(SessionStatus.__members__)
    assert ask(app, f"/?limit=4&before={second['previous']}").json()["items"] == first["items"]
    assert ask(app, "/?after=forged").status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=101",
        "limit=ten",
        "limit=",
        "total=maybe",
        "after=",
    ],
)
def test_a_page_that_cannot_be_is_a_422(query: str) -> None:
    assert ask(paging(), f"/?{query}").status_code == 422


def test_two_cursors_at_once_are_a_422_in_fastapis_own_shape() -> None:
    answer = ask(paging(), "/?after=x&before=y")
    assert answer.status_code == 422
    (fault,) = answer.json()["detail"]
    assert (fault["loc"], fault["msg"]) == (["query", "before"], "Give after or before, not both")


def test_what_a_page_may_be_is_in_the_openapi_document() -> None:
    parameters = {found["name"]: found["schema"] for found in paging().openapi()["paths"]["/"]["get"]["parameters"]}
    assert (parameters["limit"]["default"], parameters["limit"]["maximum"]) == (20, 100)
    assert list(parameters) == ["limit", "after", "before", "total"]
    assert [parameters[name]["anyOf"][0]["maxLength"] for name in ("after", "before")] == [LONGEST, LONGEST]


@pytest.mark.parametrize(("limit", "largest"), [(0, 10), (11, 10), (50, 20_000)])
def test_bounds_that_no_page_can_have_are_refused_when_the_parameters_are_made(limit: int, largest: int) -> None:
    with pytest.raises(ArgumentError, match="1 <= limit <= largest <= 10000"):
        page_params(limit=limit, largest=largest)


def test_a_step_that_the_lifecycle_lacks_is_a_409_that_tells_nothing_of_the_program(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def back() -> None:
        LIFE.advance(TranscriptionSession.status, S.UPLOADING, TranscriptionSession.id == uuid4())

    with caplog.at_level(logging.INFO):
        answer = ask(raising(back), "/")
    assert (answer.status_code, answer.json()) == (409, {"detail": "No step leads to this status."})
    assert "no step leads to SessionStatus.UPLOADING" in caplog.text


class Change(BaseModel):
    status: Annotated[SessionStatus, STATUS] = SessionStatus.PENDING


@pytest.fixture
def annotated() -> FastAPI:
    """An application whose every status is annotated: in path, query, body and answer."""
    app = FastAPI()

    @app.get("/path/{status}")
    async def of_path(status: Annotated[SessionStatus, STATUS]) -> Annotated[SessionStatus, STATUS]:
        return status

    @app.get("/query")
    async def of_query(
        status: Annotated[list[Annotated[SessionStatus, STATUS]], Query(default_factory=list)],
        one: Annotated[SessionStatus | None, STATUS] = None,
    ) -> list[str]:
        return [chosen.name for chosen in [*status, *([] if one is None else [one])]]

    @app.post("/body")
    async def of_body(change: Change) -> dict[Annotated[SessionStatus, STATUS], int]:
        return {change.status: 1}

    return app


def test_an_annotated_status_is_read_and_written_wherever_fastapi_reads_and_writes(annotated: FastAPI) -> None:
    assert ask(annotated, "/path/waiting").json() == "waiting"
    assert ask(annotated, "/query?status=waiting&status=failed&one=working").json() == [
        "PENDING",
        "FAILED",
        "PROCESSING",
    ]
    assert ask(annotated, "/query").json() == []
    for path in ("/path/pending", "/query?status=PENDING", "/query?one=done"):
        refused = ask(annotated, path)
        assert refused.status_code == 422
        assert "'uploading', 'waiting'" in refused.json()["detail"][0]["ctx"]["expected"]


def test_an_annotated_body_is_read_and_its_words_are_in_the_openapi_document(annotated: FastAPI) -> None:
    async def sent() -> tuple[Any, int]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(annotated), base_url="http://test") as client:
            good = await client.post("/body", json={"status": "working"})
            bad = await client.post("/body", json={"status": "processing"})
            return good.json(), bad.status_code

    assert asyncio.run(sent()) == ({"working": 1}, 422)
    document = annotated.openapi()
    described = document["components"]["schemas"]["Change"]["properties"]["status"]
    assert (described["enum"], described["default"]) == (list(STATUS.known), "waiting")
    (parameter,) = document["paths"]["/path/{status}"]["get"]["parameters"]
    assert parameter["schema"]["enum"] == list(STATUS.known)


def parsed(stream: str) -> list[dict[str, str]]:
    """Read events; a comment is one with the field `comment`."""
    blocks = [block for block in stream.replace("\r\n", "\n").split("\n\n") if block]
    return [dict(_field(line) for line in block.splitlines()) for block in blocks]


def _field(line: str) -> tuple[str, str]:
    name, _, value = line.partition(": ")
    return name or "comment", value


def stream(
    tmp_path: Path, scene: Callable[[Rig, UUID], Any], status: SessionStatus = S.COMPLETED, **options: Any
) -> httpx.Response:
    """Ask for the events of one row while a scene is played."""

    async def whole() -> httpx.Response:
        async with rig(f"sqlite+aiosqlite:///{tmp_path / 'data.db'}") as db:
            (key,) = await db.add(1, status)
            headers: dict[str, str] = options.pop("headers", {})
            app, hub = FastAPI(), db.hub()

            @app.get("/{key}")
            async def endpoint(key: UUID) -> Response:
                return sse(hub, key, **options)

            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=20) as client:
                request = asyncio.create_task(client.get(f"/{key}", headers=headers))
                await scene(db, key)
                answer = await request
            await hub.aclose()
            return answer

    return asyncio.run(whole())


async def nothing(_: Rig, __: UUID) -> None:
    pass


async def goes_on(db: Rig, key: UUID) -> None:
    for status in (S.PROCESSING, S.COMPLETED):
        await asyncio.sleep(0.3)
        await db.put(status, key)


def test_a_stream_tells_each_change_and_then_its_end(tmp_path: Path) -> None:
    answer = stream(tmp_path, goes_on, S.PENDING)
    assert answer.headers["content-type"].startswith("text/event-stream")
    *changes, end = parsed(answer.text)
    assert [json.loads(event["data"])["status"] for event in changes] == ["waiting", "working", "completed"]
    assert set(json.loads(changes[0]["data"])) == {"id", "status", "title", "segments_count"}
    assert len({event["id"] for event in changes}) == 3
    assert end == {"id": "terminal.end", "event": "end", "data": '{"reason": "terminal"}'}


def test_a_client_that_saw_the_end_gets_204_and_asks_no_more(tmp_path: Path) -> None:
    answer = stream(tmp_path, nothing, headers={"last-event-id": "terminal.end"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_deleted_row_ends_its_stream(tmp_path: Path) -> None:
    async def deleted(db: Rig, key: UUID) -> None:
        await asyncio.sleep(0.2)
        await db.drop(key)

    *_, end = parsed(stream(tmp_path, deleted, S.PENDING).text)
    assert (end["id"], end["data"]) == ("deleted.end", '{"reason": "deleted"}')


def test_a_row_that_cannot_be_read_ends_its_stream_without_internals(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def spoiled(db: Rig, _: UUID) -> None:
        await asyncio.sleep(0.2)
        async with db.writer.begin() as connection:
            await connection.execute(text("UPDATE transcription_session SET status = 'ARCHIVED'"))

    with caplog.at_level(logging.ERROR):
        answer = stream(tmp_path, spoiled, S.PENDING)
    assert parsed(answer.text)[-1] == {"event": "end", "data": '{"reason": "failed"}'}
    assert "ARCHIVED" not in answer.text
    assert "unknown status 'ARCHIVED'" in caplog.text


def test_a_silent_stream_has_heartbeats(tmp_path: Path) -> None:
    async def late(db: Rig, key: UUID) -> None:
        await asyncio.sleep(0.5)
        await db.put(S.COMPLETED, key)

    events = parsed(stream(tmp_path, late, S.PENDING, heartbeat=0.1).text)
    assert len([event for event in events if "comment" in event]) >= 2


def test_an_application_may_write_its_own_data(tmp_path: Path) -> None:
    def shout(change: Row) -> str:
        return change.wire.upper()

    answer = stream(tmp_path, nothing, encode=shout)
    assert parsed(answer.text)[0]["data"] == "COMPLETED"
