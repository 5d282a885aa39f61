"""The programs in `cases` -> what mypy and pyright say of them, on both lines of SQLAlchemy."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "cases"
PROGRAMS = sorted(CASES.glob("*.py"))
# The refused lines are bare expressions on purpose, and what was refused has no known type.
WRONG = {"refused.py", "misused.py", "rows.py"}
NOISE = {
    "reportUnusedExpression",
    "reportUnusedVariable",
    "reportUnknownArgumentType",
    "reportUnknownMemberType",
    "reportUnknownVariableType",
}
LINES = {"2.1": ROOT / ".venv", "2.0": ROOT / ".venv-sa20"}
Places = set[str]
"""Lines, each as `program.py:line`."""


def mypy(environment: Path, cache: Path) -> Places:
    options = ["--strict", "--output=json", "--config-file=", f"--cache-dir={cache}"]
    options += [f"--python-executable={environment}/bin/python"]
    run = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *map(str, PROGRAMS)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert run.returncode in {0, 1}, run.stderr
    reports = [json.loads(line) for line in run.stdout.splitlines()]
    return gathered((report["file"], report["line"]) for report in reports if report["severity"] == "error")


def pyright(environment: Path, folder: Path) -> Places:
    settings = {
        "include": ["cases"],
        "typeCheckingMode": "strict",
        "venvPath": str(ROOT),
        "venv": environment.name,
        "extraPaths": [str(ROOT / "src")],
    }
    shutil.copytree(CASES, folder / "cases")  # it reads nothing that lies outside its project
    project = folder / "pyrightconfig.json"
    project.write_text(json.dumps(settings))
    run = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--project", str(project)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert run.returncode in {0, 1}, run.stdout + run.stderr
    reports = json.loads(run.stdout)["generalDiagnostics"]
    return gathered(
        (report["file"], report["range"]["start"]["line"] + 1)
        for report in reports
        if report["severity"] == "error" and (Path(report["file"]).name not in WRONG or report.get("rule") not in NOISE)
    )


def gathered(places: Iterable[tuple[str, int]]) -> Places:
    return {f"{Path(path).name}:{line}" for path, line in places}


def refused() -> Places:
    return gathered(
        (program.name, number)
        for program in PROGRAMS
        for number, line in enumerate(program.read_text().splitlines(), start=1)
        if line.endswith("# refused")
    )


CHECKERS = {"mypy": mypy, "pyright": pyright}


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("checker", CHECKERS)
def test_the_checker_infers_what_is_documented_and_refuses_what_is_wrong(
    checker: str, line: str, tmp_path: Path
) -> None:
    environment = LINES[line]
    if not environment.exists():
        pytest.skip(f"{environment.name} is not there: run `make setup`")
    found = CHECKERS[checker](environment, tmp_path)
    assert found - refused() == set(), "the checker refuses what is right"
    assert refused() - found == set(), "the checker lets pass what is wrong"
