"""Databases of two sizes, three drivers -> what a page costs beside other ways to make it, as tables and gates.

python -m benchmarks.pages           10 000 and 40 000 sessions, about two minutes
python -m benchmarks.pages --full    10 000 and 200 000 sessions, 5 million segments
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import create_engine

from benchmarks.backends import OPEN, postgres, sqlite, with_driver
from benchmarks.desk import fill
from benchmarks.gates import (
    BY_HAND,
    DEEP,
    DEEP_TOTAL,
    KEYSET,
    OURS,
    PER_CALL,
    PREBUILT,
    RAW,
    SIZES,
    Measured,
    alone,
    gates,
    with_total,
)
from benchmarks.meter import Question, Request, Way, measure
from benchmarks.tables import put, run_report

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
SMALL, LARGE, FULL = 10_000, 40_000, 200_000
DEPTH = 0.95
"""How far down the deep page begins; 190 000 of 200 000."""
JUDGED = (RAW, BY_HAND, PREBUILT, OURS)
OWN_WAYS = (*JUDGED, PER_CALL)
FEW, MANY = 3, 25
"""Turns of single calls at each visit of what is judged in milliseconds, at the small size and at the full one."""
PEERS_OF_A_PAGE = {with_total(size) for size in SIZES} | {DEEP_TOTAL}
"""Other libraries always count; only these scenarios ask for that."""
PACKAGES = ["SQLAlchemy", "asyncpg", "psycopg", "advanced-alchemy", "fastcrud", "fastapi-pagination"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and put the tables into the page.

    Args:
        arguments: What follows the command's name; the process's own by default.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="200 000 sessions; takes several minutes and 2 GB of disk")
    parser.add_argument("--keep-page", action="store_true", help="print only; leave docs/benchmarks.md as it is")
    asked = parser.parse_args(arguments)
    began = time.perf_counter()
    runs = run(FULL if asked.full else LARGE)
    text = run_report(runs, gates(runs), _machine(time.perf_counter() - began))
    print(text)
    if not asked.keep_page:
        put(PAGE, "pages, full size" if asked.full else "pages, small size", text)
    return 0


def run(large: int) -> dict[tuple[str, int], Measured]:
    """Measure every driver on databases of both sizes.

    Args:
        large: Sessions of the larger one.
    """
    runs: dict[tuple[str, int], Measured] = {}
    with asyncio.Runner() as runner:
        for database, drivers in ((postgres, ["asyncpg", "psycopg"]), (sqlite, ["sqlite3"])):
            with database() as few, database() as many:
                addresses = {SMALL: few, large: many}
                for sessions, address in addresses.items():
                    _fill(address, sessions)
                for driver in drivers:
                    for sessions, measured in _ask(driver, addresses, runner).items():
                        runs[driver, sessions] = measured
    return runs


def _fill(address: str, sessions: int) -> None:
    _say(f"filling {address.partition(':')[0]}: {sessions:,} sessions")
    engine = create_engine(with_driver(address, "psycopg") if address.startswith("postgresql") else address)
    fill(engine, sessions)
    engine.dispose()


def _ask(driver: str, addresses: Mapping[int, str], runner: asyncio.Runner) -> dict[int, Measured]:
    """Ask both databases in turns, for how they compare is what the growth gates judge."""
    _say(f"asking by {driver}")
    opened = {sessions: OPEN[driver](address) for sessions, address in addresses.items()}
    ways = {sessions: runner.run(one.__aenter__()) for sessions, one in opened.items()}
    names = list(scenarios(SMALL))
    try:
        asked = [[_question(name, one, ways[one], larger=max(addresses)) for one in addresses] for name in names]
        figures = measure(asked, runner)
    finally:
        for one in opened.values():
            runner.run(one.__aexit__(None, None, None))
    by_size = zip(addresses, zip(*figures, strict=True), strict=True)
    return {sessions: dict(zip(names, found, strict=True)) for sessions, found in by_size}


def _question(name: str, sessions: int, ways: Sequence[Way], *, larger: int) -> Question:
    """Ask for a page; what the client computes for a plain one of the larger database is judged in milliseconds."""
    page, wanted = scenarios(sessions)[name], _wanted(name, ways)
    if sessions < larger or name not in {alone(size) for size in SIZES}:
        return Question(wanted, page)
    return Question(wanted, page, JUDGED, MANY if larger == FULL else FEW)


def _wanted(name: str, ways: Sequence[Way]) -> list[Way]:
    return [way for way in ways if way.name in OWN_WAYS or name in PEERS_OF_A_PAGE]


def scenarios(sessions: int) -> dict[str, Request]:
    """Name the pages that are asked for.

    Args:
        sessions: Rows of the table.
    """
    coach, deep = 5, int(sessions * DEPTH)
    return {
        **{with_total(size): Request(size, coach=coach, total=True) for size in SIZES},
        **{alone(size): Request(size, coach=coach) for size in SIZES},
        DEEP: Request(50, offset=deep),
        DEEP_TOTAL: Request(50, offset=deep, total=True),
        KEYSET: Request(50, after=sessions - deep + 1),
    }


def _machine(seconds: float) -> str:
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    busy = os.getloadavg()[0]
    return (
        f"Python {platform.python_version()} on {os.cpu_count()} cores, load {busy:.1f} in the last minute; "
        f"{versions}; {seconds:.0f} s in all. Statements are those of pages with total."
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
