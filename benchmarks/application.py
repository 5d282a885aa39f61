"""The reference application under load -> its list page beside the same page as per-row queries, and many who watch.

python -m benchmarks.application                                  20 000 sessions in SQLite
python -m benchmarks.application --sessions 200000 --postgres     the full size, on SQLite and on PostgreSQL
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import update

from benchmarks.application_desk import Coach, fill
from benchmarks.application_server import PER_ROW, STATEMENTS, serving
from benchmarks.backends import postgres, sqlite
from benchmarks.gates import Gate
from benchmarks.load import Answered, Told, ask, together, watched
from benchmarks.tables import gate_table, put
from coaching.domain.status import SessionStatus
from coaching.infrastructure.database import open_engine, sessions_on
from coaching.infrastructure.models import CoachingSession
from coaching.infrastructure.models import Session as TranscriptionSession

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
LIST = "/api/v1/coaching-sessions"
SIZE = 50
OURS, CURSOR, NAIVE = "by SummaryQuery", "by SummaryQuery, second page by cursor", "per-row queries"
CLEARLY = 2.0
"""How much faster a page must be to be clearly faster."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One way to show one coach's page.

    Attributes:
        statements: How many one request sends, with that for the token.
        answered: What asking it again and again gave.
    """

    statements: int
    answered: Answered


Measured = Mapping[tuple[str, str], Asked]
"""What was measured on one database, by coach and way."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one database gave.

    Attributes:
        database: Its name.
        pages: The list page, each way.
        told: Those who watched.
    """

    database: str
    pages: Measured
    told: Told


def run(database: AbstractContextManager[str], given: argparse.Namespace) -> Run:
    """Fill a database, serve it, and measure.

    Args:
        database: Opens one.
        given: The sizes.
    """
    with database as address:
        coaches = fill(address, given.sessions)
        with serving(address) as served:
            pages = _measured(served, coaches, given)
            first = coaches[0]
            told = asyncio.run(
                watched(served, first.token, first.pending, given.watchers, lambda: _cancel(address, first))
            )
        return Run(address.partition(":")[0], pages, told)


def _measured(served: str, coaches: Sequence[Coach], given: argparse.Namespace) -> Measured:
    urls = {(coach.name, way): served + path for coach in coaches for way, path in _ways(served, coach).items()}
    tokens = {coach.name: coach.token for coach in coaches}
    statements = {key: _statements(served, url, tokens[key[0]]) for key, url in urls.items()}
    rounds: dict[tuple[str, str], list[Answered]] = {key: [] for key in urls}
    for _ in range(given.rounds):  # in turns, so that a busy moment hits all of them
        for key, url in urls.items():
            token = tokens[key[0]]
            rounds[key].append(ask(url, token, seconds=given.seconds, connections=given.connections))
    return {key: Asked(statements[key], together(answers)) for key, answers in rounds.items()}


def _ways(served: str, coach: Coach) -> dict[str, str]:
    """Name the pages to ask for, after their rows have been compared."""
    paths = {OURS: f"{LIST}?page_size={SIZE}", NAIVE: f"{PER_ROW}?page_size={SIZE}"}
    ours, naive = (_got(served + path, coach.token).json() for path in paths.values())
    if (ours["items"], ours["total"]) != (naive["items"], naive["total"]):
        raise RuntimeError("the two pages show different rows")
    return {OURS: paths[OURS], CURSOR: f"{paths[OURS]}&after={ours['next']}", NAIVE: paths[NAIVE]}


def _statements(served: str, url: str, token: str) -> int:
    before = _got(served + STATEMENTS, token).json()
    _got(url, token)
    return int(_got(served + STATEMENTS, token).json()) - int(before)


def _got(url: str, token: str) -> httpx.Response:
    answer = httpx.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=60)
    return answer.raise_for_status()


def _cancel(address: str, coach: Coach) -> None:
    engine = open_engine(address)
    with sessions_on(engine).begin() as db:
        mine = CoachingSession.id.in_(coach.pending)
        watched = TranscriptionSession.id == CoachingSession.transcription_session_id
        db.execute(update(TranscriptionSession).where(watched, mine).values(status=SessionStatus.CANCELLED))
    engine.dispose()


def gates(runs: Sequence[Run]) -> list[Gate]:
    """Judge a run.

    Args:
        runs: What each database gave.
    """
    return [gate for one in runs for gate in _gates(one)]


def _gates(one: Run) -> list[Gate]:
    found: list[Gate] = []
    for coach in dict.fromkeys(coach for coach, _ in one.pages):
        ours, naive = (one.pages[coach, way].answered for way in (OURS, NAIVE))
        for name, mine, theirs in (("p50", ours.half, naive.half), ("p99", ours.most, naive.most)):
            promise = f"{one.database}, coach with {coach}: {name} at most half of per-row queries'"
            figure = f"{mine:.1f} / {theirs:.1f} ms = {mine / theirs:.2f}"
            found.append(Gate(promise, figure, met=mine * CLEARLY <= theirs))
    errors = sum(asked.answered.errors for asked in one.pages.values())
    found.append(Gate(f"{one.database}: no request fails", f"{errors} errors", met=errors == 0))
    promise = f"{one.database}: {one.told.clients} watchers at once are told of every change"
    return [*found, Gate(promise, f"{one.told.missed} missed one", met=one.told.missed == 0)]


def report(runs: Sequence[Run], given: argparse.Namespace) -> str:
    """Write the tables.

    Args:
        runs: What each database gave.
        given: The sizes.
    """
    machine = (
        f"Python {platform.python_version()} on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} in the last "
        f"minute; FastAPI {version('fastapi')}, SQLAlchemy {version('SQLAlchemy')}, one server process, wrk with "
        f"{given.connections} connections for {given.rounds} times {given.seconds} s; medians."
    )
    heading = "| database | coach with | page of 50 | statements | requests a second | p50, ms | p99, ms | errors |"
    rows = [_row(one.database, key, asked) for one in runs for key, asked in one.pages.items()]
    told = [
        f"{one.database}: {one.told.clients} clients watch {10} sessions each. All were connected after "
        f"{one.told.opened:.1f} s; the last one had been told of every change {one.told.late:.1f} s after it."
        for one in runs
    ]
    table = "\n".join([heading, "|---" * 8 + "|", *rows])
    return "\n\n".join([machine, gate_table(gates(runs)), table, *told])


def _row(database: str, key: tuple[str, str], asked: Asked) -> str:
    answered = asked.answered
    cells: list[Any] = [database, *key, asked.statements, f"{answered.rate:.1f}", f"{answered.half:.1f}"]
    return f"| {' | '.join(map(str, [*cells, f'{answered.most:.1f}', answered.errors]))} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and put the tables into the page.

    Args:
        arguments: What follows the command's name; the process's own by default.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=4, help="how long each page is asked for in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--watchers", type=int, default=500)
    parser.add_argument("--postgres", action="store_true", help="measure PostgreSQL, too")
    parser.add_argument("--keep-page", action="store_true", help="print only; leave docs/benchmarks.md as it is")
    given = parser.parse_args(arguments)
    runs = [run(database(), given) for database in ([sqlite, postgres] if given.postgres else [sqlite])]
    text = report(runs, given)
    print(text)
    if not given.keep_page:
        put(PAGE, "application", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
