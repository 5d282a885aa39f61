"""What breaks from outside: the database goes away under load, an upload is cut, and two come at once."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from benchmarks.outage import served
from sqlalchemy import func, select, text
from tests.coaching.desk import HERE, Desk, S, open_desk, problem
from tests.coaching.site import Site
from tests.coaching.test_api import VTT

from coaching.domain.status import LIFE, SessionStatus
from coaching.infrastructure.models import Session as TranscriptionSession
from coaching.infrastructure.models import TranscriptSegment
from coaching.worker.loop import Worker
from coaching.worker.recogniser import Recogniser

EXPECTED = 12
PATIENCE = 90.0
AWAY = 2.0
DIARY = """
CREATE TABLE diary (number serial PRIMARY KEY, session_id uuid, old session_status, new session_status);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO diary (session_id, old, new) VALUES (NEW.id, OLD.status, NEW.status);
    RETURN NULL;
END $$;
CREATE TRIGGER diary AFTER UPDATE OF status ON transcription_session FOR EACH ROW
    WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION note();
"""
UNAVAILABLE = problem(503, "The database does not answer; try again.")


def until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


@pytest.fixture
def site(desk: Desk) -> Iterator[Site]:
    opened = Site(desk)
    opened.start()
    yield opened
    opened.stop()


def headers_of(desk: Desk) -> dict[str, str]:
    return {"Authorization": f"Bearer {desk.coach.token}"}


def listen(site: Site, keys: list[UUID], begun: threading.Semaphore) -> list[tuple[str, str]]:
    """Read a stream of events to its end; give each session's statuses as they came."""
    seen: list[tuple[str, str]] = []
    with httpx.stream(
        "GET",
        f"{site.address}/api/v1/coaching-session-events",
        params={"id": [str(key) for key in keys]},
        headers=headers_of(site.desk),
        timeout=PATIENCE,
    ) as answer:
        for line in answer.iter_lines():
            if line.startswith('data: {"id"'):
                state = json.loads(line.removeprefix("data: "))
                seen.append((state["id"], state["status"]))
                if len(seen) == len(keys):
                    begun.release()
    return seen


def keep_asking(site: Site, stop: threading.Event) -> list[tuple[float, int, Any]]:
    """Ask for the list again and again; give when, with which status and, where it is no list, with which body."""
    answers: list[tuple[float, int, Any]] = []
    with httpx.Client(headers=headers_of(site.desk), timeout=PATIENCE) as client:
        while not stop.is_set():
            answer = client.get(f"{site.address}{HERE}")
            answers.append((time.monotonic(), answer.status_code, answer.is_success or answer.json()))
    return answers


@pytest.mark.slow
@pytest.mark.postgres
def test_a_database_that_restarts_under_load_loses_no_session_and_clients_are_told_to_come_back() -> None:
    with ExitStack() as stack:
        server = stack.enter_context(served())
        desk = stack.enter_context(open_desk(server.url.replace("+asyncpg", ""), interval=0.1))
        keys = [desk.add(S.PENDING) for _ in range(10)]
        with desk.engine.begin() as db:
            db.execute(text(DIARY))
        site, stop, begun = Site(desk), threading.Event(), threading.Semaphore(0)
        site.start()
        stack.callback(site.stop)
        pool = stack.enter_context(ThreadPoolExecutor(12))
        stack.callback(stop.set)
        listening = [pool.submit(listen, site, keys, begun) for _ in range(4)]
        for _ in listening:
            assert begun.acquire(timeout=PATIENCE)
        asking = [pool.submit(keep_asking, site, stop) for _ in range(3)]
        for _ in range(2):
            pool.submit(Worker(desk.sessions, Recogniser(0.1), lease=2, pause=0.1).run, stop)
        until(lambda: desk.status(keys[0]) is not None and S.PROCESSING in statuses(desk), "no worker began")
        server.stop()
        gone = time.monotonic()
        time.sleep(AWAY)
        server.start()
        back = time.monotonic()
        until(lambda: statuses(desk) == {S.COMPLETED}, "a session is stuck")
        seen = [future.result(PATIENCE) for future in listening]
        stop.set()
        answers = [answer for future in asking for answer in future.result(PATIENCE)]
        check_sessions(desk, keys)
        check_answers(answers, gone, back)
        whole = {(str(desk.transcription(key)), "completed") for key in keys}
        assert all(whole <= set(states) for states in seen), "a stream ended before its sessions did"


def statuses(desk: Desk) -> set[S]:
    with desk.sessions() as db:
        return set(db.scalars(select(TranscriptionSession.status)))


