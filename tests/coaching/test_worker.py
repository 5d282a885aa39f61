"""Workers: each transcription is carried out once, whole, by one worker at a time, whatever happens to it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Connection
from tests.coaching.desk import HERE, Desk, S, open_desk

from coaching.domain.segment import Segment
from coaching.domain.status import LIFE
from coaching.infrastructure import queue
from coaching.infrastructure.attaching import begin_upload
from coaching.infrastructure.database import open_engine
from coaching.infrastructure.listing import one_of
from coaching.infrastructure.models import Session as TranscriptionSession
from coaching.infrastructure.models import TranscriptSegment
from coaching.worker.loop import Worker
from coaching.worker.recogniser import PIECE, Recogniser

APPLICATION = Path(__file__).parents[2] / "examples" / "coaching"
EXPECTED = 12
QUICK = Recogniser(seconds_per_piece=0)


def worker(desk: Desk, recogniser: Recogniser = QUICK) -> Worker:
    return Worker(desk.sessions, recogniser)


def numbers(desk: Desk, key: UUID) -> list[int]:
    """The numbers of the segments that were written, in order."""
    wanted = TranscriptSegment.session_id == desk.transcription(key)
    with desk.sessions() as db:
        return sorted(db.scalars(select(TranscriptSegment.number).where(wanted)))


def stored(desk: Desk, key: UUID) -> S:
    with desk.sessions() as db:
        return db.get_one(TranscriptionSession, desk.transcription(key)).status


def lapse(desk: Desk, key: UUID) -> None:
    """Let the lease of a transcription end, as if its worker had been silent for long."""
    with desk.sessions.begin() as db:
        db.get_one(TranscriptionSession, desk.transcription(key)).lease_until = time.time() - 1


@dataclass(frozen=True)
class Between(Recogniser):
    """Calls something after each piece, as a server would between two statements of a worker."""

    seconds_per_piece: float = 0
    fails_at: int | None = None
    calls: list[object] = field(default_factory=list[object])

    def recognise(self, key: UUID, *, first: int, expected: int) -> Iterator[Sequence[Segment]]:
        for piece in super().recognise(key, first=first, expected=expected):
            yield piece
            if self.calls and callable(call := self.calls.pop(0)):
                call()


def test_a_pending_transcription_is_completed_with_every_segment(desk: Desk) -> None:
    key = desk.add(S.PENDING)
    assert worker(desk).work_once()
    assert (desk.status(key), numbers(desk, key)) == ("completed", list(range(EXPECTED)))
    assert not worker(desk).work_once()


def test_the_one_that_waits_longest_comes_first(desk: Desk) -> None:
    keys = [desk.add(S.PENDING) for _ in range(3)]
    with desk.sessions.begin() as db:
        for place, key in enumerate(keys):
            db.get_one(TranscriptionSession, desk.transcription(key)).queued = -place
    order: list[UUID] = []
    for _ in keys:
        worker(desk).work_once()
        order += [key for key in keys if desk.status(key) == "completed" and key not in order]
    assert order == keys[::-1]


def test_a_transcription_that_fails_leaves_no_part_of_a_transcript(desk: Desk) -> None:
    key = desk.add(S.PENDING)
    worker(desk, Recogniser(0, fails_at=PIECE + 1)).work_once()
    assert (desk.status(key), numbers(desk, key)) == ("failed", [])


def test_one_that_is_cancelled_meanwhile_stays_cancelled_and_leaves_nothing(desk: Desk) -> None:
    key = desk.add(S.PENDING)

    def cancel() -> None:
        assert numbers(desk, key) == list(range(PIECE))
        assert desk.ask("POST", f"{HERE}/{key}/transcription/cancel").status_code == 200

    worker(desk, Between(calls=[cancel])).work_once()
    assert (desk.status(key), numbers(desk, key)) == ("cancelled", [])


def test_one_that_is_deleted_meanwhile_stays_deleted(desk: Desk) -> None:
    key = desk.add(S.PENDING)
    delete = f"{HERE}/{key}"
    worker(desk, Between(calls=[lambda: desk.ask("DELETE", delete)])).work_once()
    assert desk.get(delete).status_code == 404


def test_a_worker_that_was_too_slow_loses_its_work_and_writes_nothing_twice(desk: Desk) -> None:
    key = desk.add(S.PENDING)

    def overtake() -> None:
        lapse(desk, key)
        assert worker(desk).work_once()
        assert desk.status(key) == "completed"

    worker(desk, Between(calls=[overtake])).work_once()
    assert (desk.status(key), numbers(desk, key)) == ("completed", list(range(EXPECTED)))


def test_a_transcription_whose_worker_lives_is_left_alone(desk: Desk) -> None:
    desk.add(S.PENDING)
    others: list[bool] = []
    worker(desk, Between(calls=[lambda: others.append(worker(desk).work_once())])).work_once()
    assert others == [False]


def test_a_worker_that_is_told_to_stop_lets_another_one_go_on_at_once(desk: Desk) -> None:
    key, stop = desk.add(S.PENDING), threading.Event()
    worker(desk, Between(calls=[stop.set])).work_once(stop)
    assert (desk.status(key), numbers(desk, key)) == ("processing", list(range(2 * PIECE)))
    assert worker(desk).work_once()
    assert (desk.status(key), numbers(desk, key)) == ("completed", list(range(EXPECTED)))


def test_an_upload_whose_server_died_has_failed_once_its_lease_has_ended(desk: Desk) -> None:
    key = desk.add()
    with desk.sessions.begin() as db:
        row = one_of(db, desk.coach.key, key)
        assert row is not None
        begin_upload(db, row, "a server", lease=60)
    worker(desk).work_once()
    assert desk.status(key) == "uploading"
    lapse(desk, key)
    worker(desk).work_once()
    assert desk.status(key) == "failed"


def statuses_seen(desk: Desk, seen: list[S]) -> None:
    """Note the status that every statement of the database leaves, from now on."""

    def note(connection: Connection, *_: object) -> None:
        seen.append(connection.scalar(select(TranscriptionSession.status)))  # type: ignore[arg-type]

    event.listen(desk.engine, "commit", note)


def test_no_status_is_skipped(desk: Desk) -> None:
    seen: list[S] = []
    key = desk.add()
    statuses_seen(desk, seen)
    desk.ask("POST", f"{HERE}/{key}/recording", content=b"\0" * 200_000, headers={"Content-Type": "audio/wav"})
    worker(desk).work_once()
    steps = [one for number, one in enumerate(seen) if number == 0 or seen[number - 1] is not one]
    assert steps == [S.UPLOADING, S.PENDING, S.PROCESSING, S.COMPLETED]
    assert all(LIFE.allows(one, other) for one, other in pairwise(steps))


@pytest.mark.parametrize(
    "database",
    [
        "sqlite",
        pytest.param("postgres", marks=pytest.mark.postgres),
        pytest.param("mariadb", marks=pytest.mark.mariadb),
    ],
)
def test_of_several_workers_at_once_each_transcription_has_one(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    match database:
        case "postgres":
            address: str = request.getfixturevalue("postgres_url")
        case "mariadb":
            address = f"mariadb{request.getfixturevalue('mariadb_address')}"
        case _:
            address = f"sqlite:///{tmp_path / 'desk.db'}"
    with open_desk(address) as desk:
        keys = [desk.add(S.PENDING) for _ in range(8)]
        takers: list[tuple[UUID, str]] = []

        def work(mine: Worker) -> None:
            while True:
                with desk.sessions.begin() as db:
                    work = queue.take(db, mine.name, lease=60)
                if work is None:
                    return
                takers.append((work.key, mine.name))
                with desk.sessions.begin() as db:
                    assert queue.write(db, work, mine.name, [Segment(0, 1, None, "Yes.")], lease=60)
                with desk.sessions.begin() as db:
                    assert queue.finish(db, work.key, mine.name)

        threads = [threading.Thread(target=work, args=(worker(desk),)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert len({key for key, _ in takers}) == len(takers) == len(keys)
        assert {desk.status(key) for key in keys} == {"completed"}


KILLED = """
import os, signal, sys
from sqlalchemy import event
from coaching.infrastructure.database import open_engine, sessions_on
from coaching.worker.loop import Worker
from coaching.worker.recogniser import Recogniser

