"""Transcripts that are long, broken or strange: bounded work, a bounded answer, and a turn for SQLite's other writers."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import event, func, select
from tests.coaching.desk import HERE, Desk, S, open_desk

from coaching.api import transcripts
from coaching.domain.segment import Segment
from coaching.infrastructure import attaching, database, queue
from coaching.infrastructure.attaching import PIECE, bring_along
from coaching.infrastructure.database import LONGEST_LOOK
from coaching.infrastructure.listing import one_of
from coaching.infrastructure.models import TranscriptSegment
from coaching.infrastructure.transcripts import MOST_SEGMENTS, TranscriptError, parse


def said(number: int) -> list[Segment]:
    return [Segment(turn, turn + 1, None, "Yes.") for turn in range(number)]


def bring(desk: Desk, key: UUID, segments: list[Segment]) -> bool:
    with desk.sessions() as db:
        row = one_of(db, desk.coach.key, key)
    assert row
    return bring_along(desk.sessions, row, segments, lease=30)


def upload(desk: Desk, key: UUID, content: bytes, content_type: str = "text/vtt") -> httpx.Response:
    return desk.ask("POST", f"{HERE}/{key}/transcript", content=content, headers={"Content-Type": content_type})


def written(desk: Desk) -> int:
    with desk.sessions() as db:
        return db.scalar(select(func.count()).select_from(TranscriptSegment)) or 0


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let each piece be a transaction of its own, and nobody wait between two; give what the pauses would have been."""
    monkeypatch.setattr(attaching, "HOLD", 0.0)
    paused: list[float] = []
    monkeypatch.setattr(database, "sleep", paused.append)
    return paused


@pytest.mark.parametrize("number", [1, PIECE, PIECE + 1, 3 * PIECE])
def test_a_transcript_of_any_length_is_written_whole_in_its_order(desk: Desk, number: int) -> None:
    key = desk.add(S.FAILED)
    assert bring(desk, key, said(number))
    assert (desk.status(key), written(desk)) == ("completed", number)
    with desk.sessions() as db:
        assert attaching.segments_of(db, desk.transcription(key)) == said(number)


def test_between_the_pieces_of_a_long_transcript_another_writer_gets_its_turn(desk: Desk, tmp_path: Path) -> None:
    key, turns = desk.add(), [0]
    other = sqlite3.connect(tmp_path / "desk.db", timeout=0, isolation_level=None)

    def write(*_: object) -> None:  # between two transactions: with no patience at all, it must not find a lock
        other.execute("UPDATE client SET name = name")
        turns[0] += 1

    event.listen(desk.engine, "begin", write)
    assert bring(desk, key, said(4 * PIECE))
    assert turns[0] >= 5
    other.close()


def test_between_two_transactions_of_a_long_transcript_whoever_waits_looks_for_the_lock(
    desk: Desk, pauses: list[float]
) -> None:
    key, steps = desk.add(), list[str]()

    def committed(*_: object) -> None:
        steps.append("commit")
        pauses.clear()

    def begun(*_: object) -> None:
        steps.append("turn" if max(pauses, default=0) > LONGEST_LOOK else "late")

    event.listen(desk.engine, "commit", committed)
    event.listen(desk.engine, "begin", begun)
    with desk.sessions() as db:
        row = one_of(db, desk.coach.key, key)
    assert row
    steps.clear()
    assert bring_along(desk.sessions, row, said(4 * PIECE), lease=30)
    assert steps == ["late", *["commit", "turn"] * 4, "commit"]


@pytest.mark.postgres
def test_a_server_locks_rows_alone_so_nobody_has_to_wait_there(postgres_url: str, pauses: list[float]) -> None:
    with open_desk(postgres_url) as desk:
        assert bring(desk, desk.add(), said(3 * PIECE))
    assert pauses == []


