"""Workers that take steps at random on a real database -> how many rows left the graph or were none of the criterion's.

`python -m benchmarks.lifecycle_walks --moves 100000 --seed 7 --database sqlite|postgres|mariadb [--state FILE]`

With a state file each batch is written down as it ends, and a run that was broken off goes on behind the last one.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine
from tests.session_status.mariadb import mariadb

from benchmarks.backends import postgres, sqlite, with_driver
from benchmarks.walks import Report, many_writers, walk

BATCH = 2_000
"""Steps after which the workers stop and the tables are compared with the copy."""


def main() -> int:
    """Walk, print the figures, and return 1 where one must not be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moves", type=int, default=10_000, help="steps that are tried")
    parser.add_argument("--seed", default="1", help="what is drawn follows from it")
    parser.add_argument("--database", choices=("sqlite", "postgres", "mariadb"), default="sqlite")
    parser.add_argument("--workers", type=int, default=8, help="how many take steps at once")
    parser.add_argument("--state", type=Path, help="where finished batches are written down")
    arguments = parser.parse_args()
    place = f"{arguments.database}:{arguments.seed}:{arguments.moves}:{arguments.workers}"
    total, done = _resumed(arguments.state, place)
    with _opened(arguments.database) as engine, many_writers(engine):
        for batch in range(done, -(-arguments.moves // BATCH)):
            moves = min(BATCH, arguments.moves - batch * BATCH)
            begin = time.monotonic()
            report = walk(engine, seed=f"{arguments.seed}:{batch}", moves=moves, workers=arguments.workers)
            total.add(report)
            _write_down(arguments.state, place, report)
            print(f"{place} batch {batch}: {moves / (time.monotonic() - begin):.0f} moves a second", file=sys.stderr)
    _print(place, total)
    return 0 if total.right else 1


def _print(place: str, total: Report) -> None:
    print(place)
    for name, number in vars(total).items():
        print(f"  {name.replace('_', ' '):18} {number if isinstance(number, int) else '; '.join(number) or 'none'}")


def _resumed(state: Path | None, place: str) -> tuple[Report, int]:
    """Read the batches that have ended."""
    total, done = Report(), 0
    for line in state.read_text().splitlines() if state is not None and state.exists() else ():
        batch = json.loads(line)
        if batch.pop("place") != place:
            raise SystemExit(f"{state} is of another run: give it another file")
        total.add(Report(**batch))
        done += 1
    return total, done


def _write_down(state: Path | None, place: str, report: Report) -> None:
    if state is not None:
        with state.open("a") as written:
            written.write(json.dumps({"place": place, **vars(report)}) + "\n")


@contextmanager
def _opened(database: str) -> Generator[Engine]:
    """Start the database, with as many connections as there are workers, and stop it at the end."""
    match database:
        case "sqlite":
            with sqlite() as address:
                yield create_engine(address, pool_size=32, connect_args={"timeout": 120})
        case "postgres":
            with postgres() as address:
                yield create_engine(with_driver(address, "psycopg"), pool_size=32)
        case _:
            with mariadb() as address:
                yield create_engine(f"mariadb+pymysql{address}", pool_size=32)


if __name__ == "__main__":
    sys.exit(main())
