"""Notebooks are checked like modules: cell and line in every format, fixes back in the cells; other files are told apart in words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from lint_rules.cli.main import main
from lint_rules.cli.output.formats import FORMATS
from lint_rules.source.write import replace_code

Printed = pytest.CaptureFixture[str]
MODELS = "from sqlalchemy.orm import DeclarativeBase\n\nclass Base(DeclarativeBase): ...\n\nclass Session(Base):\n    __tablename__ = 's'\n"
CELLS = (
    ("markdown", "# Sessions\n"),
    ("code", "%matplotlib inline\nfrom sqlalchemy.orm import Session"),
    ("code", "%%bash\nls\n"),
    (
        "code",
        "from app.models import Session\n\ndef first(db: Session):\n    return db.query(Session).first()\nfiles = !ls\n",
    ),
)
ASKED = ("--select", "shadowed-import")


def notebook() -> str:
    """A notebook as Jupyter writes it."""
    cells: list[dict[str, Any]] = [
        {"cell_type": kind, "metadata": {}, "outputs": [{"text": "ü"}], "source": text.splitlines(keepends=True)}
        for kind, text in CELLS
    ]
    return (
        json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1, ensure_ascii=False)
        + "\n"
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    (tmp_path / "app").mkdir()
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "app/models.py").write_text(MODELS)
    (tmp_path / "page.ipynb").write_text(notebook())
    return tmp_path


FIXED = (
    notebook()
    .replace('"from app.models import Session\\n"', '"from app.models import Session as ModelSession\\n"')
    .replace("db.query(Session)", "db.query(ModelSession)")
)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("output_format", ["full", "concise"])
def test_people_read_the_cell_and_its_lines(output_format: str, capsys: Printed, snapshot: SnapshotAssertion) -> None:
    assert main(["check", ".", "--output-format", output_format]) == 1
    assert capsys.readouterr().out == snapshot


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("output_format", sorted(FORMATS))
@pytest.mark.parametrize("path", [".", "page.ipynb"])
def test_every_format_says_the_cell_and_the_line(path: str, output_format: str, capsys: Printed) -> None:
    main(["check", path, *ASKED, "--output-format", output_format])
    report = capsys.readouterr().out
    if output_format in {"json", "json-lines"}:
        found = json.loads(report) if output_format == "json" else [json.loads(report)]
        assert [(one["cell"], one["location"]["row"]) for one in found] == [(4, 1)]
        assert {(edit["cell"], edit["location"]["row"]) for edit in found[0]["fix"]["edits"]} == {(4, 1), (4, 4)}
    elif output_format in {"full", "concise"}:
        assert "page.ipynb:cell 4:1:24" in report
    else:
        row = next(number for number, line in enumerate(notebook().split("\n"), 1) if "from app.models" in line)
        assert "cell 4, line 1, column 24: from here on" in report.replace("%2C", ",").replace("%3A", ":")
        assert str(row) in report
    assert "in cell 2, line 2" in report  # where the name that is hidden is imported


def test_fixes_are_written_into_the_cells_and_nothing_else_changes(project: Path) -> None:
    main(["check", ".", *ASKED, "--fix", "--unsafe-fixes"])
    assert (project / "page.ipynb").read_text() == FIXED


def test_comments_are_written_into_the_cells(project: Path) -> None:
    assert main(["check", ".", "--add-ignore"]) == 0
    before, after = notebook().splitlines(), (project / "page.ipynb").read_text().splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert changed
    assert all("# session-lint: ignore[" in line for line in changed)
    assert main(["check", "."]) == 0


def test_a_diff_of_a_notebook_can_be_applied(project: Path, capsys: Printed) -> None:
    assert main(["check", ".", *ASKED, "--diff", "--unsafe-fixes"]) == 1
    subprocess.run(["git", "apply", "-"], cwd=project, input=capsys.readouterr().out.encode(), check=True)
    assert (project / "page.ipynb").read_text() == FIXED


def test_a_notebook_on_standard_input_comes_out_as_a_notebook(project: Path) -> None:
    command = [sys.executable, "-m", "lint_rules", "check", "--fix", "--stdin-filename", "page.ipynb", "-", *ASKED]
    for options, wanted in (([], notebook()), (["--unsafe-fixes"], FIXED)):
        run = subprocess.run(
            [*command, *options], cwd=project, input=notebook().encode(), capture_output=True, check=False
        )
        assert run.stdout.decode() == wanted
    run = subprocess.run(
        [*command[:4], *command[5:]], cwd=project, input=notebook().encode(), capture_output=True, check=False
    )
    assert b"page.ipynb:cell 4:1:24" in run.stdout
    run = subprocess.run(command, cwd=project, input=b"{", capture_output=True, check=False)
    assert (run.returncode, run.stdout) == (2, b"{")
    assert b"standard input is no notebook" in run.stderr


def test_a_notebook_that_is_edited_meanwhile_keeps_the_edit(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def edited(path: Path, old: bytes, new: bytes, *, within: Path) -> None:
        path.write_text(path.read_text().replace("def first", "def second"))
        replace_code(path, old, new, within=within)

    monkeypatch.setattr("lint_rules.cli.commands.fix.replace_code", edited)
    assert main(["check", ".", *ASKED, "--fix", "--unsafe-fixes"]) == 2
    assert (project / "page.ipynb").read_text() == notebook().replace("def first", "def second")


def test_a_file_that_is_no_notebook_is_reported(project: Path, capsys: Printed) -> None:
    (project / "page.ipynb").write_text('{"nbformat": 3}')
    assert main(["check", ".", "--output-format", "concise"]) == 1
    assert "page.ipynb:1:1: error[syntax-error] is no notebook of format 4" in capsys.readouterr().out


def test_what_was_found_in_a_notebook_is_recalled_until_it_changes(project: Path, capsys: Printed) -> None:
    for _ in range(3):
        assert main(["check", ".", "--output-format", "concise", *ASKED]) == 1
        assert "page.ipynb:cell 4:1:24" in capsys.readouterr().out
    (project / "page.ipynb").write_text(notebook().replace("from app.models import Session", "pass"))
    assert main(["check", ".", *ASKED]) == 0


STUB = "from sqlalchemy.orm import Session\nfrom app.models import Session\n\ndef first(db: Session) -> Session: ...\n"


def test_stubs_are_checked(project: Path, capsys: Printed) -> None:
    (project / "app/pages.pyi").write_text(STUB)
    assert main(["check", "app", "--output-format", "concise", *ASKED]) == 1
    assert "app/pages.pyi:2:24: warning[shadowed-import]" in capsys.readouterr().out


@pytest.mark.parametrize(
    "name", ["notes.txt", "README.md", "data.json", "Makefile", "page.html", "settings.toml", "x.pyc"]
)
@pytest.mark.parametrize("besides", [[], ["app"]])
def test_a_named_file_of_another_kind_is_said_not_to_be_checked(
    name: str, besides: list[str], project: Path, capsys: Printed
) -> None:
    (project / name).write_bytes(b"from sqlalchemy.orm import Session\n\x00\xff")
    assert main(["check", name, *besides]) == 0
    said = capsys.readouterr()
    assert said.err.startswith(f"session-lint: {name}: not checked: it is neither Python")
    assert "0 files" not in said.out
    assert said.out == ("Nothing found in 1 file.\n" if besides else "No file was checked.\n")


@pytest.mark.parametrize("first", ["#!/usr/bin/env python3\n", "#!/usr/bin/python3.12 -I\n", "#! /usr/bin/pythonw\n"])
def test_a_script_that_names_python_in_its_first_line_is_checked(first: str, project: Path, capsys: Printed) -> None:
    (project / "tool").write_text(first + STUB)
    assert main(["check", "tool", "--output-format", "concise", *ASKED]) == 1
    assert "tool:3:24: warning[shadowed-import]" in capsys.readouterr().out