def check_sessions(desk: Desk, keys: list[UUID]) -> None:
    """Each session has its whole transcript, and went through every status on the way."""
    for key in keys:
        session = desk.transcription(key)
        with desk.sessions() as db:
            own = TranscriptSegment.session_id == session
            numbers = list(db.scalars(select(TranscriptSegment.number).where(own).order_by(TranscriptSegment.number)))
            query = text("SELECT old::text, new::text FROM diary WHERE session_id = :key ORDER BY number")
            steps = [(SessionStatus[old], SessionStatus[new]) for old, new in db.execute(query, {"key": session})]
        assert numbers == list(range(EXPECTED))
        assert [steps[0][0], *(new for _, new in steps)] == [S.PENDING, S.PROCESSING, S.COMPLETED]
        assert all(LIFE.allows(old, new) for old, new in steps)
        assert all(one[1] is other[0] for one, other in pairwise(steps))


def check_answers(answers: list[tuple[float, int, Any]], gone: float, back: float) -> None:
    """Before and after there are lists; meanwhile there is nothing but 503, which says what to do."""
    assert {status for _, status, _ in answers} == {200, 503}
    assert [body for _, status, body in answers if status == 503] == [UNAVAILABLE] * sum(
        status == 503 for _, status, _ in answers
    )
    assert {status for moment, status, _ in answers if gone + 0.5 < moment < back - AWAY / 4} == {503}
    assert answers[-1][1] == 200


def cut(site: Site, path: str, content_type: str) -> None:
    """Announce a body of a thousand bytes, send some of it, and hang up."""
    with socket.create_connection(("127.0.0.1", site.port), 10) as client:
        head = f"POST {path} HTTP/1.1\r\nHost: desk\r\nAuthorization: Bearer {site.desk.coach.token}\r\n"
        client.sendall(f"{head}Content-Type: {content_type}\r\nContent-Length: 1000\r\n\r\n".encode() + VTT.encode())
        time.sleep(0.3)  # the server has begun to receive it


def rows(desk: Desk) -> tuple[int, int]:
    with desk.sessions() as db:
        counts = [
            db.scalar(select(func.count()).select_from(model)) for model in (TranscriptionSession, TranscriptSegment)
        ]
    return counts[0] or 0, counts[1] or 0


def test_a_transcript_that_is_cut_leaves_nothing_and_no_traceback(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    key = site.desk.add()
    with caplog.at_level(logging.WARNING):
        cut(site, f"{HERE}/{key}/transcript", "text/vtt")
        answer = httpx.get(f"{site.address}{HERE}/{key}", headers=headers_of(site.desk), timeout=PATIENCE)
        site.stop()
    assert answer.json()["transcription_session"] is None
    assert rows(site.desk) == (0, 0)
    assert [record.getMessage() for record in caplog.records if record.levelno > logging.WARNING] == []


def test_a_recording_that_is_cut_has_failed_and_leaves_no_traceback(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    key = site.desk.add()
    with caplog.at_level(logging.WARNING):
        cut(site, f"{HERE}/{key}/recording", "audio/wav")
        until(lambda: site.desk.status(key) == "failed", "the upload is not given up")
        site.stop()
    assert rows(site.desk) == (1, 0)
    assert [record.getMessage() for record in caplog.records if record.levelno > logging.WARNING] == []


@pytest.mark.parametrize("before", [None, S.FAILED])
@pytest.mark.parametrize("database", ["sqlite", "postgres", "mariadb"])
@pytest.mark.slow
def test_of_several_uploads_at_once_one_is_taken_and_the_others_are_conflicts(
    database: str, before: S | None, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with open_desk(address_of(database, tmp_path, request)) as desk:
        for _ in range(5):
            key, gate = desk.add(before), threading.Barrier(4)
            upload: dict[str, Any] = {"content": VTT.encode(), "headers": {"Content-Type": "text/vtt"}}

            def send(
                _: int, key: UUID = key, gate: threading.Barrier = gate, upload: dict[str, Any] = upload
            ) -> httpx.Response:
                gate.wait(PATIENCE)
                return desk.ask("POST", f"{HERE}/{key}/transcript", **upload)

            with ThreadPoolExecutor(4) as pool:
                answers = list(pool.map(send, range(4)))
            told = sorted(answer.status_code for answer in answers)
            assert told == [201, 409, 409, 409], [answer.text for answer in answers]
            conflicts = [answer.json() for answer in answers if answer.status_code == 409]
            detail = "There is a transcript already, or one on its way."
            assert conflicts == [problem(409, detail, transcription_status="completed")] * 3
            assert desk.status(key) == "completed"
        assert rows(desk) == (5, 10)


def address_of(database: str, folder: Path, request: pytest.FixtureRequest) -> str:
    match database:
        case "sqlite":
            return f"sqlite:///{folder / 'desk.db'}"
        case "postgres":
            return str(request.getfixturevalue("postgres_url"))
        case _:
            return f"mariadb{request.getfixturevalue('mariadb_address')}"
