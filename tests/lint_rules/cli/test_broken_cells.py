"""A cell that Python cannot parse is reported, and hides nothing that is in the other cells of its notebook."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from lint_rules.cli.main import main

Printed = pytest.CaptureFixture[str]
WHOLE = (
    "from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column\n",
    "class Base(DeclarativeBase): ...\n\nclass Job(Base):\n    __tablename__ = 'job'\n    id: Mapped[int] = mapped_column(primary_key=True)\n",
    "def first(db: Session):\n    return db.query(Job).where(Job.id is None).first()\n",
    "%time x = 1\n",
    "def both(db: Session):\n    return db.query(Job).where(Job.id == 1 or Job.id == 2).all()\n",
)
BROKEN = (
    "print 'x'\n",
    "import a as b\nfor c in (1, 2:\n",
    "%%time\nwhile True\n",
    "x = '''never closed\n",
    "y = 1 + \\\n",
    "def f(:\n    pass\n",
    "from a import (b,\n    c\n",
    "\n\n)",
    "<<<<<<< HEAD\n",
)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").touch()
    return tmp_path / "page.ipynb"


def write(page: Path, cells: Sequence[str]) -> None:
    entries: list[dict[str, Any]] = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells
    ]
    page.write_text(json.dumps({"cells": entries, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1))


def check(page: Path, capsys: Printed, *asked: str) -> list[Any]:
    """What is found, each as its rule and cell."""
    main(["check", page.name, "--no-cache", "--output-format", "json", *asked])
    return [(found["code"], found["cell"]) for found in json.loads(capsys.readouterr().out)]


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("place", range(len(WHOLE) + 1))
def test_what_is_in_other_cells_is_found(page: Path, broken: str, place: int, capsys: Printed) -> None:
    write(page, WHOLE)
    before = check(page, capsys)
    assert [code for code, _ in before] == ["python-operator-on-column"] * 2
    write(page, [*WHOLE[:place], broken, *WHOLE[place:]])
    shifted = [(code, cell + (cell > place)) for code, cell in before]
    assert sorted(check(page, capsys)) == sorted([*shifted, ("syntax-error", place + 1)])


@pytest.mark.parametrize(
    "binding",
    [
        "from other import Job",
        "from other import (\n    Thing,\n    Job,\n)",
        "import other as Job",
        "Job = other()",
        "Job: type = other()",
        "for i, Job in other():",
        "class Job: ...",
        "def Job(): ...",
        "f(Job := other())",
        "a = Job = other()",
    ],
)
def test_nothing_is_said_of_a_name_that_the_broken_cell_may_bind(page: Path, binding: str, capsys: Printed) -> None:
    write(page, [*WHOLE[:2], f"print 'x'\n{binding}\n", *WHOLE[2:]])
    assert check(page, capsys) == [("syntax-error", 3)]


def test_the_place_is_that_of_the_cell(page: Path, capsys: Printed) -> None:
    write(page, [*WHOLE, "%matplotlib inline\nx = 1\nprint 'x'\n"])
    main(["check", page.name, "--no-cache", "--output-format", "concise", "--select", "syntax-error"])
    assert "page.ipynb:cell 6:3:1: error[syntax-error]" in capsys.readouterr().out


def test_a_cell_that_ipython_moves_to_the_left_is_no_error(page: Path, capsys: Printed) -> None:
    write(page, [*WHOLE, "    y = 1\n    z = 2\n"])
    assert check(page, capsys, "--select", "syntax-error") == []


@pytest.mark.parametrize("options", [["--fix", "--unsafe-fixes"], ["--add-ignore"]])
def test_no_cell_is_changed_but_for_comments_in_whole_ones(page: Path, options: list[str], capsys: Printed) -> None:
    cells = [*WHOLE, "print 'x'\nfrom other import Thing\n"]
    write(page, cells)
    main(["check", page.name, *options])
    capsys.readouterr()
    after = ["".join(cell["source"]) for cell in json.loads(page.read_text())["cells"]]
    assert after[-1] == cells[-1]
    assert [_uncommented(cell) for cell in after] == [_uncommented(cell) for cell in cells]


def _uncommented(cell: str) -> str:
    return "\n".join(line.split("  # session-lint")[0] for line in cell.split("\n"))


def test_a_comment_silences_what_is_said_of_the_cell(page: Path, capsys: Printed) -> None:
    write(page, ["# session-lint: ignore-file[syntax-error]\n", "print 'x'\n"])
    assert check(page, capsys) == []
