"""The reference application under load -> its list page by wrk beside per-row queries, and how many can watch at once.

python -m benchmarks.application                        20 000 sessions in SQLite, half a minute
python -m benchmarks.application --sessions 200000      the full size; --postgres asks PostgreSQL instead
"""

from __future__ import annotations

import argparse
import asyncio
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).parents[1] / "examples" / "coaching"))

import httpx
import uvicorn
from sqlalchemy import Engine, func, insert, select, update

from benchmarks.backends import postgres
from coaching.api.access import Database, UserId
from coaching.api.app import create_app
from coaching.domain.status import SessionStatus
from coaching.infrastructure.database import open_engine, sessions_on
from coaching.infrastructure.migrating import migrate
from coaching.infrastructure.models import Client, CoachingSession, TranscriptSegment
from coaching.infrastructure.models import Session as TranscriptionSession
from coaching.sample import add_user

STATUSES = list(SessionStatus)
SEGMENTS = 5
BATCH = 5_000
PAGES = {
    "page of 50, by SummaryQuery": "/api/v1/coaching-sessions?page_size=50",
    "page of 50, by cursor": "",
    "page of 50, per-row queries": "/per-row",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--watchers", type=int, default=500)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--serve", nargs=2, metavar=("ADDRESS", "PORT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve[0], int(given.serve[1]))
        return
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        address = stack.enter_context(postgres()) if given.postgres else f"sqlite:///{folder}/desk.db"
        token, keys = fill(open_engine(address), given.sessions)
        port = stack.enter_context(serving(address))
        print(f"{address.partition(':')[0]}, {given.sessions:,} sessions, {given.connections} connections")
        for name, path in PAGES.items():
            print(
                f"  {name:<30}{wrk(port, path or _second_page(port, token), token, given.seconds, given.connections)}"
            )
        print(f"  {asyncio.run(watched(port, token, keys, given.watchers, address))}")


def fill(engine: Engine, sessions: int) -> tuple[str, list[UUID]]:
    """Make the tables and fill them; the last few sessions are pending, for watchers.

    Args:
        engine: The database.
        sessions: How many coaching sessions.

    Returns:
        The user's token, and the coaching sessions to watch.
    """
    migrate(engine)
    with sessions_on(engine).begin() as db:
        user, token = add_user(db, "Load")
        client = Client(user_id=user.id, name="Ada")
        db.add(client)
        db.flush()
        user_id, client_id = user.id, client.id
    watched: list[UUID] = []
    for begin in range(0, sessions, BATCH):
        keys = [(uuid4(), uuid4(), number) for number in range(begin, min(begin + BATCH, sessions))]
        recorded = [
            {"id": key, "user_id": user_id, "title": "A talk", "status": STATUSES[number % 6], "queued": number}
            for key, _, number in keys
        ]
        spoken = [
            {"session_id": key, "number": turn, "start_ms": turn, "end_ms": turn + 1, "text": "Yes."}
            for key, _, _ in keys
            for turn in range(SEGMENTS)
        ]
        held = [
            {
                "id": coaching,
                "user_id": user_id,
                "client_id": client_id,
                "held_on": date(2025, 9, 17) - timedelta(days=number % 3_000),
                "minutes": 60,
                "fee_cents": 9_000,
                "currency": "EUR",
                "transcription_session_id": key,
            }
            for key, coaching, number in keys
        ]
        watched += [coaching for _, coaching, number in keys if STATUSES[number % 6] is SessionStatus.PENDING]
        with engine.begin() as connection:
            connection.execute(insert(TranscriptionSession), recorded)
            connection.execute(insert(CoachingSession), held)
            connection.execute(insert(TranscriptSegment), [{"id": uuid4(), **row} for row in spoken])
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    engine.dispose()
    return token, watched[-50:]


@contextmanager
def serving(address: str) -> Generator[int]:
    """Serve in a process of its own.

    Args:
        address: The database.

    Yields:
        The port.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.application", "--serve", address, str(port)]
    server = subprocess.Popen(command)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(30)


def serve(address: str, port: int) -> None:
    """Serve the application, and beside it the same page with two statements for every row.

    Args:
        address: The database.
        port: Where.
    """
    app = create_app(open_engine(address))

    @app.get("/per-row")
    def per_row(db: Database, user: UserId) -> list[dict[str, object]]:
        own = select(CoachingSession).where(CoachingSession.user_id == user)
        total = db.scalar(select(func.count()).select_from(own.subquery()))
        rows = db.scalars(own.order_by(CoachingSession.held_on.desc(), CoachingSession.id).limit(50)).all()
        shown: list[dict[str, object]] = [{"total": total}]
        for row in rows:
            session = db.get(TranscriptionSession, row.transcription_session_id)
            client = db.get(Client, row.client_id)
            mine = TranscriptSegment.session_id == row.transcription_session_id
            count = db.scalar(select(func.count()).where(mine))
            status = session.status.value if session else None
            name = client.name if client else None
            shown.append({"id": row.id, "client": name, "held_on": row.held_on, "status": status, "segments": count})
        return shown

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=3)


def wrk(port: int, path: str, token: str, seconds: int, connections: int) -> str:
    """Ask one page again and again.

    Args:
        port: Where the application is.
        path: The page.
        token: The user's.
        seconds: How long.
        connections: How many ask at once.

    Returns:
        Requests a second, percentiles and errors, as a line.
    """
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--latency"]
    command += ["-H", f"Authorization: Bearer {token}", f"http://127.0.0.1:{port}{path}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures = re.search(r"50% +(\S+)[\s\S]* 99% +(\S+)[\s\S]*Requests/sec: +(\S+)", told)
    if figures is None:
        raise RuntimeError(told)
    errors = re.search(r"Non-2xx[^:]*: (\d+)", told)
    broken = re.search(r"Socket errors: (.*)", told)
    half, most, rate = figures.groups()
    return (
        f"{float(rate):>7.1f} requests/s  p50 {half:>8}  p99 {most:>8}  "
        f"{errors[1] if errors else 0} errors{f', {broken[1]}' if broken else ''}"
    )


def _second_page(port: int, token: str) -> str:
    headers = {"Authorization": f"Bearer {token}"}
    first = httpx.get(f"http://127.0.0.1:{port}{PAGES['page of 50, by SummaryQuery']}", headers=headers, timeout=60)
    return f"/api/v1/coaching-sessions?page_size=50&after={first.json()['next']}"


async def watched(port: int, token: str, keys: list[UUID], clients: int, address: str) -> str:
    """Let many clients watch a page of sessions each, change all of these, and see who is told.

    Args:
        port: Where the application is.
        token: The user's.
        keys: The coaching sessions.
        clients: How many.
        address: The database.

    Returns:
        How long it took, as a line.
    """
    began = time.perf_counter()
    ready = [asyncio.Event() for _ in range(clients)]
    path = f"/api/v1/coaching-session-events?{'&'.join(f'id={key}' for key in keys[:10])}"
    reading = [asyncio.create_task(_read(port, path, token, event)) for event in ready]
    await asyncio.gather(*(event.wait() for event in ready))
    opened = time.perf_counter() - began
    engine = open_engine(address)
    with engine.begin() as connection:
        chosen = select(CoachingSession.transcription_session_id).where(CoachingSession.id.in_(keys[:10]))
        changed = update(TranscriptionSession).where(TranscriptionSession.id.in_(chosen))
        connection.execute(changed.values(status=SessionStatus.CANCELLED))
    engine.dispose()
    began = time.perf_counter()
    told = await asyncio.wait_for(asyncio.gather(*reading), 120)
    behind = time.perf_counter() - began
    return (
        f"{clients} clients watch 10 sessions each: all connected after {opened:.1f} s, all told of every change "
        f"{behind:.1f} s after it; {sum(count != len(keys[:10]) for count in told)} missed one"
    )


async def _read(port: int, path: str, token: str, ready: asyncio.Event) -> int:
    """Read a stream to its end; tell how many sessions were seen to be cancelled."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: load\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    cancelled = 0
    while line := (await reader.readline()).decode().strip("\r\n") or " ":
        if line.startswith("data: "):
            ready.set()
            cancelled += '"cancelled"' in line
        if line == "event: end" or reader.at_eof():
            break
    writer.close()
    return cancelled


if __name__ == "__main__":
    main()
