"""Many workers that take steps at random -> every row that one of them touched, compared with what it asked for.

The database itself says what happened: triggers write each change of a status into a log, with the worker, the old and
the new status, the studio that the row had in that moment, and its version. A worker reads what it has done in the same
transaction, so that each step is judged by itself; when all have stopped, the log is played over a copy of the tables
that was made before, and the copy must equal the tables.
"""

from __future__ import annotations

import enum
import itertools
import random
import threading
from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, ForeignKey, String, Text, event, exists, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from session_status import Lifecycle, Transition

ROWS, STUDIOS, BEATS = 60, 4, 5
FAULTS = 5
"""How many are told in words; all are counted."""
RETRIES = 50
"""How often a step is tried again that the database gave up because two workers waited for each other."""


class State(enum.Enum):
    """Where a row may be."""

    NEW = "new"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


LIFE = Lifecycle(
    State,
    {
        State.NEW: [State.QUEUED, State.FAILED],
        State.QUEUED: [State.RUNNING, State.FAILED],
        State.RUNNING: [State.RUNNING, State.DONE, State.FAILED],
        State.FAILED: [State.QUEUED],
        State.DONE: [State.NEW],
    },
    initial=[State.NEW],
    self_steps=True,
    endless=True,
)


class Base(DeclarativeBase):
    """What the tables are declared by."""


class Work(Base):
    """A row of every kind."""

    __tablename__ = "work"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(9))
    studio: Mapped[int] = mapped_column(index=True)
    state: Mapped[State]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "work", "version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's own way


class Song(Work):
    """A row of one kind, in a table beside."""

    __tablename__ = "song"

    id: Mapped[int] = mapped_column(ForeignKey("work.id"), primary_key=True, autoincrement=False)
    beats: Mapped[int]
    mix: Mapped[State | None]

    __mapper_args__ = {"polymorphic_identity": "song"}  # noqa: RUF012


class Place(Base):
    """Where a studio is."""

    __tablename__ = "place"

    studio: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    country: Mapped[str] = mapped_column(String(9))


class Log(Base):
    """A change of a row, as a trigger saw it."""

    __tablename__ = "log"

    seq: Mapped[int] = mapped_column(primary_key=True)
    worker: Mapped[int]
    kind: Mapped[str] = mapped_column(String(9))
    row_id: Mapped[int]
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)
    studio: Mapped[int]
    moved_to: Mapped[int | None]
    versions: Mapped[int]


