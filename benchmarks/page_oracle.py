"""Drawn selects -> whether their pages equal them: `python -m benchmarks.page_oracle --database sqlite --examples 20000`.

Every select is built twice, with other values each time, and read forwards, backwards and by offsets. What is printed: how many
were accepted, refused (by reason) and different; each kind of difference is reduced to its smallest example, which
`--replay` reads again. With `--resume FILE` a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from tests.session_status.mariadb import mariadb
from tests.session_status.oracle.databases import Database, opened
from tests.session_status.oracle.engine import Engine, Library
from tests.session_status.oracle.judge import judge
from tests.session_status.oracle.menus import EVERYTHING, RULES
from tests.session_status.oracle.mutations import MUTATIONS, broken
from tests.session_status.oracle.reduction import read, reduced, told, written
from tests.session_status.oracle.tally import Tally, searched, tally
from tests.session_status.oracle.verdicts import Outcome

from benchmarks.backends import postgres, with_driver

BATCH = 250
"""Examples that are drawn from one seed, and noted together."""
ENGINE: Engine = Library()


@contextmanager
def database(name: str) -> Generator[Database]:
    """Open an empty database of our own.

    Args:
        name: sqlite, postgres or mariadb.
    """
    match name:
        case "postgres":
            with postgres() as address, opened(with_driver(address, "psycopg")) as found:
                yield found
        case "mariadb":
            with mariadb() as address, opened(f"mariadb+pymysql{address}") as found:
                yield found
        case _:
            with opened("sqlite://") as found:
                yield found


def main() -> int:
    """Judge, report, and return 1 when pages differed from their select."""
    given = _arguments()
    with database(given.database) as found:
        _collect_seldom()
        if given.mutations is not None:
            return _mutate(given, found)
        if given.replay:
            return _replay(given.replay, found)
        total = _run(given, found)
        print(total.report())
        for kind, case in total.first.items():
            small = reduced(case, lambda one, kind=kind: judge(one, found, ENGINE).kind == kind)  # type: ignore[misc]
            print(f"\n{kind}\n{told(small)}\n{judge(small, found, ENGINE).detail}\n--replay '{written(small)}'")
    return 1 if total.kinds else 0


def _collect_seldom() -> None:
    """Look for garbage seldom: a sixth of a run went into looking at what stays."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgres", "mariadb"), default="sqlite")
    parser.add_argument("--examples", type=int, default=1000, help="how many selects are drawn")
    parser.add_argument("--seed", type=int, default=0, help="the same seed draws the same selects")
    parser.add_argument("--rule", choices=sorted(RULES), help="selects for one rule alone")
    parser.add_argument("--resume", type=Path, help="a file that keeps what was found, and where a run goes on")
    parser.add_argument("--replay", help="one example, as a report shows it")
    parser.add_argument("--mutations", nargs="*", choices=sorted(MUTATIONS), help="break each rule, and find it")
    return parser.parse_args()


def _run(given: argparse.Namespace, found: Database) -> Tally:
    done, total = _noted(given)
    menu = RULES[given.rule] if given.rule else EVERYTHING
    batches = -(-given.examples // BATCH)
    for batch in range(done, batches):
        examples = min(BATCH, given.examples - batch * BATCH)
        total.merge(tally(menu, found, ENGINE, examples=examples, start=given.seed * 1_000_003 + batch))
        _note(given, batch + 1, total)
        print(f"{total.examples} of {given.examples}", total.kinds.total(), "differences", file=sys.stderr, flush=True)
    return total


def _identity(given: argparse.Namespace) -> dict[str, Any]:
    """Tell what a run draws: another one is no continuation of it."""
    return {"database": given.database, "seed": given.seed, "rule": given.rule, "sqlalchemy": sqlalchemy.__version__}


def _noted(given: argparse.Namespace) -> tuple[int, Tally]:
    if given.resume is None or not given.resume.exists():
        return 0, Tally()
    held = json.loads(given.resume.read_text())
    if held["run"] != _identity(given):
        sys.exit(f"--resume {given.resume}: it is of another run, {held['run']}; name another file")
    total = Tally(
        Counter({Outcome[name]: count for name, count in held["outcomes"].items()}),
        Counter(held["refusals"]),
        Counter(held["kinds"]),
    )
    total.first = {kind: read(text) for kind, text in held["first"].items()}
    return held["batches"], total


def _note(given: argparse.Namespace, batches: int, total: Tally) -> None:
    if given.resume is None:
        return
    held = {
        "run": _identity(given),
        "batches": batches,
        "outcomes": {outcome.name: count for outcome, count in total.outcomes.items()},
        "refusals": total.refusals,
        "kinds": total.kinds,
        "first": {kind: written(case) for kind, case in total.first.items()},
    }
    beside = given.resume.with_suffix(".new")
    beside.write_text(json.dumps(held, indent=1))
    beside.replace(given.resume)


def _mutate(given: argparse.Namespace, found: Database) -> int:
    """Break one rule after the other, and tell after how many examples it is found."""
    missed = 0
    for name in given.mutations or MUTATIONS:
        with broken(name):
            menu = RULES[MUTATIONS[name].menu]
            seen = searched(menu, found, ENGINE, examples=given.examples, start=given.seed)
        kind = next(iter(seen.kinds), None)
        missed += kind is None
        print(
            f"{name}: " + (f"missed in {seen.examples}" if kind is None else f"{kind}, example {seen.examples}"),
            flush=True,
        )
    print(f"{missed} missed")
    return 1 if missed else 0


def _replay(text: str, found: Database) -> int:
    case = read(text)
    verdict = judge(case, found, ENGINE)
    print(f"{told(case)}\n{verdict.outcome.value}: {verdict.kind}\n{verdict.detail}")
    return 1 if verdict.outcome is Outcome.DIFFERENT else 0


if __name__ == "__main__":
    sys.exit(main())
