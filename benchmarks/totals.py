"""A PostgreSQL with many sessions -> what a page of 50 costs with each kind of total.

python -m benchmarks.totals                      with 200 000 and 2 000 000 sessions
python -m benchmarks.totals --sizes 5000000

Ways are timed in turns, so that a busy moment meets all of them; the best and the median of their calls are printed.
"""

from __future__ import annotations

import argparse
import enum
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

from sqlalchemy import BigInteger, Engine, ForeignKey, Select, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from benchmarks.backends import postgres, with_driver
from session_status import Capped, Estimated, Exact, SummaryQuery, SummaryRow, column_of, status_of
from session_status.statuses.mapping import StatusMapping

ROUNDS = 15


class State(enum.Enum):
    """How far a recording is."""

    WAITING = "waiting"
    DONE = "done"


class Base(DeclarativeBase):
    """What the tables are declared by."""


class Recording(Base):
    """What is summarised."""

    __tablename__ = "recording"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    state: Mapped[State] = mapped_column(index=True)


class Meeting(Base):
    """What is paged."""

    __tablename__ = "meeting"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    recording_id: Mapped[int | None] = mapped_column(ForeignKey(Recording.id), index=True)


STATES = StatusMapping(State, {State.WAITING: "waiting", State.DONE: "done"})


class RecordingRow(SummaryRow):
    """A recording's summary."""

    id: int = column_of(Recording.id)
    state: State = status_of(Recording.state, STATES)


RECORDINGS = SummaryQuery(RecordingRow, key=Recording.id)
KINDS: dict[str, Any] = {
    "no total": False,
    "Capped(10_000)": Capped(10_000),
    "Estimated()": Estimated(),
    "Exact()": Exact(),
}
SELECTS: dict[str, Callable[[], Select[Any]]] = {
    "all meetings": lambda: select(Meeting.id),
    "meetings whose recording waits": lambda: (
        select(Meeting.id).join(Recording, Meeting.recording_id == Recording.id).where(Recording.state == State.WAITING)
    ),
}


def fill(engine: Engine, rows: int) -> None:
    """Make the tables, with a recording for every second meeting, of which a tenth waits."""
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        recordings = "INSERT INTO recording SELECT n, CASE WHEN n % 10 = 0 THEN 'WAITING'::state ELSE 'DONE' END "
        connection.execute(text(recordings + "FROM generate_series(1, :n) n"), {"n": rows})
        meetings = "INSERT INTO meeting SELECT n, CASE WHEN n % 2 = 0 THEN n END FROM generate_series(1, :n) n"
        connection.execute(text(meetings), {"n": rows})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def main() -> int:
    """Measure each kind of total, and print one line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200_000, 2_000_000])
    arguments = parser.parse_args()
    print("| rows | select | page | best, ms | median, ms | says |\n| --- | --- | --- | --- | --- | --- |")
    with postgres() as address:
        engine = create_engine(with_driver(address, "psycopg"))
        for rows in arguments.sizes:
            fill(engine, rows)
            with Session(engine) as db:
                for name, make in SELECTS.items():
                    _measure(db, rows, name, make)
        engine.dispose()
    return 0


def _measure(db: Session, rows: int, name: str, make: Callable[[], Select[Any]]) -> None:
    def page(*, total: Any, after: str | None = None, offset: int = 0) -> Any:
        order = [Meeting.id]
        return RECORDINGS.page(
            db, make(), on=Meeting.recording_id, order_by=order, limit=50, total=total, after=after, offset=offset
        )

    behind = page(total=False, offset=rows // 40).next
    ways: dict[str, Callable[[], Any]] = {kind: partial(page, total=total) for kind, total in KINDS.items()}
    ways["no total, by cursor, half way"] = partial(page, total=False, after=behind)
    took, said = _in_turns(ways)
    for way, times in took.items():
        says = f"{said[way].total_relation or ''} {said[way].total or ''}".strip()
        print(f"| {rows} | {name} | {way} | {min(times):.1f} | {median(times):.1f} | {says} |", flush=True)


def _in_turns(ways: dict[str, Callable[[], Any]]) -> tuple[dict[str, list[float]], dict[str, Any]]:
    said = {way: ask() for way, ask in ways.items()}
    took: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, ask in ways.items():
            begin = time.perf_counter()
            ask()
            took[way].append((time.perf_counter() - begin) * 1000)
    return took, said


if __name__ == "__main__":
    sys.exit(main())