_LOGGED = "INSERT INTO log (worker, kind, row_id, old, new, studio, moved_to, versions) "
_WORK = "VALUES ({worker}, 'work', OLD.id, OLD.state, NEW.state, OLD.studio, NEW.studio, NEW.version - OLD.version)"
_SONG = "SELECT {worker}, 'song', OLD.id, OLD.mix, NEW.mix, studio, studio, 0 FROM work WHERE id = OLD.id"
_WORKERS = {"sqlite": "worker()", "postgresql": "pg_backend_pid()", "mariadb": "CONNECTION_ID()"}
_CALLS = {"sqlite": "SELECT worker()", "postgresql": "SELECT pg_backend_pid()", "mariadb": "SELECT CONNECTION_ID()"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows that a step is about: a criterion, and the same question asked of a row's own values.

    Attributes:
        column: The status.
        criteria: For the database.
        holds: For a row: its key, the studio it had, and its beats (None where it is no song).
    """

    column: Any
    criteria: list[Any]
    holds: Callable[[int, int, int | None], bool]

    def __str__(self) -> str:
        """Say it as SQL."""
        return f"{self.column} where {' and '.join(map(str, self.criteria))}"


@dataclass
class Report:
    """What was seen; everything but the first four must stay 0."""

    moves: int = 0
    steps: int = 0
    told: int = 0
    retried: int = 0
    outside_graph: int = 0
    outside_criterion: int = 0
    miscounted: int = 0
    versions_wrong: int = 0
    copies_differ: int = 0
    faults: list[str] = field(default_factory=list[str])

    def add(self, other: Report) -> None:
        """Add another report's numbers."""
        for name, number in vars(other).items():
            setattr(self, name, getattr(self, name) + number)
        self.faults = self.faults[:FAULTS]

    @property
    def right(self) -> bool:
        """Whether nothing was seen that must not be."""
        wrong = (self.outside_graph, self.outside_criterion, self.miscounted, self.versions_wrong, self.copies_differ)
        return not any(wrong)

    def blame(self, kind: str, fault: str) -> None:
        """Count a fault, and remember the first ones."""
        setattr(self, kind, getattr(self, kind) + 1)
        self.faults = [*self.faults, f"{kind}: {fault}"][:FAULTS]


def prepare(engine: Engine) -> None:
    """Make the tables, with triggers that log every change, and fill them."""
    if engine.dialect.name == "sqlite":
        _number_connections(engine)
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        _add_triggers(connection)
    with Session(engine) as db, db.begin():
        db.add_all(Place(studio=n, country="fr" if n % 2 else "jp") for n in range(STUDIOS))
        for key in range(ROWS):
            db.add(_row(key))


def _row(key: int) -> Work:
    studio, state = key % STUDIOS, list(State)[key % len(State)]
    if key % 2:
        return Work(id=key, studio=studio, state=state)
    return Song(id=key, studio=studio, state=state, beats=key % BEATS, mix=None if key % 10 == 0 else state)


def _number_connections(engine: Engine) -> None:
    """Give SQLite what the servers have: a number for each connection."""
    numbers = itertools.count(1)

    @event.listens_for(engine, "connect")
    def number(connection: Any, _: object) -> None:
        mine = next(numbers)
        connection.create_function("worker", 0, lambda: mine)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = WAL")


def _add_triggers(connection: Connection) -> None:
    dialect = connection.dialect.name
    for table, values in (("work", _WORK), ("song", _SONG)):
        statement = _LOGGED + values.format(worker=_WORKERS[dialect])
        if dialect == "postgresql":
            statement = statement.replace("OLD.state", "OLD.state::text").replace("NEW.state", "NEW.state::text")
            statement = statement.replace("OLD.mix", "OLD.mix::text").replace("NEW.mix", "NEW.mix::text")
            body = f"BEGIN {statement}; RETURN NULL; END"
            connection.execute(
                text(f"CREATE OR REPLACE FUNCTION log_{table}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
            )
            statement = f"EXECUTE FUNCTION log_{table}()"
        elif dialect == "sqlite":
            statement = f"BEGIN {statement}; END"
        connection.execute(text(f"CREATE TRIGGER log_{table} AFTER UPDATE ON {table} FOR EACH ROW {statement}"))


def choose(draw: random.Random) -> Choice:
    """Draw which rows a step is about."""
    return draw.choice(_CHOICES)(draw)


def _by_key(draw: random.Random) -> Choice:
    key = draw.randrange(ROWS)
    return Choice(Work.state, [Work.id == key], lambda row, _, __: row == key)


def _by_studio(draw: random.Random) -> Choice:
    studio, keys = draw.randrange(STUDIOS), _keys(draw)
    within = [Work.studio == studio, Work.id.in_(keys)]
    return Choice(Work.state, within, lambda row, seen, _: seen == studio and row in keys)


def _by_key_of_subclass(draw: random.Random) -> Choice:
    key = draw.randrange(ROWS)
    return Choice(Song.state, [Song.id == key], lambda row, _, beats: row == key and beats is not None)


def _by_both_tables(draw: random.Random) -> Choice:
    wanted, studio = draw.randrange(BEATS), draw.randrange(STUDIOS)
    within = [Song.beats == wanted, Song.studio == studio]
    return Choice(Song.state, within, lambda _, seen, beats: (beats, seen) == (wanted, studio))


def _by_parent(draw: random.Random) -> Choice:
    studio = draw.randrange(STUDIOS)
    return Choice(Song.mix, [Song.studio == studio], lambda _, seen, beats: seen == studio and beats is not None)


def _by_own_column(draw: random.Random) -> Choice:
    wanted = draw.randrange(BEATS)
    return Choice(Song.mix, [Song.beats == wanted], lambda _, __, beats: beats == wanted)


def _by_exists(draw: random.Random) -> Choice:
    (country, studios), keys = _country(draw), _keys(draw)
    placed = exists().where(Place.studio == Work.studio, Place.country == country)
    return Choice(Work.state, [placed, Work.id.in_(keys)], lambda row, seen, _: seen in studios and row in keys)


def _by_equality(draw: random.Random) -> Choice:
    (country, studios), keys = _country(draw), _keys(draw)
    joined = [Song.studio == Place.studio, Place.country == country, Song.id.in_(keys)]
    return Choice(Song.state, joined, lambda row, seen, beats: seen in studios and row in keys and beats is not None)


def _by_subquery(draw: random.Random) -> Choice:
    wanted, keys = draw.randrange(BEATS), _keys(draw)
    within = [Work.id.in_(select(Song.id).where(Song.beats == wanted)), Work.id.in_(keys)]
    return Choice(Work.state, within, lambda row, _, beats: beats == wanted and row in keys)


_CHOICES = (
    _by_key,
    _by_studio,
    _by_key_of_subclass,
    _by_both_tables,
    _by_parent,
    _by_own_column,
    _by_exists,
    _by_equality,
    _by_subquery,
)


def _keys(draw: random.Random) -> list[int]:
    return sorted(draw.sample(range(ROWS), 5))


def _country(draw: random.Random) -> tuple[str, set[int]]:
    country = draw.choice(["fr", "jp"])
    return country, {studio for studio in range(STUDIOS) if (studio % 2 == 1) == (country == "fr")}


class Worker:
    """Takes steps on a connection of its own, and judges each of them."""

    def __init__(self, connection: Connection, draw: random.Random) -> None:
        self._db = Session(connection)
        self._draw = draw
        self._number: int = self._db.scalar(text(_CALLS[connection.dialect.name])) or 0
        self._db.commit()
        self._last = 0
        self.report = Report()

    def work(self, moves: int) -> Report:
        """Take a number of steps; between them, rows change their studio, too."""
        for _ in range(moves):
            self._patiently(self._move)
            if self._draw.random() < 0.2:  # noqa: PLR2004 -- often enough that criteria change under the steps
                self._patiently(self._change_studio)
        self._db.close()
        return self.report

    def _patiently(self, action: Callable[[random.Random], None]) -> None:
        seed = self._draw.random()
        for _ in range(RETRIES):
            try:
                action(random.Random(seed))  # noqa: S311 -- drawn, not secret
                self._db.commit()
            except OperationalError:
                self._db.rollback()
                self.report.retried += 1
            else:
                return
        raise RuntimeError("a step was given up too often")

    def _change_studio(self, draw: random.Random) -> None:
        # A row that another worker has locked is waited for, as an application would.
        statement = update(Work.__table__).where(Work.__table__.c.id == draw.randrange(ROWS))  # type: ignore[arg-type]
        self._db.execute(statement.values(studio=draw.randrange(STUDIOS)))
        self._logged()

    def _move(self, draw: random.Random) -> None:
        choice, target = choose(draw), draw.choice(list(State))
        if draw.random() < 0.5:  # noqa: PLR2004 -- one half of the steps is told
            told: list[Transition[State]] | None
            told = LIFE.move_returning(self._db, choice.column, target, *choice.criteria)
            moved = len(told)
        else:
            told, moved = None, LIFE.move(self._db, choice.column, target, *choice.criteria)
        self._judge(choice, target, moved, told)

    def _judge(self, choice: Choice, target: State, moved: int, told: list[Transition[State]] | None) -> None:
        report, mixed = self.report, choice.column is Song.mix
        log = self._logged()
        touched = [row for row in log if row.kind == ("song" if mixed else "work")]
        versions = Counter(row.row_id for row in log if row.kind == "work" and row.versions == 1)
        report.moves += 1
        report.steps += moved
        report.told += len(told or ())
        for row in touched:
            self._judge_row(choice, target, row)
        if len(touched) != moved:
            report.blame("miscounted", f"{moved} told, {len(touched)} touched by {choice}")
        if told is not None and {(step.key, step.old.name) for step in told} != {
            (row.row_id, row.old) for row in touched
        }:
            report.blame("miscounted", f"{told} is not what happened")
        if versions != Counter(row.row_id for row in touched) or (
            mixed and any(row.old != row.new for row in log if row.kind == "work")
        ):
            report.blame("versions_wrong", f"{versions} for {[row.row_id for row in touched]}")

    def _judge_row(self, choice: Choice, target: State, row: Log) -> None:
        step = row.old is not None and row.new == target.name and LIFE.allows(State[row.old], target)
        if not step:
            self.report.blame("outside_graph", f"{row.old} -> {row.new}, asked for {target}")
        beats = None if row.row_id % 2 else row.row_id % BEATS
        if not choice.holds(row.row_id, row.studio, beats):
            self.report.blame("outside_criterion", f"row {row.row_id} of studio {row.studio} by {choice}")

    def _logged(self) -> list[Log]:
        """Read what this worker has done since it read last; it is rolled back with the step."""
        statement = select(Log).where(Log.worker == self._number, Log.seq > self._last).order_by(Log.seq)
        rows = list(self._db.scalars(statement))
        self._last = rows[-1].seq if rows else self._last
        self._db.expunge_all()
        return rows


def walk(engine: Engine, *, seed: str, moves: int, workers: int = 8) -> Report:
    """Let workers take steps all at once, then play the log over a copy.

    Args:
        engine: A database that was prepared.
        seed: What the workers draw follows from it.
        moves: Steps that are tried, by all of them together.
        workers: How many there are.
    """
    with engine.begin() as connection:
        connection.execute(Log.__table__.delete())  # type: ignore[attr-defined]
        before = _copied(connection)
    begin = threading.Barrier(workers)

    def work(number: int) -> Report:
        with engine.connect() as connection:
            worker = Worker(connection, random.Random(f"{seed}:{number}"))  # noqa: S311 -- drawn, not secret
            begin.wait()
            return worker.work(len(range(number, moves, workers)))

    report = Report()
    with ThreadPoolExecutor(workers) as pool:
        for found in pool.map(work, range(workers)):
            report.add(found)
    with engine.begin() as connection:
        _compare(connection, before, report)
    return report


Copy = dict[tuple[str, int], list[Any]]


def _copied(connection: Connection) -> Copy:
    """Copy the tables: by table and key, what changes and what must not."""
    work, song = Work.__table__.c, Song.__table__.c
    works = connection.execute(select(work.id, work.state, work.studio, work.version, work.kind)).all()
    songs = connection.execute(select(song.id, song.mix, song.beats)).all()
    copied: Copy = {("work", row[0]): [row[1].name, *row[2:]] for row in works}
    return copied | {("song", row[0]): [row[1] and row[1].name, row[2]] for row in songs}


def _compare(connection: Connection, copied: Copy, report: Report) -> None:
    for row in connection.execute(select(Log.__table__).order_by(Log.__table__.c.seq)):
        held = copied[row.kind, row.row_id]
        if held[0] != row.old:
            report.blame("copies_differ", f"{row.kind} {row.row_id} was {held[0]}, a step left {row.old}")
        held[0] = row.new
        if row.kind == "work":
            held[1], held[2] = row.moved_to, held[2] + row.versions
    for key, values in _copied(connection).items():
        if values != copied[key]:
            report.blame("copies_differ", f"{key} is {values}, by the log it is {copied[key]}")


@contextmanager
def many_writers(engine: Engine) -> Generator[Engine]:
    """Prepare an engine for workers, and clear away afterwards."""
    prepare(engine)
    try:
        yield engine
    finally:
        Base.metadata.drop_all(engine)
        engine.dispose()