def work(address, left):
    engine = open_engine(address)

    def die(*_):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(engine, moment, die)
    Worker(sessions_on(engine), Recogniser(0), lease=0.01).work_once()
    os._exit(0)

for place, address in enumerate(sys.argv[1:], start=1):
    worker = os.fork() or work(address, place)
    print(os.WTERMSIG(os.waitpid(worker, 0)[1]), flush=True)
"""
STEPS = 45
"""More than a transcription of twelve segments takes: before each statement, behind it, and before each COMMIT."""


@pytest.mark.slow
def test_a_worker_that_is_killed_at_any_step_leaves_what_another_one_completes(desk: Desk, tmp_path: Path) -> None:
    key = desk.add(S.PENDING)
    desk.engine.dispose()
    with ExitStack() as opened:
        addresses = [f"sqlite:///{shutil.copy(tmp_path / 'desk.db', tmp_path / f'{step}.db')}" for step in range(STEPS)]
        desks = [replace(desk, engine=open_engine(address)) for address in addresses]
        for copied in desks:
            opened.callback(copied.engine.dispose)
        done = subprocess.run(
            [sys.executable, "-c", KILLED, *addresses],
            env={**os.environ, "PYTHONPATH": str(APPLICATION)},
            capture_output=True,
            text=True,
            check=True,
        )
        killed = [int(line) == signal.SIGKILL for line in done.stdout.split()]
        assert killed.index(False) > 20, "the steps of a worker that completes its work"
        assert not any(killed[killed.index(False) :])
        left = {stored(copied, key) for copied in desks}
        assert left == {S.PENDING, S.PROCESSING, S.COMPLETED}
        for copied in desks:
            assert numbers(copied, key) == list(range(len(numbers(copied, key)))), "a gap"
            worker(copied).work_once()
            assert (stored(copied, key), numbers(copied, key)) == (S.COMPLETED, list(range(EXPECTED)))
