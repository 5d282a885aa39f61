"""Measures files whose work could grow with the square of their width: `python -m benchmarks.wide_file [WIDTH…]`.

columns  a file of one class with WIDTH legacy columns without types, each of which is used once
imports  a file with WIDTH imports of mapped classes, each of which is queried once
members  a file with an Enum of WIDTH members, each of which is compared with once
returns  a file with WIDTH functions that return rows, and say so wrongly or not at all
sessions a file with WIDTH functions whose parameter is annotated, in quotes, with the model that hides the session

Each is checked with every rule, without a cache, at half its width and at all of it: what takes twice as long grows in a line,
what takes four times as long with the square. `calls` is how many functions of Python's are called, which no other work on the
machine changes; a test holds them to a line.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

from lint_rules.linter.lint import lint
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Settings

WIDTH = 1260
"""Columns of the widest file that was met."""
_BASE = "from sqlalchemy import Column, Integer, select\nfrom sqlalchemy.orm import DeclarativeBase\n\n"
_WAYS = "\n\nclass Base(DeclarativeBase): ...\n\n\n"
_ROW = "class Row(Base):\n    __tablename__ = 'row'\n    id = Column(Integer, primary_key=True)\n\n\n"


def columns(width: int) -> dict[str, str]:
    """Return a project whose one file declares many legacy columns, and uses each of them."""
    body = "".join(f"    column_{number} = Column(Integer)\n" for number in range(width))
    uses = "".join(f"    yield select(Wide).where(Wide.column_{number} == {number})\n" for number in range(width))
    head = f"{_BASE}{_WAYS}class Wide(Base):\n    __tablename__ = 'wide'\n    id = Column(Integer, primary_key=True)\n"
    return {"wide.py": f"{head}{body}\n\ndef queries():\n{uses}"}


def imports(width: int) -> dict[str, str]:
    """Return a project whose one file imports many mapped classes, and queries each of them."""
    classes = "".join(
        f"class Model{number}(Base):\n    __tablename__ = 'm{number}'\n    id = Column(Integer, primary_key=True)\n\n\n"
        for number in range(width)
    )
    names = "".join(f"from models import Model{number}\n" for number in range(width))
    uses = "".join(f"    db.query(Model{number}).filter(Model{number}.id == 1).first()\n" for number in range(width))
    return {"models.py": f"{_BASE}{_WAYS}{classes}", "wide.py": f"{names}\n\ndef load(db):\n{uses}"}


def members(width: int) -> dict[str, str]:
    """Return a project whose one file declares an Enum of many members, and compares a status with each of them."""
    body = "".join(f"    MEMBER_{number} = 'member {number}'\n" for number in range(width))
    uses = "".join(f"    if status == Status.MEMBER_{number}:\n        yield {number}\n" for number in range(width))
    head = "from enum import Enum\n\n\nclass Status(Enum):\n"
    return {"wide.py": f"{head}{body}\n\ndef numbers(status: Status):\n{uses}"}


def returns(width: int) -> dict[str, str]:
    """Return a project whose one file has many functions that return rows; every second one says in quotes that it returns one."""
    head = f"{_BASE}from sqlalchemy.orm import Session\n{_WAYS}{_ROW}"
    said = ["", " -> 'Row'"]
    functions = (
        f"def rows_{number}(db: Session){said[number % 2]}:\n    return db.scalars(select(Row)).all()\n\n\n"
        for number in range(width)
    )
    return {"wide.py": head + "".join(functions)}


def sessions(width: int) -> dict[str, str]:
    """Return a project whose one file has many functions with a session that is annotated as the model of that name."""
    model = "class Session(Base):\n    __tablename__ = 'session'\n    id = Column(Integer, primary_key=True)\n"
    functions = (f"def rows_{number}(db: 'Session'):\n    return db.query(Row).all()\n\n\n" for number in range(width))
    head = f"{_BASE}from models import Session\n{_WAYS}{_ROW}"
    return {"models.py": f"{_BASE}{_WAYS}{model}", "wide.py": head + "".join(functions)}


SHAPES: Mapping[str, Callable[[int], dict[str, str]]] = {
    "columns": columns,
    "imports": imports,
    "members": members,
    "returns": returns,
    "sessions": sessions,
}


def check(files: Mapping[str, str]) -> tuple[int, float]:
    """Return how many functions of Python's checking a project calls, and how many seconds of processor it takes.

    Raises:
        RuntimeError: a rule failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in files.items():
            (root / name).write_text(text, encoding="utf-8")
        options = RunOptions(root=root, settings=Settings(strict=True), rules=registered())
        begun = time.process_time()
        lint([root], options)
        taken = time.process_time() - begun
        calls = 0

        def count(_: FrameType, event: str, __: object) -> None:
            nonlocal calls
            calls += event == "call"

        before = sys.getprofile()
        gc.collect()
        gc.disable()  # what others left is finalized at some moment, and those calls are none of the check's
        sys.setprofile(count)
        try:
            report = lint([root], options)
        finally:
            sys.setprofile(before)
            gc.enable()
    if report.crashes:
        raise RuntimeError(f"{report.crashes[0].path}: {report.crashes[0].message}")
    return calls, taken


def main() -> int:
    """Measure each shape at half of each width and at all of it, and print a table."""
    widths = [int(argument) for argument in sys.argv[1:]] or [WIDTH]
    print(
        "| shape | width | calls, half -> all | times | s of processor, half -> all | times |\n|---|---|---|---|---|---|"
    )
    for width in widths:
        for name, shape in SHAPES.items():
            (few, short), (many, long) = check(shape(width // 2)), check(shape(width))
            print(
                f"| {name} | {width} | {few} -> {many} | {many / few:.2f} | {short:.2f} -> {long:.2f} | {long / short:.2f} |"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
