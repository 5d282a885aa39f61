"""Snippets with a fault in each marked line -> planted at the end of real files: what is said of statuses, sessions and entities."""

from __future__ import annotations

from pathlib import Path

HOME = "planted_status"
MARK = "# planted"
RULES = frozenset(
    {
        "silent-status-fallback",
        "status-string-comparison",
        "unmapped-query-entity",
        "unmapped-instance",
        "model-as-session",
    }
)
_MODELS = """\
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

PlantedLocal = sessionmaker(create_engine("sqlite://"))


class PlantedBase(DeclarativeBase): ...


class PlantedStatus(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class PlantedOther(Enum):
    DONE = "done"


class PlantedJob(PlantedBase):
    __tablename__ = "planted_job"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[PlantedStatus]


@dataclass
class PlantedNote:
    id: int


class PlantedStore:
    def __init__(self, model):
        self.model = model

    def all(self, db_session):
        return db_session.query(self.model).filter_by(id=1).all()
"""
_SNIPPET = f"""

from {HOME} import PlantedJob, PlantedLocal, PlantedNote, PlantedOther, PlantedStatus, PlantedStore

PLANTED_WORDS = {{"going": PlantedStatus.RUNNING, "ended": PlantedStatus.DONE}}


def planted_fallbacks(job, raw):
    a = job.status if job else PlantedStatus.WAITING  {MARK}
    b = job.status or PlantedStatus.WAITING  {MARK}
    c = getattr(job, "status", PlantedStatus.WAITING)  {MARK}
    d = PLANTED_WORDS.get(raw, PlantedStatus.WAITING)  {MARK}
    e = PLANTED_WORDS[raw] if raw in PLANTED_WORDS else PlantedStatus.WAITING  {MARK}
    try:
        g = PlantedStatus(raw)
    except ValueError:
        g = PlantedStatus.WAITING  {MARK}
    if job is None:
        return PlantedStatus.WAITING  {MARK}
    raw.extend([a, b, c, d, e, g])
    return job.status


def planted_branches(status: PlantedStatus, raw):
    if raw == "going":
        made = PlantedStatus.RUNNING
    elif raw == "ended":
        made = PlantedStatus.DONE
    else:
        made = PlantedStatus.WAITING  {MARK}
    raw.keep(made)
    if status is PlantedStatus.RUNNING:
        return "going"
    if status is PlantedStatus.DONE:
        return "ended"
    return "pending"  {MARK}


def planted_values(db: PlantedLocal, job: PlantedJob, jobs: list[PlantedJob], raw: str):  {MARK}
    db.query(PlantedJob).filter_by(status="done")  {MARK}
    db.query(PlantedJob).update({{"status": "done"}})  {MARK}
    PlantedJob(id=1, status="done")  {MARK}
    job.status = "done"  {MARK}
    for number, each in enumerate(jobs):
        print(number, each.status == "done")  {MARK}
    print(job.status == PlantedStatus.DONE.value)  {MARK}
    print(job.status.value == PlantedStatus.DONE)  {MARK}
    print(job.status == PlantedOther.DONE)  {MARK}
    print(str(job.status) == "done", raw)  {MARK}
    print(raw == PlantedStatus.DONE)  {MARK}


def planted_entities(db: PlantedLocal, model=PlantedNote):  {MARK}
    store = PlantedStore(PlantedNote)  {MARK}
    db.query(PlantedNote)  {MARK}
    db.query(model)
    for each in (PlantedJob, PlantedNote):  {MARK}
        db.query(each)
    db.add(PlantedJob)  {MARK}
    db.bulk_save_objects([PlantedNote(id=1)])  {MARK}
    return store
"""


def planted_statuses(root: Path, files: list[Path]) -> list[tuple[Path, int]]:
    """Write the models beside a project's files and the snippet to the end of some of them; return the marked places.

    Args:
        root: the project's folder.
        files: what the snippet is added to.
    """
    (root / f"{HOME}.py").write_text(_MODELS)
    places: list[tuple[Path, int]] = []
    for path in files:
        text = path.read_text().rstrip("\n") + "\n" + _SNIPPET
        path.write_text(text)
        places += [(path, row) for row, line in enumerate(text.split("\n"), 1) if line.endswith(MARK)]
    return places
