"""Writes a seeded repository of many packages that import each other: `python -m benchmarks.monorepo FOLDER [--files N]`.

Each package of `--sources` is copied under several names, its imports of itself renamed with it, until there are so many files. Beside
each copy stands a generated package with models, sessions and queries that imports the models of packages before it. The same options
write the same bytes.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
from pathlib import Path

_SERVICE_MODULES = 12
"""Generated modules beside each copied package."""
_NAMES = ("Session", "Job", "Order", "Account", "Invoice", "Ticket", "Report", "Batch", "Device", "Payment")

_MODELS = """from enum import Enum

from sqlalchemy import Enum as SqlEnum
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class {name}Status(Enum):
    NEW = "new"
    DONE = "done"


class {name}(Base):
    __tablename__ = "{table}"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[{name}Status] = mapped_column(SqlEnum({name}Status))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("{table}.id"))
"""

_QUERIES = """from sqlalchemy import select
from sqlalchemy.orm import Session as {session}

from {package}.models import {name}
{imports}

LABELS = {{"new": "New", "done": "Done"}}


def latest_{number}(db: {session}, limit: int) -> list[{name}]:
    statement = select({name}).where({name}.status == "new").order_by({name}.id).limit(limit)
    return list(db.scalars(statement))


def label_{number}(db, key: int) -> str:
    row = db.query({name}).filter({name}.id == key).first()
    return LABELS.get(row.status.value, "New")
"""


def main() -> None:
    """Write the repository that the command line describes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sources", type=Path, required=True, help="a folder of releases, each a folder with packages")
    parser.add_argument("--files", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    print(write(args.folder, args.sources, args.files, args.seed), "files")


def write(folder: Path, sources: Path, files: int, seed: int) -> int:
    """Write a repository of about so many Python files; return how many there are."""
    chance = random.Random(seed)  # noqa: S311  it decides what is imported
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "monorepo"\nversion = "0"\n')
    packages = sorted(path for path in sources.glob("*/*") if (path / "__init__.py").exists())
    written, models = 0, list[tuple[str, str]]()
    for round_number in itertools.count():
        for package in packages:
            if written >= files:
                return written
            name = f"{package.name}_{round_number}"
            written += _copy(package, folder / name, files - written)
            service = f"{name}_service"
            written += _service(folder / service, service, chance, models)
    raise AssertionError  # unreachable: `count` has no end


def _copy(package: Path, to: Path, room: int) -> int:
    """Copy a package under another name, its imports of itself renamed; return how many files were written."""
    own = re.compile(rf"^(\s*(?:from|import)\s+){package.name}\b".encode(), re.MULTILINE)
    named = rb"\g<1>" + to.name.encode()
    count = 0
    for path in itertools.islice(sorted(package.rglob("*.py")), room):
        copy = to / path.relative_to(package)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(own.sub(named, path.read_bytes()))
        count += 1
    return count


def _service(folder: Path, package: str, chance: random.Random, models: list[tuple[str, str]]) -> int:
    """Write a package of models and of queries over them and over those of earlier packages."""
    folder.mkdir()
    name = chance.choice(_NAMES)
    (folder / "__init__.py").write_text("")
    (folder / "models.py").write_text(_MODELS.format(name=name, table=f"{package}_{name.lower()}"))
    for number in range(_SERVICE_MODULES - 2):
        (folder / f"queries_{number}.py").write_text(_queries(package, name, number, chance, models))
    models.append((package, name))
    return _SERVICE_MODULES


def _queries(package: str, name: str, number: int, chance: random.Random, models: list[tuple[str, str]]) -> str:
    others = chance.sample(models, min(len(models), 3))
    imports = "\n".join(
        f"from {other}.models import {model} as {model}Of{at}" for at, (other, model) in enumerate(others)
    )
    session = "DatabaseSession" if name == "Session" else "Session"
    return _QUERIES.format(package=package, name=name, number=number, imports=imports, session=session)


if __name__ == "__main__":
    main()