def test_a_piece_that_takes_longer_than_a_turn_is_the_last_of_its_transaction(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, pieces, clock = desk.add(), list[str](), iter(range(1_000))
    monkeypatch.setattr(attaching, "HOLD", 3.5)
    monkeypatch.setattr(attaching, "monotonic", lambda: next(clock))  # each look at it is a second later
    add = queue.add_segments

    def note(*arguments: Any, **options: Any) -> None:
        pieces.append("piece")
        add(*arguments, **options)

    def committed(*_: object) -> None:
        pieces.append("commit")

    monkeypatch.setattr(queue, "add_segments", note)
    event.listen(desk.engine, "commit", committed)
    assert bring(desk, key, said(7 * PIECE))
    assert " ".join(pieces).count("commit") == 4
    assert pieces == ["piece", "commit", *["piece"] * 4, "commit", *["piece"] * 2, "commit", "commit"]


def test_of_a_long_transcript_nobody_reads_a_part(desk: Desk) -> None:
    key, seen = desk.add(), list[tuple[str | None, int]]()
    watching = [True]

    def look(*_: object) -> None:
        if watching.pop() if watching else False:
            seen.append((desk.status(key), desk.get(f"{HERE}/{key}/transcript").status_code))
        elif len(seen) < 4:
            watching.append(True)

    event.listen(desk.engine, "commit", look)
    assert bring(desk, key, said(4 * PIECE))
    assert {(None, 409), ("uploading", 409)} >= set(seen)
    assert ("uploading", 409) in seen


def test_a_long_transcript_that_is_cancelled_meanwhile_leaves_nothing(desk: Desk) -> None:
    key, begun = desk.add(), [0]

    def cancel(*_: object) -> None:
        begun[0] += 1
        if begun[0] == 3:
            desk.ask("POST", f"{HERE}/{key}/transcription/cancel")

    event.listen(desk.engine, "begin", cancel)
    assert not bring(desk, key, said(4 * PIECE))
    assert (desk.status(key), written(desk)) == ("cancelled", 0)


def test_a_long_transcript_that_breaks_off_has_failed_and_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, add = desk.add(), queue.add_segments

    def break_off(*arguments: Any, first: int = 0) -> None:
        add(*arguments, first=first)
        if first:
            raise OSError

    monkeypatch.setattr(queue, "add_segments", break_off)
    with pytest.raises(OSError):
        bring(desk, key, said(4 * PIECE))
    assert (desk.status(key), written(desk)) == ("failed", 0)


def test_more_segments_than_are_taken_are_counted_and_not_read() -> None:
    vtt = b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\nhi\n\n" * (MOST_SEGMENTS + 1)
    json = b"[" + b",".join([b"1"] * (MOST_SEGMENTS + 1)) + b"]"
    for content, form in ((vtt, "vtt"), (json, "json")):
        with pytest.raises(TranscriptError, match="the file has 50001 segments; at most 50000 are taken"):
            parse(content, form)  # type: ignore[arg-type]


def test_blank_lines_cost_nothing_to_read() -> None:
    given = b"WEBVTT\n" + b"\r\n" * 1_000_000 + b"00:01.000 --> 00:02.000\nhi\n\n\n\n\n00:03.000 --> 00:04.000\nyou\n"
    assert parse(given, "vtt") == [Segment(1000, 2000, None, "hi"), Segment(3000, 4000, None, "you")]


@pytest.mark.parametrize("whose", ["nobody's", "a stranger's", "occupied"])
def test_what_cannot_be_taken_is_refused_before_it_is_received(desk: Desk, whose: str) -> None:
    keys = {"nobody's": uuid4(), "a stranger's": desk.add(user=desk.stranger), "occupied": desk.add(S.COMPLETED)}
    read = 0

    async def pieces() -> Any:
        nonlocal read
        for _ in range(5):
            read += 1
            yield b"\n" * 1_000_000

    content: Any = pieces()
    given: dict[str, Any] = {"content": content, "headers": {"Content-Type": "text/vtt"}}
    answer = desk.ask("POST", f"{HERE}/{keys[whose]}/transcript", **given)
    assert (answer.status_code, read) == (409 if whose == "occupied" else 404, 0)


BROKEN = {
    "a cue without times": ("text/vtt", b"WEBVTT\n\n" + b"x" * 1_000_000 + b" --> \n"),
    "a block of many lines": ("text/vtt", b"WEBVTT\n\n00:bad --> 00:01.000\n" + b"lost\n" * 100_000),
    "no WebVTT": ("text/vtt", b"y" * 1_000_000),
    "no JSON": ("application/json", b'["' + b"z" * 1_000_000),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_does_not_come_back_in_the_error(desk: Desk, name: str) -> None:
    content_type, content = BROKEN[name]
    answer = upload(desk, desk.add(), content, content_type)
    assert (answer.status_code, len(answer.content) < 1_000) == (422, True), answer.text[:200]


def test_the_largest_transcript_is_taken_whatever_it_is_full_of(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcripts, "LARGEST_TRANSCRIPT", 2_000)
    head = b"WEBVTT\n\n00:01.000 --> 00:02.000\nhi"
    assert upload(desk, desk.add(), head + b"\n" * (2_000 - len(head))).status_code == 201
