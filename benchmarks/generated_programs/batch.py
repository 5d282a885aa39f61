"""A handful of programs -> one project that holds them beside the models, schemas and sessions that they import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SUPPORT = {
    "pyproject.toml": '[project]\nname = "generated"\n',
    "app/__init__.py": "",
    "app/models.py": """\
from enum import Enum

from sqlalchemy import Column, Integer
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class JobStatus(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


Status = JobStatus


class Base(DeclarativeBase): ...


class Session(Base):
    __tablename__ = "sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[JobStatus]


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[JobStatus]
""",
    "app/domain.py": "class Session: ...\n\n\nclass Job:\n    status: int\n\n\nclass JobStatus:\n    DONE = 1\n",
    "app/schemas.py": "from pydantic import BaseModel\n\n\nclass Session(BaseModel): ...\n\n\nclass User(BaseModel):\n    id: int\n",
    "app/db.py": """\
from sqlalchemy.orm import Session, sessionmaker

SessionLocal = sessionmaker()


def get_db():
    with SessionLocal() as db:
        yield db
""",
}  # fmt: skip


def write(root: Path, programs: Sequence[bytes]) -> list[Path]:
    """Write a project; return the files of the programs, in their order."""
    (root / "app").mkdir(parents=True, exist_ok=True)
    for name, text in SUPPORT.items():
        (root / name).write_text(text)
    paths = [root / "app" / f"p{number:03}.py" for number in range(len(programs))]
    for path, data in zip(paths, programs, strict=True):
        path.write_bytes(data)
    return paths
