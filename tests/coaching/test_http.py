"""What HTTP promises: problem documents, entity tags, repeated uploads, nothing kept, compression, prefixes, streams."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event
from starlette.types import ASGIApp, Receive, Scope, Send
from tests.coaching.desk import DAY, HERE, Desk, S, open_desk, problem
from tests.coaching.site import Site
from tests.coaching.test_api import VTT

from coaching import app as factory
from coaching.infrastructure.database import AddressError
from coaching.infrastructure.models import User
from coaching.infrastructure.tokens import digest

PATIENCE = 60.0
PROBLEM = "application/problem+json"
UNSENDABLE = {
    "half a surrogate": ("POST", "/api/v1/clients", b'{"name": "\\ud800"}', ["body", "name"]),
    "a name that is half a surrogate": ("PATCH", HERE + "/{key}", b'{"\\ud800": 1}', ["body"]),
    "not a number": ("PATCH", HERE + "/{key}", b'{"fee_cents": NaN}', ["body", "fee_cents"]),
    "infinity": ("PATCH", HERE + "/{key}", b'{"minutes": Infinity}', ["body", "minutes"]),
    "a long text": ("POST", "/api/v1/clients", b'{"name": "' + b"x" * 60_000 + b'"}', ["body", "name"]),
    "a long name": ("POST", "/api/v1/clients", b'{"' + b"x" * 60_000 + b'": 1}', ["body", "name"]),
    "many names": ("POST", "/api/v1/clients", b"{" + b",".join(b'"%d": 1' % n for n in range(5_000)) + b"}", None),
    "no JSON": ("POST", "/api/v1/clients", b'{"' + b"x" * 60_000, None),
}


@pytest.mark.parametrize("name", UNSENDABLE)
def test_what_cannot_be_stored_is_refused_with_its_place_and_does_not_come_back(desk: Desk, name: str) -> None:
    method, path, content, place = UNSENDABLE[name]
    given: dict[str, Any] = {"content": content, "headers": {"Content-Type": "application/json"}}
    answer = desk.ask(method, path.format(key=desk.add()), **given)
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    assert len(answer.content) < 10_000
    assert place is None or answer.json()["errors"][0]["loc"] == place


def test_every_refusal_is_a_problem_document_and_the_openapi_document_says_so(desk: Desk) -> None:
    key = desk.add(S.PENDING)
    for path in (f"{HERE}/{key}/transcript", f"{HERE}?sort=x", f"{HERE}?after=x", f"{HERE}/x", "/nowhere"):
        answer = desk.get(path)
        assert answer.headers["content-type"] == PROBLEM
        assert answer.json().items() >= {"type": "about:blank", "status": answer.status_code}.items()
    for operations in desk.app.openapi()["paths"].values():
        for operation in operations.values():
            for status, told in operation["responses"].items():
                assert set(told.get("content", {})) <= {PROBLEM} or status < "400"


def test_a_change_of_what_somebody_else_changed_first_is_refused(desk: Desk) -> None:
    key = desk.add()
    seen = desk.get(f"{HERE}/{key}").headers["etag"]
    first = desk.ask("PATCH", f"{HERE}/{key}", json={"minutes": 90}, headers={"If-Match": seen})
    assert first.status_code == 200
    expected = problem(412, "Somebody changed this session meanwhile; read it again.")
    late_changes: list[tuple[str, dict[str, Any]]] = [("PATCH", {"json": {"minutes": 45}}), ("DELETE", {})]
    for method, options in late_changes:
        late = desk.ask(method, f"{HERE}/{key}", headers={"If-Match": seen}, **options)
        assert (late.status_code, late.json()) == (412, expected)
    assert desk.get(f"{HERE}/{key}").json()["minutes"] == 90
    current = f'"other", {first.headers["etag"]}'
    assert desk.ask("DELETE", f"{HERE}/{key}", headers={"If-Match": current}).status_code == 204


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_of_two_changes_at_once_the_second_one_is_refused(desk: Desk, method: str) -> None:
    key = desk.add()
    seen, others = desk.get(f"{HERE}/{key}").headers["etag"], [True]

    def overtake(_: object, __: object, statement: str, *___: object) -> None:
        if (
            statement.startswith(("UPDATE coaching_session", "DELETE FROM coaching_session"))
            and others
            and others.pop()
        ):
            with desk.engine.connect() as other:  # after it was read, before it is changed
                other.exec_driver_sql("UPDATE coaching_session SET minutes = 5")
                other.commit()

    event.listen(desk.engine, "before_cursor_execute", overtake)
    options: dict[str, Any] = {"json": {"minutes": 45}} if method == "PATCH" else {}
    answer = desk.ask(method, f"{HERE}/{key}", headers={"If-Match": seen}, **options)
    assert (answer.status_code, others) == (412, [])
    assert desk.get(f"{HERE}/{key}").json()["minutes"] == 5


def test_the_progress_of_a_transcript_is_no_change_of_its_session(desk: Desk) -> None:
    key = desk.add(S.PENDING)
    seen = desk.get(f"{HERE}/{key}").headers["etag"]
    desk.ask("POST", f"{HERE}/{key}/transcription/cancel")
    assert desk.get(f"{HERE}/{key}").headers["etag"] == seen


UPLOADS: dict[str, tuple[str, dict[str, str], bytes, int, str]] = {
    "transcript": ("transcript", {"Content-Type": "text/vtt"}, VTT.encode(), 201, "completed"),
    "recording": ("recording", {"Content-Type": "audio/wav"}, b"\0" * 50_000, 202, "pending"),
}


@pytest.mark.parametrize("name", UPLOADS)
def test_an_upload_that_is_sent_again_is_answered_as_the_first_time(desk: Desk, name: str) -> None:
    path, headers, content, status, word = UPLOADS[name]
    key, keyed = desk.add(), {**headers, "Idempotency-Key": "4f2a"}
    answers = [desk.ask("POST", f"{HERE}/{key}/{path}", content=content, headers=keyed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [status, status]
    assert answers[0].json() == answers[1].json()
    others: list[tuple[dict[str, str], bytes]] = [
        (headers, content),
        ({**headers, "Idempotency-Key": "other"}, content),
        (keyed, content + b"\n"),
    ]
    for changed, body in others:
        answer = desk.ask("POST", f"{HERE}/{key}/{path}", content=body, headers=changed)
        assert (answer.status_code, answer.json()["transcription_status"]) == (409, word)


def test_an_upload_that_came_to_nothing_can_be_sent_again_under_its_key(desk: Desk) -> None:
    key, headers = desk.add(), {"Content-Type": "audio/wav", "Idempotency-Key": "4f2a"}
    for _ in range(2):
        answer = desk.ask("POST", f"{HERE}/{key}/recording", content=b"\0" * 50_000, headers=headers)
        assert (answer.status_code, desk.status(key)) == (202, "pending")
        desk.ask("POST", f"{HERE}/{key}/transcription/cancel")


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "\xe9"])
def test_a_key_of_an_upload_is_a_short_word(desk: Desk, key: str) -> None:
    headers: dict[Any, Any] = {"Content-Type": "text/vtt", "Idempotency-Key": key.encode("latin-1")}
    answer = desk.ask("POST", f"{HERE}/{desk.add()}/transcript", content=VTT.encode(), headers=headers)
    assert answer.status_code == 422


def test_counts_are_those_of_the_filters_without_the_status(desk: Desk) -> None:
    for number, status in enumerate([S.FAILED, S.FAILED, S.COMPLETED, None], start=1):
        desk.add(status, held_on=DAY.replace(day=number), currency="USD" if number > 1 else "EUR")
    desk.add(S.PENDING, user=desk.stranger)
    none = dict.fromkeys(["uploading", "pending", "processing", "completed", "failed", "cancelled"], 0)
    asked: list[tuple[dict[str, str], dict[str, Any]]] = [
        ({}, {"total": 4, "without_transcript": 1, "statuses": {**none, "failed": 2, "completed": 1}}),
        (
            {"currency": "USD", "status": "failed", "without_transcript": "true"},
            {"total": 3, "without_transcript": 1, "statuses": {**none, "failed": 1, "completed": 1}},
        ),
        ({"from": "2025-09-03"}, {"total": 2, "without_transcript": 1, "statuses": {**none, "completed": 1}}),
        (
            {"to": "2025-09-03"},
            {"total": 3, "without_transcript": 0, "statuses": {**none, "failed": 2, "completed": 1}},
        ),
        ({"to": "2025-08-31"}, {"total": 0, "without_transcript": 0, "statuses": none}),
    ]
    for params, expected in asked:
        assert desk.get("/api/v1/coaching-session-counts", params=params).json() == expected


def test_what_a_user_has_is_kept_nowhere_and_the_page_is_asked_for_again(desk: Desk) -> None:
    kept = {path: desk.get(path).headers["cache-control"] for path in (HERE, f"{HERE}/x", "/", "/page/page.js")}
    assert kept == {HERE: "no-store", f"{HERE}/x": "no-store", "/": "no-cache", "/page/page.js": "no-cache"}
    assert desk.get(HERE, headers={"Authorization": "x"}).headers["cache-control"] == "no-store"


def test_long_answers_are_compressed_and_events_are_not(desk: Desk) -> None:
    keys = [desk.add(S.FAILED) for _ in range(30)]
    packed = desk.get(HERE, params={"page_size": 30}, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.json()["items"]) == 30
    assert len(gzip.compress(packed.content, 5)) * 4 < len(packed.content)
    stream = desk.get(f"{HERE}/{keys[0]}/events", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in stream.headers


def under(prefix: str, app: ASGIApp) -> ASGIApp:
    """Serve an application behind a prefix, as a server with `--root-path` behind a proxy does."""

    async def prefixed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "root_path": prefix}
        await app(scope, receive, send)

    return prefixed


def test_behind_a_prefix_a_new_session_is_where_its_location_says(desk: Desk) -> None:
    body = {
        "client_id": str(desk.coach.client),
        "held_on": "2025-09-17",
        "minutes": 1,
        "fee_cents": 0,
        "currency": "EUR",
    }
    desk.app = under("/coach", desk.app)  # type: ignore[assignment]
    made = desk.ask("POST", f"/coach{HERE}", json=body)
    assert made.headers["location"] == f"/coach{HERE}/{made.json()['id']}"
    assert desk.get(made.headers["location"]).headers["cache-control"] == "no-store"
    assert desk.get("/coach/page/page.js").status_code == 200


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_desk(f"sqlite:///{tmp_path / 'desk.db'}", interval=0.05, token_pause=0.05, streams=2) as desk:
        opened = Site(desk)
        opened.start()
        yield opened
        opened.stop()


def is_watched(site: Site, key: object) -> bool:
    with watched(site, key) as stream:
        return bool(stream.status_code == 200)


def watched(site: Site, key: object) -> Any:
    headers = {"Authorization": f"Bearer {site.desk.coach.token}"}
    return httpx.stream("GET", f"{site.address}{HERE}/{key}/events", headers=headers, timeout=PATIENCE)


def test_the_stream_of_a_token_that_was_taken_back_ends(site: Site) -> None:
    key = site.desk.add(S.PENDING)
    with watched(site, key) as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith("id: ")
        with site.desk.sessions.begin() as db:
            db.get_one(User, site.desk.coach.key).token_hash = digest("another")
        rest = list(lines)
    assert "event: end" not in rest


def test_a_user_has_a_few_streams_at_once_and_others_have_theirs(site: Site) -> None:
    key = site.desk.add(S.PENDING)
    with watched(site, key) as one, watched(site, key) as two:
        assert (one.status_code, two.status_code) == (200, 200)
        with watched(site, key) as three:
            three.read()
            assert (three.status_code, three.headers["retry-after"]) == (429, "5")
            assert three.json() == problem(429, "At most 2 streams are open for one user; close one of them.")
    until = time.monotonic() + PATIENCE
    while not is_watched(site, key):
        assert time.monotonic() < until, "a stream that ended still counts"


def test_a_process_of_its_own_serves_the_same_database(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", desk.engine.url.render_as_string(hide_password=False))
    key = desk.add(S.PENDING)
    other = Desk(desk.engine, factory.create(), desk.coach, desk.stranger)
    assert other.get(f"{HERE}/{key}").json() == desk.get(f"{HERE}/{key}").json()


@pytest.mark.parametrize(("address", "reason"), [(None, "DATABASE_URL is needed"), ("sqlite://", "missing or old")])
def test_a_process_without_its_database_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, address: str | None, reason: str
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if address:
        monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(AddressError, match=reason):
        factory.create()
